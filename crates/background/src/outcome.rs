//! How an attempt at an effect ended, and what follows from it.

use persistence::outbox::{self, ClaimedEffect, LeaseToken, UnreadablePayload};
use persistence::{DbError, Tx};
use scheduling_core::time::Timestamp;

/// Attempts at an effect before it is given up: with the pauses below a bit more than two days,
/// which is how long mail is tried.
const MOST: i64 = 64;
/// The pause after the first failed attempt, in seconds; each after it is twice as long.
const FIRST_PAUSE: i64 = 2;
/// The longest pause, in seconds.
const MAX_PAUSE: i64 = 3600;
/// The longest `Retry-After` that is honoured, in seconds.
const MAX_WISH: i64 = 86_400;
/// When to look again at an effect that a newer version wrote, in seconds.
const UNTIL_NEWER: i64 = 300;

/// How an attempt ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It succeeded, or is no longer needed.
    Done,
    /// It failed for this reason; another attempt may succeed.
    Retry(String),
    /// The same, but not before this many seconds, because the receiver asked for the delay.
    RetryAfter(i64, String),
    /// The same, at a time that the handler chose, without a limit of attempts.
    RetryAt(Timestamp, String),
    /// It was not tried, for this reason; try in this many seconds.
    Postpone(i64, String),
    /// It failed for this reason, and another attempt would fail too.
    GiveUp(String),
}

/// The outcome of effects that must not be tried; `None` for all others.
pub(crate) fn outcome_without_trying(claimed: &ClaimedEffect) -> Option<Outcome> {
    match &claimed.effect {
        Err(newer @ UnreadablePayload::Newer(_)) => Some(Outcome::Postpone(UNTIL_NEWER, newer.to_string())),
        Err(corrupt @ UnreadablePayload::Corrupt(_)) => Some(Outcome::GiveUp(corrupt.to_string())),
        // The attempts before ended without an outcome, for example because the worker was killed each time.
        Ok(_) if claimed.attempts > MOST => {
            Some(Outcome::GiveUp(format!("{MOST} attempts were begun, and none finished")))
        }
        Ok(_) => None,
    }
}

/// From 0 to 99, a function of the id and the attempt: spreads effects that failed together.
pub(crate) fn jitter(claimed: &ClaimedEffect) -> i64 {
    let attempt = i128::from(claimed.attempts).unsigned_abs();
    // An odd multiplier gives each attempt another value.
    let mixed = (claimed.id.0.as_u128() >> 4).wrapping_add(attempt.wrapping_mul(2_654_435_761)) % 100;
    i64::try_from(mixed).unwrap_or_default()
}

/// When to retry: the pause doubles each time, plus up to half of it as jitter. `None` after the last attempt.
fn next(claimed: &ClaimedEffect, now: Timestamp) -> Option<Timestamp> {
    if claimed.attempts >= MOST {
        return None;
    }
    let doublings = u32::try_from(claimed.attempts - 1).unwrap_or_default().min(20);
    let pause = (FIRST_PAUSE << doublings).min(MAX_PAUSE);
    Some(now.plus_seconds(pause + pause * jitter(claimed) / 200))
}

/// Records how an attempt ended, if the lease is still good. Otherwise the effect belongs to another worker.
pub(crate) fn settle(
    tx: &mut Tx<'_>,
    lease: LeaseToken,
    claimed: &ClaimedEffect,
    outcome: &Outcome,
    now: Timestamp,
) -> Result<(), DbError> {
    let key = claimed.key();
    match outcome {
        Outcome::Done => outbox::complete(tx, lease, &[key]).map(drop),
        Outcome::Retry(why) => retry(tx, lease, claimed, 0, why, now),
        Outcome::RetryAfter(seconds, why) => retry(tx, lease, claimed, *seconds, why, now),
        Outcome::RetryAt(at, why) => outbox::retry_at(tx, lease, key, *at, why, true).map(drop),
        Outcome::Postpone(seconds, why) => {
            outbox::retry_at(tx, lease, key, now.plus_seconds(*seconds), why, false).map(drop)
        }
        Outcome::GiveUp(why) => outbox::dead_letter(tx, lease, key, why, now).map(drop),
    }
}

