//! An interview booked to a slot.

mod transitions;

use crate::{CompanyId, InterviewId, ScheduleId, SlotId, UserId};
use scheduling_core::time::Timestamp;

/// A stored schedule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    pub id: ScheduleId,
    pub company: CompanyId,
    pub interview: InterviewId,
    pub slot: SlotId,
    pub status: ScheduleStatus,
    pub booking_notes: Option<String>,
    pub booked_at: Timestamp,
    pub booked_by: Option<UserId>,
    pub confirmed_at: Option<Timestamp>,
    pub cancelled_at: Option<Timestamp>,
    pub cancellation_reason: Option<String>,
    pub cancelled_by: Option<UserId>,
    /// The schedule that this one was moved from.
    pub replaces: Option<ScheduleId>,
    pub version: i64,
    pub updated_at: Timestamp,
}

/// A booking of an interview to a slot that is to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSchedule {
    pub id: ScheduleId,
    pub company: CompanyId,
    pub interview: InterviewId,
    pub slot: SlotId,
    pub notes: Option<String>,
    pub booked_by: Option<UserId>,
    pub now: Timestamp,
}

/// Where a schedule stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ScheduleStatus {
    /// The time is taken, the interview does not have it yet.
    Pending,
    /// The interview has the slot's time.
    Confirmed,
    Cancelled,
    /// Another schedule took its place.
    Rescheduled,
}

impl ScheduleStatus {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Pending, Self::Confirmed, Self::Cancelled, Self::Rescheduled];

    /// The name that is stored and sent.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Confirmed => "confirmed",
            Self::Cancelled => "cancelled",
            Self::Rescheduled => "rescheduled",
        }
    }

    /// The status of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }

    /// Whether it takes time: an interview has one such schedule at the most.
    #[must_use]
    pub fn is_live(self) -> bool {
        matches!(self, Self::Pending | Self::Confirmed)
    }
}
