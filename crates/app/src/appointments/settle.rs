//! What follows a move that is made.

use super::record::{self, Cause, move_json};
use crate::history::Actor;
use domain::appointment::{Appointment, Move};
use domain::event::EventKind;
use persistence::store::appointments;
use persistence::{Scope, StoreError};
use scheduling_core::time::Timestamp;

/// Stores an appointment that has its new time, and records the move.
pub(super) fn settled(
    scope: &mut Scope<'_>,
    stored: &Appointment,
    relocated: &Appointment,
    one: &Move,
    actor: &Actor,
    now: Timestamp,
) -> Result<Appointment, StoreError> {
    let saved = appointments::update(scope, relocated, now)?;
    let kind = EventKind::AppointmentRescheduled;
    let cause = Cause { actor, kind, reason: one.reason.as_deref() };
    record::change(scope, &cause, stored, &saved, Some(("move", move_json(one))), now)?;
    crate::conflicts::settle_of_appointment(scope, &saved, now)?;
    Ok(saved)
}
