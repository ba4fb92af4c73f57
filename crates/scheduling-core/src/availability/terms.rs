//! The part of a query that is about the meeting and not about people.

use crate::time::{Interval, TimeZone, Timestamp};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The part of a query that is about the meeting and not about people. Times are in seconds.
#[derive(Debug, Clone)]
pub(super) struct MeetingTerms {
    pub(super) window: Interval,
    pub(super) duration: i64,
    pub(super) step_minutes: i64,
    pub(super) zone: TimeZone,
    pub(super) now: Timestamp,
    pub(super) minimum_notice: i64,
    pub(super) maximum_notice: Option<i64>,
    pub(super) buffer_before: i64,
    pub(super) buffer_after: i64,
    /// The only possible starts, in order, in place of the grid of steps.
    pub(super) starts: Option<Arc<[Timestamp]>>,
    /// Raised once nobody waits for the answer any more.
    pub(super) stop: Option<Arc<AtomicBool>>,
}

impl MeetingTerms {
    /// Whether nobody waits for the answer any more, so that it need not be right.
    pub(super) fn is_stopped(&self) -> bool {
        self.stop.as_ref().is_some_and(|stop| stop.load(Ordering::Relaxed))
    }

    /// The last instant at which a slot may start and still end inside the window.
    pub(super) fn last_start(&self) -> i64 {
        self.window.end().unix() - self.duration
    }

    /// The first instant that the minimum notice allows.
    pub(super) fn earliest(&self) -> i64 {
        self.now.unix() + self.minimum_notice
    }

    /// The last instant that the maximum notice allows.
    pub(super) fn latest(&self) -> Option<i64> {
        self.maximum_notice.map(|notice| self.now.unix() + notice)
    }
}
