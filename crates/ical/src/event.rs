//! The lines of one `VEVENT` or `VFREEBUSY`.
//!
//! A line that can't be read is reported and left out where the event still means something without it. A
//! start, an end or a `RECURRENCE-ID` that can't be read takes the event with it: guessing them would make
//! up busy time, or change another event's.

use super::document::{Added, End, Event, FreeBusy, RecurrenceId, When};
use super::duration::Duration;
use super::property::Property;
use super::report::{Report, shown};
use super::values;
use scheduling_core::calendar::recurrence::Rule;
use scheduling_core::time::{Interval, Timestamp};

/// An event while its lines are read.
#[derive(Debug)]
pub(crate) struct EventDraft {
    line: usize,
    uid: Option<String>,
    recurrence_id: Option<RecurrenceId>,
    sequence: i64,
    stamp: Option<Timestamp>,
    start: Option<When>,
    end: Option<End>,
    rules: Vec<Rule>,
    exception_rules: Vec<Rule>,
    added: Vec<Added>,
    excluded: Vec<When>,
    cancelled: bool,
    transparent: bool,
    /// A line was reported without which the event means nothing.
    broken: bool,
    /// The zone names that were used, with the line of the first use.
    zone_names: Vec<(usize, String)>,
}

impl EventDraft {
    pub(crate) fn new(line: usize) -> Self {
        Self {
            line,
            uid: None,
            recurrence_id: None,
            sequence: 0,
            stamp: None,
            start: None,
            end: None,
            rules: Vec::new(),
            exception_rules: Vec::new(),
            added: Vec::new(),
            excluded: Vec::new(),
            cancelled: false,
            transparent: false,
            broken: false,
            zone_names: Vec::new(),
        }
    }

    pub(crate) fn take(&mut self, property: &Property, report: &mut Report) {
        let necessary = matches!(property.name.as_str(), "DTSTART" | "DTEND" | "DURATION" | "RECURRENCE-ID");
        if let Err(reason) = self.set(property) {
            self.broken |= necessary;
            let outcome = if necessary { "; the event is left out" } else { "" };
            report.add(property.line, format!("{reason}{outcome}"));
        } else if let Some(name) = property.parameter("TZID").filter(|name| !name.is_empty()) {
            // A name is mostly the one of the line before; the reader takes out what comes again later.
            if self.zone_names.last().is_none_or(|(_, last)| last != name) {
                self.zone_names.push((property.line, name.to_owned()));
            }
        }
    }

    fn set(&mut self, property: &Property) -> Result<(), String> {
        match property.name.as_str() {
            "UID" => self.uid = (!property.value.is_empty()).then(|| property.value.clone()),
            "DTSTART" => self.start = Some(values::when(property)?),
            "DTEND" => self.end = Some(End::At(values::when(property)?)),
            "DURATION" => {
                let duration = Duration::parse(&property.value);
                let duration = duration
                    .ok_or_else(|| format!("DURATION: \"{}\" is no duration", shown(&property.value)))?;
                self.end.get_or_insert(End::After(duration));
            }
            "RECURRENCE-ID" => {
                let this_and_future = property.has("RANGE", "THISANDFUTURE");
                self.recurrence_id = Some(RecurrenceId { at: values::when(property)?, this_and_future });
            }
            "RRULE" => self.rules.push(rule(property)?),
            "EXRULE" => self.exception_rules.push(rule(property)?),
            "RDATE" => self.added.extend(values::added(property)?),
            "EXDATE" => self.excluded.extend(values::list(property)?),
            "STATUS" => self.cancelled = property.is("CANCELLED"),
            "TRANSP" => self.transparent = property.is("TRANSPARENT"),
            "SEQUENCE" => {
                let number = property.value.parse();
                self.sequence = number.map_err(|_| "SEQUENCE: is no whole number".to_owned())?;
            }
            "DTSTAMP" => {
                if let Ok(When::Utc(stamp)) = values::when(property) {
                    self.stamp = Some(stamp);
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// The event and the zone names that it uses; `None` where it had to be left out, which has been reported.
    pub(crate) fn finish(self, report: &mut Report) -> Option<(Event, Vec<(usize, String)>)> {
        if self.broken {
            return None;
        }
        let Some(start) = self.start else {
            report.add(self.line, "the event has no DTSTART; the event is left out");
            return None;
        };
        let event = Event {
            line: self.line,
            uid: self.uid,
            recurrence_id: self.recurrence_id,
            sequence: self.sequence,
            stamp: self.stamp,
            start,
            end: self.end.unwrap_or(End::Missing),
            rules: self.rules,
            exception_rules: self.exception_rules,
            added: self.added,
            excluded: self.excluded,
            blocks: !self.cancelled && !self.transparent,
        };
        Some((event, self.zone_names))
    }
}

/// Without its rule an event still has its first start, so it stays in.
fn rule(property: &Property) -> Result<Rule, String> {
    Rule::parse(&property.value).map_err(|problem| format!("{}: {problem}", property.name))
}

/// `FREEBUSY`: its periods, unless they are free ones. They are in UTC (RFC 5545, 3.8.2.6).
pub(crate) fn free_busy(property: &Property) -> Result<Vec<FreeBusy>, String> {
    if property.has("FBTYPE", "FREE") {
        return Ok(Vec::new());
    }
    let time = |(start, end): (When, End)| {
        let When::Utc(start) = start else { return None };
        let end = match end {
            End::At(When::Utc(end)) => end,
            End::After(duration) => start.plus_seconds(duration.days * 86_400 + duration.seconds),
            End::At(_) | End::Missing => return None,
        };
        Interval::new(start, end).ok().map(|time| FreeBusy { line: property.line, time })
    };
    let times: Option<Vec<FreeBusy>> = values::periods(property)?.into_iter().map(time).collect();
    times.ok_or_else(|| "FREEBUSY: a period ends after it starts, both in UTC".to_owned())
}
