//! The platform's own users in a company: they may do everything there, and no record names them, as its records name its own
//! people.

use crate::appointments::start::{NOON, REQUESTS, TEN, asking, client};
use crate::schedules::start::{BOOK, CONFLICTS, SCHEDULES, agree, interview, set_up, slot};
use crate::shop::start::Shop;
use e2e::{Answer, App};
use reqwest::Method;
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        they_book_and_cancel_interviews,
        they_book_move_and_cancel_schedules_and_settle_conflicts,
        they_request_book_and_cancel_appointments,
    ]
}

/// A user of the platform who is logged in.
struct Platform<'a> {
    app: &'a App,
    token: String,
}

impl<'a> Platform<'a> {
    async fn of(app: &'a App) -> Self {
        app.account(None, "root", "admin").await;
        Self { app, token: app.session("root").await }
    }

    async fn send(&self, method: Method, path: &str, body: Value, status: u16) -> Answer {
        let answer = self.app.send(self.app.request_by(&self.token, method, path).json(&body)).await;
        assert_eq!(answer.status, status, "{path}: {}", answer.text);
        answer
    }

    async fn post(&self, path: &str, body: Value, status: u16) -> Answer {
        self.send(Method::POST, path, body, status).await
    }
}

fn id(answer: &Answer) -> &str {
    answer["id"].as_str().unwrap_or_default()
}

async fn they_book_and_cancel_interviews(db: TestDb) {
    let app = set_up(db).await;
    let root = Platform::of(&app).await;
    let candidate = app.candidate(1, "Bea").await;
    app.gates(1, candidate, 1, [true, true, true]).await;
    let body = json!({
        "candidate_id": candidate, "job_id": 1, "interview_type": "online", "interviewer_ids": [1],
        "scheduled_at": "2024-01-15T10:00:00Z",
    });
    let made = root.post("/api/v1/interviews", body, 201).await;
    let path = format!("/api/v1/interviews/{}", id(&made));
    root.send(Method::PATCH, &path, json!({"scheduled_at": "2024-01-15T11:00:00Z"}), 200).await;
    let cancelled = root.post(&format!("{path}/cancel"), json!({"reason": "ill"}), 200).await;
    assert_eq!((&cancelled["status"], &cancelled["cancelled_by"]), (&json!("cancelled"), &Value::Null));
    let actors = "SELECT DISTINCT actor AS text FROM interview_logs";
    assert_eq!(app.db.raw().texts(actors), ["user:2"], "logs name who did it");
    agree(&app);
}

async fn they_book_move_and_cancel_schedules_and_settle_conflicts(db: TestDb) {
    let app = set_up(db).await;
    let root = Platform::of(&app).await;
    let from = slot(&app, "2024-01-15T10:00:00Z", json!(1), 1).await;
    let to = slot(&app, "2024-01-15T12:00:00Z", json!(1), 1).await;
    let first = interview(&app, "first", &[]).await;
    let booked = root.post(BOOK, json!({"interview_id": first, "slot_id": from}), 201).await;
    let second = interview(&app, "second", &[]).await;
    let refused = root.post(BOOK, json!({"interview_id": second, "slot_id": from}), 409).await;
    let conflict = refused["conflict_id"].as_str().unwrap_or_default().to_owned();
    root.post(&format!("{CONFLICTS}/{conflict}/resolve_conflict/"), json!({"resolution": "resolved"}), 200)
        .await;
    let schedule = format!("{SCHEDULES}/{}", id(&booked));
    root.post(&format!("{schedule}/confirm_schedule/"), json!({}), 200).await;
    let moved =
        root.post(&format!("{schedule}/reschedule/"), json!({"slot_id": to, "reason": "train"}), 200).await;
    let moved = format!("{SCHEDULES}/{}", id(&moved));
    root.post(&format!("{moved}/cancel_schedule/"), json!({"reason": "ill"}), 200).await;
    agree(&app);
}

async fn they_request_book_and_cancel_appointments(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let root = Platform::of(&app).await;
    let made = root.post(REQUESTS, asking(&shop, TEN), 201).await;
    let request = made.header("location").to_owned();
    root.send(Method::PATCH, &request, json!({"client": client("Ana")}), 200).await;
    let booked = root.post(&format!("{request}/confirm"), json!({}), 201).await;
    let path = booked.header("location").to_owned();
    root.post(&format!("{path}/reschedule"), json!({"start": NOON}), 200).await;
    let cancelled = root.post(&format!("{path}/cancel"), json!({"reason": "ill"}), 200).await;
    assert_eq!(cancelled["appointment"]["status"], "cancelled", "{}", cancelled.text);
}
