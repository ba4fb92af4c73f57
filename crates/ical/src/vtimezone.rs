//! The lines of one part of a `VTIMEZONE` (RFC 5545, 3.6.5).

use super::offsets;
use super::property::Property;
use super::report::Report;
use super::values;
use super::zone_definition::{Observance, ZoneDefinition};
use super::zones::ZoneNames;
use scheduling_core::calendar::recurrence::{CalendarTime, Rule};
use scheduling_core::time::LocalDateTime;
use std::collections::BTreeMap;

/// An observance while its lines are read.
#[derive(Debug)]
pub(crate) struct ObservanceDraft {
    line: usize,
    start: Option<LocalDateTime>,
    offset_from: Option<i32>,
    offset_to: Option<i32>,
    rules: Vec<Rule>,
    dates: Vec<LocalDateTime>,
    /// How much it has gathered.
    pub(crate) entries: usize,
    is_broken: bool,
    /// The year in which it begins, where at least that can be read.
    first_year: Option<i64>,
    /// It may begin again, and nobody knows when.
    may_return: bool,
}

impl ObservanceDraft {
    pub(crate) fn new(line: usize) -> Self {
        Self {
            line,
            start: None,
            offset_from: None,
            offset_to: None,
            rules: Vec::new(),
            dates: Vec::new(),
            entries: 0,
            is_broken: false,
            first_year: None,
            may_return: false,
        }
    }

    /// A line that means something could not be read.
    pub(crate) fn break_up(&mut self) {
        self.is_broken = true;
        self.may_return = true;
    }

    pub(crate) fn take(&mut self, property: &Property, names: &mut ZoneNames, report: &mut Report) {
        self.entries += 1;
        let taken = match property.name.as_str() {
            // Onsets are local times; some programs write them as dates or with a `Z` nonetheless.
            "DTSTART" => {
                self.first_year = property.value.get(..4).and_then(|year| year.parse().ok());
                onset(property, names).map(|when| self.start = Some(when))
            }
            "RDATE" => {
                let dates = values::added(property, names);
                self.entries += dates.good.len();
                self.dates.extend(dates.good.iter().map(|added| values::wall(&added.start)));
                self.may_return |= !dates.bad.is_empty();
                dates.bad.into_iter().next().map_or(Ok(()), Err)
            }
            "RRULE" => {
                let read = Rule::parse_widening(&last_for_fifth(&property.value));
                self.rules.extend(read.rule);
                self.may_return |= !read.problems.is_empty();
                read.problems.first().map_or(Ok(()), |problem| Err(problem.to_string()))
            }
            "TZOFFSETFROM" => offset(property).map(|offset| self.offset_from = Some(offset)),
            "TZOFFSETTO" => offset(property).map(|offset| self.offset_to = Some(offset)),
            _ => Ok(()),
        };
        if let Err(reason) = taken {
            self.is_broken = true;
            report.add(property.line, reason);
        }
    }

    /// Whether it is over: it began before 1970, and nothing brings it back.
    fn is_of_the_past(&self) -> bool {
        let is_past = |year: i64| year < FIRST_YEAR;
        let until = |rule: &Rule| rule.last(|at| LocalDateTime::from_local_seconds(at.unix()));
        let is_over = |last: LocalDateTime| is_past(last.date().year());
        self.first_year.is_some_and(is_past)
            && !self.may_return
            && self.rules.iter().all(|rule| until(rule).is_some_and(is_over))
            && self.dates.iter().copied().all(is_over)
    }

    /// The observance, where nothing of it is missing that the other parts of its zone don't say. Outlook for Mac leaves
    /// out from which offset a part comes.
    fn finish(self, offsets: &Offsets) -> Option<Observance> {
        let offset_to = self.offset_to.filter(|_| !self.is_broken)?;
        let offset_from = self.offset_from.or_else(|| offsets.before(offset_to))?;
        // Where there is one offset, it is of no interest since when.
        let ever =
            (offsets.are_one() && offset_from == offset_to).then(|| LocalDateTime::from_local_seconds(0));
        let start = self.start.or(ever)?;
        Some(Observance { start, offset_from, offset_to, rules: self.rules, dates: self.dates })
    }
}

