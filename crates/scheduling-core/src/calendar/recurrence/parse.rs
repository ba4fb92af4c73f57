//! The text of a rule.

use super::{Frequency, NthWeekday, Rule, WidenedRule, days, times};
use crate::Error;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
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

const NO_VALUE: &str = "a part is written NAME=value";
const TWICE: &str = "stands twice in the rule";

/// See [`Rule::parse_widening`].
pub(super) fn widened_rule(text: &str) -> WidenedRule {
    let text = plain(text);
    let (mut rule, mut seen) = (empty(), BTreeMap::new());
    let (mut width, mut problems) = (Width::AsWritten, Vec::new());
    for part in parts(&text) {
        let read = match part {
            Err(part) => Err((part, NO_VALUE, Width::Anything)),
            Ok((name, value)) => match seen.insert(name, value) {
                Some(before) if before == value => Ok(()),
                Some(_) => Err((name, TWICE, Width::without(name).max(Width::EveryDay))),
                None => {
                    let value = without_zeros(name, value);
                    set(&mut rule, name, &value).map_err(|reason| (name, reason, Width::without(name)))
                }
            },
        };
        if let Err((name, reason, without)) = read {
            width = width.max(without);
            if name == "UNTIL" {
                rule.until = None;
            }
            problems.push(Error::rule_part(name, reason));
        }
    }
    if !seen.contains_key("FREQ") {
        width = Width::Anything;
        problems.push(Error::rule_part("FREQ", "is missing"));
    }
    // A count of other starts than these says nothing of where they end.
    if width > Width::AsWritten {
        rule.count = None;
    }
    let until = rule.until;
    let rule = match width {
        Width::AsWritten | Width::MoreOften => Some(rule),
        // Finer rules may start at any time of the day.
        Width::EveryDay if rule.frequency >= Frequency::Daily => {
            let (hours, minutes, seconds) = (rule.hours, rule.minutes, rule.seconds);
            Some(Rule { until, hours, minutes, seconds, ..empty() })
        }
        Width::EveryDay | Width::Anything => None,
    };
    WidenedRule { rule, until, problems }
}

/// What RFC 5545 does not have and programs write nonetheless: an interval of 0 means 1, and the ordinal 0 of a weekday
/// (Outlook's `0MO`) means every one.
fn without_zeros<'t>(name: &str, value: &'t str) -> Cow<'t, str> {
    let zeros = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte == b'0');
    match name {
        "INTERVAL" if zeros(value) => "1".into(),
        "BYDAY" if value.contains('0') => {
            let entry =
                |entry: &'t str| match entry.len().checked_sub(2).and_then(|at| entry.split_at_checked(at)) {
                    Some((ordinal, day)) if zeros(ordinal.trim_start_matches(['+', '-'])) => day,
                    _ => entry,
                };
            value.split(',').map(entry).collect::<Vec<_>>().join(",").into()
        }
        _ => value.into(),
    }
}

/// How much wider a rule becomes without a part of it, so that it has every start that it has with the part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Width {
    AsWritten,
    /// The rest of the rule, without a count, has them all.
    MoreOften,
    /// Every day has them all, at the times that the rule has.
    EveryDay,
    /// Nobody knows when it starts.
    Anything,
}

impl Width {
    /// Without a part that can't be read.
    fn without(name: &str) -> Self {
        match name {
            "INTERVAL" | "COUNT" | "UNTIL" | "BYSETPOS" => Self::MoreOften,
            "WKST" | "BYMONTH" | "BYWEEKNO" | "BYYEARDAY" | "BYMONTHDAY" | "BYDAY" => Self::EveryDay,
            _ => Self::Anything,
        }
    }
}

/// Without spaces, in capital letters.
fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_uppercase()
}

/// The parts of a rule, without empty ones and those of programs of their own; what has no value is an error.
fn parts(text: &str) -> impl Iterator<Item = Result<(&str, &str), &str>> {
    let parts = text.split(';').filter(|part| !part.is_empty());
    parts
        .map(|part| part.split_once('=').ok_or(part))
        .filter(|part| !part.is_ok_and(|(name, _)| name.starts_with("X-")))
}

/// Every day.
fn empty() -> Rule {
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
        "UNTIL" => {
            rule.until = Some(times::date_or_time(value).ok_or("is neither a date nor a date with time")?)
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

/// Decimal digits only, within the range.
pub(super) fn number(text: &str, range: RangeInclusive<i64>) -> Option<i64> {
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
