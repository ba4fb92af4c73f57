//! `q`: a literal part of a name, title or e-mail, whatever its case.
//!
//! Columns that are searched hold the text folded ([`domain::text::folded`]), so that both databases compare alike and
//! in any script; what is looked for is folded here. Migrations 0133 and 0135 have the indexes of large tables.

use crate::Scope;
use crate::db::connection::MultiBackend;
use crate::db::texts::{self, FromId, MayHold};
use crate::store::Result;
use diesel::expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping};
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::sql_types::{Bool, Text};
use diesel::sqlite::Sqlite;
use domain::text::folded;

/// A text that is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchText {
    folded: String,
    /// The pattern of `LIKE` that it is a part of.
    pattern: String,
}

impl SearchText {
    /// This text, literally.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let folded = folded(text);
        let mut pattern = String::from("%");
        for c in folded.chars() {
            if matches!(c, '%' | '_' | '\\') {
                pattern.push('\\');
            }
            pattern.push(c);
        }
        pattern.push('%');
        Self { folded, pattern }
    }
}

/// The records that may hold it, where the index of this name says that they are few, or the first of them ([`texts::few`]).
pub(crate) fn few(
    scope: &mut Scope<'_>,
    index: &'static str,
    text: &SearchText,
    from: Option<FromId>,
) -> Result<Option<MayHold>> {
    Ok(texts::few(scope.connection(), index, &text.folded, from)?)
}

/// The rows whose folded text holds what is looked for: the only way by which lists search.
pub(crate) fn contains<C>(column: C, text: &SearchText) -> Contains<C> {
    Contains { column, text: Looked(text.clone()) }
}

#[derive(Debug, Clone, QueryId, ValidGrouping)]
pub(crate) struct Contains<C> {
    column: C,
    text: Looked,
}

/// A bound value: it says nothing about the statement's shape.
#[derive(Debug, Clone)]
pub(crate) struct Looked(SearchText);

impl QueryId for Looked {
    type QueryId = Self;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl<G> ValidGrouping<G> for Looked {
    type IsAggregate = diesel::expression::is_aggregate::Never;
}

impl<C: Expression> Expression for Contains<C> {
    type SqlType = Bool;
}
impl<C: AppearsOnTable<QS>, QS> AppearsOnTable<QS> for Contains<C> {}
impl<C: SelectableExpression<QS>, QS> SelectableExpression<QS> for Contains<C> {}

impl<C: QueryFragment<Pg>> QueryFragment<Pg> for Contains<C> {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        self.column.walk_ast(pass.reborrow())?;
        pass.push_sql(" LIKE ");
        pass.push_bind_param::<Text, String>(&self.text.0.pattern)
    }
}

impl<C: QueryFragment<Sqlite>> QueryFragment<Sqlite> for Contains<C> {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        pass.push_sql("instr(");
        self.column.walk_ast(pass.reborrow())?;
        pass.push_sql(", ");
        pass.push_bind_param::<Text, String>(&self.text.0.folded)?;
        pass.push_sql(") > 0");
        Ok(())
    }
}

impl<C> QueryFragment<MultiBackend> for Contains<C>
where
    C: QueryFragment<Pg> + QueryFragment<Sqlite>,
{
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        MultiBackend::walk_variant_ast(self, pass)
    }
}

/// The rows one of whose two folded texts holds what is looked for.
pub(crate) fn either_contains<A, B>(one: A, other: B, text: &SearchText) -> EitherContains<A, B> {
    EitherContains { one, other, text: Looked(text.clone()) }
}

#[derive(Debug, Clone, QueryId, ValidGrouping)]
pub(crate) struct EitherContains<A, B> {
    one: A,
    other: B,
    text: Looked,
}

impl<A: Expression, B: Expression> Expression for EitherContains<A, B> {
    type SqlType = Bool;
}
impl<A: AppearsOnTable<QS>, B: AppearsOnTable<QS>, QS> AppearsOnTable<QS> for EitherContains<A, B> {}
impl<A: SelectableExpression<QS>, B: SelectableExpression<QS>, QS> SelectableExpression<QS>
    for EitherContains<A, B>
{
}

/// Both texts as one, as the index has them: a text that is looked for has no line break. An index of the columns themselves serves
/// `=` too, and with it an import of 5,000 candidates ran into the time-out of its statement.
impl<A: QueryFragment<Pg>, B: QueryFragment<Pg>> QueryFragment<Pg> for EitherContains<A, B> {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        pass.push_sql("(");
        self.one.walk_ast(pass.reborrow())?;
        pass.push_sql(" || E'\\n' || ");
        self.other.walk_ast(pass.reborrow())?;
        pass.push_sql(") LIKE ");
        pass.push_bind_param::<Text, String>(&self.text.0.pattern)
    }
}

impl<A: QueryFragment<Sqlite>, B: QueryFragment<Sqlite>> QueryFragment<Sqlite> for EitherContains<A, B> {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        pass.push_sql("(instr(");
        self.one.walk_ast(pass.reborrow())?;
        pass.push_sql(", ");
        pass.push_bind_param::<Text, String>(&self.text.0.folded)?;
        pass.push_sql(") > 0 OR instr(");
        self.other.walk_ast(pass.reborrow())?;
        pass.push_sql(", ");
        pass.push_bind_param::<Text, String>(&self.text.0.folded)?;
        pass.push_sql(") > 0)");
        Ok(())
    }
}

impl<A, B> QueryFragment<MultiBackend> for EitherContains<A, B>
where
    A: QueryFragment<Pg> + QueryFragment<Sqlite>,
    B: QueryFragment<Pg> + QueryFragment<Sqlite>,
{
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        MultiBackend::walk_variant_ast(self, pass)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_pattern_means_is_taken_literally() {
        let check = |text: &str, pattern: &str| assert_eq!(SearchText::new(text).pattern, pattern, "{text}");
        check("Ann", "%ann%");
        check("100%", "%100\\%%");
        check("a_b\\c", "%a\\_b\\\\c%");
        check("", "%%");
    }
}
