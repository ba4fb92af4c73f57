//! The least that a booking could cost on SQLite: a look for overlaps, a place, a claim, an outbox row; one thread
//! writes, up to 64 bookings share a commit, each in a savepoint of its own.

use super::say;
use anyhow::{Context, Result, bail};
use diesel::connection::SimpleConnection;
use diesel::sql_types::BigInt;
use diesel::{Connection, PgConnection, QueryableByName, RunQueryDsl, SqliteConnection, sql_query};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::{Duration, Instant};

/// Slots with places for everybody, and people who are booked.
const SLOTS: i64 = 100_000;
const PEOPLE: i64 = 1_000;
/// Bookings that share a commit at the most: as many as the product's.
const BATCH: usize = 64;

const SQLITE_TABLES: &str = "
    PRAGMA journal_mode = WAL;
    CREATE TABLE slot (id INTEGER PRIMARY KEY, taken BIGINT NOT NULL, capacity BIGINT NOT NULL);
    CREATE TABLE ledger (id INTEGER PRIMARY KEY, subject BIGINT NOT NULL, starts BIGINT NOT NULL, ends BIGINT NOT NULL,
        slot_id BIGINT NOT NULL);
    CREATE INDEX ledger_by_subject ON ledger (subject, starts);
    CREATE TABLE outbox (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, payload TEXT NOT NULL);
    WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 100000)
    INSERT INTO slot SELECT n, 0, 1000000 FROM numbers;";

const POSTGRES_TABLES: &str = "
    CREATE EXTENSION IF NOT EXISTS btree_gist;
    CREATE SEQUENCE ticks;
    CREATE TABLE slot (id BIGINT PRIMARY KEY, taken BIGINT NOT NULL, capacity BIGINT NOT NULL);
    CREATE TABLE ledger (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, subject BIGINT NOT NULL,
        during TSTZRANGE NOT NULL, slot_id BIGINT NOT NULL,
        EXCLUDE USING gist (subject WITH =, during WITH &&));
    CREATE TABLE outbox (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, kind TEXT NOT NULL, payload JSONB NOT NULL);
    INSERT INTO slot SELECT n, 0, 1000000 FROM generate_series(1, 100000) AS n;
    ANALYZE;";

/// Makes the tables in an empty database.
pub(crate) fn prepare(url: &str) -> Result<()> {
    match url.split_once("://") {
        Some(("sqlite", path)) => Ok(SqliteConnection::establish(path)?.batch_execute(SQLITE_TABLES)?),
        _ => Ok(PgConnection::establish(url)?.batch_execute(POSTGRES_TABLES)?),
    }
}

/// Has the database count what is in its tables, as it does by itself after some minutes.
pub(crate) fn analyze(url: &str) -> Result<()> {
    match url.split_once("://") {
        Some(("sqlite", path)) => Ok(SqliteConnection::establish(path)?.batch_execute("ANALYZE")?),
        _ => Ok(PgConnection::establish(url)?.batch_execute("ANALYZE")?),
    }
}

/// Books from so many threads for so long, and says the rate as pgbench does.
pub(crate) fn book(url: &str, clients: &str, seconds: &str) -> Result<()> {
    let Some(("sqlite", path)) = url.split_once("://") else { bail!("bare book knows SQLite alone") };
    let (clients, time) = (clients.parse::<u32>()?, Duration::from_secs(seconds.parse()?));
    let mut connection = SqliteConnection::establish(path)?;
    connection.batch_execute("PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000;")?;
    let (queue, waiting) = sync_channel::<SyncSender<()>>(1024);
    let started = Instant::now();
    let booked = std::thread::scope(|scope| -> Result<u32> {
        for _ in 0..clients {
            let queue = queue.clone();
            scope.spawn(move || ask_until(&queue, started + time));
        }
        drop(queue);
        write(&mut connection, &waiting)
    })?;
    say(&format!("tps = {:.1} (bare)", f64::from(booked) / started.elapsed().as_secs_f64()))
}

/// One client: a booking at a time, the next when the last one is on disk.
fn ask_until(queue: &SyncSender<SyncSender<()>>, end: Instant) {
    let (done, answer) = sync_channel(1);
    while Instant::now() < end {
        if queue.send(done.clone()).is_err() || answer.recv().is_err() {
            return;
        }
    }
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

/// Books for those who wait, until nobody is left; answers how many bookings that were.
fn write(connection: &mut SqliteConnection, waiting: &Receiver<SyncSender<()>>) -> Result<u32> {
    let before = sql_query("SELECT count(*) AS n FROM ledger").get_result::<Count>(connection)?.n;
    let mut booked = 0_u32;
    while let Ok(first) = waiting.recv() {
        connection.batch_execute("BEGIN IMMEDIATE")?;
        let (mut batch, mut next) = (Vec::new(), Some(first));
        while let Some(client) = next {
            one(connection, before + i64::from(booked))?;
            booked += 1;
            batch.push(client);
            next = (batch.len() < BATCH).then(|| waiting.try_recv().ok()).flatten();
        }
        connection.batch_execute("COMMIT")?;
        for client in batch {
            client.send(()).context("a client is gone")?;
        }
    }
    Ok(booked)
}

/// One booking, each in an hour of its own so that none is refused.
fn one(connection: &mut SqliteConnection, number: i64) -> Result<()> {
    let (subject, slot) = (number * 7919 % PEOPLE, 1 + number * 104_729 % SLOTS);
    let start = 1_800_000_000 + number * 3600;
    connection.batch_execute("SAVEPOINT booking")?;
    let there = sql_query(
        "SELECT count(*) AS n FROM ledger WHERE subject = ? AND starts > ? AND starts < ? AND ends > ?",
    )
    .bind::<BigInt, _>(subject)
    .bind::<BigInt, _>(start - 86_400)
    .bind::<BigInt, _>(start + 3600)
    .bind::<BigInt, _>(start)
    .get_result::<Count>(connection)?;
    let taken = sql_query("UPDATE slot SET taken = taken + 1 WHERE id = ? AND taken < capacity")
        .bind::<BigInt, _>(slot)
        .execute(connection)?;
    if there.n != 0 || taken != 1 {
        bail!("a booking of the bare writer was refused");
    }
    sql_query("INSERT INTO ledger (subject, starts, ends, slot_id) VALUES (?, ?, ?, ?)")
        .bind::<BigInt, _>(subject)
        .bind::<BigInt, _>(start)
        .bind::<BigInt, _>(start + 3600)
        .bind::<BigInt, _>(slot)
        .execute(connection)?;
    sql_query("INSERT INTO outbox (kind, payload) VALUES ('booked', '{}')").execute(connection)?;
    Ok(connection.batch_execute("RELEASE booking")?)
}
