//! From the server to free/busy.

use super::{World, event, hour, login, object};
use e2e::{App, check_problem};
use reqwest::Method;
use serde_json::{Value, json};
use testkit::db::TestDb;
use testkit::radicale::{PASSWORD, Radicale};

/// How many starts an interview of an hour has on Wednesday from nine to twelve.
async fn slots(world: &World, template: i64) -> (Option<usize>, Value) {
    let window = "start=2025-01-22T09:00:00Z&end=2025-01-22T12:00:00Z";
    let answer = world.app.get(&format!("/api/interviews/{template}/availability?{window}")).await;
    (answer["availableSlots"].as_array().map(Vec::len), answer["sources"].clone())
}

pub(crate) async fn its_events_make_the_owner_busy(db: TestDb) {
    let world = World::start(db).await;
    let template = world.app.template(world.company, &[world.user]).await;
    world.check_busy("nothing is known yet, so nothing is offered", &["20T00:00-27T00:00"], "stale").await;
    world.read().await;
    world.check_busy("an empty calendar", &[], "fresh").await;
    assert_eq!(slots(&world, template).await.0, Some(5));
    world.server.put("office/a.ics", &hour("a", 10));
    let weekly = event("b", &["DTSTART:20250113T090000Z", "DURATION:PT30M", "RRULE:FREQ=WEEKLY;BYDAY=MO,FR"]);
    world.server.put("office/b.ics", &weekly);
    world.read().await;
    world
        .check_busy("two events", &["20T09:00-20T09:30", "22T10:00-22T11:00", "24T09:00-24T09:30"], "fresh")
        .await;
    let (count, sources) = slots(&world, template).await;
    assert_eq!(count, Some(2));
    let source = json!({
        "interviewerId": world.user, "calendarId": world.calendar, "kind": "caldav", "status": "fresh",
        "lastSyncedAt": "2025-01-20T08:00:00Z", "complete": true,
    });
    assert_eq!(sources, json!([source]));
    world.server.put("office/a.ics", &hour("a", 14));
    world.server.delete("office/b.ics");
    world.read().await;
    world.check_busy("one moved, one gone", &["22T14:00-22T15:00"], "fresh").await;
    world.server.delete("office/a.ics");
    world.app.clock.advance(60);
    world.read().await;
    world.check_busy("none left", &[], "fresh").await;
    let shown = world.app.get(&format!("/api/v1/calendars/{}", world.calendar)).await;
    assert_eq!(shown["last_synced_at"], "2025-01-20T08:01:00Z");
    assert!(!shown.text.contains(PASSWORD));
    world.read().await;
    world.check_busy("nothing new", &[], "fresh").await;
}

pub(crate) async fn a_wrong_password_fails_and_a_right_one_mends_it(db: TestDb) {
    let world = World::start(db).await;
    let template = world.app.template(world.company, &[world.user]).await;
    world.server.put("office/a.ics", &hour("a", 10));
    world.read().await;
    world.patch(json!({"credentials": login("a wrong word")})).await;
    let failed = world.sync().await;
    let error = failed["last_error"].as_str().expect("an error");
    assert!(error.contains("401") && error.contains("other credentials"), "{error}");
    assert!(!failed.text.contains("wrong word"));
    world.check_busy("its owner is busy", &["20T00:00-27T00:00"], "failed").await;
    assert_eq!(slots(&world, template).await.0, Some(0));
    world.patch(json!({"stale_policy": "ignore"})).await;
    // Other credentials may be another person's: what was read with the old ones is forgotten.
    world.check_busy("its owner does not mind", &[], "failed").await;
    world.patch(json!({"credentials": login(PASSWORD), "stale_policy": "busy"})).await;
    world.read().await;
    world.check_busy("mended", &["22T10:00-22T11:00"], "fresh").await;
    assert_eq!(slots(&world, template).await.0, Some(2));
}

pub(crate) async fn a_server_that_is_down_never_yields_a_slot_silently(db: TestDb) {
    let mut world = World::start(db).await;
    world.server.put("office/a.ics", &hour("a", 10));
    world.read().await;
    world.server.stop();
    world.check_busy("nobody has noticed", &["22T10:00-22T11:00"], "fresh").await;
    world.app.clock.advance(2 * 3600 + 1);
    world.check_busy("not read for too long", &["20T00:00-27T00:00"], "stale").await;
    let failed = world.sync().await;
    assert!(
        failed["last_error"].as_str().is_some_and(|error| error.contains("can't be reached")),
        "{}",
        failed.text
    );
    world.check_busy("it can't be read", &["20T00:00-27T00:00"], "failed").await;
    world.patch(json!({"stale_policy": "ignore"})).await;
    world.check_busy("what was read last still counts", &["22T10:00-22T11:00"], "failed").await;
    world.server.resume();
    world.server.put("office/b.ics", &hour("b", 12));
    world.read().await;
    world.check_busy("it is back", &["22T10:00-22T11:00", "22T12:00-22T13:00"], "fresh").await;
    // A calendar that its owner deletes is not an empty one.
    world.patch(json!({"stale_policy": "busy"})).await;
    world.server.delete("office/");
    let failed = world.sync().await;
    assert_ne!(failed["last_error"], Value::Null);
    world.check_busy("the calendar is gone", &["20T00:00-27T00:00"], "failed").await;
}

