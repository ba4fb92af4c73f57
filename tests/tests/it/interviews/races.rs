//! Many at once.

use super::start::{INTERVIEWS, body, candidate, claims, enable, interview, join, ready, with};
use crate::schedules::races::{answer, rounds};
use reqwest::{Method, RequestBuilder};
use serde_json::json;
use testkit::Case;
use testkit::db::TestDb;
use tokio::task::JoinSet;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![one_of_many_gets_the_time, cancel_against_reschedule, join_against_cancel]
}

/// Sends all at once; the statuses.
async fn race(requests: Vec<RequestBuilder>) -> Vec<u16> {
    let mut sent = JoinSet::new();
    for request in requests {
        sent.spawn(async move { answer(request).await.0 });
    }
    sent.join_all().await
}

async fn one_of_many_gets_the_time(db: TestDb) {
    let app = ready(db).await;
    let bob = candidate(&app, "Bob").await;
    enable(&app, bob, true).await;
    let body = |n: usize| {
        let start = format!("2025-01-22T10:{:02}:00Z", n % 60);
        with(body(Some(&start)), &json!({"candidate_id": if n.is_multiple_of(2) { 1 } else { bob }}))
    };
    let requests = (0..64).map(|n| app.request(Method::POST, INTERVIEWS).json(&body(n))).collect();
    let seen = race(requests).await;
    let count = |status| seen.iter().filter(|seen| **seen == status).count();
    assert_eq!((count(201), count(409)), (1, 63), "{seen:?}");
    assert_eq!(claims(&app).len(), 2);
    assert_eq!(app.db.raw().texts("SELECT status AS text FROM interviews"), ["scheduled"]);
}

async fn cancel_against_reschedule(db: TestDb) {
    let app = ready(db).await;
    for round in 0..rounds() {
        let path = interview(&app).await;
        let cancel = app.request(Method::POST, &format!("{path}/cancel")).json(&json!({"reason": "ill"}));
        let moved = json!({"scheduled_at": "2025-01-24T10:00:00Z"});
        let seen = race(vec![app.request(Method::PATCH, &path).json(&moved), cancel]).await;
        assert!(seen.contains(&200) && seen.iter().all(|status| [200, 409].contains(status)), "{seen:?}");
        assert_eq!(app.get(&path).await["status"], json!("cancelled"), "{round}: {seen:?}");
        assert_eq!(claims(&app), Vec::<String>::new(), "{round}");
    }
}

async fn join_against_cancel(db: TestDb) {
    let app = ready(db).await;
    for round in 0..rounds() {
        app.clock.set(testkit::at(super::start::NOW));
        let path = interview(&app).await;
        let room = app.get(&path).await["room_id"].as_str().unwrap_or_default().to_owned();
        app.clock.set(testkit::at(super::start::START));
        let body = json!({"room_id": room, "role": "candidate"});
        let enter = app.anonymous(Method::POST, &format!("{path}/join")).json(&body);
        let cancel = app.request(Method::POST, &format!("{path}/cancel")).json(&json!({"reason": "ill"}));
        let seen = race(vec![enter, cancel]).await;
        assert!(seen.iter().all(|status| [200, 409].contains(status)), "{round}: {seen:?}");
        assert_eq!(app.get(&path).await["status"], json!("cancelled"), "{round}: {seen:?}");
        assert_eq!(join(&app, &path, &room, "candidate").await.status, 409);
    }
}
