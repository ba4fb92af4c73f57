//! A database that goes away and comes back.

use crate::support::unavailable;
use persistence::{DbError, StoreError, store};
use std::sync::{Arc, mpsc};
use std::time::Duration;
use testkit::Case;
use testkit::db::{Engine, TestDb};

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        idle_connections_that_were_cut_go_unnoticed,
        a_connection_cut_within_a_transaction_is_an_outage,
        a_server_that_is_gone_is_an_outage_until_it_is_back,
        a_crowded_pool_is_an_outage_for_the_last_in_line,
        a_writer_from_outside_is_waited_for,
        a_cancelled_write_is_tried_once_more,
        a_long_log_is_cut_off_once_nobody_reads_it,
        where_the_server_gives_few_connections_those_are_waited_for,
    ]
}

/// Cuts all connections to the test's database but the one that asks. SQLite has none to cut.
fn cut(db: &TestDb) {
    if db.engine() == Engine::Postgres {
        db.raw().execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
             WHERE datname = current_database() AND pid <> pg_backend_pid()",
        );
    }
}

async fn idle_connections_that_were_cut_go_unnoticed(db: TestDb) {
    let db = Arc::new(db);
    let pings: Vec<_> = (0..8)
        .map(|_| {
            let db = Arc::clone(&db);
            tokio::spawn(async move { db.ping().await })
        })
        .collect();
    for ping in pings {
        ping.await.expect("no panic").expect("the database is there");
    }
    assert!(db.metrics().idle >= 1);
    cut(&db);
    for _ in 0..8 {
        db.ping().await.expect("nobody notices");
    }
    let written =
        db.write(|tx| store::settings::get_or_put(tx, "a", "b", testkit::at("2025-01-20T08:00:00Z")));
    written.await.expect("nobody notices");
}

async fn a_connection_cut_within_a_transaction_is_an_outage(db: TestDb) {
    let db = Arc::new(db);
    let victim = Arc::clone(&db);
    let failed = db
        .write(move |tx| {
            store::settings::get_or_put(tx, "a", "b", testkit::at("2025-01-20T08:00:00Z"))?;
            cut(&victim);
            store::settings::get(tx, "a")
        })
        .await;
    match db.engine() {
        Engine::Postgres => {
            assert!(matches!(failed, Err(StoreError::Db(DbError::Unavailable(_)))), "{failed:?}");
            assert_eq!(db.raw().texts("SELECT name AS text FROM settings").len(), 0, "nothing was changed");
        }
        Engine::Sqlite => assert!(failed.is_ok(), "there is no connection to cut"),
    }
    db.ping().await.expect("the next one is fine");
}

async fn a_server_that_is_gone_is_an_outage_until_it_is_back(db: TestDb) {
    if db.engine() == Engine::Sqlite {
        return a_file_that_cannot_be_opened_is_told(&db).await;
    }
    db.ping().await.expect("the database is there");
    let name = db.raw().texts("SELECT current_database()::text AS text").remove(0);
    let (before, _) =
        db.settings().url.rsplit_once('/').map(|(a, b)| (a.to_owned(), b.to_owned())).expect("a URL");
    let server = format!("{before}/postgres");
    let allow = |allowed: bool| {
        let sql = format!("ALTER DATABASE \"{name}\" ALLOW_CONNECTIONS {allowed}");
        testkit::db::Raw::connect(&server).execute(&sql);
    };
    allow(false);
    testkit::db::Raw::connect(&server).execute(&format!(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{name}'"
    ));
    for _ in 0..3 {
        assert!(unavailable(&db.ping().await));
        let written = db.write(|_| Ok::<(), DbError>(())).await;
        assert!(unavailable(&written));
    }
    allow(true);
    db.ping().await.expect("it is back");
}

async fn a_file_that_cannot_be_opened_is_told(db: &TestDb) {
    let mut settings = db.settings();
    settings.url = "sqlite:///nowhere/at/all/m.db".into();
    let error = persistence::Database::open(settings).await.err().expect("there is no such directory");
    assert!(error.to_string().contains("/nowhere/at/all/m.db"), "{error}");
}

async fn a_crowded_pool_is_an_outage_for_the_last_in_line(db: TestDb) {
    let mut settings = db.settings();
    settings.pool_size = Some(1);
    settings.acquire_timeout = Duration::from_millis(100);
    let narrow = persistence::Database::open(settings).await.expect("the same database");
    let (ready, wait) = mpsc::channel();
    let (go, went) = mpsc::channel::<()>();
    let slow = {
        let narrow = narrow.clone();
        tokio::spawn(async move {
            narrow
                .read(move |_| {
                    ready.send(()).expect("the test waits");
                    went.recv().expect("the test goes on");
                    Ok::<(), DbError>(())
                })
                .await
        })
    };
    tokio::task::spawn_blocking(move || wait.recv())
        .await
        .expect("no panic")
        .expect("the slow one has begun");
    assert_eq!(narrow.metrics().in_use, 1);
    assert!(unavailable(&narrow.ping().await), "the only connection is taken");
    go.send(()).expect("the slow one waits");
    slow.await.expect("no panic").expect("the slow one");
    narrow.ping().await.expect("the connection is free again");
}

