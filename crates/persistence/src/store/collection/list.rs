//! Lists: which part is asked for, in which order, and where the next page begins.
//!
//! Pages are keyset pages: a position is the sort value and the id of the last record of the page before, and the next
//! page is what comes after that pair. Pages neither skip nor repeat records while others write, and each costs the
//! same, provided that the table has an index on (company, sort column, id).

use super::{Beside, Collection, Key, RecordRow, SearchText, Stored, all};
use crate::Scope;
use crate::db::pairs::{Beyond, Down, Up, beyond};
use crate::db::texts::FromId;
use crate::db::types::{DbTimestamp, DbUuid};
use crate::store::Result;
use diesel::dsl::{Asc, Desc, Gt, Lt};
use diesel::expression::AsExpression;
use diesel::prelude::*;
use diesel::query_dsl::methods::{FilterDsl, ThenOrderDsl};
use diesel::sql_types::{SingleValue, SqlType};
use domain::RecordId;
use scheduling_core::time::Timestamp;
use uuid::Uuid;

/// What a list can be sorted by. Records that are equal in that stand in order of id.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SortKey {
    #[default]
    Id,
    CreatedAt,
    /// Name or title, whatever its case.
    Name,
    Start,
}

/// The order of a list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sort {
    pub key: SortKey,
    pub descending: bool,
}

/// The value that a record is sorted by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SortValue {
    /// The id alone.
    Id,
    Time(Timestamp),
    Text(String),
}

/// Where in a list a page ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Position<Id> {
    pub value: SortValue,
    pub id: Id,
}

/// Which part of a list is asked for.
#[derive(Clone)]
pub struct ListRequest<D: Collection> {
    pub filter: D::Filter,
    /// A part of the name, title or e-mail.
    pub search: Option<SearchText>,
    pub sort: Sort,
    /// Where the page before ended; `None` for the first page.
    pub after: Option<Position<D::Id>>,
    /// How many records at the most.
    pub limit: usize,
}

impl<D: Collection> Default for ListRequest<D> {
    /// The first 50 records, in order of id.
    fn default() -> Self {
        Self { filter: D::Filter::default(), search: None, sort: Sort::default(), after: None, limit: 50 }
    }
}

impl<D: Collection> ListRequest<D> {
    /// How many rows to read: one more than asked for, which says whether there is a next page.
    pub(crate) fn rows(&self) -> i64 {
        i64::try_from(self.limit).unwrap_or(i64::MAX).saturating_add(1)
    }
}

/// Which part of a list that is of no collection is asked for. Its ids tell when records were made, so that the orders of id
/// and of `created_at` are the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part<Id> {
    pub sort: Sort,
    /// Where the page before ended; `None` for the first page.
    pub after: Option<Position<Id>>,
    /// How many rows at the most.
    pub limit: i64,
}

impl<Id: RecordId> Part<Id> {
    /// So many rows after this id, or from the first one.
    #[must_use]
    pub fn after(id: Option<Id>, limit: i64) -> Self {
        let after = id.map(|id| Position { value: SortValue::Id, id });
        Self { sort: Sort::default(), after, limit }
    }

    /// The part from where this record ends the page before; `start` is when it begins, where it does.
    #[must_use]
    pub fn position(sort: Sort, id: Id, start: Option<Timestamp>) -> Position<Id> {
        let start = start.filter(|_| sort.key == SortKey::Start);
        Position { value: start.map_or(SortValue::Id, SortValue::Time), id }
    }
}

impl<Id: RecordId<Raw = Uuid>> Part<Id> {
    /// The id after which the page begins.
    pub(crate) fn after_id(&self) -> Option<DbUuid> {
        self.after.as_ref().map(|position| DbUuid(position.id.raw()))
    }

    /// The start and the id after which the page begins, where it begins among what has a start.
    pub(crate) fn after_start(&self) -> Option<(DbTimestamp, DbUuid)> {
        self.after.as_ref().and_then(|position| DbTimestamp::read(&position.value)).zip(self.after_id())
    }
}

/// A page of a list.
pub struct Listed<D: Collection> {
    pub records: Vec<Stored<D>>,
    /// Where the next page begins; `None` on the last one.
    pub next: Option<Position<D::Id>>,
}

/// A column that lists are sorted by: its value in a position, and back.
pub(crate) trait SortColumn: Sized {
    fn value(&self) -> SortValue;

    fn read(value: &SortValue) -> Option<Self>;
}

impl SortColumn for DbTimestamp {
    fn value(&self) -> SortValue {
        SortValue::Time(self.instant())
    }

