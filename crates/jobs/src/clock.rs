//! The worker's edge: where background work learns what time it is.

use scheduling_core::time::Instant;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

/// Tells the current time; tests give one that they move.
pub type Clock = Arc<dyn Fn() -> Instant + Send + Sync>;

/// The machine's clock.
#[must_use]
pub fn system_clock() -> Clock {
    Arc::new(now)
}

#[expect(
    clippy::disallowed_methods,
    reason = "the worker has no other edge that could read the clock for it"
)]
fn now() -> Instant {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    Instant::clamped(i64::try_from(seconds).unwrap_or(i64::MAX))
}
