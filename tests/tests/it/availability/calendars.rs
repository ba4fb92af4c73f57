//! Calendars: importing, fetching, and what follows for free/busy. It is Monday 20 January 2025, 08:00 UTC.

use e2e::{Answer, App, Feed, check_problem};
use reqwest::Method;
use serde_json::{Value, json};
use std::path::PathBuf;
use testkit::db::TestDb;

/// An event of one hour, as iCalendar.
pub(super) fn event(uid: &str, lines: &[&str]) -> String {
    let lines: String = lines.iter().map(|line| format!("{line}\r\n")).collect();
    format!("BEGIN:VEVENT\r\nUID:{uid}\r\nDTSTAMP:20250101T000000Z\r\n{lines}END:VEVENT\r\n")
}

pub(super) fn calendar(events: &[String]) -> String {
    format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//tests//EN\r\n{}END:VCALENDAR\r\n", events.concat())
}

/// Wednesday, ten to eleven.
fn wednesday() -> String {
    calendar(&[event("a", &["DTSTART:20250122T100000Z", "DTEND:20250122T110000Z"])])
}

pub(super) async fn create_calendar(app: &App, user: i64, more: Value) -> i64 {
    let mut body = json!({"user_id": user, "name": "Work"});
    body.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    app.make("/api/v1/calendars", body).await.id()
}

pub(super) async fn import(app: &App, calendar: i64, text: impl Into<Vec<u8>>) -> Answer {
    let path = format!("/api/v1/calendars/{calendar}/import");
    app.send(app.request(Method::POST, &path).header("Content-Type", "text/calendar").body(text.into())).await
}

