//! What the events of a document are followed as: some leave to others what they mean.

use super::clocks::Clocks;
use super::document::{End, Event, RecurrenceId, When};
use super::duration::Duration;
use super::placed::Placed;
use super::values;
use scheduling_core::time::SECONDS_PER_DAY;
use std::collections::{BTreeMap, HashMap};

/// The events of a document, and those that are followed in another reading.
pub(crate) struct Readings<'d> {
    events: &'d [Event],
    /// Changed occurrences that say no end, with that of their series, by their places among the events.
    ended: BTreeMap<usize, Event>,
    /// Whole days that are written as times, as days.
    days: Vec<Event>,
}

impl<'d> Readings<'d> {
    pub(crate) fn of(events: &'d [Event], clocks: &Clocks) -> Self {
        let readings = Self { events, ended: ended_by_series(events, clocks), days: Vec::new() };
        let days = readings.as_written().filter_map(as_days).collect();
        Self { days, ..readings }
    }

    /// All events that are followed.
    pub(crate) fn events(&self) -> impl Iterator<Item = &Event> {
        self.as_written().chain(&self.days)
    }

    fn as_written(&self) -> impl Iterator<Item = &Event> {
        self.events.iter().enumerate().map(|(index, event)| self.ended.get(&index).unwrap_or(event))
    }
}

/// Programs that write what they changed leave the end out where an occurrence lasts as long as before.
fn ended_by_series(events: &[Event], clocks: &Clocks) -> BTreeMap<usize, Event> {
    let open = || events.iter().enumerate().filter(|(_, event)| event.lasts_as_before());
    let mut longest: HashMap<&str, Duration> = HashMap::new();
    let uids = open().filter_map(|(_, event)| event.uid.as_deref());
    longest.extend(uids.map(|uid| (uid, Duration { days: 0, seconds: 0 })));
    if longest.is_empty() {
        return BTreeMap::new();
    }
    for series in events.iter().filter(|event| event.recurrence_id.is_none() && !event.is_timeless) {
        if let Some(known) = series.uid.as_deref().and_then(|uid| longest.get_mut(uid)) {
            let lasts = most_of(series, clocks);
            if seconds(lasts) > seconds(*known) {
                *known = lasts;
            }
        }
    }
    let ended = |(index, event): (usize, &Event)| {
        let lasts = longest.get(event.uid.as_deref()?).filter(|lasts| seconds(**lasts) > 0)?;
        Some((index, Event { end: End::After(*lasts), ..event.clone() }))
    };
    open().filter_map(ended).collect()
}

/// How long an event and the periods that it adds last at most, also where nobody knows how far ends are apart.
fn most_of(event: &Event, clocks: &Clocks) -> Duration {
    let clock = clocks.of(event);
    let added = event.repeats.iter().flat_map(|repeats| &repeats.added);
    let periods = added.filter_map(|added| {
        Some(Placed::period(&added.start, added.end.as_ref()?, clock, &clock.zone_of(&added.start)))
    });
    let lasts = |placed: Placed| {
        let Duration { days, seconds } = placed.length.nominal();
        let doubt =
            if placed.doubt.of_length { placed.doubt.early.saturating_add(placed.doubt.late) } else { 0 };
        Duration { days, seconds: seconds.saturating_add(doubt) }
    };
    let all = std::iter::once(Placed::of(event, clock)).chain(periods).map(lasts);
    all.max_by_key(|lasts| seconds(*lasts)).unwrap_or(Duration { days: 0, seconds: 0 })
}

fn seconds(duration: Duration) -> i64 {
    duration.days.saturating_mul(SECONDS_PER_DAY).saturating_add(duration.seconds)
}

/// Programs write the days of their owner from midnight to midnight of another clock, mostly that of UTC, and say that they
/// are days. Those that begin at midnight of their clock are also read as the days that are written there.
fn as_days(event: &Event) -> Option<Event> {
    let is_on_another_clock = match event.start {
        When::Utc(_) | When::Zoned(..) => true,
        When::Floating(_) => event.floating.is_some(),
        When::Date(_) => false,
    };
    let start = values::wall(&event.start);
    if !event.is_of_days || !is_on_another_clock || start.second_of_day() != 0 {
        return None;
    }
    let end = match event.end {
        End::At(end) => {
            let end = values::wall(&end);
            let last_is_begun = i64::from(end.second_of_day() != 0);
            End::At(When::Date(end.date().plus_days(last_is_begun)))
        }
        End::After(duration) => End::After(in_days(duration)),
        End::Missing => End::Missing,
    };
    // What comes after an occurrence that moves it is where its own clock has it.
    let recurrence_id = event.recurrence_id.map(|id| RecurrenceId { this_and_future: false, ..id });
    let or_lasts = event.or_lasts.map(in_days);
    Some(Event { start: When::Date(start.date()), end, or_lasts, recurrence_id, ..event.clone() })
}

/// The days that a duration reaches into from their beginning.
fn in_days(duration: Duration) -> Duration {
    let begun = duration.seconds.saturating_add(SECONDS_PER_DAY - 1).div_euclid(SECONDS_PER_DAY);
    Duration { days: duration.days.saturating_add(begun), seconds: 0 }
}
