//! A weekday's hours on the wire: what bodies of patterns and of AI configurations say alike.

use crate::kit::collection::set;
use crate::kit::fields::{note_all, patched, patched_or};
use app::patterns::problems;
use domain::slot::WeekdayHours;
use http_kit::{Checks, Patch, WholeNumber, WireDate};
use scheduling_core::time::{Date, TimeOfDay, Weekday};

/// The values where a body says nothing.
const SLOT: i64 = 60;
const BREAK: i64 = 15;
const SLOTS_PER_DAY: i64 = 8;
/// Minutes of a day, and slots of one at the most.
const DAY: i64 = 1440;

fn weekday(checks: &mut Checks, given: WholeNumber) -> Option<Weekday> {
    let number = checks.in_range("/day_of_week", given, 1..=7)?;
    u8::try_from(number).ok().and_then(|day| Weekday::new(day).ok())
}

/// What bodies of patterns and of AI configurations say alike.
pub(crate) struct WeekIn<'a> {
    pub(crate) day_of_week: WholeNumber,
    pub(crate) times: (&'a str, &'a str),
    pub(crate) slot_duration: Option<WholeNumber>,
    pub(crate) break_duration: Option<WholeNumber>,
    pub(crate) is_available: Option<bool>,
    pub(crate) max_slots_per_day: Option<WholeNumber>,
    pub(crate) valid_from: WireDate,
    pub(crate) valid_until: Option<WireDate>,
}

impl WeekIn<'_> {
    /// The week, or `None` with what is wrong noted.
    pub(crate) fn read(&self, checks: &mut Checks) -> Option<WeekdayHours> {
        let day = weekday(checks, self.day_of_week);
        let start = checks.time_of_day("/start_time", self.times.0, false);
        let end = checks.time_of_day("/end_time", self.times.1, true);
        let mut number = |pointer: &str, given: Option<WholeNumber>, least: i64, default: i64| {
            checks.in_range(pointer, given.unwrap_or(WholeNumber(default)), least..=DAY).unwrap_or(default)
        };
        let slot_minutes = number("/slot_duration", self.slot_duration, 1, SLOT);
        let break_minutes = number("/break_duration", self.break_duration, 0, BREAK);
        let max_slots_per_day = number("/max_slots_per_day", self.max_slots_per_day, 1, SLOTS_PER_DAY);
        let week = WeekdayHours {
            day_of_week: day?,
            start: start?,
            end: end?,
            slot_minutes,
            break_minutes,
            is_available: self.is_available.unwrap_or(true),
            max_slots_per_day,
            valid_from: self.valid_from.0,
            valid_until: self.valid_until.map(|date| date.0),
        };
        note_all(checks, problems(&week));
        Some(week)
    }
}

/// What is to change about weekly hours; `None` leaves a value as it is.
pub(crate) struct WeekChange {
    day_of_week: Option<Weekday>,
    start: Option<TimeOfDay>,
    end: Option<TimeOfDay>,
    slot_minutes: Option<i64>,
    break_minutes: Option<i64>,
    is_available: Option<bool>,
    max_slots_per_day: Option<i64>,
    valid_from: Option<Date>,
    valid_until: Option<Option<Date>>,
}

impl WeekChange {
    pub(crate) fn apply(&self, week: &mut WeekdayHours) {
        set(&mut week.day_of_week, &self.day_of_week);
        set(&mut week.start, &self.start);
        set(&mut week.end, &self.end);
        set(&mut week.slot_minutes, &self.slot_minutes);
        set(&mut week.break_minutes, &self.break_minutes);
        set(&mut week.is_available, &self.is_available);
        set(&mut week.max_slots_per_day, &self.max_slots_per_day);
        set(&mut week.valid_from, &self.valid_from);
        set(&mut week.valid_until, &self.valid_until);
    }
}

/// What changes of patterns and of AI configurations say alike.
pub(crate) struct WeekPatch {
    pub(crate) day_of_week: Option<WholeNumber>,
    pub(crate) times: (Option<String>, Option<String>),
    pub(crate) slot_duration: Patch<WholeNumber>,
    pub(crate) break_duration: Patch<WholeNumber>,
    pub(crate) is_available: Patch<bool>,
    pub(crate) max_slots_per_day: Patch<WholeNumber>,
    pub(crate) valid_from: Option<WireDate>,
    pub(crate) valid_until: Patch<WireDate>,
}

impl WeekPatch {
    pub(crate) fn read(self, checks: &mut Checks) -> WeekChange {
        let (start, end) = self.times;
        WeekChange {
            day_of_week: self.day_of_week.and_then(|day| weekday(checks, day)),
            start: start.and_then(|text| checks.time_of_day("/start_time", &text, false)),
            end: end.and_then(|text| checks.time_of_day("/end_time", &text, true)),
            slot_minutes: patched_or(
                self.slot_duration,
                || SLOT,
                |n| checks.in_range("/slot_duration", n, 1..=DAY),
            ),
            break_minutes: patched_or(
                self.break_duration,
                || BREAK,
                |n| checks.in_range("/break_duration", n, 0..=DAY),
            ),
            is_available: patched_or(self.is_available, || true, Some),
            max_slots_per_day: patched_or(
                self.max_slots_per_day,
                || SLOTS_PER_DAY,
                |n| checks.in_range("/max_slots_per_day", n, 1..=DAY),
            ),
            valid_from: self.valid_from.map(|date| date.0),
            valid_until: patched(self.valid_until, |date| Some(date.0)),
        }
    }
}
