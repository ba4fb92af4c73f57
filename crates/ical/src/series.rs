//! The events of one `UID`: a series with its rules, and the occurrences of it that were changed.
//!
//! Everything is done on the clock of the series' own zone, where occurrences have the times that their
//! rules, exceptions and `RECURRENCE-ID`s speak of; instants come last.

use super::budget::{Budget, Found};
use super::clocks::{Clocks, Length, Placed, length};
use super::document::{Added, Event, When};
use scheduling_core::calendar::recurrence::{CalendarTime, Expansion, Rule, Span};
use scheduling_core::time::{Interval, LocalDateTime, SECONDS_PER_DAY, TimeZone, Timestamp};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The newest version of a series and of each of its changed occurrences.
pub(crate) struct Series<'d> {
    clocks: &'d Clocks<'d>,
    master: Option<&'d Event>,
    changed: Vec<&'d Event>,
}

/// A stretch of a series that a `RANGE=THISANDFUTURE` moved: what comes after `after`.
struct Part<'d> {
    after: LocalDateTime,
    event: &'d Event,
    placed: Placed,
    /// Seconds on the clock by which occurrences are later than their rule says.
    shift: i64,
}

/// What the rules of a series begin with.
struct Master<'d> {
    event: &'d Event,
    placed: Placed,
    /// `RDATE`, with the lengths of its periods.
    added: BTreeMap<LocalDateTime, Option<Length>>,
}

impl<'d> Master<'d> {
    fn new(event: &'d Event, clocks: &Clocks<'_>) -> Self {
        let placed = Placed::of(event, clocks);
        let entry = |added: &Added| {
            let length = added.end.as_ref().map(|end| length(&added.start, end, clocks));
            (clocks.on_clock_of(&added.start, &placed.zone), length)
        };
        let added = event.added.iter().map(entry).collect();
        Self { event, placed, added }
    }
}

/// The starts of a series around a window, before changes.
#[derive(Default)]
struct Starts {
    at: BTreeSet<LocalDateTime>,
    /// Where a limit ended the listing.
    cut: Option<LocalDateTime>,
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

impl<'d> Series<'d> {
    /// The series of a document, in the order in which they begin in the file. Events without a `UID` are one
    /// each.
    pub(crate) fn of(events: &'d [Event], clocks: &'d Clocks<'d>) -> Vec<Self> {
        let mut index: HashMap<&str, usize> = HashMap::new();
        let mut groups: Vec<Vec<&'d Event>> = Vec::new();
        for event in events {
            let known = event.uid.as_deref().map(|uid| *index.entry(uid).or_insert(groups.len()));
            match known.and_then(|known| groups.get_mut(known)) {
                Some(group) => group.push(event),
                None => groups.push(vec![event]),
            }
        }
        groups.into_iter().map(|group| Self::newest(group, clocks)).collect()
    }

    /// Of several versions the one with the highest `SEQUENCE` counts, then the one with the latest `DTSTAMP`
    /// (RFC 5546, 2.1.5), then the first.
    fn newest(events: Vec<&'d Event>, clocks: &'d Clocks<'d>) -> Self {
        let mut master: Option<&'d Event> = None;
        let mut changed: BTreeMap<Timestamp, &'d Event> = BTreeMap::new();
        let newer = |new: &Event, old: &Event| (new.sequence, new.stamp) > (old.sequence, old.stamp);
        for event in events {
            match &event.recurrence_id {
                None => {
                    if master.is_none_or(|known| newer(event, known)) {
                        master = Some(event);
                    }
                }
                Some(id) => {
                    let key = clocks.instant(&id.at, &clocks.zone_of(&id.at));
                    let known = changed.entry(key).or_insert(event);
                    if newer(event, known) {
                        *known = event;
                    }
                }
            }
        }
        Self { clocks, master, changed: changed.into_values().collect() }
    }

    /// The line on which it begins.
    pub(crate) fn line(&self) -> usize {
        self.master.or(self.changed.first().copied()).map_or(0, |event| event.line)
    }

