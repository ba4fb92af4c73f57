//! When an interviewer is to be had, week by week.

use crate::{PatternId, Record, UserId};
use scheduling_core::calendar::WeeklyRule;
use scheduling_core::slots;
use scheduling_core::time::{Date, TimeOfDay, TimeZone, Timestamp, Weekday};

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
    /// How many slots one day may have, however they are made; 1 to 1440.
    pub max_slots_per_day: i64,
    pub valid_from: Date,
    /// The last date, included; `None` for ever.
    pub valid_until: Option<Date>,
}

impl WeekdayHours {
    /// Whether it restricts anything any more: not once its last date is past, as the zone's calendar has it.
    #[must_use]
    pub fn is_in_force(&self, zone: &TimeZone, now: Timestamp) -> bool {
        self.valid_until.is_none_or(|last| zone.local(now).date() <= last)
    }

    /// Whether it says all of what another one says: the same hours of the same weekday, on all of its dates.
    #[must_use]
    pub fn says(&self, other: &Self) -> bool {
        let hours = |week: &Self| (week.day_of_week, week.start, week.end, week.is_available);
        let ends_later = match (self.valid_until, other.valid_until) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(own), Some(others)) => own >= others,
        };
        hours(self) == hours(other) && self.valid_from <= other.valid_from && ends_later
    }

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_is_past_when_its_last_date_is() {
        let check = |until: Option<&str>, now: &str, expected: bool| {
            let hours = WeekdayHours {
                day_of_week: Weekday::new(1).expect("Monday"),
                start: TimeOfDay::MIDNIGHT,
                end: TimeOfDay::END_OF_DAY,
                slot_minutes: 60,
                break_minutes: 0,
                is_available: true,
                max_slots_per_day: 8,
                valid_from: Date::new(2024, 1, 1).expect("a date"),
                valid_until: until.map(|text| Date::parse(text).expect("a date")),
            };
            let zone = TimeZone::named("Europe/Berlin").expect("a zone");
            let now = Timestamp::parse(now).expect("an instant");
            assert_eq!(hours.is_in_force(&zone, now), expected, "{until:?} at {now}");
        };
        check(None, "2030-01-01T00:00:00Z", true);
        check(Some("2024-12-31"), "2024-12-31T22:59:59Z", true);
        check(Some("2024-12-31"), "2024-12-31T23:00:00Z", false);
    }
}
