//! Gauges for operators. Each program exports them, whichever process does the work.

use crate::clock::Clock;
use metrics::{Unit, describe_gauge, gauge};
use persistence::store::overview::{self, Counts, Overview};
use persistence::{Database, StoreError, database_clock, outbox};
use scheduling_core::time::Timestamp;
use std::time::Duration;

/// How often the outbox is counted.
const PAUSE: Duration = Duration::from_secs(15);
/// Every so many times tables are counted, which takes longer.
const SELDOM: u32 = 4;
/// A clock that is off by more than this confuses who reads two logs, in seconds.
const SKEW: i64 = 2;

const WAITING: &str = "meridian_effects_waiting";
const RETRYING: &str = "meridian_effects_retrying";
const DEAD: &str = "meridian_effects_dead";
const LAG: &str = "meridian_effects_lag_seconds";
const CONNECTIONS: &str = "meridian_database_connections";
const POOL_SIZE: &str = "meridian_database_pool_size";
const CALLERS: &str = "meridian_database_callers_waiting";
const ANSWERS: &str = "meridian_database_up";
const LOG_BYTES: &str = "meridian_sqlite_wal_bytes";
const CLOCK: &str = "meridian_clock_skew_seconds";
const SWEPT: &str = "meridian_sweep_last_success_timestamp_seconds";
const CALENDARS: &str = "meridian_calendars";
const MESSAGES: &str = "meridian_messages";
const MAIL_WAIT: &str = "meridian_mail_wait_seconds";
const DELIVERIES: &str = "meridian_webhook_deliveries";
const DELIVERY_WAIT: &str = "meridian_webhook_wait_seconds";
const WEBHOOKS: &str = "meridian_webhooks";
const SCHEDULES: &str = "meridian_schedules";
const CONFLICTS: &str = "meridian_conflicts";

fn describe() {
    describe_gauge!(WAITING, "Effects that are waiting, due or not.");
    describe_gauge!(RETRYING, "Effects that failed and wait for another attempt.");
    describe_gauge!(DEAD, "Effects that failed for good.");
    describe_gauge!(LAG, Unit::Seconds, "How long the oldest work has waited: due, or for another attempt.");
    describe_gauge!(
        CONNECTIONS,
        "Connections to the database: those in use, and those that are open and idle."
    );
    describe_gauge!(POOL_SIZE, "Connections to the database that there may be at once.");
    describe_gauge!(CALLERS, "Callers that wait for a connection to the database.");
    describe_gauge!(ANSWERS, "Whether the database answered when it was asked last.");
    describe_gauge!(LOG_BYTES, Unit::Bytes, "Length of the write-ahead log of an SQLite database.");
    describe_gauge!(CLOCK, Unit::Seconds, "How far this machine's clock is ahead of that of PostgreSQL.");
    describe_gauge!(
        SWEPT,
        Unit::Seconds,
        "When a worker last looked for this kind of work without a failure."
    );
    describe_gauge!(CALENDARS, "Calendars by state; one may be in several.");
    describe_gauge!(MESSAGES, "Messages by state.");
    describe_gauge!(MAIL_WAIT, Unit::Seconds, "How long the oldest message has waited that is to be sent.");
    describe_gauge!(DELIVERIES, "Deliveries to webhooks of the last 30 days by status.");
    describe_gauge!(
        DELIVERY_WAIT,
        Unit::Seconds,
        "How long the oldest delivery has waited for another attempt."
    );
    describe_gauge!(WEBHOOKS, "Webhooks by state.");
    describe_gauge!(SCHEDULES, "Bookings to slots by status.");
    describe_gauge!(CONFLICTS, "Conflicts by resolution.");
}

/// Notes that a sweep went well.
pub(crate) fn swept(sweep: &'static str, now: Timestamp) {
    gauge!(SWEPT, "sweep" => sweep).set(as_gauge(now.unix()));
}

/// Updates the gauges until the future is dropped.
pub async fn watch(db: Database, clock: Clock) {
    describe();
    let (mut turn, mut skewed, mut waited) = (0_u32, false, 0);
    loop {
        of_pool(&db);
        match db.look_after_file().await {
            Ok(Some(bytes)) => gauge!(LOG_BYTES).set(as_gauge(i64::try_from(bytes).unwrap_or(i64::MAX))),
            Ok(None) => {}
            Err(error) => tracing::debug!(%error, "the file of the database could not be looked after"),
        }
        let now = clock();
        if turn.is_multiple_of(SELDOM) {
            match db.read(move |tx| overview::look(tx, now)).await {
                Ok(seen) => waited = of_tables(&seen, now),
                Err(error) => tracing::debug!(%error, "tables could not be counted"),
            }
        }
        let stats = db.read(move |tx| Ok::<_, StoreError>((outbox::stats(tx, now)?, database_clock(tx)?)));
        let stats = stats.await;
        gauge!(ANSWERS).set(if stats.is_ok() { 1.0 } else { 0.0 });
        match stats {
            Ok((stats, there)) => {
                let lag = stats.due_since.map_or(0, |since| now.unix() - since.unix());
                gauge!(WAITING).set(as_gauge(stats.waiting));
                gauge!(RETRYING).set(as_gauge(stats.retrying));
                gauge!(DEAD).set(as_gauge(stats.dead));
                gauge!(LAG).set(as_gauge(lag.max(waited)));
                skewed = of_clock(there, clock(), skewed);
            }
            Err(error) => tracing::debug!(%error, "effects could not be counted"),
        }
        tokio::time::sleep(PAUSE).await;
        turn = turn.wrapping_add(1);
    }
}

