//! Erasing a client who is no candidate.

use domain::access::Permit;
use domain::{AppointmentId, Refusal};
use persistence::store::client_erasure::{self, Erased};
use persistence::store::{appointment_erasure, appointments};
use persistence::{StoreError, Tx};
use scheduling_core::time::Timestamp;

/// Erases what tells who the client of an appointment is, for good, from all that the address has booked: name, address and numbers,
/// and what people wrote in their own words. Times, states, money and the ledger stay. Once more, it erases nothing.
///
/// # Errors
/// `NotFound`; `StillReferenced` for a client who is a candidate, with whom they are erased.
pub fn erase_client(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: AppointmentId,
    now: Timestamp,
) -> Result<Erased, StoreError> {
    let scope = &mut tx.scope(permit);
    let appointment = appointments::get(scope, id)?;
    let scope = &mut scope.for_company(appointment.company)?;
    let key = appointment.client.key();
    let is_candidates = client_erasure::is_candidates(scope, appointment.company, &key)?;
    // Asked when nobody else can erase them any more: of two at once, the second finds nothing left.
    if appointment_erasure::is_erased(scope, id)? {
        return Ok(Erased::default());
    }
    if is_candidates {
        return Err(Refusal::StillReferenced { what: "client", by: "a candidate" }.into());
    }
    client_erasure::erase(scope, appointment.company, &key, now)
}
