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
    ///
    /// ```
    /// use scheduling_core::time::{Interval, Timestamp};
    /// assert!(Interval::ALL.contains(Timestamp::MIN));
    /// assert!(!Interval::ALL.contains(Timestamp::MAX), "an interval ends before its end");
    /// ```
    pub const ALL: Self = Self { start: Timestamp::MIN, end: Timestamp::MAX };

    /// The interval between two instants.
    ///
    /// # Errors
    /// Unless `start < end`.
    ///
    /// ```
    /// use scheduling_core::time::{Interval, Timestamp};
    /// let at = Timestamp::parse;
    /// // In Berlin both are half past two: the wall clock shows it twice, and an hour lies between.
    /// let hour = Interval::new(at("2026-10-25T02:30:00+02:00")?, at("2026-10-25T02:30:00+01:00")?)?;
    /// assert_eq!(hour.seconds(), 3600);
    /// assert!(Interval::new(hour.end(), hour.start()).is_err());
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    pub fn new(start: Timestamp, end: Timestamp) -> Result<Self, Error> {
        Self::between(start, end).ok_or_else(|| Error::empty_interval(start.unix(), end.unix()))
    }

    /// The interval between two instants, where it is not empty.
    pub(crate) fn between(start: Timestamp, end: Timestamp) -> Option<Self> {
        (start < end).then_some(Self { start, end })
    }

    /// The first instant inside.
    ///
    /// ```
    /// use scheduling_core::time::{Interval, Timestamp};
    /// let at = Timestamp::parse;
    /// let night = Interval::new(at("2026-03-28T22:00:00+01:00")?, at("2026-03-29T06:00:00+02:00")?)?;
    /// assert_eq!(night.start().to_string(), "2026-03-28T21:00:00Z");
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    #[must_use]
    pub fn start(self) -> Timestamp {
        self.start
    }

    /// The first instant after it.
    ///
    /// ```
    /// use scheduling_core::time::{Interval, Timestamp};
    /// let at = Timestamp::parse;
    /// let night = Interval::new(at("2026-03-28T22:00:00+01:00")?, at("2026-03-29T06:00:00+02:00")?)?;
    /// assert_eq!(night.end().to_string(), "2026-03-29T04:00:00Z");
    /// assert!(!night.contains(night.end()));
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    #[must_use]
    pub fn end(self) -> Timestamp {
        self.end
    }

    /// How long it is.
    ///
    /// ```
    /// use scheduling_core::time::{Interval, Timestamp};
    /// let at = Timestamp::parse;
    /// // From ten in the evening to six in the morning, in the night in which clocks go forward.
    /// let night = Interval::new(at("2026-03-28T22:00:00+01:00")?, at("2026-03-29T06:00:00+02:00")?)?;
    /// assert_eq!(night.seconds(), 7 * 3600);
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    #[must_use]
    pub fn seconds(self) -> i64 {
        self.end.unix() - self.start.unix()
    }

    /// Whether the instant is inside.
    ///
    /// ```
    /// use scheduling_core::time::{Interval, Timestamp};
    /// let at = Timestamp::parse;
    /// let hour = Interval::new(at("2026-03-29T00:00:00Z")?, at("2026-03-29T01:00:00Z")?)?;
    /// assert!(hour.contains(hour.start()) && !hour.contains(hour.end()));
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    #[must_use]
    pub fn contains(self, instant: Timestamp) -> bool {
        self.start <= instant && instant < self.end
    }

    /// Whether some instant is in both.
    ///
    /// ```
    /// use scheduling_core::time::{Interval, Timestamp};
    /// let at = Timestamp::parse;
    /// let first = Interval::new(at("2026-03-29T00:00:00Z")?, at("2026-03-29T01:00:00Z")?)?;
    /// let next = Interval::new(at("2026-03-29T01:00:00Z")?, at("2026-03-29T02:00:00Z")?)?;
    /// assert!(!first.overlaps(next), "they touch");
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// What is in both.
    ///
    /// ```
    /// use scheduling_core::time::{Interval, Timestamp};
    /// let at = Timestamp::parse;
    /// let first = Interval::new(at("2026-03-29T00:00:00Z")?, at("2026-03-29T01:00:00Z")?)?;
    /// let second = Interval::new(at("2026-03-29T00:30:00Z")?, at("2026-03-29T02:00:00Z")?)?;
    /// assert_eq!(first.intersect(second).map(Interval::seconds), Some(1800));
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
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
