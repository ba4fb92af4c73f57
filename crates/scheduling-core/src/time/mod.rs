//! Instants and intervals on one side, wall clocks on the other, and [`TimeZone`] as the only way between them.

mod civil;
mod days;
mod interval;
mod interval_set;
pub(crate) mod text;
mod time_zone;
mod timestamp;
mod zone_data;
mod zone_table;

pub use civil::{Date, LocalDateTime, TimeOfDay, Weekday};
pub use interval::Interval;
pub use interval_set::IntervalSet;
pub use time_zone::{LocalTimeResolution, TimeZone};
pub use timestamp::{PreciseTimestamp, Timestamp};
pub use zone_data::release as zone_data_release;
pub(crate) use zone_table::{ZoneSpan, with_ends as zone_spans_with_ends};

/// Seconds of a civil day.
pub const SECONDS_PER_DAY: i64 = 86_400;
