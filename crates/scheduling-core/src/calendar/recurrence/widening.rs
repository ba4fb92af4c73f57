//! Rules of which not everything can be read, as wider ones.

use super::parse::{NO_VALUE, TWICE, empty, parts, plain, set};
use super::{CalendarTime, Frequency, Rule, WidenedRule, times};
use crate::Error;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// See [`Rule::parse_widening`].
pub(super) fn widened_rule(text: &str) -> WidenedRule {
    let text = plain(text).replace("\\;", ";").replace("\\,", ",");
    let mut reading = Widening::new();
    // Some programs write the name of the property twice.
    for part in parts(text.trim_start_matches("RRULE:")) {
        if let Err(unread) = reading.read(part) {
            reading.width = reading.width.max(unread.without);
            reading.problems.push(Error::rule_part(unread.name, unread.reason));
        }
    }
    reading.finish()
}

/// A rule while its parts are read, some of which can't be.
struct Widening<'t> {
    rule: Rule,
    seen: BTreeMap<&'t str, &'t str>,
    width: Width,
    problems: Vec<Error>,
    /// Nobody knows on which day weeks begin.
    has_lost_week_start: bool,
}

/// A part that can't be read.
struct Unread<'t> {
    name: &'t str,
    reason: &'static str,
    without: Width,
}

impl<'t> Widening<'t> {
    fn new() -> Self {
        Self {
            rule: empty(),
            seen: BTreeMap::new(),
            width: Width::AsWritten,
            problems: Vec::new(),
            has_lost_week_start: false,
        }
    }

    fn read(&mut self, part: Result<(&'t str, &'t str), &'t str>) -> Result<(), Unread<'t>> {
        let (name, value) = match part {
            Ok(part) => part,
            // What follows is no day of the week, with an equals sign or without.
            Err(part) if part.starts_with("WKST") => ("WKST", part),
            Err(name) => return Err(Unread { name, reason: NO_VALUE, without: Width::Anything }),
        };
        match self.seen.insert(name, value) {
            Some(before) if before == value => Ok(()),
            Some(_) => {
                if name == "UNTIL" {
                    self.rule.until = None;
                }
                let without = Width::without(name).max(Width::EveryDay);
                Err(Unread { name, reason: TWICE, without })
            }
            None => self.set(name, value),
        }
    }

    fn set(&mut self, name: &'t str, value: &'t str) -> Result<(), Unread<'t>> {
        let value = forgiven(name, value);
        // A list with nothing in it says nothing.
        if value.is_empty() && (name.starts_with("BY") || name == "WKST") {
            return Ok(());
        }
        if name == "UNTIL" {
            return self.set_until(&value);
        }
        let read = set(&mut self.rule, name, &value);
        self.has_lost_week_start |= name == "WKST" && read.is_err();
        read.map_err(|reason| Unread { name, reason, without: Width::without(name) })
    }

    /// An `UNTIL` of which the date alone can be read lets that day through, on any clock.
    fn set_until(&mut self, value: &str) -> Result<(), Unread<'t>> {
        self.rule.until = times::forgiving(value);
        if self.rule.until.is_some() {
            return Ok(());
        }
        let in_zone = value.strip_prefix("TZID=").and_then(|zoned| zoned.split_once(':'));
        let date = times::leading_date(in_zone.map_or(value, |(_, time)| time));
        self.rule.until = date.map(|(date, _)| CalendarTime::Date(date.plus_days(1)));
        let without = if date.is_some() { Width::AsWritten } else { Width::without("UNTIL") };
        Err(Unread { name: "UNTIL", reason: "is neither a date nor a date with time", without })
    }

    /// Goes by weeks of which nobody knows on which day they begin. Where every week is meant, that is the same.
    fn settle_weeks(&mut self) {
        let is_weekly = self.rule.frequency == Frequency::Weekly;
        if !self.rule.weeks.is_empty() || (is_weekly && !self.rule.positions.is_empty()) {
            self.width = self.width.max(Width::EveryDay);
        } else if is_weekly && self.rule.interval > 1 {
            self.rule.interval = 1;
            self.width = self.width.max(Width::MoreOften);
        }
    }

    fn finish(mut self) -> WidenedRule {
        if !self.seen.contains_key("FREQ") {
            self.width = Width::Anything;
            self.problems.push(Error::rule_part("FREQ", "is missing"));
        }
        if self.has_lost_week_start {
            self.settle_weeks();
        }
        let Self { mut rule, width, problems, .. } = self;
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
}

/// What RFC 5545 does not have and programs write nonetheless: an interval of 0 means 1, the ordinal 0 of a weekday
/// (Outlook's `0MO`) every one, lists have quotation marks or brackets around them, and weekdays are written in full.
fn forgiven<'t>(name: &str, value: &'t str) -> Cow<'t, str> {
    let zeros = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte == b'0');
    let is_list = name.starts_with("BY") || name == "WKST";
    match name {
        "INTERVAL" if zeros(value) => "1".into(),
        _ if is_list && value.contains(is_around) => {
            let bare: String = value.chars().filter(|c| !is_around(*c)).collect();
            forgiven(name, &bare).into_owned().into()
        }
        "WKST" => short_weekday(value).into(),
        "BYDAY" => {
            let entry = |entry: &'t str| {
                let at = entry.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(entry.len());
                let (ordinal, day) = entry.split_at_checked(at).unwrap_or(("", entry));
                let is_zero = zeros(ordinal.trim_start_matches(['+', '-']));
                format!("{}{}", if is_zero { "" } else { ordinal }, short_weekday(day))
            };
            value.split(',').map(entry).collect::<Vec<_>>().join(",").into()
        }
        _ => value.into(),
    }
}

/// What stands around lists that a program wrote as it has them itself.
fn is_around(c: char) -> bool {
    matches!(c, '"' | '\'' | '[' | ']')
}

/// `MO` for `MON` and `MONDAY`.
fn short_weekday(name: &str) -> &str {
    const NAMES: [&str; 7] = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"];
    let is_one = name.len() >= 3 && NAMES.iter().any(|full| full.starts_with(name));
    name.get(..2).filter(|_| is_one).unwrap_or(name)
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
            // See `settle_weeks`.
            "WKST" => Self::AsWritten,
            "INTERVAL" | "COUNT" | "UNTIL" | "BYSETPOS" => Self::MoreOften,
            "BYMONTH" | "BYWEEKNO" | "BYYEARDAY" | "BYMONTHDAY" | "BYDAY" => Self::EveryDay,
            _ => Self::Anything,
        }
    }
}