/// The busy time of a user, as `dayThour:minute-dayThour:minute`, and the state of the first source.
pub(super) async fn busy(app: &App, user: i64, window: (&str, &str)) -> (Vec<String>, String) {
    let (start, end) = window;
    let answer = app.get(&format!("/api/v1/free-busy?user_ids={user}&start={start}&end={end}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let item = &answer["items"][0];
    let short = |value: &Value| value.as_str().expect("an instant")[8..16].to_owned();
    let times = item["busy"].as_array().expect("busy time").iter();
    let times = times.map(|time| format!("{}-{}", short(&time["start"]), short(&time["end"]))).collect();
    (times, item["sources"][0]["status"].as_str().unwrap_or_default().to_owned())
}

pub(super) const WEEK: (&str, &str) = ("2025-01-20T00:00:00Z", "2025-01-27T00:00:00Z");

pub(super) async fn start(db: TestDb) -> (App, i64) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    let user = app.user(company, "alice").await;
    (app, user)
}

pub(crate) async fn a_file_is_imported_in_place_of_the_last(db: TestDb) {
    let (app, user) = start(db).await;
    let id = create_calendar(&app, user, json!({"kind": "ics_file"})).await;
    // Nothing is known yet, so nothing is offered.
    assert_eq!(busy(&app, user, WEEK).await, (vec!["20T00:00-27T00:00".into()], "stale".into()));
    let broken = event("b", &["DTSTART:yesterday"]);
    let weekly = event("c", &["DTSTART:20250113T090000Z", "DURATION:PT30M", "RRULE:FREQ=WEEKLY;BYDAY=MO,FR"]);
    let text =
        calendar(&[event("a", &["DTSTART:20250122T100000Z", "DTEND:20250122T110000Z"]), broken, weekly]);
    let answer = import(&app, id, text).await;
    assert_eq!((answer.status, &answer["events"]), (200, &json!(2)), "{}", answer.text);
    assert_eq!(answer["skipped"][0]["line"], 13, "{}", answer.text);
    assert!(answer["skipped"][0]["reason"].is_string());
    let expected =
        ["20T09:00-20T09:30", "22T10:00-22T11:00", "24T09:00-24T09:30"].map(str::to_owned).to_vec();
    // An event was lost, nobody knows when it is.
    assert_eq!(busy(&app, user, WEEK).await, (vec!["20T00:00-27T00:00".into()], "fresh".into()));
    let shown = app.get(&format!("/api/v1/calendars/{id}")).await;
    assert_eq!(
        (&shown["complete"], &shown["left_out"]["count"]),
        (&json!(false), &json!(1)),
        "{}",
        shown.text
    );
    assert_eq!(shown["left_out"]["lines"], answer["skipped"]);
    let policy = async |policy: &str| {
        app.patch(&format!("/api/v1/calendars/{id}"), json!({"stale_policy": policy})).await
    };
    policy("ignore").await;
    assert_eq!(busy(&app, user, WEEK).await, (expected, "fresh".into()));
    policy("busy").await;
    let again = import(&app, id, wednesday()).await;
    assert_eq!(again.body, json!({"events": 1, "skipped": []}));
    assert_eq!(busy(&app, user, WEEK).await.0, ["22T10:00-22T11:00"]);
    let shown = app.get(&format!("/api/v1/calendars/{id}")).await;
    assert_eq!(
        (&shown["last_synced_at"], &shown["last_error"]),
        (&json!("2025-01-20T08:00:00Z"), &Value::Null)
    );
}

pub(crate) async fn what_is_no_calendar_changes_nothing(db: TestDb) {
    let (app, user) = start(db).await;
    let id = create_calendar(&app, user, json!({"kind": "ics_file"})).await;
    import(&app, id, wednesday()).await;
    for garbage in
        [b"".to_vec(), b"hello".to_vec(), vec![0xff, 0xfe, 0, 1, 2], "BEGIN:VEVENT\n".repeat(1000).into()]
    {
        check_problem("garbage", &import(&app, id, garbage).await, 422, "invalid", &[""]);
    }
    assert_eq!(busy(&app, user, WEEK).await.0, ["22T10:00-22T11:00"]);
    let path = format!("/api/v1/calendars/{id}/import");
    let json = app.send(app.request(Method::POST, &path).json(&json!({}))).await;
    assert_eq!(json.status, 415, "{}", json.text);
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\nContent-Type: text/calendar\r\n\
         Content-Length: 52428800\r\n\r\n",
        e2e::ADMIN_TOKEN
    );
    assert!(app.raw(head.as_bytes()).await.starts_with("HTTP/1.1 413"));
    assert_eq!(import(&app, 9999, wednesday()).await.status, 404);
    let simulated = create_calendar(&app, user, json!({"kind": "simulated"})).await;
    check_problem("simulated", &import(&app, simulated, wednesday()).await, 409, "not-importable", &[]);
}

pub(crate) async fn what_recurs_every_second_for_ever_is_bounded_and_reported(db: TestDb) {
    let (app, user) = start(db).await;
    let id = create_calendar(&app, user, json!({"kind": "ics_file"})).await;
    let forever =
        event("x", &["DTSTART:20200101T000000Z", "DURATION:PT1S", "RRULE:FREQ=SECONDLY;INTERVAL=7"]);
    let answer = import(&app, id, calendar(&[forever])).await;
    assert_eq!((answer.status, &answer["events"]), (200, &json!(1)), "{}", answer.text);
    assert!(answer["skipped"][0]["reason"].is_string(), "{}", answer.text);
    // What can't be followed to its end counts as busy.
    let (times, _) = busy(&app, user, ("2025-06-01T00:00:00Z", "2025-06-02T00:00:00Z")).await;
    assert_eq!(times, ["01T00:00-02T00:00"]);
}

