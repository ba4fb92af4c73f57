//! What changed occurrences say that their series does not.

use super::components::Reader;
use super::document::{End, Event};
use super::duration::Duration;
use std::collections::{HashMap, HashSet};

/// How long a changed occurrence counts whose length nobody knows.
const A_DAY: Duration = Duration { days: 1, seconds: 0 };

impl Reader {
    /// What changed occurrences leave to their series is lost where that is not there.
    pub(super) fn miss_series(&mut self) {
        let leaves = |event: &Event| event.blocks && event.recurrence_id.is_some();
        if !self.document.events.iter().any(leaves) {
            return;
        }
        let series = self.document.events.iter().filter(|event| event.recurrence_id.is_none());
        let series: HashSet<Box<str>> = series.filter_map(|event| event.uid.clone()).collect();
        let is_missed =
            |event: &&mut Event| leaves(event) && !event.uid.as_ref().is_some_and(|uid| series.contains(uid));
        for event in self.document.events.iter_mut().filter(is_missed) {
            if event.recurrence_id.is_some_and(|id| id.this_and_future) {
                let reason = "the series whose later occurrences this event moves is not in the file";
                self.report.lose(event.line, reason);
            }
            if event.lasts_as_before() && !event.is_whole_day() {
                event.end = End::After(A_DAY);
                let reason = "the event has no end, and its series is not in the file; it counts for a day";
                self.report.add(event.line, reason);
            }
            // A copy of the rule of its series is all that there is of it.
            if event.has_more() {
                event.recurrence_id = None;
                let reason = "the event changes a series that is not in the file; its own rule counts";
                self.report.add(event.line, reason);
            }
        }
    }

    /// What comes after an occurrence that moves it may follow another rule from there on. That one counts beside the series,
    /// which says nothing of it.
    pub(super) fn follow_changed_rules(&mut self) {
        let changes = |event: &&Event| {
            let moves = event.recurrence_id.is_some_and(|id| id.this_and_future);
            event.blocks && moves && event.has_more() && !event.is_nowhere()
        };
        if !self.document.events.iter().any(|event| changes(&event)) {
            return;
        }
        let series = self.document.events.iter().filter(|event| event.recurrence_id.is_none());
        let series: HashMap<&str, &Event> =
            series.filter_map(|event| Some((event.uid.as_deref()?, event))).collect();
        let is_other = |event: &&Event| {
            let of_uid = event.uid.as_deref().and_then(|uid| series.get(uid));
            of_uid.is_some_and(|series| !event.has_rules_of(series))
        };
        let others = self.document.events.iter().filter(changes).filter(is_other);
        let others: Vec<Event> =
            others.map(|event| Event { uid: None, recurrence_id: None, ..event.clone() }).collect();
        for event in &others {
            let reason = "the event changes the rule of its series; either rule counts from there on";
            self.report.add(event.line, reason);
        }
        self.document.events.extend(others);
    }
}
