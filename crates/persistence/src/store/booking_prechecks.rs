//! What decides whether an interview may be booked, of many at once and in one query: each of them costs a round trip
//! while everybody concerned is locked.

use super::Result;
use super::schedules::live;
use crate::Scope;
use crate::db::connection::load_scoped;
use crate::db::fragments::{Uuids, uuid_in};
use crate::db::types::DbUuid;
use crate::schema::{candidates, conflicts, interviews, jobs, match_results as matches, schedules};
use diesel::prelude::*;
use domain::conflict::Resolution;
use domain::interview::{Interviewee, MatchResult};
use domain::{CandidateId, CompanyId, InterviewId, JobId, UserId};
use std::collections::HashMap;

/// What booking an interview depends on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookingPrecheck {
    /// What does not move has the same panel, too.
    pub version: i64,
    /// Who the candidate is, and whether the job is open.
    pub interviewee: Interviewee,
    /// Whether a live schedule books it to a slot.
    pub booked: bool,
    /// Whether something stands against it that nobody has settled yet.
    pub contested: bool,
    /// How far its candidate has got for its job.
    pub gates: MatchResult,
}

type Flag = Option<bool>;
/// An interview's ids and version; its live schedule and an open conflict; its match; the user who the candidate is, and whether
/// they are active, and the job.
type Row = (
    (DbUuid, i64, i64, i64, i64),
    (Option<DbUuid>, Option<DbUuid>),
    (Flag, Flag, Flag),
    (Option<i64>, Flag, Flag),
);

/// The prechecks of these interviews, as far as the scope reaches them.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn of_many(
    scope: &mut Scope<'_>,
    wanted: &[InterviewId],
) -> Result<HashMap<InterviewId, BookingPrecheck>> {
    let ids: Uuids = wanted.iter().map(|id| id.0).collect();
    // Single values and not joins, for which PostgreSQL would rather read all match results while they are few thousands.
    let its_schedule = schedules::table
        .filter(schedules::company_id.eq(interviews::company_id))
        .filter(schedules::interview_id.eq(interviews::id))
        .filter(live())
        .select(schedules::id)
        .single_value();
    let its_conflict = conflicts::table
        .filter(conflicts::company_id.eq(interviews::company_id))
        .filter(conflicts::primary_interview.eq(interviews::id.nullable()))
        .filter(conflicts::resolution.eq(Resolution::Pending.name()))
        .order(conflicts::id)
        .select(conflicts::id)
        .limit(1)
        .single_value();
    let its_match = matches::table
        .filter(matches::company_id.eq(interviews::company_id))
        .filter(matches::candidate_id.eq(interviews::candidate_id))
        .filter(matches::job_id.eq(interviews::job_id));
    let its_candidate = candidates::table
        .filter(candidates::company_id.eq(interviews::company_id))
        .filter(candidates::id.eq(interviews::candidate_id));
    let query = interviews::table
        .select((
            (
                interviews::id,
                interviews::version,
                interviews::company_id,
                interviews::candidate_id,
                interviews::job_id,
            ),
            (its_schedule, its_conflict),
            (
                its_match.select(matches::shortlisted).single_value(),
                its_match.select(matches::interview_enabled).single_value(),
                its_match.select(matches::online_interview_enabled).single_value(),
            ),
            (
                its_candidate.select(candidates::user_id).single_value(),
                its_candidate.select(candidates::active).single_value(),
                jobs::table.filter(jobs::id.eq(interviews::job_id)).select(jobs::active).single_value(),
            ),
        ))
        .filter(uuid_in(interviews::id, &ids));
    let rows: Vec<Row> = load_scoped!(scope, interviews::company_id, query)?;
    Ok(rows.into_iter().map(precheck).collect())
}

fn precheck(row: Row) -> (InterviewId, BookingPrecheck) {
    let ((id, version, company, candidate, job), (schedule, conflict), flags, (user, active, open)) = row;
    let (active, job_open) = (active == Some(true), open == Some(true));
    let interviewee = Interviewee { user: user.map(UserId), active, job_open };
    let nothing_said = MatchResult::new(CompanyId(company), CandidateId(candidate), JobId(job));
    let gates = nothing_said.with_flags(<[Flag; 3]>::from(flags).map(Option::unwrap_or_default));
    let (booked, contested) = (schedule.is_some(), conflict.is_some());
    (InterviewId(id.0), BookingPrecheck { version, interviewee, booked, contested, gates })
}
