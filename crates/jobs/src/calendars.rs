//! Calendars that are due are read from their sources (requirement C3).

use crate::Worker;
use app::calendars::sync;
use domain::access::Permit;
use persistence::StoreError;
use persistence::store::calendars::{Lease, lease_due};

/// Calendars that one worker reads at the same time. Most of the time goes by in waiting for their servers.
const AT_ONCE: i64 = 8;
/// Whoever took a calendar has so long, in seconds, before another worker may; longer than the longest reading, which is
/// that of a CalDAV calendar that has to be found first.
const LEASE: i64 = 180;

/// Reads a batch of what is due; whether there may be more at once.
pub(crate) async fn read_due(worker: &Worker) -> Result<bool, StoreError> {
    let now = (worker.clock)();
    let until = now.plus_seconds(LEASE);
    let leases = worker.db.write(move |tx| lease_due(tx, now, until, AT_ONCE)).await?;
    let full = i64::try_from(leases.len()).is_ok_and(|taken| taken == AT_ONCE);
    let mut reading = tokio::task::JoinSet::new();
    for lease in leases {
        let worker = worker.clone();
        reading.spawn(async move { read(&worker, lease).await });
    }
    while let Some(done) = reading.join_next().await {
        if let Err(error) = done {
            tracing::error!(%error, "reading a calendar broke; its lease runs out and it is tried again");
        }
    }
    Ok(full)
}

async fn read(worker: &Worker, lease: Lease) {
    let permit = Permit::system(lease.company);
    let (company, calendar) = (lease.company.0, lease.calendar.0);
    match sync::run(&worker.db, &worker.feeds, &permit, lease.calendar, (worker.clock)()).await {
        Ok(read) => match read.sync.last_error {
            None => tracing::debug!(company, calendar, "calendar read"),
            Some(reason) => tracing::info!(company, calendar, reason, "calendar could not be read"),
        },
        Err(error) => tracing::warn!(company, calendar, %error, "calendar could not be stored"),
    }
}
