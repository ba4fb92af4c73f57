//! Imports calendars that are due from their sources.

use crate::seats::Seats;
use crate::{Worker, gauges, more_or_log, stops_within};
use app::calendars::sync;
use domain::access::Permit;
use persistence::StoreError;
use persistence::store::calendars::{Lease, lease_due};
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinSet;

/// Calendars that one worker fetches at once; most of the time is spent waiting for their servers. They are read one at a
/// time.
const AT_ONCE: usize = 16;
/// How long a worker leases a calendar, in seconds: longer than the slowest import, which is a CalDAV calendar that has
/// to be discovered first.
const LEASE: i64 = 180;
/// What could not be done where looking for them fails.
pub(crate) const WHAT: &str = "look for calendars that are due";
/// How often the worker looks for due calendars.
const PAUSE: Duration = Duration::from_secs(2);

/// Reads what is due until it is stopped, then finishes what it has begun. No calendar waits for another company's.
pub(crate) async fn run(worker: Worker, mut stopped: watch::Receiver<bool>) {
    let (mut reading, seats) = (JoinSet::new(), Seats::default());
    loop {
        while let Some(done) = reading.try_join_next() {
            log_break(done);
        }
        let begun = more_or_log(WHAT, begin(&worker, &seats, &mut reading).await);
        let pause = if begun { Duration::ZERO } else { PAUSE };
        if stops_within(&mut stopped, pause).await {
            break;
        }
    }
    while let Some(done) = reading.join_next().await {
        log_break(done);
    }
}

/// Imports a batch of due calendars, to its end. Answers whether more may be due.
pub(crate) async fn read_due(worker: &Worker) -> Result<bool, StoreError> {
    let mut reading = JoinSet::new();
    let begun = begin(worker, &Seats::default(), &mut reading).await?;
    while let Some(done) = reading.join_next().await {
        log_break(done);
    }
    Ok(begun)
}

/// Leases due calendars, as many as there are seats for, and begins to read them. Answers whether there were any.
async fn begin(worker: &Worker, seats: &Seats, reading: &mut JoinSet<()>) -> Result<bool, StoreError> {
    let seating = seats.seating(AT_ONCE);
    if seating.free() == 0 || worker.skew.is_too_large() {
        return Ok(false);
    }
    let now = (worker.clock)();
    let until = now.plus_seconds(LEASE);
    let leases = worker.db.write(move |tx| lease_due(tx, now, until, seating.clone())).await?;
    let begun = !leases.is_empty();
    gauges::swept("calendars", now);
    for lease in leases {
        let (worker, seat) = (worker.clone(), seats.take(lease.company));
        reading.spawn(async move {
            read(&worker, lease).await;
            drop(seat);
        });
    }
    Ok(begun)
}

fn log_break(done: Result<(), tokio::task::JoinError>) {
    if let Err(error) = done {
        tracing::error!(%error, "reading a calendar broke; its lease runs out and it is tried again");
    }
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
