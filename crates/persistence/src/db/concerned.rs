//! The rows in which a user has a part, found from the user: through the panels that they are on and the slots that they hold.
//!
//! "There is a panel or a slot for this row" says the same, but then all rows are tried until a page of them is full. What is
//! found so has the user's company, whatever the scope is. `position >= 0` holds always: without it SQLite takes the index
//! that has all columns, and reads it for the whole company. `CROSS JOIN` tells SQLite where to begin; PostgreSQL joins as
//! with any other.

use super::connection::MultiBackend;
use diesel::backend::Backend;
use diesel::expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping};
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::sql_types::{BigInt, Bool};
use diesel::{pg::Pg, sqlite::Sqlite};
use domain::UserId;

/// The text of a subquery, in parts with the user's id between them.
type Parts = &'static [&'static str];

const COMPANY: &str = " AND panel.company_id = (SELECT company_id FROM users WHERE id = ";
const INTERVIEWS: Parts = &[
    " IN (SELECT panel.interview_id FROM interview_interviewers AS panel WHERE panel.position >= 0 AND panel.user_id = ",
    COMPANY,
    ") UNION ALL SELECT held.interview_id FROM slots AS own CROSS JOIN schedules AS held \
     WHERE held.company_id = own.company_id AND held.slot_id = own.id \
     AND (held.status = 'pending' OR held.status = 'confirmed') AND own.interviewer_id = ",
    " AND own.company_id = (SELECT company_id FROM users WHERE id = ",
    "))",
];
const SCHEDULES: Parts = &[
    " IN (SELECT sat_in.id FROM interview_interviewers AS panel CROSS JOIN schedules AS sat_in \
     WHERE sat_in.company_id = panel.company_id AND sat_in.interview_id = panel.interview_id \
     AND panel.position >= 0 AND panel.user_id = ",
    COMPANY,
    ") UNION ALL SELECT held.id FROM slots AS own CROSS JOIN schedules AS held \
     WHERE held.company_id = own.company_id AND held.slot_id = own.id AND own.interviewer_id = ",
    " AND own.company_id = (SELECT company_id FROM users WHERE id = ",
    "))",
];

const CONFLICTS: Parts = &[
    " IN (SELECT sat_in.id FROM interview_interviewers AS panel CROSS JOIN conflicts AS sat_in \
     WHERE sat_in.company_id = panel.company_id AND sat_in.primary_interview = panel.interview_id \
     AND panel.position >= 0 AND panel.user_id = ",
    COMPANY,
    ") UNION ALL SELECT held.id FROM slots AS own CROSS JOIN conflicts AS held \
     WHERE held.company_id = own.company_id AND held.slot_id = own.id AND own.interviewer_id = ",
    " AND own.company_id = (SELECT company_id FROM users WHERE id = ",
    ") UNION ALL SELECT offered.id FROM appointments AS offer CROSS JOIN conflicts AS offered \
     WHERE offered.company_id = offer.company_id AND offered.appointment_id = offer.id AND offer.user_id = ",
    " AND offer.company_id = (SELECT company_id FROM users WHERE id = ",
    "))",
];

#[derive(Debug, Clone, ValidGrouping)]
pub(crate) struct Concerned<C> {
    id: C,
    found: Found,
}

/// A bound value.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Found {
    user: i64,
    parts: Parts,
}

/// Interviews of whose panel the user is one, or whose slot they hold; `id` is the column of their ids.
pub(crate) fn interviews_of<C>(id: C, user: UserId) -> Concerned<C> {
    Concerned { id, found: Found { user: user.0, parts: INTERVIEWS } }
}

/// Schedules on slots of the user, or of interviews of whose panel they are.
pub(crate) fn schedules_of<C>(id: C, user: UserId) -> Concerned<C> {
    Concerned { id, found: Found { user: user.0, parts: SCHEDULES } }
}

/// Conflicts about slots or appointments of the user, or about interviews of whose panel they are.
pub(crate) fn conflicts_of<C>(id: C, user: UserId) -> Concerned<C> {
    Concerned { id, found: Found { user: user.0, parts: CONFLICTS } }
}

impl<G> ValidGrouping<G> for Found {
    type IsAggregate = diesel::expression::is_aggregate::Never;
}

impl<C> QueryId for Concerned<C> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<C: Expression> Expression for Concerned<C> {
    type SqlType = Bool;
}
impl<C: AppearsOnTable<QS>, QS> AppearsOnTable<QS> for Concerned<C> {}
impl<C: SelectableExpression<QS>, QS> SelectableExpression<QS> for Concerned<C> {}

impl<C: QueryFragment<Pg>> QueryFragment<Pg> for Concerned<C> {
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        walk(&self.id, &self.found, pass)
    }
}

impl<C: QueryFragment<Sqlite>> QueryFragment<Sqlite> for Concerned<C> {
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        walk(&self.id, &self.found, pass)
    }
}

impl<C> QueryFragment<MultiBackend> for Concerned<C>
where
    C: QueryFragment<Pg> + QueryFragment<Sqlite>,
{
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        MultiBackend::walk_variant_ast(self, pass)
    }
}

fn walk<'b, DB, C>(id: &'b C, found: &'b Found, mut pass: AstPass<'_, 'b, DB>) -> QueryResult<()>
where
    DB: Backend + diesel::sql_types::HasSqlType<BigInt>,
    C: QueryFragment<DB>,
    i64: diesel::serialize::ToSql<BigInt, DB>,
{
    id.walk_ast(pass.reborrow())?;
    let Some((last, rest)) = found.parts.split_last() else { return Ok(()) };
    for part in rest {
        pass.push_sql(part);
        pass.push_bind_param::<BigInt, i64>(&found.user)?;
    }
    pass.push_sql(last);
    Ok(())
}
