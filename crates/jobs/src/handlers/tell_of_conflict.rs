//! Those who manage interviews are told of a conflict.

use super::Task;
use crate::outcome::Outcome;
use domain::ConflictId;
use persistence::{StoreError, Tx};
use scheduling_core::time::Timestamp;

pub(super) fn within(
    tx: &mut Tx<'_>,
    task: &Task<'_>,
    conflict: ConflictId,
    now: Timestamp,
) -> Result<Outcome, StoreError> {
    let (office, company) = (&task.worker.post.office, task.claimed.company);
    app::notifications::tell_of_conflict(tx, &task.permit, office, (company, conflict), now)?;
    Ok(Outcome::Done)
}
