//! How a company lets appointments be booked.

use super::start::{CONFIG, Shop};
use e2e::{App, check_problem};
use reqwest::Method;
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![defaults_until_somebody_says_otherwise, everything_wrong_is_named, versions_are_heeded]
}

async fn defaults_until_somebody_says_otherwise(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let path = format!("{CONFIG}?company_id={}", shop.company);
    let mut expected = json!({
        "company_id": shop.company, "slot_duration_minutes": 30, "lead_time": "09:00:00", "finish_time": "17:00:00",
        "work_on_saturday": false, "work_on_sunday": false, "appointment_buffer_minutes": 0, "website_name": null,
        "default_reschedule_limit": 3, "allow_staff_change_on_reschedule": true,
        "cancellation_policy": [
            {"hours_before": 24, "refund_percent": 100}, {"hours_before": 0, "refund_percent": 0},
        ],
        "no_show_refund_percent": 0, "reminder_hours_before": [24, 1], "minimum_notice_minutes": 0,
        "maximum_notice_days": 365, "thank_you_url": null,
    });
    assert_eq!(app.get(&path).await.body, expected);
    let body = json!({
        "lead_time": "10:00", "work_on_sunday": true, "website_name": "Salon", "cancellation_policy": [],
        "reminder_hours_before": [48], "thank_you_url": "https://example.com/thanks",
    });
    let put = app.put(&path, body).await;
    for (field, value) in [
        ("lead_time", json!("10:00:00")),
        ("work_on_sunday", json!(true)),
        ("website_name", json!("Salon")),
        ("cancellation_policy", json!([])),
        ("reminder_hours_before", json!([48])),
        ("thank_you_url", json!("https://example.com/thanks")),
    ] {
        expected[field] = value;
    }
    assert_eq!((put.status, &put.body), (200, &expected), "{}", put.text);
    assert_eq!(app.get(&path).await.body, expected);
    assert_eq!(shop.starts(&app, "date=2025-01-26").await.first().map(String::as_str), Some("26T10:00"));
    // What is left out is the default again.
    let put = app.put(&path, json!({})).await;
    assert_eq!((&put["lead_time"], &put["website_name"]), (&json!("09:00:00"), &Value::Null));
    check_problem("no company", &app.get(CONFIG).await, 422, "invalid", &["/company_id"]);
    check_problem(
        "nobody",
        &app.get(&format!("{CONFIG}?company_id=4711")).await,
        404,
        "not-found",
        &["/company_id"],
    );
}

async fn everything_wrong_is_named(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Salon").await;
    let path = format!("{CONFIG}?company_id={company}");
    let body = json!({
        "slot_duration_minutes": 0, "lead_time": "24:00", "appointment_buffer_minutes": -1,
        "default_reschedule_limit": -1, "no_show_refund_percent": 101, "maximum_notice_days": 366,
        "reminder_hours_before": [0], "thank_you_url": "http://example.com",
    });
    let pointers = [
        "/slot_duration_minutes",
        "/lead_time",
        "/appointment_buffer_minutes",
        "/default_reschedule_limit",
        "/no_show_refund_percent",
        "/maximum_notice_days",
        "/reminder_hours_before/0",
        "/thank_you_url",
    ];
    check_problem("all at once", &app.put(&path, body).await, 422, "invalid", &pointers);
    let twice = json!({"reminder_hours_before": [1, 1]});
    check_problem("twice", &app.put(&path, twice).await, 422, "invalid", &["/reminder_hours_before/1"]);
    let unknown = app.put(&path, json!({"colour": "red"})).await;
    check_problem("unknown", &unknown, 400, "malformed-request", &["/colour"]);
}

async fn versions_are_heeded(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Salon").await;
    let path = format!("{CONFIG}?company_id={company}");
    assert_eq!(app.get(&path).await.header("etag"), "\"0\"");
    let put = async |tag: &str| {
        app.with_header(Method::PUT, &path, ("if-match", tag), Some(json!({"slot_duration_minutes": 15})))
            .await
    };
    assert_eq!(put("\"0\"").await.header("etag"), "\"1\"");
    check_problem("an old version", &put("\"0\"").await, 412, "version-mismatch", &[]);
    assert_eq!(put("\"1\"").await.header("etag"), "\"2\"");
    let dry = app.put(&format!("{path}&dry_run=true"), json!({})).await;
    assert_eq!((dry.status, &dry["conflicts"]), (200, &json!([])), "{}", dry.text);
    assert_eq!(app.get(&path).await["slot_duration_minutes"], 15);
}
