//! Cancelling, marking, and what comes back.

use super::start::{
    BOOK, ELEVEN, NOON, TEN, act, actions, bare, book, booking, clock, ledger, refused, with, work,
};
use crate::shop::start::{CONFIG, SERVICES, Shop};
use e2e::{Answer, App};
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        cancelling_gives_the_time_back,
        what_comes_back_is_exact_to_the_second,
        the_policy_is_the_one_of_the_booking,
        marks_are_made_from_the_start_and_undone_for_a_day,
        a_mark_that_is_made_again_gives_back_once,
        what_is_over_is_completed,
    ]
}

async fn cancelling_gives_the_time_back(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let path = book(&app, &shop, TEN, "Ana").await;
    assert_eq!(act(&app, &path, "cancel", json!({})).await.status, 400, "it needs a reason");
    let done = act(&app, &path, "cancel", json!({"reason": "ill"})).await;
    let seen = (&done["appointment"]["status"], &done["appointment"]["cancellation_reason"], &done["refund"]);
    assert_eq!(seen, (&json!("cancelled"), &json!("ill"), &Value::Null), "{}", done.text);
    assert_eq!(ledger(&app), [""; 0]);
    refused(&act(&app, &path, "cancel", json!({"reason": "ill"})).await, 409, "wrong-status");
    book(&app, &shop, TEN, "Bob").await;
    assert_eq!(actions(&app, &path).await, ["booked", "cancelled"]);
    let late = book(&app, &shop, NOON, "Ana").await;
    clock(&app, "2025-01-21T12:30:00Z");
    let done = act(&app, &late, "cancel", json!({"reason": "no"})).await;
    assert_eq!(done.status, 200, "too late is no reason to refuse: {}", done.text);
}

/// A booking of 100 euros that is paid, with these tiers.
async fn paid(app: &App, shop: &Shop, start: &str, tiers: Value) -> String {
    let price = json!({"price": {"amount": 10_001, "currency": "EUR"}, "cancellation_policy": tiers});
    app.patch(&format!("{SERVICES}/{}", shop.service), price).await;
    let made = app.make(BOOK, with(booking(shop, start, "Ana"), &json!({"payment_type": "full"}))).await;
    assert_eq!(made["paid"], false);
    let payments = app.get(&format!("/api/v1/appointments/payments?company_id={}", shop.company)).await;
    let mut items = payments["items"].as_array().into_iter().flatten();
    let payment = items.find(|one| one["appointment"] == made["id"]).map(|one| one["id"].clone());
    let payment = payment.unwrap_or_else(|| panic!("no payment: {}", payments.text));
    let payment = format!("/api/v1/appointments/payments/{}", payment.as_str().unwrap_or_default());
    assert_eq!(bare(app, &payment, "mark-paid").await.status, 200);
    let path = made.header("location").to_owned();
    assert_eq!(app.get(&path).await["paid"], true);
    path
}

fn refund(done: &Answer) -> Value {
    assert_eq!(done.status, 200, "{}", done.text);
    done["refund"].clone()
}

async fn what_comes_back_is_exact_to_the_second(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "Europe/Berlin").await;
    let tiers = json!([
        {"hours_before": 24, "refund_percent": 100},
        {"local_days_before": 0, "at": "08:00", "refund_percent": 50},
    ]);
    let cases = [
        ("2025-01-20T10:00:00Z", json!({"amount": 10_001, "currency": "EUR", "percent": 100})),
        ("2025-01-20T10:00:01Z", json!({"amount": 5_001, "currency": "EUR", "percent": 50})),
        ("2025-01-21T06:59:59Z", json!({"amount": 5_001, "currency": "EUR", "percent": 50})),
        ("2025-01-21T07:00:00Z", Value::Null),
    ];
    for (at, expected) in cases {
        clock(&app, "2025-01-20T08:00:00Z");
        let path = paid(&app, &shop, TEN, tiers.clone()).await;
        clock(&app, at);
        assert_eq!(refund(&act(&app, &path, "cancel", json!({"reason": "ill"})).await), expected, "{at}");
    }
}

