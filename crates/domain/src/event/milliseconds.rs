//! Where in time something belongs among its like. Instants of the product are whole seconds, as the edge read them when a request
//! came; what is written in the same second, by several servers or after waiting for a lock, still has an order.

use scheduling_core::time::Timestamp;
use std::time::{SystemTime, UNIX_EPOCH};

/// What lies further from the machine's clock than so many milliseconds is of another clock.
const SAME_CLOCK: i64 = 60_000;

/// The milliseconds from this instant, at which a request began, to the moment at which this is asked, as far as they are of one
/// clock. Asked when something is written: what was written before has less, on other servers too.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "no rule looks at it: ids and events are put in order by it")]
pub fn milliseconds_since(at: Timestamp) -> i64 {
    let machine = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    milliseconds(at, i64::try_from(machine.as_millis()).unwrap_or(i64::MAX))
}

fn milliseconds(at: Timestamp, machine: i64) -> i64 {
    let since = machine.saturating_sub(at.unix().saturating_mul(1000));
    if (0..SAME_CLOCK).contains(&since) { since } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn milliseconds_are_those_of_one_clock() {
        let at = Timestamp::saturating_from_unix(1_800_000_000);
        let check = |machine, expected| assert_eq!(milliseconds(at, machine), expected, "{machine}");
        check(1_800_000_000_123, 123);
        check(1_800_000_001_004, 1004);
        check(1_799_999_999_999, 0);
        check(1_800_003_600_123, 0);
        check(0, 0);
    }
}
