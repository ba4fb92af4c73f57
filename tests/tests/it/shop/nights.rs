//! Hours that run over midnight, also in the nights in which clocks change.

use super::start::{DAYS_OFF, SPECIAL_HOURS, Shop};
use e2e::App;
use serde_json::json;
use testkit::db::TestDb;
use testkit::{Case, at};

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        a_start_after_midnight_belongs_to_its_own_date,
        clocks_that_go_forward,
        clocks_that_go_back,
        a_day_off_cuts_the_night_before,
    ]
}

async fn a_start_after_midnight_belongs_to_its_own_date(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    shop.hours(&app, &[2], "22:00", "02:00").await;
    assert_eq!(shop.starts(&app, "date=2025-01-21").await, ["21T22:00", "21T22:30", "21T23:00", "21T23:30"]);
    assert_eq!(shop.starts(&app, "date=2025-01-22").await, ["22T00:00", "22T00:30", "22T01:00"]);
    // The hours of Tuesday's date are replaced, and its night goes with them; Wednesday's would not.
    let closed = |date: &str| json!({"company_id": shop.company, "date": date, "intervals": []});
    app.make(SPECIAL_HOURS, closed("2025-01-22")).await;
    assert_eq!(shop.starts(&app, "date=2025-01-22").await.len(), 3);
    app.make(SPECIAL_HOURS, closed("2025-01-21")).await;
    assert_eq!(shop.starts(&app, "date=2025-01-22").await, [""; 0]);
    let night = json!({
        "company_id": shop.company, "staff_id": shop.staff, "date": "2025-01-21",
        "intervals": [{"start": "23:30", "end": "01:00"}],
    });
    app.make(SPECIAL_HOURS, night).await;
    assert_eq!(shop.starts(&app, "date=2025-01-21").await, ["21T23:30"]);
    assert_eq!(shop.starts(&app, "date=2025-01-22").await, ["22T00:00"]);
}

async fn clocks_that_go_forward(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "Europe/Berlin").await;
    // Saturday night; at 01:00 of UTC it is three o'clock.
    shop.hours(&app, &[6], "22:00", "06:00").await;
    assert_eq!(shop.starts(&app, "date=2025-03-29").await, ["29T21:00", "29T21:30", "29T22:00", "29T22:30"]);
    let sunday = shop.starts(&app, "date=2025-03-30").await;
    assert_eq!(
        (sunday.len(), sunday.first().map(String::as_str), sunday.last().map(String::as_str)),
        (9, Some("29T23:00"), Some("30T03:00"))
    );
}

async fn clocks_that_go_back(db: TestDb) {
    let app = App::start(db).await;
    app.clock.set(at("2025-10-20T08:00:00Z"));
    let shop = Shop::open(&app, "Europe/Berlin").await;
    // Saturday night; two o'clock is shown twice, at 00:00 and 01:00 of UTC.
    shop.hours(&app, &[6], "22:00", "06:00").await;
    assert_eq!(shop.starts(&app, "date=2025-10-25").await, ["25T20:00", "25T20:30", "25T21:00", "25T21:30"]);
    let sunday = shop.starts(&app, "date=2025-10-26").await;
    assert_eq!(
        (sunday.len(), sunday.first().map(String::as_str), sunday.last().map(String::as_str)),
        (13, Some("25T22:00"), Some("26T04:00"))
    );
    assert_eq!(shop.next(&app, "from=2025-10-26").await, "2025-10-26");
}

async fn a_day_off_cuts_the_night_before(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "Asia/Kathmandu").await;
    shop.hours(&app, &[1, 2, 3], "22:00", "02:00").await;
    let body = json!({
        "company_id": shop.company, "staff_id": shop.staff, "start_date": "2025-01-22", "end_date": "2025-01-22",
    });
    app.make(DAYS_OFF, body).await;
    // Midnight is 18:15 of UTC; the last hour before it begins at 17:15.
    let tuesday = shop.starts(&app, "date=2025-01-21").await;
    assert_eq!(tuesday.last().map(String::as_str), Some("21T17:15"));
    assert_eq!(shop.starts(&app, "date=2025-01-22").await, [""; 0]);
    // Days off are local dates: of the night that would begin on that one, what lies on the next date stays.
    assert_eq!(shop.starts(&app, "date=2025-01-23").await, ["22T18:15", "22T18:45", "22T19:15"]);
}
