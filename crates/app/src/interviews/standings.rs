//! How far candidates have got, for pages that show many at once.

use domain::access::Permit;
use domain::directory::{CandidateDetails, JobDetails};
use domain::interview::MatchResult;
use domain::{CandidateId, JobId};
use persistence::store::collection::Collection;
use persistence::store::match_results;
use persistence::{StoreError, Tx};

/// How far each of these candidates has got for a job, in the same order: one query however many.
///
/// # Errors
/// `NotFound` for the job.
pub fn standings_for(
    tx: &mut Tx<'_>,
    permit: &Permit,
    job: JobId,
    candidates: &[CandidateId],
) -> Result<Vec<MatchResult>, StoreError> {
    let scope = &mut tx.scope(permit);
    let job = JobDetails::get(scope, job)?;
    match_results::of_job(&mut scope.for_company(job.company)?, &job, candidates)
}

/// How far a candidate has got, for the jobs of which somebody has said something: first those whose shortlist they are on.
///
/// # Errors
/// `NotFound`.
pub fn standings_of(
    tx: &mut Tx<'_>,
    permit: &Permit,
    candidate: CandidateId,
    limit: i64,
) -> Result<Vec<MatchResult>, StoreError> {
    let scope = &mut tx.scope(permit);
    let candidate = CandidateDetails::get(scope, candidate)?;
    let scope = &mut scope.for_company(candidate.company)?;
    match_results::of_candidate(scope, candidate.company, candidate.id, limit)
}
