//! Measures of times: the day of UTC on which something begins and how long it lasts, which have an index, and the quarter of an hour in
//! which it begins, by which things are counted.
//!
//! An index of an expression serves queries that say the very same expression, so it is said here alone; the migrations `slots_by_day`
//! and `slots_by_length` have the indexes.

use super::connection::MultiBackend;
use diesel::expression::{
    AppearsOnTable, Expression, IsContainedInGroupBy, SelectableExpression, ValidGrouping, is_aggregate,
    is_contained_in_group_by,
};
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::sql_types::{BigInt, Bool};
use diesel::sqlite::Sqlite;

/// A bound value: it says nothing about the statement's shape.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Number(i64);

impl QueryId for Number {
    type QueryId = Self;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl<G> ValidGrouping<G> for Number {
    type IsAggregate = is_aggregate::Never;
}

#[derive(Debug, Clone, Copy, QueryId, ValidGrouping)]
pub(crate) struct BeginsOn<A> {
    start: A,
    day: Number,
}

/// The rows that begin on this day of UTC, as a number of days since 1970.
pub(crate) fn begins_on<A>(start: A, day: i64) -> BeginsOn<A> {
    BeginsOn { start, day: Number(day) }
}

impl<A: Expression> Expression for BeginsOn<A> {
    type SqlType = Bool;
}
impl<A: AppearsOnTable<QS>, QS> AppearsOnTable<QS> for BeginsOn<A> {}
impl<A: SelectableExpression<QS>, QS> SelectableExpression<QS> for BeginsOn<A> {}

impl<A: QueryFragment<Pg>> QueryFragment<Pg> for BeginsOn<A> {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        pass.push_sql("((");
        self.start.walk_ast(pass.reborrow())?;
        pass.push_sql(" AT TIME ZONE 'UTC')::date - DATE '1970-01-01') = ");
        pass.push_bind_param::<BigInt, i64>(&self.day.0)
    }
}

impl<A: QueryFragment<Sqlite>> QueryFragment<Sqlite> for BeginsOn<A> {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        self.start.walk_ast(pass.reborrow())?;
        pass.push_sql(" / 86400000000 = ");
        pass.push_bind_param::<BigInt, i64>(&self.day.0)
    }
}

impl<A> QueryFragment<MultiBackend> for BeginsOn<A>
where
    Self: QueryFragment<Pg> + QueryFragment<Sqlite>,
{
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        MultiBackend::walk_variant_ast(self, pass)
    }
}

#[derive(Debug, Clone, Copy, QueryId, ValidGrouping)]
pub(crate) struct LastsJust<A, B> {
    start: A,
    end: B,
    seconds: Number,
}

/// The rows that last just so many seconds from one column to the other.
pub(crate) fn lasts_just<A, B>(start: A, end: B, seconds: i64) -> LastsJust<A, B> {
    LastsJust { start, end, seconds: Number(seconds) }
}

impl<A: Expression, B: Expression> Expression for LastsJust<A, B> {
    type SqlType = Bool;
}
impl<A: AppearsOnTable<QS>, B: AppearsOnTable<QS>, QS> AppearsOnTable<QS> for LastsJust<A, B> {}
impl<A, B, QS> SelectableExpression<QS> for LastsJust<A, B>
where
    A: SelectableExpression<QS>,
    B: SelectableExpression<QS>,
{
}

impl<A: QueryFragment<Pg>, B: QueryFragment<Pg>> QueryFragment<Pg> for LastsJust<A, B> {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        self.end.walk_ast(pass.reborrow())?;
        pass.push_sql(" - ");
        self.start.walk_ast(pass.reborrow())?;
        pass.push_sql(" = INTERVAL '1 second' * ");
        pass.push_bind_param::<BigInt, i64>(&self.seconds.0)
    }
}

impl<A: QueryFragment<Sqlite>, B: QueryFragment<Sqlite>> QueryFragment<Sqlite> for LastsJust<A, B> {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        self.end.walk_ast(pass.reborrow())?;
        pass.push_sql(" - ");
        self.start.walk_ast(pass.reborrow())?;
        pass.push_sql(" = 1000000 * ");
        pass.push_bind_param::<BigInt, i64>(&self.seconds.0)
    }
}

impl<A, B> QueryFragment<MultiBackend> for LastsJust<A, B>
where
    Self: QueryFragment<Pg> + QueryFragment<Sqlite>,
{
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        MultiBackend::walk_variant_ast(self, pass)
    }
}

/// Seconds of a quarter of an hour. Wherever clocks are, their days begin with one.
pub(crate) const QUARTER: i64 = 900;

#[derive(Debug, Clone, Copy, QueryId)]
pub(crate) struct QuarterOf<A> {
    start: A,
}

/// The quarter of an hour in which something begins, as a number of quarters since 1970. It is for queries that group by it.
pub(crate) fn quarter_of<A>(start: A) -> QuarterOf<A> {
    QuarterOf { start }
}

impl<A: Expression> Expression for QuarterOf<A> {
    type SqlType = BigInt;
}
impl<A: AppearsOnTable<QS>, QS> AppearsOnTable<QS> for QuarterOf<A> {}
impl<A: SelectableExpression<QS>, QS> SelectableExpression<QS> for QuarterOf<A> {}
impl<A, G> ValidGrouping<G> for QuarterOf<A> {
    type IsAggregate = is_aggregate::Never;
}
impl<A, T> IsContainedInGroupBy<T> for QuarterOf<A> {
    type Output = is_contained_in_group_by::No;
}

impl<A: QueryFragment<Pg>> QueryFragment<Pg> for QuarterOf<A> {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        pass.push_sql("FLOOR(EXTRACT(EPOCH FROM ");
        self.start.walk_ast(pass.reborrow())?;
        pass.push_sql(") / 900)::bigint");
        Ok(())
    }
}

impl<A: QueryFragment<Sqlite>> QueryFragment<Sqlite> for QuarterOf<A> {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        self.start.walk_ast(pass.reborrow())?;
        pass.push_sql(" / 900000000");
        Ok(())
    }
}

impl<A> QueryFragment<MultiBackend> for QuarterOf<A>
where
    Self: QueryFragment<Pg> + QueryFragment<Sqlite>,
{
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        MultiBackend::walk_variant_ast(self, pass)
    }
}
