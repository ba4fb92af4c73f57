//! Payments at Stripe, where nothing goes wrong.

use super::world::World;
use e2e::PUBLIC_URL;
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
        who_comes_back_is_not_sent_to_stripe_again,
        nobody_is_thanked_for_a_cancelled_appointment,
        all_comes_back_of_what_waits_for_its_money,
    ]
}

async fn the_client_pays_and_the_appointment_is_confirmed(db: TestDb) {
    let world = World::new(db).await;
    let booked = world.book("Ana").await;
    assert_eq!(booked.answer["status"], "pending_payment", "{}", booked.answer.text);
    world.check(&booked, "pending_payment", "pending").await;
    let path = booked.pay_path();
    let early = world.open(&path).await;
    assert_eq!(early.status, 200, "{path}");
    world.work().await;
    let session = world.stripe.session();
    assert_eq!((&session["amount_total"], &session["currency"]), (&json!(10_000), &json!("eur")));
    let ends = world.app.clock.now().unix() + 31 * 60;
    assert_eq!(session["expires_at"], json!(ends));
    let leads = world.open(&path).await;
    assert_eq!((leads.status, leads.header("location")), (303, session["url"].as_str().unwrap_or_default()));
    let id = session["id"].as_str().unwrap_or_default();
    world.stripe.pay(id);
    let told = world.report_event("evt_1", "checkout.session.completed", id).await;
    assert_eq!((told.status, &told["received"]), (200, &json!(true)), "{}", told.text);
    world.work().await;
    world.check(&booked, "confirmed", "paid").await;
    assert_eq!(world.app.get(&booked.path()).await["paid"], true);
    let thanks = world.open(&path).await;
    assert!(thanks.status == 200 && thanks.text.contains("Thank you"), "{}", thanks.text);
    let german = world.app.anonymous(reqwest::Method::GET, &path).header("accept-language", "de");
    let german = world.app.send(german).await;
    assert!(german.text.contains("Ihre Zahlung ist angekommen"), "{}", german.text);
    let gone = world.open("/pay/nothing").await;
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

async fn who_comes_back_is_not_sent_to_stripe_again(db: TestDb) {
    let world = World::new(db).await;
    let booked = world.book("Ana").await;
    world.work().await;
    let session = world.stripe.session();
    let back_from = |field: &str| {
        let url = session[field].as_str().unwrap_or_default();
        url.strip_prefix(PUBLIC_URL).unwrap_or_else(|| panic!("another server: {session}")).to_owned()
    };
    let (paid, back) = (back_from("success_url"), back_from("cancel_url"));
    let seen = world.open(&back).await;
    assert!(seen.status == 200 && seen.text.contains("You have not paid yet"), "{}", seen.text);
    assert!(seen.text.contains(&format!("href=\"{}\"", booked.pay_path())), "{}", seen.text);
    world.stripe.pay(session["id"].as_str().unwrap_or_default());
    let seen = world.open(&paid).await;
    assert!(seen.status == 200 && seen.text.contains("on its way"), "{}", seen.text);
    world.work_for(30).await;
    world.check(&booked, "confirmed", "paid").await;
    for path in [&paid, &back] {
        let seen = world.open(path).await;
        assert!(seen.status == 200 && seen.text.contains("Thank you"), "{path}: {}", seen.text);
    }
}

async fn nobody_is_thanked_for_a_cancelled_appointment(db: TestDb) {
    let world = World::new(db).await;
    world.service(json!({"cancellation_policy": []})).await;
    let (booked, _) = world.confirmed("Ana").await;
    assert_eq!(world.cancel(&booked).await["refund"], json!(null));
    world.check(&booked, "cancelled", "paid").await;
    let seen = world.open(&booked.pay_path()).await;
    assert!(seen.status == 200 && seen.text.contains("Your appointment is cancelled"), "{}", seen.text);
    assert!(!seen.text.contains("Thank you"), "{}", seen.text);
}

/// The page of the link and the cancellation say the same: the policy is for what is paid.
async fn all_comes_back_of_what_waits_for_its_money(db: TestDb) {
    let world = World::new(db).await;
    world.service(json!({"cancellation_policy": []})).await;
    let booked = world.book("Ana").await;
    let url = booked.answer["manage_url"].as_str().unwrap_or_default();
    let path = url.strip_prefix(PUBLIC_URL).unwrap_or_else(|| panic!("no page: {}", booked.answer.text));
    let waiting = world.open(path).await.text;
    assert!(waiting.contains("100 % of what was paid"), "{waiting}");
    world.work().await;
    let session = world.newest("checkout.session");
    world.stripe.pay(&session);
    world.report_event("evt_paid", "checkout.session.completed", &session).await;
    world.work().await;
    let confirmed = world.open(path).await.text;
    assert!(confirmed.contains("nothing of the 100.00 EUR that you paid comes back"), "{confirmed}");
}
