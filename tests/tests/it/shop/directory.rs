//! Services and staff: what they may say, and the link between them.

use super::start::{SERVICES, STAFF, Shop, service};
use e2e::{App, check_problem};
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        a_service_says_all_of_itself,
        everything_wrong_with_a_service_is_named,
        one_link_is_shown_by_both,
        one_profile_for_each_user,
        staff_of_another_company_are_not_there,
        what_is_gone_is_offered_no_more,
    ]
}

async fn a_service_says_all_of_itself(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Salon").await;
    let body = json!({
        "company_id": company, "name": "Cut", "duration_minutes": 45, "description": "Wash\nand cut",
        "price": {"amount": 12500, "currency": "eur"}, "down_payment": {"amount": 2500, "currency": "EUR"},
        "image_url": "https://example.com/a.jpg", "reschedule_limit": 1, "allow_rescheduling": false,
        "cancellation_policy": [
            {"hours_before": 48, "refund_percent": 100},
            {"local_days_before": 1, "at": "18:00", "refund_percent": 50},
        ],
        "location_type": "CLIENT_PLACE", "location": "At home", "active": false,
    });
    let made = app.make(SERVICES, body).await;
    let expected = json!({
        "id": made["id"], "company_id": company, "name": "Cut", "duration_minutes": 45, "description": "Wash\nand cut",
        "price": {"amount": 12500, "currency": "EUR"}, "down_payment": {"amount": 2500, "currency": "EUR"},
        "image_url": "https://example.com/a.jpg", "reschedule_limit": 1, "allow_rescheduling": false,
        "cancellation_policy": [
            {"hours_before": 48, "refund_percent": 100},
            {"local_days_before": 1, "at": "18:00:00", "refund_percent": 50},
        ],
        "location_type": "client_place", "location": "At home", "staff": [], "active": false,
        "created_at": "2025-01-20T08:00:00Z", "updated_at": "2025-01-20T08:00:00Z",
    });
    assert_eq!(made.body, expected);
    let path = format!("{SERVICES}/{}", made.id());
    assert_eq!(app.get(&path).await.body, expected);
    let bare = app.make(SERVICES, json!({"company_id": company, "name": "B", "duration_minutes": 1})).await;
    for field in ["price", "down_payment", "cancellation_policy", "reschedule_limit", "image_url"] {
        assert_eq!(bare[field], Value::Null, "{field}");
    }
    let told = (&bare["location_type"], &bare["allow_rescheduling"], &bare["active"]);
    assert_eq!(told, (&json!("in_person"), &json!(true), &json!(true)));
    let cleared =
        app.patch(&path, json!({"down_payment": null, "price": null, "cancellation_policy": []})).await;
    assert_eq!((&cleared["price"], &cleared["cancellation_policy"]), (&Value::Null, &json!([])));
}

async fn everything_wrong_with_a_service_is_named(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Salon").await;
    let check = async |fields: Value, status: u16, pointers: &[&str]| {
        let mut body = json!({"company_id": company, "name": "Cut", "duration_minutes": 60});
        for (field, value) in fields.as_object().into_iter().flatten() {
            body[field] = value.clone();
        }
        let refused = app.post(SERVICES, body).await;
        let slug = if status == 422 { "invalid" } else { "malformed-request" };
        check_problem(&fields.to_string(), &refused, status, slug, pointers);
    };
    let euros = |amount: i64| json!({"amount": amount, "currency": "EUR"});
    check(json!({"duration_minutes": 0}), 422, &["/duration_minutes"]).await;
    check(json!({"duration_minutes": 1441}), 422, &["/duration_minutes"]).await;
    check(json!({"price": euros(-1)}), 422, &["/price/amount"]).await;
    check(json!({"price": {"amount": 1, "currency": "XXX"}}), 422, &["/price/currency"]).await;
    check(json!({"price": {"amount": 12.5, "currency": "EUR"}}), 400, &["/price/amount"]).await;
    check(json!({"price": {"amount": 12.5, "currency": "JPY"}}), 400, &["/price/amount"]).await;
    check(json!({"price": {"amount": 12}}), 400, &["/price/currency"]).await;
    check(json!({"price": 12}), 400, &["/price"]).await;
    check(json!({"down_payment": euros(1)}), 422, &["/down_payment"]).await;
    check(json!({"price": euros(5), "down_payment": euros(6)}), 422, &["/down_payment/amount"]).await;
    let yen = json!({"amount": 1, "currency": "JPY"});
    check(json!({"price": euros(5), "down_payment": yen}), 422, &["/down_payment/currency"]).await;
    check(json!({"image_url": "http://example.com/a.jpg"}), 422, &["/image_url"]).await;
    check(json!({"reschedule_limit": -1}), 422, &["/reschedule_limit"]).await;
    check(json!({"location_type": "moon"}), 400, &["/location_type"]).await;
    check(json!({"cancellation_policy": [{"refund_percent": 5}]}), 422, &["/cancellation_policy/0"]).await;
    let tier = json!([{"hours_before": 1, "refund_percent": 101}]);
    check(json!({"cancellation_policy": tier}), 422, &["/cancellation_policy/0/refund_percent"]).await;
    check(json!({"staff": [1, 1]}), 422, &["/staff/1"]).await;
    let all = json!({"name": "", "duration_minutes": 0, "price": euros(1), "down_payment": euros(2)});
    check(all, 422, &["/name", "/duration_minutes", "/down_payment/amount"]).await;
    let id = service(&app, company, json!({"price": euros(5)})).await;
    let changed = app.patch(&format!("{SERVICES}/{id}"), json!({"down_payment": euros(6)})).await;
    check_problem("above the price that is there", &changed, 422, "invalid", &["/down_payment/amount"]);
}

