//! Zones that a calendar defines itself: `VTIMEZONE` (RFC 5545, 3.6.5).

use super::busy::Budget;
use super::property::Property;
use super::values::utc_offset;
use super::{Report, document::When, values};
use scheduling_core::calendar::recurrence::{Rule, Span};
use scheduling_core::time::{Instant, LocalDateTime, Zone};

/// A `VTIMEZONE`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZoneDefinition {
    /// The line of its `BEGIN`.
    pub line: usize,
    /// `TZID`.
    pub name: String,
    /// `X-LIC-LOCATION`: the IANA name, where the program that wrote the file knew it.
    pub location: Option<String>,
    /// Its offsets, and when they begin.
    pub observances: Vec<Observance>,
}

/// A `STANDARD` or `DAYLIGHT` part of a zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observance {
    /// When it begins the first time, on the clock as it was before.
    pub start: LocalDateTime,
    /// Seconds east of UTC before it begins.
    pub offset_from: i32,
    /// Seconds east of UTC while it lasts.
    pub offset_to: i32,
    /// When it begins again.
    pub rules: Vec<Rule>,
    /// When it begins besides.
    pub dates: Vec<LocalDateTime>,
}

/// An observance while its lines are read.
#[derive(Debug)]
pub(super) struct ObservanceDraft {
    line: usize,
    start: Option<LocalDateTime>,
    offset_from: Option<i32>,
    offset_to: Option<i32>,
    rules: Vec<Rule>,
    dates: Vec<LocalDateTime>,
}

impl ObservanceDraft {
    pub(super) fn new(line: usize) -> Self {
        Self { line, start: None, offset_from: None, offset_to: None, rules: Vec::new(), dates: Vec::new() }
    }

    pub(super) fn take(&mut self, property: &Property, report: &mut Report) {
        let taken = match property.name.as_str() {
            "DTSTART" => values::when(property).map(|when| self.start = wall(&when)),
            "RDATE" => values::list(property).map(|dates| self.dates.extend(dates.iter().filter_map(wall))),
            "RRULE" => {
                Rule::parse(&property.value).map(|rule| self.rules.push(rule)).map_err(|e| e.to_string())
            }
            "TZOFFSETFROM" => offset(property).map(|offset| self.offset_from = Some(offset)),
            "TZOFFSETTO" => offset(property).map(|offset| self.offset_to = Some(offset)),
            _ => Ok(()),
        };
        if let Err(reason) = taken {
            report.add(property.line, reason);
        }
    }

    /// The observance, if its three necessary lines are there.
    pub(super) fn finish(self, report: &mut Report) -> Option<Observance> {
        let (Some(start), Some(offset_from), Some(offset_to)) =
            (self.start, self.offset_from, self.offset_to)
        else {
            report.add(self.line, "this part of a time zone lacks DTSTART, TZOFFSETFROM or TZOFFSETTO");
            return None;
        };
        Some(Observance { start, offset_from, offset_to, rules: self.rules, dates: self.dates })
    }
}

/// Onsets are local times; some programs write them as dates or with a `Z` nonetheless.
fn wall(when: &When) -> Option<LocalDateTime> {
    Some(match when {
        When::Date(date) => date.midnight(),
        When::Floating(local) | When::Zoned(local, _) => *local,
        When::Utc(instant) => LocalDateTime::from_local_seconds(instant.unix()),
    })
}

fn offset(property: &Property) -> Result<i32, String> {
    utc_offset(&property.value).ok_or_else(|| format!("{}: is no offset such as +0100", property.name))
}

impl ZoneDefinition {
    /// Whether both define the same zone, wherever they stand.
    pub(super) fn says_the_same_as(&self, other: &Self) -> bool {
        (&self.name, &self.observances) == (&other.name, &other.observances)
    }

    /// The zone, right for all times up to `until`; `None` where it has no observance.
    pub(super) fn zone(&self, until: Instant, budget: &mut Budget) -> Option<Zone> {
        let mut changes: Vec<(Instant, i32, i32)> = Vec::new();
        for observance in &self.observances {
            let (onsets, cut) = observance.onsets(until, budget);
            if cut && budget.cut_zones.last() != Some(&self.line) {
                budget.cut_zones.push(self.line);
            }
            for onset in onsets {
                let at = Instant::clamped(onset.local_seconds() - i64::from(observance.offset_from));
                changes.push((at, observance.offset_from, observance.offset_to));
            }
        }
        changes.sort_unstable();
        let &(_, before_all, _) = changes.first()?;
        let changes = changes.into_iter().map(|(at, _, to)| (at, to)).collect();
        Some(Zone::from_transitions(&self.name, before_all, changes))
    }
}

impl Observance {
    /// When it begins, up to `until`, and whether a limit ended the list.
    fn onsets(&self, until: Instant, budget: &mut Budget) -> (Vec<LocalDateTime>, bool) {
        let to = LocalDateTime::from_local_seconds(until.unix());
        let span = Span { start: self.start, from: self.start, to };
        let mut onsets = vec![self.start];
        onsets.extend(&self.dates);
        let offset = i64::from(self.offset_from);
        let local = |at: Instant| LocalDateTime::from_local_seconds(at.unix() + offset);
        let mut cut = false;
        for rule in &self.rules {
            let found = budget.expand(rule, span, rule.last(local));
            onsets.extend(found.starts);
            cut |= found.cut;
        }
        (onsets, cut)
    }
}
