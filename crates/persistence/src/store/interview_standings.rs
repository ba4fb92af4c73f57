//! What decides whether an interview may be booked, of many at once and in one query: each of them costs a round trip
//! while everybody concerned is locked.

use super::Result;
use super::schedules::live;
use crate::Scope;
use crate::db::fragments::{Uuids, uuid_in};
use crate::db::types::Id;
use crate::schema::{interviews, match_results as matches, schedules};
use diesel::prelude::*;
use domain::interview::MatchResult;
use domain::{CandidateId, CompanyId, InterviewId, JobId};
use std::collections::HashMap;

/// Where an interview stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// What does not move has the same panel, too.
    pub version: i64,
    /// Whether a live schedule books it to a slot.
    pub booked: bool,
    /// How far its candidate has got for its job.
    pub gates: MatchResult,
}

/// Where those of these interviews stand that the scope reaches.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn of_many(scope: &mut Scope<'_>, wanted: &[InterviewId]) -> Result<HashMap<InterviewId, Standing>> {
    type Row = ((Id, i64, i64, i64, i64), Option<Id>, Option<(bool, bool, bool)>);
    let ids: Uuids = wanted.iter().map(|id| id.0).collect();
    let its_schedule = schedules::company_id
        .eq(interviews::company_id)
        .and(schedules::interview_id.eq(interviews::id))
        .and(live());
    let its_match = matches::company_id
        .eq(interviews::company_id)
        .and(matches::candidate_id.eq(interviews::candidate_id))
        .and(matches::job_id.eq(interviews::job_id));
    let mut query = interviews::table
        .left_join(schedules::table.on(its_schedule))
        .left_join(matches::table.on(its_match))
        .select((
            (
                interviews::id,
                interviews::version,
                interviews::company_id,
                interviews::candidate_id,
                interviews::job_id,
            ),
            schedules::id.nullable(),
            (matches::shortlisted, matches::interview_enabled, matches::online_interview_enabled).nullable(),
        ))
        .filter(uuid_in(interviews::id, &ids))
        .into_boxed();
    if let Some(company) = scope.company() {
        query = query.filter(interviews::company_id.eq(company.0));
    }
    let rows: Vec<Row> = query.load(scope.connection())?;
    let standing = |((id, version, company, candidate, job), schedule, flags): Row| {
        let nothing_said = MatchResult::new(CompanyId(company), CandidateId(candidate), JobId(job));
        let (shortlisted, enabled, online) = flags.unwrap_or_default();
        let gates = nothing_said.with_flags([shortlisted, enabled, online]);
        (InterviewId(id.0), Standing { version, booked: schedule.is_some(), gates })
    };
    Ok(rows.into_iter().map(standing).collect())
}
