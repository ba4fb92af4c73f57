//! How long what is over is kept: messages that were sent or given up, and effects that were given up.

use crate::Worker;
use persistence::store::overview;
use persistence::{StoreError, outbox};
use scheduling_core::time::{SECONDS_PER_DAY, Timestamp};
use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering::Relaxed};

/// About how many rows one transaction removes.
const BATCH: i64 = 500;
/// How often it is looked for, in seconds: it reads much, and nobody waits for it.
const EVERY: i64 = 600;

/// How long what is over is kept, and when it is looked for again. Clones share the latter.
#[derive(Debug, Clone, Default)]
pub struct Retention {
    days: Option<NonZeroU32>,
    next: Arc<AtomicI64>,
}

impl Retention {
    /// For so many days; `None` is for ever.
    #[must_use]
    pub fn days(days: Option<NonZeroU32>) -> Self {
        Self { days, ..Self::default() }
    }

    /// What ended before this is to go now; `None` where nothing is to.
    fn due(&self, now: Timestamp) -> Option<Timestamp> {
        let days = i64::from(self.days?.get());
        (self.next.load(Relaxed) <= now.unix()).then(|| now.plus_seconds(-days * SECONDS_PER_DAY))
    }
}

/// Removes a batch of what is over for long enough. Answers whether there may be more.
pub(crate) async fn remove_old(worker: &Worker) -> Result<bool, StoreError> {
    let now = (worker.clock)();
    let Some(until) = worker.retention.due(now) else { return Ok(false) };
    let removed = worker.db.write(move |tx| {
        let messages = overview::remove_old_messages(tx, until, BATCH)?;
        Ok::<_, StoreError>((messages, outbox::remove_dead(tx, until, BATCH)?))
    });
    let (messages, effects) = removed.await?;
    let mut kinds = BTreeMap::<&str, u32>::new();
    for kind in &effects {
        *kinds.entry(kind).or_default() += 1;
    }
    for (kind, count) in kinds {
        // The last that is heard of them.
        tracing::warn!(kind, count, "effects that had failed for good were removed, as RETENTION_DAYS says");
    }
    if messages > 0 {
        tracing::info!(messages, "old messages were removed, as RETENTION_DAYS says");
    }
    let more = [messages, effects.len()].iter().any(|count| i64::try_from(*count).is_ok_and(|n| n >= BATCH));
    if !more {
        worker.retention.next.store(now.unix() + EVERY, Relaxed);
    }
    Ok(more)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_number_of_days_all_is_kept() {
        let now = Timestamp::saturating_from_unix(100 * SECONDS_PER_DAY);
        assert_eq!(Retention::default().due(now), None);
        let retention = Retention::days(NonZeroU32::new(30));
        assert_eq!(retention.due(now), Some(Timestamp::saturating_from_unix(70 * SECONDS_PER_DAY)));
        retention.next.store(now.unix() + EVERY, Relaxed);
        assert_eq!(retention.clone().due(now), None, "it was looked for just now");
    }
}
