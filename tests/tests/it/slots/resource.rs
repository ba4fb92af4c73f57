//! Slots: their JSON, and the rules.

use super::start::{SLOTS, each, hour, path, set_up, with};
use e2e::check_problem;
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        the_seeds_slot,
        rules_are_named,
        who_is_named_has_to_be_there,
        slots_of_a_holder_do_not_overlap,
        ai_slots_run_side_by_side_as_often_as_they_may,
        changes_keep_the_rules,
        lists_are_filtered,
        busy_time_makes_a_slot_unavailable,
        slots_over_a_change_of_clocks,
    ]
}

async fn the_seeds_slot(db: TestDb) {
    let app = set_up(db).await;
    let body: Value = serde_json::from_str(
        r#"{
  "slot_type": "fixed",
  "start_time": "2024-01-15T10:00:00Z",
  "end_time": "2024-01-15T11:00:00Z",
  "duration_minutes": 60,
  "interviewer": 1,
  "company": 1,
  "job": 1,
  "notes": "Technical interview slot",
  "max_candidates": 1
}"#,
    )
    .expect("JSON");
    let made = app.make("/api/interviews/slots/", body).await;
    let expected = json!({
        "slot_type": "fixed",
        "status": "available",
        "start_time": "2024-01-15T10:00:00Z",
        "end_time": "2024-01-15T11:00:00Z",
        "duration_minutes": 60,
        "interviewer": 1,
        "interviewer_name": "John Interviewer",
        "company": 1,
        "company_name": "Test Company",
        "job": 1,
        "job_title": "Software Engineer",
        "is_available": true,
        "available_spots": 1,
        "max_candidates": 1,
        "current_bookings": 0,
        "notes": "Technical interview slot",
        "ai_interview_type": null,
        "ai_configuration": null,
        "cancellation_reason": null,
    });
    for (field, value) in expected.as_object().into_iter().flatten() {
        assert_eq!(made[field.as_str()], *value, "{field}");
    }
    assert_eq!(app.get(&path(&made)).await.body, made.body);
    assert_eq!(app.get("/api/interviews/slots/").await["items"], json!([made.body]));
    assert_eq!(app.delete(&path(&made)).await.status, 204);
    check_problem("gone", &app.get(&path(&made)).await, 404, "not-found", &[]);
}

async fn rules_are_named(db: TestDb) {
    let app = set_up(db).await;
    let check = async |change: Value, pointers: &[&str]| {
        let answer = app.post(SLOTS, with(hour("2024-01-15T10:00:00Z"), &change)).await;
        check_problem(&change.to_string(), &answer, 422, "invalid", pointers);
    };
    check(json!({"end_time": "2024-01-15T10:00:00Z"}), &["/end_time"]).await;
    check(json!({"end_time": "2024-01-15T09:00:00Z"}), &["/end_time"]).await;
    check(json!({"end_time": "2024-01-15T10:00:30Z"}), &["/end_time"]).await;
    check(json!({"start_time": "2024-01-15T10:00:00.5Z"}), &["/start_time"]).await;
    check(json!({"duration_minutes": 45}), &["/duration_minutes"]).await;
    check(
        json!({"start_time": "2024-01-10T07:00:00Z", "end_time": "2024-01-10T08:30:00Z"}),
        &["/start_time", "/start_time"],
    )
    .await;
    check(json!({"start_time": "2024-01-15T07:59:00Z"}), &["/start_time"]).await;
    check(json!({"end_time": "2024-01-15T22:01:00Z"}), &["/start_time"]).await;
    check(json!({"interviewer": null}), &["/interviewer"]).await;
    check(json!({"ai_interview_type": "coding"}), &["/ai_interview_type"]).await;
    check(json!({"max_candidates": 0}), &["/max_candidates"]).await;
    check(json!({"ai_configuration": {"a": "\u{0}"}}), &["/ai_configuration"]).await;
    let malformed = app.post(SLOTS, with(hour("2024-01-15T10:00:00Z"), &json!({"status": "booked"}))).await;
    check_problem("computed", &malformed, 400, "malformed-request", &["/status"]);
    // Business hours are the company's, on its wall clock.
    let hours =
        json!({"time_zone": "America/New_York", "business_hours": {"start": "09:00", "end": "17:00"}});
    assert_eq!(app.patch("/api/v1/companies/1", hours).await.status, 200);
    let early = app.post(SLOTS, hour("2024-01-15T13:30:00Z")).await;
    check_problem("early", &early, 422, "invalid", &["/start_time"]);
    app.make(SLOTS, hour("2024-01-15T14:00:00Z")).await;
    app.make(SLOTS, hour("2024-01-15T21:00:00Z")).await;
}

