//! Erasing a candidate.

use domain::CandidateId;
use domain::access::Permit;
use domain::directory::{Candidate, CandidateDetails};
use domain::effect::{Due, Effect, Topic};
use persistence::store::candidate_erasure::{self, Erased};
use persistence::store::candidate_merge::{lock, settle_doubles};
use persistence::store::changes;
use persistence::store::collection::Collection;
use persistence::{StoreError, Tx, outbox};
use scheduling_core::time::Timestamp;

/// Erases what tells who a candidate is, for good: name, addresses and phone, and what people wrote about them in their own
/// words. Their interviews and what these take of the ledger stay. Once more, it erases nothing.
///
/// # Errors
/// `NotFound`.
pub fn erase(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: CandidateId,
    now: Timestamp,
) -> Result<(Candidate, Erased), StoreError> {
    let scope = &mut tx.scope(permit);
    let company = CandidateDetails::get(scope, id)?.company;
    let scope = &mut scope.for_company(company)?;
    lock(scope, company, [id, id])?;
    let candidate = CandidateDetails::get(scope, id)?;
    if candidate.kept.erased_at.is_some() {
        return Ok((candidate, Erased::default()));
    }
    let (interviews, erased) = candidate_erasure::erase(scope, &candidate, now)?;
    settle_doubles(scope, company, &candidate.details.email_key())?;
    // Calendars of interviewers show who is interviewed.
    let shown = interviews.into_iter().map(|interview| Effect::ShowInCalendars { interview });
    let due: Vec<Due> = shown.map(|effect| Due { effect, at: now }).collect();
    outbox::enqueue(scope, company, &due, now)?;
    changes::note(scope, company, Topic::Directory, now)?;
    Ok((CandidateDetails::get(scope, id)?, erased))
}
