//! What calendars and wall clocks show, with no zone attached: dates, times of day, weekdays.

use super::SECONDS_PER_DAY;
use super::text::two;
use std::fmt;

/// A day of the week; Monday is 1 and Sunday is 7 (ISO 8601).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Weekday(u8);

impl Weekday {
    /// The weekday of that number, 1 (Monday) to 7 (Sunday).
    #[must_use]
    pub fn new(number: u8) -> Option<Self> {
        (1..=7).contains(&number).then_some(Self(number))
    }

    /// 1 (Monday) to 7 (Sunday).
    #[must_use]
    pub fn number(self) -> u8 {
        self.0
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
/// assert_eq!(Date::parse("2025-02-29"), None);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Date(i64);

impl Date {
    /// 0001-01-01.
    pub const MIN: Self = Self(-719_162);
    /// 9999-12-31.
    pub const MAX: Self = Self(2_932_896);

    /// The date of that year (1 to 9999), month and day, if the calendar has it.
    #[must_use]
    pub fn new(year: i64, month: i64, day: i64) -> Option<Self> {
        let there = (1..=9999).contains(&year)
            && (1..=12).contains(&month)
            && (1..=days_in_month(year, month)).contains(&day);
        there.then(|| Self(days_from_civil(year, month, day)))
    }

    /// Reads `YYYY-MM-DD` (RFC 3339 `full-date`).
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text.as_bytes() else { return None };
        Self::new(two(y1, y2)? * 100 + two(y3, y4)?, two(m1, m2)?, two(d1, d2)?)
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

impl fmt::Display for Date {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = civil_from_days(self.0);
        write!(out, "{year:04}-{month:02}-{day:02}")
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
/// assert_eq!(TimeOfDay::parse("24:00"), Some(TimeOfDay::END_OF_DAY));
/// assert_eq!(TimeOfDay::parse("9:30"), None);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TimeOfDay(u16);

impl TimeOfDay {
    /// `00:00`.
    pub const MIDNIGHT: Self = Self(0);
    /// `24:00`.
    pub const END_OF_DAY: Self = Self(1440);

    /// That many minutes after midnight, 0 to 1440.
    #[must_use]
    pub fn from_minutes(minutes: u16) -> Option<Self> {
        (minutes <= 1440).then_some(Self(minutes))
    }

    /// Reads `HH:MM`, `00:00` to `23:59`, and `24:00`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let &[h1, h2, b':', m1, m2] = text.as_bytes() else { return None };
        let (hour, minute) = (two(h1, h2)?, two(m1, m2)?);
        let there = (hour <= 23 && minute <= 59) || (hour == 24 && minute == 0);
        if there { u16::try_from(hour * 60 + minute).ok().map(Self) } else { None }
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
/// [`Zone`](super::Zone) must say.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LocalDateTime {
    date: Date,
    second_of_day: i64,
}

impl LocalDateTime {
    /// That second, 0 to 86,399, of that date.
    #[must_use]
    pub fn new(date: Date, second_of_day: i64) -> Option<Self> {
        (0..SECONDS_PER_DAY).contains(&second_of_day).then_some(Self { date, second_of_day })
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

/// Days of a month.
pub(super) fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 1970-01-01 to a date. Years begin in March here, so that the leap day is the last of its year;
/// 146,097 days make an era of 400 years.
pub(super) fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// The reverse of [`days_from_civil`].
pub(super) fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    (era * 400 + year_of_era + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_of_the_calendar_has_one_date() {
        let mut expected = (1, 1, 1);
        for day in Date::MIN.0..=Date::MAX.0 {
            let seen = civil_from_days(day);
            assert_eq!(seen, expected);
            assert_eq!(days_from_civil(seen.0, seen.1, seen.2), day);
            let (year, month, dom) = seen;
            expected = match (month, dom == days_in_month(year, month)) {
                (_, false) => (year, month, dom + 1),
                (12, true) => (year + 1, 1, 1),
                (_, true) => (year, month + 1, 1),
            };
        }
        assert_eq!(expected, (10_000, 1, 1));
    }

    #[test]
    fn weekdays_are_those_of_known_days() {
        for (text, number) in
            [("1970-01-01", 4), ("2000-02-29", 2), ("2025-01-22", 3), ("0001-01-01", 1), ("2026-11-22", 7)]
        {
            assert_eq!(Date::parse(text).map(|date| date.weekday().number()), Some(number), "{text}");
        }
    }
}
