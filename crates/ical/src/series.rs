//! The events of one `UID`: a series with its rules, and the occurrences of it that were changed.
//!
//! Everything is done on the clock of the series' own zone, where occurrences have the times that their
//! rules, exceptions and `RECURRENCE-ID`s speak of; instants come last.

use super::budget::{Budget, Found};
use super::clocks::Clocks;
use super::document::{Event, When};
use super::master::{Id, Master};
use super::placed::Placed;
use super::values;
use super::versions::{newest, newest_of_one};
use super::zone_definition::ZoneId;
use scheduling_core::calendar::recurrence::CalendarTime;
use scheduling_core::time::Timestamp;
use std::collections::{BTreeMap, HashMap};

/// Series of one name, times their changed occurrences, at most: each is looked up in each.
const MOST_PAIRS: usize = 1_000_000;

/// What a changed occurrence replaces. One that may be read otherwise is another one.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Replaced {
    at: Timestamp,
    unknown: Option<ZoneId>,
    is_floating: bool,
}

/// The newest versions of a series and of each of its changed occurrences.
pub(crate) struct Series<'d> {
    clocks: &'d Clocks,
    /// Mostly one. Some programs give different events one `UID`.
    masters: Vec<&'d Event>,
    changed: Vec<&'d Event>,
    /// Changed occurrences of which nobody knows what they replace.
    beside: Vec<&'d Event>,
}

impl<'d> Series<'d> {
    /// The series of a document, in the order in which they begin in the file. Events without a `UID` are one
    /// each.
    pub(crate) fn of(events: impl Iterator<Item = &'d Event>, clocks: &'d Clocks) -> Vec<Self> {
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

    fn newest(events: Vec<&'d Event>, clocks: &'d Clocks) -> Self {
        let (mut masters, mut beside) = (Vec::new(), Vec::new());
        let mut changed: BTreeMap<Replaced, Vec<&'d Event>> = BTreeMap::new();
        for event in events {
            match event.recurrence_id.map(|id| id.at) {
                None => masters.push(event),
                Some(None) => beside.push(event),
                Some(Some(at)) => {
                    let clock = clocks.of(event);
                    let replaced = Replaced {
                        at: clock.instant(&at, &clock.zone_of(&at)),
                        unknown: clock.unknown_zone(&at),
                        is_floating: matches!(at, When::Floating(_)),
                    };
                    changed.entry(replaced).or_default().push(event);
                }
            }
        }
        let changed = changed.into_values().flat_map(|events| newest_of_one(events, clocks)).collect();
        Self { clocks, masters: newest(masters, clocks), changed, beside }
    }

    /// The line on which it begins.
    pub(crate) fn line(&self) -> usize {
        let mut events = self.masters.iter().chain(&self.changed).chain(&self.beside);
        events.next().map_or(0, |event| event.line)
    }

    /// Adds all its busy times that reach into the window.
    pub(crate) fn list(&self, budget: &mut Budget, found: &mut Found) {
        let any_blocks = |events: &[&Event]| events.iter().any(|event| event.blocks);
        self.beside.iter().for_each(|event| self.list_single(event, found));
        if !any_blocks(&self.masters) && !any_blocks(&self.changed) {
            return;
        }
        if self.masters.len().saturating_mul(self.changed.len()) > MOST_PAIRS {
            let reason = "there are too many events and changes of one UID";
            return found.cut_from(self.line(), found.window.start(), reason);
        }
        let master = |event: &&'d Event| Master::new(event, &self.changed, self.clocks, budget);
        let masters: Vec<Master<'d>> = self.masters.iter().map(master).collect();
        for master in &masters {
            budget.charge(1 + self.changed.len());
            list_series(master, budget, found);
            if budget.is_spent() {
                return;
            }
        }
        for event in self.changed.iter().filter(|event| event.blocks) {
            budget.charge(1 + masters.len());
            if budget.is_spent() {
                return;
            }
            // It is left over where every series that it may belong to has done away with it.
            let gone = |master: &Master<'_>| {
                master.id(event).is_some_and(|id| {
                    is_taken_out(event, id, master) || is_obsolete(event, id, master, budget)
                })
            };
            if masters.is_empty() || !masters.iter().all(gone) {
                self.list_single(event, found);
                for placed in masters.iter().filter_map(|master| master.without_zone(event)) {
                    let (start, end) = placed.at(placed.local);
                    found.add(start, end);
                }
            }
        }
    }

