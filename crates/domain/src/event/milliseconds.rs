//! Milliseconds of events. Instants of the product are whole seconds; events also say where in the second they belong,
//! by the clock that the edge read last.

use scheduling_core::time::Timestamp;
use std::sync::atomic::{AtomicI64, Ordering};

/// Milliseconds since 1970, as the edge of this process read them last.
static LATEST: AtomicI64 = AtomicI64::new(0);
/// An instant that lies further back than so many seconds is of another clock.
const SAME_CLOCK: i64 = 60;

/// Notes what the clock showed. Only the edge, which reads it, calls this.
pub fn note_clock(milliseconds: i64) {
    LATEST.store(milliseconds, Ordering::Relaxed);
}

/// The millisecond of that second, as far as it is known.
#[must_use]
pub fn millisecond_of(at: Timestamp) -> i64 {
    millisecond(at, LATEST.load(Ordering::Relaxed))
}

fn millisecond(at: Timestamp, latest: i64) -> i64 {
    match latest.div_euclid(1000).saturating_sub(at.unix()) {
        0 => latest.rem_euclid(1000),
        // The second ended after it was read.
        1..=SAME_CLOCK => 999,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn milliseconds_are_those_of_the_same_second() {
        let at = Timestamp::saturating_from_unix(1_800_000_000);
        let check = |latest: i64, expected| assert_eq!(millisecond(at, latest), expected, "{latest}");
        check(1_800_000_000_123, 123);
        check(1_800_000_001_004, 999);
        check(1_799_999_999_999, 0);
        check(1_800_003_600_123, 0);
        check(0, 0);
    }
}
