//! The world around the product, within this program: a mail server and a receiver of webhooks that note what arrives.
//!
//! What has arrived is noted before it is acknowledged, and acknowledging takes a moment: a worker that is killed in between
//! has to send again.

mod receiver;
mod sink;

pub(super) use receiver::Receiver;
pub(super) use sink::Sink;

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The longest that an answer takes.
const SLOWEST_MS: usize = 20;

/// How long the answer to this arrival takes.
fn slowness(arrival: usize) -> Duration {
    // A step that has no factor in common with the range visits all of it.
    let ms = arrival.wrapping_mul(7) % SLOWEST_MS;
    Duration::from_millis(u64::try_from(ms).unwrap_or_default())
}

/// Seconds since 1970.
#[expect(clippy::disallowed_methods, reason = "this is the edge of a program of its own")]
pub(super) fn now() -> f64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0.0, |since| since.as_secs_f64())
}
