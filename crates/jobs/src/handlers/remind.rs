//! People of an interview are reminded of it.

use super::Task;
use crate::outcome::Outcome;
use domain::InterviewId;
use persistence::{StoreError, Tx};
use scheduling_core::time::Timestamp;

pub(super) fn within(
    tx: &mut Tx<'_>,
    task: &Task<'_>,
    interview: InterviewId,
    (starts_at, minutes_before): (Timestamp, i64),
    now: Timestamp,
) -> Result<Outcome, StoreError> {
    let office = &task.worker.post.office;
    app::notifications::remind(tx, &task.permit, office, (interview, starts_at, minutes_before), now)?;
    Ok(Outcome::Done)
}
