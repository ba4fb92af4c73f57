//! Lists: which part is asked for, in which order, and where the next page begins.
//!
//! Pages are keyset pages: a position is the sort value and the id of the last record of the page before, and the next
//! page is what comes after that pair. Pages neither skip nor repeat records while others write, and each costs the
//! same, provided that the table has an index on (company, sort column, id).

use super::{Beside, Collection, Key, RecordRow, SearchText, Stored, all};
use crate::Scope;
use crate::db::pairs::{Beyond, Down, Up, beyond};
use crate::db::types::DbTimestamp;
use crate::store::Result;
use diesel::dsl::{Asc, Desc, Gt, Lt};
use diesel::expression::AsExpression;
use diesel::prelude::*;
use diesel::query_dsl::methods::{FilterDsl, OrderDsl};
use diesel::sql_types::{SingleValue, SqlType};
use domain::RecordId;
use scheduling_core::time::Timestamp;

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
pub(crate) fn by_id<D, K, Q, C>(query: Q, id: C, request: &ListRequest<D>) -> Q
where
    D: Collection<Id: RecordId<Raw = K>>,
    K: Key<Column: AsExpression<C::SqlType>>,
    C: ExpressionMethods + Expression<SqlType: SqlType> + Copy,
    Q: FilterDsl<Gt<C, K::Column>, Output = Q>
        + FilterDsl<Lt<C, K::Column>, Output = Q>
        + OrderDsl<Asc<C>, Output = Q>
        + OrderDsl<Desc<C>, Output = Q>,
{
    let after = request.after.as_ref().map(|position| position.id.raw().column());
    match (request.sort.descending, after) {
        (false, None) => OrderDsl::order(query, id.asc()),
        (false, Some(after)) => OrderDsl::order(FilterDsl::filter(query, id.gt(after)), id.asc()),
        (true, None) => OrderDsl::order(query, id.desc()),
        (true, Some(after)) => OrderDsl::order(FilterDsl::filter(query, id.lt(after)), id.desc()),
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
        + OrderDsl<(Asc<C>, Asc<I>), Output = Q>
        + OrderDsl<(Desc<C>, Desc<I>), Output = Q>,
{
    let (column, id) = columns;
    if descending {
        let query = match after {
            Some(after) => FilterDsl::filter(query, beyond(columns, after, Down)),
            None => query,
        };
        return OrderDsl::order(query, (column.desc(), id.desc()));
    }
    let query = match after {
        Some(after) => FilterDsl::filter(query, beyond(columns, after, Up)),
        None => query,
    };
    OrderDsl::order(query, (column.asc(), id.asc()))
}
