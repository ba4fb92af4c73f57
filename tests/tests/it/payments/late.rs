//! Money that comes after the time for it was over, or twice at once.

use super::world::{Booked, World};
use crate::appointments::start::{BOOK, booking, ledger, newest, with};
use crate::schedules::races::rounds;
use crate::shop::start::DAYS_OFF;
use e2e::StripeFault;
use reqwest::Method;
use serde_json::json;
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        late_money_gets_the_time_if_it_is_free,
        late_money_goes_back_if_the_time_is_taken,
        late_money_goes_back_before_anybody_noted_the_end_of_the_hold,
        late_money_of_an_erased_client_goes_back,
        late_money_of_an_erased_client_goes_back_before_anybody_noted_the_end_of_the_hold,
        what_gets_its_time_again_is_looked_at_again,
        money_for_what_was_given_up_goes_back,
        words_bring_no_time_back,
        money_against_the_end_of_the_hold,
    ]
}

/// Paid at Stripe, of which nobody hears before the hold has ended.
async fn late_money_gets_the_time_if_it_is_free(db: TestDb) {
    let world = World::new(db).await;
    let (booked, _) = world.paid_at_stripe("Ana").await;
    world.pass(31 * 60);
    world.work_for(30).await;
    world.check(&booked, "confirmed", "paid").await;
    assert!(world.refunds(&booked).await.is_empty());
    assert!(ledger(&world.app).iter().all(|line| line.ends_with("booked")), "{:?}", ledger(&world.app));
}

async fn late_money_goes_back_if_the_time_is_taken(db: TestDb) {
    let world = World::new(db).await;
    let (booked, intent) = world.paid_at_stripe("Ana").await;
    world.pass(31 * 60);
    // Stripe can't be asked to close the page, so that the money is not seen yet.
    world.stripe.fail(&[StripeFault::Down; 3]);
    world.app.worker().run_once().await;
    world.check(&booked, "cancelled", "cancelled").await;
    let other = world.book_as("Bob", "none").await;
    world.work_for(120).await;
    world.check(&booked, "cancelled", "refunded").await;
    assert_eq!(world.refunds(&booked).await, [(10_000, "succeeded".to_owned())]);
    let refunds = world.stripe.all("refund");
    assert_eq!((refunds.len(), &refunds[0]["payment_intent"]), (1, &json!(intent)));
    assert_eq!(world.app.get(&other.path()).await["status"], "confirmed");
    let told = newest(&world.app, &world.shop, "money_returned").await;
    let text = told["text"].as_str().unwrap_or_default();
    assert!(text.contains("100.00 EUR") && text.contains("Free times: "), "{told}");
    assert_eq!(world.told_of_money().await, 1);
}

/// The money is seen when the hold has ended, somebody else has the time, and no sweep has come by.
async fn late_money_goes_back_before_anybody_noted_the_end_of_the_hold(db: TestDb) {
    let world = World::new(db).await;
    let (booked, _) = world.paid_at_stripe("Ana").await;
    world.pass(31 * 60);
    let other = world.book_as("Bob", "none").await;
    assert_eq!(world.app.get(&booked.path()).await["status"], "pending_payment");
    world.ask_stripe(&booked).await;
    assert_eq!(world.app.get(&booked.path()).await["status"], "cancelled");
    assert_eq!(world.refunds(&booked).await, [(10_000, "pending".to_owned())]);
    world.work_for(30).await;
    world.check(&booked, "cancelled", "refunded").await;
    assert_eq!(world.refunds(&booked).await, [(10_000, "succeeded".to_owned())]);
    assert_eq!(world.stripe.all("refund").len(), 1);
    assert_eq!(world.app.get(&other.path()).await["status"], "confirmed");
    let told = newest(&world.app, &world.shop, "money_returned").await;
    let text = told["text"].as_str().unwrap_or_default();
    assert!(text.contains("100.00 EUR") && text.contains("Free times: "), "{told}");
    assert_eq!(world.told_of_money().await, 1);
}

/// The time is free, but there is nobody any more for whom it could be.
async fn late_money_of_an_erased_client_goes_back(db: TestDb) {
    let world = World::new(db).await;
    let (booked, _) = world.paid_at_stripe("Ana").await;
    world.pass(31 * 60);
    world.stripe.fail(&[StripeFault::Down; 3]);
    world.app.worker().run_once().await;
    world.check(&booked, "cancelled", "cancelled").await;
    erase_client(&world, &booked).await;
    world.work_for(120).await;
    check_returned_to_nobody(&world, &booked).await;
}

async fn late_money_of_an_erased_client_goes_back_before_anybody_noted_the_end_of_the_hold(db: TestDb) {
    let world = World::new(db).await;
    let (booked, _) = world.paid_at_stripe("Ana").await;
    erase_client(&world, &booked).await;
    world.pass(31 * 60);
    assert_eq!(world.app.get(&booked.path()).await["status"], "pending_payment");
    world.ask_stripe(&booked).await;
    assert_eq!(world.app.get(&booked.path()).await["status"], "cancelled");
    world.work_for(30).await;
    check_returned_to_nobody(&world, &booked).await;
}

