//! The columns that availability patterns and AI configurations have alike.

use super::Result;
use crate::db::DbError;
use diesel::Queryable;
use domain::slot::PatternDetails;
use scheduling_core::time::{Date, TimeOfDay, Weekday};

/// A week as it is stored.
#[derive(Queryable)]
pub(super) struct WeekColumns {
    pub(super) day_of_week: i64,
    pub(super) starts_minute: i64,
    pub(super) ends_minute: i64,
    pub(super) slot_minutes: i64,
    pub(super) break_minutes: i64,
    pub(super) is_available: bool,
    pub(super) max_slots_per_day: i64,
    pub(super) valid_from: String,
    pub(super) valid_until: Option<String>,
}

impl WeekColumns {
    /// The week. `table` is where it was read.
    pub(super) fn details(self, table: &str) -> Result<PatternDetails> {
        let corrupt = |column: &str, value: &dyn std::fmt::Display| {
            DbError::corrupt(&format!("{table}.{column}"), value.to_string())
        };
        let day = u8::try_from(self.day_of_week).ok().and_then(|day| Weekday::new(day).ok());
        let time = |column: &str, minutes: i64| {
            let time = u16::try_from(minutes).ok().and_then(|minutes| TimeOfDay::from_minutes(minutes).ok());
            time.ok_or_else(|| corrupt(column, &minutes))
        };
        let date = |column: &str, text: &str| Date::parse(text).map_err(|_| corrupt(column, &text));
        Ok(PatternDetails {
            day_of_week: day.ok_or_else(|| corrupt("day_of_week", &self.day_of_week))?,
            start: time("starts_minute", self.starts_minute)?,
            end: time("ends_minute", self.ends_minute)?,
            slot_minutes: self.slot_minutes,
            break_minutes: self.break_minutes,
            is_available: self.is_available,
            max_slots_per_day: self.max_slots_per_day,
            valid_from: date("valid_from", &self.valid_from)?,
            valid_until: self.valid_until.as_deref().map(|text| date("valid_until", text)).transpose()?,
        })
    }
}