async fn the_policy_is_the_one_of_the_booking(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let path = paid(&app, &shop, TEN, json!([])).await;
    let generous = json!({"cancellation_policy": [{"hours_before": 0, "refund_percent": 100}]});
    app.patch(&format!("{SERVICES}/{}", shop.service), generous).await;
    assert_eq!(refund(&act(&app, &path, "cancel", json!({"reason": "ill"})).await), Value::Null);
    assert_eq!(app.get(&path).await["cancellation_policy"], json!([]));
}

async fn marks_are_made_from_the_start_and_undone_for_a_day(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let path = book(&app, &shop, TEN, "Ana").await;
    clock(&app, "2025-01-21T09:59:59Z");
    for action in ["mark-no-show", "mark-arrived", "unmark"] {
        refused(&bare(&app, &path, action).await, 409, "wrong-status");
    }
    clock(&app, TEN);
    let arrived = bare(&app, &path, "mark-arrived").await;
    assert_eq!((&arrived["status"], &arrived["arrived_at"]), (&json!("confirmed"), &json!(TEN)));
    refused(&bare(&app, &path, "mark-no-show").await, 409, "wrong-status");
    assert_eq!(bare(&app, &path, "unmark").await["arrived_at"], Value::Null);
    assert_eq!(bare(&app, &path, "mark-no-show").await["status"], "no_show");
    clock(&app, "2025-01-22T09:59:59Z");
    assert_eq!(bare(&app, &path, "unmark").await["status"], "confirmed", "what was");
    assert_eq!(bare(&app, &path, "mark-no-show").await["status"], "no_show");
    clock(&app, "2025-01-23T09:59:59Z");
    refused(&bare(&app, &path, "unmark").await, 409, "wrong-status");
    let expected = ["booked", "arrived", "unmarked", "no_show", "unmarked", "no_show"];
    assert_eq!(actions(&app, &path).await, expected);
}

/// Marked, unmarked and marked again, all within one second.
async fn a_mark_that_is_made_again_gives_back_once(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let config = json!({"no_show_refund_percent": 50});
    assert_eq!(app.put(&format!("{CONFIG}?company_id={}", shop.company), config).await.status, 200);
    let path = paid(&app, &shop, TEN, json!([])).await;
    clock(&app, TEN);
    for action in ["mark-no-show", "unmark", "mark-no-show"] {
        assert_eq!(bare(&app, &path, action).await.status, 200, "{action}");
    }
    let refunds = async || {
        let id = path.rsplit('/').next().unwrap_or_default();
        let payments = app.get(&format!("/api/v1/appointments/payments?appointment={id}")).await;
        let refunds = payments["items"][0]["refunds"].as_array().cloned().unwrap_or_default();
        refunds.iter().map(|one| one["amount"]["amount"].clone()).collect::<Vec<_>>()
    };
    clock(&app, "2025-01-22T09:59:59Z");
    work(&app).await;
    assert!(refunds().await.is_empty(), "it can still be undone");
    clock(&app, "2025-01-22T10:00:00Z");
    work(&app).await;
    assert_eq!(refunds().await, [json!(5_001)]);
}

async fn what_is_over_is_completed(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let path = book(&app, &shop, TEN, "Ana").await;
    clock(&app, "2025-01-21T10:59:59Z");
    work(&app).await;
    assert_eq!(app.get(&path).await["status"], "confirmed");
    clock(&app, ELEVEN);
    work(&app).await;
    assert_eq!(app.get(&path).await["status"], "completed");
    assert_eq!(bare(&app, &path, "mark-no-show").await["status"], "no_show");
    assert_eq!(bare(&app, &path, "unmark").await["status"], "completed", "what was");
    assert_eq!(ledger(&app).len(), 2, "it is what the time was spent on");
}
