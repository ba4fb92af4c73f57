//! Many at once on the same time: one wins, everybody gets an answer.

use crate::ledger::claim_of;
use crate::support::minute;
use domain::UserId;
use domain::commitment::Hold;
use persistence::ledger::{self, Claim};
use persistence::{Database, DbError};
use std::sync::Barrier;
use testkit::db::{Engine, Raw, TestDb};
use testkit::{Case, at, seed};

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        sixty_four_claims_have_one_winner,
        claims_in_any_order_never_stall,
        an_expired_hold_is_won_once,
        raw_inserts_have_one_winner,
        two_programs_on_one_database_have_one_winner,
    ]
}

const CONTENDERS: i64 = 64;
const ROUNDS: i64 = 25;

/// The test's database with a pool wide enough for a real race. A server takes a hundred connections, and other tests
/// run at the same time.
async fn wide(db: &TestDb, connections: u32) -> Database {
    let mut settings = db.settings();
    settings.pool_size = Some(connections);
    settings.acquire_timeout = std::time::Duration::from_secs(60);
    Database::open(settings).await.expect("the same database")
}

/// How many of these claims are met when all are made at once.
async fn winners(databases: &[Database], permit: &domain::access::Permit, calls: Vec<Vec<Claim>>) -> usize {
    let calls: Vec<_> = databases
        .iter()
        .cycle()
        .zip(calls)
        .map(|(db, claims)| {
            let (db, permit) = (db.clone(), permit.clone());
            tokio::spawn(async move {
                db.write(move |tx| ledger::claim(&mut tx.scope(&permit), at("2025-01-20T08:00:00Z"), &claims))
                    .await
            })
        })
        .collect();
    let mut won = 0;
    for call in calls {
        let answer: Result<_, DbError> = call.await.expect("no panic");
        if answer.expect("everybody gets an answer").is_ok() {
            won += 1;
        }
    }
    won
}

/// Claims that all meet in one minute of a round, each with other ends.
fn overlapping(user: UserId, round: i64) -> Vec<Vec<Claim>> {
    let middle = round * 200 + 100;
    (0..CONTENDERS).map(|index| vec![claim_of(user, middle - 1 - index, middle + 1 + index % 7)]).collect()
}

async fn sixty_four_claims_have_one_winner(db: TestDb) {
    let wide = wide(&db, 10).await;
    let (_, permit) = seed::company(&db, "Acme").await;
    let ana = seed::user(&db, &permit, "ana").await;
    for round in 0..ROUNDS {
        let won = winners(std::slice::from_ref(&wide), &permit, overlapping(ana, round)).await;
        assert_eq!(won, 1, "round {round}");
    }
    assert_eq!(stored(&db), ROUNDS);
}

fn stored(db: &TestDb) -> i64 {
    let count = db.raw().texts("SELECT CAST(count(*) AS TEXT) AS text FROM commitments").remove(0);
    count.parse().expect("a number")
}

/// Everybody wants the same two people, half of them in the other order, and a third person who differs.
async fn claims_in_any_order_never_stall(db: TestDb) {
    let wide = wide(&db, 10).await;
    let (_, permit) = seed::company(&db, "Acme").await;
    let mut people = Vec::new();
    for name in ["ana", "bob", "cyd", "dan"] {
        people.push(seed::user(&db, &permit, name).await);
    }
    for round in 0..ROUNDS {
        let calls = (0..CONTENDERS).map(|index| {
            let third = if index % 2 == 0 { people[2] } else { people[3] };
            let mut claims: Vec<Claim> = [people[0], third, people[1]]
                .map(|user| claim_of(user, round * 100, round * 100 + 50))
                .to_vec();
            if index % 3 == 0 {
                claims.reverse();
            }
            claims
        });
        assert_eq!(winners(std::slice::from_ref(&wide), &permit, calls.collect()).await, 1, "round {round}");
    }
    assert_eq!(stored(&db), ROUNDS * 3);
    assert_eq!(wide.metrics().retries, 0, "one order of locks for everybody: nothing to get over");
}

