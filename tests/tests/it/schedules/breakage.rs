//! Changes of people's time that break bookings, and that mend them.

use super::start::{CONFLICTS, SLOTS, agree, booked, each, interview, set_up, slot};
use e2e::{App, Feed};
use reqwest::Method;
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        busy_time_breaks_and_mends,
        patterns_and_people_who_leave,
        what_would_break_is_told,
        a_company_that_takes_no_bookings,
        a_company_whose_machines_are_booked,
        calendars_that_come_change_and_go,
        a_calendar_that_was_not_read_for_long,
        nothing_is_mended_by_what_nobody_knows,
        statements_do_not_rise_with_bookings,
        a_trial_tells_of_its_own_conflicts_alone,
    ]
}

async fn booking(app: &App) {
    let slot = slot(app, "2024-01-15T10:00:00Z", json!(1), 1).await;
    booked(app, &interview(app, "alice", &[]).await, &slot).await;
}

async fn check(app: &App, case: &str, open: usize, settled: usize) {
    let count = async |resolution: &str| {
        let path = format!("{CONFLICTS}?resolution={resolution}&conflict_type=interviewer_unavailable");
        each(app, &path, "id").await.len()
    };
    assert_eq!((count("pending").await, count("resolved").await), (open, settled), "{case}");
    agree(app);
}

async fn busy_time_breaks_and_mends(db: TestDb) {
    let app = set_up(db).await;
    booking(&app).await;
    let busy = |start: &str, end: &str| json!({"user_id": 1, "start": format!("2024-01-15T{start}:00Z"), "end": format!("2024-01-15T{end}:00Z")});
    app.make("/api/v1/busy-periods", busy("09:00", "10:00")).await;
    check(&app, "until it", 0, 0).await;
    let made = app.make("/api/v1/busy-periods", busy("10:59", "12:00")).await;
    check(&app, "into it", 1, 0).await;
    app.make("/api/v1/busy-periods", busy("10:30", "10:31")).await;
    check(&app, "once only", 1, 0).await;
    let path = format!("/api/v1/busy-periods/{}", made["id"].as_str().unwrap_or_default());
    app.delete(&path).await;
    check(&app, "another one is left", 1, 0).await;
    let left = each(&app, "/api/v1/busy-periods?user_id=1", "id").await;
    let last = left.last().and_then(Value::as_str).unwrap_or_default();
    let moved = json!({"start": "2024-01-15T12:00:00Z", "end": "2024-01-15T13:00:00Z"});
    assert_eq!(app.patch(&format!("/api/v1/busy-periods/{last}"), moved).await.status, 200);
    check(&app, "mended", 0, 1).await;
    assert_eq!(each(&app, CONFLICTS, "resolution_notes").await, ["the time is free again"]);
}

async fn patterns_and_people_who_leave(db: TestDb) {
    let app = set_up(db).await;
    booking(&app).await;
    let pattern = json!({
        "interviewer": 1, "day_of_week": 1, "start_time": "09:00", "end_time": "10:30", "valid_from": "2024-01-01",
    });
    let made = app.make("/api/interviews/availability", pattern).await;
    check(&app, "outside the pattern", 1, 0).await;
    let path = format!("/api/interviews/availability/{}", made.id());
    assert_eq!(app.patch(&path, json!({"end_time": "11:00"})).await.status, 200);
    check(&app, "inside again", 0, 1).await;
    assert_eq!(app.patch("/api/v1/users/1", json!({"active": false})).await.status, 200);
    check(&app, "gone", 1, 1).await;
    assert_eq!(app.patch("/api/v1/users/1", json!({"active": true})).await.status, 200);
    check(&app, "back", 0, 2).await;
    assert_eq!(app.patch("/api/v1/users/1", json!({"time_zone": "Asia/Tokyo"})).await.status, 200);
    check(&app, "another clock", 1, 2).await;
    assert_eq!(app.delete(&path).await.status, 204);
    check(&app, "no pattern", 0, 3).await;
}

