//! When an interviewer is to be had, week by week.

use crate::{PatternId, Record, UserId};
use scheduling_core::calendar::WeeklyRule;
use scheduling_core::slots;
use scheduling_core::time::{Date, TimeOfDay, Weekday};

/// A stored pattern.
pub type Pattern = Record<PatternId, PatternDetails>;

/// What is said of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatternDetails {
    /// The interviewer whose it is; never changes.
    pub user: UserId,
    /// On the wall clock of the interviewer's zone.
    pub week: WeekdayHours,
}

/// Hours of one weekday, and how they are cut into slots.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WeekdayHours {
    /// On the same clock as the times.
    pub day_of_week: Weekday,
    pub start: TimeOfDay,
    /// Before the start: over midnight. Never equal to it.
    pub end: TimeOfDay,
    /// 1 to 1440.
    pub slot_minutes: i64,
    /// 0 to 1440.
    pub break_minutes: i64,
    /// Whether slots are to be had then, or are not.
    pub is_available: bool,
    /// How many slots a series makes on one day at the most; 1 to 1440.
    pub max_slots_per_day: i64,
    pub valid_from: Date,
    /// The last date, included; `None` for ever.
    pub valid_until: Option<Date>,
}

impl WeekdayHours {
    /// The pattern as the engine takes it.
    #[must_use]
    pub fn rule(&self) -> slots::Pattern {
        let days = std::iter::once(self.day_of_week).collect();
        slots::Pattern {
            rule: WeeklyRule { days, start: self.start, end: self.end },
            open: self.is_available,
            from: self.valid_from,
            until: self.valid_until,
        }
    }
}
