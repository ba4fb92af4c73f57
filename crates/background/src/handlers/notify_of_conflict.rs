//! Notifies the users who manage interviews of a conflict.

use super::Task;
use crate::outcome::Outcome;
use domain::ConflictId;
use persistence::{StoreError, Tx};
use scheduling_core::time::Timestamp;

pub(super) fn in_transaction(
    tx: &mut Tx<'_>,
    task: &Task<'_>,
    conflict: ConflictId,
    now: Timestamp,
) -> Result<Outcome, StoreError> {
    let (identity, company) = (&task.worker.mail.identity, task.claimed.company);
    app::notifications::notify_of_conflict(tx, &task.permit, identity, company, conflict, now)?;
    Ok(Outcome::Done)
}
