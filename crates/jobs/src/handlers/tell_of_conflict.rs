//! Those who manage interviews are told of a conflict.

use super::Task;
use crate::outcome::Outcome;
use domain::ConflictId;
use persistence::{StoreError, Tx};
use scheduling_core::time::Instant;

pub(super) fn within(
    _tx: &mut Tx<'_>,
    task: &Task<'_>,
    conflict: ConflictId,
    now: Instant,
) -> Result<Outcome, StoreError> {
    tracing::debug!(company = task.claimed.company.0, %conflict, %now, "nobody is told of conflicts yet");
    Ok(Outcome::Done)
}
