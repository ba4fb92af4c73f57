//! How an attempt at an effect ended, and what follows from it.

use persistence::outbox::{self, Claimed, Held, Unread};
use persistence::{DbError, Tx};
use scheduling_core::time::Timestamp;

/// Attempts at an effect before it is given up: with the pauses below a bit more than two days,
/// which is how long mail is tried.
const MOST: i64 = 64;
/// The pause after the first failed attempt, in seconds; each after it is twice as long.
const FIRST_PAUSE: i64 = 2;
/// The longest pause, in seconds.
const MAX_PAUSE: i64 = 3600;
/// The longest that somebody who asks to be left alone is, in seconds.
const MAX_WISH: i64 = 86_400;
/// When to look again at what a newer version wrote, in seconds.
const UNTIL_NEWER: i64 = 300;

/// How an attempt ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It was done, or means nothing any more.
    Done,
    /// It failed, for this reason, and is worth another attempt.
    Again(String),
    /// The same, but not before so many seconds, because somebody asked to be left alone.
    AgainAfter(i64, String),
    /// The same, at a time of the handler's own choice, and however often.
    At(Timestamp, String),
    /// It was not tried, for this reason, and is to be in so many seconds.
    Later(i64, String),
    /// It failed, for this reason, and will not go better another time.
    Never(String),
}

/// What is known without trying: `None` where it is worth a try.
pub(crate) fn foregone(claimed: &Claimed) -> Option<Outcome> {
    match &claimed.effect {
        Err(newer @ Unread::Newer(_)) => Some(Outcome::Later(UNTIL_NEWER, newer.to_string())),
        Err(corrupt @ Unread::Corrupt(_)) => Some(Outcome::Never(corrupt.to_string())),
        // Whatever ended the attempts before, such as a worker killed each time, left no outcome.
        Ok(_) if claimed.attempts > MOST => {
            Some(Outcome::Never(format!("{MOST} attempts were begun, and none came to an end")))
        }
        Ok(_) => None,
    }
}

/// From 0 to 99, from the id and the attempt alone: keeps those apart that failed together.
pub(crate) fn spread(claimed: &Claimed) -> i64 {
    let attempt = i128::from(claimed.attempts).unsigned_abs();
    // An odd multiplier, so that each attempt falls elsewhere.
    let mixed = (claimed.id.0.as_u128() >> 4).wrapping_add(attempt.wrapping_mul(2_654_435_761)) % 100;
    i64::try_from(mixed).unwrap_or_default()
}

/// When to try again after a failure: twice the pause each time, up to half as long again by chance; `None` when it is to
/// be given up.
fn next(claimed: &Claimed, now: Timestamp) -> Option<Timestamp> {
    if claimed.attempts >= MOST {
        return None;
    }
    let doublings = u32::try_from(claimed.attempts - 1).unwrap_or_default().min(20);
    let pause = (FIRST_PAUSE << doublings).min(MAX_PAUSE);
    Some(now.plus_seconds(pause + pause * spread(claimed) / 200))
}

/// Writes down how an attempt ended, where the effect is still held. An effect whose lease ran out is another worker's.
pub(crate) fn settle(
    tx: &mut Tx<'_>,
    held: Held,
    claimed: &Claimed,
    outcome: &Outcome,
    now: Timestamp,
) -> Result<(), DbError> {
    let key = claimed.key();
    match outcome {
        Outcome::Done => outbox::done(tx, held, &[key]).map(drop),
        Outcome::Again(why) => again(tx, held, claimed, (0, why), now),
        Outcome::AgainAfter(seconds, why) => again(tx, held, claimed, (*seconds, why), now),
        Outcome::At(at, why) => outbox::again(tx, held, key, *at, (why, true)).map(drop),
        Outcome::Later(seconds, why) => {
            outbox::again(tx, held, key, now.plus_seconds(*seconds), (why, false)).map(drop)
        }
        Outcome::Never(why) => outbox::bury(tx, held, key, why, now).map(drop),
    }
}

/// Puts an effect off by its own pause or by so many seconds, whichever is longer, or gives it up.
fn again(
    tx: &mut Tx<'_>,
    held: Held,
    claimed: &Claimed,
    (seconds, why): (i64, &str),
    now: Timestamp,
) -> Result<(), DbError> {
    let key = claimed.key();
    match next(claimed, now) {
        Some(at) => {
            let at = at.max(now.plus_seconds(seconds.min(MAX_WISH)));
            outbox::again(tx, held, key, at, (why, true)).map(drop)
        }
        None => outbox::bury(tx, held, key, why, now).map(drop),
    }
}

/// Counts an attempt, and tells of one that did not end well.
pub(crate) fn tell(claimed: &Claimed, outcome: &Outcome) {
    let kind = claimed.kind.clone();
    let (effect, company, attempt) = (claimed.id.0, claimed.company.0, claimed.attempts);
    match outcome {
        Outcome::Done => metrics::counter!("meridian_effects_done_total", "kind" => kind).increment(1),
        Outcome::Later(_, why) => tracing::debug!(%effect, company, kind, why, "put off"),
        Outcome::Again(why) | Outcome::AgainAfter(_, why) | Outcome::At(_, why) => {
            tracing::info!(%effect, company, kind, attempt, why, "an effect failed");
            metrics::counter!("meridian_effects_failed_total", "kind" => kind).increment(1);
        }
        Outcome::Never(why) => {
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

    fn claimed(id: u128, attempts: i64) -> Claimed {
        let id = EffectId(uuid::Uuid::from_u128(id));
        let (effect, kind) = (Ok(Effect::Recheck { user: UserId(1) }), "recheck".into());
        let created_at = Timestamp::saturating_from_unix(0);
        Claimed { id, company: CompanyId(1), kind, effect, attempts, created_at }
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
        let spreads: Vec<i64> = (0..1000).map(|id| spread(&claimed(id << 4, 3))).collect();
        assert!(spreads.iter().all(|spread| (0..100).contains(spread)));
        let different: std::collections::HashSet<i64> = spreads.into_iter().collect();
        assert_eq!(different.len(), 100);
        assert_ne!(spread(&claimed(1, 1)), spread(&claimed(1, 2)));
    }

    #[test]
    fn what_can_not_be_tried_is_not() {
        let with = |effect| Claimed { effect, ..claimed(1, 1) };
        assert!(matches!(foregone(&with(Err(Unread::Newer("x".into())))), Some(Outcome::Later(300, _))));
        assert!(matches!(foregone(&with(Err(Unread::Corrupt("user")))), Some(Outcome::Never(_))));
        assert_eq!(foregone(&claimed(1, 64)), None);
        assert!(matches!(foregone(&claimed(1, 65)), Some(Outcome::Never(_))));
    }
}
