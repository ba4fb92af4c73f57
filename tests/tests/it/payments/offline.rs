//! Payments that the company takes itself.

use super::world::{PAYMENTS, World};
use crate::appointments::start::{BOOK, ELEVEN, booking, refused, with};
use crate::shop::start::STAFF;
use e2e::App;
use reqwest::Method;
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        a_payment_is_due_until_somebody_says_that_it_came,
        what_was_not_paid_is_cancelled,
        percentages_round_half_up,
        who_may_read_and_mark,
        staff_read_the_payments_of_their_own_appointments,
        entries_never_change,
    ]
}

fn mark(payment: &Value) -> String {
    format!("{PAYMENTS}/{}/mark-paid", payment["id"].as_str().unwrap_or_default())
}

async fn bare(app: &App, path: &str) -> e2e::Answer {
    app.send(app.request(Method::POST, path)).await
}

async fn a_payment_is_due_until_somebody_says_that_it_came(db: TestDb) {
    let world = World::offline(db).await;
    let booked = world.book_as("Ana", "down").await;
    assert_eq!(booked.answer["payment_url"], Value::Null, "{}", booked.answer.text);
    world.check(&booked, "confirmed", "due").await;
    let payment = world.payment(&booked).await;
    let money = |amount| json!({"amount": amount, "currency": "EUR"});
    assert_eq!((&payment["amount"], &payment["provider"]), (&money(2_500), &json!("offline")));
    assert_eq!(payment["entries"][0]["kind"], "charge");
    let one = format!("{PAYMENTS}/{}", payment["id"].as_str().unwrap_or_default());
    let before = world.app.get(&one).await;
    let marked = bare(&world.app, &mark(&payment)).await;
    assert_eq!((marked.status, &marked["status"]), (200, &json!("paid")), "{}", marked.text);
    assert_ne!(before.header("etag"), marked.header("etag"), "an entry makes another version");
    assert_eq!(world.app.get(&one).await.header("etag"), marked.header("etag"));
    refused(&bare(&world.app, &mark(&payment)).await, 409, "wrong-status");
    assert_eq!(world.app.get(&booked.path()).await["paid"], true);
    let cancelled = world.cancel(&booked).await;
    assert_eq!(cancelled["refund"], json!({"amount": 2_500, "currency": "EUR", "percent": 100}));
    world.check(&booked, "cancelled", "refunded").await;
    assert_eq!(world.refunds(&booked).await, [(2_500, "succeeded".to_owned())]);
    refused(&bare(&world.app, &mark(&payment)).await, 409, "wrong-status");
    let free = world.book_as("Bob", "none").await;
    assert_eq!(world.payment(&free).await, Value::Null);
}

async fn what_was_not_paid_is_cancelled(db: TestDb) {
    let world = World::offline(db).await;
    let booked = world.book("Ana").await;
    let cancelled = world.cancel(&booked).await;
    assert_eq!(cancelled["refund"], Value::Null);
    world.check(&booked, "cancelled", "cancelled").await;
    let payment = world.payment(&booked).await;
    assert_eq!(payment["amount"]["amount"], 10_000, "what was asked for stays to be seen");
    refused(&bare(&world.app, &mark(&payment)).await, 409, "wrong-status");
}

async fn percentages_round_half_up(db: TestDb) {
    let world = World::offline(db).await;
    let policy = json!([{"hours_before": 0, "refund_percent": 50}]);
    world
        .service(json!({"price": {"amount": 10_001, "currency": "EUR"}, "cancellation_policy": policy}))
        .await;
    let booked = world.book("Ana").await;
    bare(&world.app, &mark(&world.payment(&booked).await)).await;
    let cancelled = world.cancel(&booked).await;
    assert_eq!(cancelled["refund"], json!({"amount": 5_001, "currency": "EUR", "percent": 50}));
    world.check(&booked, "cancelled", "partly_refunded").await;
}

async fn who_may_read_and_mark(db: TestDb) {
    let world = World::offline(db).await;
    let booked = world.book("Ana").await;
    let payment = world.payment(&booked).await;
    let read = format!("{PAYMENTS}/{}", payment["id"].as_str().unwrap_or_default());
    for (role, reads, marks) in
        [("customer", 403, 403), ("staff", 404, 403), ("recruiter", 200, 403), ("hr_manager", 200, 200)]
    {
        let key = json!({"name": role, "role": role, "company_id": world.shop.company});
        let made = world.app.make("/api/v1/api-keys", key).await;
        let token = made["key"].as_str().unwrap_or_default().to_owned();
        let seen = world.app.send(world.app.request_by(&token, Method::GET, &read)).await;
        let marked = world.app.send(world.app.request_by(&token, Method::POST, &mark(&payment))).await;
        assert_eq!((seen.status, marked.status), (reads, marks), "{role}: {} {}", seen.text, marked.text);
    }
    let nobody = world.app.get(&format!("{PAYMENTS}/00000000-0000-0000-0000-000000000000")).await;
    refused(&nobody, 404, "not-found");
}

async fn staff_read_the_payments_of_their_own_appointments(db: TestDb) {
    let world = World::offline(db).await;
    let (app, company) = (&world.app, world.shop.company);
    let user = app.account(Some(company), "holder", "staff").await;
    let profile = app.make(STAFF, json!({"user_id": user, "services": [world.shop.service]})).await.id();
    let others = world.book("Ana").await;
    let own =
        with(booking(&world.shop, ELEVEN, "Bob"), &json!({"payment_type": "full", "staff_id": profile}));
    let own = app.make(BOOK, own).await["id"].clone();
    let token = app.session("holder").await;
    let by = async |path: &str| app.send(app.request_by(&token, Method::GET, path)).await;
    let list = by(PAYMENTS).await;
    let seen: Vec<&Value> = list["items"].as_array().into_iter().flatten().collect();
    assert_eq!(seen.iter().map(|one| &one["appointment"]).collect::<Vec<_>>(), [&own], "{}", list.text);
    let id = |payment: &Value| payment["id"].as_str().unwrap_or_default().to_owned();
    assert_eq!(by(&format!("{PAYMENTS}/{}", id(seen[0]))).await.status, 200);
    let strange = world.payment(&others).await;
    refused(&by(&format!("{PAYMENTS}/{}", id(&strange))).await, 404, "not-found");
    assert_eq!(by(&format!("{PAYMENTS}?appointment={}", others.id)).await["items"], json!([]));
    assert_eq!(app.get(PAYMENTS).await["items"].as_array().map(Vec::len), Some(2), "others see both");
}

async fn entries_never_change(db: TestDb) {
    let world = World::offline(db).await;
    world.book("Ana").await;
    let mut raw = world.app.db.raw();
    for sql in ["UPDATE payment_entries SET amount = 1", "DELETE FROM payment_entries"] {
        assert!(raw.try_execute(sql).is_err(), "{sql}");
    }
}
