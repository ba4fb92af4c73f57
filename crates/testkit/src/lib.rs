//! What tests need around the code under test: databases of their own, on both engines, in parallel.
//!
//! The outside world is faked by real servers on loopback, the database never.
#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a test that can't be set up has to stop, and this crate is used by tests alone"
)]

pub mod db;
pub mod radicale;
mod runner;
pub mod seed;

pub use runner::{Case, Run, both, needing};

use scheduling_core::time::{Interval, Timestamp};

/// The instant that the text says.
///
/// # Panics
/// Where it says none.
#[must_use]
pub fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap_or_else(|error| panic!("{error}"))
}

/// The time from one instant to another.
///
/// # Panics
/// Where a text is no instant or the end is not after the start.
#[must_use]
pub fn between(start: &str, end: &str) -> Interval {
    Interval::new(at(start), at(end)).unwrap_or_else(|error| panic!("{error}"))
}
