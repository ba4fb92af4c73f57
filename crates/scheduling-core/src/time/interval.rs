//! Half-open intervals of time.

use super::Timestamp;
use crate::Error;
use std::fmt;

/// The instants from `start` up to, and without, `end`; never empty.
///
/// ```
/// use scheduling_core::time::{Timestamp, Interval};
/// let [nine, ten, eleven] = ["09", "10", "11"].map(|h| Timestamp::parse(&format!("2025-01-22T{h}:00:00Z")).unwrap());
/// let first = Interval::new(nine, ten).unwrap();
/// let second = Interval::new(ten, eleven).unwrap();
/// assert!(!first.overlaps(second), "a meeting may start at the instant at which another ends");
/// assert!(Interval::new(ten, ten).is_err());
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Interval {
    start: Timestamp,
    end: Timestamp,
}

impl Interval {
    /// All of time, but for its last second.
    pub const ALL: Self = Self { start: Timestamp::MIN, end: Timestamp::MAX };

    /// The interval between two instants.
    ///
    /// # Errors
    /// Unless `start < end`.
    pub fn new(start: Timestamp, end: Timestamp) -> Result<Self, Error> {
        Self::between(start, end).ok_or_else(|| Error::empty_interval(start.unix(), end.unix()))
    }

    /// The interval between two instants, where it is not empty.
    pub(crate) fn between(start: Timestamp, end: Timestamp) -> Option<Self> {
        (start < end).then_some(Self { start, end })
    }

    /// The first instant inside.
    #[must_use]
    pub fn start(self) -> Timestamp {
        self.start
    }

    /// The first instant after it.
    #[must_use]
    pub fn end(self) -> Timestamp {
        self.end
    }

    /// How long it is.
    #[must_use]
    pub fn seconds(self) -> i64 {
        self.end.unix() - self.start.unix()
    }

    /// Whether the instant is inside.
    #[must_use]
    pub fn contains(self, instant: Timestamp) -> bool {
        self.start <= instant && instant < self.end
    }

    /// Whether some instant is in both.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// What is in both.
    #[must_use]
    pub fn intersect(self, other: Self) -> Option<Self> {
        Self::between(self.start.max(other.start), self.end.min(other.end))
    }
}

impl fmt::Debug for Interval {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "[{}, {})", self.start, self.end)
    }
}
