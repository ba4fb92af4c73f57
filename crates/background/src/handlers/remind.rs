//! Reminds the participants of an interview.

use super::Task;
use crate::outcome::Outcome;
use app::notifications::DueReminder;
use persistence::{StoreError, Tx};
use scheduling_core::time::Timestamp;

pub(super) fn in_transaction(
    tx: &mut Tx<'_>,
    task: &Task<'_>,
    reminder: DueReminder,
    now: Timestamp,
) -> Result<Outcome, StoreError> {
    let identity = &task.worker.mail.identity;
    app::notifications::remind(tx, &task.permit, identity, reminder, now)?;
    Ok(Outcome::Done)
}
