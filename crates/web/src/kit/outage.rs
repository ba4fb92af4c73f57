//! What a task says of work that fails each time it is tried: it says so once, then once a minute, and once when it works again.

use persistence::StoreError;
use scheduling_core::time::Timestamp;

/// Seconds after which it is said again.
const AGAIN: i64 = 60;

/// Work that a task does again and again.
#[derive(Debug)]
pub(crate) struct Outage {
    what: &'static str,
    /// When it was said last that it fails.
    said_at: Option<Timestamp>,
}

/// What is to be said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum News {
    Nothing,
    Fails,
    Works,
}

impl Outage {
    pub(crate) fn of(what: &'static str) -> Self {
        Self { what, said_at: None }
    }

    /// Takes what came of the work, and answers what it brought, where it did not fail.
    pub(crate) fn note<T>(&mut self, done: Result<T, StoreError>, now: Timestamp) -> Option<T> {
        let what = self.what;
        match (self.next(done.is_ok(), now), &done) {
            (News::Fails, Err(error)) => tracing::warn!(%error, what, "the database does not answer"),
            (News::Works, _) => tracing::info!(what, "the database answers again"),
            _ => {}
        }
        done.ok()
    }

    fn next(&mut self, works: bool, now: Timestamp) -> News {
        if works {
            return if self.said_at.take().is_some() { News::Works } else { News::Nothing };
        }
        // A clock may be set back.
        let waits = |said: Timestamp| said <= now && now < said.plus_seconds(AGAIN);
        if self.said_at.is_some_and(waits) {
            return News::Nothing;
        }
        self.said_at = Some(now);
        News::Fails
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_said_once_then_once_a_minute_and_once_when_it_works_again() {
        let mut outage = Outage::of("work");
        let mut next =
            |works, second| outage.next(works, Timestamp::saturating_from_unix(1_800_000_000 + second));
        assert_eq!(next(true, 0), News::Nothing);
        let said: Vec<i64> = (1..=130).filter(|second| next(false, *second) == News::Fails).collect();
        assert_eq!(said, [1, 61, 121]);
        assert_eq!((next(true, 131), next(true, 132)), (News::Works, News::Nothing));
        assert_eq!(
            (next(false, 133), next(false, 100), next(false, 101)),
            (News::Fails, News::Fails, News::Nothing)
        );
    }
}