    /// Adds all its busy times that reach into the window.
    pub(crate) fn list(&self, budget: &mut Budget, found: &mut Found) {
        match self.master {
            Some(master) => self.list_series(master, budget, found),
            // Only changed occurrences are there: an invitation to one meeting of a series, say.
            None => self.changed.iter().for_each(|event| self.list_single(event, found)),
        }
    }

    fn list_single(&self, event: &Event, found: &mut Found) {
        if event.blocks {
            let placed = Placed::of(event, self.clocks);
            let (start, end) = placed.at(placed.local);
            found.add(start, end);
        }
    }

    fn list_series(&self, event: &'d Event, budget: &mut Budget, found: &mut Found) {
        if !event.blocks && !self.changed.iter().any(|event| event.blocks) {
            return;
        }
        let master = Master::new(event, self.clocks);
        let zone = &master.placed.zone;
        let exclusions = Exclusions::new(event, zone, self.clocks);
        let parts = self.parts(&master);
        let (from, to) = reach(&parts, found.window, zone);
        let starts = starts(&master, from, to, budget);
        let ids: BTreeMap<LocalDateTime, &Event> =
            self.changed.iter().filter_map(|event| Some((self.id(event, zone)?, *event))).collect();
        for &at in starts.at.iter().filter(|&&at| !exclusions.has(at) && !replaced(&ids, at)) {
            let before = parts.partition_point(|part| part.after < at).checked_sub(1);
            let Some(part) = before.and_then(|index| parts.get(index)).filter(|part| part.event.blocks)
            else {
                continue;
            };
            let local = LocalDateTime::from_local_seconds(at.local_seconds().saturating_add(part.shift));
            let (start, end) = match master.added.get(&at) {
                Some(&Some(length)) => Placed { length, ..part.placed.clone() }.at(local),
                _ => part.placed.at(local),
            };
            found.add(start, end);
        }
        if let Some(cut) = starts.cut {
            let earliest = parts.iter().map(|part| part.shift).min().unwrap_or(0).min(0);
            let from = zone.resolve(cut).compatible().plus_seconds(earliest);
            found.cut_from(event.line, from, "the event has more occurrences than are followed");
        }
        for (&id, changed) in &ids {
            let gone = exclusions.has(id) || is_obsolete(changed, id, &master, budget);
            if !gone {
                self.list_single(changed, found);
            }
        }
    }

    /// The occurrence that a changed event replaces, on the clock of the series.
    fn id(&self, event: &Event, zone: &TimeZone) -> Option<LocalDateTime> {
        Some(self.clocks.on_clock_of(&event.recurrence_id.as_ref()?.at, zone))
    }

