//! The lines of one `VEVENT` or `VFREEBUSY`.
//!
//! What can't be read makes nobody free. A line that would only free its owner (`EXDATE`, `EXRULE`, `STATUS`) is left out;
//! a rule becomes a wider one, or all the time after its start; without a start, an end or an added date the calendar is
//! incomplete. A line that can't be read never undoes one that could.

use super::document::{Added, End, Event, FreeBusy, LostRule, RecurrenceId, Repeats, Version, When};
use super::doubt;
use super::duration::Duration;
use super::names::address;
use super::property::Property;
use super::report::{Report, shown};
use super::values;
use super::zones::ZoneNames;
use scheduling_core::calendar::recurrence::Rule;
use scheduling_core::time::{Interval, Timestamp};

/// How long an event counts whose end can't be read.
const A_DAY: Duration = Duration { days: 1, seconds: 0 };
/// Attendees of one event that are looked at.
const MOST_ATTENDEES: usize = 1_000;

/// Whether all lines that speak of something agree that it is so.
#[derive(Debug, Default, Clone, Copy)]
struct Unanimous {
    yes: bool,
    no: bool,
}

impl Unanimous {
    fn hear(&mut self, yes: bool) {
        self.yes |= yes;
        self.no |= !yes;
    }

    fn is_so(self) -> bool {
        self.yes && !self.no
    }
}

/// Something that an event has once.
#[derive(Debug)]
struct Once<T> {
    value: Option<T>,
    /// Another one stands there too, or one that can't be read, with its line and the reason.
    others: Vec<(usize, String)>,
    /// Another one stands there that can be read and says something else.
    differs: bool,
}

impl<T: PartialEq> Once<T> {
    const fn new() -> Self {
        Self { value: None, others: Vec::new(), differs: false }
    }

    fn hear(&mut self, property: &Property, said: Result<T, String>) {
        match said {
            Ok(value) if self.value.is_none() => self.value = Some(value),
            Ok(value) if self.value.as_ref() == Some(&value) => {}
            Ok(_) => {
                self.differs |= !property.is_words;
                self.others.push((property.line, format!("{}: stands there already", property.name)));
            }
            Err(reason) if self.others.len() < 20 => self.others.push((property.line, reason)),
            Err(_) => {}
        }
    }

    /// Reports what could not be read. It is lost where nothing else says it, or something else does.
    fn report(&self, report: &mut Report) {
        for (line, reason) in &self.others {
            if self.value.is_none() || self.differs {
                report.lose(*line, reason.as_str());
            } else {
                report.add(*line, reason.as_str());
            }
        }
    }
}

/// An event while its lines are read.
#[derive(Debug)]
pub(crate) struct EventDraft {
    line: usize,
    uid: Option<Box<str>>,
    recurrence_id: Once<When>,
    has_recurrence_id: bool,
    this_and_future: bool,
    sequence: Once<i64>,
    stamp: Once<Timestamp>,
    start: Once<When>,
    /// The start is a date and was not said to be one.
    is_short_date: bool,
    end: Once<When>,
    duration: Once<Duration>,
    repeats: Repeats,
    cancelled: Unanimous,
    transparent: Unanimous,
    /// Who answered, and whether by declining.
    attendees: Vec<(String, bool)>,
    /// What follows and can't be read belongs to a text.
    after_words: bool,
    /// How much it has gathered.
    pub(crate) entries: usize,
}

impl EventDraft {
    pub(crate) fn new(line: usize) -> Self {
        Self {
            line,
            uid: None,
            recurrence_id: Once::new(),
            has_recurrence_id: false,
            this_and_future: false,
            sequence: Once::new(),
            stamp: Once::new(),
            start: Once::new(),
            is_short_date: false,
            end: Once::new(),
            duration: Once::new(),
            repeats: Repeats::default(),
            cancelled: Unanimous::default(),
            transparent: Unanimous::default(),
            attendees: Vec::new(),
            after_words: false,
            entries: 0,
        }
    }

    /// A line that is no property.
    pub(crate) fn unreadable(&mut self, line: usize, text: &str, reason: &str, report: &mut Report) {
        if self.after_words && !doubt::begins_like(text, doubt::OF_EVENTS) {
            return report.add(line, format!("the line {reason}"));
        }
        report.lose(line, format!("the line {reason}; it may have said when the event is"));
    }

    /// A property that is not read.
    pub(crate) fn pass_over(&mut self, line: usize, name: &str, rest: &str, report: &mut Report) {
        self.after_words = true;
        if !doubt::is_of_events(name) && doubt::is_misspelt(name, rest, doubt::OF_EVENTS) {
            report
                .lose(line, format!("{}: is no property of an event; it may be a misspelt one", shown(name)));
        }
    }