async fn one_link_is_shown_by_both(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let (service_path, staff_path) =
        (format!("{SERVICES}/{}", shop.service), format!("{STAFF}/{}", shop.staff));
    let both = async || {
        let (service, staff) = (app.get(&service_path).await, app.get(&staff_path).await);
        let tags = (service.header("etag").to_owned(), staff.header("etag").to_owned());
        (service["staff"].clone(), staff["services"].clone(), tags)
    };
    let told = |one: &str, other: &str| (format!("\"{one}\""), format!("\"{other}\""));
    // The profile was made with the service, which moved the service's version.
    assert_eq!(both().await, (json!([shop.staff]), json!([shop.service]), told("2", "1")));
    app.patch(&service_path, json!({"staff": []})).await;
    assert_eq!(both().await, (json!([]), json!([]), told("3", "2")));
    app.patch(&staff_path, json!({"services": [shop.service]})).await;
    assert_eq!(both().await, (json!([shop.staff]), json!([shop.service]), told("4", "3")));
    app.patch(&service_path, json!({"name": "Colour"})).await;
    assert_eq!(both().await.2, told("5", "3"), "another field moves one version alone");
    let listed = app.get(&format!("{SERVICES}?staff_id={}", shop.staff)).await;
    assert_eq!(listed["items"][0]["id"], shop.service);
    let listed = app.get(&format!("{STAFF}?service_id={}", shop.service)).await;
    assert_eq!(listed["items"][0]["id"], shop.staff);
    let unknown = app.get(&format!("{SERVICES}?staff_id=4711")).await;
    check_problem("nobody", &unknown, 404, "not-found", &["/staff_id"]);
}

async fn one_profile_for_each_user(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let again = app.post(STAFF, json!({"user_id": shop.user})).await;
    check_problem("a second profile", &again, 409, "duplicate", &[]);
    let nobody = app.post(STAFF, json!({"user_id": 4711})).await;
    check_problem("nobody", &nobody, 404, "not-found", &["/user_id"]);
    let viewer = app.user_with_role(shop.company, "vic", "viewer").await;
    let viewer = app.post(STAFF, json!({"user_id": viewer})).await;
    check_problem("a viewer", &viewer, 422, "invalid", &["/user_id"]);
    let path = format!("{STAFF}/{}", shop.staff);
    let wrong = json!({"slot_duration_minutes": 0, "lead_time": "24:00", "appointment_buffer_minutes": 1441});
    let pointers = ["/slot_duration_minutes", "/lead_time", "/appointment_buffer_minutes"];
    check_problem("ranges", &app.patch(&path, wrong).await, 422, "invalid", &pointers);
    let same = app.patch(&path, json!({"lead_time": "09:00", "finish_time": "09:00"})).await;
    check_problem("no time", &same, 422, "invalid", &["/finish_time"]);
}

async fn staff_of_another_company_are_not_there(db: TestDb) {
    let app = App::start(db).await;
    let (own, other) = (Shop::open(&app, "UTC").await, Shop::open(&app, "UTC").await);
    let body = json!({"company_id": own.company, "name": "A", "duration_minutes": 5, "staff": [own.staff, other.staff]});
    check_problem("staff", &app.post(SERVICES, body).await, 404, "not-found", &["/staff/1"]);
    let path = format!("{STAFF}/{}", own.staff);
    let foreign = app.patch(&path, json!({"services": [other.service]})).await;
    check_problem("a service", &foreign, 404, "not-found", &["/services/0"]);
    let slots = format!("{SERVICES}/{}/slots?date=2025-01-21&staff_id={}", own.service, other.staff);
    check_problem("slots", &app.get(&slots).await, 404, "not-found", &["/staff_id"]);
    let off = json!({"company_id": own.company, "staff_id": other.staff, "start_date": "2025-01-21", "end_date": "2025-01-21"});
    check_problem(
        "a day off",
        &app.post(super::start::DAYS_OFF, off).await,
        404,
        "not-found",
        &["/staff_id"],
    );
}

async fn what_is_gone_is_offered_no_more(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let other = service(&app, shop.company, json!({"staff": [shop.staff]})).await;
    shop.hours(&app, &[1], "09:00", "17:00").await;
    assert_eq!(app.delete(&format!("{SERVICES}/{other}")).await.status, 204);
    let staff = app.get(&format!("{STAFF}/{}", shop.staff)).await;
    assert_eq!(staff["services"], json!([shop.service]));
    assert_eq!(app.delete(&format!("{STAFF}/{}", shop.staff)).await.status, 204);
    assert_eq!(app.get(&format!("{SERVICES}/{}", shop.service)).await["staff"], json!([]));
    assert_eq!(shop.starts(&app, "date=2025-01-27").await, [""; 0]);
    // A user without a past takes the profile along.
    let again = app.make(STAFF, json!({"user_id": shop.user})).await.id();
    assert_eq!(app.delete(&format!("/api/v1/users/{}", shop.user)).await.status, 204);
    assert_eq!(app.get(&format!("{STAFF}/{again}")).await.status, 404);
}
