//! Coming to an appointment by its room, which is the credential; nobody needs an account.

use super::change::locked;
use super::record::{self, Cause};
use crate::history::Actor;
use crate::kit::Precondition;
use crate::rooms::is_the_room;
use domain::access::Permit;
use domain::appointment::Appointment;
use domain::event::EventKind;
use domain::room::call::{self, CallPart};
use domain::{AppointmentId, CompanyId, Refusal};
use persistence::store::appointments;
use persistence::{StoreError, Tx};
use scheduling_core::time::Timestamp;
use serde_json::Value;

/// Somebody who comes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Guest<'a> {
    pub(crate) room_id: &'a str,
    pub(crate) part: CallPart,
    /// What they call themselves, where they say.
    pub(crate) name: Option<&'a str>,
}

/// Notes that somebody came. Coming again changes nothing.
///
/// # Errors
/// `NotFound` where the room leads there no more; as [`call::come`].
pub(crate) fn join(
    tx: &mut Tx<'_>,
    company: CompanyId,
    id: AppointmentId,
    guest: Guest<'_>,
    now: Timestamp,
) -> Result<Appointment, StoreError> {
    let scope = &mut tx.scope(&Permit::guest(company));
    Precondition::default().retry(|| {
        let stored = locked(scope, id)?;
        // The room may have been taken away before we had the lock.
        if !is_the_room(guest.room_id, stored.room_id.as_deref()) {
            return Err(Refusal::not_found("appointment").into());
        }
        let came = call::come(&stored, guest.part, now)?;
        if came == stored {
            return Ok(stored);
        }
        let saved = appointments::update(scope, &came, now)?;
        let actor = Actor::guest(guest.part.name());
        let cause = Cause { actor: &actor, kind: EventKind::AppointmentJoined, reason: None };
        let called = guest.name.map(|name| ("joined_as", Value::from(name)));
        record::change(scope, &cause, &stored, &saved, called, now)?;
        Ok(saved)
    })
}
