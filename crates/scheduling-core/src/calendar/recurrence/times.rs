//! Dates and times of iCalendar, and of programs that write them otherwise.

use crate::Error;
use crate::time::{Date, LocalDateTime, SECONDS_PER_DAY, Timestamp};
use std::ops::RangeInclusive;

/// A date or time as iCalendar writes it (RFC 5545, 3.3.4 and 3.3.5), with no zone beside it.
///
/// ```
/// use scheduling_core::calendar::recurrence::CalendarTime;
/// use scheduling_core::time::{LocalTimeResolution, TimeZone};
/// let CalendarTime::Local(skipped) = CalendarTime::parse("20260329T023000")? else { unreachable!("no Z") };
/// let berlin = TimeZone::named("Europe/Berlin")?;
/// assert!(matches!(berlin.resolve(skipped), LocalTimeResolution::Gap { .. }));
/// # Ok::<(), scheduling_core::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CalendarTime {
    /// `20250122`: a whole day.
    Date(Date),
    /// `20250122T090000`: what a wall clock shows; which one, the context says.
    Local(LocalDateTime),
    /// `20250122T090000Z`: an instant.
    Utc(Timestamp),
}

impl CalendarTime {
    /// Reads one of the three forms; second 60 is read as 59, as RFC 5545 asks of those who know no leap
    /// seconds.
    ///
    /// ```
    /// use scheduling_core::calendar::recurrence::CalendarTime;
    /// assert!(matches!(CalendarTime::parse("20250122"), Ok(CalendarTime::Date(_))));
    /// assert!(matches!(CalendarTime::parse("20250122T090000Z"), Ok(CalendarTime::Utc(_))));
    /// assert!(CalendarTime::parse("2025-01-22").is_err());
    /// ```
    ///
    /// # Errors
    /// Where the text is written otherwise, or the calendar does not have the day.
    pub fn parse(text: &str) -> Result<Self, Error> {
        calendar_time(text)
    }

    /// Reads what programs write in place of the three forms and what can mean nothing else: dashes and colons,
    /// fractions of a second (which are left out), no seconds, an offset, 24 o'clock.
    ///
    /// ```
    /// use scheduling_core::calendar::recurrence::CalendarTime;
    /// let nine = CalendarTime::parse("20270208T080000Z")?;
    /// for text in ["2027-02-08T09:00:00+01:00", "20270208T080000.000Z", "20270208T0800Z", "2027-02-08 08:00Z"] {
    ///     assert_eq!(CalendarTime::parse_forgiving(text)?, nine, "{text}");
    /// }
    /// assert_eq!(CalendarTime::parse_forgiving("20270208T240000")?, CalendarTime::parse("20270209T000000")?);
    /// assert!(CalendarTime::parse_forgiving("8 February 2027").is_err());
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    ///
    /// # Errors
    /// Where the text may mean something else, or the calendar does not have the day.
    pub fn parse_forgiving(text: &str) -> Result<Self, Error> {
        forgiving(text).map_or_else(|| calendar_time(text), Ok)
    }

    /// The date with which a text begins, where the rest of it can't be read as a time.
    ///
    /// ```
    /// use scheduling_core::calendar::recurrence::CalendarTime;
    /// use scheduling_core::time::Date;
    /// assert_eq!(CalendarTime::leading_date("20270208T9am"), Date::parse("2027-02-08").ok());
    /// assert_eq!(CalendarTime::leading_date("tomorrow"), None);
    /// ```
    #[must_use]
    pub fn leading_date(text: &str) -> Option<Date> {
        leading_date(text).map(|(date, _)| date)
    }
}

/// See [`CalendarTime::parse`].
fn calendar_time(text: &str) -> Result<CalendarTime, Error> {
    date_or_time(text).ok_or_else(|| {
        Error::unreadable(
            "iCalendar date or time",
            text,
            "one is written 20250122, 20250122T090000 or 20250122T090000Z",
        )
    })
}

/// One of the three forms.
pub(super) fn date_or_time(text: &str) -> Option<CalendarTime> {
    let (date, time) = match text.split_once(['T', 't']) {
        Some((date, time)) => (date, Some(time)),
        None => (text, None),
    };
    let date = basic_date(date)?;
    let Some(time) = time else { return Some(CalendarTime::Date(date)) };
    let (clock, utc) = match time.strip_suffix(['Z', 'z']) {
        Some(clock) => (clock, true),
        None => (time, false),
    };
    let second = basic_time(clock)?;
    if utc {
        return Timestamp::from_unix(date.epoch_day() * SECONDS_PER_DAY + second).ok().map(CalendarTime::Utc);
    }
    LocalDateTime::new(date, second).ok().map(CalendarTime::Local)
}

