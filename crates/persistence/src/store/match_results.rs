//! How far candidates have got for jobs.

use super::Result;
use crate::Scope;
use crate::db::fragments::{Ids, id_in};
use crate::db::many::{MatchRow, PutMatches};
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

/// What is stored of a match; nothing is so before anybody says it.
#[derive(Debug, Clone, Copy, Default, Queryable)]
pub(super) struct Flags {
    shortlisted: bool,
    interview_enabled: bool,
    online_interview_enabled: bool,
}

impl Flags {
    pub(super) fn of(self, company: CompanyId, candidate: CandidateId, job: JobId) -> MatchResult {
        let flags = [self.shortlisted, self.interview_enabled, self.online_interview_enabled];
        MatchResult::new(company, candidate, job).with_flags(flags)
    }
}

/// The columns of [`Flags`].
#[diesel::dsl::auto_type(no_type_alias)]
pub(super) fn flags() -> _ {
    (table::shortlisted, table::interview_enabled, table::online_interview_enabled)
}

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
    let row = table::table.find((company.0, candidate.0, job.0)).select(flags());
    let stored: Option<Flags> = row.first(scope.connection()).optional()?;
    Ok(stored.unwrap_or_default().of(company, candidate, job))
}

/// The same as [`get`], with the candidate's lock until the transaction ends, and those of `with`: callers that change a match, or act
/// on it, do so one at a time.
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
    of_job(scope, job, candidates)
}

/// The matches of these candidates and a job, in the same order; one query however many.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn of_job(scope: &mut Scope<'_>, job: &Job, candidates: &[CandidateId]) -> Result<Vec<MatchResult>> {
    let ids: Ids = candidates.iter().map(|id| id.0).collect();
    let rows: Vec<(i64, Flags)> = table::table
        .filter(table::company_id.eq(job.company.0))
        .filter(table::job_id.eq(job.id.0))
        .filter(id_in(table::candidate_id, &ids))
        .select((table::candidate_id, flags()))
        .load(scope.connection())?;
    let stored: HashMap<i64, Flags> = rows.into_iter().collect();
    let result = |candidate: &CandidateId| {
        stored.get(&candidate.0).copied().unwrap_or_default().of(job.company, *candidate, job.id)
    };
    Ok(candidates.iter().map(result).collect())
}

/// What somebody has said of a candidate, for whatever jobs: first those whose shortlist they are on, of these the newest job
/// first; at most `limit`.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn of_candidate(
    scope: &mut Scope<'_>,
    company: CompanyId,
    candidate: CandidateId,
    limit: i64,
) -> Result<Vec<MatchResult>> {
    let rows: Vec<(i64, Flags)> = table::table
        .filter(table::company_id.eq(company.0))
        .filter(table::candidate_id.eq(candidate.0))
        .order((table::shortlisted.desc(), table::job_id.desc()))
        .limit(limit)
        .select((table::job_id, flags()))
        .load(scope.connection())?;
    Ok(rows.into_iter().map(|(job, flags)| flags.of(company, candidate, JobId(job))).collect())
}

/// Stores matches of one company, each new or in the place of what was there: one statement, however many.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn put(scope: &mut Scope<'_>, results: &[MatchResult], now: Timestamp) -> Result<()> {
    let Some(company) = results.first().map(|result| result.company) else { return Ok(()) };
    let row = |result: &MatchResult| MatchRow {
        candidate: result.candidate.0,
        job: result.job.0,
        flags: result.flags(),
    };
    let of_company = results.iter().filter(|result| result.company == company);
    let rows: Vec<MatchRow> = of_company.map(row).collect();
    PutMatches::new(company.0, &rows, DbTimestamp::from(now)).execute(scope.connection())?;
    Ok(())
}
