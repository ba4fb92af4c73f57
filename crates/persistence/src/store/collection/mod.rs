//! What every collection of records can do, once: list, get, insert, update, delete.
//!
//! A collection says what is its own with the macro `collection!`: its table, its columns, what lists go by.
//! Here is what they share, and the only place that filters a collection by the company and by whose things the permit
//! shows: neither can be forgotten.

mod list;
mod search;
mod stored;

pub use list::{ListRequest, Listed, Position, Sort, SortKey, SortValue};
pub(crate) use list::{SortColumn, after, by_id, by_pair, listed};
pub use search::SearchText;
pub(crate) use search::contains;
pub(crate) use stored::collection;

use super::{Result, refusals};
use crate::Scope;
use crate::db::types::{DbTimestamp, DbUuid};
use diesel::dsl::Eq;
use diesel::prelude::*;
use diesel::query_dsl::methods::FilterDsl;
use diesel::sql_types::BigInt;
use domain::access::Sees;
use domain::{CompanyId, Metadata, Record, RecordId, Refusal};
use scheduling_core::time::Timestamp;

/// A collection of records, implemented by what clients set of one.
///
/// Everything outside the scope looks as if it were not there: other companies' records, and those of others where the
/// permit shows the caller's own alone.
pub trait Collection: Clone + Send + Sync + Sized + 'static {
    /// What refusals call one record: "job".
    const NAME: &'static str;
    /// Whether each record belongs to a user, so that a permit can show somebody their own alone.
    const OWNED: bool;
    /// The id of a record.
    type Id: RecordId;
    /// What a list can be narrowed by, beside `q`.
    type Filter: Default + Clone + Send + Sync + 'static;

    /// A page of records.
    ///
    /// # Errors
    /// [`StoreError::Db`](super::StoreError::Db) only.
    fn list(scope: &mut Scope<'_>, request: &ListRequest<Self>) -> Result<Listed<Self>>;

    /// One record.
    ///
    /// # Errors
    /// [`Refusal::NotFound`].
    fn get(scope: &mut Scope<'_>, id: Self::Id) -> Result<Record<Self::Id, Self>>;

    /// Those of these records that are there, in order of id; one query however many.
    ///
    /// # Errors
    /// [`StoreError::Db`](super::StoreError::Db) only.
    fn by_ids(scope: &mut Scope<'_>, ids: &[Self::Id]) -> Result<Vec<Record<Self::Id, Self>>>;

    /// Stores a new record in the scope's company.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] where the scope reaches all companies; what the table's constraints mean.
    fn insert(scope: &mut Scope<'_>, details: &Self, now: Timestamp) -> Result<Record<Self::Id, Self>>;

    /// Stores the details of a record that was read, on condition that nobody has changed it since.
    ///
    /// # Errors
    /// [`Refusal::VersionMismatch`]; what the table's constraints mean.
    fn update(
        scope: &mut Scope<'_>,
        record: &Record<Self::Id, Self>,
        now: Timestamp,
    ) -> Result<Record<Self::Id, Self>>;

    /// Deletes a record that was read, on condition that nobody has changed it since.
    ///
    /// # Errors
    /// [`Refusal::VersionMismatch`], [`Refusal::StillReferenced`].
    fn delete(scope: &mut Scope<'_>, record: &Record<Self::Id, Self>) -> Result<()>;
}

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

/// The plain value of an id as its column holds it.
pub(crate) trait Key: Copy {
    type Column;

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

/// The columns of any collection, as they are selected: id and company, what clients set, metadata.
pub(crate) type Row<K, V> = ((<K as Key>::Column, i64), V, (i64, DbTimestamp, DbTimestamp));

/// The record in a row.
pub(crate) fn record<D, K, V>(row: Row<K, V>) -> Result<Record<D::Id, D>>
where
    D: Collection<Id: RecordId<Raw = K>>,
    K: Key,
    V: Columns<Details = D>,
{
    let ((id, company), values, (version, created_at, updated_at)) = row;
    Ok(Record {
        id: D::Id::from_raw(K::read(id)),
        company: CompanyId(company),
        details: values.details()?,
        metadata: Metadata { version, created_at: created_at.instant(), updated_at: updated_at.instant() },
    })
}

/// The record that was looked for.
pub(crate) fn found<D, K, V>(row: Option<Row<K, V>>) -> Result<Record<D::Id, D>>
where
    D: Collection<Id: RecordId<Raw = K>>,
    K: Key,
    V: Columns<Details = D>,
{
    record(row.ok_or_else(|| Refusal::not_found(D::NAME))?)
}

/// The record that a conditional statement answered: none where somebody else was faster.
pub(crate) fn updated<D, K, V>(row: QueryResult<Row<K, V>>) -> Result<Record<D::Id, D>>
where
    D: Collection<Id: RecordId<Raw = K>>,
    K: Key,
    V: Columns<Details = D>,
{
    let row = row.optional()?;
    record(row.ok_or(Refusal::VersionMismatch { what: D::NAME })?)
}

/// Deletes by a conditional statement, within a savepoint: on PostgreSQL a refused one would end the transaction.
pub(crate) fn deleted<D: Collection>(
    scope: &mut Scope<'_>,
    delete: impl FnOnce(&mut Scope<'_>) -> QueryResult<usize>,
) -> Result<()> {
    let rows = scope.savepoint(|scope| Ok(delete(scope)?));
    match rows.map_err(|error| refusals::still_referenced(D::NAME, error))? {
        0 => Err(Refusal::VersionMismatch { what: D::NAME }.into()),
        _ => Ok(()),
    }
}

/// Those rows of a query that belong to the scope's company. This and [`shown`] are the only filters by company and
/// owner that collections have.
pub(crate) fn reached<Q, C>(scope: &Scope<'_>, company: C, query: Q) -> Q
where
    C: ExpressionMethods + Expression<SqlType = BigInt>,
    Q: FilterDsl<Eq<C, i64>, Output = Q>,
{
    match scope.company() {
        Some(id) => query.filter(company.eq(id.0)),
        None => query,
    }
}

/// Those rows of a query that the permit shows; `owner` is the column that says whose a row is.
pub(crate) fn shown<Q, C>(scope: &Scope<'_>, owner: C, query: Q) -> Q
where
    C: ExpressionMethods + Expression<SqlType = BigInt>,
    Q: FilterDsl<Eq<C, i64>, Output = Q>,
{
    match scope.sees() {
        Sees::Only(user) => query.filter(owner.eq(user.0)),
        Sees::Everything => query,
    }
}
