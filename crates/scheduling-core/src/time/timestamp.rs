//! Instants: whole seconds of UTC.

use super::text;
use crate::Error;
use std::fmt;
use std::str::FromStr;
use std::time::SystemTime;

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
    ///
    /// ```
    /// use scheduling_core::time::Timestamp;
    /// assert_eq!(Timestamp::MIN.to_string(), "0001-01-01T00:00:00Z");
    /// ```
    pub const MIN: Self = Self(-62_135_596_800);
    /// `9999-12-31T23:59:59Z`.
    ///
    /// ```
    /// use scheduling_core::time::Timestamp;
    /// assert_eq!(Timestamp::MAX.to_string(), "9999-12-31T23:59:59Z");
    /// assert_eq!(Timestamp::MAX.plus_seconds(1), Timestamp::MAX, "arithmetic stops there");
    /// ```
    pub const MAX: Self = Self(253_402_300_799);

    /// The instant that many seconds after `1970-01-01T00:00:00Z`.
    ///
    /// # Errors
    /// Where it lies outside the years 1 to 9999.
    ///
    /// ```
    /// use scheduling_core::time::Timestamp;
    /// // The second in which clocks go forward in Berlin.
    /// assert_eq!(Timestamp::from_unix(1_774_746_000), Timestamp::parse("2026-03-29T01:00:00Z"));
    /// assert!(Timestamp::from_unix(i64::MAX).is_err());
    /// ```
    pub fn from_unix(seconds: i64) -> Result<Self, Error> {
        Error::unless_within("seconds since 1970-01-01T00:00:00Z", seconds, Self::MIN.0, Self::MAX.0)
            .map(Self)
    }

    /// As [`Timestamp::from_unix`], with what lies outside moved to the nearest end.
    ///
    /// ```
    /// use scheduling_core::time::Timestamp;
    /// assert_eq!(Timestamp::saturating_from_unix(i64::MAX), Timestamp::MAX);
    /// ```
    #[must_use]
    pub fn saturating_from_unix(seconds: i64) -> Self {
        Self(seconds.clamp(Self::MIN.0, Self::MAX.0))
    }

    /// Seconds since `1970-01-01T00:00:00Z`.
    ///
    /// ```
    /// use scheduling_core::time::Timestamp;
    /// assert_eq!(Timestamp::parse("1970-01-01T05:45:00+05:45")?.unix(), 0);
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    #[must_use]
    pub fn unix(self) -> i64 {
        self.0
    }

    /// Reads an RFC 3339 date-time with any offset.
    ///
    /// # Errors
    /// Where the text is none, is finer than a second, or lies outside the years 1 to 9999 of UTC.
    ///
    /// ```
    /// use scheduling_core::ErrorKind;
    /// use scheduling_core::time::Timestamp;
    /// // Half past two in Berlin, the first and the second time.
    /// assert_eq!(Timestamp::parse("2026-10-25T02:30:00+02:00")?.to_string(), "2026-10-25T00:30:00Z");
    /// assert_eq!(Timestamp::parse("2026-10-25T02:30:00+01:00")?.to_string(), "2026-10-25T01:30:00Z");
    /// assert_eq!(Timestamp::parse("2026-10-25T02:30:00").unwrap_err().kind(), ErrorKind::Syntax);
    /// assert_eq!(Timestamp::parse("2026-10-25T02:30:00.5Z").unwrap_err().kind(), ErrorKind::Precision);
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, Error> {
        PreciseTimestamp::parse(text)?.whole()
    }

    /// The instant `seconds` later (earlier where negative); stops at the ends of time.
    ///
    /// ```
    /// use scheduling_core::time::{TimeZone, Timestamp};
    /// // One second later the wall clock shows an hour and a second more.
    /// let last = Timestamp::parse("2026-03-29T00:59:59Z")?;
    /// let berlin = TimeZone::named("Europe/Berlin")?;
    /// assert_eq!(berlin.local(last).to_string(), "2026-03-29T01:59:59");
    /// assert_eq!(berlin.local(last.plus_seconds(1)).to_string(), "2026-03-29T03:00:00");
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> Self {
        Self::saturating_from_unix(self.0.saturating_add(seconds))
    }

    /// The instant `minutes` later (earlier where negative); stops at the ends of time.
    ///
    /// ```
    /// use scheduling_core::time::{TimeZone, Timestamp};
    /// // Half an hour later Lord Howe's clocks show the same time again.
    /// let lord_howe = TimeZone::named("Australia/Lord_Howe")?;
    /// let first = Timestamp::parse("2026-04-04T14:45:00Z")?;
    /// assert_eq!(lord_howe.local(first.plus_minutes(30)), lord_howe.local(first));
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    #[must_use]
    pub fn plus_minutes(self, minutes: i64) -> Self {
        self.plus_seconds(minutes.saturating_mul(60))
    }
}

