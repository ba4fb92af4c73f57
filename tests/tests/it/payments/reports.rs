//! What Stripe reports, and what only looks like it.

use super::world::World;
use crate::appointments::start::refused;
use e2e::{STRIPE_SECRET, StripeServer};
use reqwest::Method;
use serde_json::json;
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        only_what_stripe_signed_is_believed,
        each_report_is_acted_on_once,
        reports_of_others_do_nothing
    ]
}

async fn only_what_stripe_signed_is_believed(db: TestDb) {
    let world = World::new(db).await;
    let (booked, _) = world.paid_at_stripe("Ana").await;
    let now = world.app.clock.now().unix();
    let session = world.newest("checkout.session");
    let body = world.stripe.event("evt_1", "checkout.session.completed", &session).to_string();
    refused(&world.report(&body, "whsec_another", now).await, 400, "bad-signature");
    refused(&world.report(&body, STRIPE_SECRET, now - 301).await, 400, "bad-signature");
    refused(&world.report("{}", STRIPE_SECRET, now).await, 400, "bad-signature");
    let path = format!("/webhooks/stripe/{}", world.shop.company);
    let bare = world.app.anonymous(Method::POST, &path).header("content-type", "application/json");
    refused(&world.app.send(bare.body(body.clone())).await, 400, "bad-signature");
    let signature = StripeServer::signature(STRIPE_SECRET, now, &body);
    let elsewhere = world.app.anonymous(Method::POST, "/webhooks/stripe/999999");
    let elsewhere =
        elsewhere.header("content-type", "application/json").header("Stripe-Signature", signature);
    refused(&world.app.send(elsewhere.body(body.clone())).await, 404, "not-found");
    assert!(world.app.db.raw().texts("SELECT id AS text FROM provider_events").is_empty());
    let late = world.report(&body, STRIPE_SECRET, now - 299).await;
    assert_eq!(late.status, 200, "{}", late.text);
    world.work().await;
    world.check(&booked, "confirmed", "paid").await;
}

async fn each_report_is_acted_on_once(db: TestDb) {
    let world = World::new(db).await;
    let (booked, _) = world.confirmed("Ana").await;
    let asked = world.stripe.asked().len();
    let entries = world.payment(&booked).await["entries"].clone();
    let session = world.newest("checkout.session");
    for _ in 0..3 {
        assert_eq!(world.report_event("evt_paid", "checkout.session.completed", &session).await.status, 200);
    }
    world.work().await;
    assert_eq!(world.stripe.asked().len(), asked, "nobody is asked for what was acted on");
    assert_eq!(world.report_event("evt_x", "customer.created", &session).await.status, 200, "of no use here");
    assert_eq!(world.report_event("evt_y", "payment_intent.created", "pi_unknown").await.status, 200);
    world.work().await;
    assert_eq!(world.payment(&booked).await["entries"], entries);
}

async fn reports_of_others_do_nothing(db: TestDb) {
    let world = World::new(db).await;
    let (booked, _) = world.paid_at_stripe("Ana").await;
    let session = world.newest("checkout.session");
    let now = world.app.clock.now().unix();
    for (id, change) in [("evt_1", json!({"account": "acct_other"})), ("evt_2", json!({"livemode": true}))] {
        let mut event = world.stripe.event(id, "checkout.session.completed", &session);
        for (name, value) in change.as_object().into_iter().flatten() {
            event[name] = value.clone();
        }
        let told = world.report(&event.to_string(), STRIPE_SECRET, now).await;
        assert_eq!(told.status, 200, "{}", told.text);
    }
    world.work().await;
    world.check(&booked, "pending_payment", "pending").await;
    // A page that says that it is of the live mode is not believed either.
    world.stripe.set(&session, "livemode", json!(true));
    world.work_for(20).await;
    world.check(&booked, "pending_payment", "pending").await;
}
