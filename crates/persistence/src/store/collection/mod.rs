//! What every collection of records can do, once: list, get, insert, update, delete.
//!
//! A collection says what is its own with the macro `collection!`: its table, its columns, what lists go by.
//! Here is what they share, and the only place that filters a collection by the company and by whose things the permit
//! shows: neither can be forgotten.

mod list;
mod rows;
mod search;
mod stored;

pub use list::{ListRequest, Listed, Part, Position, Sort, SortKey, SortValue};
pub(crate) use list::{SortColumn, after, by_id, by_pair, from_id, is_full, listed};
pub(crate) use rows::{Columns, KeptColumns, KeptRow, Key, RecordRow, Row};
pub use search::SearchText;
pub(crate) use search::{contains, either_contains, few};
pub(crate) use stored::collection;

use super::{Result, refusals};
use crate::Scope;
use diesel::dsl::Eq;
use diesel::expression::AsExpression;
use diesel::prelude::*;
use diesel::query_dsl::methods::FilterDsl;
use diesel::sql_types::{BigInt, SingleValue, SqlType};
use domain::access::Sees;
use domain::{CompanyId, Record, RecordId, Refusal};
use scheduling_core::time::Timestamp;
use std::borrow::Cow;

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
    /// What the product notes of a record itself; `()` where it notes nothing.
    type Kept: Clone + Send + Sync + 'static;
    /// Whose a record is: a company's, and only with users perhaps nobody's.
    type Company: Copy + Into<Option<CompanyId>> + Send + Sync + 'static;
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
    fn get(scope: &mut Scope<'_>, id: Self::Id) -> Result<Stored<Self>>;

    /// Those of these records that are there, in order of id; one query however many.
    ///
    /// # Errors
    /// [`StoreError::Db`](super::StoreError::Db) only.
    fn by_ids(scope: &mut Scope<'_>, ids: &[Self::Id]) -> Result<Vec<Stored<Self>>>;

    /// Stores a new record in the scope's company.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] where the scope reaches all companies; what the table's constraints mean.
    fn insert(scope: &mut Scope<'_>, details: &Self, now: Timestamp) -> Result<Stored<Self>>;

    /// Puts these details in the place of those of a record that was read, on condition that nobody has changed it since.
    ///
    /// # Errors
    /// [`Refusal::VersionMismatch`]; what the table's constraints mean.
    fn update(
        scope: &mut Scope<'_>,
        before: &Stored<Self>,
        details: &Self,
        now: Timestamp,
    ) -> Result<Stored<Self>>;

    /// Deletes a record that was read, on condition that nobody has changed it since.
    ///
    /// # Errors
    /// [`Refusal::VersionMismatch`], [`Refusal::StillReferenced`].
    fn delete(scope: &mut Scope<'_>, record: &Stored<Self>, now: Timestamp) -> Result<()>;
}

/// A record of a collection.
pub type Stored<D> = Record<<D as Collection>::Id, D, <D as Collection>::Kept, <D as Collection>::Company>;

/// What a collection stores beyond its row's own columns, in the transaction of the row. Most store nothing.
pub(crate) trait Beside: Collection {
    /// Puts what other tables hold into records that were read; one query, however many records.
    fn complete(_scope: &mut Scope<'_>, _records: &mut [Stored<Self>]) -> Result<()> {
        Ok(())
    }

    /// The details as the row's own columns hold them, such as secrets sealed; [`complete`](Self::complete) undoes it.
    fn stored<'d>(_scope: &Scope<'_>, details: &'d Self) -> Result<Cow<'d, Self>> {
        Ok(Cow::Borrowed(details))
    }

    /// Stores what follows from `details`, now that the row is as `after` says; `before` is `None` for a new record.
    fn written(
        _scope: &mut Scope<'_>,
        _before: Option<&Stored<Self>>,
        _details: &Self,
        _after: &mut Stored<Self>,
        _now: Timestamp,
    ) -> Result<()> {
        Ok(())
    }

    /// Takes away what the database does not take away with the row, or refuses.
    fn deleting(_scope: &mut Scope<'_>, _record: &Stored<Self>, _now: Timestamp) -> Result<()> {
        Ok(())
    }
}

/// The record that was looked for, complete.
pub(crate) fn found<D: Beside, R: RecordRow<D>>(scope: &mut Scope<'_>, row: Option<R>) -> Result<Stored<D>> {
    let mut record = [row.ok_or_else(|| Refusal::not_found(D::NAME))?.record()?];
    D::complete(scope, &mut record)?;
    let [record] = record;
    Ok(record)
}

/// The records in these rows, complete.
pub(crate) fn all<D: Beside, R: RecordRow<D>>(scope: &mut Scope<'_>, rows: Vec<R>) -> Result<Vec<Stored<D>>> {
    let mut records = rows.into_iter().map(R::record).collect::<Result<Vec<_>>>()?;
    if !records.is_empty() {
        D::complete(scope, &mut records)?;
    }
    Ok(records)
}

/// The details as they are stored.
pub(crate) fn stored<'d, D: Beside>(scope: &Scope<'_>, details: &'d D) -> Result<Cow<'d, D>> {
    D::stored(scope, details)
}

/// The record that was stored, with all that goes with it.
pub(crate) fn written<D: Beside, R: RecordRow<D>>(
    scope: &mut Scope<'_>,
    before: Option<&Stored<D>>,
    details: &D,
    row: R,
    now: Timestamp,
) -> Result<Stored<D>> {
    let mut after = row.record()?;
    D::written(scope, before, details, &mut after, now)?;
    Ok(after)
}

/// The row that a conditional statement answered: none where somebody else was faster.
pub(crate) fn updated<D: Collection, R>(row: QueryResult<R>) -> Result<R> {
    Ok(row.optional()?.ok_or(Refusal::VersionMismatch { what: D::NAME })?)
}

/// Deletes by a conditional statement, within a savepoint: on PostgreSQL a refused one would end the transaction.
pub(crate) fn deleted<D: Beside>(
    scope: &mut Scope<'_>,
    record: &Stored<D>,
    now: Timestamp,
    delete: impl FnOnce(&mut Scope<'_>) -> QueryResult<usize>,
) -> Result<()> {
    let rows = scope.savepoint(|scope| {
        D::deleting(scope, record, now)?;
        Ok(delete(scope)?)
    });
    match rows.map_err(|error| refusals::still_referenced(D::NAME, error))? {
        0 => Err(Refusal::VersionMismatch { what: D::NAME }.into()),
        _ => Ok(()),
    }
}

/// Refuses where the scope is that of one company, in which there is nothing of the platform's.
pub(crate) fn platform<D: Collection>(scope: &Scope<'_>) -> Result<()> {
    match scope.company() {
        Some(_) => Err(Refusal::not_found(D::NAME).into()),
        None => Ok(()),
    }
}

/// Those rows of a query that belong to the scope's company. This and [`shown`] are the only filters by company and
/// owner that collections have.
pub(crate) fn reached<Q, C>(scope: &Scope<'_>, company: C, query: Q) -> Q
where
    C: ExpressionMethods + Expression<SqlType: SqlType + SingleValue>,
    i64: AsExpression<C::SqlType>,
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
