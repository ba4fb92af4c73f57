//! Calendar files and feeds, and figures.

use super::start::{ELEVEN, NOON, TEN, act, bare, book, clock, hold};
use crate::shop::start::{STAFF, Shop};
use e2e::App;
use reqwest::Method;
use serde_json::json;
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![a_file_of_one, a_feed_of_the_staff, figures]
}

async fn a_file_of_one(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let path = book(&app, &shop, TEN, "Ana").await;
    let check = async |status: &str, sequence: u32| {
        let file = app.get(&format!("{path}/ics")).await;
        assert_eq!((file.status, file.header("content-type")), (200, "text/calendar; charset=utf-8"));
        let expected = [format!("STATUS:{status}"), format!("SEQUENCE:{sequence}"), "UID:".to_owned()];
        for line in expected {
            assert!(
                file.text.lines().any(|found| found.trim_end().starts_with(&line)),
                "{line}: {}",
                file.text
            );
        }
    };
    check("CONFIRMED", 0).await;
    act(&app, &path, "reschedule", json!({"start": ELEVEN})).await;
    check("CONFIRMED", 1).await;
    act(&app, &path, "cancel", json!({"reason": "ill"})).await;
    check("CANCELLED", 2).await;
}

async fn a_feed_of_the_staff(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let token = format!("{STAFF}/{}/feed-token", shop.staff);
    let made = app.send(app.request(Method::POST, &token)).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let url = made["url"].as_str().unwrap_or_default().to_owned();
    let place = url.find("/api/").map(|at| url[at..].to_owned()).unwrap_or_default();
    let path = book(&app, &shop, TEN, "Ana").await;
    let other = book(&app, &shop, NOON, "Bob").await;
    act(&app, &other, "cancel", json!({"reason": "ill"})).await;
    let feed = app.send(app.anonymous(Method::GET, &place)).await;
    assert_eq!((feed.status, feed.text.matches("BEGIN:VEVENT").count()), (200, 1), "{}", feed.text);
    assert!(feed.text.contains("Ana") && !feed.text.contains("Bob"), "{}", feed.text);
    let tag = feed.header("etag").to_owned();
    let known = app.send(app.anonymous(Method::GET, &place).header("if-none-match", &tag)).await;
    assert_eq!((known.status, known.text.as_str()), (304, ""));
    act(&app, &path, "reschedule", json!({"start": ELEVEN})).await;
    let newer = app.send(app.anonymous(Method::GET, &place).header("if-none-match", &tag)).await;
    assert_eq!(newer.status, 200, "{}", newer.text);
    let again = app.send(app.request(Method::POST, &token)).await;
    assert_eq!(
        app.send(app.anonymous(Method::GET, &place)).await.status,
        404,
        "a new token ends the old one"
    );
    let url = again["url"].as_str().unwrap_or_default().to_owned();
    let place = url.find("/api/").map(|at| url[at..].to_owned()).unwrap_or_default();
    assert_eq!(app.send(app.anonymous(Method::GET, &format!("{place}x"))).await.status, 404);
    assert_eq!(app.send(app.anonymous(Method::GET, &place)).await.status, 200);
    let user = format!("/api/v1/users/{}", shop.user);
    for (change, back) in [
        (json!({"active": false}), json!({"active": true})),
        (json!({"role": "customer"}), json!({"role": "staff"})),
    ] {
        let done = app.patch(&user, change.clone()).await;
        assert_eq!(done.status, 200, "{change}: {}", done.text);
        assert_eq!(app.send(app.anonymous(Method::GET, &place)).await.status, 404, "{change}");
        app.patch(&user, back).await;
        assert_eq!(app.send(app.anonymous(Method::GET, &place)).await.status, 200, "{change}, and back");
    }
    assert_eq!(app.delete(&token).await.status, 204);
    assert_eq!(app.send(app.anonymous(Method::GET, &place)).await.status, 404, "it was revoked");
}

async fn figures(db: TestDb) {
    let app = App::start(db).await;
    let shop = Shop::open(&app, "UTC").await;
    let first = book(&app, &shop, TEN, "Ana").await;
    let second = book(&app, &shop, NOON, "Bob").await;
    act(&app, &second, "cancel", json!({"reason": "ill"})).await;
    hold(&app, &shop, NOON).await;
    clock(&app, TEN);
    bare(&app, &first, "mark-no-show").await;
    let path = format!(
        "/api/v1/appointments/stats?company_id={}&start_date=2025-01-21&end_date=2025-01-21",
        shop.company
    );
    let stats = app.get(&path).await;
    let expected = json!({
        "requested": 3, "booked": 2, "completed": 0, "cancelled": 1, "no_show": 1, "conversion_percent": 67,
        "utilisation_percent": 13,
    });
    assert_eq!((stats.status, &stats["totals"]), (200, &expected), "{}", stats.text);
    assert_eq!(stats["by_hour"][10], 1);
    // Whom nobody has booked works as well.
    let user = app.user(shop.company, "idle").await;
    let idle = app.make(STAFF, json!({"user_id": user, "services": [shop.service]})).await.id();
    let more = app.get(&path).await;
    assert_eq!(more["totals"]["utilisation_percent"], 6, "{}", more.text);
    assert_eq!(more["by_staff"], stats["by_staff"]);
    app.patch(&format!("{STAFF}/{idle}"), json!({"active": false})).await;
    assert_eq!(app.get(&path).await["totals"]["utilisation_percent"], 13);
    let off = json!({"company_id": shop.company, "start_date": "2025-01-22", "end_date": "2025-01-22"});
    app.make("/api/v1/appointments/days-off", off).await;
    let longer = app.get(&path.replace("end_date=2025-01-21", "end_date=2025-01-22")).await;
    assert_eq!(longer["totals"]["utilisation_percent"], 13, "nobody works on a day off: {}", longer.text);
    assert_eq!(stats["by_hour"].as_array().map(Vec::len), Some(24));
    assert_eq!(stats["by_weekday"], json!([0, 2, 0, 0, 0, 0, 0]));
    assert_eq!(stats["by_service"][0]["service_id"], shop.service);
    assert_eq!(stats["by_staff"][0]["booked"], 2);
    assert_eq!((&stats["money"], &stats["time_zone"]), (&json!([]), &json!("UTC")));
    let none = app.get(&path.replace("2025-01-21", "2025-01-22")).await;
    assert_eq!(none["totals"]["booked"], 0, "{}", none.text);
    let wrong = app.get(&path.replace("end_date=2025-01-21", "end_date=2025-01-20")).await;
    assert_eq!(wrong.status, 422, "{}", wrong.text);
}
