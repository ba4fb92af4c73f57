//! What a transaction is: all or nothing, one at a time where it has to be, and never lost.

use crate::support::write;
use domain::directory::UserDetails;
use persistence::store::collection::Collection;
use persistence::{DbError, StoreError, Tx, ledger, store};
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Barrier, mpsc};
use testkit::db::{Engine, TestDb};
use testkit::{Case, at, seed};

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        an_error_undoes_everything,
        a_savepoint_undoes_itself_alone,
        a_swallowed_error_commits_nothing_half,
        a_panic_is_an_error_and_harms_nobody_else,
        reading_cannot_write,
        reading_sees_one_moment,
        one_statement_is_read_without_a_transaction,
        waiting_writers_share_a_commit,
        a_first_writer_that_fails_takes_nobody_along,
        a_deadlock_is_tried_again,
        closing_finishes_what_is_queued,
        settings_are_kept_once,
        ping_answers,
    ]
}

fn put(tx: &mut Tx<'_>, name: &str) -> Result<String, StoreError> {
    store::settings::get_or_put(tx, name, "there", at(seed::NOW))
}

async fn is_there(db: &TestDb, name: &'static str) -> bool {
    let value = db.read(move |tx| store::settings::get(tx, name)).await;
    value.expect("a read").is_some()
}

fn stop() -> StoreError {
    domain::Refusal::not_found("reason to go on").into()
}

async fn an_error_undoes_everything(db: TestDb) {
    let refused: Result<(), StoreError> = db
        .write(|tx| {
            put(tx, "a")?;
            Err(stop())
        })
        .await;
    assert!(matches!(refused, Err(StoreError::Refused(_))));
    assert!(!is_there(&db, "a").await);
    db.write(|tx| put(tx, "a")).await.expect("a write");
    assert!(is_there(&db, "a").await);
}

async fn a_savepoint_undoes_itself_alone(db: TestDb) {
    db.write(|tx| {
        put(tx, "before")?;
        let inner: Result<(), StoreError> = tx.savepoint(|tx| {
            put(tx, "inside")?;
            let deeper: Result<(), StoreError> = tx.savepoint(|tx| {
                put(tx, "deeper")?;
                Err(stop())
            });
            assert!(deeper.is_err());
            put(tx, "inside too")?;
            Err(stop())
        });
        assert!(inner.is_err());
        put(tx, "after")
    })
    .await
    .expect("a write");
    for (name, expected) in
        [("before", true), ("inside", false), ("deeper", false), ("inside too", false), ("after", true)]
    {
        assert_eq!(is_there(&db, name).await, expected, "{name}");
    }
}

/// PostgreSQL answers the commit of a failed transaction as if it had succeeded.
async fn a_swallowed_error_commits_nothing_half(db: TestDb) {
    let (_, permit) = seed::company(&db, "Acme").await;
    seed::user(&db, &permit, "ana").await;
    let result: Result<(), StoreError> = write(&db, &permit, |scope| {
        let again = domain::directory::UserDetails::new("ana@example.com", "A", domain::access::Role::Staff);
        let taken = UserDetails::insert(scope, &again, at(seed::NOW));
        assert!(taken.is_err(), "the e-mail is taken");
        Ok(())
    })
    .await;
    match db.engine() {
        Engine::Postgres => assert!(result.is_err(), "the commit was a rollback, and says so"),
        Engine::Sqlite => assert!(result.is_ok(), "a failed statement undoes itself alone"),
    }
    seed::user(&db, &permit, "bob").await;
}

async fn a_panic_is_an_error_and_harms_nobody_else(db: TestDb) {
    let db = Arc::new(db);
    let others: Vec<_> = (0..20)
        .map(|index| {
            let db = Arc::clone(&db);
            tokio::spawn(async move {
                let name = format!("other {index}");
                db.write(move |tx| put(tx, &name)).await
            })
        })
        .collect();
    let panicked: Result<(), StoreError> = db
        .write(|tx| {
            let _: Result<(), StoreError> = tx.savepoint(|tx| {
                put(tx, "panicked")?;
                panic!("this test panics on purpose")
            });
            Ok(())
        })
        .await;
    assert!(matches!(panicked, Err(StoreError::Db(DbError::Other(_)))), "{panicked:?}");
    for other in others {
        other.await.expect("no panic").expect("the others are written");
    }
    let read: Result<(), DbError> = db.read(|_| panic!("this test panics on purpose")).await;
    assert!(matches!(read, Err(DbError::Other(_))));
    assert!(!is_there(&db, "panicked").await);
    db.write(|tx| put(tx, "later")).await.expect("life goes on");
    assert!(is_there(&db, "later").await);
}

