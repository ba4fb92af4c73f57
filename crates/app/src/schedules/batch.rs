//! Bookings that are made together: what is asked, and what becomes of each.

use super::rejection::Attempt;
use super::show::ScheduleView;
use domain::access::Permit;
use domain::interview::{Interview, Pair};
use domain::slot::Slot;
use domain::{InterviewId, Refusal, SlotId};
use scheduling_core::time::Timestamp;

/// What is to be booked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookingRequest {
    pub interview: InterviewId,
    pub slot: SlotId,
    pub notes: Option<String>,
}

/// One of several bookings.
#[derive(Debug, Clone)]
pub struct Booking {
    pub permit: Permit,
    pub request: BookingRequest,
    pub now: Timestamp,
}

/// What became of one of several bookings: as [`book`](super::book) answers it.
pub type Booked = Result<Attempt<ScheduleView>, Refusal>;

/// One booking with what it names, as it was when the locks were had.
#[derive(Clone, Copy)]
pub(super) struct BatchEntry<'c> {
    pub(super) index: usize,
    pub(super) booking: &'c Booking,
    pub(super) interview: &'c Interview,
    pub(super) slot: &'c Slot,
}

impl<'c> BatchEntry<'c> {
    pub(super) fn pair(&self) -> Pair<'c> {
        Pair { interview: self.interview, slot: self.slot }
    }
}