/// As many events as a file of the allowed size can hold, and one more that matters.
pub(crate) async fn no_event_of_a_large_file_is_lost(db: TestDb) {
    let (app, user) = start(db).await;
    let id = create_calendar(&app, user, json!({"kind": "ics_file"})).await;
    let many = "BEGIN:VEVENT\nDTSTART:20250107T100000Z\nDURATION:PT1M\nEND:VEVENT\n".repeat(60_000);
    let text = format!(
        "BEGIN:VCALENDAR\n{many}{}END:VCALENDAR\n",
        event("last", &["DTSTART:20250122T100000Z", "DURATION:PT1H"])
    );
    let answer = import(&app, id, text).await;
    assert_eq!(answer.body, json!({"events": 60_001, "skipped": []}));
    assert_eq!(busy(&app, user, WEEK).await.0, ["22T10:00-22T11:00"]);
    let days: Vec<String> = (0..40_000).map(|n| format!("{}0122T100000Z", 2025 + n % 2)).collect();
    let line = format!("RDATE:{}", days.join(","));
    let answer =
        import(&app, id, calendar(&[event("a", &["DTSTART:20240101T100000Z", "DURATION:PT1H", &line])]))
            .await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert!(busy(&app, user, WEEK).await.0.contains(&"22T10:00-22T11:00".to_owned()));
}

pub(crate) async fn whole_days_follow_the_owners_zone(db: TestDb) {
    let (app, user) = start(db).await;
    let id = create_calendar(&app, user, json!({"kind": "ics_file"})).await;
    import(&app, id, calendar(&[event("a", &["DTSTART;VALUE=DATE:20250122"])])).await;
    assert_eq!(busy(&app, user, WEEK).await.0, ["22T00:00-23T00:00"]);
    // Moving changes which instants the day is, at once.
    for (zone, expected) in [("America/New_York", "22T05:00-23T05:00"), ("Asia/Kolkata", "21T18:30-22T18:30")]
    {
        let moved = app.patch(&format!("/api/v1/users/{user}"), json!({"time_zone": zone})).await;
        assert_eq!(moved.status, 200, "{}", moved.text);
        assert_eq!(busy(&app, user, WEEK).await.0, [expected], "{zone}");
    }
    let (company, cleared) =
        (app.get(&format!("/api/v1/users/{user}")).await["company_id"].clone(), json!({"time_zone": null}));
    app.patch(&format!("/api/v1/users/{user}"), cleared).await;
    let moved = app.patch(&format!("/api/v1/companies/{company}"), json!({"time_zone": "Asia/Tokyo"})).await;
    assert_eq!(moved.status, 200, "{}", moved.text);
    assert_eq!(busy(&app, user, WEEK).await.0, ["21T15:00-22T15:00"], "the company's zone");
}

pub(crate) async fn windows_beyond_what_is_stored_are_right_too(db: TestDb) {
    let (app, user) = start(db).await;
    let id = create_calendar(&app, user, json!({"kind": "ics_file"})).await;
    let yearly = event("a", &["DTSTART:20080122T100000Z", "DURATION:PT1H", "RRULE:FREQ=YEARLY"]);
    import(&app, id, calendar(&[yearly])).await;
    for year in [2008, 2009, 2024, 2025, 2026, 2027, 2035, 2099] {
        let window = (format!("{year}-01-20T00:00:00Z"), format!("{year}-01-27T00:00:00Z"));
        let (times, status) = busy(&app, user, (&window.0, &window.1)).await;
        assert_eq!((times, status.as_str()), (vec!["22T10:00-22T11:00".to_owned()], "fresh"), "{year}");
    }
    let (times, _) = busy(&app, user, ("2007-01-20T00:00:00Z", "2007-01-27T00:00:00Z")).await;
    assert_eq!(times, [""; 0]);
}

