//! Values of properties: times, lists of them, periods, offsets.

use super::document::{Added, End, When};
use super::duration::Duration;
use super::property::Property;
use super::report::shown;
use scheduling_core::calendar::recurrence::CalendarTime;
use scheduling_core::time::LocalDateTime;
use std::sync::Arc;

/// The single time of a property such as `DTSTART`.
pub(crate) fn when(property: &Property) -> Result<When, String> {
    one(property, &property.value)
}

/// The times of a property that lists them, such as `EXDATE`.
pub(crate) fn list(property: &Property) -> Result<Vec<When>, String> {
    entries(property).map(|text| one(property, text)).collect()
}

/// The entries of `RDATE`: times or periods.
pub(crate) fn added(property: &Property) -> Result<Vec<Added>, String> {
    let entry = |text: &str| match text.split_once('/') {
        None => Ok(Added { start: one(property, text)?, end: None }),
        Some((start, end)) => {
            Ok(Added { start: one(property, start)?, end: Some(end_of_period(property, end)?) })
        }
    };
    entries(property).map(entry).collect()
}

/// The periods of `FREEBUSY`.
pub(crate) fn periods(property: &Property) -> Result<Vec<(When, End)>, String> {
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
    let time = CalendarTime::parse(text).map_err(|_| unreadable(property, text, "date or time"))?;
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
pub(crate) fn utc_offset(text: &str) -> Option<i32> {
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