/// Schedules the next attempt after the pause or after `seconds`, whichever is longer; after the last one gives up.
fn retry(
    tx: &mut Tx<'_>,
    lease: LeaseToken,
    claimed: &ClaimedEffect,
    seconds: i64,
    why: &str,
    now: Timestamp,
) -> Result<(), DbError> {
    let key = claimed.key();
    match next(claimed, now) {
        Some(at) => {
            let at = at.max(now.plus_seconds(seconds.min(MAX_WISH)));
            outbox::retry_at(tx, lease, key, at, why, true).map(drop)
        }
        None => outbox::dead_letter(tx, lease, key, why, now).map(drop),
    }
}

/// Counts an attempt, and logs a failure.
pub(crate) fn log(claimed: &ClaimedEffect, outcome: &Outcome) {
    let kind = claimed.kind.clone();
    let (effect, company, attempt) = (claimed.id.0, claimed.company.0, claimed.attempts);
    match outcome {
        Outcome::Done => metrics::counter!("meridian_effects_done_total", "kind" => kind).increment(1),
        Outcome::Postpone(_, why) => tracing::debug!(%effect, company, kind, why, "an effect was postponed"),
        Outcome::Retry(why) | Outcome::RetryAfter(_, why) | Outcome::RetryAt(_, why) => {
            tracing::info!(%effect, company, kind, attempt, why, "an effect failed");
            metrics::counter!("meridian_effects_failed_total", "kind" => kind).increment(1);
        }
        Outcome::GiveUp(why) => {
            tracing::error!(%effect, company, kind, attempt, why, "an effect was given up");
            metrics::counter!("meridian_effects_failed_total", "kind" => kind).increment(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::effect::Effect;
    use domain::{CompanyId, EffectId, UserId};

    fn claimed(id: u128, attempts: i64) -> ClaimedEffect {
        let id = EffectId(uuid::Uuid::from_u128(id));
        let recheck = Effect::Recheck { user: UserId(1) };
        let (kind, effect) = (recheck.kind().name().to_owned(), Ok(recheck));
        let created_at = Timestamp::saturating_from_unix(0);
        ClaimedEffect { id, company: CompanyId(1), kind, effect, attempts, created_at }
    }

    #[test]
    fn pauses_double_and_end() {
        let now = Timestamp::saturating_from_unix(1_800_000_000);
        let check = |attempts, least: i64, most: i64| {
            for id in 0..200 {
                let pause = next(&claimed(id << 4, attempts), now).map(|at| at.unix() - now.unix());
                assert!(pause.is_some_and(|pause| (least..=most).contains(&pause)), "{attempts}: {pause:?}");
            }
        };
        check(1, 2, 3);
        check(4, 16, 24);
        check(11, 2048, 3072);
        check(12, 3600, 5400);
        check(63, 3600, 5400);
        assert_eq!(next(&claimed(1, 64), now), None);
        let total: i64 =
            (1..64).filter_map(|n| next(&claimed(1, n), now)).map(|at| at.unix() - now.unix()).sum();
        assert!((48..84).contains(&(total / 3600)), "{total} s");
    }

    #[test]
    fn those_that_failed_together_are_spread() {
        let spreads: Vec<i64> = (0..1000).map(|id| jitter(&claimed(id << 4, 3))).collect();
        assert!(spreads.iter().all(|jitter| (0..100).contains(jitter)));
        let different: std::collections::HashSet<i64> = spreads.into_iter().collect();
        assert_eq!(different.len(), 100);
        assert_ne!(jitter(&claimed(1, 1)), jitter(&claimed(1, 2)));
    }

    #[test]
    fn effects_that_must_not_be_tried_are_not() {
        let with = |effect| ClaimedEffect { effect, ..claimed(1, 1) };
        assert!(matches!(
            outcome_without_trying(&with(Err(UnreadablePayload::Newer("x".into())))),
            Some(Outcome::Postpone(300, _))
        ));
        assert!(matches!(
            outcome_without_trying(&with(Err(UnreadablePayload::Corrupt("user")))),
            Some(Outcome::GiveUp(_))
        ));
        assert_eq!(outcome_without_trying(&claimed(1, 64)), None);
        assert!(matches!(outcome_without_trying(&claimed(1, 65)), Some(Outcome::GiveUp(_))));
    }
}
