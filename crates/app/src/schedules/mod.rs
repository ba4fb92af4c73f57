//! Interviews booked to slots (requirements A4, A5, B5).
//!
//! Everything that a booking decides is decided under the locks of everybody whose time it takes (`parties`). What can't be
//! booked is told by a value ([`Refused`]), not by an error: the conflict that the attempt leaves is committed.

mod batch;
mod book;
mod call_off;
mod crowd;
mod desk;
mod end;
mod parties;
mod refused;
mod reschedule;
mod round;
mod show;

pub use batch::{Booked, Booking, Request};
pub use book::{book, book_many};
pub use call_off::{cancel_slot, report_error};
pub use end::{cancel, change_notes, confirm, release_for_interview};
pub use refused::{Attempt, Refused};
pub use reschedule::reschedule;
pub use show::{Shown, get, list};

use crate::happenings::Actor;
use domain::event::{Event, EventKind};
use domain::interview::Interview;
use domain::schedule::Schedule;
use domain::slot::Slot;
use scheduling_core::time::Timestamp;

/// An event about a schedule, with the slot's time.
fn event(
    kind: EventKind,
    actor: &Actor,
    interview: &Interview,
    schedule: &Schedule,
    slot: &Slot,
    now: Timestamp,
) -> Event {
    let mut event = Event::new(kind, now, actor.user).about(interview);
    event.schedule = Some(schedule.id);
    event.slot = Some(slot.id);
    event.start = Some(slot.details.time.start());
    event.end = Some(slot.details.time.end());
    event
}

/// What the log says about a schedule.
fn line(schedule: &Schedule, slot: &Slot) -> String {
    serde_json::json!({
        "schedule": schedule.id.0.to_string(),
        "schedule_status": schedule.status.name(),
        "slot": slot.id.0.to_string(),
        "start": slot.details.time.start().to_string(),
        "end": slot.details.time.end().to_string(),
    })
    .to_string()
}

/// What the log says about an interview's time.
fn time_line(interview: &Interview) -> String {
    serde_json::json!({
        "status": interview.status.name(),
        "start": interview.time.map(|time| time.start().to_string()),
        "end": interview.time.map(|time| time.end().to_string()),
    })
    .to_string()
}
