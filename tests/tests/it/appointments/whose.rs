//! Whose appointments somebody sees, and what they may do to them.

use super::start::{APPOINTMENTS, BOOK, ELEVEN, NOON, REQUESTS, TEN, asking, book, booking, refused, with};
use crate::shop::start::Shop;
use e2e::{Answer, App};
use reqwest::Method;
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![customers_have_their_own, staff_see_their_own, another_company_sees_nothing]
}

/// The session of somebody with that role.
async fn session(app: &App, company: i64, name: &str, role: &str) -> String {
    app.account(Some(company), name, role).await;
    app.session(name).await
}

async fn by(app: &App, token: &str, method: Method, path: &str, body: Value) -> Answer {
    let request = app.request_by(token, method, path);
    app.send(if body.is_null() { request } else { request.json(&body) }).await
}

async fn customers_have_their_own(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let ana = session(&app, shop.company, "ana", "customer").await;
    let own = book(&app, &shop, TEN, "Ana").await;
    let other = book(&app, &shop, NOON, "Bob").await;
    app.patch(&own, json!({"internal_notes": "late"})).await;
    let list = by(&app, &ana, Method::GET, APPOINTMENTS, Value::Null).await;
    assert_eq!(list["items"].as_array().map(Vec::len), Some(1), "{}", list.text);
    let read = by(&app, &ana, Method::GET, &own, Value::Null).await;
    assert_eq!((read.status, &read["internal_notes"]), (200, &Value::Null), "{}", read.text);
    assert_eq!(by(&app, &ana, Method::GET, &other, Value::Null).await.status, 404);
    let moved = by(&app, &ana, Method::POST, &format!("{own}/reschedule"), json!({"start": ELEVEN})).await;
    assert_eq!(moved.status, 200, "{}", moved.text);
    for (body, status) in
        [(json!({"start": TEN, "override": true}), 403), (json!({"start": TEN, "ask": true}), 403)]
    {
        let answer = by(&app, &ana, Method::POST, &format!("{own}/reschedule"), body).await;
        assert_eq!(answer.status, status, "{}", answer.text);
    }
    let ill = json!({"reason": "ill"});
    assert_eq!(by(&app, &ana, Method::POST, &format!("{other}/cancel"), ill.clone()).await.status, 404);
    assert_eq!(by(&app, &ana, Method::POST, &format!("{own}/cancel"), ill).await.status, 200);
    for (method, path, body) in [
        (Method::PATCH, own.clone(), json!({"phone": "1"})),
        (Method::POST, format!("{own}/mark-arrived"), Value::Null),
        (Method::POST, BOOK.to_owned(), booking(&shop, TEN, "Ana")),
        (Method::GET, "/api/v1/interviews".to_owned(), Value::Null),
        (
            Method::GET,
            "/api/v1/appointments/stats?start_date=2025-01-21&end_date=2025-01-21".to_owned(),
            Value::Null,
        ),
    ] {
        assert_eq!(by(&app, &ana, method, &path, body).await.status, 403, "{path}");
    }
    let mut request = asking(&shop, TEN);
    request.as_object_mut().expect("an object").remove("company_id");
    let held = by(&app, &ana, Method::POST, REQUESTS, request.clone()).await;
    assert_eq!((held.status, &held["client"]["email"]), (201, &json!("ana@example.com")), "{}", held.text);
    assert_eq!(held["status"], "held", "who is logged in needs no code");
    let path = held.header("location").to_owned();
    let bob = json!({"client": {"name": "Bob", "email": "bob@example.com"}});
    let strange = by(&app, &ana, Method::PATCH, &path, bob.clone()).await;
    assert_eq!((strange.status, strange.pointers()), (422, vec!["/client/email"]), "{}", strange.text);
    let confirmed = by(&app, &ana, Method::POST, &format!("{path}/confirm"), Value::Null).await;
    assert_eq!(confirmed.status, 201, "{}", confirmed.text);
    let later = with(with(request, &bob), &json!({"start": ELEVEN}));
    let strange = by(&app, &ana, Method::POST, REQUESTS, later).await;
    assert_eq!(strange.status, 422, "{}", strange.text);
}

async fn staff_see_their_own(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let path = book(&app, &shop, TEN, "Ana").await;
    let other = session(&app, shop.company, "other", "staff").await;
    assert_eq!(by(&app, &other, Method::GET, &path, Value::Null).await.status, 404);
    let list = by(&app, &other, Method::GET, APPOINTMENTS, Value::Null).await;
    assert_eq!(list["items"], json!([]));
    let ill = json!({"reason": "ill"});
    assert_eq!(by(&app, &other, Method::POST, &format!("{path}/cancel"), ill).await.status, 404);
    let feed = format!("/api/v1/appointments/staff/{}/feed-token", shop.staff);
    assert_eq!(by(&app, &other, Method::POST, &feed, Value::Null).await.status, 404);
}

async fn another_company_sees_nothing(db: TestDb) {
    let app = App::start(db).await;
    let (shop, other) = (Shop::open(&app, "UTC").await, Shop::open(&app, "UTC").await);
    let path = book(&app, &shop, TEN, "Ana").await;
    let key = app.key(Some(other.company), "owner").await;
    for action in ["", "/logs", "/ics"] {
        assert_eq!(by(&app, &key, Method::GET, &format!("{path}{action}"), Value::Null).await.status, 404);
    }
    let foreign = with(booking(&other, TEN, "Ana"), &json!({"service_id": shop.service}));
    refused(&by(&app, &key, Method::POST, BOOK, foreign).await, 404, "not-found");
    let foreign = with(booking(&other, TEN, "Ana"), &json!({"staff_id": shop.staff}));
    refused(&by(&app, &key, Method::POST, BOOK, foreign).await, 404, "not-found");
}
