//! One record of whose time is taken: appointments, holds, interviews and slots keep out of each other.

use super::start::{APPOINTMENTS, BOOK, TEN, act, asking, book, booking, hold, ledger, refused};
use crate::shop::start::{CONFIG, DAYS_OFF, STAFF, Shop};
use e2e::App;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        interviews_and_appointments_keep_out_of_each_other,
        a_client_is_at_one_place,
        the_pause_is_kept,
        what_breaks_shows_as_a_conflict,
        a_dry_run_names_appointments,
    ]
}

/// An interview of somebody with the shop's member of staff.
async fn interview(app: &App, shop: &Shop, start: &str) -> e2e::Answer {
    let candidate =
        app.candidate(shop.company, &format!("c{}", start.len() + start.matches('0').count())).await;
    let job = app.job(shop.company, "Barber").await;
    for (action, flag) in [("shortlist", "shortlisted"), ("toggle-interview", "interview_enabled")] {
        let path = format!("/api/v1/candidates/{candidate}/{action}");
        assert_eq!(app.post(&path, json!({"job_id": job, (flag): true})).await.status, 200);
    }
    let body = json!({
        "candidate_id": candidate, "job_id": job, "interview_type": "offline", "interviewer_ids": [shop.user],
        "scheduled_at": start, "duration_minutes": 60,
    });
    app.post("/api/v1/interviews", body).await
}

async fn interviews_and_appointments_keep_out_of_each_other(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let made = interview(&app, &shop, TEN).await;
    assert_eq!(made.status, 201, "{}", made.text);
    for start in [TEN, "2025-01-21T09:30:00Z", "2025-01-21T10:30:00Z"] {
        refused(&app.post(BOOK, booking(&shop, start, "Ana")).await, 409, "slot-not-available");
        let held = app.post("/api/v1/appointments/requests", asking(&shop, start)).await;
        refused(&held, 409, "slot-not-available");
    }
    let path = book(&app, &shop, "2025-01-21T14:00:00Z", "Ana").await;
    refused(&interview(&app, &shop, "2025-01-21T14:30:00Z").await, 409, "interviewer-unavailable");
    act(&app, &path, "cancel", json!({"reason": "ill"})).await;
    hold(&app, &shop, "2025-01-21T14:00:00Z").await;
    let slot = json!({
        "interviewer": shop.user, "start_time": "2025-01-21T14:00:00Z", "end_time": "2025-01-21T15:00:00Z",
    });
    let slot = app.post("/api/interviews/slots", slot).await;
    assert!(slot.status == 409 || slot["is_available"] == json!(false), "{}", slot.text);
}

async fn a_client_is_at_one_place(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let other = app.user(shop.company, "other").await;
    let other = app.make(STAFF, json!({"user_id": other, "services": [shop.service]})).await.id();
    book(&app, &shop, TEN, "Ana").await;
    let mut body = booking(&shop, "2025-01-21T10:30:00Z", "Ana");
    body["staff_id"] = json!(other);
    body["client"]["email"] = json!("ANA@example.com");
    refused(&app.post(BOOK, body.clone()).await, 409, "slot-not-available");
    body["client"]["email"] = json!("bob@example.com");
    app.make(BOOK, body.clone()).await;
    // Somebody who works here is one person, also as a client.
    body["start"] = json!("2025-01-21T14:00:00Z");
    body["client"] = json!({"name": "Staff", "email": format!("user{}@example.com", shop.company)});
    app.make(BOOK, body).await;
    refused(&app.post(BOOK, booking(&shop, "2025-01-21T14:00:00Z", "Cy")).await, 409, "slot-not-available");
}

async fn the_pause_is_kept(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    app.patch(&format!("{STAFF}/{}", shop.staff), json!({"appointment_buffer_minutes": 30})).await;
    book(&app, &shop, TEN, "Ana").await;
    refused(&app.post(BOOK, booking(&shop, "2025-01-21T11:00:00Z", "Bob")).await, 409, "slot-not-available");
    refused(&app.post(BOOK, booking(&shop, "2025-01-21T09:00:00Z", "Bob")).await, 409, "slot-not-available");
    let path = book(&app, &shop, "2025-01-21T11:30:00Z", "Bob").await;
    let moved = json!({"start": "2025-01-21T12:00:00Z"});
    assert_eq!(act(&app, &path, "reschedule", moved).await.status, 200, "its own pause does not keep it out");
    assert_eq!(ledger(&app).len(), 4);
}

async fn what_breaks_shows_as_a_conflict(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let path = book(&app, &shop, TEN, "Ana").await;
    let id = path.trim_start_matches(APPOINTMENTS).trim_start_matches('/');
    let conflicts = format!("/api/interviews/conflicts/?company_id={}&appointment={id}", shop.company);
    assert_eq!(app.get(&conflicts).await["items"], json!([]));
    let off = json!({
        "company_id": shop.company, "staff_id": shop.staff, "start_date": "2025-01-21", "end_date": "2025-01-21",
    });
    let off = app.make(DAYS_OFF, off).await;
    let found = app.get(&conflicts).await;
    let one = &found["items"][0];
    let seen = (&one["appointment"], &one["primary_interview"], &one["resolution"]);
    assert_eq!(seen, (&json!(id), &json!(null), &json!("pending")), "{}", found.text);
    assert_eq!(app.get(&path).await["status"], "confirmed", "it stands until somebody decides");
    app.delete(off.header("location")).await;
    assert_eq!(app.get(&conflicts).await["items"][0]["resolution"], "resolved");
    let config = json!({"lead_time": "12:00"});
    let put = app.put(&format!("{CONFIG}?company_id={}", shop.company), config).await;
    assert_eq!(put.status, 200, "{}", put.text);
    let found = app.get(&format!("{conflicts}&resolution=pending")).await;
    assert_eq!(found["items"].as_array().map(Vec::len), Some(1), "not working any more: {}", found.text);
    let moved = act(&app, &path, "reschedule", json!({"start": "2025-01-21T12:00:00Z"})).await;
    assert_eq!(moved.status, 200, "{}", moved.text);
    let open = app.get(&format!("{conflicts}&resolution=pending")).await;
    assert_eq!(open["items"], json!([]), "moving settles it");
}

async fn a_dry_run_names_appointments(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let path = book(&app, &shop, TEN, "Ana").await;
    let off = json!({
        "company_id": shop.company, "staff_id": shop.staff, "start_date": "2025-01-21", "end_date": "2025-01-21",
    });
    book(&app, &shop, "2025-01-21T14:00:00Z", "Bob").await;
    book(&app, &shop, "2025-01-22T14:00:00Z", "Cy").await;
    let dry = app.post(&format!("{DAYS_OFF}?dry_run=true"), off.clone()).await;
    let one = &dry["conflicts"][0];
    assert_eq!((dry.status, &one["interview"]), (200, &json!(null)), "{}", dry.text);
    assert_eq!(one["appointment"], app.get(&path).await["id"], "{}", dry.text);
    assert_eq!(one["candidate_name"], "Ana");
    let conflicts = format!("/api/interviews/conflicts/?company_id={}", shop.company);
    assert_eq!(app.get(&conflicts).await["items"], json!([]), "it was dry");
    app.make(DAYS_OFF, off).await;
    let then = app.get(&conflicts).await;
    let named = |list: &Value| -> BTreeSet<String> {
        list.as_array().into_iter().flatten().map(|one| one["appointment"].to_string()).collect()
    };
    assert_eq!(named(&dry["conflicts"]).len(), 2, "{}", dry.text);
    assert_eq!(named(&dry["conflicts"]), named(&then["items"]), "what then happens: {}", then.text);
}
