//! An event is offered to the company's webhooks: one delivery for each that wants it, made once.

use super::Task;
use crate::outcome::Outcome;
use app::webhooks::fan_out;
use domain::event::Event;
use persistence::{StoreError, Tx};
use scheduling_core::time::Timestamp;

pub(super) fn within(
    tx: &mut Tx<'_>,
    task: &Task<'_>,
    event: &Event,
    now: Timestamp,
) -> Result<Outcome, StoreError> {
    // The effect's id becomes the event's: it stays the same whatever is tried again.
    fan_out(&mut tx.scope(&task.permit), task.claimed.id.0, event, None, now)?;
    Ok(Outcome::Done)
}
