//! "Is this word" with the word in the statement, and not bound to it.
//!
//! An index of some rows alone (`WHERE status = 'confirmed'`) serves a prepared statement only where the statement itself says that it
//! asks for these rows. With a bound word it would have to be planned anew for each value; in transactions that write it is planned
//! once ([`super::connection`]), so that the whole table was read.

use super::connection::MultiBackend;
use diesel::backend::Backend;
use diesel::expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping};
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::sql_types::{Bool, Text};
use diesel::sqlite::Sqlite;

#[derive(Debug, Clone, Copy, ValidGrouping)]
pub(crate) struct Worded<C> {
    column: C,
    said: Said,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Said {
    how: &'static str,
    word: &'static str,
}

/// The rows whose column is this word, one of ours: letters and underscores.
pub(crate) fn is<C>(column: C, word: &'static str) -> Worded<C> {
    Worded { column, said: Said { how: " = '", word } }
}

/// The rows whose column is another word.
pub(crate) fn is_not<C>(column: C, word: &'static str) -> Worded<C> {
    Worded { column, said: Said { how: " <> '", word } }
}

impl<G> ValidGrouping<G> for Said {
    type IsAggregate = diesel::expression::is_aggregate::Never;
}

impl<C> QueryId for Worded<C> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<C: Expression<SqlType = Text>> Expression for Worded<C> {
    type SqlType = Bool;
}
impl<C: Expression<SqlType = Text> + AppearsOnTable<QS>, QS> AppearsOnTable<QS> for Worded<C> {}
impl<C: Expression<SqlType = Text> + SelectableExpression<QS>, QS> SelectableExpression<QS> for Worded<C> {}

impl<C: QueryFragment<Pg>> QueryFragment<Pg> for Worded<C> {
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        walk(&self.column, self.said, pass)
    }
}

impl<C: QueryFragment<Sqlite>> QueryFragment<Sqlite> for Worded<C> {
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        walk(&self.column, self.said, pass)
    }
}

impl<C> QueryFragment<MultiBackend> for Worded<C>
where
    C: QueryFragment<Pg> + QueryFragment<Sqlite>,
{
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        MultiBackend::walk_variant_ast(self, pass)
    }
}

fn walk<'b, DB: Backend, C: QueryFragment<DB>>(
    column: &'b C,
    said: Said,
    mut pass: AstPass<'_, 'b, DB>,
) -> QueryResult<()> {
    if !said.word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_') {
        return Err(diesel::result::Error::QueryBuilderError(
            format!("{:?} is no word of ours", said.word).into(),
        ));
    }
    column.walk_ast(pass.reborrow())?;
    pass.push_sql(said.how);
    pass.push_sql(said.word);
    pass.push_sql("'");
    Ok(())
}
