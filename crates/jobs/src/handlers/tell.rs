//! People of an interview are told what became of it.

use super::Task;
use crate::outcome::Outcome;
use domain::InterviewId;
use domain::effect::Notice;
use persistence::{StoreError, Tx};
use scheduling_core::time::Timestamp;

pub(super) fn within(
    tx: &mut Tx<'_>,
    task: &Task<'_>,
    interview: InterviewId,
    (notice, sequence): (Notice, i64),
    now: Timestamp,
) -> Result<Outcome, StoreError> {
    let office = &task.worker.post.office;
    app::notifications::tell(tx, &task.permit, office, (interview, notice, sequence), now)?;
    Ok(Outcome::Done)
}
