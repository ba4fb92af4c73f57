//! Many clients at once: as many winners as there is room, and everything agrees afterwards.
//!
//! `MERIDIAN_RACE_ROUNDS` says how often each race is run (5).

use super::start::{BOOK, CONFLICTS, SCHEDULES, agree, booked, each, interview, set_up, slot};
use e2e::App;
use reqwest::{Method, RequestBuilder};
use scheduling_core::time::Timestamp;
use serde_json::{Value, json};
use std::time::Duration;
use testkit::db::{Engine, TestDb};
use testkit::{Case, at};
use tokio::task::JoinSet;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        one_place,
        three_places,
        one_candidate_on_overlapping_slots,
        two_moves_to_one_slot,
        one_key_books_once,
        a_locked_interviewer_holds_up_no_other,
    ]
}

#[expect(clippy::disallowed_methods, reason = "how long to race is a setting of the run")]
pub(crate) fn rounds() -> i64 {
    std::env::var("MERIDIAN_RACE_ROUNDS").ok().and_then(|text| text.parse().ok()).unwrap_or(5)
}

/// The start of an hour that no other round has: ten o'clock of a day of its own. The clock moves with the rounds, so
/// that they may go on for ever.
pub(crate) fn hour(round: i64) -> Timestamp {
    at("2024-01-15T10:00:00Z").plus_minutes(round * 24 * 60)
}

/// Checks that everything agrees: after each of a few rounds, after some of many, as it looks at all there is.
pub(crate) fn agree_in(app: &App, round: i64) {
    let often = rounds() <= 20 || round % 50 == 0 || round + 1 == rounds();
    if often {
        agree(app);
    }
}

pub(crate) fn ask(app: &App, interview: &str, slot: &str) -> RequestBuilder {
    app.request(Method::POST, BOOK).json(&json!({"interview_id": interview, "slot_id": slot}))
}

