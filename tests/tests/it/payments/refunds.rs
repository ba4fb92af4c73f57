//! Money that goes back from Stripe, or is taken back.

use super::world::World;
use e2e::StripeRefunds;
use serde_json::json;
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        a_refund_is_pending_until_stripe_has_made_it,
        a_failed_refund_is_shown_and_tried_again,
        refused_refunds_are_tried_again,
        nothing_goes_back_that_went_back_at_stripe,
        a_dispute_takes_the_money_until_it_is_won,
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