pub(crate) async fn a_feed_is_fetched_and_known_again(db: TestDb) {
    let (app, user) = start(db).await;
    let feed = Feed::start().await;
    feed.serve(&wednesday(), "\"v1\"");
    let id = create_calendar(&app, user, json!({"kind": "ics_url", "url": feed.url()})).await;
    let sync = async || app.post(&format!("/api/v1/calendars/{id}/sync"), Value::Null).await;
    let synced = sync().await;
    assert_eq!((synced.status, &synced["last_error"]), (200, &Value::Null), "{}", synced.text);
    assert_eq!(busy(&app, user, WEEK).await, (vec!["22T10:00-22T11:00".into()], "fresh".into()));
    // The second time it is asked whether anything changed.
    feed.say("304 Not Modified");
    app.clock.advance(600);
    assert_eq!(sync().await["last_synced_at"], "2025-01-20T08:10:00Z");
    assert!(feed.last_request().contains("if-none-match: \"v1\""), "{}", feed.last_request());
    assert_eq!(busy(&app, user, WEEK).await.0, ["22T10:00-22T11:00"]);
    feed.serve(&calendar(&[]), "\"v2\"");
    sync().await;
    assert_eq!(busy(&app, user, WEEK).await, (vec![], "fresh".into()));
    // A server that says "not modified" to somebody who knows nothing says nothing.
    feed.say("304 Not Modified");
    let unread =
        create_calendar(&app, user, json!({"kind": "ics_url", "url": format!("{}?other", feed.url())})).await;
    let failed = app.post(&format!("/api/v1/calendars/{unread}/sync"), Value::Null).await;
    assert!(failed["last_error"].as_str().is_some_and(|error| error.contains("304")), "{}", failed.text);
    assert_eq!(failed["last_synced_at"], Value::Null);
    let file = create_calendar(&app, user, json!({"kind": "ics_file"})).await;
    let refused = app.post(&format!("/api/v1/calendars/{file}/sync"), Value::Null).await;
    check_problem("a file", &refused, 409, "not-fetchable", &[]);
}

pub(crate) async fn a_feed_out_of_reach_never_yields_a_slot_silently(db: TestDb) {
    let (app, user) = start(db).await;
    let company = app.get(&format!("/api/v1/users/{user}")).await["company_id"].as_i64().expect("a company");
    let template = app.template(company, &[user]).await;
    let feed = Feed::start().await;
    feed.serve(&wednesday(), "\"v1\"");
    let id = create_calendar(&app, user, json!({"kind": "ics_url", "url": feed.url()})).await;
    let sync = async || app.post(&format!("/api/v1/calendars/{id}/sync"), Value::Null).await;
    let path = format!(
        "/api/interviews/{template}/availability?start=2025-01-22T09:00:00Z&end=2025-01-22T12:00:00Z&explain=true"
    );
    let slots = async || app.get(&path).await;
    let count = |answer: &Answer| answer["availableSlots"].as_array().map(Vec::len);
    sync().await;
    assert_eq!(count(&slots().await), Some(2));
    feed.say("500 Internal Server Error");
    let failed = sync().await;
    assert_eq!(failed.status, 200);
    assert!(failed["last_error"].as_str().is_some_and(|error| error.contains("500")), "{}", failed.text);
    let answer = slots().await;
    assert_eq!(count(&answer), Some(0));
    let source = json!({
        "interviewerId": user, "calendarId": id, "kind": "ics_url", "status": "failed",
        "lastSyncedAt": "2025-01-20T08:00:00Z", "complete": true,
    });
    assert_eq!(answer["sources"], json!([source]));
    let removed = &answer["explanation"]["starts"][0]["removedBy"];
    assert_eq!(removed, &json!([{"rule": "untrusted_calendar", "interviewerId": user, "calendarId": id}]));
    // The owner of the calendar may decide otherwise; what was read last still counts.
    let ignore = json!({"stale_policy": "ignore"});
    assert_eq!(app.patch(&format!("/api/v1/calendars/{id}"), ignore).await.status, 200);
    let answer = slots().await;
    assert_eq!((count(&answer), &answer["sources"][0]["status"]), (Some(2), &json!("failed")));
    // Once it is back, and then not read for too long.
    feed.serve(&wednesday(), "\"v1\"");
    sync().await;
    app.patch(&format!("/api/v1/calendars/{id}"), json!({"stale_policy": "busy"})).await;
    assert_eq!(count(&slots().await), Some(2));
    app.clock.advance(2 * 3600 + 1);
    let answer = slots().await;
    assert_eq!((count(&answer), &answer["sources"][0]["status"]), (Some(0), &json!("stale")));
}

