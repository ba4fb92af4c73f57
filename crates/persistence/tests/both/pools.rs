//! The pool's connections: as the way to the database closes and opens, as they grow old, and as they lie idle.

use crate::proxy::{Proxy, Way, server_of};
use crate::support::unavailable;
use persistence::{Database, DatabaseSettings, DbError, OpenError, StoreError, store};
use std::sync::Arc;
use std::time::{Duration, Instant};
use testkit::Case;
use testkit::db::{Engine, TestDb};

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        a_database_that_is_away_at_start_is_told_at_once,
        a_database_that_goes_away_fails_requests_quickly_and_comes_back,
        a_database_that_never_answers_fails_requests_in_time,
        a_failover_fails_what_is_in_flight_at_most,
        a_primary_that_became_a_standby_is_left,
        connections_to_a_standby_are_left_together,
        old_connections_are_replaced_and_nobody_notices,
        idle_connections_are_closed,
        a_callers_is_refused_in_time,
    ]
}

/// SQLite has no way that could be closed.
fn way_to(db: &TestDb, way: Way) -> Option<(Proxy, DatabaseSettings)> {
    if db.engine() == Engine::Sqlite {
        return None;
    }
    let mut settings = db.settings();
    let proxy = Proxy::start(server_of(&settings.url), way);
    settings.url = proxy.url(&settings.url);
    Some((proxy, settings))
}

async fn timed<T>(work: impl Future<Output = T>) -> (Duration, T) {
    let begun = Instant::now();
    let answer = work.await;
    (begun.elapsed(), answer)
}

async fn a_database_that_is_away_at_start_is_told_at_once(db: TestDb) {
    let Some((proxy, settings)) = way_to(&db, Way::Closed) else { return };
    let (took, opened) = timed(Database::open(settings.clone())).await;
    let error = opened.err().expect("it does not open");
    assert!(matches!(error, OpenError::Database(DbError::Unavailable(_))), "{error:?}");
    assert!(took < Duration::from_secs(2), "{took:?}");
    proxy.cut(Way::Open);
    Database::open(settings).await.expect("now it opens").ping().await.expect("and answers");
}

async fn a_database_that_goes_away_fails_requests_quickly_and_comes_back(db: TestDb) {
    let Some((proxy, settings)) = way_to(&db, Way::Open) else { return };
    let through = Arc::new(Database::open(settings).await.expect("it opens"));
    through.ping().await.expect("it is there");
    for _ in 0..2 {
        proxy.cut(Way::Closed);
        let callers: Vec<_> = (0..24)
            .map(|_| {
                let through = Arc::clone(&through);
                tokio::spawn(async move { timed(through.ping()).await })
            })
            .collect();
        for one in callers {
            let (took, answer) = one.await.expect("no panic");
            assert!(unavailable(&answer), "{answer:?}");
            // Three turns of eight at most, each as long as r2d2 waits between two attempts.
            assert!(took < Duration::from_secs(4), "{took:?}");
        }
        proxy.cut(Way::Open);
        let (took, answer) = timed(through.ping()).await;
        answer.expect("it is back");
        assert!(took < Duration::from_secs(2), "{took:?}");
    }
    let written =
        through.write(|tx| store::settings::get_or_put(tx, "a", "b", testkit::at("2025-01-20T08:00:00Z")));
    written.await.expect("for writing, too");
}

async fn a_database_that_never_answers_fails_requests_in_time(db: TestDb) {
    let Some((proxy, mut settings)) = way_to(&db, Way::Open) else { return };
    settings.acquire_timeout = Duration::from_millis(600);
    let through = Database::open(settings).await.expect("it opens");
    proxy.cut(Way::Silent);
    let (took, answer) = timed(through.ping()).await;
    assert!(unavailable(&answer), "{answer:?}");
    assert!(took >= Duration::from_millis(500) && took < Duration::from_secs(2), "{took:?}");
    proxy.cut(Way::Open);
    // What r2d2 has begun meanwhile is cut, and tried again half a second later at most.
    tokio::time::sleep(Duration::from_secs(1)).await;
    through.ping().await.expect("it is back");
}

/// The address leads to another server from one moment to the next.
async fn a_failover_fails_what_is_in_flight_at_most(db: TestDb) {
    let Some((proxy, settings)) = way_to(&db, Way::Open) else { return };
    let through = Arc::new(Database::open(settings).await.expect("it opens"));
    let writers: Vec<_> = (0..6_u32)
        .map(|writer| {
            let through = Arc::clone(&through);
            tokio::spawn(async move {
                let mut failed = 0;
                for number in 0..40 {
                    let name = format!("{writer}-{number}");
                    let written = through
                        .write(move |tx| {
                            store::settings::get_or_put(tx, &name, "x", testkit::at("2025-01-20T08:00:00Z"))
                        })
                        .await;
                    match written {
                        Ok(_) => {}
                        Err(StoreError::Db(DbError::Unavailable(_))) => failed += 1,
                        Err(other) => panic!("{other:?}"),
                    }
                }
                failed
            })
        })
        .collect();
    for _ in 0..3 {
        tokio::time::sleep(Duration::from_millis(150)).await;
        proxy.cut(Way::Open);
    }
    let mut failed = 0;
    for writer in writers {
        failed += writer.await.expect("no panic");
    }
    assert!(failed <= 3 * 6, "{failed} writes failed at three cuts with six in flight");
    let there = db.raw().texts("SELECT name AS text FROM settings").len();
    // A commit whose answer was cut off may be there or not; what was answered with success is there.
    assert!(there >= 240 - failed && there <= 240, "{there} rows, {failed} failures");
    let idle = through.metrics().idle;
    proxy.cut(Way::Open);
    for _ in 0..=idle {
        through.ping().await.expect("idle connections that were cut go unnoticed");
    }
}