async fn what_would_break_is_told(db: TestDb) {
    let app = set_up(db).await;
    booking(&app).await;
    let busy = json!({"user_id": 1, "start": "2024-01-15T10:00:00Z", "end": "2024-01-15T12:00:00Z"});
    let pattern = json!({
        "interviewer": 1, "day_of_week": 1, "start_time": "09:00", "end_time": "10:30", "valid_from": "2024-01-01",
    });
    let told = [
        app.post("/api/v1/busy-periods?dry_run=true", busy).await,
        app.post("/api/interviews/availability?dry_run=true", pattern).await,
        app.patch("/api/v1/users/1?dry_run=true", json!({"active": false})).await,
    ];
    for answer in told {
        let conflict = &answer["conflicts"][0];
        assert_eq!(answer.status, 200, "{}", answer.text);
        assert_eq!(conflict["conflict_type"], "interviewer_unavailable", "{}", answer.text);
        assert_eq!(conflict["candidate_name"], "alice");
        assert_eq!(conflict["start"], "2024-01-15T10:00:00Z");
    }
    check(&app, "nothing was changed", 0, 0).await;
    assert_eq!(each(&app, "/api/v1/busy-periods?user_id=1", "id").await, Vec::<Value>::new());
    assert_eq!(app.get("/api/v1/users/1").await["active"], true);
}

async fn of_type(app: &App, kind: &str, resolution: &str) -> usize {
    each(app, &format!("{CONFLICTS}?resolution={resolution}&conflict_type={kind}"), "id").await.len()
}

async fn a_company_that_takes_no_bookings(db: TestDb) {
    let app = set_up(db).await;
    booking(&app).await;
    let jane = app.user(1, "jane").await;
    let sitting = slot(&app, "2024-01-16T10:00:00Z", json!(jane), 1).await;
    booked(&app, &interview(&app, "bob", &[1]).await, &sitting).await;
    let other = app.company("Another one").await;
    let trial = app.patch("/api/v1/companies/1?dry_run=true", json!({"active": false})).await;
    assert_eq!(trial["conflicts"].as_array().map(Vec::len), Some(3), "{}", trial.text);
    assert_eq!(app.get("/api/v1/companies/1").await["active"], true);
    assert_eq!(of_type(&app, "slot_unavailable", "pending").await, 0, "nothing was changed");
    assert_eq!(app.patch(&format!("/api/v1/companies/{other}"), json!({"active": false})).await.status, 200);
    assert_eq!(of_type(&app, "slot_unavailable", "pending").await, 0, "another company");
    assert_eq!(app.patch("/api/v1/companies/1", json!({"active": false})).await.status, 200);
    assert_eq!(of_type(&app, "slot_unavailable", "pending").await, 3, "john twice and jane");
    assert_eq!(app.patch("/api/v1/companies/1", json!({"name": "Test"})).await.status, 200);
    assert_eq!(of_type(&app, "slot_unavailable", "pending").await, 3, "each once");
    assert_eq!(app.patch("/api/v1/companies/1", json!({"active": true})).await.status, 200);
    let counts = (
        of_type(&app, "slot_unavailable", "pending").await,
        of_type(&app, "slot_unavailable", "resolved").await,
    );
    assert_eq!(counts, (0, 3));
    agree(&app);
}

async fn a_company_whose_machines_are_booked(db: TestDb) {
    let app = set_up(db).await;
    let company = async |fields: Value| {
        let answer = app.patch("/api/v1/companies/1", fields).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
    };
    let counts = async || {
        let of = async |resolution| of_type(&app, "slot_unavailable", resolution).await;
        (of("pending").await, of("resolved").await)
    };
    for (name, start) in [("alice", "2024-01-15T10:00:00Z"), ("bob", "2024-01-16T10:00:00Z")] {
        let slot = slot(&app, start, json!("coding"), 1).await;
        booked(&app, &interview(&app, name, &[]).await, &slot).await;
    }
    let cancelled = slot(&app, "2024-01-17T10:00:00Z", json!("coding"), 1).await;
    booked(&app, &interview(&app, "carol", &[]).await, &cancelled).await;
    app.post(&format!("{SLOTS}/{cancelled}/cancel"), json!({"reason": "no licence"})).await;
    assert_eq!(counts().await, (1, 0), "what fell with its slot");
    let trial = app.patch("/api/v1/companies/1?dry_run=true", json!({"active": false})).await;
    assert_eq!(trial["conflicts"].as_array().map(Vec::len), Some(2), "{}", trial.text);
    company(json!({"active": false})).await;
    assert_eq!(counts().await, (3, 0));
    company(json!({"time_zone": "Asia/Tokyo"})).await;
    assert_eq!(counts().await, (3, 0), "each once");
    company(json!({"active": true})).await;
    assert_eq!(counts().await, (1, 2), "the cancelled slot is not back");
    company(json!({"active": false})).await;
    assert_eq!(counts().await, (3, 2), "anew");
    agree(&app);
}

