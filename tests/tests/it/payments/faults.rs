//! Stripe fails, and is asked again: with the same key, so that nothing is made twice.

use super::world::World;
use e2e::StripeFault;
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        a_page_is_made_once_whatever_fails,
        a_refund_is_made_once_whatever_fails,
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