pub(crate) async fn workers_read_what_has_changed(db: TestDb) {
    let mut world = World::start(db).await;
    let worker = world.app.worker();
    world.server.put("office/a.ics", &hour("a", 10));
    worker.run_once().await;
    world.check_busy("it was due at once", &["22T10:00-22T11:00"], "fresh").await;
    world.server.put("office/b.ics", &hour("b", 12));
    worker.run_once().await;
    world.check_busy("not due yet", &["22T10:00-22T11:00"], "fresh").await;
    world.app.clock.advance(901);
    worker.run_once().await;
    world.check_busy("due again", &["22T10:00-22T11:00", "22T12:00-22T13:00"], "fresh").await;
    world.server.stop();
    world.app.clock.advance(901);
    worker.run_once().await;
    world.check_busy("failed", &["20T00:00-27T00:00"], "failed").await;
    world.server.resume();
    world.app.clock.advance(901);
    worker.run_once().await;
    world.check_busy("back", &["22T10:00-22T11:00", "22T12:00-22T13:00"], "fresh").await;
}

pub(crate) async fn windows_beyond_what_is_stored_and_other_zones(db: TestDb) {
    let world = World::start(db).await;
    let yearly = event("a", &["DTSTART:20080122T100000Z", "DURATION:PT1H", "RRULE:FREQ=YEARLY"]);
    world.server.put("office/a.ics", &yearly);
    world.server.put("office/b.ics", &event("b", &["DTSTART;VALUE=DATE:20250123"]));
    world.read().await;
    for year in [2008, 2024, 2026, 2035] {
        let (start, end) = (format!("{year}-01-20T00:00:00Z"), format!("{year}-01-27T00:00:00Z"));
        assert_eq!(world.busy_in((&start, &end)).await.0, ["22T10:00-22T11:00"], "{year}");
    }
    world.check_busy("a whole day", &["22T10:00-22T11:00", "23T00:00-24T00:00"], "fresh").await;
    let path = format!("/api/v1/users/{}", world.user);
    assert_eq!(world.app.patch(&path, json!({"time_zone": "America/New_York"})).await.status, 200);
    let there = ["22T10:00-22T11:00", "23T05:00-24T05:00"];
    world.check_busy("its owner has moved", &there, "fresh").await;
    world.read().await;
    world.check_busy("worked out again, with nothing new", &there, "fresh").await;
    // Time goes on: what is stored is renewed although nothing changes, and still right.
    world.app.clock.advance(200 * 86_400);
    world.read().await;
    let (start, end) = ("2026-01-20T00:00:00Z", "2026-01-27T00:00:00Z");
    assert_eq!(world.busy_in((start, end)).await, (vec!["22T10:00-22T11:00".into()], "fresh".into()));
}

/// Programs give different zones the same name, each in its own event.
pub(crate) async fn each_event_has_its_own_time_zones(db: TestDb) {
    let world = World::start(db).await;
    for (name, offset) in [("a", "+0100"), ("b", "+0500")] {
        let zone = format!(
            "BEGIN:VTIMEZONE\r\nTZID:Customized Time Zone\r\nBEGIN:STANDARD\r\nDTSTART:16010101T000000\r\n\
             TZOFFSETFROM:{offset}\r\nTZOFFSETTO:{offset}\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
        );
        let lines = ["DTSTART;TZID=Customized Time Zone:20250122T100000", "DURATION:PT1H"];
        world.server.put(&format!("office/{name}.ics"), &object(&format!("UID:{name}"), &lines, &zone));
    }
    world.read().await;
    world.check_busy("two zones of one name", &["22T05:00-22T06:00", "22T09:00-22T10:00"], "fresh").await;
}