    /// The master, and each changed event that speaks for those after it, in order.
    fn parts(&self, master: &Master<'d>) -> Vec<Part<'d>> {
        let before_all = LocalDateTime::from_local_seconds(i64::MIN);
        let placed = &master.placed;
        let mut parts =
            vec![Part { after: before_all, event: master.event, placed: placed.clone(), shift: 0 }];
        for &event in &self.changed {
            let Some(id) = event.recurrence_id.as_ref().filter(|id| id.this_and_future) else { continue };
            let after = self.clocks.on_clock_of(&id.at, &placed.zone);
            let moved = Placed::of(event, self.clocks);
            let start = self.clocks.on_clock_of(&event.start, &placed.zone);
            let shift = start.local_seconds() - after.local_seconds();
            let placed = Placed { zone: placed.zone.clone(), local: start, length: moved.length };
            parts.push(Part { after, event, placed, shift });
        }
        parts.sort_by_key(|part| part.after);
        parts
    }
}

/// All starts in `[from, to)`: the first, by rule and by date, less those that an `EXRULE` takes out.
fn starts(master: &Master<'_>, from: LocalDateTime, to: LocalDateTime, budget: &mut Budget) -> Starts {
    let Master { event, placed, added } = master;
    let span = Span { start: placed.local, from, to };
    let last = |rule: &Rule| last(rule, event, &placed.zone);
    let mut starts = Starts::default();
    // Where every rule ends before the start, there is nothing, not even the start.
    let ends_before = |rule| last(rule).is_some_and(|last| last < placed.local);
    let never = !event.rules.is_empty() && event.rules.iter().all(ends_before);
    if !never && from <= placed.local && placed.local < to {
        starts.at.insert(placed.local);
    }
    for rule in &event.rules {
        let found = budget.expand(rule, span, last(rule));
        starts.cut_at(&found, from);
        starts.at.extend(found.starts);
    }
    // A window may be empty at the end of the calendar, and a range of a map may not.
    starts.at.extend(added.range(from..to.max(from)).map(|(&at, _)| at));
    for rule in &event.exception_rules {
        let found = budget.expand(rule, span, last(rule));
        starts.cut_at(&found, from);
        for at in &found.starts {
            starts.at.remove(at);
        }
    }
    starts
}

/// A changed occurrence is left over from an older version of the series where it is older than the series
/// and the series no longer has the occurrence that it changed.
fn is_obsolete(event: &Event, id: LocalDateTime, master: &Master<'_>, budget: &mut Budget) -> bool {
    let end = LocalDateTime::from_local_seconds(id.local_seconds().saturating_add(1));
    event.sequence < master.event.sequence && !starts(master, id, end, budget).at.contains(&id)
}

/// The last time that a rule's `UNTIL` lets through. A whole-day series is counted in dates, so an instant
/// stands for the date that it has in UTC or in the zone, whichever is later.
fn last(rule: &Rule, master: &Event, zone: &TimeZone) -> Option<LocalDateTime> {
    match (rule.until(), &master.start) {
        (Some(CalendarTime::Utc(instant)), When::Date(_)) => {
            Some(zone.local(instant).max(TimeZone::utc().local(instant)))
        }
        _ => rule.last(|instant| zone.local(instant)),
    }
}

/// The stretch of the series' clock in which starts matter: the window, earlier by the longest duration,
/// wider by the farthest move, and by a day on each side for what clocks and zones do.
fn reach(parts: &[Part<'_>], window: Interval, zone: &TimeZone) -> (LocalDateTime, LocalDateTime) {
    let longest = parts.iter().map(|part| part.placed.length.most()).max().unwrap_or(0).max(0);
    let latest = parts.iter().map(|part| part.shift).max().unwrap_or(0).max(0);
    let earliest = parts.iter().map(|part| part.shift).min().unwrap_or(0).min(0);
    let day = SECONDS_PER_DAY;
    let from = window.start().plus_seconds(-(longest.saturating_add(latest).saturating_add(day)));
    let to = window.end().plus_seconds(day.saturating_sub(earliest));
    (zone.local(from), zone.local(to))
}

/// Whether a changed event stands for this occurrence; one given by date stands for all of that day.
fn replaced(ids: &BTreeMap<LocalDateTime, &Event>, at: LocalDateTime) -> bool {
    let by_date =
        |event: &&Event| event.recurrence_id.as_ref().is_some_and(|id| matches!(id.at, When::Date(_)));
    ids.contains_key(&at) || ids.get(&at.date().midnight()).is_some_and(by_date)
}

/// `EXDATE`: times, and dates that take out everything on their day.
struct Exclusions {
    times: BTreeSet<LocalDateTime>,
    dates: BTreeSet<LocalDateTime>,
}

impl Exclusions {
    fn new(master: &Event, zone: &TimeZone, clocks: &Clocks<'_>) -> Self {
        let whole_days = matches!(master.start, When::Date(_));
        let (dates, times): (Vec<&When>, Vec<&When>) =
            master.excluded.iter().partition(|when| whole_days || matches!(when, When::Date(_)));
        let local = |when: &When| clocks.on_clock_of(when, zone);
        Self {
            times: times.into_iter().map(local).collect(),
            dates: dates.into_iter().map(|when| local(when).date().midnight()).collect(),
        }
    }

    fn has(&self, at: LocalDateTime) -> bool {
        self.times.contains(&at) || self.dates.contains(&at.date().midnight())
    }
}
