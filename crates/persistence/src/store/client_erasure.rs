//! Erases what tells who a client is who is no candidate. Appointments, what they took of the ledger, money, and all counts stay.

use super::appointment_erasure;
pub use super::candidate_erasure::Erased;
use super::candidate_erasure::{Whom, everything};
use super::{Result, persons};
use crate::Scope;
use crate::db::fragments::Uuids;
use domain::directory::CandidateDetails;
use domain::{CompanyId, Refusal};
use scheduling_core::time::Timestamp;

/// Whether a candidate of the company has that address, in the form of `Client::key`. Nobody gets it until the transaction ends.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn is_candidates(scope: &mut Scope<'_>, company: CompanyId, key: &str) -> Result<bool> {
    persons::is_candidates(scope, company, key)
}

/// Erases the client of that address, in the form of `Client::key`, who is no candidate.
///
/// # Errors
/// [`Refusal::NotFound`] where the company has no such client.
pub fn erase(scope: &mut Scope<'_>, company: CompanyId, key: &str, now: Timestamp) -> Result<Erased> {
    // Before it is read what they have booked, so that nothing comes in between.
    persons::hold_client(scope, company, key)?;
    let booked = appointment_erasure::of_client(scope, company, key)?;
    let first = booked.appointments.list.iter().chain(&booked.requests.list).next();
    let Some(first) = first else { return Err(Refusal::not_found("client").into()) };
    // As of candidates, the address reaches nobody, and no two share it.
    let address = format!("erased-{}@erased.invalid", first.0.simple());
    persons::forget_client(scope, company, key, &address, now)?;
    let known = CandidateDetails {
        name: String::new(),
        email: key.to_owned(),
        phone: None,
        time_zone: None,
        active: false,
    };
    let interviews = Uuids::from_iter([]);
    let whom = Whom { company, known: &known, address, person: None, interviews, booked };
    everything(scope, &whom, now)
}
