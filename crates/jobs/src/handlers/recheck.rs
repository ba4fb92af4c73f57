//! Somebody's bookings are compared with what is known of their time now, after a calendar outside has moved.

use super::Task;
use crate::outcome::Outcome;
use domain::{Refusal, UserId};
use persistence::{StoreError, Tx};
use scheduling_core::time::Timestamp;

pub(super) fn within(
    tx: &mut Tx<'_>,
    task: &Task<'_>,
    user: UserId,
    now: Timestamp,
) -> Result<Outcome, StoreError> {
    match app::conflicts::recheck_user(tx, &task.permit, user, now) {
        // Somebody who was deleted meanwhile has no bookings.
        Ok(()) | Err(StoreError::Refused(Refusal::NotFound { .. })) => Ok(Outcome::Done),
        Err(error) => Err(error),
    }
}
