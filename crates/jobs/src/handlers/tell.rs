//! People of an interview are told what became of it.

use super::Task;
use crate::outcome::Outcome;
use domain::InterviewId;
use domain::effect::Notice;
use persistence::{StoreError, Tx};
use scheduling_core::time::Instant;

pub(super) fn within(
    _tx: &mut Tx<'_>,
    task: &Task<'_>,
    interview: InterviewId,
    (notice, sequence): (Notice, i64),
    now: Instant,
) -> Result<Outcome, StoreError> {
    tracing::debug!(company = task.claimed.company.0, %interview, notice = notice.name(), sequence, %now, "nobody is told yet");
    Ok(Outcome::Done)
}
