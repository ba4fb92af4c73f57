//! Timestamps and intervals on one side, wall clocks on the other, and [`TimeZone`] as the only way between them.
//!
//! | what | type | finest |
//! | --- | --- | --- |
//! | a point in time | [`Timestamp`]; [`PreciseTimestamp`] as somebody wrote it | a second; a nanosecond |
//! | a stretch of time | [`Interval`], and sets of them: [`IntervalSet`] | a second |
//! | what a calendar shows | [`Date`], [`Weekday`] | a day |
//! | what a wall clock shows | [`TimeOfDay`]; with the date [`LocalDateTime`] | a minute; a second |
//! | how the two sides hang together | [`TimeZone`], which answers with a [`LocalTimeResolution`] | a second |
//!
//! ```
//! use scheduling_core::time::{Date, LocalDateTime, LocalTimeResolution, TimeZone};
//! let berlin = TimeZone::named("Europe/Berlin")?;
//! // At two o'clock of this night clocks go forward to three: half past two is on no clock.
//! let skipped = LocalDateTime::new(Date::parse("2026-03-29")?, 2 * 3600 + 1800)?;
//! assert!(matches!(berlin.resolve(skipped), LocalTimeResolution::Gap { .. }));
//! # Ok::<(), scheduling_core::Error>(())
//! ```

#[cfg(feature = "chrono")]
mod chrono;
#[cfg(feature = "chrono-tz")]
mod chrono_tz;
mod civil;
mod days;
mod interval;
mod interval_set;
#[cfg(feature = "jiff")]
mod jiff;
pub(crate) mod text;
mod time_of_day;
mod time_zone;
mod timestamp;
mod weekday;
mod zone_data;
mod zone_table;

pub use civil::{Date, LocalDateTime};
pub use interval::Interval;
pub use interval_set::IntervalSet;
pub use time_of_day::TimeOfDay;
pub use time_zone::{LocalTimeResolution, TimeZone};
pub use timestamp::{PreciseTimestamp, Timestamp};
pub use weekday::Weekday;
pub use zone_data::release as zone_data_release;
pub(crate) use zone_table::{ZoneSpan, with_ends as zone_spans_with_ends};

/// Seconds of a civil day.
///
/// ```
/// use scheduling_core::time::{Date, SECONDS_PER_DAY, TimeZone};
/// // A day on the calendar is as long; one between two midnights of a zone need not be.
/// let (berlin, sunday) = (TimeZone::named("Europe/Berlin")?, Date::parse("2026-03-29")?);
/// let lasted = berlin.start_of_day(sunday.plus_days(1)).unix() - berlin.start_of_day(sunday).unix();
/// assert_eq!(lasted, SECONDS_PER_DAY - 3600);
/// # Ok::<(), scheduling_core::Error>(())
/// ```
pub const SECONDS_PER_DAY: i64 = 86_400;
