//! Imports calendars that are due from their sources.

use crate::Worker;
use app::calendars::sync;
use domain::access::Permit;
use persistence::StoreError;
use persistence::store::calendars::{Lease, lease_due};

/// Calendars that one worker reads at once; most of the time is spent waiting for their servers.
const AT_ONCE: i64 = 8;
/// How long a worker leases a calendar, in seconds: longer than the slowest import, which is a CalDAV calendar that has
/// to be discovered first.
const LEASE: i64 = 180;

/// Imports a batch of due calendars. Answers whether more may be due.
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
        Ok(read) => match read.kept.last_error {
            None => tracing::debug!(company, calendar, "calendar read"),
            Some(reason) => tracing::info!(company, calendar, reason, "calendar could not be read"),
        },
        Err(error) => tracing::warn!(company, calendar, %error, "calendar could not be stored"),
    }
}