async fn who_is_named_has_to_be_there(db: TestDb) {
    let app = set_up(db).await;
    let theirs = app.company("Theirs").await;
    let mallory = app.user(theirs, "mallory").await;
    let viewer = app.user_with_role(1, "viewer", "viewer").await;
    let job = app.make("/api/v1/jobs", json!({"company_id": theirs, "title": "Spy"})).await.id();
    let check = async |change: Value, status: u16, slug: &str, pointer: &str| {
        let answer = app.post(SLOTS, with(hour("2024-01-15T10:00:00Z"), &change)).await;
        check_problem(&change.to_string(), &answer, status, slug, &[pointer]);
    };
    check(json!({"interviewer": mallory}), 404, "not-found", "/interviewer").await;
    check(json!({"interviewer": 4711}), 404, "not-found", "/interviewer").await;
    check(json!({"job": job}), 404, "not-found", "/job").await;
    check(json!({"company": 4711}), 404, "not-found", "/company").await;
    check(json!({"interviewer": viewer}), 422, "invalid", "/interviewer").await;
    let nowhere = json!({"interviewer": null, "company": null, "ai_interview_type": "coding"});
    check(nowhere, 422, "invalid", "/company").await;
    // The interviewer's company goes without saying.
    let made = app.make(SLOTS, with(hour("2024-01-15T10:00:00Z"), &json!({"company": null}))).await;
    assert_eq!(made["company"], 1);
    let hidden = app.get(&format!("{}?company_id={theirs}", path(&made))).await;
    check_problem("theirs", &hidden, 404, "not-found", &[]);
}

async fn slots_of_a_holder_do_not_overlap(db: TestDb) {
    let app = set_up(db).await;
    let first = app.make(SLOTS, hour("2024-01-15T10:00:00Z")).await;
    for start in ["09:30", "10:00", "10:30"] {
        let answer = app.post(SLOTS, hour(&format!("2024-01-15T{start}:00Z"))).await;
        check_problem(start, &answer, 409, "slot-overlap", &[]);
    }
    app.make(SLOTS, hour("2024-01-15T11:00:00Z")).await;
    let colleague = app.user(1, "colleague").await;
    app.make(SLOTS, with(hour("2024-01-15T10:00:00Z"), &json!({"interviewer": colleague}))).await;
    // What was cancelled is in nobody's way.
    let cancel = app.post(&format!("{}/cancel", path(&first)), json!({"reason": "ill"})).await;
    assert_eq!((&cancel["status"], &cancel["cancellation_reason"]), (&json!("cancelled"), &json!("ill")));
    app.make(SLOTS, hour("2024-01-15T10:00:00Z")).await;
}

async fn ai_slots_run_side_by_side_as_often_as_they_may(db: TestDb) {
    let app = set_up(db).await;
    let ai = |kind: &str| {
        let fields =
            json!({"interviewer": null, "ai_interview_type": kind, "ai_configuration": {"depth": 2}});
        with(hour("2024-01-15T10:00:00Z"), &fields)
    };
    let made = app.make(SLOTS, ai("technical")).await;
    assert_eq!((&made["ai_interview_type"], &made["interviewer"]), (&json!("technical"), &json!(null)));
    assert_eq!(made["ai_configuration"], json!({"depth": 2}));
    check_problem("one", &app.post(SLOTS, ai("TECHNICAL")).await, 409, "slot-overlap", &[]);
    app.make(SLOTS, ai("system_design")).await;
    assert_eq!(app.patch("/api/v1/companies/1", json!({"ai_parallel": 3})).await.status, 200);
    for _ in 0..2 {
        let booked = path(&app.make(SLOTS, ai("technical")).await);
        assert_eq!(app.post(&format!("{booked}/book_slot"), json!({})).await.status, 200);
    }
    check_problem("three", &app.post(SLOTS, ai("technical")).await, 409, "slot-overlap", &[]);
}

