//! Everything that is kept of a candidate.

use domain::CandidateId;
use domain::access::Permit;
use domain::directory::{Candidate, CandidateDetails};
use persistence::store::candidate_export::{self, Kept};
use persistence::store::collection::Collection;
use persistence::{StoreError, Tx};

/// A candidate with all that is kept of them.
///
/// # Errors
/// `NotFound`.
pub fn export(tx: &mut Tx<'_>, permit: &Permit, id: CandidateId) -> Result<(Candidate, Kept), StoreError> {
    let scope = &mut tx.scope(permit);
    let candidate = CandidateDetails::get(scope, id)?;
    let kept = candidate_export::read(&mut scope.for_company(candidate.company)?, &candidate)?;
    Ok((candidate, kept))
}
