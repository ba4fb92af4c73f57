//! How far candidates have got for jobs.

use super::Result;
use crate::Scope;
use crate::db::connection::on_backend;
use crate::db::fragments::{Ids, id_in};
use crate::db::types::DbTimestamp;
use crate::ledger;
use crate::schema::match_results as table;
use diesel::prelude::*;
use domain::commitment::Subject;
use domain::directory::Job;
use domain::interview::MatchResult;
use domain::{CandidateId, CompanyId, JobId};
use scheduling_core::time::Timestamp;
use std::collections::HashMap;

/// The match of a candidate and a job of one company; where nobody has said anything yet, the one that says nothing.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn get(
    scope: &mut Scope<'_>,
    company: CompanyId,
    candidate: CandidateId,
    job: JobId,
) -> Result<MatchResult> {
    let flags: Option<(bool, bool, bool)> = table::table
        .find((company.0, candidate.0, job.0))
        .select((table::shortlisted, table::interview_enabled, table::online_interview_enabled))
        .first(scope.connection())
        .optional()?;
    let (shortlisted, enabled, online) = flags.unwrap_or_default();
    Ok(MatchResult::new(company, candidate, job).with_flags([shortlisted, enabled, online]))
}

/// The same as [`get`], with the candidate's lock until the transaction ends, and those of `with`: whoever changes a match, or acts
/// on it, does so one at a time.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn lock(
    scope: &mut Scope<'_>,
    company: CompanyId,
    candidate: CandidateId,
    job: JobId,
    with: &[Subject],
) -> Result<MatchResult> {
    let locks = std::iter::once(Subject::Candidate(candidate)).chain(with.iter().cloned());
    ledger::touch(scope, company, locks)?;
    get(scope, company, candidate, job)
}

/// The matches of these candidates and a job, in the same order, with the candidates' locks until the transaction ends.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn lock_many(scope: &mut Scope<'_>, job: &Job, candidates: &[CandidateId]) -> Result<Vec<MatchResult>> {
    let locks = candidates.iter().map(|candidate| Subject::Candidate(*candidate));
    ledger::touch(scope, job.company, locks)?;
    let ids: Ids = candidates.iter().map(|id| id.0).collect();
    let rows: Vec<(i64, (bool, bool, bool))> = table::table
        .filter(table::company_id.eq(job.company.0))
        .filter(table::job_id.eq(job.id.0))
        .filter(id_in(table::candidate_id, &ids))
        .select((
            table::candidate_id,
            (table::shortlisted, table::interview_enabled, table::online_interview_enabled),
        ))
        .load(scope.connection())?;
    let flags: HashMap<i64, (bool, bool, bool)> = rows.into_iter().collect();
    let result = |candidate: &CandidateId| {
        let (shortlisted, enabled, online) = flags.get(&candidate.0).copied().unwrap_or_default();
        MatchResult::new(job.company, *candidate, job.id).with_flags([shortlisted, enabled, online])
    };
    Ok(candidates.iter().map(result).collect())
}

/// Stores a match, new or in the place of what was there.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn put(scope: &mut Scope<'_>, result: &MatchResult, now: Timestamp) -> Result<()> {
    let now = DbTimestamp::from(now);
    let [shortlisted, enabled, online] = result.flags();
    let flags = (
        table::shortlisted.eq(shortlisted),
        table::interview_enabled.eq(enabled),
        table::online_interview_enabled.eq(online),
        table::updated_at.eq(now),
    );
    let row = (
        table::company_id.eq(result.company.0),
        table::candidate_id.eq(result.candidate.0),
        table::job_id.eq(result.job.0),
        table::created_at.eq(now),
        flags,
    );
    on_backend!(scope.connection(), |connection| diesel::insert_into(table::table)
        .values(row)
        .on_conflict((table::company_id, table::candidate_id, table::job_id))
        .do_update()
        .set(flags)
        .execute(connection))?;
    Ok(())
}
