//! What calendars and wall clocks show, with no zone attached: dates, times of day, weekdays.

use super::SECONDS_PER_DAY;
use super::days::{civil_from_days, days_from_civil, days_in_month};
use super::text::{self, two};
use crate::Error;
use std::fmt;
use std::str::FromStr;

/// A day of the week; Monday is 1 and Sunday is 7 (ISO 8601).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Weekday(u8);

impl Weekday {
    /// Monday to Sunday.
    pub const ALL: [Self; 7] = [Self(1), Self(2), Self(3), Self(4), Self(5), Self(6), Self(7)];

    /// The weekday of that number.
    ///
    /// # Errors
    /// Where it is not from 1 (Monday) to 7 (Sunday).
    pub fn new(number: u8) -> Result<Self, Error> {
        Error::unless_within("a weekday", i64::from(number), 1, 7).map(|_| Self(number))
    }

    /// 1 (Monday) to 7 (Sunday).
    #[must_use]
    pub fn number(self) -> u8 {
        self.0
    }

    /// The weekday of the day after.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0 % 7 + 1)
    }

    /// The weekday of a day counted from 1970-01-01, a Thursday.
    pub(crate) fn of_epoch_day(day: i64) -> Self {
        Self(u8::try_from((day + 3).rem_euclid(7)).unwrap_or_default() + 1)
    }
}

/// A day of the proleptic Gregorian calendar, of the years 1 to 9999.
///
/// ```
/// use scheduling_core::time::Date;
/// let date = Date::parse("2024-02-29").unwrap();
/// assert_eq!(date.weekday().number(), 4);
/// assert_eq!(date.plus_days(1).to_string(), "2024-03-01");
/// assert!(Date::parse("2025-02-29").is_err());
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Date(i64);

impl Date {
    /// 0001-01-01.
    pub const MIN: Self = Self(-719_162);
    /// 9999-12-31.
    pub const MAX: Self = Self(2_932_896);

    /// The date of that year (1 to 9999), month and day.
    ///
    /// # Errors
    /// Where the calendar does not have it: names the year, the month or the day.
    pub fn new(year: i64, month: i64, day: i64) -> Result<Self, Error> {
        Error::unless_within("a year", year, 1, 9999)?;
        Error::unless_within("a month", month, 1, 12)?;
        Error::unless_within("a day of that month", day, 1, days_in_month(year, month))?;
        Ok(Self(days_from_civil(year, month, day)))
    }

    /// Reads `YYYY-MM-DD` (RFC 3339 `full-date`).
    ///
    /// # Errors
    /// Where the text is written otherwise, or the calendar does not have the day.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let no = |why| Error::unreadable("date", text, why);
        let (year, month, day) = fields(text.as_bytes()).ok_or_else(|| no("a date is written YYYY-MM-DD"))?;
        match (year, month) {
            (0, _) => Err(no("years are 0001 to 9999")),
            (_, 1..=12) if (1..=days_in_month(year, month)).contains(&day) => {
                Ok(Self(days_from_civil(year, month, day)))
            }
            (_, 1..=12) => Err(no("the month has no such day")),
            _ => Err(no("months are 01 to 12")),
        }
    }

    /// The date that many days after 1970-01-01; stops at the ends of the calendar.
    #[must_use]
    pub fn from_epoch_day(day: i64) -> Self {
        Self(day.clamp(Self::MIN.0, Self::MAX.0))
    }

    /// Days since 1970-01-01.
    #[must_use]
    pub fn epoch_day(self) -> i64 {
        self.0
    }

    /// The year, 1 to 9999.
    #[must_use]
    pub fn year(self) -> i64 {
        civil_from_days(self.0).0
    }

    /// The month, 1 to 12.
    #[must_use]
    pub fn month(self) -> i64 {
        civil_from_days(self.0).1
    }

    /// The day of the month, 1 to 31.
    #[must_use]
    pub fn day(self) -> i64 {
        civil_from_days(self.0).2
    }

    /// The weekday.
    #[must_use]
    pub fn weekday(self) -> Weekday {
        Weekday::of_epoch_day(self.0)
    }

    /// The date `days` later (earlier where negative); stops at the ends of the calendar.
    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        Self::from_epoch_day(self.0.saturating_add(days))
    }

    /// This date with its wall clock at midnight.
    #[must_use]
    pub fn midnight(self) -> LocalDateTime {
        LocalDateTime { date: self, second_of_day: 0 }
    }
}

