//! Conversions between this crate's times and those of [`chrono`](https://docs.rs/chrono).

use super::{
    Date, Interval, LocalDateTime, LocalTimeResolution, PreciseTimestamp, TimeOfDay, Timestamp, Weekday,
};
use crate::Error;
use ::chrono::{DateTime, Datelike, MappedLocalTime, NaiveDate, NaiveDateTime, NaiveTime, Timelike, Utc};

impl From<Timestamp> for DateTime<Utc> {
    /// Always exact: chrono reaches far beyond the years 1 to 9999.
    ///
    /// ```
    /// use chrono::{DateTime, Utc};
    /// use scheduling_core::time::Timestamp;
    /// // The second before clocks go forward in Berlin.
    /// let last = Timestamp::parse("2026-03-29T00:59:59Z").unwrap();
    /// assert_eq!(DateTime::<Utc>::from(last).to_rfc3339(), "2026-03-29T00:59:59+00:00");
    /// ```
    fn from(timestamp: Timestamp) -> Self {
        Self::from_timestamp(timestamp.unix(), 0).unwrap_or_default()
    }
}

impl<Zone: ::chrono::TimeZone> TryFrom<DateTime<Zone>> for PreciseTimestamp {
    type Error = Error;

    /// # Errors
    /// Where it is a leap second.
    ///
    /// ```
    /// use chrono::{DateTime, Utc};
    /// use scheduling_core::ErrorKind;
    /// use scheduling_core::time::PreciseTimestamp;
    /// let leap = "2016-12-31T23:59:60Z".parse::<DateTime<Utc>>().unwrap();
    /// assert_eq!(PreciseTimestamp::try_from(leap).unwrap_err().kind(), ErrorKind::LeapSecond);
    /// ```
    fn try_from(time: DateTime<Zone>) -> Result<Self, Error> {
        Self::new(time.timestamp(), time.timestamp_subsec_nanos())
    }
}

impl<Zone: ::chrono::TimeZone> TryFrom<DateTime<Zone>> for Timestamp {
    type Error = Error;

    /// # Errors
    /// Where it is finer than a second, a leap second, or outside the years 1 to 9999 of UTC. To cut a clock's
    /// reading to its second, go by [`PreciseTimestamp::floor`].
    ///
    /// ```
    /// use chrono::{DateTime, FixedOffset};
    /// use scheduling_core::ErrorKind;
    /// use scheduling_core::time::{PreciseTimestamp, Timestamp};
    /// let noon = "2026-10-25T12:00:00.25+05:45".parse::<DateTime<FixedOffset>>().unwrap();
    /// assert_eq!(Timestamp::try_from(noon).unwrap_err().kind(), ErrorKind::Precision);
    /// let second = PreciseTimestamp::try_from(noon).unwrap().floor().unwrap();
    /// assert_eq!(second.to_string(), "2026-10-25T06:15:00Z");
    /// ```
    fn try_from(time: DateTime<Zone>) -> Result<Self, Error> {
        PreciseTimestamp::try_from(time)?.whole()
    }
}

impl Interval {
    /// The interval between two of chrono's times, in whichever zones they are.
    ///
    /// # Errors
    /// Where one of them is no [`Timestamp`], or the end is not after the start.
    ///
    /// ```
    /// use chrono::{DateTime, FixedOffset};
    /// use scheduling_core::time::Interval;
    /// let at = |text: &str| text.parse::<DateTime<FixedOffset>>().unwrap();
    /// // In Berlin the hour from two to three is there twice: on the wall clock this ends when it starts.
    /// let hour = Interval::from_chrono(at("2026-10-25T02:30:00+02:00"), at("2026-10-25T02:30:00+01:00")).unwrap();
    /// assert_eq!(hour.seconds(), 3600);
    /// ```
    pub fn from_chrono<A: ::chrono::TimeZone, B: ::chrono::TimeZone>(
        start: DateTime<A>,
        end: DateTime<B>,
    ) -> Result<Self, Error> {
        Self::new(start.try_into()?, end.try_into()?)
    }
}

impl From<Date> for NaiveDate {
    /// Always exact.
    ///
    /// ```
    /// use chrono::NaiveDate;
    /// use scheduling_core::time::Date;
    /// let leap_day = NaiveDate::from(Date::parse("2028-02-29").unwrap());
    /// assert_eq!(leap_day, NaiveDate::from_ymd_opt(2028, 2, 29).unwrap());
    /// ```
    fn from(date: Date) -> Self {
        Self::default() + ::chrono::TimeDelta::days(date.epoch_day())
    }
}

impl TryFrom<NaiveDate> for Date {
    type Error = Error;

    /// # Errors
    /// Outside the years 1 to 9999.
    ///
    /// ```
    /// use chrono::NaiveDate;
    /// use scheduling_core::time::Date;
    /// assert_eq!(Date::try_from(NaiveDate::from_ymd_opt(2026, 3, 29).unwrap()), Date::parse("2026-03-29"));
    /// assert!(Date::try_from(NaiveDate::MAX).is_err());
    /// ```
    fn try_from(date: NaiveDate) -> Result<Self, Error> {
        Self::new(date.year().into(), date.month().into(), date.day().into())
    }
}

impl TryFrom<TimeOfDay> for NaiveTime {
    type Error = Error;

