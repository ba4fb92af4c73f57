//! Values of properties: times, lists of them, periods, offsets.

use super::document::{Added, End, When};
use super::duration::Duration;
use super::property::Property;
use super::report::shown;
use super::zone_definition::ZoneId;
use super::zones::ZoneNames;
use scheduling_core::calendar::recurrence::CalendarTime;
use scheduling_core::time::{LocalDateTime, SECONDS_PER_DAY};

/// The entries of a list, each read for itself: one that can't be read takes no other along.
pub(crate) struct Entries<T> {
    pub(crate) good: Vec<T>,
    /// Why the others can't be read.
    pub(crate) bad: Vec<String>,
}

/// Reasons that one property gives, at most: a list has thousands of entries.
const REASONS: usize = 20;

/// The single time of a property such as `DTSTART`.
pub(crate) fn when(property: &Property, names: &mut ZoneNames) -> Result<When, String> {
    one(property, &property.value, zone(property, names))
}

/// The times of a property that lists them, such as `EXDATE`.
pub(crate) fn list(property: &Property, names: &mut ZoneNames) -> Entries<When> {
    let zone = zone(property, names);
    entries(property, |text| one(property, text, zone))
}

/// The entries of `RDATE`: times or periods.
pub(crate) fn added(property: &Property, names: &mut ZoneNames) -> Entries<Added> {
    let zone = zone(property, names);
    entries(property, |text| match text.split_once('/') {
        None => Ok(Added { start: one(property, text, zone)?, end: None }),
        Some((start, end)) => {
            Ok(Added { start: one(property, start, zone)?, end: Some(end_of_period(property, end, zone)?) })
        }
    })
}

/// The periods of `FREEBUSY`: each start, and the end or why it can't be read.
pub(crate) fn periods(property: &Property, names: &mut ZoneNames) -> Entries<(When, Result<End, String>)> {
    let zone = zone(property, names);
    entries(property, |text| {
        let (start, end) = text.split_once('/').unwrap_or((text, ""));
        // Another period may stand in it.
        if end.contains('/') {
            return Err(unreadable(property, text, "period"));
        }
        Ok((one(property, start, zone)?, end_of_period(property, end, zone)))
    })
}

fn end_of_period(property: &Property, text: &str, zone: Option<ZoneId>) -> Result<End, String> {
    if text.contains(['P', 'p']) {
        let duration = Duration::parse(text).map(Duration::forward).map(End::After);
        return duration.ok_or_else(|| unreadable(property, text, "duration"));
    }
    one(property, text, zone).map(End::At)
}

fn entries<T>(property: &Property, read: impl Fn(&str) -> Result<T, String>) -> Entries<T> {
    let mut entries = Entries { good: Vec::new(), bad: Vec::new() };
    for text in property.value.split(',').map(str::trim).filter(|text| !text.is_empty()) {
        match read(text) {
            Ok(entry) => entries.good.push(entry),
            Err(reason) if entries.bad.len() < REASONS => entries.bad.push(reason),
            Err(_) => {}
        }
    }
    entries
}

/// The zone that a property names, once for all of its entries. A parameter that nobody knows may have named one.
fn zone(property: &Property, names: &mut ZoneNames) -> Option<ZoneId> {
    match property.parameter("TZID").filter(|name| !name.is_empty()) {
        Some(name) => Some(names.id(name, property.line)),
        None if property.has_only(&["VALUE", "TZID", "RANGE", "FBTYPE"]) => None,
        None => Some(names.unknown(property.line)),
    }
}

fn one(property: &Property, text: &str, zone: Option<ZoneId>) -> Result<When, String> {
    let time = CalendarTime::parse_forgiving(text).map_err(|_| unreadable(property, text, "date or time"))?;
    let zoned = |local: LocalDateTime| zone.map_or(When::Floating(local), |zone| When::Zoned(local, zone));
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

/// What a clock shows at a time, whatever its zone.
pub(crate) fn wall(when: &When) -> LocalDateTime {
    match when {
        When::Date(date) => date.midnight(),
        When::Floating(local) | When::Zoned(local, _) => *local,
        When::Utc(instant) => LocalDateTime::from_local_seconds(instant.unix()),
    }
}

/// Whether an `UNTIL` ends nothing that starts then: programs that have no date for it write the first one that they
/// know, of 1601 or of 1970.
pub(crate) fn is_no_end(until: CalendarTime, start: LocalDateTime) -> bool {
    let until = match until {
        CalendarTime::Date(date) => date.midnight(),
        CalendarTime::Local(local) => local,
        CalendarTime::Utc(instant) => LocalDateTime::from_local_seconds(instant.unix()),
    };
    let is_first = |time: LocalDateTime| time.local_seconds() < 365 * SECONDS_PER_DAY;
    is_first(until) && !is_first(start)
}

/// No clock has been further from UTC, in hours. What looks further has minutes and seconds: `+5328` of 1893.
const MOST_HOURS: i32 = 15;

/// `TZOFFSETFROM` and `TZOFFSETTO` in seconds (RFC 5545, 3.3.14). Colons are forgiven, and so are digits and signs that
/// are left out: `+01`, `+530`, `0100`.
pub(crate) fn utc_offset(text: &str) -> Option<i32> {
    let (sign, digits) = match text.split_at_checked(1)? {
        ("+", digits) => (1, digits),
        ("-", digits) => (-1, digits),
        _ => (1, text),
    };
    let seconds = match digits.split_once(':') {
        Some((hours, rest)) if !hours.is_empty() => match rest.replace(':', "") {
            rest if matches!(rest.len(), 2 | 4) => offset_of_digits(&format!("{hours:0>2}{rest}")),
            _ => None,
        },
        Some(_) => None,
        None => offset_of_digits(digits),
    };
    seconds.map(|seconds| sign * seconds)
}

fn offset_of_digits(digits: &str) -> Option<i32> {
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let digits = match digits.len() {
        1 | 3 => format!("0{digits}"),
        2 | 4 | 6 => digits.to_owned(),
        _ => return None,
    };
    let part = |at: usize| digits.get(at..at + 2).unwrap_or("00").parse::<i32>().ok();
    let (hours, minutes, seconds) = match (part(0)?, part(2)?) {
        (minutes, seconds) if digits.len() == 4 && minutes > MOST_HOURS => (0, minutes, seconds),
        (hours, minutes) => (hours, minutes, part(4)?),
    };
    (hours <= 23 && minutes <= 59 && seconds <= 59).then_some(hours * 3600 + minutes * 60 + seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_are_read_in_many_notations() {
        let check = |text: &str, expected: Option<i32>| assert_eq!(utc_offset(text), expected, "{text}");
        check("+0100", Some(3_600));
        check("-0741", Some(-27_660));
        check("-0000", Some(0));
        check("+05:30", Some(19_800));
        check("-000115", Some(-75));
        check("+1", Some(3_600));
        check("+01", Some(3_600));
        check("0100", Some(3_600));
        check("+530", Some(19_800));
        check("+5:30", Some(19_800));
        check("+5328", Some(3_208));
        check("+1730", Some(1_050));
        for no in ["", "+", "+0060", "+7000", "+01000", "+é1", "+:", "+:30", "+5:3", "Z"] {
            check(no, None);
        }
    }
}
