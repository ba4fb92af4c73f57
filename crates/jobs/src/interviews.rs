//! Interviews that are over get the status that says so (requirement E6).

use crate::Worker;
use domain::access::{Permit, Reach};
use persistence::StoreError;

/// Ends what is over, of all companies. All of it is done in one turn: there is never more to do at once.
pub(crate) async fn end_over(worker: &Worker) -> Result<bool, StoreError> {
    let now = (worker.clock)();
    let ended = app::interviews::end_over(&worker.db, Reach::Platform, Permit::system, now).await?;
    if ended != app::interviews::Ended::default() {
        tracing::info!(completed = ended.completed, no_show = ended.no_show, "interviews ended");
    }
    Ok(false)
}