/// `YYYYMMDD`.
fn basic_date(text: &str) -> Option<Date> {
    if text.len() != 8 || !text.is_ascii() {
        return None;
    }
    Date::new(
        number(text.get(..4)?, 1..=9999)?,
        number(text.get(4..6)?, 1..=12)?,
        number(text.get(6..)?, 1..=31)?,
    )
    .ok()
}

/// `HHMMSS` as the second of the day.
fn basic_time(text: &str) -> Option<i64> {
    if text.len() != 6 || !text.is_ascii() {
        return None;
    }
    let hour = number(text.get(..2)?, 0..=23)?;
    let minute = number(text.get(2..4)?, 0..=59)?;
    let second = number(text.get(4..)?, 0..=60)?.min(59);
    Some(hour * 3600 + minute * 60 + second)
}

/// See [`CalendarTime::parse_forgiving`].
pub(super) fn forgiving(text: &str) -> Option<CalendarTime> {
    let text = text.trim();
    date_or_time(text).or_else(|| {
        let (date, rest) = leading_date(text)?;
        match rest.strip_prefix(['T', 't', ' ']) {
            None => rest.is_empty().then_some(CalendarTime::Date(date)),
            Some(rest) => time_on(date, rest.trim()),
        }
    })
}

/// A date at the beginning of a text, and what follows: `20270208` or `2027-02-08`.
pub(super) fn leading_date(text: &str) -> Option<(Date, &str)> {
    let text = text.trim();
    if let Some((digits, rest)) = text.split_at_checked(8)
        && let Some(date) = basic_date(digits)
    {
        return (!rest.starts_with(|c: char| c.is_ascii_digit())).then_some((date, rest));
    }
    let (written, rest) = text.split_at_checked(10)?;
    let is_apart = |mark: char| written.match_indices(mark).map(|(at, _)| at).eq([4, 7]);
    let mark = ['-', '/'].into_iter().find(|mark| is_apart(*mark))?;
    let date = basic_date(&written.replace(mark, ""))?;
    (!rest.starts_with(|c: char| c.is_ascii_digit())).then_some((date, rest))
}

/// A time of a day, with what may follow it: `Z` or an offset.
fn time_on(date: Date, text: &str) -> Option<CalendarTime> {
    let (clock, offset) = match text.strip_suffix(['Z', 'z']) {
        Some(clock) => (clock, Some(0)),
        None => match text.find(['+', '-']).and_then(|at| text.split_at_checked(at)) {
            Some((clock, offset)) => (clock, Some(seconds_of_offset(offset)?)),
            None => (text, None),
        },
    };
    let seconds = date.epoch_day() * SECONDS_PER_DAY + second_of_day(clock.trim())?;
    match offset {
        Some(offset) => Timestamp::from_unix(seconds - offset).ok().map(CalendarTime::Utc),
        None => Some(CalendarTime::Local(LocalDateTime::from_local_seconds(seconds))),
    }
}

/// `HH:MM`, `HH:MM:SS` or the same without colons, with a fraction that is left out; 24:00 is the end of the day.
fn second_of_day(text: &str) -> Option<i64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = match whole.split_once(':') {
        Some((hours, rest)) => format!("{hours:0>2}{}", rest.replace(':', "")),
        None => whole.to_owned(),
    };
    let is_fraction = !fraction.is_empty() && fraction.bytes().all(|byte| byte.is_ascii_digit());
    let digits = match digits.len() {
        4 => format!("{digits}00"),
        _ => digits,
    };
    match digits.as_str() {
        _ if !is_fraction => None,
        "240000" => Some(SECONDS_PER_DAY),
        digits => basic_time(digits),
    }
}

/// `+01`, `+0100` or `+01:00`, in seconds east of UTC.
fn seconds_of_offset(text: &str) -> Option<i64> {
    let (sign, digits) = match text.split_at_checked(1)? {
        ("+", digits) => (1, digits.replace(':', "")),
        ("-", digits) => (-1, digits.replace(':', "")),
        _ => return None,
    };
    let (hours, minutes) = match digits.len() {
        2 => (number(&digits, 0..=14)?, 0),
        4 => (number(digits.get(..2)?, 0..=14)?, number(digits.get(2..)?, 0..=59)?),
        _ => return None,
    };
    Some(sign * (hours * 3600 + minutes * 60))
}

/// Decimal digits only, within the range.
pub(super) fn number(text: &str, range: RangeInclusive<i64>) -> Option<i64> {
    let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let number = if plain { text.parse().ok()? } else { return None };
    range.contains(&number).then_some(number)
}
