//! The one place that reads the clock.
//!
//! Handlers take [`Now`] once and hand the instant down; nothing below the edge asks what time it is. Tests
//! give the server a clock that they move themselves.

use crate::state::State;
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use scheduling_core::time::Timestamp;
use std::future::{Ready, ready};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Where the current time comes from. Clones show the same time.
#[derive(Debug, Clone)]
pub struct Clock(Source);

#[derive(Debug, Clone)]
enum Source {
    System,
    Moved(Arc<AtomicI64>),
}

impl Clock {
    /// The machine's clock.
    #[must_use]
    pub fn system() -> Self {
        Self(Source::System)
    }

    /// A clock that stands still until somebody moves it, for tests.
    #[must_use]
    pub fn standing_at(instant: Timestamp) -> Self {
        Self(Source::Moved(Arc::new(AtomicI64::new(instant.unix()))))
    }

    /// Moves a standing clock; the machine's own clock is not moved by this.
    pub fn set(&self, instant: Timestamp) {
        if let Source::Moved(seconds) = &self.0 {
            seconds.store(instant.unix(), Ordering::SeqCst);
        }
    }

    /// Moves a standing clock by `seconds`.
    pub fn advance(&self, seconds: i64) {
        self.set(self.now().plus_seconds(seconds));
    }

    /// Starts to measure how time goes by on this clock.
    pub(crate) fn stopwatch(&self) -> Stopwatch {
        Stopwatch { clock: self.clone(), since: self.now(), started: std::time::Instant::now() }
    }

    /// The current time, in whole seconds.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        match &self.0 {
            Source::System => Timestamp::saturating_from_unix(system_seconds()),
            Source::Moved(seconds) => Timestamp::saturating_from_unix(seconds.load(Ordering::SeqCst)),
        }
    }
}

/// How long it is since this was made: to the nanosecond and never backwards where the clock is the machine's.
#[derive(Debug, Clone)]
pub(crate) struct Stopwatch {
    clock: Clock,
    since: Timestamp,
    started: std::time::Instant,
}

/// A standing clock may be moved by millennia, which is more than a count of nanoseconds can hold.
const LONGEST: u64 = 100 * 366 * 86_400;

impl Stopwatch {
    pub(crate) fn elapsed(&self) -> Duration {
        match self.clock.0 {
            Source::System => self.started.elapsed(),
            Source::Moved(_) => {
                let seconds = self.clock.now().unix().saturating_sub(self.since.unix());
                Duration::from_secs(u64::try_from(seconds).unwrap_or_default().min(LONGEST))
            }
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the one place that reads the clock")]
fn system_seconds() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    // A clock before 1970 is broken; the epoch is as good an answer as any.
    let since = since.unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

/// The time at which the request is handled; read once, handed down.
#[derive(Debug, Clone, Copy)]
pub struct Now(pub Timestamp);

impl FromRequest for Now {
    type Error = crate::Problem;
    type Future = Ready<Result<Self, crate::Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(State::of(request).map(|state| Self(state.clock().now())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clones_of_a_standing_clock_move_together() {
        let start = Timestamp::parse("2025-01-22T10:00:00Z").expect("an instant");
        let clock = Clock::standing_at(start);
        let seen_by_server = clock.clone();
        clock.advance(90);
        assert_eq!(seen_by_server.now(), start.plus_seconds(90));
    }

    #[test]
    fn the_system_clock_is_past_the_day_this_was_written() {
        assert!(Clock::system().now() > Timestamp::parse("2025-01-01T00:00:00Z").expect("an instant"));
    }
}
