//! Notifies the participants of a change of their interview.

use super::Task;
use crate::outcome::Outcome;
use app::notifications::ChangedInterview;
use persistence::{StoreError, Tx};
use scheduling_core::time::Timestamp;

pub(super) fn in_transaction(
    tx: &mut Tx<'_>,
    task: &Task<'_>,
    change: ChangedInterview,
    now: Timestamp,
) -> Result<Outcome, StoreError> {
    let identity = &task.worker.mail.identity;
    app::notifications::notify(tx, &task.permit, identity, change, now)?;
    Ok(Outcome::Done)
}