async fn a_primary_that_became_a_standby_is_left(db: TestDb) {
    if db.engine() == Engine::Sqlite {
        return;
    }
    let put = |name: &'static str| {
        db.write(move |tx| store::settings::get_or_put(tx, name, "x", testkit::at("2025-01-20T08:00:00Z")))
    };
    put("before").await.expect("it can be written to");
    let mut raw = db.raw();
    let name = raw.texts("SELECT current_database()::text AS text").remove(0);
    let read_only = |value: &str| {
        let sql = format!("ALTER DATABASE \"{name}\" SET default_transaction_read_only = {value}");
        let mut raw = db.raw();
        raw.execute("SET default_transaction_read_only = off");
        raw.execute(&sql);
    };
    read_only("on");
    raw.execute(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid()",
    );
    put("standby").await.expect_err("it can't be written to");
    read_only("off");
    put("after").await.expect("nobody uses the connection to the standby again");
}

/// Two connections lie idle that take no writes. Only the request that finds it out is refused.
async fn connections_to_a_standby_are_left_together(db: TestDb) {
    if db.engine() == Engine::Sqlite {
        return;
    }
    let mut settings = db.settings();
    settings.pool_size = Some(2);
    let through = Database::open(settings).await.expect("the same database");
    let name = db.raw().texts("SELECT current_database()::text AS text").remove(0);
    let read_only = |value: &str| {
        let mut raw = db.raw();
        raw.execute("SET default_transaction_read_only = off");
        raw.execute(&format!("ALTER DATABASE \"{name}\" SET default_transaction_read_only = {value}"));
    };
    read_only("on");
    let (database, runtime) = (through.clone(), tokio::runtime::Handle::current());
    let both = through.read(move |_| {
        // On another thread, as this one is in the middle of a read.
        std::thread::scope(|scope| {
            scope.spawn(|| runtime.block_on(database.ping())).join().expect("no panic")
        })
    });
    both.await.expect("reading goes on");
    assert_eq!(through.metrics().idle, 2);
    read_only("off");
    let put = |name: &'static str| {
        through
            .write(move |tx| store::settings::get_or_put(tx, name, "x", testkit::at("2025-01-20T08:00:00Z")))
    };
    put("first").await.expect_err("its connection takes no writes");
    put("second").await.expect("the other one is not tried");
}

async fn old_connections_are_replaced_and_nobody_notices(db: TestDb) {
    let mut settings = db.settings();
    settings.max_lifetime = Some(Duration::from_millis(150));
    settings.pool_size = Some(2);
    let young = Database::open(settings).await.expect("the same database");
    let begun = Instant::now();
    let mut requests = 0;
    while begun.elapsed() < Duration::from_secs(1) {
        young.ping().await.expect("no request fails");
        requests += 1;
    }
    let opened = young.metrics().opened;
    assert!((4..=16).contains(&opened), "{opened} connections in {requests} requests");

    let before = db.metrics().opened;
    for _ in 0..20 {
        db.ping().await.expect("it is there");
    }
    assert!(db.metrics().opened <= before + 1, "those that are young stay");
}

async fn idle_connections_are_closed(db: TestDb) {
    let mut settings = db.settings();
    settings.idle_timeout = Some(Duration::from_millis(100));
    let quiet = Database::open(settings).await.expect("the same database");
    quiet.ping().await.expect("it is there");
    assert_eq!(quiet.metrics().idle, 1);
    // r2d2 looks for them twice a minute.
    let begun = Instant::now();
    while quiet.metrics().idle > 0 {
        assert!(begun.elapsed() < Duration::from_secs(50), "it is still open");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    quiet.ping().await.expect("another one is opened");
}

/// More requests than connections, each of which is busy for longer than anybody waits.
async fn a_callers_is_refused_in_time(db: TestDb) {
    let mut settings = db.settings();
    settings.pool_size = Some(2);
    settings.acquire_timeout = Duration::from_millis(300);
    let narrow = Arc::new(Database::open(settings).await.expect("the same database"));
    let callers: Vec<_> = (0..10)
        .map(|_| {
            let narrow = Arc::clone(&narrow);
            tokio::spawn(async move {
                timed(narrow.read(|_| {
                    std::thread::park_timeout(Duration::from_millis(1500));
                    Ok::<(), DbError>(())
                }))
                .await
            })
        })
        .collect();
    let mut refused = 0;
    for one in callers {
        let (took, answer) = one.await.expect("no panic");
        if unavailable(&answer) {
            refused += 1;
            assert!(took < Duration::from_millis(1200), "{took:?}");
        }
    }
    assert_eq!(refused, 8);
    narrow.ping().await.expect("all of them are free again");
}
