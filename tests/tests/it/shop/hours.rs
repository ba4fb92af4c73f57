//! Hours and days off: what they may say.

use super::start::{DAYS_OFF, SPECIAL_HOURS, Shop, WORKING_HOURS};
use e2e::{App, check_problem};
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        everything_wrong_with_hours_is_named,
        one_of_each_day,
        one_of_each_date,
        dates_are_in_order,
        hours_are_told_as_they_are,
    ]
}

async fn everything_wrong_with_hours_is_named(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let check = async |start: &str, end: &str, breaks: Value, pointers: &[&str]| {
        let body = json!({
            "company_id": shop.company, "staff_id": shop.staff, "day_of_week": 1, "start_time": start, "end_time": end,
            "breaks": breaks,
        });
        let case = body.to_string();
        check_problem(&case, &app.post(WORKING_HOURS, body).await, 422, "invalid", pointers);
    };
    let pause = |start: &str, end: &str| json!({"start": start, "end": end});
    check("24:00", "25:00", json!([]), &["/start_time", "/end_time"]).await;
    check("09:00", "09:00", json!([]), &["/end_time"]).await;
    check("09:00", "17:00", json!([pause("08:00", "10:00")]), &["/breaks/0"]).await;
    check("09:00", "17:00", json!([pause("12:00", "12:00")]), &["/breaks/0/end"]).await;
    let overlapping = json!([pause("12:00", "13:00"), pause("12:30", "13:30")]);
    check("09:00", "17:00", overlapping, &["/breaks/1"]).await;
    let intervals = json!([pause("09:00", "12:00"), pause("11:00", "13:00")]);
    let body = json!({"company_id": shop.company, "date": "2025-01-21", "intervals": intervals});
    check_problem("intervals", &app.post(SPECIAL_HOURS, body).await, 422, "invalid", &["/intervals/1"]);
    let body = json!({"company_id": shop.company, "staff_id": 4711, "day_of_week": 8, "start_time": "09:00", "end_time": "10:00"});
    check_problem("a weekday", &app.post(WORKING_HOURS, body).await, 422, "invalid", &["/day_of_week"]);
}

async fn one_of_each_day(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    shop.hours(&app, &[1, 2], "09:00", "17:00").await;
    let body = json!({
        "company_id": shop.company, "staff_id": shop.staff, "day_of_week": 1, "start_time": "10:00", "end_time": "11:00",
    });
    check_problem("a second Monday", &app.post(WORKING_HOURS, body).await, 409, "duplicate", &[]);
    let listed = app.get(&format!("{WORKING_HOURS}?staff_id={}", shop.staff)).await;
    assert_eq!(listed["items"].as_array().map(Vec::len), Some(2));
    let tuesday = format!("{WORKING_HOURS}/{}", listed["items"][1]["id"]);
    let moved = app.patch(&tuesday, json!({"day_of_week": 1})).await;
    check_problem("moved to Monday", &moved, 409, "duplicate", &[]);
    assert_eq!(app.patch(&tuesday, json!({"day_of_week": 3})).await.status, 200);
}

async fn one_of_each_date(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let body = |staff: Value| json!({"company_id": shop.company, "staff_id": staff, "date": "2025-01-21", "intervals": []});
    for staff in [Value::Null, json!(shop.staff)] {
        app.make(SPECIAL_HOURS, body(staff.clone())).await;
        check_problem("a second", &app.post(SPECIAL_HOURS, body(staff)).await, 409, "duplicate", &[]);
    }
}

async fn dates_are_in_order(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let body = |from: &str, to: &str| json!({"company_id": shop.company, "start_date": from, "end_date": to});
    let wrong = app.post(DAYS_OFF, body("2025-01-22", "2025-01-21")).await;
    check_problem("backwards", &wrong, 422, "invalid", &["/end_date"]);
    let wrong = app.post(DAYS_OFF, body("2025-02-30", "2025-03-01")).await;
    check_problem("no date", &wrong, 400, "malformed-request", &["/start_date"]);
    let made = app.make(DAYS_OFF, body("2025-01-21", "2025-01-22")).await;
    let path = format!("{DAYS_OFF}/{}", made.id());
    let moved = app.patch(&path, json!({"start_date": "2025-01-23"})).await;
    check_problem("moved", &moved, 422, "invalid", &["/end_date"]);
}

async fn hours_are_told_as_they_are(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let body = json!({
        "company_id": shop.company, "staff_id": shop.staff, "day_of_week": 5, "start_time": "22:00", "end_time": "24:00",
        "breaks": [{"start": "23:00", "end": "23:15:00"}],
    });
    let made = app.make(WORKING_HOURS, body).await;
    let told = (&made["start_time"], &made["end_time"], &made["breaks"], &made["day_of_week"]);
    let breaks = json!([{"start": "23:00:00", "end": "23:15:00"}]);
    assert_eq!(told, (&json!("22:00:00"), &json!("24:00:00"), &breaks, &json!(5)));
    let body = json!({
        "company_id": shop.company, "staff_id": shop.staff, "start_date": "2025-01-21", "end_date": "2025-01-22",
        "description": "Ski",
    });
    let off = app.make(DAYS_OFF, body).await;
    let told = (&off["start_date"], &off["end_date"], &off["description"], &off["staff_id"]);
    assert_eq!(told, (&json!("2025-01-21"), &json!("2025-01-22"), &json!("Ski"), &json!(shop.staff)));
}