async fn erase_client(world: &World, booked: &Booked) {
    let erased = world.app.post(&format!("{}/erase-client", booked.path()), json!({})).await;
    assert_eq!(erased.status, 200, "{}", erased.text);
}

/// All of the money is back, nothing takes time, and nobody was told.
async fn check_returned_to_nobody(world: &World, booked: &Booked) {
    world.check(booked, "cancelled", "refunded").await;
    assert_eq!(world.refunds(booked).await, [(10_000, "succeeded".to_owned())]);
    assert!(ledger(&world.app).is_empty(), "{:?}", ledger(&world.app));
    assert_eq!(world.told_of_money().await, 0);
}

/// While it was cancelled, nobody compared it with what its member of staff does then.
async fn what_gets_its_time_again_is_looked_at_again(db: TestDb) {
    let world = World::new(db).await;
    let (booked, _) = world.paid_at_stripe("Ana").await;
    world.pass(31 * 60);
    world.stripe.fail(&[StripeFault::Down; 3]);
    world.app.worker().run_once().await;
    world.check(&booked, "cancelled", "cancelled").await;
    let off = json!({
        "company_id": world.shop.company, "staff_id": world.shop.staff, "start_date": "2025-01-21",
        "end_date": "2025-01-21",
    });
    world.app.make(DAYS_OFF, off).await;
    let company = world.shop.company;
    let conflicts = format!("/api/interviews/conflicts/?company_id={company}&appointment={}", booked.id);
    assert_eq!(world.app.get(&conflicts).await["items"], json!([]));
    world.work_for(120).await;
    world.check(&booked, "confirmed", "paid").await;
    let found = world.app.get(&conflicts).await;
    let open: Vec<_> =
        found["items"].as_array().into_iter().flatten().map(|one| &one["resolution"]).collect();
    assert_eq!(open, [&json!("pending")], "{}", found.text);
}

async fn money_for_what_was_given_up_goes_back(db: TestDb) {
    let world = World::new(db).await;
    let (booked, _) = world.paid_at_stripe("Ana").await;
    let cancelled = world.cancel(&booked).await;
    assert_eq!(cancelled["refund"], json!(null), "nobody has heard of the money");
    world.work_for(30).await;
    world.check(&booked, "cancelled", "refunded").await;
    assert_eq!(world.refunds(&booked).await, [(10_000, "succeeded".to_owned())]);
}

/// A key cancels with the words that stand in the record of what was not paid in time.
async fn words_bring_no_time_back(db: TestDb) {
    let world = World::new(db).await;
    let (booked, _) = world.paid_at_stripe("Ana").await;
    let key = json!({"name": "shop", "role": "hr_manager", "company_id": world.shop.company});
    let key = world.app.make("/api/v1/api-keys", key).await;
    let token = key["key"].as_str().unwrap_or_default();
    let request = world.app.request_by(token, Method::POST, &format!("{}/cancel", booked.path()));
    let cancelled = world.app.send(request.json(&json!({"reason": "it was not paid in time"}))).await;
    assert_eq!(cancelled.status, 200, "{}", cancelled.text);
    world.work_for(30).await;
    world.check(&booked, "cancelled", "refunded").await;
    assert_eq!(world.refunds(&booked).await, [(10_000, "succeeded".to_owned())]);
    assert!(ledger(&world.app).is_empty(), "{:?}", ledger(&world.app));
}

/// The report comes in the very moment in which the hold ends, and two workers are at it. Each round is so late that nobody looks
/// at the money of the earlier ones any more.
async fn money_against_the_end_of_the_hold(db: TestDb) {
    let world = World::new(db).await;
    for round in 0..rounds() {
        let monday = testkit::at("2025-01-20T08:00:00Z").plus_minutes(round * 20 * 7 * 1440);
        world.pass(monday.unix() - world.app.clock.now().unix());
        let name = format!("Ana{round}");
        let start = monday.plus_minutes(26 * 60).to_string();
        let body = with(booking(&world.shop, &start, &name), &json!({"payment_type": "full"}));
        let booked = Booked::of(world.app.make(BOOK, body).await);
        world.work().await;
        let session = world.newest("checkout.session");
        world.stripe.pay(&session);
        world.pass(30 * 60);
        let (one, other) = (world.app.worker(), world.app.worker());
        let event = format!("evt_race{round}");
        let told = world.report_event(&event, "checkout.session.completed", &session);
        let work = async |worker: background::Worker| {
            for _ in 0..6 {
                worker.run_once().await;
            }
        };
        tokio::join!(told, work(one), work(other));
        world.work_for(30).await;
        world.check(&booked, "confirmed", "paid").await;
        let taken = ledger(&world.app);
        let own = format!("customer:{} appointment booked", name.to_lowercase() + "@example.com");
        assert_eq!((taken.len(), taken.contains(&own)), (2, true), "{round}: {taken:?}");
        world.cancel(&booked).await;
    }
}
