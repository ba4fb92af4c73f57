//! How many wrong passwords may be tried before the client has to wait. Strangers wait, and not the owner: an account is
//! never closed to a network from which its owner came before, whatever others try.

use scheduling_core::time::Timestamp;

/// Failed log-ins are counted over this many seconds.
pub const GUESS_WINDOW: i64 = 15 * 60;

/// How many networks may fail at one account, each up to the limit, before it is closed to networks that are not known.
const NETWORKS: u32 = 10;

/// How many failed log-ins an account may have from one network, and a network with all accounts, within
/// [`GUESS_WINDOW`]; `None` is any number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LoginLimit(pub Option<u32>);

/// The times of the newest failures that still count, the newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Failures {
    /// At the account, from the network.
    pub both: Vec<Timestamp>,
    /// At any account, from the network.
    pub network: Vec<Timestamp>,
    /// At the account, from anywhere.
    pub account: Vec<Timestamp>,
}

impl LoginLimit {
    /// How many failures of an account count from anywhere: [`Failures::account`] needs no more of them.
    #[must_use]
    pub fn for_account(self) -> Self {
        Self(self.0.map(|most| most.saturating_mul(NETWORKS)))
    }

    /// Until when log-ins are refused; `None` where they are not. `is_known` says that the account's owner came in from
    /// this network before.
    #[must_use]
    pub fn locked_until(self, failures: &Failures, is_known: bool, now: Timestamp) -> Option<Timestamp> {
        let everywhere = if is_known { None } else { self.for_account().reached(&failures.account, now) };
        self.reached(&failures.both, now).max(self.reached(&failures.network, now)).max(everywhere)
    }

    /// Until when the limit is reached by these times, the newest first; `None` where it is not. The wait ends as soon as
    /// fewer than the limit lie within the window, so that somebody who goes on guessing is let through one guess at a time, no
    /// more often than the limit in each window.
    #[must_use]
    pub fn reached(self, newest_first: &[Timestamp], now: Timestamp) -> Option<Timestamp> {
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
        let seen = LoginLimit(limit).reached(&failures, at(now));
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

    #[test]
    fn strangers_close_an_account_to_strangers_alone() {
        let times = |count: usize| vec![at(0); count];
        let check = |(both, network, account): (usize, usize, usize), is_known: bool, locked: bool| {
            let failures = Failures { both: times(both), network: times(network), account: times(account) };
            let seen = LoginLimit(Some(3)).locked_until(&failures, is_known, at(1));
            assert_eq!(seen, locked.then_some(at(900)), "{both} {network} {account} {is_known}");
        };
        check((2, 2, 29), false, false);
        check((3, 3, 3), false, true);
        check((3, 3, 3), true, true);
        check((0, 3, 0), false, true);
        check((0, 0, 29), false, false);
        check((0, 0, 30), false, true);
        check((0, 0, 30), true, false);
    }
}
