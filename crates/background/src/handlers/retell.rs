//! Has the coming interviews told of which something is called otherwise.

use super::Task;
use crate::outcome::Outcome;
use domain::InterviewId;
use domain::effect::Named;
use persistence::{StoreError, Tx};
use scheduling_core::time::Timestamp;

pub(super) fn in_transaction(
    tx: &mut Tx<'_>,
    task: &Task<'_>,
    named: Named,
    after: Option<InterviewId>,
    now: Timestamp,
) -> Result<Outcome, StoreError> {
    app::notifications::retell(tx, &task.permit, task.claimed.company, named, after, now)?;
    Ok(Outcome::Done)
}
