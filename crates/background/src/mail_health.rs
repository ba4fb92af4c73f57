//! Whether the mail server takes mail. While it takes none, one message after the other tries it, and the others wait; once
//! it takes one, all are sent at once.

use scheduling_core::time::Timestamp;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// So many messages in a row that were not taken mean that the server takes none: a single recipient may be deferred.
const IN_A_ROW: u32 = 3;
/// How often a server that takes no mail is tried, in seconds.
const PROBE: i64 = 30;

/// What is known of the mail server; clones know the same.
#[derive(Debug, Clone, Default)]
pub struct MailHealth(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    deferred: u32,
    probed_at: Option<Timestamp>,
    /// Whether it was said that it takes no mail of ours.
    told: bool,
}

impl State {
    fn is_down(&self) -> bool {
        self.deferred >= IN_A_ROW
    }
}

impl MailHealth {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The server did not take a message now. Whether it takes none.
    pub(crate) fn note_deferred(&self, now: Timestamp) -> bool {
        let mut state = self.state();
        state.deferred = state.deferred.saturating_add(1);
        if state.is_down() && state.probed_at.is_none() {
            state.probed_at = Some(now);
        }
        state.is_down()
    }

    /// Whether it is to be said now that the server takes no mail of ours: once, until it takes some again. It is known where the
    /// server refuses those who send, else after some messages.
    pub(crate) fn is_to_be_told(&self, refuses_us: bool) -> bool {
        let mut state = self.state();
        let news = (refuses_us || state.is_down()) && !state.told;
        state.told |= news;
        news
    }

    /// The server answered. Whether it took nothing before.
    pub(crate) fn note_answered(&self) -> bool {
        let before = std::mem::take(&mut *self.state());
        before.is_down()
    }

    /// Whether it is time to try a server that takes no mail.
    pub(crate) fn is_probe_due(&self, now: Timestamp) -> bool {
        let mut state = self.state();
        let since = state.probed_at.map_or(PROBE, |at| (now.unix() - at.unix()).abs());
        let due = state.is_down() && since >= PROBE;
        if due {
            state.probed_at = Some(now);
        }
        due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_the_way_is_told_once() {
        let (health, now) = (MailHealth::default(), Timestamp::saturating_from_unix(1_800_000_000));
        health.note_deferred(now);
        assert!(!health.is_to_be_told(false), "a single recipient may be deferred");
        assert!(health.is_to_be_told(true));
        assert!(!health.is_to_be_told(true), "it was said");
        health.note_answered();
        for expected in [false, false, true, false] {
            health.note_deferred(now);
            assert_eq!(health.is_to_be_told(false), expected);
        }
    }

    #[test]
    fn a_server_is_down_after_some_in_a_row_and_is_tried_now_and_then() {
        let (health, now) = (MailHealth::default(), Timestamp::saturating_from_unix(1_800_000_000));
        assert_eq!([(); 2].map(|()| health.note_deferred(now)), [false; 2]);
        assert!(!health.note_answered(), "a single recipient may be deferred");
        assert_eq!([(); 3].map(|()| health.note_deferred(now)), [false, false, true]);
        let check = |seconds, expected| {
            assert_eq!(health.is_probe_due(now.plus_seconds(seconds)), expected, "{seconds}");
        };
        check(29, false);
        check(30, true);
        check(31, false);
        check(60, true);
        check(-3600, true);
        assert!(health.note_answered(), "it works again");
        check(7200, false);
        assert!(!health.note_answered());
    }
}
