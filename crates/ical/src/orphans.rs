//! Changed occurrences of series that are not in the file.

use super::components::Reader;
use super::document::{End, Event};
use super::duration::Duration;
use std::collections::HashSet;

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
        }
    }
}
