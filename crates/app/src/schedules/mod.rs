//! Interviews booked to slots.
//!
//! Everything that a booking depends on is read under the locks of all participants (`locked_bookings`). A booking that is
//! rejected is a value ([`RejectedBooking`]), not an error, so that the conflict it leaves is committed.

mod availability_check;
mod batch;
mod book;
mod booking_batch;
mod cancel_slot;
mod lapse;
mod locked_bookings;
mod locked_interview;
mod rejection;
mod reschedule;
mod show;
mod status;

pub use batch::{Booked, Booking, BookingRequest};
pub use book::{book, book_many};
pub use cancel_slot::{cancel_slot, report_error};
pub use lapse::end_unconfirmed;
pub use rejection::{Attempt, RejectedBooking};
pub use reschedule::reschedule;
pub use show::{ScheduleView, get, list};
pub use status::{cancel, change_notes, confirm, release_for_interview};

use crate::history::Actor;
use domain::Refusal;
use domain::event::{Event, EventKind};
use domain::interview::Interview;
use domain::schedule::Schedule;
use domain::slot::Slot;
use persistence::store::schedules;
use persistence::{Scope, StoreError};
use scheduling_core::time::Timestamp;

/// A schedule with the slot that it is on.
#[derive(Clone, Copy)]
struct OnSlot<'a> {
    schedule: &'a Schedule,
    slot: &'a Slot,
}

/// An event about a schedule, with the slot's time.
fn event(kind: EventKind, actor: &Actor, interview: &Interview, booked: OnSlot<'_>, now: Timestamp) -> Event {
    let OnSlot { schedule, slot } = booked;
    let mut event = Event::new(kind, now, actor.user).about(interview);
    event.schedule = Some(schedule.id);
    event.slot = Some(slot.id);
    event.start = Some(slot.details.time.start());
    event.end = Some(slot.details.time.end());
    event.interviewers = interview.interviewers(slot.details.holder.interviewer());
    event
}

/// Refuses a change of a schedule in whose place another stands by now, and names that one.
fn require_in_place(scope: &mut Scope<'_>, schedule: &Schedule) -> Result<(), StoreError> {
    match schedules::successors(scope, &[schedule])?.get(&schedule.id) {
        Some(by) => Err(Refusal::Replaced { by: *by }.into()),
        None => Ok(()),
    }
}

/// What the log says about a schedule.
fn line(interview: &Interview, OnSlot { schedule, slot }: OnSlot<'_>) -> String {
    let people = interview.interviewers(slot.details.holder.interviewer());
    serde_json::json!({
        "schedule": schedule.id.0.to_string(),
        "schedule_status": schedule.status.name(),
        "slot": slot.id.0.to_string(),
        "start": slot.details.time.start().to_string(),
        "end": slot.details.time.end().to_string(),
        "interviewer_ids": people.into_iter().map(|user| user.0).collect::<Vec<_>>(),
    })
    .to_string()
}

/// What the log says about an interview's time.
fn time_line(interview: &Interview) -> String {
    serde_json::json!({
        "status": interview.status.name(),
        "start": interview.time.map(|time| time.start().to_string()),
        "end": interview.time.map(|time| time.end().to_string()),
        "duration_minutes": interview.minutes(),
    })
    .to_string()
}
