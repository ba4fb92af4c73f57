//! Notifies the participants of a change of their meeting.

use super::Task;
use crate::outcome::Outcome;
use domain::Meeting;
use persistence::{StoreError, Tx};
use scheduling_core::time::Timestamp;

pub(super) fn in_transaction(
    tx: &mut Tx<'_>,
    task: &Task<'_>,
    meeting: Meeting,
    now: Timestamp,
) -> Result<Outcome, StoreError> {
    let worker = task.worker;
    app::notifications::notify(tx, &task.permit, &worker.mail.identity, &worker.vault, meeting, now)?;
    Ok(Outcome::Done)
}
