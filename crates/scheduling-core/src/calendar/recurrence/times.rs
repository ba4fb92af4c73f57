//! Dates and times of iCalendar, and of programs that write them otherwise.

use super::CalendarTime;
use super::parse::number;
use crate::Error;
use crate::time::{Date, LocalDateTime, SECONDS_PER_DAY, Timestamp};

/// See [`CalendarTime::parse`].
pub(super) fn calendar_time(text: &str) -> Result<CalendarTime, Error> {
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