fn of_pool(db: &Database) {
    let pool = db.metrics();
    let count = |count: usize| as_gauge(i64::try_from(count).unwrap_or(i64::MAX));
    for (state, connections) in [("in_use", pool.in_use), ("idle", pool.idle)] {
        gauge!(CONNECTIONS, "state" => state).set(count(connections));
    }
    gauge!(POOL_SIZE).set(count(pool.pool_size));
    gauge!(CALLERS).set(count(pool.waiting));
}

/// Answers for how long the oldest thing has waited for another attempt.
fn of_tables(seen: &Overview, now: Timestamp) -> i64 {
    let calendars = &seen.calendars;
    for (state, count) in [
        ("all", calendars.all),
        ("failing", calendars.failing),
        ("lapsed", calendars.lapsed),
        ("unread", calendars.unread),
        ("incomplete", calendars.incomplete),
        ("unwritable", calendars.unwritable),
    ] {
        gauge!(CALENDARS, "state" => state).set(as_gauge(count));
    }
    for (state, count) in [
        ("active", seen.webhooks.active),
        ("failing", seen.webhooks.failing),
        ("disabled", seen.webhooks.disabled),
    ] {
        gauge!(WEBHOOKS, "state" => state).set(as_gauge(count));
    }
    of_states(MESSAGES, &["waiting", "sent", "refused", "failed", "kept", "superseded"], &seen.messages);
    of_states(DELIVERIES, &["waiting", "delivered", "failed"], &seen.deliveries);
    of_states(SCHEDULES, &["pending", "confirmed", "cancelled", "rescheduled"], &seen.schedules);
    of_states(CONFLICTS, &["pending", "rescheduled", "cancelled", "resolved"], &seen.conflicts);
    let age = |since: Option<Timestamp>| since.map_or(0, |since| (now.unix() - since.unix()).max(0));
    let (mail, deliveries) = (age(seen.mail_waits_since), age(seen.deliveries_wait_since));
    gauge!(MAIL_WAIT).set(as_gauge(mail));
    gauge!(DELIVERY_WAIT).set(as_gauge(deliveries));
    mail.max(deliveries)
}

/// One gauge a state: those that have none too, so that none stands still at what it was.
fn of_states(name: &'static str, states: &[&'static str], counts: &Counts) {
    for state in states {
        gauge!(name, "state" => *state).set(0.0);
    }
    for (state, count) in counts {
        gauge!(name, "state" => state.clone()).set(as_gauge(*count));
    }
}

/// Answers whether the clock is off by too much, which is said when it begins and when it ends.
fn of_clock(there: Option<Timestamp>, here: Timestamp, was_off: bool) -> bool {
    let Some(there) = there else { return false };
    let ahead = here.unix() - there.unix();
    #[expect(clippy::cast_precision_loss, reason = "seconds between two clocks")]
    gauge!(CLOCK).set(ahead as f64);
    let is_off = ahead.abs() > SKEW;
    match (was_off, is_off) {
        (false, true) => {
            tracing::warn!(ahead, "this machine's clock and that of the database differ, in seconds");
        }
        (true, false) => tracing::info!("the clocks of this machine and of the database agree again"),
        _ => {}
    }
    is_off
}

/// Exact up to 2^32, and a number of seconds or bytes beyond it to some millionths.
fn as_gauge(count: i64) -> f64 {
    let (high, low) = (count.max(0) >> 32, count.max(0) & 0xffff_ffff);
    let part = |part: i64| u32::try_from(part).map_or(f64::from(u32::MAX), f64::from);
    part(high) * 4_294_967_296.0 + part(low)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gauges_are_exact() {
        for (count, expected) in [(0, 0.0), (-5, 0.0), (7, 7.0), (1_900_000_000, 1_900_000_000.0)] {
            assert!((as_gauge(count) - expected).abs() < f64::EPSILON, "{count}");
        }
        assert!((as_gauge(10_000_000_000) - 10_000_000_000.0).abs() < 1.0);
    }
}
