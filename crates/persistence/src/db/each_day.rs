//! What a query finds of each day, in one statement.
//!
//! PostgreSQL alone: SQLite has no `LATERAL`, and no round trips that one statement would save.

use super::connection::MultiBackend;
use diesel::RunQueryDsl;
use diesel::expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping};
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::sql_types::{BigInt, Bool};
use diesel::sqlite::Sqlite;
use std::ops::RangeInclusive;

/// The rows that `query` finds of each of these days of UTC, numbered since 1970; it says by [`begins_that_day`] which day it is asked
/// about. Of all of them the first in order of id, or the last where `descending`.
pub(crate) struct EachDay<Q> {
    pub(crate) query: Q,
    pub(crate) days: RangeInclusive<i64>,
    pub(crate) descending: bool,
    pub(crate) limit: i64,
}

impl<Q: QueryFragment<MultiBackend>> QueryFragment<MultiBackend> for EachDay<Q> {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        pass.push_sql("SELECT found.* FROM generate_series(");
        pass.push_bind_param::<BigInt, i64>(self.days.start())?;
        pass.push_sql(", ");
        pass.push_bind_param::<BigInt, i64>(self.days.end())?;
        pass.push_sql(") AS wanted (day) CROSS JOIN LATERAL (");
        self.query.walk_ast(pass.reborrow())?;
        pass.push_sql(") AS found ORDER BY found.id ");
        pass.push_sql(if self.descending { "DESC LIMIT " } else { "ASC LIMIT " });
        pass.push_bind_param::<BigInt, i64>(&self.limit)
    }
}

/// Its text is that of a query that is put together.
impl<Q> QueryId for EachDay<Q> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Q: Query> Query for EachDay<Q> {
    type SqlType = Q::SqlType;
}

impl<Q, C> RunQueryDsl<C> for EachDay<Q> {}

#[derive(Debug, Clone, Copy, QueryId, ValidGrouping)]
pub(crate) struct BeginsThatDay<A> {
    start: A,
}

/// The rows that begin on the day that an [`EachDay`] asks about: the expression of the index `slots_by_day`, as
/// [`begins_on`](super::measures::begins_on) has it.
pub(crate) fn begins_that_day<A>(start: A) -> BeginsThatDay<A> {
    BeginsThatDay { start }
}

impl<A: Expression> Expression for BeginsThatDay<A> {
    type SqlType = Bool;
}
impl<A: AppearsOnTable<QS>, QS> AppearsOnTable<QS> for BeginsThatDay<A> {}
impl<A: SelectableExpression<QS>, QS> SelectableExpression<QS> for BeginsThatDay<A> {}

impl<A: QueryFragment<Pg>> QueryFragment<Pg> for BeginsThatDay<A> {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        pass.push_sql("((");
        self.start.walk_ast(pass.reborrow())?;
        pass.push_sql(" AT TIME ZONE 'UTC')::date - DATE '1970-01-01') = wanted.day");
        Ok(())
    }
}

impl<A: QueryFragment<Sqlite>> QueryFragment<Sqlite> for BeginsThatDay<A> {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        self.start.walk_ast(pass.reborrow())?;
        pass.push_sql(" / 86400000000 = wanted.day");
        Ok(())
    }
}

impl<A> QueryFragment<MultiBackend> for BeginsThatDay<A>
where
    Self: QueryFragment<Pg> + QueryFragment<Sqlite>,
{
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        MultiBackend::walk_variant_ast(self, pass)
    }
}
