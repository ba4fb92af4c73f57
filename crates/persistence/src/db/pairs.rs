//! Comparisons of two columns at once.

use super::connection::MultiBackend;
use diesel::backend::Backend;
use diesel::expression::{AppearsOnTable, AsExpression, Expression, SelectableExpression, ValidGrouping};
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::sql_types::{BigInt, Bool, SqlType};
use diesel::sqlite::Sqlite;

/// Upwards or downwards, as a type: it is a part of the statement's shape.
pub(crate) trait Direction {
    fn sign(&self) -> &'static str;
}

#[derive(Debug, Clone, Copy, QueryId)]
pub(crate) struct Up;

#[derive(Debug, Clone, Copy, QueryId)]
pub(crate) struct Down;

impl Direction for Up {
    fn sign(&self) -> &'static str {
        ") > ("
    }
}

impl Direction for Down {
    fn sign(&self) -> &'static str {
        ") < ("
    }
}

impl<G> ValidGrouping<G> for Up {
    type IsAggregate = diesel::expression::is_aggregate::Never;
}

impl<G> ValidGrouping<G> for Down {
    type IsAggregate = diesel::expression::is_aggregate::Never;
}

#[derive(Debug, Clone, QueryId, ValidGrouping)]
pub(crate) struct Beyond<A, B, X, Y, D> {
    first: A,
    second: B,
    than_first: X,
    than_second: Y,
    direction: D,
}

/// The rows whose pair of columns comes after a pair of values, in the order of the first column, then of the second: one
/// comparison of rows.
///
/// `a > x OR (a = x AND b > y)` says the same, but no index can begin at it: all rows of `x` are read, as often as a page
/// begins among them. Where the first column has another lower bound, SQLite may take that one instead.
pub(crate) fn later<A, B, X, Y>(
    columns: (A, B),
    than: (X, Y),
) -> Beyond<A, B, X::Expression, Y::Expression, Up>
where
    A: Expression<SqlType: SqlType>,
    B: Expression<SqlType: SqlType>,
    X: AsExpression<A::SqlType>,
    Y: AsExpression<B::SqlType>,
{
    beyond(columns, than, Up)
}

/// As [`later`], in this direction.
pub(crate) fn beyond<A, B, X, Y, D: Direction>(
    columns: (A, B),
    than: (X, Y),
    direction: D,
) -> Beyond<A, B, X::Expression, Y::Expression, D>
where
    A: Expression<SqlType: SqlType>,
    B: Expression<SqlType: SqlType>,
    X: AsExpression<A::SqlType>,
    Y: AsExpression<B::SqlType>,
{
    let (first, second) = columns;
    let (than_first, than_second) = (than.0.as_expression(), than.1.as_expression());
    Beyond { first, second, than_first, than_second, direction }
}

impl<A: Expression, B: Expression, X: Expression, Y: Expression, D> Expression for Beyond<A, B, X, Y, D> {
    type SqlType = Bool;
}

impl<A, B, X, Y, D, QS> AppearsOnTable<QS> for Beyond<A, B, X, Y, D>
where
    A: AppearsOnTable<QS>,
    B: AppearsOnTable<QS>,
    X: AppearsOnTable<QS>,
    Y: AppearsOnTable<QS>,
{
}

impl<A, B, X, Y, D, QS> SelectableExpression<QS> for Beyond<A, B, X, Y, D>
where
    A: SelectableExpression<QS>,
    B: SelectableExpression<QS>,
    X: SelectableExpression<QS>,
    Y: SelectableExpression<QS>,
{
}

impl<A, B, X, Y, D, DB: Backend> QueryFragment<DB> for Beyond<A, B, X, Y, D>
where
    A: QueryFragment<DB>,
    B: QueryFragment<DB>,
    X: QueryFragment<DB>,
    Y: QueryFragment<DB>,
    D: Direction,
{
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        pass.push_sql("(");
        self.first.walk_ast(pass.reborrow())?;
        pass.push_sql(", ");
        self.second.walk_ast(pass.reborrow())?;
        pass.push_sql(self.direction.sign());
        self.than_first.walk_ast(pass.reborrow())?;
        pass.push_sql(", ");
        self.than_second.walk_ast(pass.reborrow())?;
        pass.push_sql(")");
        Ok(())
    }
}

#[derive(Debug, Clone, QueryId, ValidGrouping)]
pub(crate) struct Lasts<A, B> {
    start: A,
    end: B,
    seconds: Seconds,
}

/// A bound value: it says nothing about the statement's shape.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seconds(i64);

impl QueryId for Seconds {
    type QueryId = Self;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl<G> ValidGrouping<G> for Seconds {
    type IsAggregate = diesel::expression::is_aggregate::Never;
}

/// The rows that last at least so many seconds from one column to the other.
pub(crate) fn lasts<A, B>(start: A, end: B, seconds: i64) -> Lasts<A, B> {
    Lasts { start, end, seconds: Seconds(seconds) }
}

impl<A: Expression, B: Expression> Expression for Lasts<A, B> {
    type SqlType = Bool;
}
impl<A: AppearsOnTable<QS>, B: AppearsOnTable<QS>, QS> AppearsOnTable<QS> for Lasts<A, B> {}
impl<A, B, QS> SelectableExpression<QS> for Lasts<A, B>
where
    A: SelectableExpression<QS>,
    B: SelectableExpression<QS>,
{
}

impl<A: QueryFragment<Pg>, B: QueryFragment<Pg>> QueryFragment<Pg> for Lasts<A, B> {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        self.end.walk_ast(pass.reborrow())?;
        pass.push_sql(" - ");
        self.start.walk_ast(pass.reborrow())?;
        pass.push_sql(" >= INTERVAL '1 second' * ");
        pass.push_bind_param::<BigInt, i64>(&self.seconds.0)
    }
}

impl<A: QueryFragment<Sqlite>, B: QueryFragment<Sqlite>> QueryFragment<Sqlite> for Lasts<A, B> {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        self.end.walk_ast(pass.reborrow())?;
        pass.push_sql(" - ");
        self.start.walk_ast(pass.reborrow())?;
        pass.push_sql(" >= 1000000 * ");
        pass.push_bind_param::<BigInt, i64>(&self.seconds.0)
    }
}

impl<A, B> QueryFragment<MultiBackend> for Lasts<A, B>
where
    Self: QueryFragment<Pg> + QueryFragment<Sqlite>,
{
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        MultiBackend::walk_variant_ast(self, pass)
    }
}