async fn an_expired_hold_is_won_once(db: TestDb) {
    let wide = wide(&db, 10).await;
    let (_, permit) = seed::company(&db, "Acme").await;
    let ana = seed::user(&db, &permit, "ana").await;
    let expiry = at("2025-01-20T07:00:00Z");
    for round in 0..ROUNDS {
        let hold = Claim { hold: Hold::Until(expiry), ..claim_of(ana, round * 200, round * 200 + 150) };
        let permit_of_hold = permit.clone();
        let before = at("2025-01-20T06:00:00Z");
        let held: Result<_, DbError> = db
            .write(move |tx| {
                ledger::claim(&mut tx.scope(&permit_of_hold), before, std::slice::from_ref(&hold))
            })
            .await;
        held.expect("a write").expect("the time is free");
        let won = winners(std::slice::from_ref(&wide), &permit, overlapping(ana, round)).await;
        assert_eq!(won, 1, "round {round}");
    }
    assert_eq!(stored(&db), ROUNDS, "the holds are gone");
}

/// The server and the worker, or two servers.
async fn two_programs_on_one_database_have_one_winner(db: TestDb) {
    let programs = [wide(&db, 4).await, wide(&db, 4).await, wide(&db, 4).await];
    let (_, permit) = seed::company(&db, "Acme").await;
    let ana = seed::user(&db, &permit, "ana").await;
    for round in 0..5 {
        assert_eq!(winners(&programs, &permit, overlapping(ana, round)).await, 1, "round {round}");
    }
    assert_eq!(stored(&db), 5);
}

/// A commitment written past the ledger; `tail` may say what to do about a conflict.
pub(crate) fn raw_insert(engine: Engine, user: UserId, start: i64, end: i64, tail: &str) -> String {
    let id = uuid::Uuid::new_v4();
    let (time, uuid): (fn(i64) -> String, String) = match engine {
        Engine::Sqlite => (|m| (minute(m).unix() * 1_000_000).to_string(), format!("x'{}'", id.simple())),
        Engine::Postgres => (|m| format!("to_timestamp({})", minute(m).unix()), format!("'{id}'")),
    };
    format!(
        "INSERT INTO commitments (id, company_id, subject, user_id, starts_at, ends_at, buffer_before, buffer_after,
             source_kind, source_id, state, expires_at, created_at)
         SELECT {uuid}, company_id, 'user:{user}', id, {}, {}, 0, 0, 'interview', {uuid}, 'booked', NULL, created_at
         FROM users WHERE id = {user} {tail}",
        time(start),
        time(end),
    )
}

/// The last line: inserts that take no lock and ask nobody. On PostgreSQL racing inserts would wait for each other by
/// the second, were it not for `ON CONFLICT DO NOTHING`.
async fn raw_inserts_have_one_winner(db: TestDb) {
    let (_, permit) = seed::company(&db, "Acme").await;
    let ana = seed::user(&db, &permit, "ana").await;
    db.raw().execute(&format!(
        "INSERT INTO subjects SELECT company_id, 'user:{ana}', 1 FROM users WHERE id = {ana} \
         ON CONFLICT DO NOTHING"
    ));
    let (engine, url) = (db.engine(), db.settings().url);
    let (threads, tail) = match engine {
        Engine::Sqlite => (64, ""),
        Engine::Postgres => (16, "ON CONFLICT DO NOTHING"),
    };
    let race = move || {
        let start = Barrier::new(threads);
        std::thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|| {
                    let mut raw = Raw::connect(&url);
                    for round in 0..10 {
                        start.wait();
                        // Whether it succeeds is what the count below tells.
                        let _ =
                            raw.try_execute(&raw_insert(engine, ana, round * 100, round * 100 + 60, tail));
                    }
                });
            }
        });
    };
    tokio::task::spawn_blocking(race).await.expect("no panic");
    assert_eq!(stored(&db), 10, "one winner in each round");
}
