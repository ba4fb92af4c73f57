//! People of an interview are reminded of it.

use super::Task;
use crate::outcome::Outcome;
use domain::InterviewId;
use persistence::{StoreError, Tx};
use scheduling_core::time::Instant;

pub(super) fn within(
    _tx: &mut Tx<'_>,
    task: &Task<'_>,
    interview: InterviewId,
    (starts_at, minutes_before): (Instant, i64),
    now: Instant,
) -> Result<Outcome, StoreError> {
    tracing::debug!(company = task.claimed.company.0, %interview, %starts_at, minutes_before, %now, "nobody is reminded yet");
    Ok(Outcome::Done)
}
