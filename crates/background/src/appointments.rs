//! Ends appointments that are over, and holds whose time has come.

use crate::Worker;
use domain::access::{Permit, Reach};
use persistence::StoreError;

/// Ends all of them, of all companies; never leaves any for the next sweep.
pub(crate) async fn end_over(worker: &Worker) -> Result<bool, StoreError> {
    let now = (worker.clock)();
    let holds = app::appointments::end_holds(&worker.db, Permit::system, now).await?;
    let completed = app::appointments::end_over(&worker.db, Reach::Platform, Permit::system, now).await?;
    if (holds, completed) != (0, 0) {
        tracing::info!(holds, completed, "appointments and holds ended");
    }
    Ok(false)
}
