//! From a row of a collection to its record: id and company, what clients set, what the product notes, metadata.

use super::{Collection, Stored};
use crate::db::types::{DbTimestamp, DbUuid};
use crate::store::Result;
use domain::{CompanyId, Metadata, Record, RecordId};
use scheduling_core::time::Timestamp;

/// The columns that clients set, as one struct that is read and written.
pub(crate) trait Columns: Sized {
    /// What they are outside this crate.
    type Details;

    /// The columns of these details.
    ///
    /// # Errors
    /// [`DbError`](crate::DbError) for what can't be stored.
    fn of(details: &Self::Details) -> Result<Self>;

    /// The details in these columns.
    ///
    /// # Errors
    /// [`DbError`](crate::DbError) for what the program can't have written.
    fn details(self) -> Result<Self::Details>;
}

/// The columns that the product itself keeps beside what clients set.
pub(crate) trait KeptColumns: Sized {
    /// What clients set of the record.
    type Details: Collection;
    /// What the columns are outside this crate.
    type Kept;
    /// What a change of the details changes in them, as a changeset.
    type Change;

    /// Those of a new record.
    fn of(details: &Self::Details, now: Timestamp) -> Self;

    /// What changes in them with the details.
    fn change(before: &Stored<Self::Details>, details: &Self::Details, now: Timestamp) -> Self::Change;

    /// What they say.
    ///
    /// # Errors
    /// [`DbError`](crate::DbError) for what the program can't have written.
    fn kept(self) -> Result<Self::Kept>;
}

/// The plain value of an id as its column holds it.
pub(crate) trait Key: Copy {
    type Column: Copy;

    fn column(self) -> Self::Column;

    fn read(column: Self::Column) -> Self;
}

impl Key for i64 {
    type Column = i64;

    fn column(self) -> i64 {
        self
    }

    fn read(column: i64) -> Self {
        column
    }
}

impl Key for uuid::Uuid {
    type Column = DbUuid;

    fn column(self) -> DbUuid {
        DbUuid(self)
    }

    fn read(column: DbUuid) -> Self {
        column.0
    }
}

/// The company of a record as its column holds it.
pub(crate) trait Owned: Copy {
    type Column;

    fn read(column: Self::Column) -> Self;
}

impl Owned for CompanyId {
    type Column = i64;

    fn read(column: i64) -> Self {
        Self(column)
    }
}

impl Owned for Option<CompanyId> {
    type Column = Option<i64>;

    fn read(column: Option<i64>) -> Self {
        column.map(CompanyId)
    }
}

/// Id and company of a row.
type Keys<Id, Company> = (<<Id as RecordId>::Raw as Key>::Column, <Company as Owned>::Column);
/// Version and times of a row.
type Meta = (i64, DbTimestamp, DbTimestamp);
/// A row with what clients set.
pub(crate) type Row<Id, Company, V> = (Keys<Id, Company>, V, Meta);
/// A row with what clients set and what the product keeps.
pub(crate) type KeptRow<Id, Company, V, K> = (Keys<Id, Company>, V, K, Meta);

/// A row of the collection `D`, as it is selected.
pub(crate) trait RecordRow<D: Collection>: Sized {
    /// The columns that clients set.
    type Values;

    fn id(&self) -> D::Id;

    fn values(&self) -> &Self::Values;

    fn created_at(&self) -> DbTimestamp;

    /// The record in it.
    fn record(self) -> Result<Stored<D>>;
}

impl<D, V> RecordRow<D> for Row<D::Id, D::Company, V>
where
    D: Collection<Id: RecordId<Raw: Key>, Company: Owned, Kept = ()>,
    V: Columns<Details = D>,
{
    type Values = V;

    fn id(&self) -> D::Id {
        D::Id::from_raw(Key::read(self.0.0))
    }

    fn values(&self) -> &V {
        &self.1
    }

    fn created_at(&self) -> DbTimestamp {
        self.2.1
    }

    fn record(self) -> Result<Stored<D>> {
        let id = self.id();
        let ((_, company), values, meta) = self;
        let company = D::Company::read(company);
        Ok(Record { id, company, details: values.details()?, kept: (), metadata: metadata(meta) })
    }
}

impl<D, V, K> RecordRow<D> for KeptRow<D::Id, D::Company, V, K>
where
    D: Collection<Id: RecordId<Raw: Key>, Company: Owned>,
    V: Columns<Details = D>,
    K: KeptColumns<Details = D, Kept = D::Kept>,
{
    type Values = V;

    fn id(&self) -> D::Id {
        D::Id::from_raw(Key::read(self.0.0))
    }

    fn values(&self) -> &V {
        &self.1
    }

    fn created_at(&self) -> DbTimestamp {
        self.3.1
    }

    fn record(self) -> Result<Stored<D>> {
        let id = self.id();
        let ((_, company), values, kept, meta) = self;
        let company = D::Company::read(company);
        Ok(Record { id, company, details: values.details()?, kept: kept.kept()?, metadata: metadata(meta) })
    }
}

fn metadata((version, created_at, updated_at): Meta) -> Metadata {
    Metadata { version, created_at: created_at.instant(), updated_at: updated_at.instant() }
}
