//! A column that no index is walked by.
//!
//! SQLite keeps no statistics here: where an index has the order that is asked for, it walks that index and tries each row,
//! however few a filter finds. A unary plus keeps it from that. PostgreSQL knows how many rows to expect.

use super::connection::MultiBackend;
use diesel::expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping};
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::sqlite::Sqlite;

#[derive(Debug, Clone, Copy)]
pub(crate) struct Loose<C> {
    column: C,
    loose: bool,
    on_postgres: bool,
}

/// The column as it is, or where it is `loose`, one that is compared and sorted by after the rows are found.
pub(crate) fn loose<C>(column: C, loose: bool) -> Loose<C> {
    Loose { column, loose, on_postgres: false }
}

/// As [`loose`], on PostgreSQL too: where another index has the order that is asked for, which it would put together with this
/// column's, and sort.
pub(crate) fn loose_on_both<C>(column: C, loose: bool) -> Loose<C> {
    Loose { column, loose, on_postgres: loose }
}

impl<C> QueryId for Loose<C> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<C: ValidGrouping<G>, G> ValidGrouping<G> for Loose<C> {
    type IsAggregate = C::IsAggregate;
}

impl<C: Expression> Expression for Loose<C> {
    type SqlType = C::SqlType;
}
impl<C: AppearsOnTable<QS>, QS> AppearsOnTable<QS> for Loose<C> {}
impl<C: SelectableExpression<QS>, QS> SelectableExpression<QS> for Loose<C> {}

impl<C: QueryFragment<Pg>> QueryFragment<Pg> for Loose<C> {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        if !self.on_postgres {
            return self.column.walk_ast(pass);
        }
        pass.push_sql("COALESCE(");
        self.column.walk_ast(pass.reborrow())?;
        pass.push_sql(", NULL)");
        Ok(())
    }
}

impl<C: QueryFragment<Sqlite>> QueryFragment<Sqlite> for Loose<C> {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        if self.loose {
            pass.push_sql("+");
        }
        self.column.walk_ast(pass)
    }
}

impl<C> QueryFragment<MultiBackend> for Loose<C>
where
    C: QueryFragment<Pg> + QueryFragment<Sqlite>,
{
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        MultiBackend::walk_variant_ast(self, pass)
    }
}