async fn reading_cannot_write(db: TestDb) {
    let written = db.read(|tx| put(tx, "a")).await;
    assert!(matches!(written, Err(StoreError::Db(_))), "{written:?}");
    assert!(!is_there(&db, "a").await);
}

async fn reading_sees_one_moment(db: TestDb) {
    let db = Arc::new(db);
    let (ready, wait) = mpsc::channel();
    let (go, went) = mpsc::channel::<()>();
    let reader = {
        let db = Arc::clone(&db);
        tokio::spawn(async move {
            db.read(move |tx| {
                let before = store::settings::get(tx, "a")?;
                ready.send(()).expect("the test waits");
                went.recv().expect("the test goes on");
                Ok::<_, StoreError>((before, store::settings::get(tx, "a")?))
            })
            .await
        })
    };
    tokio::task::spawn_blocking(move || wait.recv()).await.expect("no panic").expect("the reader has begun");
    db.write(|tx| put(tx, "a")).await.expect("a write");
    go.send(()).expect("the reader waits");
    assert_eq!(reader.await.expect("no panic").expect("a read"), (None, None));
    assert!(is_there(&db, "a").await);
}

async fn one_statement_is_read_without_a_transaction(db: TestDb) {
    db.write(|tx| put(tx, "a")).await.expect("a write");
    let counted = || (db.metrics().statements, db.metrics().transactions);
    let before = counted();
    let one = db.read_one(|tx| store::settings::get(tx, "a")).await;
    assert_eq!(one.expect("a read").as_deref(), Some("there"));
    assert_eq!(counted(), (before.0 + 1, before.1));
    // Several are read again, of one moment.
    let (database, runtime) = ((*db).clone(), tokio::runtime::Handle::current());
    let runs = Arc::new(AtomicUsize::new(0));
    let run = Arc::clone(&runs);
    let two = db.read_one(move |tx| {
        run.fetch_add(1, SeqCst);
        let first = store::settings::get(tx, "b")?;
        let written = database.write(|tx| put(tx, "b"));
        // On another thread, as this one is in the middle of a read.
        std::thread::scope(|scope| scope.spawn(|| runtime.block_on(written)).join().expect("no panic"))?;
        Ok::<_, StoreError>((first, store::settings::get(tx, "b")?))
    });
    let there = || Some("there".to_owned());
    assert_eq!(two.await.expect("a read"), (there(), there()), "not nothing, and then something");
    assert_eq!(runs.load(SeqCst), 2);
    let refused: Result<(), StoreError> = db.read_one(|_| Err(stop())).await;
    assert!(matches!(refused, Err(StoreError::Refused(_))));
    if db.engine() == Engine::Sqlite {
        let written = db.read_one(|tx| put(tx, "c")).await;
        assert!(written.is_err(), "reading can't write");
    }
}

/// SQLite: all that wait while one transaction runs go into the same commit, each in its own savepoint.
async fn waiting_writers_share_a_commit(db: TestDb) {
    writers_together(db, true).await;
}

/// The first has no savepoint: what undoes it must not undo those after it.
async fn a_first_writer_that_fails_takes_nobody_along(db: TestDb) {
    writers_together(db, false).await;
}

async fn writers_together(db: TestDb, first_succeeds: bool) {
    let db = Arc::new(db);
    let (ready, wait) = mpsc::channel();
    let (go, went) = mpsc::channel::<()>();
    let (ready, went) = (std::sync::Mutex::new(ready), std::sync::Mutex::new(went));
    let first = {
        let db = Arc::clone(&db);
        tokio::spawn(async move {
            db.write(move |tx| {
                ready.lock().expect("one at a time").send(()).expect("the test waits");
                went.lock().expect("one at a time").recv().expect("the test goes on");
                put(tx, "first")?;
                if first_succeeds { Ok(()) } else { Err(stop()) }
            })
            .await
        })
    };
    tokio::task::spawn_blocking(move || wait.recv()).await.expect("no panic").expect("the first has begun");
    let before = db.metrics();
    let others: Vec<_> = (0..40)
        .map(|index| {
            let db = Arc::clone(&db);
            tokio::spawn(async move {
                db.write(move |tx| {
                    put(tx, &format!("other {index}"))?;
                    if index % 4 == 0 { Err(stop()) } else { Ok(()) }
                })
                .await
            })
        })
        .collect();
    if db.engine() == Engine::Sqlite {
        while db.metrics().queued < 40 {
            tokio::task::yield_now().await;
        }
    }
    go.send(()).expect("the first waits");
    assert_eq!(first.await.expect("no panic").is_ok(), first_succeeds);
    assert_eq!(is_there(&db, "first").await, first_succeeds);
    for (index, other) in others.into_iter().enumerate() {
        assert_eq!(other.await.expect("no panic").is_ok(), index % 4 != 0, "{index}");
    }
    let kept = db.raw().texts("SELECT name AS text FROM settings WHERE name LIKE 'other %'");
    assert_eq!(kept.len(), 30, "those that failed undid themselves alone");
    if db.engine() == Engine::Sqlite {
        assert_eq!(db.metrics().commits - before.commits, 1, "one commit for all that waited");
    }
}

