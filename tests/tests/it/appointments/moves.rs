//! Moving appointments: limits, and asking the client first.

use super::links::{press, question};
use super::start::{
    BOOK, ELEVEN, NOON, TEN, act, actions, book, booking, clock, kinds, ledger, messages, newest, refused,
    with, work,
};
use crate::shop::start::{CONFIG, SERVICES, STAFF, Shop};
use e2e::App;
use reqwest::Method;
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        a_move_takes_the_new_time_and_gives_the_old_one_back,
        limits_hold_for_everybody,
        an_override_passes_limits_and_no_bookings,
        another_member_of_staff,
        what_has_begun_is_not_moved,
        a_client_is_asked,
        a_client_is_asked_about_a_time_that_overlaps_the_old_one,
        a_question_keeps_the_pause,
        a_question_about_somebody_else_takes_what_is_missing_of_each,
        a_question_ends,
    ]
}

/// Moves to a start.
async fn moved(app: &App, path: &str, start: &str, more: Value) -> e2e::Answer {
    act(app, path, "reschedule", with(json!({"start": start}), &more)).await
}

async fn a_move_takes_the_new_time_and_gives_the_old_one_back(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let path = book(&app, &shop, TEN, "Ana").await;
    let done = moved(&app, &path, "2025-01-21T10:30:00Z", json!({"reason": "train"})).await;
    assert_eq!((done.status, &done["start"]), (200, &json!("2025-01-21T10:30:00Z")), "{}", done.text);
    let one = &done["reschedule_history"][0];
    let seen = (&one["from"]["start"], &one["to"]["start"], &one["status"], &one["counted"], &one["reason"]);
    let to = json!("2025-01-21T10:30:00Z");
    assert_eq!(seen, (&json!(TEN), &to, &json!("confirmed"), &json!(true), &json!("train")));
    assert_eq!(ledger(&app).len(), 2);
    assert_eq!(actions(&app, &path).await, ["booked", "rescheduled"]);
    book(&app, &shop, "2025-01-21T09:30:00Z", "Bob").await;
    refused(&moved(&app, &path, "2025-01-21T10:00:00Z", json!({})).await, 409, "slot-not-available");
    assert_eq!(app.get(&path).await["start"], "2025-01-21T10:30:00Z", "what is refused changes nothing");
    assert_eq!(ledger(&app).len(), 4);
    refused(&moved(&app, &path, "2025-01-26T10:00:00Z", json!({})).await, 409, "slot-not-available");
    let old = json!({"start": NOON});
    let path = format!("{path}/reschedule");
    let old = app.with_header(Method::POST, &path, ("if-match", "\"1\""), Some(old)).await;
    assert_eq!(old.status, 412, "{}", old.text);
}

async fn limits_hold_for_everybody(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    app.patch(&format!("{SERVICES}/{}", shop.service), json!({"reschedule_limit": 2})).await;
    let path = book(&app, &shop, TEN, "Ana").await;
    for start in [ELEVEN, NOON] {
        assert_eq!(moved(&app, &path, start, json!({})).await.status, 200);
    }
    refused(&moved(&app, &path, TEN, json!({})).await, 409, "reschedule-limit");
    app.patch(&format!("{SERVICES}/{}", shop.service), json!({"reschedule_limit": null})).await;
    assert_eq!(moved(&app, &path, TEN, json!({})).await.status, 200, "the company's is three");
    refused(&moved(&app, &path, NOON, json!({})).await, 409, "reschedule-limit");
    app.patch(&format!("{SERVICES}/{}", shop.service), json!({"allow_rescheduling": false})).await;
    refused(&moved(&app, &path, NOON, json!({})).await, 409, "rescheduling-off");
}

async fn an_override_passes_limits_and_no_bookings(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    app.patch(&format!("{SERVICES}/{}", shop.service), json!({"reschedule_limit": 0})).await;
    let path = book(&app, &shop, TEN, "Ana").await;
    book(&app, &shop, NOON, "Bob").await;
    let overriding = json!({"start": ELEVEN, "override": true});
    for (role, status) in [("recruiter", 403), ("staff", 403), ("hr_manager", 200)] {
        let key = app.key(Some(shop.company), role).await;
        let request = app.request_by(&key, Method::POST, &format!("{path}/reschedule"));
        let answer = app.send(request.json(&overriding)).await;
        assert_eq!(answer.status, status, "{role}: {}", answer.text);
    }
    let history = app.get(&path).await["reschedule_history"].clone();
    assert_eq!((history.as_array().map(Vec::len), &history[0]["counted"]), (Some(1), &json!(false)));
    refused(&moved(&app, &path, NOON, json!({"override": true})).await, 409, "slot-not-available");
    refused(&moved(&app, &path, TEN, json!({})).await, 409, "reschedule-limit");
}

