//! Sets the reminders of a company's interviews anew after its settings have changed.

use super::Task;
use crate::outcome::Outcome;
use domain::InterviewId;
use persistence::{StoreError, Tx};
use scheduling_core::time::Timestamp;

pub(super) fn in_transaction(
    tx: &mut Tx<'_>,
    task: &Task<'_>,
    after: Option<InterviewId>,
    now: Timestamp,
) -> Result<Outcome, StoreError> {
    app::notifications::set_reminders_of_company(tx, &task.permit, task.claimed.company, after, now)?;
    Ok(Outcome::Done)
}
