//! Somebody's bookings are compared with what is known of their time now.

use super::Task;
use crate::outcome::Outcome;
use domain::UserId;
use persistence::{StoreError, Tx};
use scheduling_core::time::Instant;

pub(super) fn within(
    _tx: &mut Tx<'_>,
    task: &Task<'_>,
    user: UserId,
    now: Instant,
) -> Result<Outcome, StoreError> {
    tracing::debug!(company = task.claimed.company.0, %user, %now, "nobody's bookings are compared yet");
    Ok(Outcome::Done)
}
