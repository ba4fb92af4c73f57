//! Rechecks a user's bookings after their calendar has changed.

use super::Task;
use crate::outcome::Outcome;
use domain::{Refusal, UserId};
use persistence::{StoreError, Tx};
use scheduling_core::time::Timestamp;

pub(super) fn in_transaction(
    tx: &mut Tx<'_>,
    task: &Task<'_>,
    user: UserId,
    now: Timestamp,
) -> Result<Outcome, StoreError> {
    match app::conflicts::recheck_user(tx, &task.permit, user, now) {
        // A user who was deleted meanwhile has no bookings.
        Ok(()) | Err(StoreError::Refused(Refusal::NotFound { .. })) => Ok(Outcome::Done),
        Err(error) => Err(error),
    }
}
