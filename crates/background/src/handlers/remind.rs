//! Reminds the participants of an interview.

use super::Task;
use crate::outcome::Outcome;
use domain::InterviewId;
use persistence::{StoreError, Tx};
use scheduling_core::time::Timestamp;

pub(super) fn in_transaction(
    tx: &mut Tx<'_>,
    task: &Task<'_>,
    interview: InterviewId,
    (starts_at, minutes_before): (Timestamp, i64),
    now: Timestamp,
) -> Result<Outcome, StoreError> {
    let identity = &task.worker.mail.identity;
    app::notifications::remind(tx, &task.permit, identity, (interview, starts_at, minutes_before), now)?;
    Ok(Outcome::Done)
}
