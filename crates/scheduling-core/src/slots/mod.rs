//! Slots before anybody has made them: when somebody's patterns leave them open, and which times a series asks for.
//!
//! Both speak of the wall clock of a zone and follow it over clock changes by membership: an instant is inside where
//! the clock on the wall shows a time that is. A time that clocks skip is nobody's, one that they show twice counts
//! twice.
//!
//! ```
//! use scheduling_core::calendar::{WeeklyRule, Weekdays};
//! use scheduling_core::slots::{Pattern, open_time};
//! use scheduling_core::time::{Date, Interval, TimeOfDay, TimeZone};
//! // Open from one to four in the morning: three hours, and two when clocks go forward.
//! let (start, end) = (TimeOfDay::parse("01:00")?, TimeOfDay::parse("04:00")?);
//! let rule = WeeklyRule { days: Weekdays::ALL, start, end };
//! let (saturday, sunday) = (Date::parse("2026-03-28")?, Date::parse("2026-03-29")?);
//! let pattern = Pattern { rule, open: true, from: saturday, until: Some(sunday) };
//! let open = open_time(&[pattern], &TimeZone::named("Europe/Berlin")?, Interval::ALL);
//! assert_eq!(open.seconds(), (3 + 2) * 3600);
//! # Ok::<(), scheduling_core::Error>(())
//! ```

mod pattern;
mod series;

pub use pattern::{Pattern, open_time};
pub use series::Series;
