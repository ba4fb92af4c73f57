//! What a company's owners say about their provider.

use super::world::{World, account};
use crate::appointments::start::{BOOK, booking, with};
use e2e::{STRIPE_KEY, check_problem};
use reqwest::Method;
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;
use tokio::task::JoinSet;

const LIVE: &str = "sk_live_51meridian";
/// A key of the test mode that Stripe does not accept.
const BROKEN: &str = "sk_test_51broken";

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        a_provider_is_chosen_read_and_left,
        what_is_wrong_is_named,
        prices_that_stripe_can_not_carry_are_refused,
        only_owners_choose,
        each_mode_has_a_secret_of_its_own,
        a_mode_that_comes_back_reaches_its_payments,
        a_mended_key_wakes_what_waits,
        first_chosen_by_many_at_once,
        a_choice_amid_bookings_splits_none,
    ]
}

async fn a_provider_is_chosen_read_and_left(db: TestDb) {
    let world = World::offline(db).await;
    let (app, path) = (&world.app, world.provider());
    let none = app.get(&path).await;
    assert_eq!((none.status, none.header("etag"), &none["provider"]), (200, "\"0\"", &json!("offline")));
    let stale = app.with_header(Method::PUT, &path, ("if-match", "\"7\""), Some(account(STRIPE_KEY))).await;
    check_problem("a version nobody saw", &stale, 412, "version-mismatch", &[]);
    let put = app.put(&path, account(STRIPE_KEY)).await;
    assert_eq!(
        (put.status, &put["provider"], &put["live"]),
        (200, &json!("stripe"), &json!(false)),
        "{}",
        put.text
    );
    assert!(!put.text.contains("meridian") && !put.text.contains("whsec"), "{}", put.text);
    assert_eq!(app.get(&path).await.body, put.body);
    let stored = app.db.raw().texts("SELECT credentials AS text FROM payment_providers").concat();
    assert!(!stored.contains(STRIPE_KEY), "sealed");
    // What is not given stays.
    let kept = app.put(&path, json!({"provider": "stripe"})).await;
    assert_eq!((kept.status, &kept["has_credentials"]), (200, &json!(true)), "{}", kept.text);
    let left = app.put(&path, json!({"provider": "offline"})).await;
    assert_eq!((left.status, &left["provider"], &left["live"]), (200, &json!("offline"), &Value::Null));
    let nowhere = app.put("/api/v1/companies/999999/payment-provider", account(STRIPE_KEY)).await;
    check_problem("no company", &nowhere, 404, "not-found", &[]);
}

async fn what_is_wrong_is_named(db: TestDb) {
    let world = World::offline(db).await;
    let put = async |body: Value| world.app.put(&world.provider(), body).await;
    let both = ["/stripe/secret_key", "/stripe/webhook_secret"];
    check_problem("nothing given", &put(json!({"provider": "stripe"})).await, 422, "invalid", &both);
    let bad = json!({"provider": "stripe", "stripe": {"secret_key": "pk_test_51meridian", "webhook_secret": "a b"}});
    check_problem("what is public", &put(bad).await, 422, "invalid", &both);
    let other = json!({"provider": "offline", "stripe": {}});
    check_problem("of another", &put(other).await, 422, "invalid", &["/stripe"]);
    assert_eq!(put(json!({"provider": "paypal"})).await.status, 400);
}

async fn prices_that_stripe_can_not_carry_are_refused(db: TestDb) {
    let world = World::offline(db).await;
    let price = |amount| json!({"price": {"amount": amount, "currency": "KWD"}, "down_payment": null});
    world.service(price(5_124)).await;
    let refused = world.app.put(&world.provider(), account(STRIPE_KEY)).await;
    check_problem("a service", &refused, 422, "invalid", &["/provider"]);
    world.service(price(5_120)).await;
    let put = world.app.put(&world.provider(), account(STRIPE_KEY)).await;
    assert_eq!(put.status, 200, "{}", put.text);
    let service = format!("{}/{}", crate::shop::start::SERVICES, world.shop.service);
    let changed = world.app.patch(&service, price(5_121)).await;
    check_problem("a price", &changed, 422, "invalid", &["/price/amount"]);
}

async fn only_owners_choose(db: TestDb) {
    let world = World::offline(db).await;
    for (role, expected) in [("hr_manager", 403), ("owner", 200)] {
        let key = json!({"name": role, "role": role, "company_id": world.shop.company});
        let made = world.app.make("/api/v1/api-keys", key).await;
        let token = made["key"].as_str().unwrap_or_default().to_owned();
        let request = world.app.request_by(&token, Method::PUT, &world.provider()).json(&account(STRIPE_KEY));
        assert_eq!(world.app.send(request).await.status, expected, "{role}");
    }
}

