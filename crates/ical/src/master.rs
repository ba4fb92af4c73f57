//! A series: its starts by its rules, what takes out and replaces some of them, and where they move.
//!
//! Dates and times meet in it by the day: that of the organiser's clock where one is named, else that of the owner's
//! calendar. A series of whole days has days, whatever its exceptions are written as; a date beside a series of times
//! stands for what the series has on that day.

use super::budget::Budget;
use super::clocks::{Clock, Clocks, Length, Placed, length};
use super::document::{Event, Repeats, When};
use scheduling_core::calendar::recurrence::{CalendarTime, Expansion, Rule, Span};
use scheduling_core::time::{Date, Interval, LocalDateTime, SECONDS_PER_DAY, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

/// Which occurrence of a series is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Id {
    /// The one at that time, on the clock of the series.
    At(LocalDateTime),
    /// Whatever is on that day.
    On(Date),
}

/// A stretch of a series that a `RANGE=THISANDFUTURE` moved: what comes at or after `after`.
pub(crate) struct Part<'d> {
    pub(crate) after: LocalDateTime,
    pub(crate) event: &'d Event,
    pub(crate) placed: Placed,
    /// Seconds on the clock by which occurrences are later than their rule says.
    pub(crate) shift: i64,
}

/// A series around which everything else turns.
pub(crate) struct Master<'d> {
    pub(crate) event: &'d Event,
    clock: Clock<'d>,
    clocks: &'d Clocks,
    pub(crate) placed: Placed,
    /// `RDATE`, with the lengths of its periods.
    pub(crate) added: BTreeMap<LocalDateTime, Option<Length>>,
    /// Dates of `RDATE` beside a series of times: the whole day counts too.
    days: BTreeSet<Date>,
    excluded: BTreeSet<Id>,
    replaced: BTreeSet<Id>,
    /// The series itself, and each changed event that speaks for those after it, in order.
    pub(crate) parts: Vec<Part<'d>>,
    /// Nobody knows where one of the parts ends: an occurrence may be in each.
    pub(crate) is_unsure: bool,
}

/// The starts of a series around a window, before changes.
#[derive(Default)]
pub(crate) struct Starts {
    pub(crate) at: BTreeSet<LocalDateTime>,
    /// Where a limit ended the listing.
    pub(crate) cut: Option<LocalDateTime>,
}

impl Starts {
    /// Keeps where a listing that began at `from` was cut.
    fn cut_at(&mut self, found: &Expansion, from: LocalDateTime) {
        if found.cut {
            let reached = found.starts.last().copied().unwrap_or(from);
            self.cut = Some(self.cut.map_or(reached, |cut| cut.min(reached)));
        }
    }
}

