//! Instants: whole seconds of UTC.

use super::text;
use crate::Error;
use std::fmt;
use std::str::FromStr;

/// A point in time, in whole seconds, from the year 1 to the year 9999.
///
/// What is finer than a second is a [`PreciseTimestamp`], and does not become an instant silently.
///
/// ```
/// use scheduling_core::time::Timestamp;
/// let instant = Timestamp::parse("2025-01-22T10:00:00+01:00").unwrap();
/// assert_eq!(instant.to_string(), "2025-01-22T09:00:00Z");
/// assert!(Timestamp::parse("2025-01-22T10:00:00.5Z").is_err());
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Timestamp(i64);

impl Timestamp {
    /// `0001-01-01T00:00:00Z`.
    pub const MIN: Self = Self(-62_135_596_800);
    /// `9999-12-31T23:59:59Z`.
    pub const MAX: Self = Self(253_402_300_799);

    /// The instant that many seconds after `1970-01-01T00:00:00Z`.
    ///
    /// # Errors
    /// Where it lies outside the years 1 to 9999.
    pub fn from_unix(seconds: i64) -> Result<Self, Error> {
        Error::unless_within("seconds since 1970-01-01T00:00:00Z", seconds, Self::MIN.0, Self::MAX.0)
            .map(Self)
    }

    /// As [`Timestamp::from_unix`], with what lies outside moved to the nearest end.
    #[must_use]
    pub fn saturating_from_unix(seconds: i64) -> Self {
        Self(seconds.clamp(Self::MIN.0, Self::MAX.0))
    }

    /// Seconds since `1970-01-01T00:00:00Z`.
    #[must_use]
    pub fn unix(self) -> i64 {
        self.0
    }

    /// Reads an RFC 3339 date-time with any offset.
    ///
    /// # Errors
    /// Where the text is none, is finer than a second, or lies outside the years 1 to 9999 of UTC.
    pub fn parse(text: &str) -> Result<Self, Error> {
        PreciseTimestamp::parse(text)?.whole()
    }

    /// The instant `seconds` later (earlier where negative); stops at the ends of time.
    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> Self {
        Self::saturating_from_unix(self.0.saturating_add(seconds))
    }

    /// The instant `minutes` later (earlier where negative); stops at the ends of time.
    #[must_use]
    pub fn plus_minutes(self, minutes: i64) -> Self {
        self.plus_seconds(minutes.saturating_mul(60))
    }
}

impl fmt::Display for Timestamp {
    /// RFC 3339 in UTC, whole seconds, `Z`.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(text::utc(self.0).as_str())
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

impl FromStr for Timestamp {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::parse(text)
    }
}

/// An instant as somebody wrote it: maybe finer than a second.
///
/// Whether a text *is* an instant and whether the engine *takes* it are two questions, so this type keeps the
/// fraction until somebody asks for [`whole`](PreciseTimestamp::whole) seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PreciseTimestamp {
    seconds: i64,
    nanoseconds: u32,
}

impl PreciseTimestamp {
    /// Reads RFC 3339: any offset, `t` and `z` in either case, fractions of up to nine digits.
    ///
    /// # Errors
    /// Where the text is written otherwise; second 60, a day that the calendar does not have and longer fractions
    /// are refused.
    pub fn parse(text: &str) -> Result<Self, Error> {
        match text::parse_rfc3339(text.as_bytes()) {
            Ok((seconds, nanoseconds)) => Ok(Self { seconds, nanoseconds }),
            Err(why) => Err(Error::unreadable("RFC 3339 date-time", text, why)),
        }
    }

    /// The instant.
    ///
    /// # Errors
    /// Where it is finer than a second, or lies outside the years 1 to 9999 of UTC.
    pub fn whole(self) -> Result<Timestamp, Error> {
        if self.nanoseconds == 0 {
            Timestamp::from_unix(self.seconds)
        } else {
            Err(Error::too_fine(Timestamp::saturating_from_unix(self.seconds).0, self.nanoseconds))
        }
    }
}

impl FromStr for PreciseTimestamp {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::parse(text)
    }
}

impl From<Timestamp> for PreciseTimestamp {
    fn from(instant: Timestamp) -> Self {
        Self { seconds: instant.0, nanoseconds: 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<(&str, u32)>) {
        let seen = PreciseTimestamp::parse(text)
            .ok()
            .map(|m| (Timestamp::saturating_from_unix(m.seconds).to_string(), m.nanoseconds));
        assert_eq!(seen, expected.map(|(at, nanos)| (at.to_owned(), nanos)), "{text}");
    }

    #[test]
    fn reads_rfc_3339_and_nothing_else() {
        check("2025-01-22T10:00:00Z", Some(("2025-01-22T10:00:00Z", 0)));
        check("2025-01-22t10:00:00z", Some(("2025-01-22T10:00:00Z", 0)));
        check("2025-01-22T10:00:00+05:30", Some(("2025-01-22T04:30:00Z", 0)));
        check("2025-01-22T10:00:00-00:00", Some(("2025-01-22T10:00:00Z", 0)));
        check("2025-01-22T10:00:00.000Z", Some(("2025-01-22T10:00:00Z", 0)));
        check("2025-01-22T10:00:00.000000001Z", Some(("2025-01-22T10:00:00Z", 1)));
        check("2024-02-29T00:00:00Z", Some(("2024-02-29T00:00:00Z", 0)));
        check("0001-01-01T00:00:00Z", Some(("0001-01-01T00:00:00Z", 0)));
        check("9999-12-31T23:59:59Z", Some(("9999-12-31T23:59:59Z", 0)));
        for no in [
            "",
            "2025",
            "2025-01-22",
            "2025-01-22T10:00:00",
            "2025-01-22 10:00:00Z",
            "2025-01-22T10:00Z",
            "2025-01-22T24:00:00Z",
            "2025-01-22T10:60:00Z",
            "2025-01-22T10:00:60Z",
            "2025-02-29T10:00:00Z",
            "2025-01-22T10:00:00.Z",
            "2025-01-22T10:00:00.0000000000Z",
            "2025-01-22T10:00:00+24:00",
            "2025-01-22T10:00:00+05:60",
            "2025-01-22T10:00:00+0530",
            "2025-01-22T10:00:00ZZ",
            "2025-1-22T10:00:00Z",
            "+2025-01-22T10:00:00Z",
            "2025-00-22T10:00:00Z",
            "2025-13-22T10:00:00Z",
            "2025-01-00T10:00:00Z",
            "２025-01-22T10:00:00Z",
        ] {
            check(no, None);
        }
    }

    #[test]
    fn every_day_of_the_calendar_round_trips() {
        for day in (-719_162..2_932_896).step_by(97) {
            let instant = Timestamp::from_unix(day * 86_400 + 86_399).expect("in range");
            assert_eq!(Timestamp::parse(&instant.to_string()), Ok(instant));
        }
    }

    #[test]
    fn arithmetic_stops_at_the_ends_of_time() {
        assert_eq!(Timestamp::MAX.plus_seconds(1), Timestamp::MAX);
        assert_eq!(Timestamp::MIN.plus_minutes(i64::MIN), Timestamp::MIN);
        assert!(Timestamp::from_unix(i64::MAX).is_err());
    }
}
