//! The candidates of a job: how far each has got, and the next interview.

use super::Result;
use super::interviews::{self as interview_store, concerns};
use super::match_results::{Flags, flags};
use crate::Scope;
use crate::db::fragments::{Ids, id_in};
use crate::db::types::DbUuid;
use crate::schema::{interviews, match_results as table};
use diesel::prelude::*;
use domain::access::Sees;
use domain::directory::Job;
use domain::interview::{Interview, MatchResult};
use domain::{CandidateId, InterviewId};
use std::collections::HashMap;

/// Live interviews that are read for a page of candidates at once.
const BATCH: i64 = 2000;

/// Which of a job's candidates are asked for; what is `None` is not.
#[derive(Debug, Clone, Copy, Default)]
pub struct JobCandidateFilter {
    pub shortlisted: Option<bool>,
    pub interview_enabled: Option<bool>,
}

/// A page of the candidates of whom anybody has said something for a job, in order of id.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn list(
    scope: &mut Scope<'_>,
    job: &Job,
    filter: JobCandidateFilter,
    after: Option<CandidateId>,
    limit: i64,
) -> Result<Vec<MatchResult>> {
    let mut query = table::table
        .filter(table::company_id.eq(job.company.0))
        .filter(table::job_id.eq(job.id.0))
        .filter(table::candidate_id.gt(after.map_or(0, |id| id.0)))
        .order(table::candidate_id)
        .limit(limit)
        .select((table::candidate_id, flags()))
        .into_boxed();
    if let Some(shortlisted) = filter.shortlisted {
        query = query.filter(table::shortlisted.eq(shortlisted));
    }
    if let Some(enabled) = filter.interview_enabled {
        query = query.filter(table::interview_enabled.eq(enabled));
    }
    let rows: Vec<(i64, Flags)> = query.load(scope.connection())?;
    Ok(rows.into_iter().map(|(id, flags)| flags.of(job.company, CandidateId(id), job.id)).collect())
}

/// The next interview of each of these candidates for the job: the soonest that is not over, or one without a time. Where
/// the permit shows somebody's own alone, interviews that they have nothing to do with don't count.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn next_interviews(
    scope: &mut Scope<'_>,
    job: &Job,
    candidates: &[CandidateId],
) -> Result<HashMap<CandidateId, Interview>> {
    let mut next: HashMap<CandidateId, InterviewId> = HashMap::new();
    let rows = live(scope, job, candidates, BATCH)?;
    let all = i64::try_from(rows.len()).is_ok_and(|read| read < BATCH);
    for (candidate, id) in rows {
        next.entry(candidate).or_insert(id);
    }
    // Where there are more than anybody has, each of the others is asked for by itself.
    let others = candidates.iter().filter(|candidate| !all && !next.contains_key(candidate));
    for candidate in others.copied().collect::<Vec<_>>() {
        next.extend(live(scope, job, &[candidate], 1)?);
    }
    let ids: Vec<InterviewId> = next.into_values().collect();
    let found = interview_store::by_ids(scope, &ids)?;
    Ok(found.into_iter().map(|interview| (interview.candidate, interview)).collect())
}

/// Live interviews of these candidates, the soonest first.
fn live(
    scope: &mut Scope<'_>,
    job: &Job,
    candidates: &[CandidateId],
    limit: i64,
) -> Result<Vec<(CandidateId, InterviewId)>> {
    let ids: Ids = candidates.iter().map(|id| id.0).collect();
    let mut query = interviews::table
        .filter(interviews::company_id.eq(job.company.0))
        .filter(interviews::job_id.eq(job.id.0))
        .filter(id_in(interviews::candidate_id, &ids))
        .filter(
            interviews::status
                .eq("pending")
                .or(interviews::status.eq("scheduled"))
                .or(interviews::status.eq("in_progress")),
        )
        .order((interviews::starts_at.is_null(), interviews::starts_at, interviews::id))
        .limit(limit)
        .select((interviews::candidate_id, interviews::id))
        .into_boxed();
    if let Sees::Only(user) = scope.sees() {
        query = query.filter(concerns!(user));
    }
    let rows: Vec<(i64, DbUuid)> = query.load(scope.connection())?;
    Ok(rows.into_iter().map(|(candidate, id)| (CandidateId(candidate), InterviewId(id.0))).collect())
}
