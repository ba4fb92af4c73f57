//! Keys where a request does more than its transaction: importing a file, and fetching a feed.

use e2e::{Answer, App, Feed, check_problem};
use reqwest::Method;
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![an_import_is_done_once, a_feed_is_fetched_once, a_refused_import_is_kept]
}

const FILE: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\nBEGIN:VEVENT\r\nUID:a\r\n\
    DTSTAMP:20250101T000000Z\r\nDTSTART:20250122T100000Z\r\nDTEND:20250122T110000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

/// A calendar of a new user; its path.
async fn calendar(app: &App, fields: Value) -> String {
    let company = app.company("Acme").await;
    let mut body = json!({"user_id": app.user(company, "ann").await, "name": "C"});
    for (name, value) in fields.as_object().expect("fields") {
        body[name] = value.clone();
    }
    format!("/api/v1/calendars/{}", app.make("/api/v1/calendars", body).await.id())
}

async fn import(app: &App, path: &str, key: &str, text: &'static str) -> Answer {
    let request = app.request(Method::POST, &format!("{path}/import"));
    app.send(request.header("content-type", "text/calendar").header("idempotency-key", key).body(text)).await
}

async fn an_import_is_done_once(db: TestDb) {
    let app = App::start(db).await;
    let path = calendar(&app, json!({"kind": "ics_file"})).await;
    let first = import(&app, &path, "k", FILE).await;
    assert_eq!((first.status, &first["events"]), (200, &json!(1)), "{}", first.text);
    app.clock.advance(60);
    let again = import(&app, &path, "k", FILE).await;
    assert_eq!((again.status, &again.text), (200, &first.text));
    assert_eq!(again.header("idempotent-replayed"), "true");
    assert_eq!(app.get(&path).await["last_synced_at"], "2025-01-20T08:00:00Z", "nothing was stored again");
    let other = import(&app, &path, "k", "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n").await;
    check_problem("another file", &other, 422, "idempotency-key-reused", &[]);
    assert_eq!(app.delete(&path).await.status, 204);
    assert_eq!(import(&app, &path, "k", FILE).await.text, first.text, "also when the calendar is gone");
    assert_eq!(import(&app, &path, "l", FILE).await.status, 404);
}

async fn a_feed_is_fetched_once(db: TestDb) {
    let app = App::start(db).await;
    let feed = Feed::start().await;
    feed.serve(FILE, "\"1\"");
    let path = calendar(&app, json!({"kind": "ics_url", "url": feed.url()})).await;
    let sync = async |key: &str| {
        let request = app.request(Method::POST, &format!("{path}/sync"));
        app.send(request.header("idempotency-key", key)).await
    };
    let first = sync("k").await;
    assert_eq!((first.status, &first["last_error"]), (200, &Value::Null), "{}", first.text);
    let asked = feed.requests();
    assert!(asked > 0);
    app.clock.advance(60);
    let again = sync("k").await;
    assert_eq!((again.status, &again.text, again.header("etag")), (200, &first.text, first.header("etag")));
    assert_eq!(again.header("idempotent-replayed"), "true");
    assert_eq!(feed.requests(), asked, "the source was not asked again");
    assert_eq!(sync("l").await["last_synced_at"], "2025-01-20T08:01:00Z");
    assert_eq!(feed.requests(), asked + 1);
}

async fn a_refused_import_is_kept(db: TestDb) {
    let app = App::start(db).await;
    let path = calendar(&app, json!({"kind": "simulated"})).await;
    let refused = import(&app, &path, "k", FILE).await;
    check_problem("no file", &refused, 409, "not-importable", &[]);
    assert_eq!(app.patch(&path, json!({"kind": "ics_file"})).await.status, 200);
    let again = import(&app, &path, "k", FILE).await;
    assert_eq!((again.status, &again.text), (409, &refused.text));
    assert_eq!(import(&app, &path, "l", FILE).await.status, 200);
}
