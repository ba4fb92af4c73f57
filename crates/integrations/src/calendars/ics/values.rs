//! Values of properties: times, lists of them, periods, durations, offsets.

use super::document::{Added, End, When};
use super::property::Property;
use super::shown;
use scheduling_core::calendar::recurrence::CalendarTime;
use scheduling_core::time::LocalDateTime;
use std::sync::Arc;

/// A duration (RFC 5545, 3.3.6): days are days of the calendar, with clock changes in them; hours, minutes
/// and seconds are exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Duration {
    /// Days, weeks included.
    pub days: i64,
    /// Seconds.
    pub seconds: i64,
}

impl Duration {
    /// Reads `P15DT5H0M20S`, `P7W`, `-PT15M`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_uppercase();
        let (negative, text) = match text.strip_prefix('-') {
            Some(text) => (true, text),
            None => (false, text.strip_prefix('+').unwrap_or(&text)),
        };
        let text = text.strip_prefix('P')?;
        let (date, time) = text.split_once('T').unwrap_or((text, ""));
        let (weeks, date) = amount(date, 'W')?;
        let (days, date) = amount(date, 'D')?;
        let (hours, time) = amount(time, 'H')?;
        let (minutes, time) = amount(time, 'M')?;
        let (seconds, time) = amount(time, 'S')?;
        if !date.is_empty() || !time.is_empty() || !text.bytes().any(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let sign = if negative { -1 } else { 1 };
        Some(Self {
            days: sign * (weeks * 7 + days),
            seconds: sign * (hours * 3600 + minutes * 60 + seconds),
        })
    }
}

/// A number before its unit, 0 where the unit is absent, and what follows.
fn amount(text: &str, unit: char) -> Option<(i64, &str)> {
    let Some((number, rest)) = text.split_once(unit) else { return Some((0, text)) };
    let plain = (1..=9).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| number.parse().ok().map(|number| (number, rest)))?
}

/// The single time of a property such as `DTSTART`.
pub(super) fn when(property: &Property) -> Result<When, String> {
    one(property, &property.value)
}

/// The times of a property that lists them, such as `EXDATE`.
pub(super) fn list(property: &Property) -> Result<Vec<When>, String> {
    entries(property).map(|text| one(property, text)).collect()
}

/// The entries of `RDATE`: times or periods.
pub(super) fn added(property: &Property) -> Result<Vec<Added>, String> {
    let entry = |text: &str| match text.split_once('/') {
        None => Ok(Added { start: one(property, text)?, end: None }),
        Some((start, end)) => {
            Ok(Added { start: one(property, start)?, end: Some(end_of_period(property, end)?) })
        }
    };
    entries(property).map(entry).collect()
}

/// The periods of `FREEBUSY`.
pub(super) fn periods(property: &Property) -> Result<Vec<(When, End)>, String> {
    let entry = |text: &str| {
        let (start, end) = text.split_once('/').ok_or_else(|| unreadable(property, text, "period"))?;
        Ok((one(property, start)?, end_of_period(property, end)?))
    };
    entries(property).map(entry).collect()
}

fn end_of_period(property: &Property, text: &str) -> Result<End, String> {
    if text.contains(['P', 'p']) {
        return Duration::parse(text).map(End::After).ok_or_else(|| unreadable(property, text, "duration"));
    }
    one(property, text).map(End::At)
}

fn entries(property: &Property) -> impl Iterator<Item = &str> {
    property.value.split(',').map(str::trim).filter(|text| !text.is_empty())
}

fn one(property: &Property, text: &str) -> Result<When, String> {
    let time = CalendarTime::parse(text).ok_or_else(|| unreadable(property, text, "date or time"))?;
    let zoned = |local: LocalDateTime| match property.parameter("TZID").filter(|name| !name.is_empty()) {
        Some(name) => When::Zoned(local, Arc::from(name)),
        None => When::Floating(local),
    };
    Ok(match time {
        CalendarTime::Date(date) => When::Date(date),
        // Some programs write midnight behind a date that they declare to be one.
        CalendarTime::Local(local) if property.has("VALUE", "DATE") => When::Date(local.date()),
        CalendarTime::Local(local) => zoned(local),
        CalendarTime::Utc(instant) => When::Utc(instant),
    })
}

fn unreadable(property: &Property, text: &str, what: &str) -> String {
    format!("{}: \"{}\" is no {what}", property.name, shown(text))
}

/// `TZOFFSETFROM` and `TZOFFSETTO` in seconds (RFC 5545, 3.3.14); colons are forgiven.
pub(super) fn utc_offset(text: &str) -> Option<i32> {
    let (sign, digits) = match text.split_at_checked(1)? {
        ("+", digits) => (1, digits.replace(':', "")),
        ("-", digits) => (-1, digits.replace(':', "")),
        _ => return None,
    };
    if !matches!(digits.len(), 4 | 6) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let part = |range| digits.get(range).unwrap_or("00").parse::<i32>().ok();
    let (hours, minutes, seconds) = (part(0..2)?, part(2..4)?, part(4..6)?);
    (hours <= 23 && minutes <= 59 && seconds <= 59).then_some(sign * (hours * 3600 + minutes * 60 + seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_keep_days_and_seconds_apart() {
        let check = |text: &str, expected: Option<(i64, i64)>| {
            let seen = Duration::parse(text).map(|duration| (duration.days, duration.seconds));
            assert_eq!(seen, expected, "{text}");
        };
        check("P15DT5H0M20S", Some((15, 18_020)));
        check("P7W", Some((49, 0)));
        check("PT1H", Some((0, 3_600)));
        check("+pt90m", Some((0, 5_400)));
        check("-P1DT1S", Some((-1, -1)));
        check("PT0S", Some((0, 0)));
        check("P1DT", Some((1, 0)));
        for no in
            ["", "P", "PT", "1H", "P1H", "PT1D", "P1M", "PTH", "P-1D", "P9999999999D", "P1D1D", "PT1H30"]
        {
            check(no, None);
        }
    }

    #[test]
    fn offsets_have_a_sign() {
        let check = |text: &str, expected: Option<i32>| assert_eq!(utc_offset(text), expected, "{text}");
        check("+0100", Some(3_600));
        check("-0741", Some(-27_660));
        check("-0000", Some(0));
        check("+05:30", Some(19_800));
        check("-000115", Some(-75));
        for no in ["", "0100", "+1", "+2400", "+0060", "+01000", "+é1", "Z"] {
            check(no, None);
        }
    }
}
