//! Calendars: weekly hours, days off, and recurrence.

pub mod recurrence;
mod weekly;

pub use weekly::{DaysOff, Weekdays, WeeklyHours, WeeklyRule};
