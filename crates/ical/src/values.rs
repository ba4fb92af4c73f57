//! Values of properties: times, lists of them, periods.

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
