//! A document and a window into busy time.

use super::document::{CalendarDocument, End, Event, When};
use super::series::Series;
use super::zones::MadeZones;
use super::{Limits, Report, Skipped};
use scheduling_core::calendar::recurrence::{Expansion, Limits as RuleLimits, Rule, Span};
use scheduling_core::time::{Date, Instant, Interval, IntervalSet, LocalDateTime, Zone};
use std::collections::HashMap;

/// The busy time of a calendar in a window.
#[derive(Debug, Clone)]
pub struct Busy {
    /// Merged, and clipped to the window.
    pub times: IntervalSet,
    /// A limit was reached. What was not looked at counts as busy: a calendar that can't be followed to its
    /// end must not make its owner look free.
    pub cut: bool,
    /// What could not be followed, with the line of the event.
    pub problems: Vec<Skipped>,
}

/// The busy time of a document in `window`; `owner` is the zone of whole days, and of floating times where
/// the calendar names none.
#[must_use]
pub fn busy(document: &CalendarDocument, owner: &Zone, window: Interval, limits: &Limits) -> Busy {
    busy_of_all(std::slice::from_ref(document), owner, window, limits)
}

/// The busy time of documents that make up one calendar, each with zones and series of its own. The limits are those
/// of all together.
#[must_use]
pub fn busy_of_all(documents: &[CalendarDocument], owner: &Zone, window: Interval, limits: &Limits) -> Busy {
    let mut budget = Budget::new(limits);
    let mut made = MadeZones::default();
    let mut found = Found { window, times: Vec::new(), cut: false, report: Report::new(limits.skipped) };
    for document in documents {
        follow(document, owner, &mut made, &mut budget, &mut found);
        // Then the whole window counts as busy already.
        if budget.is_spent() {
            break;
        }
    }
    let times: IntervalSet = found.times.into_iter().collect();
    Busy { times: times.clip(window), cut: found.cut, problems: found.report.finish() }
}

fn follow(
    document: &CalendarDocument,
    owner: &Zone,
    made: &mut MadeZones,
    budget: &mut Budget,
    found: &mut Found,
) {
    let window = found.window;
    // Rules of zones are followed a little further, so that the last day of the window has its changes.
    let zones = document.zones.zones(window.end().plus_seconds(400 * 86_400), made, budget);
    let floating = document.time_zone.as_deref().and_then(|name| zones.get(name)).unwrap_or(owner).clone();
    let clocks = Clocks { owner: owner.clone(), floating, zones };
    for line in std::mem::take(&mut budget.cut_zones) {
        found.report.add(line, "the time zone has more changes than are followed; its times may be wrong");
    }
    found
        .times
        .extend(document.free_busy.iter().map(|period| period.time).filter(|time| time.overlaps(window)));
    if let Some(line) = document.left_out {
        found.cut_from(line, window.start(), "a limit left out a part of the file");
    }
    for series in Series::of(&document.events, &clocks) {
        series.list(budget, found);
        if budget.is_spent() {
            let reason = "the calendar has more occurrences than are followed";
            found.cut_from(series.line(), window.start(), reason);
            break;
        }
    }
}

/// What has been found so far.
pub(super) struct Found {
    pub(super) window: Interval,
    times: Vec<Interval>,
    cut: bool,
    report: Report,
}

impl Found {
    pub(super) fn add(&mut self, start: Instant, end: Instant) {
        if let Some(time) = Interval::new(start, end).filter(|time| time.overlaps(self.window)) {
            self.times.push(time);
        }
    }

    /// Records that a limit was reached, and makes everything from `from` on busy.
    pub(super) fn cut_from(&mut self, line: usize, from: Instant, reason: &str) {
        self.cut = true;
        let from = from.max(self.window.start());
        self.report.add(line, format!("{reason}; the time from {from} on counts as busy"));
        self.add(from, self.window.end());
    }
}

/// How much may still be done.
pub(super) struct Budget {
    starts_per_event: usize,
    starts: usize,
    steps_per_rule: u64,
    steps: u64,
    /// The lines of zones whose changes could not all be listed.
    pub(super) cut_zones: Vec<usize>,
}

impl Budget {
    fn new(limits: &Limits) -> Self {
        Self {
            starts_per_event: limits.occurrences_per_event,
            starts: limits.occurrences,
            steps_per_rule: limits.steps_per_rule,
            steps: limits.steps,
            cut_zones: Vec::new(),
        }
    }

    fn is_spent(&self) -> bool {
        self.starts == 0 || self.steps == 0
    }

    /// Lists the starts of a rule as far as the budget allows.
    pub(super) fn expand(&mut self, rule: &Rule, span: Span, last: Option<LocalDateTime>) -> Expansion {
        let limits = RuleLimits {
            starts: self.starts.min(self.starts_per_event),
            steps: self.steps.min(self.steps_per_rule),
        };
        let found = rule.expand(span, last, limits);
        self.starts -= found.starts.len().min(self.starts);
        self.steps -= found.steps.min(self.steps);
        found
    }
}

/// The zones in which the times of a calendar are read.
pub(super) struct Clocks<'d> {
    owner: Zone,
    floating: Zone,
    zones: HashMap<&'d str, Zone>,
}