pub(crate) async fn a_feed_that_is_cut_off_takes_nothing_away(db: TestDb) {
    let (app, user) = start(db).await;
    let feed = Feed::start().await;
    let at = |day: i64| {
        let start = format!("DTSTART:202501{day}T100000Z");
        event(&format!("of-{day}"), &[start.as_str(), "DURATION:PT1H"])
    };
    let whole = calendar(&[at(22), at(23)]);
    // The transfer ended early: the second event is not there, and nobody says so but the missing END.
    let cut = whole.split("BEGIN:VEVENT").take(2).collect::<Vec<_>>().join("BEGIN:VEVENT");
    let settings = json!({"kind": "ics_url", "url": feed.url(), "stale_policy": "ignore"});
    let id = create_calendar(&app, user, settings).await;
    let sync = async |text: &str, etag: &str| {
        feed.serve(text, etag);
        app.clock.advance(60);
        app.post(&format!("/api/v1/calendars/{id}/sync"), Value::Null).await
    };
    // Of a feed of which nothing is known, what can be read counts, and it says that it is not all.
    let first = sync(&cut, "\"v1\"").await;
    assert_eq!((&first["complete"], &first["last_error"]), (&json!(false), &Value::Null), "{}", first.text);
    assert_eq!(busy(&app, user, WEEK).await.0, ["22T10:00-22T11:00"]);
    let both = vec!["22T10:00-22T11:00".to_owned(), "23T10:00-23T11:00".into()];
    let read = sync(&whole, "\"v2\"").await;
    assert_eq!(read["complete"], true, "{}", read.text);
    assert_eq!(busy(&app, user, WEEK).await, (both.clone(), "fresh".into()));
    for policy in ["ignore", "busy"] {
        app.patch(&format!("/api/v1/calendars/{id}"), json!({"stale_policy": policy})).await;
        let failed = sync(&cut, "\"v3\"").await;
        assert!(
            failed["last_error"].as_str().is_some_and(|error| error.contains("stops")),
            "{}",
            failed.text
        );
        assert_eq!(failed["last_synced_at"], read["last_synced_at"]);
        let expected = if policy == "ignore" { both.clone() } else { vec!["20T00:00-27T00:00".into()] };
        assert_eq!(busy(&app, user, WEEK).await, (expected, "failed".into()), "{policy}");
    }
    let mended = sync(&whole, "\"v4\"").await;
    assert_eq!(mended["last_error"], Value::Null, "{}", mended.text);
    assert_eq!(busy(&app, user, WEEK).await, (both, "fresh".into()));
}

pub(crate) async fn a_refusal_counts_in_whatever_notation_its_domain_is(db: TestDb) {
    let (app, _) = start(db).await;
    let refused_by = |who: &str| {
        let attendee = format!("ATTENDEE;PARTSTAT=DECLINED:mailto:{who}");
        calendar(&[event("a", &["DTSTART:20250122T100000Z", "DURATION:PT1H", attendee.as_str()])])
    };
    let (ascii, international) = ("ann@xn--mnchen-3ya.example", "ann@m\u{fc}nchen.example");
    let body = json!({"email": ascii, "name": "Ann", "role": "staff", "company_id": 1});
    let user = app.make("/api/v1/users", body).await.id();
    let id = create_calendar(&app, user, json!({"kind": "ics_file"})).await;
    for (who, expected) in [
        (ascii, vec![]),
        (international, vec![]),
        ("Ann@M\u{dc}NCHEN.example", vec![]),
        ("bob@m\u{fc}nchen.example", vec!["22T10:00-22T11:00".to_owned()]),
    ] {
        assert_eq!(import(&app, id, refused_by(who)).await.status, 200);
        assert_eq!(busy(&app, user, WEEK).await.0, expected, "{who}");
        // What is worked out from the text that is stored says the same.
        let far = ("2024-11-01T00:00:00Z", "2025-01-27T00:00:00Z");
        assert_eq!(busy(&app, user, far).await.0, expected, "{who}, from the text");
    }
}

