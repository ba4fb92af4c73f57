//! What has expired is removed, a batch at a time, so that no sweep holds up those who write.

use crate::Worker;
use persistence::StoreError;
use persistence::store::{idempotency, webhook_deliveries};

/// Rows that one transaction removes, about.
const BATCH: i64 = 500;

/// Removes a batch of expired idempotency keys; whether there may be more at once.
pub(crate) async fn remove_expired_keys(worker: &Worker) -> Result<bool, StoreError> {
    let now = (worker.clock)();
    let removed = worker.db.write(move |tx| idempotency::remove_expired(tx, now, BATCH)).await?;
    if removed > 0 {
        tracing::debug!(removed, "expired idempotency keys removed");
    }
    Ok(i64::try_from(removed).is_ok_and(|removed| removed >= BATCH))
}

/// How long settled deliveries of webhooks are kept, in seconds: thirty days.
const DELIVERIES_KEPT: i64 = 30 * 24 * 3600;

/// Removes a batch of old deliveries of webhooks; whether there may be more at once.
pub(crate) async fn remove_old_deliveries(worker: &Worker) -> Result<bool, StoreError> {
    let until = (worker.clock)().plus_seconds(-DELIVERIES_KEPT);
    let removed = worker.db.write(move |tx| webhook_deliveries::remove_old(tx, until, BATCH)).await?;
    Ok(i64::try_from(removed).is_ok_and(|removed| removed >= BATCH))
}
