//! Processor time: how long this machine works on something, however busy it is otherwise.

use ical::TimeLimit;
use rustix::time::{ClockId, clock_gettime};
use std::time::Duration;

/// The time is over once the thread that asks has worked so long since now. It is to be asked by the thread that calls this.
#[must_use]
pub fn time_limit(longest: Duration) -> TimeLimit {
    let begun = used();
    TimeLimit::new(move || used().saturating_sub(begun) >= longest)
}

/// What this thread has used so far.
fn used() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    let seconds = u64::try_from(time.tv_sec).unwrap_or_default();
    Duration::new(seconds, u32::try_from(time.tv_nsec).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_takes_time_and_waiting_does_not() {
        assert!(time_limit(Duration::ZERO).is_over());
        let waiting = time_limit(Duration::from_millis(50));
        let (_sender, receiver) = std::sync::mpsc::channel::<()>();
        let _ = receiver.recv_timeout(Duration::from_millis(100));
        assert!(!waiting.is_over());
        let working = time_limit(Duration::from_millis(5));
        let turns = (0..u64::MAX).find(|turn| turn % 1000 == 0 && working.is_over());
        assert!(turns.is_some_and(|turns| turns > 0));
    }
}
