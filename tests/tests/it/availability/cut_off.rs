//! Feeds that were cut off on their way, and what is asked for afterwards. It is Monday 20 January 2025, 08:00 UTC.

use super::calendars::{WEEK, busy, calendar, create_calendar, event, start};
use e2e::Feed;
use serde_json::{Value, json};
use testkit::db::TestDb;

pub(crate) async fn a_feed_that_was_cut_off_is_asked_for_as_a_whole(db: TestDb) {
    let (app, user) = start(db).await;
    let feed = Feed::start().await;
    let at = |day: i64| {
        let start = format!("DTSTART:202501{day}T100000Z");
        event(&format!("of-{day}"), &[start.as_str(), "DURATION:PT1H"])
    };
    let whole = calendar(&[at(22), at(23)]);
    let cut = whole.split("BEGIN:VEVENT").take(2).collect::<Vec<_>>().join("BEGIN:VEVENT");
    let settings = json!({"kind": "ics_url", "url": feed.url(), "stale_policy": "ignore"});
    let id = create_calendar(&app, user, settings).await;
    let sync = async || {
        app.clock.advance(60);
        app.post(&format!("/api/v1/calendars/{id}/sync"), Value::Null).await
    };
    feed.serve(&cut, "\"v1\"");
    assert_eq!(sync().await["complete"], false);
    assert_eq!(app.db.raw().texts("SELECT etag AS text FROM calendars WHERE etag IS NOT NULL"), [""; 0]);
    // An earlier version kept the name of the half.
    app.db.raw().execute("UPDATE calendars SET etag = '\"v1\"'");
    // The server has the whole one under the same name.
    feed.serve(&whole, "\"v1\"");
    let read = sync().await;
    assert!(!feed.last_request().contains("if-none-match"), "{}", feed.last_request());
    assert_eq!((&read["complete"], &read["last_error"]), (&json!(true), &Value::Null), "{}", read.text);
    let both = vec!["22T10:00-22T11:00".to_owned(), "23T10:00-23T11:00".into()];
    assert_eq!(busy(&app, user, WEEK).await, (both.clone(), "fresh".into()));
    // From here on the name is that of the whole.
    feed.say("304 Not Modified");
    assert_eq!(sync().await["last_error"], Value::Null);
    assert!(feed.last_request().contains("if-none-match: \"v1\""), "{}", feed.last_request());
    assert_eq!(busy(&app, user, WEEK).await, (both, "fresh".into()));
}