    fn read(value: &SortValue) -> Option<Self> {
        match value {
            SortValue::Time(time) => Some(Self::from(*time)),
            SortValue::Id | SortValue::Text(_) => None,
        }
    }
}

impl SortColumn for String {
    fn value(&self) -> SortValue {
        SortValue::Text(self.clone())
    }

    fn read(value: &SortValue) -> Option<Self> {
        match value {
            SortValue::Text(text) => Some(text.clone()),
            SortValue::Id | SortValue::Time(_) => None,
        }
    }
}

/// The page in these rows, of which there may be one more than asked for. `sort_value` is that of a row by one of the
/// collection's own columns.
pub(crate) fn listed<D: Beside, R: RecordRow<D>>(
    scope: &mut Scope<'_>,
    mut rows: Vec<R>,
    request: &ListRequest<D>,
    sort_value: impl Fn(&R::Values, SortKey) -> SortValue,
) -> Result<Listed<D>> {
    let more = rows.len() > request.limit;
    rows.truncate(request.limit);
    let next = rows.last().filter(|_| more).map(|row| {
        let value = match request.sort.key {
            SortKey::CreatedAt => row.created_at().value(),
            key => sort_value(row.values(), key),
        };
        Position { value, id: row.id() }
    });
    Ok(Listed { records: all(scope, rows)?, next })
}

/// From where a list is read that goes in order of id.
pub(crate) fn from_id<D: Collection<Id: RecordId<Raw = i64>>>(request: &ListRequest<D>) -> Option<FromId> {
    let after = request.after.as_ref().map(|position| position.id.raw());
    (request.sort.key == SortKey::Id).then_some(FromId { after, descending: request.sort.descending })
}

/// Whether so many rows are all that was asked for.
pub(crate) fn is_full<D: Collection>(request: &ListRequest<D>, rows: usize) -> bool {
    i64::try_from(rows).is_ok_and(|rows| rows >= request.rows())
}

/// The pair of sort value and id after which a page begins.
pub(crate) fn after<X, D, K>(request: &ListRequest<D>) -> Option<(X, K::Column)>
where
    X: SortColumn,
    D: Collection<Id: RecordId<Raw = K>>,
    K: Key,
{
    let position = request.after.as_ref()?;
    Some((X::read(&position.value)?, position.id.raw().column()))
}

/// The query in order of id, from where the page begins.
pub(crate) fn by_id<Q, C, X>(query: Q, id: C, descending: bool, after: Option<X>) -> Q
where
    C: ExpressionMethods + Expression<SqlType: SqlType> + Copy,
    X: AsExpression<C::SqlType>,
    Q: FilterDsl<Gt<C, X>, Output = Q>
        + FilterDsl<Lt<C, X>, Output = Q>
        + ThenOrderDsl<Asc<C>, Output = Q>
        + ThenOrderDsl<Desc<C>, Output = Q>,
{
    match (descending, after) {
        (false, None) => ThenOrderDsl::then_order_by(query, id.asc()),
        (false, Some(after)) => ThenOrderDsl::then_order_by(FilterDsl::filter(query, id.gt(after)), id.asc()),
        (true, None) => ThenOrderDsl::then_order_by(query, id.desc()),
        (true, Some(after)) => ThenOrderDsl::then_order_by(FilterDsl::filter(query, id.lt(after)), id.desc()),
    }
}

/// The query in order of a column and then of the id, from where the page begins.
pub(crate) fn by_pair<Q, C, I, X, Y>(query: Q, columns: (C, I), descending: bool, after: Option<(X, Y)>) -> Q
where
    C: ExpressionMethods + Expression<SqlType: SqlType + SingleValue> + Copy,
    I: ExpressionMethods + Expression<SqlType: SqlType + SingleValue> + Copy,
    X: AsExpression<C::SqlType>,
    Y: AsExpression<I::SqlType>,
    Q: FilterDsl<Beyond<C, I, X::Expression, Y::Expression, Up>, Output = Q>
        + FilterDsl<Beyond<C, I, X::Expression, Y::Expression, Down>, Output = Q>
        + ThenOrderDsl<(Asc<C>, Asc<I>), Output = Q>
        + ThenOrderDsl<(Desc<C>, Desc<I>), Output = Q>,
{
    let (column, id) = columns;
    if descending {
        let query = match after {
            Some(after) => FilterDsl::filter(query, beyond(columns, after, Down)),
            None => query,
        };
        return ThenOrderDsl::then_order_by(query, (column.desc(), id.desc()));
    }
    let query = match after {
        Some(after) => FilterDsl::filter(query, beyond(columns, after, Up)),
        None => query,
    };
    ThenOrderDsl::then_order_by(query, (column.asc(), id.asc()))
}
