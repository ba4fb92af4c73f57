//! What calendars and wall clocks show, with no zone attached: dates, and dates with times.

use super::days::{civil_from_days, days_from_civil, days_in_month};
use super::text::{self, two};
use super::{SECONDS_PER_DAY, Weekday};
use crate::Error;
use std::fmt;
use std::str::FromStr;

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
    ///
    /// ```
    /// use scheduling_core::time::Date;
    /// assert_eq!(Date::MIN.to_string(), "0001-01-01");
    /// assert_eq!(Date::MIN.plus_days(-1), Date::MIN);
    /// ```
    pub const MIN: Self = Self(-719_162);
    /// 9999-12-31.
    ///
    /// ```
    /// use scheduling_core::time::Date;
    /// assert_eq!(Date::MAX.to_string(), "9999-12-31");
    /// assert_eq!(Date::MAX.plus_days(1), Date::MAX);
    /// ```
    pub const MAX: Self = Self(2_932_896);

    /// The date of that year (1 to 9999), month and day.
    ///
    /// # Errors
    /// Where the calendar does not have it: names the year, the month or the day.
    ///
    /// ```
    /// use scheduling_core::time::Date;
    /// assert_eq!(Date::new(2028, 2, 29), Date::parse("2028-02-29"));
    /// let error = Date::new(2026, 2, 29).unwrap_err();
    /// assert_eq!(error.to_string(), "a day of that month must be from 1 to 28, not 29");
    /// ```
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
    ///
    /// ```
    /// use scheduling_core::time::Date;
    /// assert_eq!(Date::parse("2026-03-29")?.day(), 29);
    /// let error = Date::parse("2026-3-29").unwrap_err();
    /// assert_eq!(error.to_string(), "\"2026-3-29\" is no date: a date is written YYYY-MM-DD");
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
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
    ///
    /// ```
    /// use scheduling_core::time::Date;
    /// assert_eq!(Date::from_epoch_day(0).to_string(), "1970-01-01");
    /// assert_eq!(Date::from_epoch_day(i64::MAX), Date::MAX);
    /// ```
    #[must_use]
    pub fn from_epoch_day(day: i64) -> Self {
        Self(day.clamp(Self::MIN.0, Self::MAX.0))
    }

    /// Days since 1970-01-01.
    ///
    /// ```
    /// use scheduling_core::time::Date;
    /// let (first, last) = (Date::parse("2026-03-28")?, Date::parse("2026-03-30")?);
    /// assert_eq!(last.epoch_day() - first.epoch_day(), 2, "days are counted on the calendar, whatever clocks do");
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    #[must_use]
    pub fn epoch_day(self) -> i64 {
        self.0
    }

    /// The year, 1 to 9999.
    ///
    /// ```
    /// use scheduling_core::time::Date;
    /// assert_eq!(Date::parse("2026-03-29")?.year(), 2026);
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    #[must_use]
    pub fn year(self) -> i64 {
        civil_from_days(self.0).0
    }

    /// The month, 1 to 12.
    ///
    /// ```
    /// use scheduling_core::time::Date;
    /// assert_eq!(Date::parse("2026-03-29")?.month(), 3);
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    #[must_use]
    pub fn month(self) -> i64 {
        civil_from_days(self.0).1
    }

    /// The day of the month, 1 to 31.
    ///
    /// ```
    /// use scheduling_core::time::Date;
    /// assert_eq!(Date::parse("2026-03-29")?.day(), 29);
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    #[must_use]
    pub fn day(self) -> i64 {
        civil_from_days(self.0).2
    }

    /// The weekday.
    ///
    /// ```
    /// use scheduling_core::time::{Date, Weekday};
    /// assert_eq!(Date::parse("2026-10-25")?.weekday(), Weekday::SUNDAY);
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    #[must_use]
    pub fn weekday(self) -> Weekday {
        Weekday::of_epoch_day(self.0)
    }

    /// The date `days` later (earlier where negative); stops at the ends of the calendar.
    ///
    /// ```
    /// use scheduling_core::time::Date;
    /// assert_eq!(Date::parse("2028-02-28")?.plus_days(1).to_string(), "2028-02-29");
    /// assert_eq!(Date::parse("2026-03-30")?.plus_days(-1).to_string(), "2026-03-29");
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        Self::from_epoch_day(self.0.saturating_add(days))
    }

    /// This date with its wall clock at midnight.
    ///
    /// ```
    /// use scheduling_core::time::{Date, LocalTimeResolution, TimeZone};
    /// let midnight = Date::parse("2026-03-08")?.midnight();
    /// // In Havana clocks skip it.
    /// let resolved = TimeZone::named("America/Havana")?.resolve(midnight);
    /// assert!(matches!(resolved, LocalTimeResolution::Gap { .. }));
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
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