pub(crate) async fn a_worker_reads_what_is_due(db: TestDb) {
    let (app, user) = start(db).await;
    let feed = Feed::start().await;
    feed.serve(&wednesday(), "\"v1\"");
    let id = create_calendar(&app, user, json!({"kind": "ics_url", "url": feed.url()})).await;
    let worker = app.worker();
    worker.run_once().await;
    assert_eq!(busy(&app, user, WEEK).await, (vec!["22T10:00-22T11:00".into()], "fresh".into()));
    // Nothing is due for a quarter of an hour.
    let before = feed.requests();
    worker.run_once().await;
    assert_eq!(feed.requests(), before);
    app.clock.advance(901);
    feed.say("503 Service Unavailable");
    worker.run_once().await;
    assert_eq!((feed.requests(), busy(&app, user, WEEK).await.1.as_str()), (before + 1, "failed"));
    // After a failure it pauses, longer each time, and comes back.
    app.clock.advance(901);
    worker.run_once().await;
    app.clock.advance(901);
    worker.run_once().await;
    assert_eq!(feed.requests(), before + 2, "the second pause is twice as long");
    feed.serve(&wednesday(), "\"v1\"");
    app.clock.advance(901);
    worker.run_once().await;
    assert_eq!(busy(&app, user, WEEK).await.1, "fresh");
    let shown = app.get(&format!("/api/v1/calendars/{id}")).await;
    assert_eq!(shown["last_error"], Value::Null);
}

pub(crate) async fn simulated_calendars_are_always_the_same(db: TestDb) {
    let (app, user) = start(db).await;
    create_calendar(&app, user, json!({"kind": "simulated"})).await;
    let (first, status) = busy(&app, user, WEEK).await;
    assert!(first.len() > 5, "{first:?}");
    app.clock.advance(100 * 86_400);
    assert_eq!(busy(&app, user, WEEK).await, (first, status.clone()));
    assert_eq!(status, "fresh");
}

/// The folder of real calendars, where it is at hand; `crates/ical/tests` counts it as ignored where it is not.
fn real_calendars() -> Option<PathBuf> {
    #[expect(
        clippy::disallowed_methods,
        reason = "where the data lies is told to the test, not to the product"
    )]
    let shared = std::env::var_os("MERIDIAN_SHARED").map(PathBuf::from);
    let shared =
        shared.unwrap_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared")));
    Some(shared.join("data/calendars")).filter(|folder| folder.is_dir())
}

/// Our own fixtures always, other people's calendars where they are at hand: import, ask, compare.
pub(crate) async fn real_calendars_have_their_known_busy_time(db: TestDb) {
    let (app, user) = start(db).await;
    let own = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/calendars"));
    for folder in [Some(own), real_calendars()].into_iter().flatten() {
        let expected = std::fs::read(folder.join("expected.json")).expect("expected.json");
        let expected: Vec<Value> = serde_json::from_slice(&expected).expect("a list");
        let id = create_calendar(&app, user, json!({"kind": "ics_file"})).await;
        for file in &expected {
            let name = file["file"].as_str().expect("a file");
            let zone = json!({"time_zone": file["owner_time_zone"]});
            assert_eq!(app.patch(&format!("/api/v1/users/{user}"), zone).await.status, 200);
            let imported = import(&app, id, std::fs::read(folder.join(name)).expect(name)).await;
            assert_eq!(imported.status, 200, "{name}: {}", imported.text);
            for window in file["windows"].as_array().expect("windows") {
                let (start, end) =
                    (window["start"].as_str().expect("start"), window["end"].as_str().expect("end"));
                let path = format!("/api/v1/free-busy?user_ids={user}&start={start}&end={end}");
                assert_eq!(app.get(&path).await["items"][0]["busy"], window["busy"], "{name} {start}");
            }
        }
        assert_eq!(app.delete(&format!("/api/v1/calendars/{id}")).await.status, 204);
    }
}