/// Two transactions that take the same two subjects in opposite orders: PostgreSQL breaks the deadlock, and the one
/// that lost runs again. SQLite has one writer, so that the second begins after the first.
async fn a_deadlock_is_tried_again(db: TestDb) {
    if db.engine() == Engine::Sqlite {
        return claims_in_opposite_orders(&db, None).await;
    }
    claims_in_opposite_orders(&db, Some(Arc::new(Barrier::new(2)))).await;
    assert!(db.metrics().retries >= 1, "there was a deadlock to get over");
}

async fn claims_in_opposite_orders(db: &TestDb, meet: Option<Arc<Barrier>>) {
    let (_, permit) = seed::company(db, "Acme").await;
    let users = [seed::user(db, &permit, "ana").await, seed::user(db, &permit, "bob").await];
    let run = |users: [domain::UserId; 2], hour: i64| {
        let (permit, meet, tries) = (permit.clone(), meet.clone(), AtomicUsize::new(0));
        db.write(move |tx| {
            let first = tries.fetch_add(1, SeqCst) == 0;
            for (index, user) in users.into_iter().enumerate() {
                let claim = crate::ledger::claim_of(user, hour * 60, hour * 60 + 30);
                let claimed = ledger::claim(&mut tx.scope(&permit), at(seed::NOW), &[claim])?;
                assert!(claimed.is_ok(), "the time is free");
                if let (true, 0, Some(meet)) = (first, index, &meet) {
                    meet.wait();
                }
            }
            Ok::<_, DbError>(())
        })
    };
    let [ana, bob] = users;
    let (one, other) = tokio::join!(run([ana, bob], 9), run([bob, ana], 10));
    one.expect("one of them");
    other.expect("the other");
}

async fn closing_finishes_what_is_queued(db: TestDb) {
    let db = Arc::new(db);
    let writes: Vec<_> = (0..30)
        .map(|index| {
            let db = Arc::clone(&db);
            tokio::spawn(async move { db.write(move |tx| put(tx, &format!("name {index}"))).await })
        })
        .collect();
    db.close().await;
    let mut kept = 0;
    for write in writes {
        match write.await.expect("no panic") {
            Ok(_) => kept += 1,
            Err(StoreError::Db(DbError::Unavailable(_))) => {}
            Err(error) => panic!("{error:?}"),
        }
    }
    let stored = db.raw().texts("SELECT name AS text FROM settings WHERE name LIKE 'name %'").len();
    assert_eq!(stored, kept, "what was answered is what is stored");
    assert!(matches!(db.ping().await, Err(DbError::Unavailable(_))));
    db.close().await;
}

async fn settings_are_kept_once(db: TestDb) {
    let db = Arc::new(db);
    let starts: Vec<_> = (0..8)
        .map(|index| {
            let db = Arc::clone(&db);
            tokio::spawn(async move {
                let value = format!("secret {index}");
                db.write(move |tx| store::settings::get_or_put(tx, "key", &value, at(seed::NOW))).await
            })
        })
        .collect();
    let mut answers = Vec::new();
    for start in starts {
        answers.push(start.await.expect("no panic").expect("a write"));
    }
    answers.dedup();
    assert_eq!(answers.len(), 1, "everybody got the same secret: {answers:?}");
}

async fn ping_answers(db: TestDb) {
    db.ping().await.expect("the database is there");
    let metrics = db.metrics();
    assert!(metrics.pool_size >= 1 && metrics.idle >= 1, "{metrics:?}");
    assert_eq!((metrics.in_use, metrics.waiting, metrics.queued), (0, 0, 0));
}
