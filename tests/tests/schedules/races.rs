//! Many clients at once: as many winners as there is room, and everything agrees afterwards.
//!
//! `MERIDIAN_RACE_ROUNDS` says how often each race is run (5).

use crate::start::{BOOK, CONFLICTS, SCHEDULES, agree, booked, each, interview, seeds, slot};
use e2e::App;
use reqwest::{Method, RequestBuilder};
use scheduling_core::time::Instant;
use serde_json::{Value, json};
use testkit::db::TestDb;
use testkit::{Case, at};
use tokio::task::JoinSet;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        one_place,
        three_places,
        one_candidate_on_overlapping_slots,
        two_moves_to_one_slot,
        one_key_books_once,
    ]
}

#[expect(clippy::disallowed_methods, reason = "how long to race is for whoever runs the tests to say")]
fn rounds() -> i64 {
    std::env::var("MERIDIAN_RACE_ROUNDS").ok().and_then(|text| text.parse().ok()).unwrap_or(5)
}

/// The start of an hour that no other round has: four a day, from ten on.
fn hour(round: i64) -> Instant {
    at("2024-01-15T10:00:00Z").plus_minutes(round * 24 * 60)
}

/// A server on which rounds may go on for ever: the clock moves with them.
async fn start(db: TestDb) -> App {
    seeds(db).await
}

fn ask(app: &App, interview: &str, slot: &str) -> RequestBuilder {
    app.request(Method::POST, BOOK).json(&json!({"interview_id": interview, "slot_id": slot}))
}

/// All at once; the bodies of those that got `won`. The others got 409.
async fn race(requests: Vec<RequestBuilder>, won: u16) -> Vec<Value> {
    let mut sent = JoinSet::new();
    for request in requests {
        sent.spawn(async move {
            let answer = request.send().await.expect("an answer");
            (answer.status().as_u16(), answer.json::<Value>().await.unwrap_or_default())
        });
    }
    let answers = sent.join_all().await;
    assert!(answers.iter().all(|(status, _)| [won, 409].contains(status)), "{answers:?}");
    answers.into_iter().filter(|(status, _)| *status == won).map(|(_, body)| body).collect()
}

async fn places(db: TestDb, places: usize, clients: usize) {
    let app = start(db).await;
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
        agree(&app);
        for winner in winners {
            let path = format!("{SCHEDULES}/{}/cancel_schedule", winner["id"].as_str().unwrap_or_default());
            assert_eq!(app.post(&path, json!({"reason": "next round"})).await.status, 200);
        }
        agree(&app);
    }
}

fn conflicts(app: &App) -> usize {
    app.db.raw().texts("SELECT conflict_type AS text FROM conflicts").len()
}

async fn one_place(db: TestDb) {
    places(db, 1, 64).await;
}

async fn three_places(db: TestDb) {
    places(db, 3, 64).await;
}

async fn one_candidate_on_overlapping_slots(db: TestDb) {
    let app = start(db).await;
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
        agree(&app);
        let path = format!("{SCHEDULES}/{}/cancel_schedule", winners[0]["id"].as_str().unwrap_or_default());
        assert_eq!(app.post(&path, json!({"reason": "next round"})).await.status, 200);
    }
}

async fn two_moves_to_one_slot(db: TestDb) {
    let app = start(db).await;
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
        agree(&app);
        for status in ["pending", "confirmed"] {
            for id in each(&app, &format!("{SCHEDULES}?status={status}"), "id").await {
                let path = format!("{SCHEDULES}/{}/cancel_schedule", id.as_str().unwrap_or_default());
                assert_eq!(app.post(&path, json!({"reason": "next round"})).await.status, 200);
            }
        }
    }
}

async fn one_key_books_once(db: TestDb) {
    let app = start(db).await;
    let slot = slot(&app, &hour(0).to_string(), json!(1), 64).await;
    for round in 0..rounds() {
        let interview = interview(&app, &format!("c{round}"), &[]).await;
        let key = format!("round-{round}");
        let requests = (0..64).map(|_| ask(&app, &interview, &slot).header("Idempotency-Key", &key));
        let winners = race(requests.collect(), 201).await;
        assert_eq!(winners.len(), 64, "all get the one answer");
        assert!(winners.iter().all(|winner| winner["id"] == winners[0]["id"]));
        agree(&app);
    }
    assert_eq!(each(&app, CONFLICTS, "id").await, Vec::<Value>::new());
}
