//! An interview's booking to a slot, as far as calling the interview off has to end it.

use crate::happenings::{Actor, spread};
use crate::slots::give_place;
use domain::commitment::{Source, SourceKind, Subject};
use domain::event::{Event, EventKind};
use domain::interview::Interview;
use persistence::store::slot_bookings::{self, SlotBooking};
use persistence::store::slots;
use persistence::{Scope, StoreError, ledger};
use scheduling_core::time::Instant;

/// The live booking of an interview.
pub(super) fn of(scope: &mut Scope<'_>, interview: &Interview) -> Result<Option<SlotBooking>, StoreError> {
    slot_bookings::of(scope, interview)
}

/// The lock of the holder of the slot that an interview is booked to.
pub(super) fn lock(scope: &mut Scope<'_>, interview: &Interview) -> Result<Option<Subject>, StoreError> {
    let Some(booking) = slot_bookings::of(scope, interview)? else { return Ok(None) };
    Ok(Some(slots::get(scope, booking.slot)?.details.holder.lock()))
}

/// Ends the live booking of an interview that is called off: the slot has its place back, and everybody their time. The
/// caller holds the locks.
pub(super) fn release(
    scope: &mut Scope<'_>,
    interview: &Interview,
    actor: &Actor,
    reason: &str,
    now: Instant,
) -> Result<(), StoreError> {
    let Some(booking) = slot_bookings::of(scope, interview)? else { return Ok(()) };
    slot_bookings::cancel(scope, interview, booking, (reason, actor.user), now)?;
    ledger::release(scope, Source { kind: SourceKind::Schedule, id: booking.schedule.0 })?;
    let slot = slots::lock(scope, booking.slot, &[])?;
    if slot.cancelled.is_none() {
        give_place(scope, &slot, now)?;
    }
    let mut event = Event::new(EventKind::ScheduleCancelled, now, actor.user).about(interview);
    event.schedule = Some(booking.schedule);
    event.slot = Some(booking.slot);
    event.status = Some("cancelled".into());
    event.reason = Some(reason.into());
    spread(scope, interview.company, &event, interview.sequence, interview.ai.is_some(), now)
}
