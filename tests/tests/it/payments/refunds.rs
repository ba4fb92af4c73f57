//! Money that goes back from Stripe, or is taken back.

use super::world::{Booked, World};
use crate::appointments::start::{bare, newest};
use e2e::StripeRefunds;
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        a_refund_is_pending_until_stripe_has_made_it,
        a_failed_refund_is_shown_and_tried_again,
        refused_refunds_are_tried_again,
        nothing_goes_back_that_went_back_at_stripe,
        a_dispute_takes_the_money_until_it_is_won,
        what_is_paid_again_goes_back_whatever_went_back_before,
        what_is_paid_again_after_a_no_show_goes_back,
        a_dispute_that_is_won_after_the_cancellation_is_for_the_client,
        a_dispute_that_is_lost_after_the_cancellation_costs_nothing_more,
    ]
}

async fn a_refund_is_pending_until_stripe_has_made_it(db: TestDb) {
    let world = World::new(db).await;
    let (booked, _) = world.confirmed("Ana").await;
    world.stripe.refunds_are(StripeRefunds::Wait);
    let cancelled = world.cancel(&booked).await;
    assert_eq!(cancelled["refund"], json!({"amount": 10_000, "currency": "EUR", "percent": 100}));
    world.work().await;
    world.check(&booked, "cancelled", "paid").await;
    assert_eq!(world.refunds(&booked).await, [(10_000, "pending".to_owned())]);
    let refund = world.newest("refund");
    world.stripe.set(&refund, "status", json!("succeeded"));
    // Days later, and reported in the wrong order.
    world.pass(3 * 86_400);
    world.report_event("evt_2", "charge.refunded", &refund).await;
    world.report_event("evt_1", "refund.created", &refund).await;
    world.report_event("evt_1", "refund.created", &refund).await;
    world.work().await;
    world.check(&booked, "cancelled", "refunded").await;
    assert_eq!(world.stripe.all("refund").len(), 1);
}

async fn a_failed_refund_is_shown_and_tried_again(db: TestDb) {
    let world = World::new(db).await;
    let (booked, _) = world.confirmed("Ana").await;
    world.stripe.refunds_are(StripeRefunds::Wait);
    world.cancel(&booked).await;
    world.work().await;
    let first = world.newest("refund");
    world.stripe.set(&first, "status", json!("failed"));
    world.report_event("evt_failed", "refund.failed", &first).await;
    world.work().await;
    assert_eq!(world.refunds(&booked).await, [(10_000, "failed".to_owned())]);
    world.check(&booked, "cancelled", "paid").await;
    world.stripe.refunds_are(StripeRefunds::Succeed);
    world.work_for(60).await;
    assert_eq!(world.refunds(&booked).await, [(10_000, "succeeded".to_owned())]);
    world.check(&booked, "cancelled", "refunded").await;
    assert_eq!(world.stripe.all("refund").len(), 2);
}

async fn refused_refunds_are_tried_again(db: TestDb) {
    let world = World::new(db).await;
    let (booked, _) = world.confirmed("Ana").await;
    world.stripe.refunds_are(StripeRefunds::Refuse);
    world.cancel(&booked).await;
    world.work().await;
    assert_eq!(world.refunds(&booked).await, [(10_000, "failed".to_owned())]);
    world.work_for(60).await;
    assert_eq!(world.refunds(&booked).await, [(10_000, "failed".to_owned())]);
    world.stripe.refunds_are(StripeRefunds::Succeed);
    world.work_for(120).await;
    world.check(&booked, "cancelled", "refunded").await;
}

async fn nothing_goes_back_that_went_back_at_stripe(db: TestDb) {
    let world = World::new(db).await;
    let (booked, intent) = world.confirmed("Ana").await;
    let by_hand = world.stripe.refund_by_hand(&intent, 4_000);
    world.report_event("evt_hand", "charge.refunded", &by_hand).await;
    world.work().await;
    world.check(&booked, "confirmed", "partly_refunded").await;
    let cancelled = world.cancel(&booked).await;
    assert_eq!(cancelled["refund"]["amount"], 6_000, "{}", cancelled.text);
    world.work().await;
    world.check(&booked, "cancelled", "refunded").await;
    let mut refunds = world.refunds(&booked).await;
    refunds.sort();
    assert_eq!(refunds, [(4_000, "succeeded".to_owned()), (6_000, "succeeded".to_owned())]);
}

async fn a_dispute_takes_the_money_until_it_is_won(db: TestDb) {
    let world = World::new(db).await;
    let (booked, intent) = world.confirmed("Ana").await;
    let dispute = world.stripe.dispute(&intent);
    world.report_event("evt_opened", "charge.dispute.created", &dispute).await;
    world.work().await;
    let payment = world.payment(&booked).await;
    let last = payment["entries"].as_array().and_then(|all| all.last()).cloned().unwrap_or_default();
    assert_eq!((&last["kind"], &last["status"]), (&json!("dispute"), &json!("opened")), "{payment}");
    world.stripe.set(&dispute, "status", json!("won"));
    world.report_event("evt_closed", "charge.dispute.closed", &dispute).await;
    world.work().await;
    let cancelled = world.cancel(&booked).await;
    assert_eq!(cancelled["refund"]["amount"], 10_000, "{}", cancelled.text);
    world.work().await;
    world.check(&booked, "cancelled", "refunded").await;
}

