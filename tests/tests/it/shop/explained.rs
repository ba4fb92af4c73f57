//! Why starts are not offered.

use super::start::{DAYS_OFF, SERVICES, STAFF, Shop, WORKING_HOURS};
use e2e::App;
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![each_start_says_what_removed_it, a_closed_date_says_so, nobody_offers_it]
}

/// What removed the start of that time.
async fn why(app: &App, shop: &Shop, date: &str, time: &str) -> Vec<String> {
    let answer = shop.ask(app, &format!("date={date}&explain=true")).await;
    let starts = answer["explanation"]["starts"].as_array().cloned().unwrap_or_default();
    let at = format!("{date}T{time}:00Z");
    let start = starts.iter().find(|start| start["start"] == at.as_str());
    let start = start.unwrap_or_else(|| panic!("no start at {at}: {}", answer.text));
    let rules = start["removed_by"].as_array().into_iter().flatten();
    rules.filter_map(|removal| removal["rule"].as_str().map(str::to_owned)).collect()
}

async fn each_start_says_what_removed_it(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let body = json!({
        "company_id": shop.company, "staff_id": shop.staff, "day_of_week": 2, "start_time": "09:00", "end_time": "17:00",
        "breaks": [{"start": "12:00", "end": "12:30"}],
    });
    app.make(WORKING_HOURS, body).await;
    let body = json!({"user_id": shop.user, "start": "2025-01-21T10:00:00Z", "end": "2025-01-21T11:00:00Z"});
    app.make("/api/v1/busy-periods", body).await;
    let check = async |time: &str, expected: &[&str]| {
        assert_eq!(why(&app, &shop, "2025-01-21", time).await, expected, "{time}");
    };
    check("09:00", &[]).await;
    check("09:30", &["busy"]).await;
    check("11:30", &["working_hours"]).await;
    check("12:00", &["working_hours"]).await;
    check("12:30", &[]).await;
    check("16:30", &["working_hours"]).await;
    app.patch(&format!("{STAFF}/{}", shop.staff), json!({"appointment_buffer_minutes": 1440})).await;
    app.patch(&format!("{STAFF}/{}", shop.staff), json!({"appointment_buffer_minutes": 1440})).await;
    assert_eq!(why(&app, &shop, "2025-01-21", "09:00").await, [""; 0]);
    let plain = shop.ask(&app, "date=2025-01-21").await;
    assert_eq!(plain["explanation"], Value::Null);
}

async fn a_closed_date_says_so(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    assert_eq!(why(&app, &shop, "2025-01-25", "09:00").await, ["grid", "working_hours"], "a Saturday");
    let off = json!({"company_id": shop.company, "start_date": "2025-01-21", "end_date": "2025-01-21"});
    app.make(DAYS_OFF, off).await;
    assert_eq!(why(&app, &shop, "2025-01-21", "09:00").await, ["day_off"]);
    assert_eq!(why(&app, &shop, "2025-01-17", "09:00").await, ["minimum_notice"]);
    assert_eq!(why(&app, &shop, "2027-01-18", "09:00").await, ["maximum_notice"]);
}

async fn nobody_offers_it(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    app.patch(&format!("{SERVICES}/{}", shop.service), json!({"active": false})).await;
    assert_eq!(why(&app, &shop, "2025-01-21", "09:00").await, ["not_offered"]);
    app.patch(&format!("{SERVICES}/{}", shop.service), json!({"active": true, "staff": []})).await;
    let answer = shop.ask(&app, "date=2025-01-21&explain=true").await;
    assert_eq!(answer["explanation"]["starts"], json!([]));
}
