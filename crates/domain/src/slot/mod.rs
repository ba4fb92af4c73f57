//! Interview slots: times that are offered, by a person or by an AI interviewer, and how many may take them.
//!
//! The status of a slot is worked out ([`Slot::status`]) from what is stored, so that it follows by itself: nobody has
//! to remember to set it, and no two columns can disagree.

mod configuration;
mod draft;
mod generation;
mod holder;
mod lanes;
mod pattern;
mod rules;
#[cfg(test)]
pub(crate) mod samples;
mod series;

pub use configuration::{Configuration, ConfigurationDetails};
pub use draft::{MAX_CANDIDATES, MAX_MINUTES, SlotDraft};
pub use generation::{Week, slots_of_weeks};
pub use holder::{AiKind, Holder};
pub use lanes::{Lanes, Occupied};
pub use pattern::{Pattern, PatternDetails, WeekdayHours};
pub use rules::{DailyLimit, Judgement, SkipReason, within_business_hours};
pub use series::{MAX_OCCURRENCES, MAX_SERIES_DAYS, SeriesPlan, Skipped, date_problem};

use crate::because::rules as words;
use crate::{Because, Metadata};
use crate::{CompanyId, JobId, SlotId};
use scheduling_core::time::{Interval, Timestamp};

/// A stored slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    pub id: SlotId,
    pub company: CompanyId,
    pub details: SlotDetails,
    /// Which of the AI interviewers of its type holds it, from 0; 0 for a person.
    pub unit: u32,
    /// Places that are taken, 0 to `max_candidates`.
    pub current_bookings: i64,
    pub cancelled: Option<Cancellation>,
    pub metadata: Metadata,
}

/// What may be changed about a slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlotDetails {
    pub slot_type: SlotType,
    /// Whole minutes, a day at the most.
    pub time: Interval,
    pub holder: Holder,
    /// Settings of the AI interviewer: a JSON object as text.
    pub ai_configuration: Option<String>,
    pub job: Option<JobId>,
    pub notes: Option<String>,
    /// At least 1.
    pub max_candidates: i64,
}

/// When and why a slot was cancelled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cancellation {
    pub at: Timestamp,
    pub reason: String,
}

/// How a slot came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SlotType {
    Fixed,
    Flexible,
    Recurring,
}

impl SlotType {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Fixed, Self::Flexible, Self::Recurring];

    /// The name that is stored and sent.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Fixed => "fixed",
            Self::Flexible => "flexible",
            Self::Recurring => "recurring",
        }
    }

    /// The type of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// Where a slot stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SlotStatus {
    /// It has a free place.
    Available,
    /// All places are taken.
    Booked,
    /// It was cancelled.
    Cancelled,
    /// It is over.
    Completed,
}

impl Slot {
    /// Where it stands at `now`.
    #[must_use]
    pub fn status(&self, now: Timestamp) -> SlotStatus {
        if self.cancelled.is_some() {
            SlotStatus::Cancelled
        } else if self.details.time.end() <= now {
            SlotStatus::Completed
        } else if self.current_bookings >= self.details.max_candidates {
            SlotStatus::Booked
        } else {
            SlotStatus::Available
        }
    }

    /// Places that are free at `now`: none once it was cancelled or is over.
    #[must_use]
    pub fn free_places(&self, now: Timestamp) -> i64 {
        match self.status(now) {
            SlotStatus::Available => self.details.max_candidates - self.current_bookings,
            _ => 0,
        }
    }

    /// The word for what [`not_bookable`](Self::not_bookable) says of it.
    #[must_use]
    pub fn not_bookable_because(&self, now: Timestamp) -> Option<Because> {
        self.not_bookable(now)?;
        Some(Because::of(match self.status(now) {
            SlotStatus::Cancelled => words::SLOT_CANCELLED,
            SlotStatus::Booked => words::SLOT_FULL,
            SlotStatus::Completed | SlotStatus::Available => words::SLOT_BEGUN,
        }))
    }

    /// Why nobody can take a place at `now`, as far as the slot itself knows; `None` where somebody can. Whether its
    /// holder is free is not asked here.
    #[must_use]
    pub fn not_bookable(&self, now: Timestamp) -> Option<&'static str> {
        match self.status(now) {
            SlotStatus::Cancelled => Some("the slot was cancelled"),
            SlotStatus::Completed => Some("the slot is over"),
            SlotStatus::Booked => Some("all places of the slot are taken"),
            SlotStatus::Available if self.details.time.start() <= now => Some("the slot has begun"),
            SlotStatus::Available => None,
        }
    }
}

#[cfg(test)]
mod tests;