fn key_alone(key: &str) -> Value {
    json!({"provider": "stripe", "stripe": {"secret_key": key}})
}

async fn each_mode_has_a_secret_of_its_own(db: TestDb) {
    let world = World::new(db).await;
    let put = async |body: Value| world.app.put(&world.provider(), body).await;
    let refused = put(key_alone(LIVE)).await;
    check_problem("the secret of tests", &refused, 422, "invalid", &["/stripe/webhook_secret"]);
    assert_eq!(put(account(LIVE)).await["live"], true);
    // The other mode's is still there.
    let back = put(key_alone(STRIPE_KEY)).await;
    assert_eq!((back.status, &back["live"]), (200, &json!(false)), "{}", back.text);
    let again = put(key_alone(LIVE)).await;
    assert_eq!((again.status, &again["live"]), (200, &json!(true)), "{}", again.text);
    let accounts = world.app.db.raw().texts("SELECT kind AS text FROM payment_providers");
    assert_eq!(accounts.len(), 2, "one of each mode");
    assert_eq!(world.app.db.raw().texts("SELECT kind AS text FROM payment_providers WHERE in_use").len(), 1);
}

async fn a_mode_that_comes_back_reaches_its_payments(db: TestDb) {
    let world = World::new(db).await;
    let (booked, _) = world.confirmed("Ana").await;
    for body in [account(BROKEN), account(LIVE), account(STRIPE_KEY)] {
        let put = world.app.put(&world.provider(), body).await;
        assert_eq!(put.status, 200, "{}", put.text);
    }
    world.cancel(&booked).await;
    world.work().await;
    world.check(&booked, "cancelled", "refunded").await;
}

async fn a_mended_key_wakes_what_waits(db: TestDb) {
    let world = World::new(db).await;
    let (booked, _) = world.confirmed("Ana").await;
    world.app.put(&world.provider(), account(BROKEN)).await;
    world.cancel(&booked).await;
    world.work_for(60).await;
    assert_eq!(world.refunds(&booked).await, [(10_000, "pending".to_owned())]);
    world.app.put(&world.provider(), key_alone(STRIPE_KEY)).await;
    world.work().await;
    assert_eq!(world.refunds(&booked).await, [(10_000, "succeeded".to_owned())], "at once");
}

async fn first_chosen_by_many_at_once(db: TestDb) {
    let world = World::offline(db).await;
    for round in 0..3 {
        let mut sent = JoinSet::new();
        for number in 0..8 {
            let key = format!("sk_test_51meridian{round}{number}");
            let request = world.app.request(Method::PUT, &world.provider()).json(&account(&key));
            sent.spawn(async move { request.send().await.expect("an answer").status().as_u16() });
        }
        let seen = sent.join_all().await;
        assert!(
            seen.contains(&200) && seen.iter().all(|status| [200, 409, 503].contains(status)),
            "{seen:?}"
        );
        let in_use = world.app.db.raw().texts("SELECT kind AS text FROM payment_providers WHERE in_use");
        assert_eq!(in_use, ["stripe"]);
    }
}

/// An appointment waits for money if, and only if, Stripe is to take it.
async fn a_choice_amid_bookings_splits_none(db: TestDb) {
    let world = World::new(db).await;
    let mut sent = JoinSet::new();
    for number in 0..14 {
        let start = format!("2025-01-{}T{:02}:00:00Z", 21 + number / 7, 9 + number % 7);
        let body =
            with(booking(&world.shop, &start, &format!("Client{number}")), &json!({"payment_type": "full"}));
        let request = world.app.request(Method::POST, BOOK).json(&body);
        sent.spawn(async move { request.send().await.expect("an answer").status().as_u16() });
    }
    for number in 0..20 {
        let body =
            if number % 2 == 0 { json!({"provider": "offline"}) } else { json!({"provider": "stripe"}) };
        let request = world.app.request(Method::PUT, &world.provider()).json(&body);
        sent.spawn(async move { request.send().await.expect("an answer").status().as_u16() });
    }
    let seen = sent.join_all().await;
    assert!(seen.iter().all(|status| [200, 201, 409, 503].contains(status)), "{seen:?}");
    let split = "SELECT a.status AS text FROM appointments a JOIN payments p ON p.appointment_id = a.id \
                 WHERE (a.status = 'pending_payment') <> (p.provider_id IS NOT NULL)";
    assert_eq!(world.app.db.raw().texts(split), Vec::<String>::new(), "{seen:?}");
}
