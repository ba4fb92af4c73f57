//! Stripe fails, and is asked again: with the same key, so that nothing is made twice.

use super::world::World;
use e2e::StripeFault;
use serde_json::json;
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        a_page_is_made_once_whatever_fails,
        a_refund_is_made_once_whatever_fails,
        a_part_that_nobody_heard_of_for_a_day_is_not_sent_back_twice,
        all_that_nobody_heard_of_for_a_day_is_not_shown_as_failed,
        a_page_whose_payment_failed_is_asked_about_no_more,
        a_page_that_is_gone_is_asked_about_no_more,
        a_page_that_stripe_was_down_for_is_made_later,
        what_is_cancelled_while_stripe_is_down_goes_back,
    ]
}

const FAULTS: [StripeFault; 3] = [StripeFault::Down, StripeFault::Forgetful, StripeFault::Silent];

async fn a_page_is_made_once_whatever_fails(db: TestDb) {
    let world = World::new(db).await;
    for (number, fault) in (1..).zip(FAULTS) {
        world.stripe.fail(&[fault]);
        let booked = world.book("Ana").await;
        world.work_for(20).await;
        assert_eq!(world.stripe.all("checkout.session").len(), number, "{fault:?}");
        let id = world.newest("checkout.session");
        world.stripe.pay(&id);
        world.report_event(&format!("evt_{number}"), "checkout.session.completed", &id).await;
        world.work().await;
        world.check(&booked, "confirmed", "paid").await;
        world.cancel(&booked).await;
        world.work().await;
        world.check(&booked, "cancelled", "refunded").await;
    }
}

async fn a_refund_is_made_once_whatever_fails(db: TestDb) {
    let world = World::new(db).await;
    for (number, fault) in (1..).zip(FAULTS) {
        let booked = world.book("Ana").await;
        world.work().await;
        let id = world.newest("checkout.session");
        world.stripe.pay(&id);
        world.report_event(&format!("evt_{number}"), "checkout.session.completed", &id).await;
        world.work().await;
        world.stripe.fail(&[fault]);
        world.cancel(&booked).await;
        world.work_for(20).await;
        world.check(&booked, "cancelled", "refunded").await;
        assert_eq!(world.stripe.all("refund").len(), number, "{fault:?}");
    }
}

/// Stripe makes a refund, its answer is lost, and it is asked again when it has forgotten the key.
async fn unheard_for_a_day(world: &World, percent: i64) {
    let policy = json!([{"hours_before": 0, "refund_percent": percent}]);
    world.service(json!({"cancellation_policy": policy})).await;
    let (booked, _) = world.confirmed("Ana").await;
    world.stripe.fail(&[StripeFault::Forgetful]);
    world.cancel(&booked).await;
    world.work().await;
    assert_eq!(world.refunds(&booked).await, [(100 * percent, "pending".to_owned())]);
    world.pass(25 * 3_600);
    world.work_for(20).await;
    assert_eq!(world.refunds(&booked).await, [(100 * percent, "succeeded".to_owned())]);
    let refunds = world.stripe.all("refund");
    assert_eq!(refunds.len(), 1, "{refunds:?}");
}

async fn a_part_that_nobody_heard_of_for_a_day_is_not_sent_back_twice(db: TestDb) {
    unheard_for_a_day(&World::new(db).await, 40).await;
}

async fn all_that_nobody_heard_of_for_a_day_is_not_shown_as_failed(db: TestDb) {
    unheard_for_a_day(&World::new(db).await, 100).await;
}

/// How often Stripe is asked within a few hours, from an hour from now on.
async fn asked_later(world: &World) -> usize {
    world.pass(3_600);
    world.work().await;
    let before = world.stripe.asked().len();
    for _ in 0..4 {
        world.pass(3_600);
        world.work().await;
    }
    world.stripe.asked().len() - before
}

async fn a_page_whose_payment_failed_is_asked_about_no_more(db: TestDb) {
    let world = World::new(db).await;
    let booked = world.book("Ana").await;
    world.work().await;
    let intent = world.stripe.begin_paying(&world.newest("checkout.session"));
    world.pass(31 * 60);
    world.work().await;
    world.check(&booked, "cancelled", "cancelled").await;
    assert!(asked_later(&world).await > 0, "the money is on its way");
    world.stripe.set(&intent, "status", json!("requires_payment_method"));
    assert_eq!(asked_later(&world).await, 0, "{:?}", world.stripe.asked());
    world.check(&booked, "cancelled", "cancelled").await;
}

async fn a_page_that_is_gone_is_asked_about_no_more(db: TestDb) {
    let world = World::new(db).await;
    let booked = world.book("Ana").await;
    world.work().await;
    world.stripe.forget(&world.newest("checkout.session"));
    world.pass(60);
    world.work().await;
    world.check(&booked, "pending_payment", "pending").await;
    assert_eq!(asked_later(&world).await, 0, "{:?}", world.stripe.asked());
    world.check(&booked, "cancelled", "cancelled").await;
}

/// Stripe wants half an hour by its own clock: a page that could not be made in time is asked for with a later end.
async fn a_page_that_stripe_was_down_for_is_made_later(db: TestDb) {
    let world = World::new(db).await;
    world.stripe.fail(&[StripeFault::Down; 7]);
    let booked = world.book("Ana").await;
    world.work_for(600).await;
    assert_eq!(world.stripe.all("checkout.session").len(), 1);
    let id = world.newest("checkout.session");
    world.stripe.pay(&id);
    world.report_event("evt_1", "checkout.session.completed", &id).await;
    world.work().await;
    world.check(&booked, "confirmed", "paid").await;
}

async fn what_is_cancelled_while_stripe_is_down_goes_back(db: TestDb) {
    let world = World::new(db).await;
    world.stripe.fail(&[StripeFault::Forgetful]);
    let booked = world.book("Ana").await;
    world.work().await;
    // The page is there, though nobody has heard of it, and the client could have got its address.
    let id = world.newest("checkout.session");
    world.stripe.pay(&id);
    world.cancel(&booked).await;
    world.work_for(60).await;
    world.check(&booked, "cancelled", "refunded").await;
}
