//! Instants and intervals on one side, wall clocks on the other, and [`Zone`] as the only way between them.

mod civil;
mod days;
mod instant;
mod interval;
mod interval_set;
mod text;
mod zone;
mod zone_data;
mod zone_table;

pub use civil::{Date, LocalDateTime, TimeOfDay, Weekday};
pub use instant::{Instant, Moment};
pub use interval::Interval;
pub use interval_set::IntervalSet;
pub use zone::{Resolved, Zone};
pub use zone_data::release as zone_data_release;
pub(crate) use zone_table::{ZoneSpan, with_ends as zone_spans_with_ends};

/// Seconds of a civil day.
pub const SECONDS_PER_DAY: i64 = 86_400;