/// Somebody who is busy while the booking is.
const DENTIST: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:a\r\n\
    DTSTAMP:20240101T000000Z\r\nDTSTART:20240115T103000Z\r\nDURATION:PT10M\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
const NOTHING: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nEND:VCALENDAR\r\n";

/// Lets a worker do all that is due.
async fn work(app: &App) {
    let worker = app.worker();
    while worker.run_once().await {}
    while worker.run_once().await {}
}

async fn feed(app: &App, feed: &Feed, policy: &str) -> String {
    let body = json!({
        "user_id": 1, "kind": "ics_url", "name": "Feed", "url": feed.url(), "stale_policy": policy,
    });
    format!("/api/v1/calendars/{}", app.make("/api/v1/calendars", body).await.id())
}

async fn calendars_that_come_change_and_go(db: TestDb) {
    let app = set_up(db).await;
    booking(&app).await;
    let server = Feed::start().await;
    server.serve(DENTIST, "\"1\"");
    let path = feed(&app, &server, "busy").await;
    check(&app, "only just added, it is to be read first", 0, 0).await;
    work(&app).await;
    check(&app, "read", 1, 0).await;
    let gone = app.send(app.request(Method::DELETE, &format!("{path}?dry_run=true"))).await;
    assert_eq!((gone.status, gone["conflicts"].clone()), (200, json!([])), "{}", gone.text);
    assert_eq!(app.delete(&path).await.status, 204);
    check(&app, "removed", 0, 1).await;
    let never = json!({"user_id": 1, "kind": "ics_file", "name": "File"});
    let path = format!("/api/v1/calendars/{}", app.make("/api/v1/calendars", never).await.id());
    app.clock.advance(7201);
    let trial = app.patch(&format!("{path}?dry_run=true"), json!({"name": "Other"})).await;
    assert_eq!(trial["conflicts"].as_array().map(Vec::len), Some(1), "{}", trial.text);
    assert_eq!(app.patch(&path, json!({"name": "Other"})).await.status, 200);
    check(&app, "never read for two hours", 1, 1).await;
    assert_eq!(app.patch(&path, json!({"stale_policy": "ignore"})).await.status, 200);
    check(&app, "it does not count", 0, 2).await;
    assert_eq!(app.patch(&path, json!({"stale_policy": "busy"})).await.status, 200);
    check(&app, "it counts", 1, 2).await;
    assert_eq!(app.patch(&path, json!({"kind": "simulated"})).await.status, 200);
    assert_eq!(app.delete(&path).await.status, 204);
    let open = each(&app, &format!("{CONFLICTS}?resolution=pending"), "id").await;
    assert_eq!(open, Vec::<Value>::new(), "nothing is left of it");
    agree(&app);
}

async fn a_calendar_that_was_not_read_for_long(db: TestDb) {
    let app = set_up(db).await;
    booking(&app).await;
    let server = Feed::start().await;
    server.serve(NOTHING, "\"1\"");
    feed(&app, &server, "busy").await;
    feed(&app, &server, "ignore").await;
    work(&app).await;
    server.say("503 Service Unavailable");
    app.clock.advance(1000);
    work(&app).await;
    check(&app, "one reading that failed breaks nothing", 0, 0).await;
    app.clock.advance(7200 - 1000);
    work(&app).await;
    check(&app, "two hours to the second", 0, 0).await;
    app.clock.advance(1);
    app.worker().run_once().await;
    app.worker().run_once().await;
    check(&app, "found by the worker, as time goes by", 1, 0).await;
    app.clock.advance(10 * 3600);
    work(&app).await;
    check(&app, "once", 1, 0).await;
    server.say("304 Not Modified");
    app.clock.advance(6 * 3600);
    work(&app).await;
    check(&app, "it is trusted again, with nothing new in it", 0, 1).await;
}