    /// # Errors
    /// At `24:00`, which chrono does not have.
    ///
    /// ```
    /// use chrono::NaiveTime;
    /// use scheduling_core::time::TimeOfDay;
    /// assert_eq!(NaiveTime::try_from(TimeOfDay::MIDNIGHT), Ok(NaiveTime::MIN));
    /// assert!(NaiveTime::try_from(TimeOfDay::END_OF_DAY).is_err());
    /// ```
    fn try_from(time: TimeOfDay) -> Result<Self, Error> {
        let minutes = time.minutes();
        let seconds = u32::from(minutes) * 60;
        Self::from_num_seconds_from_midnight_opt(seconds, 0)
            .ok_or_else(|| Error::range("minutes after midnight", minutes.into(), 0, 1439))
    }
}

impl TryFrom<NaiveTime> for TimeOfDay {
    type Error = Error;

    /// # Errors
    /// Where it is not in whole minutes.
    ///
    /// ```
    /// use chrono::NaiveTime;
    /// use scheduling_core::time::TimeOfDay;
    /// let half_past_two = NaiveTime::from_hms_opt(2, 30, 0).unwrap();
    /// assert_eq!(TimeOfDay::try_from(half_past_two), TimeOfDay::parse("02:30"));
    /// assert!(TimeOfDay::try_from(NaiveTime::from_hms_opt(2, 30, 1).unwrap()).is_err());
    /// ```
    fn try_from(time: NaiveTime) -> Result<Self, Error> {
        let second = time.num_seconds_from_midnight();
        match time.nanosecond() {
            0 => Self::from_seconds(second),
            nanoseconds => Err(Error::not_whole_minutes(second, nanoseconds)),
        }
    }
}

impl From<LocalDateTime> for NaiveDateTime {
    /// Always exact; which instant the wall clock means, neither says.
    ///
    /// ```
    /// use chrono::NaiveDateTime;
    /// use scheduling_core::time::{Date, LocalDateTime};
    /// let skipped = LocalDateTime::new(Date::parse("2026-03-29").unwrap(), 2 * 3600 + 1800).unwrap();
    /// assert_eq!(NaiveDateTime::from(skipped).to_string(), "2026-03-29 02:30:00");
    /// ```
    fn from(local: LocalDateTime) -> Self {
        NaiveDate::from(local.date()).and_time(NaiveTime::MIN)
            + ::chrono::TimeDelta::seconds(local.second_of_day())
    }
}

impl TryFrom<NaiveDateTime> for LocalDateTime {
    type Error = Error;

    /// # Errors
    /// Where it is finer than a second, a leap second, or outside the years 1 to 9999.
    ///
    /// ```
    /// use chrono::NaiveDate;
    /// use scheduling_core::time::LocalDateTime;
    /// let half_past_two = NaiveDate::from_ymd_opt(2026, 10, 25).unwrap().and_hms_opt(2, 30, 0).unwrap();
    /// assert_eq!(LocalDateTime::try_from(half_past_two).unwrap().to_string(), "2026-10-25T02:30:00");
    /// ```
    fn try_from(local: NaiveDateTime) -> Result<Self, Error> {
        let date = Date::try_from(local.date())?;
        PreciseTimestamp::try_from(local.and_utc())?.whole()?;
        Self::new(date, local.num_seconds_from_midnight().into())
    }
}

impl From<Weekday> for ::chrono::Weekday {
    /// ```
    /// use scheduling_core::time::Date;
    /// let sunday = Date::parse("2026-03-29").unwrap().weekday();
    /// assert_eq!(chrono::Weekday::from(sunday), chrono::Weekday::Sun);
    /// ```
    fn from(day: Weekday) -> Self {
        // chrono's Monday is 0.
        Self::try_from(day.number() - 1).unwrap_or(Self::Mon)
    }
}

impl From<::chrono::Weekday> for Weekday {
    /// ```
    /// use scheduling_core::time::Weekday;
    /// assert_eq!(Weekday::from(chrono::Weekday::Sun), Weekday::SUNDAY);
    /// ```
    fn from(day: ::chrono::Weekday) -> Self {
        match day {
            ::chrono::Weekday::Mon => Self::MONDAY,
            ::chrono::Weekday::Tue => Self::TUESDAY,
            ::chrono::Weekday::Wed => Self::WEDNESDAY,
            ::chrono::Weekday::Thu => Self::THURSDAY,
            ::chrono::Weekday::Fri => Self::FRIDAY,
            ::chrono::Weekday::Sat => Self::SATURDAY,
            ::chrono::Weekday::Sun => Self::SUNDAY,
        }
    }
}

impl From<LocalTimeResolution> for MappedLocalTime<Timestamp> {
    /// A time in a gap is `None`, as in chrono; our own type still knows when clocks changed.
    ///
    /// ```
    /// use chrono::MappedLocalTime;
    /// use scheduling_core::time::{Date, LocalDateTime, TimeZone, Timestamp};
    /// let berlin = TimeZone::named("Europe/Berlin").unwrap();
    /// let half_past_two = |day| LocalDateTime::new(Date::parse(day).unwrap(), 2 * 3600 + 1800).unwrap();
    /// let mapped = |day| MappedLocalTime::<Timestamp>::from(berlin.resolve(half_past_two(day)));
    /// assert_eq!(mapped("2026-03-29"), MappedLocalTime::None);
    /// assert!(matches!(mapped("2026-10-25"), MappedLocalTime::Ambiguous(first, last) if first < last));
    /// assert!(matches!(mapped("2026-10-26"), MappedLocalTime::Single(_)));
    /// ```
    fn from(resolution: LocalTimeResolution) -> Self {
        match resolution {
            LocalTimeResolution::Unique(at) => Self::Single(at),
            LocalTimeResolution::Fold { earlier, later } => Self::Ambiguous(earlier, later),
            LocalTimeResolution::Gap { .. } => Self::None,
        }
    }
}
