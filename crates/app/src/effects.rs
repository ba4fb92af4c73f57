//! Work in the background as operators see it.

use crate::kit::page;
use domain::EffectId;
use domain::access::Permit;
use persistence::outbox::{self, EntryFilter, OutboxEntry};
use persistence::store::collection::Part;
use persistence::{StoreError, Tx};
use scheduling_core::time::Timestamp;

/// A page of effects that were not done yet.
///
/// # Errors
/// `NotFound` where the company that was named is not there.
pub fn list(
    tx: &mut Tx<'_>,
    permit: &Permit,
    filter: &EntryFilter,
    part: &Part<EffectId>,
) -> Result<Vec<OutboxEntry>, StoreError> {
    let scope = &mut tx.scope(permit);
    let rows = outbox::list(scope, filter, part)?;
    page(scope, rows)
}

/// Has an effect that was given up done again; one that waits is left as it is.
///
/// # Errors
/// `NotFound`, also for one that was done meanwhile.
pub fn replay(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: EffectId,
    now: Timestamp,
) -> Result<OutboxEntry, StoreError> {
    outbox::replay(&mut tx.scope(permit), id, now)
}