async fn another_member_of_staff(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let user = app.user(shop.company, "other").await;
    let other = app.make(STAFF, json!({"user_id": user, "services": [shop.service]})).await.id();
    let path = book(&app, &shop, TEN, "Ana").await;
    let config = format!("{CONFIG}?company_id={}", shop.company);
    let put = app.put(&config, json!({"allow_staff_change_on_reschedule": false})).await;
    assert_eq!(put.status, 200);
    refused(&moved(&app, &path, TEN, json!({"staff_id": other})).await, 409, "staff-change-off");
    let done = moved(&app, &path, TEN, json!({"staff_id": other, "override": true})).await;
    assert_eq!((done.status, &done["staff"]), (200, &json!(other)), "{}", done.text);
    let expected =
        ["customer:ana@example.com appointment booked".to_owned(), format!("user:{user} appointment booked")];
    assert_eq!(ledger(&app), expected);
    let sent = messages(&app, &shop).await;
    assert!(kinds(&sent).contains(&"invitation other@example.com".to_owned()), "{:?}", kinds(&sent));
}

async fn what_has_begun_is_not_moved(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let path = book(&app, &shop, TEN, "Ana").await;
    clock(&app, TEN);
    refused(&moved(&app, &path, "2025-01-22T10:00:00Z", json!({})).await, 409, "wrong-status");
    let other = book(&app, &shop, "2025-01-22T11:00:00Z", "Bob").await;
    act(&app, &other, "cancel", json!({"reason": "ill"})).await;
    refused(&moved(&app, &other, "2025-01-22T12:00:00Z", json!({})).await, 409, "wrong-status");
}

async fn a_client_is_asked(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let path = book(&app, &shop, TEN, "Ana").await;
    let asked = moved(&app, &path, NOON, json!({"ask": true, "reason": "holiday"})).await;
    assert_eq!((asked.status, &asked["start"]), (202, &json!(TEN)), "{}", asked.text);
    assert_eq!(asked["reschedule_history"][0]["status"], "pending");
    assert_eq!(ledger(&app).len(), 4, "both times are taken");
    refused(&app.post(BOOK, booking(&shop, NOON, "Bob")).await, 409, "slot-not-available");
    let mail = newest(&app, &shop, "move_asked").await;
    assert_eq!(mail["to_address"], "ana@example.com");
    assert!(mail["text"].as_str().is_some_and(|text| text.contains("/booked/v1.")), "{mail}");
    let again = moved(&app, &path, "2025-01-21T14:00:00Z", json!({"ask": true})).await;
    assert_eq!(again.status, 202, "{}", again.text);
    let statuses: Vec<&Value> =
        again["reschedule_history"].as_array().into_iter().flatten().map(|one| &one["status"]).collect();
    assert_eq!(statuses, ["refused", "pending"], "asking again replaces");
    book(&app, &shop, NOON, "Bob").await;
    act(&app, &path, "cancel", json!({"reason": "ill"})).await;
    let history = app.get(&path).await["reschedule_history"].clone();
    assert_eq!(history[1]["status"], "refused", "cancelling ends it");
    assert_eq!(ledger(&app).len(), 2, "the other one's alone");
}

/// Both times together keep everybody else away, whatever the client answers.
async fn a_client_is_asked_about_a_time_that_overlaps_the_old_one(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let path = book(&app, &shop, TEN, "Ana").await;
    let asked = moved(&app, &path, "2025-01-21T10:30:00Z", json!({"ask": true})).await;
    assert_eq!((asked.status, &asked["start"]), (202, &json!(TEN)), "{}", asked.text);
    let expected = [
        "customer:ana@example.com appointment booked".to_owned(),
        "customer:ana@example.com request held".to_owned(),
        format!("user:{} appointment booked", shop.user),
        format!("user:{} request held", shop.user),
    ];
    assert_eq!(ledger(&app), expected);
    for time in ["09:30", "10:00", "10:30", "11:00"] {
        let start = format!("2025-01-21T{time}:00Z");
        refused(&app.post(BOOK, booking(&shop, &start, "Bob")).await, 409, "slot-not-available");
    }
    book(&app, &shop, "2025-01-21T09:00:00Z", "Bob").await;
    book(&app, &shop, "2025-01-21T11:30:00Z", "Cy").await;
    refused(
        &moved(&app, &path, "2025-01-21T09:30:00Z", json!({"ask": true})).await,
        409,
        "slot-not-available",
    );
    assert_eq!(ledger(&app).len(), 8, "what is refused changes nothing");
    let done = press(&app, &question(&app, &shop).await, "agree").await;
    assert_eq!(done.status, 303, "{}", done.text);
    let read = app.get(&path).await;
    assert_eq!((&read["start"], &read["status"]), (&json!("2025-01-21T10:30:00Z"), &json!("confirmed")));
    assert_eq!(ledger(&app).iter().filter(|line| line.ends_with("request held")).count(), 0);
    book(&app, &shop, "2025-01-21T14:00:00Z", "Di").await;
    refused(&app.post(BOOK, booking(&shop, "2025-01-21T10:00:00Z", "Di")).await, 409, "slot-not-available");
}