/// Another program may write to the same file, or lock the same rows.
async fn a_writer_from_outside_is_waited_for(db: TestDb) {
    let mut other = db.raw();
    other.execute(match db.engine() {
        Engine::Sqlite => "BEGIN IMMEDIATE",
        Engine::Postgres => "BEGIN; LOCK TABLE settings",
    });
    let write = db.write(|tx| store::settings::get_or_put(tx, "a", "b", testkit::at("2025-01-20T08:00:00Z")));
    let release = async {
        // Time enough for the write to run into the lock. Were it late, the test would be easier to pass, not harder.
        tokio::time::sleep(Duration::from_millis(300)).await;
        tokio::task::spawn_blocking(move || other.execute("COMMIT")).await
    };
    let (written, released) = tokio::join!(write, release);
    released.expect("no panic");
    written.expect("it waited");
}

async fn a_cancelled_write_is_tried_once_more(db: TestDb) {
    if db.engine() == Engine::Sqlite {
        return;
    }
    let now = testkit::at("2025-01-20T08:00:00Z");
    db.write(move |tx| store::settings::get_or_put(tx, "a", "b", now)).await.expect("written");
    let (mut holder, mut canceller) = (db.raw(), db.raw());
    holder.execute("BEGIN; UPDATE settings SET value = 'b' WHERE name = 'a'");
    let other = (*db).clone();
    let writing =
        tokio::spawn(
            async move { other.write(move |tx| store::settings::replace(tx, "a", "b", "c", now)).await },
        );
    let cancel = "SELECT pg_cancel_backend(pid)::text AS text FROM pg_stat_activity \
                  WHERE datname = current_database() AND wait_event_type = 'Lock'";
    while canceller.texts(cancel).is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    holder.execute("ROLLBACK");
    assert!(writing.await.expect("no panic").expect("it went well the second time"));
    assert!(db.metrics().retries >= 1);
}

/// A role may have fewer connections than the pools of its programs want.
async fn where_the_server_gives_few_connections_those_are_waited_for(db: TestDb) {
    if db.engine() == Engine::Sqlite {
        return;
    }
    let mut raw = db.raw();
    let name = raw.texts("SELECT 'few_' || current_database() AS text").remove(0);
    raw.execute(&format!(
        "CREATE ROLE {name} LOGIN CONNECTION LIMIT 2; GRANT ALL ON ALL TABLES IN SCHEMA public TO {name}"
    ));
    let mut settings = db.settings();
    let (scheme, rest) = settings.url.split_once("://").expect("a URL");
    let hosts = rest.rsplit_once('@').map_or(rest, |(_, hosts)| hosts);
    settings.url = format!("{scheme}://{name}@{hosts}");
    (settings.pool_size, settings.migrate) = (Some(8), false);
    let few = persistence::Database::open(settings).await.expect("it opens");
    let pings: Vec<_> = (0..64)
        .map(|_| {
            let few = few.clone();
            tokio::spawn(async move { few.ping().await })
        })
        .collect();
    for ping in pings {
        ping.await.expect("no panic").expect("one of the two connections became free");
    }
    few.close().await;
    raw.execute(&format!("DROP OWNED BY {name}; DROP ROLE {name}"));
}

async fn a_long_log_is_cut_off_once_nobody_reads_it(db: TestDb) {
    const MIB: u64 = 1 << 20;
    if db.engine() == Engine::Postgres {
        assert_eq!(db.look_after_file().await.expect("nothing to do"), None);
        return;
    }
    let mut reader = db.raw();
    reader.execute("BEGIN");
    reader.texts("SELECT name AS text FROM settings");
    for number in 0..40 {
        let now = testkit::at("2025-01-20T08:00:00Z");
        let (name, value) = (format!("long {number}"), "x".repeat(1 << 20));
        db.write(move |tx| store::settings::get_or_put(tx, &name, &value, now)).await.expect("written");
    }
    let long = db.look_after_file().await.expect("the file is there");
    assert!(long.is_some_and(|bytes| bytes > 32 * MIB), "somebody reads what is in it: {long:?}");
    reader.execute("COMMIT");
    let short = db.look_after_file().await.expect("the file is there");
    assert_eq!(short, Some(0));
}
