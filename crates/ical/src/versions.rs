//! Which of the events of one `UID` count: versions of one event, or events that a program gave one `UID`.

use super::clocks::Clocks;
use super::document::{Event, Repeats, When};
use super::placed::Placed;
use scheduling_core::time::Timestamp;
use std::collections::BTreeMap;

/// Of several versions the one with the highest `SEQUENCE` counts (RFC 5546, 2.1.5). That is said of messages. A file or a feed
/// has the present state of each event once: two in it are versions where they start at once, or where the newer one cancels.
/// Others are different events, to which a program gave one `UID`.
pub(crate) fn newest<'d>(events: Vec<&'d Event>, clocks: &Clocks) -> Vec<&'d Event> {
    let highest = Highest::of(&events, clocks);
    let events = events.into_iter().filter(|event| !highest.is_above(event, clocks)).collect();
    latest(events, clocks)
}

/// The same of events that stand for one occurrence, and are versions for sure.
pub(crate) fn newest_of_one<'d>(events: Vec<&'d Event>, clocks: &Clocks) -> Vec<&'d Event> {
    let highest = events.iter().filter_map(|event| event.version.sequence).max();
    let is_newest = |event: &&Event| event.version.sequence.is_none() || event.version.sequence == highest;
    latest(events.into_iter().filter(is_newest).collect(), clocks)
}

/// The highest `SEQUENCE`s among events of one `UID`.
struct Highest {
    of_all: Option<i64>,
    of_messages: Option<i64>,
    cancelling: Option<i64>,
    at: BTreeMap<Timestamp, i64>,
}

impl Highest {
    fn of(events: &[&Event], clocks: &Clocks) -> Self {
        let of = |counts: fn(&Event) -> bool| {
            let events = events.iter().filter(|event| counts(event));
            events.filter_map(|event| event.version.sequence).max()
        };
        let mut at = BTreeMap::new();
        for event in events.iter().filter(|event| !event.is_timeless) {
            if let Some(sequence) = event.version.sequence {
                let highest = at.entry(start(event, clocks)).or_insert(sequence);
                *highest = sequence.max(*highest);
            }
        }
        Self {
            of_all: of(|_| true),
            of_messages: of(|event| event.is_message),
            cancelling: of(|event| event.is_cancelled),
            at,
        }
    }

    /// Whether there is a newer version of an event. Whose version can't be read is older than none.
    fn is_above(&self, event: &Event, clocks: &Clocks) -> bool {
        let Some(own) = event.version.sequence else { return false };
        let is_newer = |highest: Option<i64>| highest.is_some_and(|highest| highest > own);
        is_newer(self.of_messages)
            || is_newer(self.cancelling)
            || (event.is_message && is_newer(self.of_all))
            || (!event.is_timeless && is_newer(self.at.get(&start(event, clocks)).copied()))
    }
}

/// When an event starts.
fn start(event: &Event, clocks: &Clocks) -> Timestamp {
    let clock = clocks.of(event);
    clock.instant(&event.start, &clock.zone_of(&event.start))
}

/// A program that moves an event raises its `SEQUENCE` (RFC 5546, 2.1.4), so of one `SEQUENCE` the latest `DTSTAMP` counts among
/// events at the same times alone: at others they are different events. What is not known to be older counts.
fn latest<'d>(events: Vec<&'d Event>, clocks: &Clocks) -> Vec<&'d Event> {
    let key = |event: &Event| (event.version.sequence, ends(event, clocks));
    let mut latest: BTreeMap<_, &Event> = BTreeMap::new();
    for &event in events.iter().filter(|event| event.version.stamp.is_some()) {
        let kept = latest.entry(key(event)).or_insert(event);
        if event.version.stamp > kept.version.stamp {
            *kept = event;
        }
    }
    let is_older = |event: &Event| {
        let later = |other: &&&Event| event.version.stamp.is_some_and(|own| Some(own) < other.version.stamp);
        let same = latest.get(&key(event)).filter(later);
        event.version.sequence.is_some() && same.is_some_and(|other| repeats_alike(event, other, clocks))
    };
    events.into_iter().filter(|event| !is_older(event)).collect()
}

/// When the first occurrence starts and ends; `None` where it says no start.
fn ends(event: &Event, clocks: &Clocks) -> Option<(Timestamp, Timestamp)> {
    let placed = Placed::of(event, clocks.of(event));
    (!event.is_timeless).then(|| placed.at(placed.local))
}

/// Whether the same repeats both.
fn repeats_alike(one: &Event, other: &Event, clocks: &Clocks) -> bool {
    let (Some(one_repeats), Some(other_repeats)) = (&one.repeats, &other.repeats) else {
        return one.repeats.is_none() && other.repeats.is_none();
    };
    let said = |event: &Event, repeats: &Repeats| {
        let clock = clocks.of(event);
        let instant = |when: &When| clock.instant(when, &clock.zone_of(when));
        let added = repeats.added.iter().map(|added| (instant(&added.start), added.end)).collect::<Vec<_>>();
        (added, repeats.excluded.iter().map(instant).collect::<Vec<_>>())
    };
    let rules =
        |repeats: &Repeats| (repeats.rules.clone(), repeats.exception_rules.clone(), repeats.lost_rule);
    rules(one_repeats) == rules(other_repeats) && said(one, one_repeats) == said(other, other_repeats)
}