/// Eleven o'clock, and half past eleven, with twenty minutes on either side of both.
async fn a_question_keeps_the_pause(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let change = json!({"appointment_buffer_minutes": 20, "slot_duration_minutes": 10});
    app.patch(&format!("{STAFF}/{}", shop.staff), change).await;
    let path = book(&app, &shop, "2025-01-21T11:00:00Z", "Ana").await;
    // It begins in the pause after the old time.
    let beside = moved(&app, &path, "2025-01-21T12:10:00Z", json!({"ask": true})).await;
    assert_eq!(beside.status, 202, "{}", beside.text);
    let over = moved(&app, &path, "2025-01-21T11:30:00Z", json!({"ask": true})).await;
    assert_eq!(over.status, 202, "{}", over.text);
    for time in ["09:50", "12:40"] {
        let start = format!("2025-01-21T{time}:00Z");
        refused(&app.post(BOOK, booking(&shop, &start, "Bob")).await, 409, "slot-not-available");
    }
    book(&app, &shop, "2025-01-21T09:40:00Z", "Bob").await;
    book(&app, &shop, "2025-01-21T12:50:00Z", "Cy").await;
    // Declined, the old time stays, and what was held beside it is free.
    clock(&app, "2025-01-21T09:00:00Z");
    work(&app).await;
    assert_eq!(ledger(&app).iter().filter(|line| line.ends_with("request held")).count(), 0);
    assert_eq!(app.get(&path).await["start"], "2025-01-21T11:00:00Z");
}

async fn a_question_about_somebody_else_takes_what_is_missing_of_each(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let user = app.user(shop.company, "other").await;
    let other = app.make(STAFF, json!({"user_id": user, "services": [shop.service]})).await.id();
    let path = book(&app, &shop, TEN, "Ana").await;
    let asked = moved(&app, &path, "2025-01-21T10:30:00Z", json!({"ask": true, "staff_id": other})).await;
    assert_eq!(asked.status, 202, "{}", asked.text);
    let of_other = |start: &str, name: &str| with(booking(&shop, start, name), &json!({"staff_id": other}));
    refused(&app.post(BOOK, of_other(TEN, "Bob")).await, 409, "slot-not-available");
    refused(&app.post(BOOK, of_other(ELEVEN, "Bob")).await, 409, "slot-not-available");
    book(&app, &shop, ELEVEN, "Bob").await;
    assert_eq!(press(&app, &question(&app, &shop).await, "decline").await.status, 303);
    assert_eq!(app.post(BOOK, of_other(TEN, "Cy")).await.status, 201);
}

async fn a_question_ends(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let path = book(&app, &shop, "2025-01-23T10:00:00Z", "Ana").await;
    assert_eq!(moved(&app, &path, "2025-01-23T14:00:00Z", json!({"ask": true})).await.status, 202);
    clock(&app, "2025-01-21T07:59:59Z");
    refused(&app.post(BOOK, booking(&shop, "2025-01-23T14:00:00Z", "Bob")).await, 409, "slot-not-available");
    clock(&app, "2025-01-21T08:00:00Z");
    assert_eq!(app.get(&path).await["reschedule_history"][0]["status"], "expired");
    book(&app, &shop, "2025-01-23T14:00:00Z", "Bob").await;
    work(&app).await;
    let read = app.get(&path).await;
    assert_eq!((&read["start"], &read["status"]), (&json!("2025-01-23T10:00:00Z"), &json!("confirmed")));
    assert_eq!(actions(&app, &path).await, ["booked", "move_asked", "move_expired"]);
}
