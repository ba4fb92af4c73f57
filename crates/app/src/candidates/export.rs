//! Everything that is kept of a candidate.

use domain::CandidateId;
use domain::access::{Permit, Role};
use domain::directory::{Candidate, CandidateDetails};
use persistence::store::appointment_export::{self, KeptAppointments};
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
    let mut kept = candidate_export::read(&mut scope.for_company(candidate.company)?, &candidate)?;
    // Recruiters export too, and are shown no codes.
    kept.messages = kept.messages.into_iter().map(|message| message.shown_to(Role::Recruiter)).collect();
    Ok((candidate, kept))
}

/// What is kept of the appointments that the same person has booked as a client.
///
/// # Errors
/// `NotFound`.
pub fn export_appointments(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: CandidateId,
) -> Result<KeptAppointments, StoreError> {
    let scope = &mut tx.scope(permit);
    let candidate = CandidateDetails::get(scope, id)?;
    let scope = &mut scope.for_company(candidate.company)?;
    appointment_export::of_client(scope, &candidate.details.email_key())
}
