//! Sets the final status of interviews that are over, and ends what nobody confirmed in time: schedules, and holds of scheduling links.

use crate::Worker;
use domain::access::{Permit, Reach};
use persistence::StoreError;

/// Ends all interviews that are over, of all companies; never leaves any for the next sweep.
pub(crate) async fn end_over(worker: &Worker) -> Result<bool, StoreError> {
    let now = (worker.clock)();
    let ended = app::interviews::end_over(&worker.db, Reach::Platform, Permit::system, now).await?;
    if ended != app::interviews::Ended::default() {
        tracing::info!(completed = ended.completed, no_show = ended.no_show, "interviews ended");
    }
    let schedules = app::schedules::end_unconfirmed(&worker.db, Permit::system, now).await?;
    if schedules > 0 {
        tracing::info!(schedules, "schedules ended that nobody has confirmed");
    }
    let holds = app::scheduling_links::end_holds(&worker.db, Permit::system, now).await?;
    if holds > 0 {
        tracing::info!(holds, "holds of scheduling links ended");
    }
    Ok(false)
}
