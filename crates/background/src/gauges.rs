//! Gauges of the outbox for operators. The server exports them, whichever process does the work.

use crate::clock::Clock;
use persistence::{Database, outbox};
use std::time::Duration;

/// How often the outbox is counted.
const PAUSE: Duration = Duration::from_secs(15);
const WAITING: &str = "meridian_effects_waiting";
const DEAD: &str = "meridian_effects_dead";
const LAG: &str = "meridian_effects_lag_seconds";
const CONNECTIONS: &str = "meridian_database_connections";
const CALLERS: &str = "meridian_database_callers_waiting";

/// Updates the gauges until the future is dropped.
pub async fn watch(db: Database, clock: Clock) {
    metrics::describe_gauge!(WAITING, "Effects that are waiting, due or not.");
    metrics::describe_gauge!(DEAD, "Effects that failed for good.");
    metrics::describe_gauge!(LAG, metrics::Unit::Seconds, "How long the oldest effect has been due.");
    metrics::describe_gauge!(
        CONNECTIONS,
        "Connections to the database: those in use, and those that are open and idle."
    );
    metrics::describe_gauge!(CALLERS, "Callers that wait for a connection to the database.");
    loop {
        let pool = db.metrics();
        for (state, count) in [("in_use", pool.in_use), ("idle", pool.idle)] {
            metrics::gauge!(CONNECTIONS, "state" => state)
                .set(as_gauge(i64::try_from(count).unwrap_or(i64::MAX)));
        }
        metrics::gauge!(CALLERS).set(as_gauge(i64::try_from(pool.waiting).unwrap_or(i64::MAX)));
        let now = clock();
        match db.read(move |tx| outbox::stats(tx, now)).await {
            Ok(stats) => {
                let lag = stats.due_since.map_or(0, |since| now.unix() - since.unix());
                metrics::gauge!(WAITING).set(as_gauge(stats.waiting));
                metrics::gauge!(DEAD).set(as_gauge(stats.dead));
                metrics::gauge!(LAG).set(as_gauge(lag));
            }
            Err(error) => tracing::debug!(%error, "effects could not be counted"),
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// Exact up to `u32::MAX`, far more than an outbox ever holds.
fn as_gauge(count: i64) -> f64 {
    u32::try_from(count).map_or(f64::from(u32::MAX), f64::from)
}