impl<'d> Master<'d> {
    pub(crate) fn new(event: &'d Event, changed: &[&'d Event], clocks: &'d Clocks) -> Self {
        let clock = clocks.of(event);
        let mut master = Self {
            event,
            clock,
            clocks,
            placed: Placed::of(event, clock),
            added: BTreeMap::new(),
            days: BTreeSet::new(),
            excluded: BTreeSet::new(),
            replaced: BTreeSet::new(),
            parts: Vec::new(),
            is_unsure: false,
        };
        if let Some(repeats) = &event.repeats {
            master.add(repeats);
            for when in &repeats.excluded {
                master.excluded.extend(master.ids(when, clock));
            }
        }
        master.replaced = changed.iter().filter_map(|event| master.id(event)).collect();
        master.set_parts(changed);
        master
    }

    /// Takes down what `RDATE` adds.
    fn add(&mut self, repeats: &Repeats) {
        for added in &repeats.added {
            let length = added.end.as_ref().map(|end| length(&added.start, end, self.clock));
            if self.is_on_another_clock(&added.start) && self.clock.is_unknown(&added.start) {
                self.placed = self.placed.clone().widened();
            }
            match (self.event.is_whole_day(), &added.start) {
                (true, _) => {
                    let day = self.clock.date_of(&added.start).midnight();
                    let in_days = length.map(|length| Length::Days((length.most() / SECONDS_PER_DAY).max(1)));
                    self.added.insert(day, in_days);
                }
                (false, When::Date(date)) => {
                    self.days.insert(*date);
                    self.added.insert(self.usual_time_on(*date), length);
                }
                (false, start) => {
                    for at in self.readings(start) {
                        self.added.insert(at, length);
                    }
                }
            }
        }
    }

    fn set_parts(&mut self, changed: &[&'d Event]) {
        let before_all = LocalDateTime::from_local_seconds(i64::MIN);
        self.parts =
            vec![Part { after: before_all, event: self.event, placed: self.placed.clone(), shift: 0 }];
        for &event in changed {
            let range = event.recurrence_id.is_some_and(|id| id.this_and_future);
            let clock = self.clocks.of(event);
            let at = event.recurrence_id.and_then(|id| id.at).filter(|_| range);
            let in_doubt = at.filter(|at| self.is_in_doubt(at, clock));
            let doubtful = in_doubt.map(|at| Id::At(clock.on_clock_of(&at, &self.placed.zone)));
            let Some(id) = doubtful.or_else(|| self.id(event)).filter(|_| range) else { continue };
            self.is_unsure |= doubtful.is_some();
            let moved = Placed::of(event, clock);
            let (after, _) = self.span(id);
            let at = match id {
                Id::At(at) => at,
                Id::On(date) => self.usual_time_on(date),
            };
            // Days are days of the owner's calendar, and what comes of days is at the time of the new clock.
            let (placed, from) = match moved.length {
                Length::Days(_) => (moved, at.date().midnight()),
                _ if self.event.is_whole_day() => (moved, at),
                _ => {
                    let local = clock.on_clock_of(&event.start, &self.placed.zone);
                    (Placed { zone: self.placed.zone.clone(), local, ..moved }, at)
                }
            };
            let placed = if doubtful.is_some() { placed.widened() } else { placed };
            let shift = placed.local.local_seconds() - from.local_seconds();
            self.parts.push(Part { after, event, placed, shift });
        }
        self.parts.sort_by_key(|part| part.after);
    }

    /// The part that an occurrence is in, or all of which nobody knows better.
    pub(crate) fn parts_of(&self, at: LocalDateTime) -> &[Part<'d>] {
        if self.is_unsure {
            return &self.parts;
        }
        let after = self.parts.partition_point(|part| part.after <= at);
        self.parts.get(after.saturating_sub(1)..after).unwrap_or_default()
    }

    /// The occurrence that a changed event replaces; `None` where nobody knows.
    pub(crate) fn id(&self, event: &Event) -> Option<Id> {
        let at = event.recurrence_id?.at?;
        self.ids(&at, self.clocks.of(event)).into_iter().next()
    }

    /// The occurrences that a time may mean, the likeliest first.
    fn ids(&self, when: &When, clock: Clock<'_>) -> Vec<Id> {
        if self.event.is_whole_day() {
            return vec![Id::At(clock.date_of(when).midnight())];
        }
        match when {
            When::Date(date) => vec![Id::On(*date)],
            // Between a clock that nobody knows and another one it is no occurrence that is known.
            _ if self.is_in_doubt(when, clock) => Vec::new(),
            _ => self.readings(when).into_iter().map(Id::At).collect(),
        }
    }

    /// Whether nobody knows where on the clock of the series a time is.
    fn is_in_doubt(&self, when: &When, clock: Clock<'_>) -> bool {
        let is_unknown = clock.is_unknown(when) || self.clock.is_unknown(&self.event.start);
        is_unknown && !self.event.is_whole_day() && self.is_on_another_clock(when)
    }

    fn is_on_another_clock(&self, when: &When) -> bool {
        match (when, &self.event.start) {
            (When::Zoned(_, id), When::Zoned(_, own)) => id != own,
            (When::Floating(_), When::Floating(_)) => false,
            _ => true,
        }
    }

    /// A time on the clock of the series. One without a zone beside a series in UTC is on the owner's clock, or in UTC
    /// without saying so.
    fn readings(&self, when: &When) -> Vec<LocalDateTime> {
        let zone = &self.placed.zone;
        match (when, &self.event.start) {
            (When::Floating(local), When::Utc(_)) => {
                let there = zone.local(self.clock.floating().resolve(*local).compatible());
                vec![there, *local]
            }
            _ => vec![self.clock.on_clock_of(when, zone)],
        }
    }

    /// When the series would be on a day, on its own clock.
    fn usual_time_on(&self, date: Date) -> LocalDateTime {
        match &self.event.start {
            When::Utc(start) => {
                let days = self.clock.floating();
                let usual = LocalDateTime::new(date, days.local(*start).second_of_day());
                self.placed.zone.local(days.resolve(usual.unwrap_or(date.midnight())).compatible())
            }
            _ => LocalDateTime::new(date, self.placed.local.second_of_day()).unwrap_or(date.midnight()),
        }
    }

    /// The day of an occurrence: of the organiser's clock, or of the owner's calendar.
    fn day_of(&self, at: LocalDateTime) -> Date {
        match &self.event.start {
            When::Utc(_) => self.clock.floating().local(self.placed.zone.resolve(at).compatible()).date(),
            _ => at.date(),
        }
    }

    /// Where on the clock of the series an occurrence may be.
    pub(crate) fn span(&self, id: Id) -> (LocalDateTime, LocalDateTime) {
        let later =
            |at: LocalDateTime, by| LocalDateTime::from_local_seconds(at.local_seconds().saturating_add(by));
        let begin = |date: Date| match &self.event.start {
            When::Utc(_) => self.placed.zone.local(self.clock.floating().start_of_day(date)),
            _ => date.midnight(),
        };
        match id {
            Id::At(at) => (at, later(at, 1)),
            Id::On(date) => (begin(date), begin(date.plus_days(1))),
        }
    }

    /// Whether `EXDATE` takes an occurrence out.
    pub(crate) fn excludes(&self, id: Id) -> bool {
        self.excluded.contains(&id) || self.is_on_listed_day(&self.excluded, id)
    }

    /// Whether a changed event stands for an occurrence.
    pub(crate) fn is_replaced(&self, at: LocalDateTime) -> bool {
        self.replaced.contains(&Id::At(at)) || self.is_on_listed_day(&self.replaced, Id::At(at))
    }

    fn is_on_listed_day(&self, listed: &BTreeSet<Id>, id: Id) -> bool {
        matches!(id, Id::At(at) if !listed.is_empty() && listed.contains(&Id::On(self.day_of(at))))
    }

    /// The whole days that are added, where nothing takes them out.
    pub(crate) fn added_days(&self) -> impl Iterator<Item = (Timestamp, Timestamp)> + '_ {
        let owner = self.clock.owner();
        let days = self.days.iter().filter(|&&day| !self.excludes(Id::On(day)));
        days.map(|day| (owner.start_of_day(*day), owner.start_of_day(day.plus_days(1))))
    }

    /// All starts in `[from, to)`: the first, by rule and by date, less those that an `EXRULE` takes out.
    pub(crate) fn starts(&self, from: LocalDateTime, to: LocalDateTime, budget: &mut Budget) -> Starts {
        let span = Span { start: self.placed.local, from, to };
        // Days are on every calendar; times are not on every clock.
        let zone = (!self.event.is_whole_day()).then_some(&self.placed.zone);
        let (rules, exception_rules) = match &self.event.repeats {
            Some(repeats) => (repeats.rules.as_slice(), repeats.exception_rules.as_slice()),
            None => (&[][..], &[][..]),
        };
        budget.charge(1 + rules.len() + exception_rules.len());
        let mut starts = Starts::default();
        // Where every rule ends before the start, there is nothing, not even the start.
        let ends_before = |rule| self.last(rule).is_some_and(|last| last < self.placed.local);
        let never = !rules.is_empty() && rules.iter().all(ends_before);
        if !never && from <= self.placed.local && self.placed.local < to {
            starts.at.insert(self.placed.local);
        }
        for rule in rules {
            let found = budget.expand(rule, zone, span, self.last(rule));
            starts.cut_at(&found, from);
            starts.at.extend(found.starts);
        }
        // A window may be empty at the end of the calendar, and a range of a map may not.
        starts.at.extend(self.added.range(from..to.max(from)).map(|(&at, _)| at));
        for rule in exception_rules {
            let found = budget.expand(rule, zone, span, self.last(rule));
            starts.cut_at(&found, from);
            for at in &found.starts {
                starts.at.remove(at);
            }
        }
        starts
    }

    /// The last time that a rule's `UNTIL` lets through: the latest that it may mean. A series of whole days is counted in
    /// dates, so an instant stands for the date that it has in UTC or for the owner, whichever is later.
    fn last(&self, rule: &Rule) -> Option<LocalDateTime> {
        let zone = &self.placed.zone;
        let utc = &self.clocks.utc;
        let last = rule.last(|instant| zone.local(instant))?;
        let doubt = if self.placed.early > 0 { self.placed.early + self.placed.late } else { 0 };
        let last = match (rule.until()?, &self.event.start) {
            (CalendarTime::Utc(instant), When::Date(_)) => last.max(utc.local(instant)),
            (CalendarTime::Date(_) | CalendarTime::Local(_), When::Utc(_)) => {
                last.max(zone.local(self.clock.floating().resolve(last).compatible()))
            }
            _ => last,
        };
        Some(LocalDateTime::from_local_seconds(last.local_seconds().saturating_add(doubt)))
    }

    /// The stretch of the series' clock in which starts matter: the window, earlier by the longest duration,
    /// wider by the farthest move, and by a day on each side for what clocks and zones do.
    pub(crate) fn reach(&self, window: Interval) -> (LocalDateTime, LocalDateTime) {
        let zone = &self.placed.zone;
        let of_parts = || self.parts.iter();
        let added = self.added.values().flatten().map(|length| length.most());
        let longest = of_parts().map(|part| part.placed.most()).chain(added).max().unwrap_or(0).max(0);
        let latest = of_parts().map(|part| part.shift).max().unwrap_or(0).max(0);
        let earliest = of_parts().map(|part| part.shift).min().unwrap_or(0).min(0);
        let early = of_parts().map(|part| part.placed.early).max().unwrap_or(0);
        let day = 2 * SECONDS_PER_DAY;
        let from = window.start().plus_seconds(-(longest.saturating_add(latest).saturating_add(day)));
        let to = window.end().plus_seconds(day.saturating_add(early).saturating_sub(earliest));
        (zone.local(from), zone.local(to))
    }
}
