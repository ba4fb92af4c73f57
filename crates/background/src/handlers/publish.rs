//! Fans an event out to the company's webhooks: one delivery for each subscriber, created once.

use super::Task;
use crate::outcome::Outcome;
use app::webhooks::fan_out;
use domain::event::Event;
use persistence::{StoreError, Tx};
use scheduling_core::time::Timestamp;

pub(super) fn in_transaction(
    tx: &mut Tx<'_>,
    task: &Task<'_>,
    event: &Event,
    now: Timestamp,
) -> Result<Outcome, StoreError> {
    // The event gets the effect's id, which stays the same over all retries.
    fan_out(&mut tx.scope(&task.permit), task.claimed.id.0, event, None, now)?;
    Ok(Outcome::Done)
}
