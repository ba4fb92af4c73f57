//! Payments that somebody is to ask about, whatever their providers report: pages that are open, refunds on their way, and what
//! may still be taken back.

use crate::Worker;
use app::payments;
use domain::access::Permit;
use persistence::StoreError;

/// How many one transaction wakes.
const BATCH: i64 = 100;

/// Has a batch of payments asked about. Answers whether there may be more.
pub(crate) async fn wake_due(worker: &Worker) -> Result<bool, StoreError> {
    let now = (worker.clock)();
    let woken = worker.db.write(move |tx| payments::wake_due(tx, Permit::system, BATCH, now)).await?;
    Ok(i64::try_from(woken).is_ok_and(|woken| woken >= BATCH))
}
