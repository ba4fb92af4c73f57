//! The text of a rule.

use super::{CalendarTime, Frequency, NthWeekday, Rule, days};
use crate::Error;
use crate::time::{Date, LocalDateTime, SECONDS_PER_DAY, Timestamp};
use std::ops::RangeInclusive;

/// See [`Rule::parse`].
pub(super) fn rule(text: &str) -> Result<Rule, Error> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_uppercase();
    let mut rule = Rule {
        frequency: Frequency::Daily,
        interval: 1,
        count: None,
        until: None,
        week_start: 0,
        months: 0,
        weeks: Vec::new(),
        year_days: Vec::new(),
        month_days: Vec::new(),
        week_days: Vec::new(),
        hours: Vec::new(),
        minutes: Vec::new(),
        seconds: Vec::new(),
        positions: Vec::new(),
    };
    let mut seen: Vec<&str> = Vec::new();
    for part in text.split(';').filter(|part| !part.is_empty()) {
        let (name, value) =
            part.split_once('=').ok_or_else(|| Error::rule_part(part, "a part is written NAME=value"))?;
        if name.starts_with("X-") {
            continue;
        }
        if seen.contains(&name) {
            return Err(Error::rule_part(name, "stands twice in the rule"));
        }
        seen.push(name);
        set(&mut rule, name, value).map_err(|reason| Error::rule_part(name, reason))?;
    }
    if seen.contains(&"FREQ") { Ok(rule) } else { Err(Error::rule_part("FREQ", "is missing")) }
}

/// Reads one part into the rule.
fn set(rule: &mut Rule, name: &str, value: &str) -> Result<(), &'static str> {
    match name {
        "FREQ" => rule.frequency = frequency(value).ok_or("is no frequency")?,
        "INTERVAL" => {
            rule.interval = number(value, 1..=1_000_000_000).ok_or("must be a whole number above 0")?;
        }
        "COUNT" => {
            let count = number(value, 1..=i64::MAX).ok_or("must be a whole number above 0")?;
            rule.count = u64::try_from(count).ok();
        }
        "UNTIL" => rule.until = Some(date_or_time(value).ok_or("is neither a date nor a date with time")?),
        "WKST" => rule.week_start = weekday(value).ok_or("is no weekday")?,
        "BYMONTH" => {
            let months = list(value, 1..=12, Sign::Positive)?;
            rule.months = months.into_iter().map(days::month_bit).fold(0, |all, bit| all | bit);
        }
        "BYWEEKNO" => rule.weeks = list(value, 1..=53, Sign::Either)?,
        "BYYEARDAY" => rule.year_days = list(value, 1..=366, Sign::Either)?,
        "BYMONTHDAY" => rule.month_days = list(value, 1..=31, Sign::Either)?,
        "BYDAY" => {
            let days: Option<Vec<NthWeekday>> = value.split(',').map(nth_weekday).collect();
            rule.week_days = days.ok_or("has an entry that is no weekday")?;
        }
        "BYHOUR" => rule.hours = list(value, 0..=23, Sign::Positive)?,
        "BYMINUTE" => rule.minutes = list(value, 0..=59, Sign::Positive)?,
        "BYSECOND" => {
            rule.seconds =
                list(value, 0..=60, Sign::Positive)?.into_iter().map(|second| second.min(59)).collect();
            rule.seconds.dedup();
        }
        "BYSETPOS" => rule.positions = list(value, 1..=366, Sign::Either)?,
        "RSCALE" if value == "GREGORIAN" => {}
        "SKIP" if value == "OMIT" => {}
        "RSCALE" | "SKIP" => return Err("other calendars than the Gregorian one (RFC 7529) are not read"),
        _ => return Err("is no part of a recurrence rule"),
    }
    Ok(())
}

/// Whether the numbers of a list may count from the end.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sign {
    Positive,
    Either,
}

/// Numbers between commas, sorted and each once.
fn list(text: &str, range: RangeInclusive<i64>, sign: Sign) -> Result<Vec<i64>, &'static str> {
    let mut numbers = Vec::new();
    for entry in text.split(',') {
        let (negative, digits) = match entry.strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, entry.strip_prefix('+').unwrap_or(entry)),
        };
        if negative && sign == Sign::Positive {
            return Err("has a number below 0");
        }
        let number = number(digits, range.clone()).ok_or("has an entry that is no number in its range")?;
        numbers.push(if negative { -number } else { number });
    }
    numbers.sort_unstable();
    numbers.dedup();
    Ok(numbers)
}

/// Decimal digits only, within the range.
fn number(text: &str, range: RangeInclusive<i64>) -> Option<i64> {
    let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let number = if plain { text.parse().ok()? } else { return None };
    range.contains(&number).then_some(number)
}

fn frequency(text: &str) -> Option<Frequency> {
    Some(match text {
        "SECONDLY" => Frequency::Secondly,
        "MINUTELY" => Frequency::Minutely,
        "HOURLY" => Frequency::Hourly,
        "DAILY" => Frequency::Daily,
        "WEEKLY" => Frequency::Weekly,
        "MONTHLY" => Frequency::Monthly,
        "YEARLY" => Frequency::Yearly,
        _ => return None,
    })
}

/// 0 is Monday.
fn weekday(text: &str) -> Option<i64> {
    let names = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
    names.iter().zip(0..).find(|&(name, _)| *name == text).map(|(_, number)| number)
}

/// `MO`, `2MO`, `+2MO` or `-1SU`.
fn nth_weekday(text: &str) -> Option<NthWeekday> {
    let name = text.get(text.len().checked_sub(2)?..)?;
    let ordinal = match text.get(..text.len() - 2)? {
        "" => 0,
        ordinal => *list(ordinal, 1..=53, Sign::Either).ok()?.first()?,
    };
    Some(NthWeekday { ordinal, weekday: weekday(name)? })
}

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

fn date_or_time(text: &str) -> Option<CalendarTime> {
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
