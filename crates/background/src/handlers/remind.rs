//! Reminds the participants of a meeting.

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
    let office = (&task.worker.mail.identity, &task.worker.vault);
    app::notifications::remind(tx, &task.permit, office, reminder, now)?;
    Ok(Outcome::Done)
}