impl Timestamp {
    /// The twenty characters that [`Display`](fmt::Display) writes, for those who write many.
    ///
    /// ```
    /// use scheduling_core::time::Timestamp;
    /// let first = Timestamp::parse("2026-03-29T03:00:00+02:00")?;
    /// assert_eq!(&first.rfc3339(), b"2026-03-29T01:00:00Z");
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    #[must_use]
    pub fn rfc3339(self) -> [u8; 20] {
        text::utc(self.0).0
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
///
/// ```
/// use scheduling_core::time::PreciseTimestamp;
/// let written = PreciseTimestamp::parse("2026-03-29T01:00:00.250+01:00")?;
/// assert!(written.whole().is_err(), "finer than a second");
/// assert_eq!(written.floor()?.to_string(), "2026-03-29T00:00:00Z");
/// # Ok::<(), scheduling_core::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PreciseTimestamp {
    seconds: i64,
    nanoseconds: u32,
}

impl PreciseTimestamp {
    /// The point that many nanoseconds after that second, which is counted from `1970-01-01T00:00:00Z`.
    ///
    /// # Errors
    /// Where there are a whole second of nanoseconds or more: other libraries write leap seconds so, and there is no
    /// timestamp for one.
    ///
    /// ```
    /// use scheduling_core::ErrorKind;
    /// use scheduling_core::time::PreciseTimestamp;
    /// assert_eq!(PreciseTimestamp::new(0, 0)?.whole()?.to_string(), "1970-01-01T00:00:00Z");
    /// // 2016-12-31T23:59:60Z, as chrono writes it.
    /// let leap = PreciseTimestamp::new(1_483_228_799, 1_000_000_000).unwrap_err();
    /// assert_eq!(leap.kind(), ErrorKind::LeapSecond);
    /// assert_eq!(leap.to_string(), "the leap second after 2016-12-31T23:59:59Z has no timestamp");
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    pub fn new(seconds: i64, nanoseconds: u32) -> Result<Self, Error> {
        match nanoseconds {
            ..1_000_000_000 => Ok(Self { seconds, nanoseconds }),
            1_000_000_000..2_000_000_000 => {
                Err(Error::leap_second(Timestamp::saturating_from_unix(seconds).0))
            }
            _ => Err(Error::range("nanoseconds of a second", i64::from(nanoseconds), 0, 999_999_999)),
        }
    }

    /// The second that it lies in, counted from `1970-01-01T00:00:00Z`.
    ///
    /// ```
    /// use scheduling_core::time::PreciseTimestamp;
    /// assert_eq!(PreciseTimestamp::parse("1969-12-31T23:59:59.25Z")?.unix(), -1);
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    #[must_use]
    pub fn unix(self) -> i64 {
        self.seconds
    }

    /// Nanoseconds after that second, 0 to 999,999,999.
    ///
    /// ```
    /// use scheduling_core::time::PreciseTimestamp;
    /// assert_eq!(PreciseTimestamp::parse("1969-12-31T23:59:59.25Z")?.nanoseconds(), 250_000_000);
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    #[must_use]
    pub fn nanoseconds(self) -> u32 {
        self.nanoseconds
    }

    /// The timestamp of the second that it lies in; for readings of a clock, where a fraction means nothing.
    ///
    /// # Errors
    /// Outside the years 1 to 9999 of UTC.
    ///
    /// ```
    /// use scheduling_core::time::PreciseTimestamp;
    /// let reading = PreciseTimestamp::parse("2026-03-29T00:59:59.999Z")?;
    /// assert_eq!(reading.floor()?.to_string(), "2026-03-29T00:59:59Z", "clocks have not gone forward yet");
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    pub fn floor(self) -> Result<Timestamp, Error> {
        Timestamp::from_unix(self.seconds)
    }

    /// Reads RFC 3339: any offset, `t` and `z` in either case, fractions of up to nine digits.
    ///
    /// # Errors
    /// Where the text is written otherwise; second 60, a day that the calendar does not have and longer fractions
    /// are refused.
    ///
    /// ```
    /// use scheduling_core::time::PreciseTimestamp;
    /// assert!(PreciseTimestamp::parse("2026-03-29t01:00:00.000000001z").is_ok());
    /// let leap = PreciseTimestamp::parse("2016-12-31T23:59:60Z").unwrap_err();
    /// assert!(leap.to_string().ends_with("leap seconds are not known"));
    /// ```
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
    ///
    /// ```
    /// use scheduling_core::ErrorKind;
    /// use scheduling_core::time::PreciseTimestamp;
    /// assert!(PreciseTimestamp::parse("2026-03-29T01:00:00.000Z")?.whole().is_ok(), "no fraction is lost");
    /// // In UTC this is in the year before the first.
    /// let early = PreciseTimestamp::parse("0001-01-01T00:00:00+05:45")?;
    /// assert_eq!(early.whole().unwrap_err().kind(), ErrorKind::Range);
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
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

impl TryFrom<SystemTime> for PreciseTimestamp {
    type Error = Error;

    /// # Errors
    /// Beyond the seconds that are counted in 64 bits.
    ///
    /// ```
    /// use scheduling_core::time::PreciseTimestamp;
    /// use std::time::{Duration, SystemTime};
    /// let reading = SystemTime::UNIX_EPOCH - Duration::from_millis(1);
    /// let now = PreciseTimestamp::try_from(reading)?.floor()?;
    /// assert_eq!(now.to_string(), "1969-12-31T23:59:59Z");
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    fn try_from(time: SystemTime) -> Result<Self, Error> {
        let beyond = || Error::range("seconds since 1970-01-01T00:00:00Z", i64::MAX, i64::MIN, i64::MAX - 1);
        match time.duration_since(SystemTime::UNIX_EPOCH) {
            Ok(after) => {
                Self::new(i64::try_from(after.as_secs()).map_err(|_| beyond())?, after.subsec_nanos())
            }
            Err(earlier) => {
                let before = earlier.duration();
                let seconds = i64::try_from(before.as_secs()).map_err(|_| beyond())?;
                match before.subsec_nanos() {
                    0 => Self::new(-seconds, 0),
                    nanoseconds => Self::new(-seconds - 1, 1_000_000_000 - nanoseconds),
                }
            }
        }
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
