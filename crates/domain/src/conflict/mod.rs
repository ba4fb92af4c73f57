//! What stands against an interview or an appointment, and how that was settled.

mod breakage;
mod transitions;

pub use breakage::{Breach, Knowledge, Meeting, breaches, breaches_of_candidate};

use crate::{CompanyId, ConflictId, InterviewId, ScheduleId, SlotId, UserId};
use scheduling_core::time::Timestamp;

/// A stored conflict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    pub id: ConflictId,
    pub company: CompanyId,
    pub conflict_type: ConflictType,
    pub origin: ConflictOrigin,
    pub resolution: Resolution,
    /// What it stands against.
    pub meeting: crate::Meeting,
    pub conflicting_interview: Option<InterviewId>,
    pub slot: Option<SlotId>,
    pub schedule: Option<ScheduleId>,
    /// The interviewer who can't come, where it is one.
    pub user: Option<UserId>,
    /// A JSON object as text: what was in the way, for people to read.
    pub details: String,
    pub detected_at: Timestamp,
    pub resolution_notes: Option<String>,
    pub resolved_at: Option<Timestamp>,
    pub resolved_by: Option<UserId>,
    pub version: i64,
}

impl Conflict {
    /// Whether nobody has settled it yet.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.resolution == Resolution::Pending
    }
}

/// How a conflict came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ConflictOrigin {
    /// Somebody tried to book, and was refused.
    Refused,
    /// A booking was made, and something changed later.
    Broken,
}

impl ConflictOrigin {
    /// The name that is stored and sent.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Refused => "refused",
            Self::Broken => "broken",
        }
    }

    /// The origin of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        [Self::Refused, Self::Broken].into_iter().find(|origin| origin.name() == name)
    }
}

/// What is in the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ConflictType {
    /// The interview has a schedule already.
    Overlap,
    InterviewerUnavailable,
    CandidateUnavailable,
    /// The AI service reported a failure of the slot.
    AiSystemError,
    /// The slot is full, was cancelled, or is over.
    SlotUnavailable,
}

impl ConflictType {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Overlap,
        Self::InterviewerUnavailable,
        Self::CandidateUnavailable,
        Self::AiSystemError,
        Self::SlotUnavailable,
    ];

    /// The name that is stored and sent.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Overlap => "overlap",
            Self::InterviewerUnavailable => "interviewer_unavailable",
            Self::CandidateUnavailable => "candidate_unavailable",
            Self::AiSystemError => "ai_system_error",
            Self::SlotUnavailable => "slot_unavailable",
        }
    }

    /// The type of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// How a conflict was settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Resolution {
    /// Not yet.
    Pending,
    Rescheduled,
    Cancelled,
    Resolved,
}

/// What became of the time of an interview that conflicts stand against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeChange {
    /// The interview was cancelled.
    Cancelled,
    /// It has a time that it did not have before.
    Booked,
    /// It has none any more.
    Left,
}

/// How a conflict is settled by itself, and what is noted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settlement {
    pub resolution: Resolution,
    pub notes: &'static str,
}

impl Resolution {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Pending, Self::Rescheduled, Self::Cancelled, Self::Resolved];

    /// The name that is stored and sent.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Rescheduled => "rescheduled",
            Self::Cancelled => "cancelled",
            Self::Resolved => "resolved",
        }
    }

    /// The resolution of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|resolution| resolution.name() == name)
    }
}
