//! Conversions between this crate's times and those of [`jiff`](https://docs.rs/jiff).

use super::zone_data;
use super::{Date, Interval, LocalDateTime, PreciseTimestamp, TimeOfDay, TimeZone, Timestamp, Weekday};
use crate::Error;
use ::jiff::{Timestamp as JiffTimestamp, Zoned, civil, tz};

const NANOSECONDS: i128 = 1_000_000_000;

impl TryFrom<Timestamp> for JiffTimestamp {
    type Error = Error;

    /// # Errors
    /// In the last day of the year 9999, which jiff keeps for offsets.
    ///
    /// ```
    /// use scheduling_core::time::Timestamp;
    /// let last = Timestamp::parse("2026-03-29T00:59:59Z")?;
    /// assert_eq!(jiff::Timestamp::try_from(last)?.to_string(), "2026-03-29T00:59:59Z");
    /// assert!(jiff::Timestamp::try_from(Timestamp::MAX).is_err());
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    fn try_from(timestamp: Timestamp) -> Result<Self, Error> {
        let (least, most) = (Self::MIN.as_second(), Self::MAX.as_second());
        let second =
            Error::unless_within("seconds since 1970-01-01T00:00:00Z", timestamp.unix(), least, most)?;
        Self::from_second(second).map_err(|_| Error::range("a second of jiff", second, least, most))
    }
}

impl From<JiffTimestamp> for PreciseTimestamp {
    /// Always exact, also before 1970, where jiff counts fractions backwards.
    ///
    /// ```
    /// use scheduling_core::time::PreciseTimestamp;
    /// let early = "1969-12-31T23:59:59.75Z".parse::<jiff::Timestamp>().unwrap();
    /// assert_eq!(PreciseTimestamp::from(early), PreciseTimestamp::parse("1969-12-31T23:59:59.75Z").unwrap());
    /// ```
    fn from(time: JiffTimestamp) -> Self {
        let (all, nanosecond) = (time.as_nanosecond(), NANOSECONDS);
        let second = i64::try_from(all.div_euclid(nanosecond)).unwrap_or(i64::MAX);
        let nanoseconds = u32::try_from(all.rem_euclid(nanosecond)).unwrap_or_default();
        Self::new(second, nanoseconds).unwrap_or_else(|_| Timestamp::saturating_from_unix(second).into())
    }
}

impl TryFrom<JiffTimestamp> for Timestamp {
    type Error = Error;

    /// # Errors
    /// Where it is finer than a second, or before the year 1. To cut a clock's reading to its second, go by
    /// [`PreciseTimestamp::floor`].
    ///
    /// ```
    /// use scheduling_core::ErrorKind;
    /// use scheduling_core::time::Timestamp;
    /// let fine = "2026-10-25T01:00:00.5Z".parse::<jiff::Timestamp>().unwrap();
    /// assert_eq!(Timestamp::try_from(fine).unwrap_err().kind(), ErrorKind::Precision);
    /// assert_eq!(Timestamp::try_from(jiff::Timestamp::MIN).unwrap_err().kind(), ErrorKind::Range);
    /// ```
    fn try_from(time: JiffTimestamp) -> Result<Self, Error> {
        PreciseTimestamp::from(time).whole()
    }
}

impl TryFrom<&Zoned> for Timestamp {
    type Error = Error;

    /// # Errors
    /// Where it is finer than a second, or before the year 1.
    ///
    /// ```
    /// use jiff::{civil, tz};
    /// use scheduling_core::time::Timestamp;
    /// let kathmandu = tz::TimeZone::fixed(tz::Offset::from_seconds(5 * 3600 + 2700).unwrap());
    /// let noon = civil::date(2026, 3, 29).at(12, 0, 0, 0).to_zoned(kathmandu).unwrap();
    /// assert_eq!(Timestamp::try_from(&noon), Timestamp::parse("2026-03-29T06:15:00Z"));
    /// ```
    fn try_from(time: &Zoned) -> Result<Self, Error> {
        time.timestamp().try_into()
    }
}

