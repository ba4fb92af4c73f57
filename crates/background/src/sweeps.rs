//! Removes expired rows a batch at a time, so that no sweep blocks writers for long.

use crate::Worker;
use domain::access::Permit;
use domain::effect::{Due, Effect};
use domain::room::call::{CALL_LIFE, SIGNAL_LIFE};
use domain::{CompanyId, UserId};
use persistence::store::{
    calendars, changes, idempotency, provider_events, room_calls, slots, visitors, webhook_deliveries,
};
use persistence::{StoreError, outbox};
use std::collections::BTreeSet;

/// About how many rows one transaction removes.
const BATCH: i64 = 500;

/// Removes a batch of expired idempotency keys. Answers whether there may be more.
pub(crate) async fn remove_expired_keys(worker: &Worker) -> Result<bool, StoreError> {
    let now = (worker.clock)();
    let removed = worker.db.write(move |tx| idempotency::remove_expired(tx, now, BATCH)).await?;
    if removed > 0 {
        tracing::debug!(removed, "expired idempotency keys removed");
    }
    Ok(i64::try_from(removed).is_ok_and(|removed| removed >= BATCH))
}

/// How long finished webhook deliveries are kept, in seconds: thirty days.
const DELIVERIES_KEPT: i64 = 30 * 24 * 3600;

/// Removes a batch of old webhook deliveries. Answers whether there may be more.
pub(crate) async fn remove_old_deliveries(worker: &Worker) -> Result<bool, StoreError> {
    let until = (worker.clock)().plus_seconds(-DELIVERIES_KEPT);
    let removed = worker.db.write(move |tx| webhook_deliveries::remove_old(tx, until, BATCH)).await?;
    Ok(i64::try_from(removed).is_ok_and(|removed| removed >= BATCH))
}

/// How long reports of providers are kept, in seconds: thirty days; a provider repeats one for three.
const REPORTS_KEPT: i64 = 30 * 24 * 3600;

/// Removes a batch of old reports of providers of payments. Answers whether there may be more.
pub(crate) async fn remove_old_reports(worker: &Worker) -> Result<bool, StoreError> {
    let until = (worker.clock)().plus_seconds(-REPORTS_KEPT);
    let removed = worker.db.write(move |tx| provider_events::remove_old(tx, until, BATCH)).await?;
    Ok(i64::try_from(removed).is_ok_and(|removed| removed >= BATCH))
}

/// How long it is kept that something changed, in seconds: a page that was away for longer looks again anyway.
const CHANGES_KEPT: i64 = 10 * 60;

/// Removes a batch of what pages were told of. Answers whether there may be more.
pub(crate) async fn remove_old_changes(worker: &Worker) -> Result<bool, StoreError> {
    let until = (worker.clock)().plus_seconds(-CHANGES_KEPT);
    let removed = worker.db.write(move |tx| changes::remove_old(tx, until, BATCH)).await?;
    Ok(i64::try_from(removed).is_ok_and(|removed| removed >= BATCH))
}

/// Removes a batch of what is known of visitors, a day after it counts for nothing. Answers whether there may be more.
pub(crate) async fn remove_old_visitors(worker: &Worker) -> Result<bool, StoreError> {
    let now = (worker.clock)();
    let removed = worker.db.write(move |tx| visitors::remove_old(tx, now, BATCH)).await?;
    Ok(i64::try_from(removed).is_ok_and(|removed| removed >= BATCH))
}

/// Removes a batch of calls whose rooms have closed, and of what browsers told each other. Answers whether there may be more.
pub(crate) async fn remove_old_calls(worker: &Worker) -> Result<bool, StoreError> {
    let now = (worker.clock)();
    let (closed, signals) = (now.plus_seconds(-CALL_LIFE), now.plus_seconds(-SIGNAL_LIFE));
    let removed = worker.db.write(move |tx| room_calls::remove_old(tx, closed, signals, BATCH)).await?;
    Ok(i64::try_from(removed).is_ok_and(|removed| removed >= BATCH))
}

/// For how long slots are over when it is noted, in seconds: an hour, so that no server whose clock is behind takes one of them for
/// one to come.
const OVER_FOR: i64 = 3600;

/// Notes of a batch of slots that they are over. Answers whether there may be more.
pub(crate) async fn note_slots_over(worker: &Worker) -> Result<bool, StoreError> {
    let until = (worker.clock)().plus_seconds(-OVER_FOR);
    let noted = worker.db.write(move |tx| slots::note_over(tx, until, BATCH)).await?;
    Ok(i64::try_from(noted).is_ok_and(|noted| noted >= BATCH))
}

/// Rechecks the bookings of users whose calendars have not been read for too long. Answers whether there may be more.
pub(crate) async fn notice_lapsed(worker: &Worker) -> Result<bool, StoreError> {
    let now = (worker.clock)();
    let lapsed = worker.db.write(move |tx| {
        let lapsed = calendars::lapsed(tx, now, BATCH)?;
        let owners: BTreeSet<(CompanyId, UserId)> = lapsed.iter().copied().collect();
        for (company, user) in owners {
            let due = Due { effect: Effect::Recheck { user }, at: now };
            outbox::enqueue(&mut tx.scope(&Permit::system(company)), company, &[due], now)?;
        }
        Ok::<_, StoreError>(lapsed.len())
    });
    Ok(i64::try_from(lapsed.await?).is_ok_and(|noticed| noticed >= BATCH))
}
