//! Payments at Stripe, where nothing goes wrong.

use super::world::World;
use reqwest::Method;
use serde_json::json;
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        the_client_pays_and_the_appointment_is_confirmed,
        no_report_is_needed,
        a_hold_that_ends_closes_the_page,
        what_is_cancelled_before_it_is_paid_closes_the_page,
        a_move_is_never_charged_twice,
    ]
}

async fn the_client_pays_and_the_appointment_is_confirmed(db: TestDb) {
    let world = World::new(db).await;
    let booked = world.book("Ana").await;
    assert_eq!(booked.answer["status"], "pending_payment", "{}", booked.answer.text);
    world.check(&booked, "pending_payment", "pending").await;
    let url = booked.answer["payment_url"].as_str().unwrap_or_default().to_owned();
    let path = url.find("/pay/").map(|at| url[at..].to_owned()).unwrap_or_default();
    let early = world.app.send(world.app.anonymous(Method::GET, &path)).await;
    assert_eq!(early.status, 200, "{url}");
    world.work().await;
    let session = world.stripe.session();
    assert_eq!((&session["amount_total"], &session["currency"]), (&json!(10_000), &json!("eur")));
    let ends = world.app.clock.now().unix() + 31 * 60;
    assert_eq!(session["expires_at"], json!(ends));
    let leads = world.app.send(world.app.anonymous(Method::GET, &path)).await;
    assert_eq!((leads.status, leads.header("location")), (303, session["url"].as_str().unwrap_or_default()));
    let id = session["id"].as_str().unwrap_or_default();
    world.stripe.pay(id);
    let told = world.report_event("evt_1", "checkout.session.completed", id).await;
    assert_eq!((told.status, &told["received"]), (200, &json!(true)), "{}", told.text);
    world.work().await;
    world.check(&booked, "confirmed", "paid").await;
    assert_eq!(world.app.get(&booked.path()).await["paid"], true);
    let thanks = world.app.send(world.app.anonymous(Method::GET, &path)).await;
    assert!(thanks.status == 200 && thanks.text.contains("Thank you"), "{}", thanks.text);
    let gone = world.app.send(world.app.anonymous(Method::GET, "/pay/nothing")).await;
    assert_eq!(gone.status, 404);
}

async fn no_report_is_needed(db: TestDb) {
    let world = World::new(db).await;
    let (booked, _) = world.paid_at_stripe("Ana").await;
    world.work().await;
    world.check(&booked, "pending_payment", "pending").await;
    world.work_for(30).await;
    world.check(&booked, "confirmed", "paid").await;
    world.cancel(&booked).await;
    world.work().await;
    world.check(&booked, "cancelled", "refunded").await;
}

async fn a_hold_that_ends_closes_the_page(db: TestDb) {
    let world = World::new(db).await;
    let booked = world.book("Ana").await;
    world.work().await;
    world.pass(29 * 60);
    world.work().await;
    world.check(&booked, "pending_payment", "pending").await;
    world.pass(61);
    world.work_for(10).await;
    world.check(&booked, "cancelled", "cancelled").await;
    assert_eq!(world.stripe.session()["status"], "expired");
    let other = world.book("Bob").await;
    world.check(&other, "pending_payment", "pending").await;
}

async fn what_is_cancelled_before_it_is_paid_closes_the_page(db: TestDb) {
    let world = World::new(db).await;
    let booked = world.book("Ana").await;
    world.work().await;
    let cancelled = world.cancel(&booked).await;
    assert_eq!(cancelled["refund"], json!(null));
    world.work().await;
    world.check(&booked, "cancelled", "cancelled").await;
    assert_eq!(world.stripe.session()["status"], "expired");
    // One that nobody had asked for yet is never made.
    let second = world.book("Bob").await;
    world.cancel(&second).await;
    world.work().await;
    world.check(&second, "cancelled", "cancelled").await;
    assert_eq!(world.stripe.all("checkout.session").len(), 1);
}

async fn a_move_is_never_charged_twice(db: TestDb) {
    let world = World::new(db).await;
    let (booked, _) = world.confirmed("Ana").await;
    let body = json!({"start": "2025-01-21T13:00:00Z", "reason": "later"});
    let moved = world.app.post(&format!("{}/reschedule", booked.path()), body).await;
    assert_eq!(moved.status, 200, "{}", moved.text);
    world.work_for(30).await;
    world.check(&booked, "confirmed", "paid").await;
    assert_eq!(world.stripe.all("checkout.session").len(), 1);
    assert_eq!(world.stripe.all("payment_intent").len(), 1);
}