    pub(crate) fn take(&mut self, property: &Property, names: &mut ZoneNames, report: &mut Report) {
        let frees = matches!(property.name.as_str(), "STATUS" | "TRANSP" | "EXDATE" | "EXRULE" | "ATTENDEE");
        if frees && property.is_words {
            return report.add(property.line, format!("{}: looks like words and is left out", property.name));
        }
        self.after_words &= property.is_words;
        match property.name.as_str() {
            "DTSTART" => {
                let start = values::when(property, names);
                let dated = property.has("VALUE", "DATE") && property.parameter("TZID").is_none();
                self.is_short_date |= matches!(start, Ok(When::Date(_))) && !dated;
                self.start.hear(property, start);
            }
            "DTEND" => self.end.hear(property, values::when(property, names)),
            "DURATION" => {
                let duration = Duration::parse(&property.value).filter(|duration| !duration.is_negative());
                let none = || format!("DURATION: \"{}\" is no duration", shown(&property.value));
                self.duration.hear(property, duration.ok_or_else(none));
            }
            "RECURRENCE-ID" => self.take_recurrence_id(property, names, report),
            "RRULE" | "EXRULE" | "RDATE" | "EXDATE" => self.take_repeats(property, names, report),
            _ => self.take_details(property, names),
        }
    }

    fn take_details(&mut self, property: &Property, names: &mut ZoneNames) {
        match property.name.as_str() {
            "UID" if self.uid.is_none() && !property.value.is_empty() => {
                self.entries += property.value.len() / 32;
                self.uid = Some(property.value.as_str().into());
            }
            "STATUS" => self.cancelled.hear(property.is("CANCELLED")),
            "TRANSP" => self.transparent.hear(property.is("TRANSPARENT")),
            "SEQUENCE" => {
                let number = property.value.parse().map_err(|_| "SEQUENCE: is no whole number".to_owned());
                self.sequence.hear(property, number);
            }
            "DTSTAMP" => self.stamp.hear(
                property,
                match values::when(property, names) {
                    Ok(When::Utc(stamp)) => Ok(stamp),
                    _ => Err("DTSTAMP: is no time in UTC".to_owned()),
                },
            ),
            "ATTENDEE" if self.attendees.len() < MOST_ATTENDEES => {
                let declined = property.has("PARTSTAT", "DECLINED");
                let email = property.parameter("EMAIL").and_then(address);
                self.attendees.extend(address(&property.value).map(|address| (address, declined)));
                self.attendees.extend(email.map(|address| (address, declined)));
            }
            _ => {}
        }
    }

    fn take_recurrence_id(&mut self, property: &Property, names: &mut ZoneNames, report: &mut Report) {
        self.has_recurrence_id = true;
        self.this_and_future |= property.has("RANGE", "THISANDFUTURE");
        let known_range = match property.parameter("RANGE") {
            Some(_) => property.has("RANGE", "THISANDFUTURE"),
            // A semicolon or an equals sign may be broken.
            None => !property.mentions("RANGE") && !property.mentions("THISAND"),
        };
        if !known_range || !property.has_only(&["VALUE", "TZID", "RANGE"]) {
            report.lose(property.line, "RECURRENCE-ID: nobody knows which occurrences are meant");
        }
        self.recurrence_id.hear(property, values::when(property, names));
    }

    fn take_repeats(&mut self, property: &Property, names: &mut ZoneNames, report: &mut Report) {
        self.entries += 1;
        match property.name.as_str() {
            "RRULE" => self.take_rule(property, report),
            "EXRULE" => match Rule::parse(&property.value) {
                Ok(rule) => self.repeats.exception_rules.push(rule),
                Err(problem) => report.add(property.line, format!("EXRULE: {problem}")),
            },
            "RDATE" => {
                let added = values::added(property, names);
                if property.value.is_empty() {
                    report.lose(property.line, "RDATE: there is nothing in it");
                }
                self.entries += added.good.len();
                self.repeats.added.extend::<Vec<Added>>(added.good);
                added.bad.into_iter().for_each(|reason| report.lose(property.line, reason));
            }
            _ => {
                let excluded = values::list(property, names);
                self.entries += excluded.good.len();
                self.repeats.excluded.extend(excluded.good);
                added_to(report, property.line, excluded.bad);
            }
        }
    }

    /// A rule that is lost is worse than an event: it is lost for ever.
    fn take_rule(&mut self, property: &Property, report: &mut Report) {
        let widened = Rule::parse_widening(&property.value);
        let outcome = match widened.rule {
            Some(rule) => {
                self.repeats.rules.push(rule);
                "it may have more occurrences than were meant"
            }
            None => {
                let until = widened.until.filter(|_| self.repeats.lost_rule.is_none());
                self.repeats.lost_rule = Some(LostRule { until });
                "the time from its start on counts as busy"
            }
        };
        for problem in widened.problems {
            report.add(property.line, format!("RRULE: {problem}; {outcome}"));
        }
    }

