//! Many at once.

use super::start::{
    APPOINTMENTS, BOOK, ELEVEN, REQUESTS, TEN, act, asking, book, booking, client, hold, ledger,
};
use crate::schedules::races::{answer, rounds};
use crate::shop::start::Shop;
use e2e::App;
use reqwest::{Method, RequestBuilder};
use scheduling_core::time::Timestamp;
use serde_json::json;
use testkit::db::TestDb;
use testkit::{Case, at};

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        two_clients_for_one_start,
        everything_at_once_for_one_member_of_staff,
        a_question_against_everybody_else,
        cancel_against_move,
        two_confirmations_of_one_request,
        two_holds_of_one_caller,
    ]
}

/// Sends all at once; the statuses, in the order of the requests.
async fn race(requests: Vec<RequestBuilder>) -> Vec<u16> {
    let sent: Vec<_> =
        requests.into_iter().map(|request| tokio::spawn(async move { answer(request).await.0 })).collect();
    let mut seen = Vec::new();
    for one in sent {
        seen.push(one.await.expect("an answer"));
    }
    seen
}

fn count(seen: &[u16], status: u16) -> usize {
    seen.iter().filter(|one| **one == status).count()
}

/// A start that no other round has: an hour of a weekday, within a year.
fn start_of(round: i64) -> Timestamp {
    let (hour, day, week) = (round % 7, round / 7 % 5, round / 35);
    at("2025-01-27T09:00:00Z").plus_minutes(60 * hour + 1440 * (day + 7 * week))
}

async fn two_clients_for_one_start(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    for round in 0..rounds() {
        let (even, odd) = (start_of(round).to_string(), start_of(round).plus_minutes(30).to_string());
        let requests = (0..16).map(|n| {
            let start = if n % 2 == 0 { &even } else { &odd };
            app.request(Method::POST, BOOK).json(&booking(&shop, start, &format!("Client{round}x{n}")))
        });
        let seen = race(requests.collect()).await;
        assert_eq!((count(&seen, 201), count(&seen, 409)), (1, 15), "{round}: {seen:?}");
        assert_eq!(ledger(&app).len(), 2, "{round}");
        let standing = app.get(&format!("{APPOINTMENTS}?status=confirmed&company_id={}", shop.company)).await;
        let id = standing["items"][0]["id"].as_str().unwrap_or_default().to_owned();
        let cancel = app.request(Method::POST, &format!("{APPOINTMENTS}/{id}/cancel"));
        let cancel = cancel.json(&json!({"reason": "next round"}));
        assert_eq!(answer(cancel).await.0, 200, "{round}: {}", standing.text);
        assert_eq!(ledger(&app).len(), 0, "{round}");
    }
}

/// An appointment, a hold and an interview each take the time of the member of staff, so that one of them gets it. A slot is an
/// offer and takes nobody's: it may be made beside whichever that is, or be refused once the time is taken.
///
/// The hold takes the place of the one that the same caller had in an earlier round. So the number of commitments says nothing:
/// those of this start do.
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
        // Interviews are not planned so far ahead as appointments.
        app.clock.set(start_of(round).plus_minutes(-2 * 1440));
        let (start, end) = (start_of(round).to_string(), start_of(round).plus_minutes(60).to_string());
        let interview = json!({
            "candidate_id": candidate, "job_id": job, "interview_type": "offline", "interviewer_ids": [shop.user],
            "scheduled_at": start, "duration_minutes": 60,
        });
        let slot = json!({"interviewer": shop.user, "start_time": start, "end_time": end});
        let seen = race(vec![
            app.request(Method::POST, BOOK).json(&booking(&shop, &start, &format!("A{round}"))),
            app.request(Method::POST, REQUESTS).json(&asking(&shop, &start)),
            app.request(Method::POST, "/api/v1/interviews").json(&interview),
            app.request(Method::POST, "/api/interviews/slots").json(&slot),
        ])
        .await;
        let takers = &seen[..3];
        assert_eq!((count(takers, 201), count(takers, 409)), (1, 2), "{round}: {seen:?}");
        assert!([201, 409].contains(&seen[3]), "{round}: {seen:?}");
        let kinds = ["appointment", "request", "interview"];
        let winner = kinds.into_iter().zip(takers).find(|(_, status)| **status == 201).map(|(kind, _)| kind);
        assert_eq!(Some(newest_of(&app, shop.user).as_str()), winner, "{round}: {seen:?}");
        assert_eq!(overlapping(&app), Vec::<String>::new(), "{round}: {seen:?}");
    }
}

/// What the latest time of a user is taken for. Rounds follow each other in time.
fn newest_of(app: &App, user: i64) -> String {
    let sql = format!(
        "SELECT source_kind AS text FROM commitments WHERE subject = 'user:{user}' ORDER BY starts_at DESC LIMIT 1"
    );
    app.db.raw().texts(&sql).pop().unwrap_or_default()
}

/// Everybody who is at two places at once.
fn overlapping(app: &App) -> Vec<String> {
    let sql = "SELECT a.subject AS text FROM commitments a JOIN commitments b ON a.company_id = b.company_id \
               AND a.subject = b.subject AND a.id <> b.id AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at";
    app.db.raw().texts(sql)
}

/// While a client is asked about a time that overlaps the old one, others want what lies around both, and the client answers.
async fn a_question_against_everybody_else(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    for round in 0..rounds() {
        let path = book(&app, &shop, TEN, "Ana").await;
        let ask = json!({"start": "2025-01-21T10:30:00Z", "ask": true});
        let wanted = ["09:30", "11:00", "10:30", "10:00", "11:30"];
        let mut requests: Vec<_> = wanted
            .iter()
            .enumerate()
            .map(|(number, time)| {
                let start = format!("2025-01-21T{time}:00Z");
                app.request(Method::POST, BOOK).json(&booking(&shop, &start, &format!("Bob{number}")))
            })
            .collect();
        requests.push(app.request(Method::POST, &format!("{path}/reschedule")).json(&ask));
        let seen = race(requests).await;
        // Half past ten is asked for, or somebody has eleven o'clock; half past eleven is beside both, but not beside eleven.
        assert_eq!((seen[0], seen[2], seen[3]), (409, 409, 409), "{round}: {seen:?}");
        let right = [(201, 409, 409), (409, 201, 202)];
        assert!(right.contains(&(seen[1], seen[4], seen[5])), "{round}: {seen:?}");
        assert_eq!(overlapping(&app), Vec::<String>::new(), "{round}: {seen:?}");
        let standing = app.get(&format!("{APPOINTMENTS}?status=confirmed&company_id={}", shop.company)).await;
        for one in standing["items"].as_array().into_iter().flatten() {
            let id = one["id"].as_str().unwrap_or_default();
            act(&app, &format!("{APPOINTMENTS}/{id}"), "cancel", json!({"reason": "next round"})).await;
        }
        assert_eq!(ledger(&app).len(), 0, "{round}");
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
