//! The text of a rule.

use super::times::{self, number};
use super::{Frequency, NthWeekday, Rule, days};
use crate::Error;
use std::collections::BTreeSet;
use std::ops::RangeInclusive;

/// See [`Rule::parse`].
pub(super) fn rule(text: &str) -> Result<Rule, Error> {
    let text = plain(text);
    let mut rule = empty();
    let mut seen: Vec<&str> = Vec::new();
    for part in parts(&text) {
        let (name, value) = part.map_err(|part| Error::rule_part(part, NO_VALUE))?;
        if seen.contains(&name) {
            return Err(Error::rule_part(name, TWICE));
        }
        seen.push(name);
        set(&mut rule, name, value).map_err(|reason| Error::rule_part(name, reason))?;
    }
    if seen.contains(&"FREQ") { Ok(rule) } else { Err(Error::rule_part("FREQ", "is missing")) }
}

pub(super) const NO_VALUE: &str = "a part is written NAME=value";
pub(super) const TWICE: &str = "stands twice in the rule";

/// Without spaces, in capital letters.
pub(super) fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_uppercase()
}

/// The parts of a rule, without empty ones and those of programs of their own; what has no value is an error.
pub(super) fn parts(text: &str) -> impl Iterator<Item = Result<(&str, &str), &str>> {
    let parts = text.split(';').filter(|part| !part.is_empty());
    parts
        .map(|part| part.split_once('=').ok_or(part))
        .filter(|part| !part.is_ok_and(|(name, _)| name.starts_with("X-")))
}

/// Every day.
pub(super) fn empty() -> Rule {
    Rule {
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
    }
}

/// Reads one part into the rule.
pub(super) fn set(rule: &mut Rule, name: &str, value: &str) -> Result<(), &'static str> {
    match name {
        "FREQ" => rule.frequency = frequency(value).ok_or("is no frequency")?,
        "INTERVAL" => {
            rule.interval = number(value, 1..=1_000_000_000).ok_or("must be a whole number above 0")?;
        }
        "COUNT" => {
            let count = number(value, 1..=i64::MAX).ok_or("must be a whole number above 0")?;
            rule.count = u64::try_from(count).ok();
        }
        "UNTIL" => {
            rule.until = Some(times::date_or_time(value).ok_or("is neither a date nor a date with time")?);
        }
        "WKST" => rule.week_start = weekday(value).ok_or("is no weekday")?,
        "BYMONTH" => {
            let months = list(value, 1..=12, Sign::Positive)?;
            rule.months = months.into_iter().map(days::month_bit).fold(0, |all, bit| all | bit);
        }
        "BYWEEKNO" => rule.weeks = list(value, 1..=53, Sign::Either)?,
        "BYYEARDAY" => rule.year_days = list(value, 1..=366, Sign::Either)?,
        "BYMONTHDAY" => rule.month_days = list(value, 1..=31, Sign::Either)?,
        "BYDAY" => rule.week_days = week_days(value)?,
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
    let mut numbers = BTreeSet::new();
    for entry in text.split(',') {
        let (negative, digits) = match entry.strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, entry.strip_prefix('+').unwrap_or(entry)),
        };
        if negative && sign == Sign::Positive {
            return Err("has a number below 0");
        }
        let number = number(digits, range.clone()).ok_or("has an entry that is no number in its range")?;
        numbers.insert(if negative { -number } else { number });
    }
    Ok(numbers.into_iter().collect())
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

/// The entries of `BYDAY`, sorted and each once: however long the text is, there are some hundred at most.
fn week_days(text: &str) -> Result<Vec<NthWeekday>, &'static str> {
    let mut days = BTreeSet::new();
    for entry in text.split(',') {
        days.insert(nth_weekday(entry).ok_or("has an entry that is no weekday")?);
    }
    Ok(days.into_iter().collect())
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