impl Interval {
    /// The interval between two of jiff's times, in whichever zones they are.
    ///
    /// # Errors
    /// Where one of them is no [`Timestamp`], or the end is not after the start.
    ///
    /// ```
    /// use scheduling_core::time::{Interval, TimeZone};
    /// let berlin = jiff::tz::TimeZone::try_from(&TimeZone::named("Europe/Berlin")?)?;
    /// let at = |day, hour| jiff::civil::date(2026, 3, day).at(hour, 0, 0, 0).to_zoned(berlin.clone()).unwrap();
    /// let night = Interval::from_jiff(&at(28, 22), &at(29, 6))?;
    /// assert_eq!(night.seconds(), 7 * 3600, "clocks go forward in this night of eight hours");
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    pub fn from_jiff(start: &Zoned, end: &Zoned) -> Result<Self, Error> {
        Self::new(start.try_into()?, end.try_into()?)
    }
}

impl From<Date> for civil::Date {
    /// Always exact.
    ///
    /// ```
    /// use scheduling_core::time::Date;
    /// let leap_day = Date::parse("2028-02-29").unwrap();
    /// assert_eq!(jiff::civil::Date::from(leap_day), jiff::civil::date(2028, 2, 29));
    /// ```
    fn from(date: Date) -> Self {
        let small = |number: i64| i8::try_from(number).unwrap_or(i8::MAX);
        let year = i16::try_from(date.year()).unwrap_or(i16::MAX);
        Self::new(year, small(date.month()), small(date.day())).unwrap_or(Self::MAX)
    }
}

impl TryFrom<civil::Date> for Date {
    type Error = Error;

    /// # Errors
    /// Before the year 1.
    ///
    /// ```
    /// use scheduling_core::time::Date;
    /// assert_eq!(Date::try_from(jiff::civil::date(2026, 3, 29)), Date::parse("2026-03-29"));
    /// assert!(Date::try_from(jiff::civil::date(0, 12, 31)).is_err());
    /// ```
    fn try_from(date: civil::Date) -> Result<Self, Error> {
        Self::new(date.year().into(), date.month().into(), date.day().into())
    }
}

impl TryFrom<TimeOfDay> for civil::Time {
    type Error = Error;

    /// # Errors
    /// At `24:00`, which jiff does not have.
    ///
    /// ```
    /// use scheduling_core::time::TimeOfDay;
    /// let half_past_two = TimeOfDay::parse("02:30")?;
    /// assert_eq!(jiff::civil::Time::try_from(half_past_two), Ok(jiff::civil::time(2, 30, 0, 0)));
    /// assert!(jiff::civil::Time::try_from(TimeOfDay::END_OF_DAY).is_err());
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    fn try_from(time: TimeOfDay) -> Result<Self, Error> {
        let small = |number: u16| i8::try_from(number).unwrap_or(i8::MAX);
        let minutes = time.minutes();
        Self::new(small(minutes / 60), small(minutes % 60), 0, 0)
            .map_err(|_| Error::range("minutes after midnight", minutes.into(), 0, 1439))
    }
}

impl TryFrom<civil::Time> for TimeOfDay {
    type Error = Error;

    /// # Errors
    /// Where it is not in whole minutes.
    ///
    /// ```
    /// use scheduling_core::time::TimeOfDay;
    /// assert_eq!(TimeOfDay::try_from(jiff::civil::time(2, 30, 0, 0)), TimeOfDay::parse("02:30"));
    /// assert!(TimeOfDay::try_from(jiff::civil::time(2, 30, 0, 1)).is_err());
    /// ```
    fn try_from(time: civil::Time) -> Result<Self, Error> {
        let part = |number: i8| u32::try_from(number).unwrap_or_default();
        let second = part(time.hour()) * 3600 + part(time.minute()) * 60 + part(time.second());
        match u32::try_from(time.subsec_nanosecond()).unwrap_or_default() {
            0 => Self::from_seconds(second),
            nanoseconds => Err(Error::not_whole_minutes(second, nanoseconds)),
        }
    }
}

impl From<LocalDateTime> for civil::DateTime {
    /// Always exact; which instant the wall clock means, neither says.
    ///
    /// ```
    /// use scheduling_core::time::{Date, LocalDateTime};
    /// let skipped = LocalDateTime::new(Date::parse("2026-03-29")?, 2 * 3600 + 1800)?;
    /// assert_eq!(jiff::civil::DateTime::from(skipped), jiff::civil::date(2026, 3, 29).at(2, 30, 0, 0));
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    fn from(local: LocalDateTime) -> Self {
        let small = |number: i64| i8::try_from(number).unwrap_or_default();
        let second = local.second_of_day();
        let (hour, minute, second) = (small(second / 3600), small(second / 60 % 60), small(second % 60));
        let time = civil::Time::new(hour, minute, second, 0).unwrap_or(civil::Time::MIN);
        civil::Date::from(local.date()).to_datetime(time)
    }
}