/// What a wall clock and the calendar beside it show. Which instant that is, if any, a
/// [`TimeZone`](super::TimeZone) must say.
///
/// ```
/// use scheduling_core::time::{Date, LocalDateTime, LocalTimeResolution, TimeZone};
/// let half_past_two = LocalDateTime::new(Date::parse("2026-10-25")?, 2 * 3600 + 1800)?;
/// assert_eq!(half_past_two.to_string(), "2026-10-25T02:30:00");
/// // In Berlin clocks show it twice in this night, in Kathmandu once.
/// let berlin = TimeZone::named("Europe/Berlin")?.resolve(half_past_two);
/// assert!(matches!(berlin, LocalTimeResolution::Fold { .. }));
/// let kathmandu = TimeZone::named("Asia/Kathmandu")?.resolve(half_past_two);
/// assert_eq!(kathmandu.compatible().to_string(), "2026-10-24T20:45:00Z");
/// # Ok::<(), scheduling_core::Error>(())
/// ```
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
    ///
    /// ```
    /// use scheduling_core::time::{Date, LocalDateTime};
    /// let day = Date::parse("2026-03-29")?;
    /// assert_eq!(LocalDateTime::new(day, 86_399)?.to_string(), "2026-03-29T23:59:59");
    /// assert!(LocalDateTime::new(day, 86_400).is_err(), "that is the midnight of the next day");
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    pub fn new(date: Date, second_of_day: i64) -> Result<Self, Error> {
        let second_of_day =
            Error::unless_within("a second of the day", second_of_day, 0, SECONDS_PER_DAY - 1)?;
        Ok(Self { date, second_of_day })
    }

    /// The local time that many seconds after 1970-01-01 00:00 on the same wall clock; stops at the ends of
    /// the calendar.
    ///
    /// ```
    /// use scheduling_core::time::LocalDateTime;
    /// assert_eq!(LocalDateTime::from_local_seconds(-1).to_string(), "1969-12-31T23:59:59");
    /// ```
    #[must_use]
    pub fn from_local_seconds(seconds: i64) -> Self {
        Self {
            date: Date::from_epoch_day(seconds.div_euclid(SECONDS_PER_DAY)),
            second_of_day: seconds.rem_euclid(SECONDS_PER_DAY),
        }
    }

    /// Seconds since 1970-01-01 00:00 on the same wall clock.
    ///
    /// ```
    /// use scheduling_core::time::{Date, LocalDateTime};
    /// let two = LocalDateTime::new(Date::parse("2026-03-29")?, 2 * 3600)?;
    /// let three = LocalDateTime::new(Date::parse("2026-03-29")?, 3 * 3600)?;
    /// // On the wall clock; in Berlin no time passes between the two.
    /// assert_eq!(three.local_seconds() - two.local_seconds(), 3600);
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    #[must_use]
    pub fn local_seconds(self) -> i64 {
        self.date.0 * SECONDS_PER_DAY + self.second_of_day
    }

    /// The date.
    ///
    /// ```
    /// use scheduling_core::time::{Date, TimeZone, Timestamp};
    /// // The same timestamp is on two dates.
    /// let at = Timestamp::parse("2026-03-29T20:00:00Z")?;
    /// assert_eq!(TimeZone::named("Asia/Kathmandu")?.local(at).date(), Date::parse("2026-03-30")?);
    /// assert_eq!(TimeZone::named("Europe/Berlin")?.local(at).date(), Date::parse("2026-03-29")?);
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    #[must_use]
    pub fn date(self) -> Date {
        self.date
    }

    /// The second of the day, 0 to 86,399.
    ///
    /// ```
    /// use scheduling_core::time::{TimeZone, Timestamp};
    /// // The wall clock's, not how long the day has lasted: at this instant it has lasted two hours.
    /// let at = Timestamp::parse("2026-03-29T01:00:00Z")?;
    /// assert_eq!(TimeZone::named("Europe/Berlin")?.local(at).second_of_day(), 3 * 3600);
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
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
