//! Why a time can't be had, in the words of the explanation of availability.

use crate::ids::{CalendarId, PatternId, SlotId, UserId};
use scheduling_core::time::Timestamp;
use uuid::Uuid;

/// One reason: a rule, whose it is, and what is behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Because {
    /// A rule of the explanation of availability, or one of [`rules`].
    pub rule: &'static str,
    /// The interviewer whose rule it is.
    pub user: Option<UserId>,
    /// When this rule alone would let a meeting start.
    pub until: Option<Timestamp>,
    pub pattern: Option<PatternId>,
    /// What has the time.
    pub booking: Option<BookedBy>,
    pub calendar: Option<CalendarId>,
}

/// What has a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BookedBy {
    /// `slot`, `schedule` or `interview`.
    pub kind: &'static str,
    pub id: Uuid,
}

/// Words for what the explanation of availability, which knows no slots, does not explain.
pub mod rules {
    /// The user is not active, their role holds no interviews, or the company takes no bookings.
    pub const CANNOT_INTERVIEW: &str = "cannot_interview";
    /// Nobody who was asked for offers the service: it, they, or the company take no bookings.
    pub const NOT_OFFERED: &str = "not_offered";
    /// A calendar that can't be trusted makes its owner busy.
    pub const UNTRUSTED_CALENDAR: &str = "untrusted_calendar";
    /// Another slot of the same holder is in the way.
    pub const OVERLAP: &str = "overlap";
    /// The interview has a time already, or is booked to a slot.
    pub const ALREADY_SCHEDULED: &str = "already_scheduled";
    pub const SLOT_FULL: &str = "slot_full";
    pub const SLOT_CANCELLED: &str = "slot_cancelled";
    /// The slot has begun or is over.
    pub const SLOT_BEGUN: &str = "slot_begun";
}

impl Because {
    /// A rule, with nothing behind it.
    #[must_use]
    pub fn of(rule: &'static str) -> Self {
        Self { rule, user: None, until: None, pattern: None, booking: None, calendar: None }
    }

    /// Another slot is in the way.
    #[must_use]
    pub fn overlapping(slot: SlotId, end: Timestamp) -> Self {
        let booking = Some(BookedBy { kind: "slot", id: slot.0 });
        Self { until: Some(end), booking, ..Self::of(rules::OVERLAP) }
    }

    /// No more than the rule, whose it is, and until when.
    #[must_use]
    pub fn withheld(self) -> Self {
        Self { pattern: None, booking: None, calendar: None, ..self }
    }
}
