//! How many wrong passwords may be tried before the account, or the address, has to wait.

use scheduling_core::time::Timestamp;

/// Failed log-ins are counted over this many seconds.
pub const GUESS_WINDOW: i64 = 15 * 60;

/// How many failed log-ins an account or an address may have within [`GUESS_WINDOW`]; `None` is any number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LoginLimit(pub Option<u32>);

impl LoginLimit {
    /// Until when log-ins are refused, given the times of the newest failures, the newest first; `None` where they are
    /// not. The wait ends as soon as fewer than the limit lie within the window, so that somebody who goes on guessing is
    /// let through one guess at a time, no more often than the limit in each window.
    #[must_use]
    pub fn locked_until(self, newest_first: &[Timestamp], now: Timestamp) -> Option<Timestamp> {
        let limit = usize::try_from(self.0?).unwrap_or(usize::MAX);
        let oldest_that_counts = newest_first.get(limit.checked_sub(1)?)?;
        let until = oldest_that_counts.plus_seconds(GUESS_WINDOW);
        (until > now).then_some(until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::saturating_from_unix(1_700_000_000 + seconds)
    }

    fn check(limit: Option<u32>, failures: &[i64], now: i64, until: Option<i64>) {
        let failures: Vec<Timestamp> = failures.iter().map(|seconds| at(*seconds)).collect();
        let seen = LoginLimit(limit).locked_until(&failures, at(now));
        assert_eq!(seen, until.map(at), "{limit:?} {failures:?} at {now}");
    }

    #[test]
    fn the_limit_locks_until_the_oldest_failure_that_counts_is_old_enough() {
        check(Some(3), &[], 0, None);
        check(Some(3), &[20, 10], 30, None);
        check(Some(3), &[20, 10, 0], 30, Some(900));
        check(Some(3), &[20, 10, 0], 899, Some(900));
        check(Some(3), &[20, 10, 0], 900, None);
        check(Some(3), &[50, 20, 10, 0], 60, Some(910));
        check(Some(1), &[5], 6, Some(905));
        check(None, &[5, 5, 5, 5], 6, None);
    }
}
