//! Availability patterns: when interviewers are to be had, week by week.

use super::collection::{Columns, all, collection};
use super::weeks::with_week;
use super::{Result, companies_of, ids};
use crate::Scope;
use crate::db::connection::on_backend;
use crate::db::fragments::id_in;
use crate::schema::availability_patterns as patterns;
use diesel::prelude::*;
use domain::slot::{Pattern, PatternDetails};
use domain::{PatternId, UserId};

with_week!(patterns: user_id: i64;);

impl Columns for Values {
    type Details = PatternDetails;

    fn of(pattern: &PatternDetails) -> Result<Self> {
        Ok(Self::new(pattern.user.0, &pattern.week))
    }

    fn details(self) -> Result<PatternDetails> {
        Ok(PatternDetails { user: UserId(self.user_id), week: self.week().hours("availability_patterns")? })
    }
}

/// What a list of patterns can be narrowed by.
#[derive(Debug, Clone, Default)]
pub struct PatternFilter {
    pub interviewer: Option<UserId>,
}

collection! {
    PatternDetails "availability pattern", PatternId(i64);
    table: patterns as Values {
        user_id, day_of_week, starts_minute, ends_minute, slot_minutes, break_minutes, is_available,
        max_slots_per_day, valid_from, valid_until,
    };
    owner: user_id at "/interviewer";
    sort: ;
    list: PatternFilter, |query, request| {
        if let Some(interviewer) = request.filter.interviewer {
            query = query.filter(patterns::user_id.eq(interviewer.0));
        }
    };
}

/// All patterns of these people, whether they hold today or not; one query however many people.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn of_users(scope: &mut Scope<'_>, users: &[UserId]) -> Result<Vec<Pattern>> {
    let companies = companies_of(scope, users)?;
    let query = patterns::table
        .select(columns())
        .filter(id_in(patterns::company_id, &companies))
        .filter(id_in(patterns::user_id, &ids(users)))
        .order(patterns::id);
    let rows: Vec<StoredRow> = on_backend!(scope.connection(), |connection| query.load(connection))?;
    all(scope, rows)
}