async fn half_comes_back(world: &World) {
    let policy = json!([{"hours_before": 0, "refund_percent": 50}]);
    world.service(json!({"cancellation_policy": policy})).await;
}

/// The company keeps half of the price, and nothing of what was paid twice.
async fn what_is_paid_again_goes_back_whatever_went_back_before(db: TestDb) {
    let world = World::new(db).await;
    half_comes_back(&world).await;
    let (booked, _) = world.confirmed("Ana").await;
    let cancelled = world.cancel(&booked).await;
    assert_eq!(cancelled["refund"], json!({"amount": 5_000, "currency": "EUR", "percent": 50}));
    world.work().await;
    world.pay_again(&booked).await;
    world.check(&booked, "cancelled", "partly_refunded").await;
    // Of which of both charges a refund takes how much is not said.
    let refunds = world.refunds(&booked).await;
    let back: i64 = refunds.iter().map(|(amount, _)| amount).sum();
    assert!(back == 15_000 && refunds.iter().all(|(_, status)| status == "succeeded"), "{refunds:?}");
    let payment = world.payment(&booked).await;
    let sums = ["amount", "paid", "refunded"].map(|name| payment[name]["amount"].clone());
    assert_eq!(sums, [10_000, 20_000, 15_000].map(Value::from), "{payment}");
    assert_eq!(world.told_of_money().await, 1);
    let told = newest(&world.app, &world.shop, "money_returned").await;
    let text = told["text"].as_str().unwrap_or_default();
    assert!(text.contains("100.00 EUR") && !text.contains("too late"), "{told}");
}

async fn what_is_paid_again_after_a_no_show_goes_back(db: TestDb) {
    let world = World::new(db).await;
    world.settle_terms().await;
    let (booked, _) = world.confirmed("Ana").await;
    world.pass(26 * 3_600);
    assert_eq!(bare(&world.app, &booked.path(), "mark-no-show").await.status, 200);
    world.pass(24 * 3_600);
    world.work().await;
    assert_eq!(world.refunds(&booked).await, [(3_000, "succeeded".to_owned())]);
    world.pay_again(&booked).await;
    world.check(&booked, "no_show", "partly_refunded").await;
    let mut refunds = world.refunds(&booked).await;
    refunds.sort();
    let back: i64 = refunds.iter().map(|(amount, _)| amount).sum();
    assert_eq!(back, 13_000, "{refunds:?}");
}

/// A dispute is opened, and the appointment cancelled meanwhile; answers the dispute.
async fn cancelled_in_dispute(world: &World) -> (Booked, String) {
    let (booked, intent) = world.confirmed("Ana").await;
    let dispute = world.stripe.dispute(&intent);
    world.report_event("evt_opened", "charge.dispute.created", &dispute).await;
    world.work().await;
    assert_eq!(world.cancel(&booked).await["refund"], Value::Null, "a bank has the money");
    world.work().await;
    assert!(world.refunds(&booked).await.is_empty());
    (booked, dispute)
}

async fn a_dispute_that_is_won_after_the_cancellation_is_for_the_client(db: TestDb) {
    let world = World::new(db).await;
    half_comes_back(&world).await;
    let (booked, dispute) = cancelled_in_dispute(&world).await;
    world.stripe.set(&dispute, "status", json!("won"));
    for event in ["evt_closed", "evt_closed_again"] {
        world.report_event(event, "charge.dispute.closed", &dispute).await;
        world.work().await;
    }
    assert_eq!(world.refunds(&booked).await, [(5_000, "succeeded".to_owned())]);
    world.check(&booked, "cancelled", "partly_refunded").await;
    assert_eq!(world.told_of_money().await, 1);
    let told = newest(&world.app, &world.shop, "money_returned").await;
    let text = told["text"].as_str().unwrap_or_default();
    assert!(text.contains("50.00 EUR") && !text.contains("Free times"), "{told}");
}

async fn a_dispute_that_is_lost_after_the_cancellation_costs_nothing_more(db: TestDb) {
    let world = World::new(db).await;
    let (booked, dispute) = cancelled_in_dispute(&world).await;
    world.stripe.set(&dispute, "status", json!("lost"));
    world.report_event("evt_closed", "charge.dispute.closed", &dispute).await;
    world.work_for(60).await;
    assert!(world.refunds(&booked).await.is_empty() && world.stripe.all("refund").is_empty());
    assert_eq!(world.told_of_money().await, 0);
}
