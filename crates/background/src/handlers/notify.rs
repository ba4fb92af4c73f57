//! Notifies the participants of a change of their interview.

use super::Task;
use crate::outcome::Outcome;
use domain::InterviewId;
use domain::effect::Notice;
use persistence::{StoreError, Tx};
use scheduling_core::time::Timestamp;

pub(super) fn in_transaction(
    tx: &mut Tx<'_>,
    task: &Task<'_>,
    interview: InterviewId,
    (notice, sequence): (Notice, i64),
    now: Timestamp,
) -> Result<Outcome, StoreError> {
    let identity = &task.worker.mail.identity;
    app::notifications::notify(tx, &task.permit, identity, (interview, notice, sequence), now)?;
    Ok(Outcome::Done)
}