/// Year, month and day of `YYYY-MM-DD`, whatever their values.
fn fields(text: &[u8]) -> Option<(i64, i64, i64)> {
    let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text else { return None };
    Some((two(y1, y2)? * 100 + two(y3, y4)?, two(m1, m2)?, two(d1, d2)?))
}

impl FromStr for Date {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::parse(text)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        text::date(self.0).fmt(out)
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

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
    pub const MIDNIGHT: Self = Self(0);
    /// `24:00`.
    pub const END_OF_DAY: Self = Self(1440);

    /// That many minutes after midnight.
    ///
    /// # Errors
    /// Where they are more than 1440.
    pub fn from_minutes(minutes: u16) -> Result<Self, Error> {
        Error::unless_within("minutes after midnight", i64::from(minutes), 0, 1440).map(|_| Self(minutes))
    }

    /// Reads `HH:MM`, `00:00` to `23:59`, and `24:00`.
    ///
    /// # Errors
    /// Where the text is written otherwise, or no clock shows it.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let minutes = minutes(text.as_bytes());
        minutes.map(Self).map_err(|why| Error::unreadable("time of day", text, why))
    }

    /// Minutes since midnight, 0 to 1440.
    #[must_use]
    pub fn minutes(self) -> u16 {
        self.0
    }

    /// Seconds since midnight, 0 to 86,400.
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

/// What a wall clock and the calendar beside it show. Which instant that is, if any, a
/// [`TimeZone`](super::TimeZone) must say.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LocalDateTime {
    date: Date,
    second_of_day: i64,
}

impl LocalDateTime {
    /// That second of that date.
    ///
    /// # Errors
    /// Where it is not from 0 to 86,399.
    pub fn new(date: Date, second_of_day: i64) -> Result<Self, Error> {
        let second_of_day =
            Error::unless_within("a second of the day", second_of_day, 0, SECONDS_PER_DAY - 1)?;
        Ok(Self { date, second_of_day })
    }

    /// The local time that many seconds after 1970-01-01 00:00 on the same wall clock; stops at the ends of
    /// the calendar.
    #[must_use]
    pub fn from_local_seconds(seconds: i64) -> Self {
        Self {
            date: Date::from_epoch_day(seconds.div_euclid(SECONDS_PER_DAY)),
            second_of_day: seconds.rem_euclid(SECONDS_PER_DAY),
        }
    }

    /// Seconds since 1970-01-01 00:00 on the same wall clock.
    #[must_use]
    pub fn local_seconds(self) -> i64 {
        self.date.0 * SECONDS_PER_DAY + self.second_of_day
    }

    /// The date.
    #[must_use]
    pub fn date(self) -> Date {
        self.date
    }

    /// The second of the day, 0 to 86,399.
    #[must_use]
    pub fn second_of_day(self) -> i64 {
        self.second_of_day
    }
}

impl fmt::Display for LocalDateTime {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let second = self.second_of_day;
        write!(out, "{}T{:02}:{:02}:{:02}", self.date, second / 3600, second / 60 % 60, second % 60)
    }
}

impl fmt::Debug for LocalDateTime {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weekdays_are_those_of_known_days() {
        for (text, number) in
            [("1970-01-01", 4), ("2000-02-29", 2), ("2025-01-22", 3), ("0001-01-01", 1), ("2026-11-22", 7)]
        {
            assert_eq!(Date::parse(text).map(|date| date.weekday().number()), Ok(number), "{text}");
        }
    }
}
