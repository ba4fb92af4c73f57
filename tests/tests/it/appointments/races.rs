//! Many at once.

use super::start::{APPOINTMENTS, BOOK, ELEVEN, REQUESTS, TEN, act, asking, booking, client, hold, ledger};
use crate::schedules::races::{answer, rounds};
use crate::shop::start::Shop;
use e2e::App;
use reqwest::{Method, RequestBuilder};
use serde_json::json;
use testkit::Case;
use testkit::db::TestDb;
use tokio::task::JoinSet;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        two_clients_for_one_start,
        everything_at_once_for_one_member_of_staff,
        cancel_against_move,
        two_confirmations_of_one_request,
        two_holds_of_one_caller,
    ]
}

/// Sends all at once; the statuses.
async fn race(requests: Vec<RequestBuilder>) -> Vec<u16> {
    let mut sent = JoinSet::new();
    for request in requests {
        sent.spawn(async move { answer(request).await.0 });
    }
    sent.join_all().await
}

fn count(seen: &[u16], status: u16) -> usize {
    seen.iter().filter(|one| **one == status).count()
}

async fn two_clients_for_one_start(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let requests = (0..16).map(|n| {
        let start = if n % 2 == 0 { TEN } else { "2025-01-21T10:30:00Z" };
        app.request(Method::POST, BOOK).json(&booking(&shop, start, &format!("Client{n}")))
    });
    let seen = race(requests.collect()).await;
    assert_eq!((count(&seen, 201), count(&seen, 409)), (1, 15), "{seen:?}");
    assert_eq!(ledger(&app).len(), 2);
}

async fn everything_at_once_for_one_member_of_staff(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let candidate = app.candidate(shop.company, "cy").await;
    let job = app.job(shop.company, "Barber").await;
    for (action, flag) in [("shortlist", "shortlisted"), ("toggle-interview", "interview_enabled")] {
        let path = format!("/api/v1/candidates/{candidate}/{action}");
        assert_eq!(app.post(&path, json!({"job_id": job, (flag): true})).await.status, 200);
    }
    for round in 0..rounds() {
        let start = format!("2025-02-{:02}T10:00:00Z", 3 + round % 5);
        let (day, end) = (start.clone(), start.replace("T10", "T11"));
        let interview = json!({
            "candidate_id": candidate, "job_id": job, "interview_type": "offline", "interviewer_ids": [shop.user],
            "scheduled_at": day, "duration_minutes": 60,
        });
        let slot = json!({"interviewer": shop.user, "start_time": start, "end_time": end});
        let before = ledger(&app).len();
        let seen = race(vec![
            app.request(Method::POST, BOOK).json(&booking(&shop, &start, &format!("A{round}"))),
            app.request(Method::POST, REQUESTS).json(&asking(&shop, &start)),
            app.request(Method::POST, "/api/v1/interviews").json(&interview),
            app.request(Method::POST, "/api/interviews/slots").json(&slot),
        ])
        .await;
        assert!(count(&seen, 201) >= 1, "{seen:?}");
        let sql = format!("SELECT source_kind AS text FROM commitments WHERE subject = 'user:{}'", shop.user);
        let taken = app.db.raw().texts(&sql).len();
        let all = app.db.raw().texts("SELECT subject AS text FROM commitments").len();
        assert!(all > before && taken >= 1, "{seen:?}");
        let overlaps = "SELECT a.subject AS text FROM commitments a JOIN commitments b ON a.subject = b.subject \
                        AND a.id <> b.id AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at";
        assert_eq!(app.db.raw().texts(overlaps), Vec::<String>::new(), "{seen:?}");
    }
}

async fn cancel_against_move(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    for round in 0..rounds() {
        let made = app.make(BOOK, booking(&shop, TEN, "Ana")).await;
        let path = made.header("location").to_owned();
        let cancel = app.request(Method::POST, &format!("{path}/cancel")).json(&json!({"reason": "ill"}));
        let moved = app.request(Method::POST, &format!("{path}/reschedule")).json(&json!({"start": ELEVEN}));
        let seen = race(vec![moved, cancel]).await;
        assert!(seen.contains(&200) && seen.iter().all(|status| [200, 409].contains(status)), "{seen:?}");
        assert_eq!(app.get(&path).await["status"], json!("cancelled"), "{round}: {seen:?}");
        assert_eq!(ledger(&app), Vec::<String>::new(), "{round}");
    }
}

async fn two_confirmations_of_one_request(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    for round in 0..rounds() {
        let path = hold(&app, &shop, TEN).await;
        let named = app.patch(&path, json!({"client": client(&format!("Client{round}"))})).await;
        assert_eq!(named.status, 200, "{}", named.text);
        let confirm = || app.request(Method::POST, &format!("{path}/confirm"));
        let seen = race(vec![confirm(), confirm(), confirm()]).await;
        assert_eq!((count(&seen, 201), count(&seen, 409)), (1, 2), "{seen:?}");
        let id = app.get(&path).await["appointment"].as_str().unwrap_or_default().to_owned();
        assert_eq!(ledger(&app).len(), 2);
        act(&app, &format!("{APPOINTMENTS}/{id}"), "cancel", json!({"reason": "ill"})).await;
    }
}

async fn two_holds_of_one_caller(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    for round in 0..rounds() {
        let starts = ["09:00", "10:00", "11:00", "12:00"];
        let request = |time: &str| {
            let start = format!("2025-01-21T{time}:00Z");
            app.request(Method::POST, REQUESTS).json(&asking(&shop, &start))
        };
        let seen = race(starts.iter().map(|time| request(time)).collect()).await;
        assert!(seen.iter().all(|status| *status == 201), "{round}: {seen:?}");
        let live = "SELECT holder AS text FROM appointment_requests WHERE status IN ('held', 'verifying')";
        assert_eq!(app.db.raw().texts(live).len(), 1, "{round}");
        assert_eq!(ledger(&app).len(), 1, "{round}");
    }
}
