//! Notifies the participants of a change of their interview.

use super::Task;
use crate::outcome::Outcome;
use domain::InterviewId;
use persistence::{StoreError, Tx};
use scheduling_core::time::Timestamp;

pub(super) fn in_transaction(
    tx: &mut Tx<'_>,
    task: &Task<'_>,
    interview: InterviewId,
    now: Timestamp,
) -> Result<Outcome, StoreError> {
    let worker = task.worker;
    app::notifications::notify(tx, &task.permit, &worker.mail.identity, &worker.vault, interview, now)?;
    Ok(Outcome::Done)
}