async fn nothing_is_mended_by_what_nobody_knows(db: TestDb) {
    let app = set_up(db).await;
    booking(&app).await;
    let (one, other) = (Feed::start().await, Feed::start().await);
    one.serve(DENTIST, "\"1\"");
    other.serve(DENTIST, "\"1\"");
    let path = feed(&app, &one, "busy").await;
    work(&app).await;
    check(&app, "read", 1, 0).await;
    assert_eq!(app.patch(&path, json!({"url": other.url()})).await.status, 200);
    check(&app, "pointed elsewhere and not read yet", 1, 0).await;
    work(&app).await;
    check(&app, "the same there", 1, 0).await;
    other.serve(NOTHING, "\"2\"");
    app.clock.advance(1000);
    work(&app).await;
    check(&app, "read, and free", 0, 1).await;
}

/// How many statements it takes to be told what breaks where the interviewer leaves, with so many bookings.
async fn statements(app: &App, bookings: usize) -> u64 {
    let before = app.db.metrics().statements;
    let told = app.patch("/api/v1/users/1?dry_run=true", json!({"active": false})).await;
    assert_eq!(told["conflicts"].as_array().map(Vec::len), Some(bookings), "{}", told.text);
    app.db.metrics().statements - before
}

async fn statements_do_not_rise_with_bookings(db: TestDb) {
    let app = set_up(db).await;
    let book = async |day: usize| {
        let start = format!("2024-01-{day}T10:00:00Z");
        let slot = slot(&app, &start, json!(1), 1).await;
        booked(&app, &interview(&app, &format!("alice{day}"), &[]).await, &slot).await;
    };
    let change = async |change: Value| {
        let before = app.db.metrics().statements;
        assert_eq!(app.patch("/api/v1/users/1", change).await.status, 200);
        app.db.metrics().statements - before
    };
    book(15).await;
    book(16).await;
    let breaks_nothing = change(json!({"time_zone": "Europe/Berlin"})).await;
    let (trial, gone) = (statements(&app, 2).await, change(json!({"active": false})).await);
    let back = change(json!({"active": true})).await;
    for day in 17..25 {
        book(day).await;
    }
    assert_eq!(change(json!({"time_zone": "Europe/Paris"})).await, breaks_nothing);
    // A statement that writes many rows is many on SQLite, where none of them is a round trip.
    if app.db.engine() == testkit::db::Engine::Postgres {
        assert_eq!(statements(&app, 10).await, trial);
        assert_eq!(change(json!({"active": false})).await, gone);
        assert_eq!(change(json!({"active": true})).await, back);
    }
}

async fn a_trial_tells_of_its_own_conflicts_alone(db: TestDb) {
    let app = set_up(db).await;
    booking(&app).await;
    let jane = app.user(1, "jane").await;
    let other = slot(&app, "2024-01-16T10:00:00Z", json!(jane), 1).await;
    booked(&app, &interview(&app, "bob", &[]).await, &other).await;
    // Somebody else breaks another booking while the trial runs, and is done before it looks.
    let permit = testkit::seed::owner(domain::CompanyId(1));
    let (inner, told) = (permit.clone(), permit.clone());
    let second = (*app.db).clone();
    let runtime = tokio::runtime::Handle::current();
    let engine = app.db.engine();
    let now = app.clock.now();
    let seen = app.db.write(move |tx| {
        app::conflicts::preview_conflicts(tx, &told, |tx| {
            // SQLite has one writer: there nobody else can.
            if engine == testkit::db::Engine::Postgres {
                let permit = permit.clone();
                let leaves = second.write(move |tx| leave(tx, &permit, domain::UserId(jane), now));
                runtime.block_on(leaves)?;
            }
            leave(tx, &inner, domain::UserId(1), now)
        })
    });
    let seen = seen.await.expect("a trial");
    let names: Vec<&str> = seen.broken.iter().map(|broken| broken.guest_name.as_str()).collect();
    assert_eq!(names, ["alice"]);
}

fn leave(
    tx: &mut persistence::Tx<'_>,
    permit: &domain::access::Permit,
    user: domain::UserId,
    now: scheduling_core::time::Timestamp,
) -> Result<(), persistence::StoreError> {
    let leave = |user: &mut domain::directory::UserDetails| {
        user.active = false;
        Ok(())
    };
    app::kit::collection::update(tx, permit, user, &app::directory::Precondition::default(), leave, now)
        .map(drop)
}
