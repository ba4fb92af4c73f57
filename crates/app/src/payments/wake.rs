//! Payments whose time to be asked about has come.

use super::sync::LEASE;
use domain::CompanyId;
use domain::access::Permit;
use domain::effect::{Due, Effect, EffectKind};
use persistence::store::payments::{self as store, Asking};
use persistence::{StoreError, Tx, outbox};
use scheduling_core::time::Timestamp;

/// Has the payments asked about whose time has come, whatever their providers report, unless an effect is to ask already; how many
/// there were.
///
/// # Errors
/// Failures of the database.
pub fn wake_due(
    tx: &mut Tx<'_>,
    permit: impl Fn(CompanyId) -> Permit,
    limit: i64,
    now: Timestamp,
) -> Result<usize, StoreError> {
    let due = store::take_due(tx, now, LEASE, limit)?;
    for one in due.iter().filter(|one| one.asking != Asking::Waits) {
        let scope = &mut tx.scope(&permit(one.company));
        if one.asking == Asking::GivenUp {
            // Those that were given up make room.
            outbox::withdraw(scope, one.company, EffectKind::SyncPayment, one.id.0)?;
        }
        let effect = Effect::SyncPayment { payment: one.id };
        outbox::enqueue(scope, one.company, &[Due { effect, at: now }], now)?;
    }
    Ok(due.len())
}