impl TryFrom<civil::DateTime> for LocalDateTime {
    type Error = Error;

    /// # Errors
    /// Where it is finer than a second, or before the year 1.
    ///
    /// ```
    /// use scheduling_core::time::LocalDateTime;
    /// let twice = jiff::civil::date(2026, 10, 25).at(2, 30, 0, 0);
    /// assert_eq!(LocalDateTime::try_from(twice)?.to_string(), "2026-10-25T02:30:00");
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    fn try_from(local: civil::DateTime) -> Result<Self, Error> {
        let (date, time) = (Date::try_from(local.date())?, local.time());
        let second = i64::from(time.hour()) * 3600 + i64::from(time.minute()) * 60 + i64::from(time.second());
        let there = Self::new(date, second)?;
        match u32::try_from(time.subsec_nanosecond()).unwrap_or_default() {
            0 => Ok(there),
            nanoseconds => Err(Error::too_fine(there.local_seconds(), nanoseconds)),
        }
    }
}

impl From<Weekday> for civil::Weekday {
    /// ```
    /// use scheduling_core::time::Date;
    /// let sunday = Date::parse("2026-03-29").unwrap().weekday();
    /// assert_eq!(jiff::civil::Weekday::from(sunday), jiff::civil::Weekday::Sunday);
    /// ```
    fn from(day: Weekday) -> Self {
        let number = i8::try_from(day.number()).unwrap_or(1);
        Self::from_monday_one_offset(number).unwrap_or(Self::Monday)
    }
}

impl From<civil::Weekday> for Weekday {
    /// ```
    /// use scheduling_core::time::Weekday;
    /// assert_eq!(Weekday::from(jiff::civil::Weekday::Sunday), Weekday::SUNDAY);
    /// ```
    fn from(day: civil::Weekday) -> Self {
        match day {
            civil::Weekday::Monday => Self::MONDAY,
            civil::Weekday::Tuesday => Self::TUESDAY,
            civil::Weekday::Wednesday => Self::WEDNESDAY,
            civil::Weekday::Thursday => Self::THURSDAY,
            civil::Weekday::Friday => Self::FRIDAY,
            civil::Weekday::Saturday => Self::SATURDAY,
            civil::Weekday::Sunday => Self::SUNDAY,
        }
    }
}

impl TryFrom<&TimeZone> for tz::TimeZone {
    type Error = Error;

    /// jiff's zone with the rules that are built into this crate, whichever database jiff itself would ask.
    ///
    /// # Errors
    /// For a zone [made of its transitions](TimeZone::from_transitions).
    ///
    /// ```
    /// use scheduling_core::time::{TimeZone, Timestamp};
    /// let lord_howe = jiff::tz::TimeZone::try_from(&TimeZone::named("Australia/Lord_Howe")?)?;
    /// // Clocks go back by half an hour.
    /// let after = jiff::Timestamp::try_from(Timestamp::parse("2026-04-04T15:00:00Z")?)?;
    /// assert_eq!(after.to_zoned(lord_howe).datetime(), jiff::civil::date(2026, 4, 5).at(1, 30, 0, 0));
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    fn try_from(zone: &TimeZone) -> Result<Self, Error> {
        let name = zone.iana_name()?;
        let (_, zone) = zone_data::compiled(name).ok_or_else(|| Error::unknown_time_zone(name))?;
        Ok(zone)
    }
}

impl TryFrom<&tz::TimeZone> for TimeZone {
    type Error = Error;

    /// The zone of the same name, with the rules of this crate.
    ///
    /// # Errors
    /// Where the zone has no name, or one that the database that is built in here does not have.
    ///
    /// ```
    /// use scheduling_core::time::TimeZone;
    /// assert_eq!(TimeZone::try_from(&jiff::tz::TimeZone::UTC)?, TimeZone::utc());
    /// assert!(TimeZone::try_from(&jiff::tz::TimeZone::fixed(jiff::tz::offset(2))).is_err());
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    fn try_from(zone: &tz::TimeZone) -> Result<Self, Error> {
        Self::named(zone.iana_name().unwrap_or_default())
    }
}
