//! The columns that availability patterns and AI configurations have alike.

use super::Result;
use crate::db::DbError;
use domain::slot::WeekdayHours;
use scheduling_core::time::{Date, TimeOfDay, Weekday};

/// The weekly hours as they are stored.
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
    /// The columns of these hours.
    pub(super) fn of(hours: &WeekdayHours) -> Self {
        Self {
            day_of_week: i64::from(hours.day_of_week.number()),
            starts_minute: i64::from(hours.start.minutes()),
            ends_minute: i64::from(hours.end.minutes()),
            slot_minutes: hours.slot_minutes,
            break_minutes: hours.break_minutes,
            is_available: hours.is_available,
            max_slots_per_day: hours.max_slots_per_day,
            valid_from: hours.valid_from.to_string(),
            valid_until: hours.valid_until.map(|date| date.to_string()),
        }
    }

    /// The hours. `table` is where they were read.
    pub(super) fn hours(self, table: &str) -> Result<WeekdayHours> {
        let corrupt = |column: &str, value: &dyn std::fmt::Display| {
            DbError::corrupt(&format!("{table}.{column}"), value.to_string())
        };
        let day = u8::try_from(self.day_of_week).ok().and_then(|day| Weekday::new(day).ok());
        let time = |column: &str, minutes: i64| {
            let time = u16::try_from(minutes).ok().and_then(|minutes| TimeOfDay::from_minutes(minutes).ok());
            time.ok_or_else(|| corrupt(column, &minutes))
        };
        let date = |column: &str, text: &str| Date::parse(text).map_err(|_| corrupt(column, &text));
        Ok(WeekdayHours {
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

/// The columns of a collection that has weekly hours: its own first ones, the hours, its own last ones. diesel's derives
/// take one flat struct.
macro_rules! with_week {
    ($table:ident: $($first:ident: $first_type:ty),*; $($last:ident: $last_type:ty),*) => {
        #[derive(Queryable, Insertable, AsChangeset)]
        #[diesel(table_name = $table, treat_none_as_null = true)]
        pub(super) struct Values {
            $($first: $first_type,)*
            day_of_week: i64,
            starts_minute: i64,
            ends_minute: i64,
            slot_minutes: i64,
            break_minutes: i64,
            is_available: bool,
            max_slots_per_day: i64,
            valid_from: String,
            valid_until: Option<String>,
            $($last: $last_type,)*
        }

        impl Values {
            fn new($($first: $first_type,)* hours: &domain::slot::WeekdayHours, $($last: $last_type,)*) -> Self {
                let week = $crate::store::weeks::WeekColumns::of(hours);
                Self {
                    $($first,)*
                    day_of_week: week.day_of_week,
                    starts_minute: week.starts_minute,
                    ends_minute: week.ends_minute,
                    slot_minutes: week.slot_minutes,
                    break_minutes: week.break_minutes,
                    is_available: week.is_available,
                    max_slots_per_day: week.max_slots_per_day,
                    valid_from: week.valid_from,
                    valid_until: week.valid_until,
                    $($last,)*
                }
            }

            fn week(&self) -> $crate::store::weeks::WeekColumns {
                $crate::store::weeks::WeekColumns {
                    day_of_week: self.day_of_week,
                    starts_minute: self.starts_minute,
                    ends_minute: self.ends_minute,
                    slot_minutes: self.slot_minutes,
                    break_minutes: self.break_minutes,
                    is_available: self.is_available,
                    max_slots_per_day: self.max_slots_per_day,
                    valid_from: self.valid_from.clone(),
                    valid_until: self.valid_until.clone(),
                }
            }
        }
    };
}
pub(super) use with_week;