async fn changes_keep_the_rules(db: TestDb) {
    let app = set_up(db).await;
    let slot = path(&app.make(SLOTS, hour("2024-01-15T10:00:00Z")).await);
    app.make(SLOTS, hour("2024-01-15T14:00:00Z")).await;
    let longer = app.patch(&slot, json!({"end_time": "2024-01-15T11:30:00Z"})).await;
    assert_eq!((longer.status, &longer["duration_minutes"]), (200, &json!(90)), "{}", longer.text);
    let check = async |change: Value, status: u16, slug: &str, pointers: &[&str]| {
        check_problem(&change.to_string(), &app.patch(&slot, change).await, status, slug, pointers);
    };
    check(json!({"duration_minutes": 60}), 422, "invalid", &["/duration_minutes"]).await;
    check(json!({"start_time": "2024-01-15T12:00:00Z"}), 422, "invalid", &["/end_time"]).await;
    check(json!({"end_time": "2024-01-15T14:30:00Z"}), 409, "slot-overlap", &[]).await;
    check(json!({"interviewer": null}), 422, "invalid", &["/interviewer"]).await;
    check(json!({"interviewer": 4711}), 404, "not-found", &["/interviewer"]).await;
    check(json!({"job": 4711}), 404, "not-found", &["/job"]).await;
    let ai = app.patch(&slot, json!({"interviewer": null, "ai_interview_type": "general"})).await;
    assert_eq!(
        (ai.status, &ai["ai_interview_type"], &ai["interviewer_name"]),
        (200, &json!("general"), &json!(null))
    );
    let put = app.put(&slot, hour("2024-01-15T16:00:00Z")).await;
    assert_eq!((put.status, &put["interviewer"], &put["ai_interview_type"]), (200, &json!(1), &json!(null)));
    assert_eq!(put.header("etag"), "\"4\"");
    let stale = app
        .with_header(reqwest::Method::PATCH, &slot, ("if-match", "\"1\""), Some(json!({"notes": "a"})))
        .await;
    check_problem("stale", &stale, 412, "version-mismatch", &[]);
    // Once it is over, its time stays and its notes do not.
    app.clock.set(testkit::at("2024-01-16T08:00:00Z"));
    assert_eq!(app.get(&slot).await["status"], "completed");
    let moved = json!({"start_time": "2024-01-17T10:00:00Z", "end_time": "2024-01-17T11:00:00Z"});
    check(moved, 409, "wrong-status", &[]).await;
    assert_eq!(app.patch(&slot, json!({"notes": "went well"})).await["notes"], "went well");
}

async fn lists_are_filtered(db: TestDb) {
    let app = set_up(db).await;
    let colleague = app.user(1, "colleague").await;
    let mut ids = Vec::new();
    for (start, fields) in [
        ("2024-01-15T10:00:00Z", json!({"job": 1})),
        ("2024-01-16T10:00:00Z", json!({"interviewer": colleague})),
        ("2024-01-17T10:00:00Z", json!({"interviewer": null, "ai_interview_type": "coding"})),
        ("2024-01-18T10:00:00Z", json!({})),
    ] {
        ids.push(app.make(SLOTS, with(hour(start), &fields)).await["id"].clone());
    }
    let id = |index: usize| ids[index].as_str().expect("an id").to_owned();
    app.post(&format!("{SLOTS}/{}/book_slot", id(1)), json!({})).await;
    app.post(&format!("{SLOTS}/{}/cancel", id(3)), json!({"reason": "ill"})).await;
    app.clock.set(testkit::at("2024-01-15T12:00:00Z"));
    let check = async |query: &str, expected: &[usize]| {
        let seen = each(&app.get(&format!("{SLOTS}/?{query}")).await, "items", "id");
        let expected: Vec<Value> = expected.iter().map(|index| ids[*index].clone()).collect();
        assert_eq!(seen, expected, "{query}");
    };
    check("", &[0, 1, 2, 3]).await;
    check("status=completed", &[0]).await;
    check("status=Booked", &[1]).await;
    check("status=available", &[2]).await;
    check("status=cancelled", &[3]).await;
    check("interviewer_id=1", &[0, 3]).await;
    check("job_id=1", &[0]).await;
    check("ai_interview_type=coding", &[2]).await;
    check("company_id=1&interviewer_id=1&status=cancelled", &[3]).await;
    check("from=2024-01-16T10:59:59Z&to=2024-01-17T10:00:01Z", &[1, 2]).await;
    check("from=2024-01-16T11:00:00Z&to=2024-01-17T10:00:00Z", &[]).await;
    let answer = app.get(&format!("{SLOTS}?status=lost")).await;
    check_problem("status", &answer, 400, "malformed-query", &["/status"]);
    let answer = app.get(&format!("{SLOTS}?interviewer_id=4711")).await;
    check_problem("interviewer", &answer, 404, "not-found", &["/interviewer_id"]);
    let page = app.get(&format!("{SLOTS}?limit=3")).await;
    let next = app.get(&format!("{SLOTS}?limit=3&cursor={}", page["next"].as_str().expect("a cursor"))).await;
    assert_eq!(each(&next, "items", "id"), [ids[3].clone()]);
}

