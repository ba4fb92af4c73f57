//! Payments whose time to be asked about has come.

use super::sync::LEASE;
use domain::access::Permit;
use domain::effect::{Due, Effect, EffectKind};
use domain::{CompanyId, PaymentId};
use persistence::store::payments as store;
use persistence::{Scope, StoreError, Tx, outbox};
use scheduling_core::time::Timestamp;

/// Whether an effect is still to ask about a payment, now or after a pause; those that were given up make room.
fn is_waiting(scope: &mut Scope<'_>, company: CompanyId, id: PaymentId) -> Result<bool, StoreError> {
    let kind = EffectKind::SyncPayment;
    let known = outbox::about(scope, company, &[id.0], kind)?;
    let given_up = outbox::abandoned(scope, kind, &[(company, id.0)])?.contains(&id.0);
    if given_up {
        outbox::withdraw(scope, company, kind, id.0)?;
    }
    Ok(!known.is_empty() && !given_up)
}

/// Has the payments asked about whose time has come, whatever their providers report; how many there were.
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
    for (company, id) in &due {
        let scope = &mut tx.scope(&permit(*company));
        if !is_waiting(scope, *company, *id)? {
            let effect = Effect::SyncPayment { payment: *id };
            outbox::enqueue(scope, *company, &[Due { effect, at: now }], now)?;
        }
    }
    Ok(due.len())
}