/// The offsets to which the parts of a zone lead, and how many lead to each.
struct Offsets(BTreeMap<i32, usize>);

impl Offsets {
    fn of(parts: &[ObservanceDraft]) -> Self {
        let mut offsets = BTreeMap::new();
        for offset in parts.iter().filter_map(|part| part.offset_to) {
            *offsets.entry(offset).or_insert(0) += 1;
        }
        Self(offsets)
    }

    fn are_one(&self) -> bool {
        self.0.len() == 1
    }

    /// From which offset a part comes that leads to this one: that of all others, where they have one.
    fn before(&self, offset_to: i32) -> Option<i32> {
        let is_alone = self.0.get(&offset_to) == Some(&1);
        let mut others = self.0.keys().filter(|&&offset| offset != offset_to || !is_alone);
        match (others.next(), others.next()) {
            (None, _) => Some(offset_to),
            (Some(only), None) => Some(*only),
            (Some(_), Some(_)) => None,
        }
    }
}

/// A zone while its lines are read.
#[derive(Debug)]
pub(crate) struct ZoneDraft {
    line: usize,
    pub(crate) name: String,
    pub(crate) location: Option<String>,
    pub(crate) parts: Vec<ObservanceDraft>,
    pub(crate) is_broken: bool,
}

impl ZoneDraft {
    pub(crate) fn new(line: usize) -> Self {
        Self { line, name: String::new(), location: None, parts: Vec::new(), is_broken: false }
    }

    pub(crate) fn finish(self, report: &mut Report) -> ZoneDefinition {
        let offsets = Offsets::of(&self.parts);
        let (mut observances, mut is_broken, mut is_past_broken) = (Vec::new(), self.is_broken, false);
        for part in self.parts {
            let (line, was_broken, is_of_the_past) = (part.line, part.is_broken, part.is_of_the_past());
            let observance = part.finish(&offsets);
            if observance.is_none() && !was_broken {
                let reason = "this part of a time zone lacks DTSTART, TZOFFSETFROM or TZOFFSETTO";
                report.add(line, reason);
            }
            is_broken |= observance.is_none() && !is_of_the_past;
            is_past_broken |= observance.is_none();
            observances.extend(observance);
        }
        // A later part says what holds today.
        is_broken |= is_past_broken && !observances.iter().any(|part| part.start.date().year() >= FIRST_YEAR);
        ZoneDefinition { line: self.line, name: self.name, location: self.location, observances, is_broken }
    }
}

/// No event of a calendar that is read is older than this year.
const FIRST_YEAR: i64 = 1970;

/// A rule of a zone. Windows says "the fifth" of a weekday for the last one, and programs copy that: clocks change in every
/// year.
fn last_for_fifth(rule: &str) -> String {
    let rule = rule.to_ascii_uppercase();
    match rule.split_once("BYDAY=5") {
        Some((before, after)) if rule.contains("BYMONTH=") && after.starts_with(char::is_alphabetic) => {
            format!("{before}BYDAY=-1{after}")
        }
        _ => rule,
    }
}

/// When a part begins. There is no year 0; a part that begins in it has always been.
fn onset(property: &Property, names: &mut ZoneNames) -> Result<LocalDateTime, String> {
    let written = values::when(property, names);
    let first = || {
        let text = format!("0001{}", property.value.strip_prefix("0000")?);
        match CalendarTime::parse(&text).ok()? {
            CalendarTime::Date(date) => Some(date.midnight()),
            CalendarTime::Local(local) => Some(local),
            CalendarTime::Utc(_) => None,
        }
    };
    match written {
        Ok(when) => Ok(values::wall(&when)),
        Err(reason) => first().ok_or(reason),
    }
}

fn offset(property: &Property) -> Result<i32, String> {
    offsets::utc_offset(&property.value)
        .ok_or_else(|| format!("{}: is no offset such as +0100", property.name))
}