pub(crate) async fn what_cant_be_followed_counts_as_busy(db: TestDb) {
    let world = World::start(db).await;
    world.server.put("office/a.ics", &hour("a", 10));
    // Too long a rule is not followed to its end, and what is not known counts as busy.
    let forever =
        event("b", &["DTSTART:20200101T000000Z", "DURATION:PT1S", "RRULE:FREQ=SECONDLY;INTERVAL=7"]);
    world.server.put("office/b.ics", &forever);
    world.read().await;
    world.check_busy("for ever", &["20T00:00-27T00:00"], "fresh").await;
    world.server.delete("office/b.ics");
    let private = event("c", &["DTSTART:20250122T120000Z", "DTEND:20250122T130000Z", "TRANSP:TRANSPARENT"]);
    world.server.put("office/c.ics", &private);
    world.read().await;
    world.check_busy("what takes no time", &["22T10:00-22T11:00"], "fresh").await;
}

pub(crate) async fn an_address_with_several_calendars_names_them(db: TestDb) {
    let server = Radicale::start();
    let (office, _) = (server.calendar("office"), server.calendar("home"));
    server.put("office/a.ics", &hour("a", 10));
    let root = server.url("/");
    let world = World::with(db, server, &root).await;
    let failed = world.sync().await;
    let error = failed["last_error"].as_str().expect("an error");
    assert!(error.contains("/ann/home/") && error.contains("/ann/office/"), "{error}");
    world.check_busy("nobody knows which", &["20T00:00-27T00:00"], "failed").await;
    world.patch(json!({"url": office})).await;
    world.read().await;
    world.check_busy("one of them", &["22T10:00-22T11:00"], "fresh").await;
    // The only one that is left is found from the server's address.
    world.server.delete("home/");
    world.patch(json!({"url": root})).await;
    world.read().await;
    world.check_busy("the only one", &["22T10:00-22T11:00"], "fresh").await;
    // Its owner makes a new one in its place, and the server's address leads there.
    world.server.delete("office/");
    let _ = world.server.calendar("new");
    world.server.put("new/b.ics", &hour("b", 13));
    world.read().await;
    world.check_busy("the new one", &["22T13:00-22T14:00"], "fresh").await;
    // But an address that was a calendar's own does not.
    world.patch(json!({"url": world.server.url("/ann/office/")})).await;
    assert!(world.sync().await["last_error"].as_str().is_some_and(|error| error.contains("404")));
}

pub(crate) async fn readers_at_the_same_time_agree(db: TestDb) {
    let world = World::start(db).await;
    for n in 0..40 {
        world.server.put(&format!("office/{n}.ics"), &hour(&format!("uid-{n}"), n % 10));
    }
    let worker = world.app.worker();
    tokio::join!(world.read(), world.read(), world.read(), async {
        let _ = worker.run_once().await;
    });
    world.check_busy("all of them", &["22T00:00-22T10:00"], "fresh").await;
    for n in 0..40 {
        if n % 10 != 5 {
            world.server.delete(&format!("office/{n}.ics"));
        }
    }
    tokio::join!(world.read(), world.read(), world.read());
    world.read().await;
    world.check_busy("what is left", &["22T05:00-22T06:00"], "fresh").await;
}

pub(crate) async fn another_address_is_another_calendar(db: TestDb) {
    let world = World::start(db).await;
    world.server.put("office/a.ics", &hour("a", 10));
    world.read().await;
    let other = world.server.calendar("other");
    world.server.put("other/a.ics", &hour("x", 15));
    world.patch(json!({"url": other})).await;
    world.check_busy("not read yet", &["20T00:00-27T00:00"], "stale").await;
    world.read().await;
    world.check_busy("the other one's", &["22T15:00-22T16:00"], "fresh").await;
    world.patch(json!({"kind": "simulated", "url": null, "credentials": null})).await;
    let path = format!("/api/v1/calendars/{}", world.calendar);
    assert_eq!(world.app.delete(&path).await.status, 204);
    world.check_busy("no calendar at all", &[], "").await;
}

pub(crate) async fn other_companies_see_nothing(db: TestDb) {
    let world = World::start(db).await;
    let stranger = stranger(&world.app).await;
    let path = format!("/api/v1/calendars/{}", world.calendar);
    let ask = async |method: Method, path: &str, body: Value| {
        world.app.send(world.app.request_by(&stranger, method, path).json(&body)).await
    };
    let sync = ask(Method::POST, &format!("{path}/sync"), Value::Null).await;
    check_problem("sync", &sync, 404, "not-found", &[]);
    check_problem("read", &ask(Method::GET, &path, Value::Null).await, 404, "not-found", &[]);
    let change = ask(Method::PATCH, &path, json!({"name": "Mine"})).await;
    check_problem("change", &change, 404, "not-found", &[]);
    let import = world.app.post(&format!("{path}/import"), Value::Null).await;
    assert_eq!(import.status, 415, "{}", import.text);
}

/// The owner of another company.
async fn stranger(app: &App) -> String {
    let company = app.company("Other").await;
    app.key(Some(company), "owner").await
}