async fn busy_time_makes_a_slot_unavailable(db: TestDb) {
    let app = set_up(db).await;
    let slot = path(&app.make(SLOTS, hour("2024-01-15T10:00:00Z")).await);
    let busy = json!({"user_id": 1, "start": "2024-01-15T10:30:00Z", "end": "2024-01-15T12:00:00Z"});
    let period = path(&app.make("/api/v1/busy-periods", busy).await);
    let seen = app.get(&slot).await;
    assert_eq!((&seen["is_available"], &seen["status"]), (&json!(false), &json!("available")));
    let refused = app.post(&format!("{slot}/book_slot"), json!({})).await;
    check_problem("busy", &refused, 409, "slot-not-bookable", &[]);
    assert_eq!(app.delete(&period).await.status, 204);
    assert_eq!(app.post(&format!("{slot}/book_slot"), json!({})).await.status, 200);
    // Now the slot takes the time, for everybody who asks.
    let free =
        app.get("/api/v1/free-busy?user_ids=1&start=2024-01-15T00:00:00Z&end=2024-01-16T00:00:00Z").await;
    let taken = json!([{"start": "2024-01-15T10:00:00Z", "end": "2024-01-15T11:00:00Z"}]);
    assert_eq!(free["items"][0]["busy"], taken);
}

/// Hours are of the wall clock, lengths are not: what a clock leaves out does not last, and what it shows twice does.
async fn slots_over_a_change_of_clocks(db: TestDb) {
    let app = set_up(db).await;
    let hours = async |start: &str, end: &str| {
        let body = json!({"time_zone": "Europe/Berlin", "business_hours": {"start": start, "end": end}});
        assert_eq!(app.patch("/api/v1/companies/1", body).await.status, 200);
    };
    let night = |start: &str, end: &str| json!({"start_time": start, "end_time": end});
    let spring = night("2024-03-31T01:30:00+01:00", "2024-03-31T03:30:00+02:00");
    let autumn = night("2024-10-27T02:00:00+02:00", "2024-10-27T03:00:00+01:00");
    let check = async |body: &Value, fields: Value, expected: Result<i64, &str>| {
        let answer = app.post(SLOTS, with(with(hour("2024-01-15T10:00:00Z"), body), &fields)).await;
        match expected {
            Ok(minutes) => {
                assert_eq!(
                    (answer.status, &answer["duration_minutes"]),
                    (201, &json!(minutes)),
                    "{}",
                    answer.text
                );
                assert_eq!(app.delete(&path(&answer)).await.status, 204);
            }
            Err(pointer) => check_problem(pointer, &answer, 422, "invalid", &[pointer]),
        }
    };
    hours("01:30", "03:30").await;
    check(&spring, json!({}), Ok(60)).await;
    check(&spring, json!({"duration_minutes": 60}), Ok(60)).await;
    check(&spring, json!({"duration_minutes": 120}), Err("/duration_minutes")).await;
    check(&autumn, json!({}), Ok(120)).await;
    check(&autumn, json!({"duration_minutes": 60}), Err("/duration_minutes")).await;
    hours("02:00", "03:00").await;
    check(&spring, json!({}), Err("/start_time")).await;
    check(&autumn, json!({}), Ok(120)).await;
    // The same wall clock, an hour apart.
    for (start, end) in [("02:15:00+02:00", "02:45:00+02:00"), ("02:15:00+01:00", "02:45:00+01:00")] {
        check(&night(&format!("2024-10-27T{start}"), &format!("2024-10-27T{end}")), json!({}), Ok(30)).await;
    }
    // A day on the wall clock is no day of 24 hours: the longest slot is.
    hours("00:00", "24:00").await;
    check(&night("2024-10-27T00:00:00+02:00", "2024-10-28T00:00:00+01:00"), json!({}), Err("/end_time"))
        .await;
    check(&night("2024-03-31T00:00:00+01:00", "2024-04-01T00:00:00+02:00"), json!({}), Ok(23 * 60)).await;
}