    /// The event, and by whom it was declined; `None` where nobody knows when it is, which has been reported.
    pub(crate) fn finish(self, report: &mut Report) -> Option<(Event, Vec<String>)> {
        self.report(report);
        let Some(start) = self.start.value else {
            if self.start.others.is_empty() {
                report.lose(self.line, "the event has no DTSTART; the event is left out");
            }
            return None;
        };
        let end = match (self.end.value, self.duration.value) {
            (Some(end), _) => End::At(end),
            (None, Some(duration)) => End::After(duration),
            (None, None) if self.end.others.is_empty() && self.duration.others.is_empty() => End::Missing,
            (None, None) => End::After(A_DAY),
        };
        let is_timed = matches!(end, End::After(duration) if duration.seconds != 0);
        let known_sequence = self.sequence.others.is_empty();
        let (repeats, declined_by) = (self.repeats, declined_by(&self.attendees));
        let event = Event {
            line: self.line,
            uid: self.uid,
            recurrence_id: self.has_recurrence_id.then_some(RecurrenceId {
                at: self.recurrence_id.value.filter(|_| !self.recurrence_id.differs),
                this_and_future: self.this_and_future,
            }),
            version: Version {
                sequence: known_sequence.then(|| self.sequence.value.unwrap_or(0)),
                stamp: self.stamp.value.filter(|_| self.stamp.others.is_empty()),
            },
            start,
            end,
            uncertain: self.is_short_date && is_timed,
            repeats: (!repeats.is_empty()).then(|| Box::new(repeats)),
            blocks: !self.cancelled.is_so() && !self.transparent.is_so(),
            floating: None,
        };
        Some((event, declined_by))
    }

    /// The time that a `VAVAILABILITY` (RFC 7953) is about. Outside of what it says to be available its owner is busy; what
    /// is available is not read. `None` where it has no bounds, which has been reported.
    pub(crate) fn finish_availability(self, report: &mut Report) -> Option<Event> {
        let has_end = self.end.value.is_some() || self.duration.value.is_some();
        if self.start.value.is_none() || !has_end {
            let reason =
                "VAVAILABILITY is not read, and without a start and an end nobody knows when it makes busy";
            report.lose(self.line, reason);
            return None;
        }
        let reason = "VAVAILABILITY is not read; the time from its start to its end counts as busy";
        report.add(self.line, reason);
        self.finish(report).map(|(event, _)| event)
    }

    fn report(&self, report: &mut Report) {
        self.start.report(report);
        // Either says when it ends.
        let has_end = self.end.value.is_some() || self.duration.value.is_some();
        if has_end && !self.end.differs {
            let others = self.end.others.iter().chain(&self.duration.others);
            others.for_each(|(line, reason)| report.add(*line, reason.as_str()));
        } else {
            self.end.report(report);
            self.duration.report(report);
        }
        for (line, reason) in &self.recurrence_id.others {
            match self.this_and_future {
                true => report.lose(*line, reason.as_str()),
                // It counts beside the occurrence that it was to replace.
                false => report.add(*line, reason.as_str()),
            }
        }
        let versions = self.sequence.others.iter().chain(&self.stamp.others);
        versions.for_each(|(line, reason)| report.add(*line, reason.as_str()));
    }
}

fn added_to(report: &mut Report, line: usize, reasons: Vec<String>) {
    reasons.into_iter().for_each(|reason| report.add(line, reason));
}

/// Those who declined and never said anything else.
fn declined_by(attendees: &[(String, bool)]) -> Vec<String> {
    let other: std::collections::HashSet<&str> =
        attendees.iter().filter(|(_, declined)| !declined).map(|(who, _)| who.as_str()).collect();
    let declined = attendees.iter().filter(|(who, declined)| *declined && !other.contains(who.as_str()));
    declined.map(|(who, _)| who.clone()).collect()
}

/// `FREEBUSY`: its periods, unless they are free ones. They are in UTC (RFC 5545, 3.8.2.6).
pub(crate) fn free_busy(property: &Property, names: &mut ZoneNames, report: &mut Report) -> Vec<FreeBusy> {
    if property.has("FBTYPE", "FREE") {
        return Vec::new();
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
    let periods = values::periods(property, names);
    if property.value.is_empty() {
        report.lose(property.line, "FREEBUSY: there is nothing in it");
    }
    periods.bad.into_iter().for_each(|reason| report.lose(property.line, reason));
    let times: Vec<Option<FreeBusy>> = periods.good.into_iter().map(time).collect();
    if times.iter().any(Option::is_none) {
        report.lose(property.line, "FREEBUSY: a period ends after it starts, both in UTC");
    }
    times.into_iter().flatten().collect()
}
