//! Calendars: weekly hours, days off, and recurrence.
//!
//! ```
//! use scheduling_core::calendar::recurrence::{Limits, Rule, Span};
//! use scheduling_core::time::{Date, LocalDateTime, TimeZone};
//! // Every day at half past two, over the night in which Berlin's clocks skip that time.
//! let half_past_two = |date| LocalDateTime::new(Date::parse(date)?, 2 * 3600 + 1800);
//! let (from, to) = (half_past_two("2026-03-28")?, half_past_two("2026-03-30")?);
//! let starts = Rule::parse("FREQ=DAILY")?.expand(Span { start: from, from, to }, None, Limits::default()).starts;
//! let berlin = TimeZone::named("Europe/Berlin")?;
//! let starts: Vec<String> = starts.into_iter().map(|at| berlin.resolve(at).compatible().to_string()).collect();
//! assert_eq!(starts, ["2026-03-28T01:30:00Z", "2026-03-29T01:30:00Z"], "01:30 is shown as 03:30 on the second day");
//! # Ok::<(), scheduling_core::Error>(())
//! ```

mod dated;
pub mod recurrence;
mod weekly;

pub use dated::{DatedHours, DayHours, Shift, WallSpan};
pub use weekly::{DaysOff, Weekdays, WeeklyHours, WeeklyRule};
