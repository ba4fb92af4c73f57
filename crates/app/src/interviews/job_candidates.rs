//! The candidates of a job: shortlisting many at once, and how far each has got.

use super::read::{InterviewView, shown};
use super::shortlist::store_results;
use crate::rooms::RoomSeed;
use domain::access::Permit;
use domain::directory::{Candidate, CandidateDetails, JobDetails};
use domain::interview::{Interview, MatchChange, MatchResult};
use domain::{CandidateId, JobId, Refusal};
use persistence::store::collection::Collection;
use persistence::store::job_candidates::{self as store, JobCandidateFilter};
use persistence::store::match_results;
use persistence::{Scope, StoreError, Tx};
use scheduling_core::time::Timestamp;
use std::collections::HashMap;

/// How far a candidate has got for a job.
#[derive(Debug, Clone)]
pub struct JobCandidate {
    pub candidate: Candidate,
    pub result: MatchResult,
    /// The soonest interview that is not over, or one without a time.
    pub next: Option<InterviewView>,
}

/// A page of a job's candidates, in order of id: those whom somebody has put on its shortlist, now or before.
///
/// # Errors
/// `NotFound` for the job.
pub fn list_job_candidates(
    tx: &mut Tx<'_>,
    permit: &Permit,
    job: JobId,
    filter: JobCandidateFilter,
    page: Page,
    now: Timestamp,
) -> Result<Vec<JobCandidate>, StoreError> {
    let scope = &mut tx.scope(permit);
    let job = JobDetails::get(scope, job)?;
    let results = store::list(scope, &job, filter, page.after, page.limit)?;
    let ids: Vec<CandidateId> = results.iter().map(|result| result.candidate).collect();
    let mut candidates = by_id(CandidateDetails::by_ids(scope, &ids)?);
    let next: Vec<Interview> = store::next_interviews(scope, &job, &ids)?.into_values().collect();
    let next = shown(tx, permit, next, now)?;
    let mut next: HashMap<CandidateId, InterviewView> =
        next.into_iter().map(|shown| (shown.interview.candidate, shown)).collect();
    let whole = |result: MatchResult| {
        let candidate = candidates.remove(&result.candidate)?;
        Some(JobCandidate { candidate, next: next.remove(&result.candidate), result })
    };
    Ok(results.into_iter().filter_map(whole).collect())
}

/// Which page of candidates is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Page {
    pub after: Option<CandidateId>,
    pub limit: i64,
}

fn by_id(candidates: Vec<Candidate>) -> HashMap<CandidateId, Candidate> {
    candidates.into_iter().map(|candidate| (candidate.id, candidate)).collect()
}

/// Applies one change to many candidates of a job, to all of them or to none. The results are in the order of
/// `candidates`, each of which stands there once.
///
/// # Errors
/// `NotFound` for the job, and with `/candidates/{n}` for a candidate; `NotYet` (`not-shortlisted`).
pub fn shortlist_many(
    tx: &mut Tx<'_>,
    permit: &Permit,
    job: JobId,
    candidates: &[CandidateId],
    change: MatchChange,
    seed: &RoomSeed,
    now: Timestamp,
) -> Result<Vec<MatchResult>, StoreError> {
    let scope = &mut tx.scope(permit);
    let job = JobDetails::get(scope, job)?;
    let scope = &mut scope.for_company(job.company)?;
    require_all(scope, candidates)?;
    let before = match_results::lock_many(scope, &job, candidates)?;
    let after = before.iter().map(|old| old.apply(change)).collect::<Result<Vec<_>, Refusal>>()?;
    store_results(scope, permit, &before, &after, seed, now)?;
    Ok(after)
}

/// Refuses candidates who are not there, each at its place in the list.
fn require_all(scope: &mut Scope<'_>, candidates: &[CandidateId]) -> Result<(), StoreError> {
    let known = by_id(CandidateDetails::by_ids(scope, candidates)?);
    match candidates.iter().position(|id| !known.contains_key(id)) {
        None => Ok(()),
        Some(place) => {
            let pointer = Some(format!("/candidates/{place}"));
            Err(Refusal::NotFound { what: CandidateDetails::NAME, pointer }.into())
        }
    }
}