impl Clocks<'_> {
    /// The zone on whose clock a time is written.
    pub(super) fn zone_of(&self, when: &When) -> Zone {
        match when {
            When::Date(_) => self.owner.clone(),
            When::Floating(_) => self.floating.clone(),
            When::Utc(_) => Zone::utc(),
            When::Zoned(_, name) => self.zones.get(name.as_ref()).unwrap_or(&self.floating).clone(),
        }
    }

    /// The instant of a time; a date is the start of that day in `zone`.
    pub(super) fn instant(&self, when: &When, zone: &Zone) -> Instant {
        match when {
            When::Date(date) => zone.start_of_day(*date),
            When::Utc(instant) => *instant,
            When::Floating(local) | When::Zoned(local, _) => self.zone_of(when).resolve(*local).compatible(),
        }
    }

    /// What the clock of `zone` shows at a time. Floating times, and dates, are on any clock what they are.
    pub(super) fn on_clock_of(&self, when: &When, zone: &Zone) -> LocalDateTime {
        match when {
            When::Date(date) => date.midnight(),
            When::Floating(local) => *local,
            When::Zoned(local, _) if self.zone_of(when) == *zone => *local,
            When::Zoned(..) | When::Utc(_) => zone.local(self.instant(when, zone)),
        }
    }
}

/// How long an event lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Length {
    /// Whole days, from midnight to midnight.
    Days(i64),
    /// Seconds, whatever the clocks do. "If the duration of the recurring component is specified with the
    /// DTEND or DUE property, the same exact duration will apply to all the members of the generated
    /// recurrence set" (RFC 5545, 3.8.5.3).
    Exact(i64),
    /// Days on the calendar, then seconds. "If \[it\] is specified with the DURATION property, the same
    /// nominal duration will apply" (the same place).
    Nominal(i64, i64),
}

impl Length {
    /// The end of an occurrence that starts at this local time, which is this instant.
    pub(super) fn end(self, zone: &Zone, local: LocalDateTime, start: Instant) -> Instant {
        let later =
            |days| LocalDateTime::new(local.date().plus_days(days), local.second_of_day()).unwrap_or(local);
        match self {
            Self::Days(days) => zone.start_of_day(local.date().plus_days(days)),
            Self::Exact(seconds) => start.plus_seconds(seconds),
            Self::Nominal(0, seconds) => start.plus_seconds(seconds),
            Self::Nominal(days, seconds) => zone.resolve(later(days)).compatible().plus_seconds(seconds),
        }
    }

    /// The most seconds that it can take, clock changes included.
    pub(super) fn most(self) -> i64 {
        match self {
            Self::Days(days) => days.saturating_add(1).saturating_mul(86_400),
            Self::Exact(seconds) => seconds,
            Self::Nominal(days, seconds) => {
                days.saturating_add(1).saturating_mul(86_400).saturating_add(seconds)
            }
        }
    }
}

/// Where an event starts, and how long it lasts.
#[derive(Debug, Clone)]
pub(super) struct Placed {
    pub(super) zone: Zone,
    /// The start on the clock of the zone.
    pub(super) local: LocalDateTime,
    pub(super) length: Length,
}

impl Placed {
    /// Reads start and end of an event. Where the end lies before the start, somebody mixed them up, and the
    /// time between is taken: a meeting was meant there.
    pub(super) fn of(event: &Event, clocks: &Clocks<'_>) -> Self {
        let zone = clocks.zone_of(&event.start);
        let local = clocks.on_clock_of(&event.start, &zone);
        let length = length(&event.start, &event.end, clocks);
        match (length, &event.end) {
            (Length::Exact(seconds), End::At(end)) if seconds < 0 => {
                let local = clocks.on_clock_of(end, &zone);
                Self { zone, local, length: Length::Exact(-seconds) }
            }
            (Length::Days(days), End::At(When::Date(end))) if days < 0 => {
                Self { zone, local: end.midnight(), length: Length::Days(-days) }
            }
            _ => Self { zone, local, length },
        }
    }

    /// The occurrence at a local time: from its first instant to its last.
    pub(super) fn at(&self, local: LocalDateTime) -> (Instant, Instant) {
        let start = match self.length {
            Length::Days(_) => self.zone.start_of_day(local.date()),
            _ => self.zone.resolve(local).compatible(),
        };
        (start, self.length.end(&self.zone, local, start))
    }
}

/// The length between a start and an end of any kind.
pub(super) fn length(start: &When, end: &End, clocks: &Clocks<'_>) -> Length {
    match (start, end) {
        (When::Date(_), End::Missing) => Length::Days(1),
        (_, End::Missing) => Length::Exact(0),
        (When::Date(start), End::At(When::Date(end))) => Length::Days(days_between(*start, *end)),
        (_, End::At(end)) => {
            let zone = clocks.zone_of(start);
            let (start, end) = (clocks.instant(start, &zone), clocks.instant(end, &zone));
            Length::Exact(end.unix() - start.unix())
        }
        (When::Date(_), End::After(duration)) if duration.seconds == 0 => Length::Days(duration.days),
        (_, End::After(duration)) => Length::Nominal(duration.days, duration.seconds),
    }
}

fn days_between(start: Date, end: Date) -> i64 {
    end.epoch_day() - start.epoch_day()
}
