//! What a company's owners say about their provider.

use super::world::{World, account};
use e2e::{STRIPE_KEY, check_problem};
use reqwest::Method;
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        a_provider_is_chosen_read_and_left,
        what_is_wrong_is_named,
        prices_that_stripe_can_not_carry_are_refused,
        only_owners_choose,
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
