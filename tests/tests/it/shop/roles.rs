//! Who reads and writes what of the shop.

use super::start::{CONFIG, DAYS_OFF, SERVICES, SPECIAL_HOURS, STAFF, Shop, WORKING_HOURS};
use e2e::{Answer, App};
use reqwest::Method;
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![staff_write_their_own_hours_alone, customers_see_what_they_can_book]
}

async fn ask(app: &App, token: &str, method: Method, path: &str, body: Value) -> Answer {
    app.send(app.request_by(token, method, path).json(&body)).await
}

async fn staff_write_their_own_hours_alone(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let ann = app.account(Some(shop.company), "ann", "staff").await;
    let own = app.make(STAFF, json!({"user_id": ann})).await.id();
    let session = app.session("ann").await;
    let off = |staff: Value| json!({"staff_id": staff, "start_date": "2025-01-21", "end_date": "2025-01-21"});
    let hours =
        |staff: i64| json!({"staff_id": staff, "day_of_week": 1, "start_time": "09:00", "end_time": "17:00"});
    let special = |staff: Value| json!({"staff_id": staff, "date": "2025-01-21", "intervals": []});
    let post = async |path: &str, body: Value| ask(&app, &session, Method::POST, path, body).await.status;
    assert_eq!(post(DAYS_OFF, off(json!(own))).await, 201);
    assert_eq!(post(WORKING_HOURS, hours(own)).await, 201);
    assert_eq!(post(SPECIAL_HOURS, special(json!(own))).await, 201);
    // Those of others are not there, and everybody's are not theirs.
    assert_eq!(post(DAYS_OFF, off(json!(shop.staff))).await, 404);
    assert_eq!(post(WORKING_HOURS, hours(shop.staff)).await, 404);
    assert_eq!(post(SPECIAL_HOURS, special(json!(shop.staff))).await, 404);
    assert_eq!(post(DAYS_OFF, off(Value::Null)).await, 403);
    assert_eq!(post(SPECIAL_HOURS, special(Value::Null)).await, 403);
    assert_eq!(post(SERVICES, json!({"name": "A", "duration_minutes": 5})).await, 403);
    assert_eq!(post(STAFF, json!({"user_id": ann})).await, 403);
    let mut body = off(Value::Null);
    body["company_id"] = json!(shop.company);
    let everybodys = app.make(DAYS_OFF, body.clone()).await;
    body["staff_id"] = json!(shop.staff);
    let others = app.make(DAYS_OFF, body).await;
    let listed = ask(&app, &session, Method::GET, DAYS_OFF, Value::Null).await;
    let ids: Vec<&Value> =
        listed["items"].as_array().into_iter().flatten().map(|one| &one["staff_id"]).collect();
    assert_eq!(ids, [&json!(own), &Value::Null]);
    let of = |made: &Answer| format!("{DAYS_OFF}/{}", made.id());
    let status =
        async |method: Method, path: String| ask(&app, &session, method, &path, json!({})).await.status;
    assert_eq!(status(Method::GET, of(&everybodys)).await, 200);
    assert_eq!(status(Method::PATCH, of(&everybodys)).await, 403);
    assert_eq!(status(Method::DELETE, of(&everybodys)).await, 403);
    for method in [Method::GET, Method::PATCH, Method::DELETE] {
        assert_eq!(status(method, of(&others)).await, 404);
    }
    assert_eq!(status(Method::GET, format!("{STAFF}/{}", shop.staff)).await, 200);
    assert_eq!(status(Method::GET, CONFIG.to_owned()).await, 200);
    assert_eq!(status(Method::PUT, CONFIG.to_owned()).await, 403);
}

async fn customers_see_what_they_can_book(db: TestDb) {
    let app = App::start(db).await;
    let (shop, foreign) = (Shop::open(&app, "UTC").await, Shop::open(&app, "UTC").await);
    app.account(Some(shop.company), "cal", "customer").await;
    let session = app.session("cal").await;
    let status = async |path: String| ask(&app, &session, Method::GET, &path, Value::Null).await.status;
    assert_eq!(status(SERVICES.to_owned()).await, 200);
    assert_eq!(status(format!("{SERVICES}/{}/slots?date=2025-01-21", shop.service)).await, 200);
    assert_eq!(status(format!("{SERVICES}/{}/next-date", shop.service)).await, 200);
    assert_eq!(status(format!("{SERVICES}/{}/next-date", foreign.service)).await, 404);
    for path in [STAFF, CONFIG, DAYS_OFF, WORKING_HOURS, SPECIAL_HOURS] {
        assert_eq!(status(path.to_owned()).await, 403, "{path}");
    }
}