/// Status and body. Sent again after a 503: on a slow machine the last of many clients wait for a connection longer than
/// the server lets them, and nothing was changed then.
pub(crate) async fn answer(request: RequestBuilder) -> (u16, Value) {
    loop {
        let again = request.try_clone().expect("a body that can be sent again");
        let answer = again.send().await.expect("an answer");
        let status = answer.status().as_u16();
        if status != 503 {
            return (status, answer.json().await.unwrap_or_default());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// All at once; the bodies of those that got `won`. The others got 409.
async fn race(requests: Vec<RequestBuilder>, won: u16) -> Vec<Value> {
    let mut sent = JoinSet::new();
    for request in requests {
        sent.spawn(answer(request));
    }
    let answers = sent.join_all().await;
    assert!(answers.iter().all(|(status, _)| [won, 409].contains(status)), "{answers:?}");
    answers.into_iter().filter(|(status, _)| *status == won).map(|(_, body)| body).collect()
}

async fn places(db: TestDb, places: usize, clients: usize) {
    let app = set_up(db).await;
    let mut interviews = Vec::new();
    for client in 0..clients {
        interviews.push(interview(&app, &format!("c{client}"), &[]).await);
    }
    for round in 0..rounds() {
        app.clock.set(hour(round - 2));
        let slot = slot(&app, &hour(round).to_string(), json!(1), places).await;
        let before = conflicts(&app);
        let winners = race(interviews.iter().map(|id| ask(&app, id, &slot)).collect(), 201).await;
        assert_eq!(winners.len(), places, "round {round}");
        assert_eq!(conflicts(&app) - before, clients - places, "each loser leaves a conflict");
        agree_in(&app, round);
        for winner in winners {
            cancel(&app, &winner["id"]).await;
        }
        agree_in(&app, round);
    }
}

pub(crate) fn conflicts(app: &App) -> usize {
    let counted = app.db.raw().texts("SELECT CAST(COUNT(*) AS TEXT) AS text FROM conflicts");
    counted.first().and_then(|count| count.parse().ok()).expect("a number")
}

/// Gives what a round has won back to the next one.
pub(crate) async fn cancel(app: &App, schedule: &Value) {
    let path = format!("{SCHEDULES}/{}/cancel_schedule", schedule.as_str().unwrap_or_default());
    let done = app.post(&path, json!({"reason": "next round"})).await;
    assert_eq!(done.status, 200, "{}", done.text);
}

async fn one_place(db: TestDb) {
    places(db, 1, 64).await;
}

async fn three_places(db: TestDb) {
    places(db, 3, 64).await;
}

async fn one_candidate_on_overlapping_slots(db: TestDb) {
    let app = set_up(db).await;
    app.patch("/api/v1/companies/1", json!({"ai_parallel": 64})).await;
    let candidate = app.candidate(1, "alice").await;
    let mut interviews = Vec::new();
    for number in 0..16 {
        let job = app.job(1, &format!("Job {number}")).await;
        interviews.push(app.interview(1, candidate, job, &[]).await);
    }
    for round in 0..rounds() {
        app.clock.set(hour(round - 2));
        let mut slots = Vec::new();
        for quarter in 0..4 {
            let start = hour(round).plus_minutes(quarter * 15).to_string();
            slots.push(slot(&app, &start, json!("coding"), 16).await);
        }
        let requests = (0..64).map(|n| ask(&app, &interviews[n / 4], &slots[n % 4])).collect();
        let winners = race(requests, 201).await;
        assert_eq!(winners.len(), 1, "round {round}: {winners:?}");
        agree_in(&app, round);
        cancel(&app, &winners[0]["id"]).await;
    }
}

async fn two_moves_to_one_slot(db: TestDb) {
    let app = set_up(db).await;
    let (one, two) = (interview(&app, "one", &[]).await, interview(&app, "two", &[]).await);
    for round in 0..rounds() {
        app.clock.set(hour(round - 2));
        let at = |hours: i64| hour(round).plus_minutes(hours * 60).to_string();
        let mut slots = Vec::new();
        for hours in 0..3 {
            slots.push(slot(&app, &at(hours), json!(1), 1).await);
        }
        let schedules = [booked(&app, &one, &slots[0]).await, booked(&app, &two, &slots[1]).await];
        let requests = (0..64).map(|n: usize| {
            app.request(Method::POST, &format!("{SCHEDULES}/{}/reschedule", schedules[n % 2]))
                .json(&json!({"slot_id": slots[2], "reason": "race"}))
        });
        let winners = race(requests.collect(), 200).await;
        assert_eq!(winners.len(), 1, "round {round}: {winners:?}");
        agree_in(&app, round);
        for status in ["pending", "confirmed"] {
            for id in each(&app, &format!("{SCHEDULES}?status={status}"), "id").await {
                cancel(&app, &id).await;
            }
        }
    }
}

async fn one_key_books_once(db: TestDb) {
    let app = set_up(db).await;
    let places = usize::try_from(rounds()).expect("a number of rounds");
    let slot = slot(&app, &hour(0).to_string(), json!(1), places).await;
    for round in 0..rounds() {
        let interview = interview(&app, &format!("c{round}"), &[]).await;
        let key = format!("round-{round}");
        let requests = (0..64).map(|_| ask(&app, &interview, &slot).header("Idempotency-Key", &key));
        let winners = race(requests.collect(), 201).await;
        assert_eq!(winners.len(), 64, "all get the one answer");
        assert!(winners.iter().all(|winner| winner["id"] == winners[0]["id"]));
        agree_in(&app, round);
    }
    assert_eq!(each(&app, CONFLICTS, "id").await, Vec::<Value>::new());
}

/// Somebody else, such as an operator with `psql`, holds an interviewer's row for as long as this lasts. SQLite has one
/// writer, who holds up everybody.
async fn a_locked_interviewer_holds_up_no_other(db: TestDb) {
    if db.engine() == Engine::Sqlite {
        return;
    }
    let app = set_up(db).await;
    let other = app.user(1, "jane").await;
    let (mut waiting, mut free) = (Vec::new(), Vec::new());
    for number in 0..8 {
        let start = hour(number).to_string();
        let (held, beside) =
            (slot(&app, &start, json!(1), 1).await, slot(&app, &start, json!(other), 1).await);
        waiting.push(ask(&app, &interview(&app, &format!("a{number}"), &[]).await, &held));
        free.push(ask(&app, &interview(&app, &format!("b{number}"), &[]).await, &beside));
    }
    // Both have been booked before, so that their rows are there.
    for (name, holder) in [("c", json!(1)), ("d", json!(other))] {
        let early = slot(&app, &hour(20).to_string(), holder, 1).await;
        booked(&app, &interview(&app, name, &[]).await, &early).await;
    }
    let mut outside = app.db.raw();
    outside.execute("BEGIN");
    outside.execute("UPDATE subjects SET version = version WHERE company_id = 1 AND subject = 'user:1'");
    let waiting = waiting.into_iter().map(|request| tokio::spawn(answer(request))).collect::<Vec<_>>();
    for request in free {
        assert_eq!(answer(request).await.0, 201);
    }
    assert!(waiting.iter().all(|one| !one.is_finished()), "they need what is held");
    outside.execute("ROLLBACK");
    for one in waiting {
        assert_eq!(one.await.expect("an answer").0, 201);
    }
    agree(&app);
}
