//! Times of day on a wall clock.

use super::SECONDS_PER_DAY;
use super::text::two;
use crate::Error;
use std::fmt;
use std::str::FromStr;

/// A time on a wall clock in whole minutes, `00:00` to `24:00`; the latter is the end of the day.
///
/// ```
/// use scheduling_core::time::TimeOfDay;
/// assert_eq!(TimeOfDay::parse("09:30").unwrap().minutes(), 570);
/// assert_eq!(TimeOfDay::parse("24:00"), Ok(TimeOfDay::END_OF_DAY));
/// assert!(TimeOfDay::parse("9:30").is_err());
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TimeOfDay(u16);

impl TimeOfDay {
    /// `00:00`.
    ///
    /// ```
    /// use scheduling_core::time::TimeOfDay;
    /// assert_eq!(TimeOfDay::MIDNIGHT.to_string(), "00:00");
    /// ```
    pub const MIDNIGHT: Self = Self(0);
    /// `24:00`.
    ///
    /// ```
    /// use scheduling_core::time::TimeOfDay;
    /// assert_eq!(TimeOfDay::END_OF_DAY.to_string(), "24:00");
    /// assert!(TimeOfDay::END_OF_DAY > TimeOfDay::MIDNIGHT);
    /// ```
    pub const END_OF_DAY: Self = Self(1440);

    /// That many minutes after midnight.
    ///
    /// # Errors
    /// Where they are more than 1440.
    ///
    /// ```
    /// use scheduling_core::time::TimeOfDay;
    /// assert_eq!(TimeOfDay::from_minutes(150), TimeOfDay::parse("02:30"));
    /// assert!(TimeOfDay::from_minutes(1441).is_err());
    /// ```
    pub fn from_minutes(minutes: u16) -> Result<Self, Error> {
        Error::unless_within("minutes after midnight", i64::from(minutes), 0, 1440).map(|_| Self(minutes))
    }

    /// That many seconds after midnight.
    ///
    /// # Errors
    /// Where they are no whole minutes, or more than 86,400.
    ///
    /// ```
    /// use scheduling_core::time::TimeOfDay;
    /// assert_eq!(TimeOfDay::from_seconds(86_400), Ok(TimeOfDay::END_OF_DAY));
    /// assert!(TimeOfDay::from_seconds(59).is_err());
    /// ```
    pub fn from_seconds(seconds: u32) -> Result<Self, Error> {
        if !seconds.is_multiple_of(60) {
            return Err(Error::not_whole_minutes(seconds, 0));
        }
        Error::unless_within("seconds after midnight", i64::from(seconds), 0, SECONDS_PER_DAY)?;
        Self::from_minutes(u16::try_from(seconds / 60).unwrap_or(u16::MAX))
    }

    /// Reads `HH:MM`, `00:00` to `23:59`, and `24:00`.
    ///
    /// # Errors
    /// Where the text is written otherwise, or no clock shows it.
    ///
    /// ```
    /// use scheduling_core::time::TimeOfDay;
    /// assert_eq!(TimeOfDay::parse("02:30")?.minutes(), 150);
    /// let error = TimeOfDay::parse("24:01").unwrap_err();
    /// assert_eq!(error.to_string(), "\"24:01\" is no time of day: times of day are 00:00 to 24:00");
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, Error> {
        let minutes = minutes(text.as_bytes());
        minutes.map(Self).map_err(|why| Error::unreadable("time of day", text, why))
    }

    /// Minutes since midnight, 0 to 1440.
    ///
    /// ```
    /// use scheduling_core::time::TimeOfDay;
    /// assert_eq!(TimeOfDay::END_OF_DAY.minutes(), 1440);
    /// ```
    #[must_use]
    pub fn minutes(self) -> u16 {
        self.0
    }

    /// Seconds since midnight, 0 to 86,400.
    ///
    /// ```
    /// use scheduling_core::time::TimeOfDay;
    /// assert_eq!(TimeOfDay::parse("02:30")?.seconds(), 9000);
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    #[must_use]
    pub fn seconds(self) -> i64 {
        i64::from(self.0) * 60
    }
}

/// Minutes after midnight of `HH:MM`.
fn minutes(text: &[u8]) -> Result<u16, &'static str> {
    let form = "a time of day is written HH:MM";
    let &[h1, h2, b':', m1, m2] = text else { return Err(form) };
    let (Some(hour), Some(minute)) = (two(h1, h2), two(m1, m2)) else { return Err(form) };
    if (hour <= 23 && minute <= 59) || (hour == 24 && minute == 0) {
        u16::try_from(hour * 60 + minute).map_err(|_| form)
    } else {
        Err("times of day are 00:00 to 24:00")
    }
}

impl FromStr for TimeOfDay {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::parse(text)
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

impl fmt::Debug for TimeOfDay {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}
