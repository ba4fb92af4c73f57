//! When can these people meet, and why not?
//!
//! `scheduling-core` is an engine for scheduling: time, weekly hours, calendars and availability as values and
//! pure functions. It does no I/O, reads no clock ("now" is a parameter), knows no database and does not
//! panic. Everything is defined by membership of instants in half-open intervals, so there is one right
//! answer on every day, the days on which clocks change included.
//!
//! - [`time`]: instants, intervals, sets of intervals, local dates, and zones with gaps and folds as types.
//! - [`calendar`]: weekly rules, days off and recurrence.
//! - [`availability`]: the query, the search, and the explanation of what was removed.
//! - [`slots`]: availability patterns, and series of slots to be made.
//!
//! # A first answer
//! ```
//! use scheduling_core::availability::{Participant, Query, search};
//! use scheduling_core::time::{Timestamp, Interval};
//!
//! # fn main() -> Result<(), scheduling_core::Error> {
//! let at = Timestamp::parse;
//! let window = Interval::new(at("2025-01-22T09:00:00Z")?, at("2025-01-22T12:00:00Z")?)?;
//! let taken = Interval::new(at("2025-01-22T10:00:00Z")?, at("2025-01-22T10:30:00Z")?)?;
//! let mut query = Query::new(window, 60)?;
//! query.add(Participant::named("Ada").busy([taken]));
//! query.add(Participant::named("Ben"));
//!
//! let answer = search(&query);
//! let starts: Vec<String> = answer.slots().map(|slot| slot.start().to_string()).collect();
//! assert_eq!(starts, ["2025-01-22T09:00:00Z", "2025-01-22T10:30:00Z", "2025-01-22T11:00:00Z"]);
//! # Ok(())
//! # }
//! ```
#![deny(missing_docs)]
#![deny(clippy::indexing_slicing, clippy::cast_possible_wrap, clippy::cast_lossless)]

mod error;

pub mod availability;
pub mod calendar;
pub mod slots;
pub mod time;

pub use error::{Error, ErrorKind};