    fn list_single(&self, event: &Event, found: &mut Found) {
        if event.blocks {
            let placed = Placed::of(event, self.clocks.of(event));
            let (start, end) = placed.at(placed.local);
            found.add(start, end);
        }
    }
}

fn list_series(master: &Master<'_>, budget: &mut Budget, found: &mut Found) {
    let zone = &master.placed.zone;
    let (from, to) = master.reach(found.window);
    let starts = master.starts(from, to, budget);
    for &at in starts.at.iter().filter(|&&at| !master.excludes(Id::At(at)) && !master.is_replaced(at)) {
        for part in master.parts_of(at).iter().filter(|part| part.event.blocks) {
            let (start, end) = master.occurrence(part, at);
            found.add(start, end);
        }
    }
    for added in &master.adrift {
        let parts = master.parts_around(added);
        budget.charge(parts.len());
        for part in parts.iter().filter(|part| part.event.blocks) {
            let (start, end) = master.adrift_in(part, added);
            found.add(start, end);
        }
    }
    if !master.event.blocks {
        return;
    }
    if master.clocks_of_rules.iter().any(Option::is_some) {
        let reason = "RRULE: does not have the start in UTC, but on the clock of the calendar; either counts";
        found.report.add(master.event.line, reason);
    }
    for (start, end) in master.added_days() {
        found.add(start, end);
    }
    if let Some(cut) = starts.cut {
        let earliest = master.parts.iter().map(|part| part.shift).min().unwrap_or(0).min(0);
        let early = master.parts.iter().map(|part| part.placed.before()).max().unwrap_or(0);
        let from = zone.resolve(cut).compatible().plus_seconds(earliest - early);
        found.cut_from(master.event.line, from, "the event has more occurrences than are followed");
    }
    if let Some(lost) = master.event.repeats.as_ref().and_then(|repeats| repeats.lost_rule) {
        let (start, end) = master.placed.at(master.placed.local);
        let until = lost.until.filter(|until| !values::is_no_end(*until, master.placed.local));
        let last = match until {
            None => found.window.end(),
            // A day later, on whatever clock it is.
            Some(CalendarTime::Utc(until)) => until.plus_seconds(86_400),
            Some(CalendarTime::Date(date)) => zone.start_of_day(date.plus_days(3)),
            Some(CalendarTime::Local(local)) => zone.resolve(local).compatible().plus_seconds(2 * 86_400),
        };
        found.add(start, last.plus_seconds(master.placed.most()).max(end));
    }
}

/// Whether a series did away with a changed occurrence after it was changed. Programs also take the old time of an occurrence
/// out that they change, so an `EXDATE` says nothing of a change that is not older.
fn is_taken_out(event: &Event, id: Id, master: &Master<'_>) -> bool {
    let is_older = match (event.version.sequence, master.event.version.sequence) {
        (Some(own), Some(of_series)) if own == of_series => {
            matches!((event.version.stamp, master.event.version.stamp), (Some(own), Some(later)) if own < later)
        }
        (Some(own), Some(of_series)) => own < of_series,
        _ => false,
    };
    is_older && master.excludes(id)
}

/// A changed occurrence is left over from an older version of the series where it is older than the series
/// and the series no longer has the occurrence that it changed.
fn is_obsolete(event: &Event, id: Id, master: &Master<'_>, budget: &mut Budget) -> bool {
    let is_older = match (event.version.sequence, master.event.version.sequence) {
        (Some(own), Some(of_series)) => own < of_series,
        _ => false,
    };
    // What has no rule that can be read may have it.
    let may_have = master.event.repeats.as_ref().is_some_and(|repeats| repeats.lost_rule.is_some())
        || !master.adrift.is_empty();
    is_older && !may_have && !has(master, id, budget)
}

fn has(master: &Master<'_>, id: Id, budget: &mut Budget) -> bool {
    let (from, to) = master.span(id);
    let starts = master.starts(from, to, budget);
    starts.cut.is_some() || starts.at.iter().any(|&at| from <= at && at < to)
}
