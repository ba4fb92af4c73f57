//! Booking, confirming and cancelling.

use super::start::{
    BOOK, CONFLICTS, SCHEDULES, SLOTS, act, agree, book, booked, each, id, interview, set_up, slot,
};
use e2e::check_problem;
use reqwest::Method;
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        the_seeds_booking,
        what_is_refused_leaves_its_conflict,
        gates_and_bad_input_leave_no_conflict,
        a_refusal_is_repeated_under_its_key,
        notes_change_and_schedules_stay,
        staff_see_their_own,
    ]
}

async fn the_seeds_booking(db: TestDb) {
    let app = set_up(db).await;
    let (interview, slot) =
        (interview(&app, "alice", &[]).await, slot(&app, "2024-01-15T10:00:00Z", json!(1), 1).await);
    let body = json!({
        "interview_id": interview, "slot_id": slot, "booking_notes": "Technical interview for Alice Candidate",
    });
    let made = app.make(BOOK, body).await;
    for (field, value) in [
        ("interview", json!(interview)),
        ("slot", json!(slot)),
        ("status", json!("pending")),
        ("booked_at", json!("2024-01-10T08:00:00Z")),
        ("confirmed_at", Value::Null),
        ("cancelled_at", Value::Null),
        ("booking_notes", json!("Technical interview for Alice Candidate")),
        ("ai_interview_type", Value::Null),
    ] {
        assert_eq!(made[field], value, "{field}: {}", made.text);
    }
    assert_eq!(made["slot_details"]["start_time"], "2024-01-15T10:00:00Z");
    assert_eq!(made["slot_details"]["interviewer_name"], "john");
    let path = made.header("location").to_owned();
    assert_eq!(app.get(&path).await.body, made.body);
    assert_eq!(app.get(&format!("{SLOTS}/{slot}")).await["status"], "booked");
    agree(&app);
    let confirmed = act(&app, &id(&made), "confirm_schedule", json!({})).await;
    assert_eq!((confirmed.status, &confirmed["status"]), (200, &json!("confirmed")), "{}", confirmed.text);
    agree(&app);
    let again = act(&app, &id(&made), "confirm_schedule", json!({})).await;
    check_problem("again", &again, 409, "wrong-status", &[]);
    let cancelled = act(&app, &id(&made), "cancel_schedule", json!({"reason": "ill"})).await;
    assert_eq!(
        (&cancelled["status"], &cancelled["cancellation_reason"]),
        (&json!("cancelled"), &json!("ill")),
        "{}",
        cancelled.text
    );
    assert_eq!(app.get(&format!("{SLOTS}/{slot}")).await["status"], "available");
    assert_eq!(app.db.raw().texts("SELECT status AS text FROM interviews"), ["pending"]);
    let again = act(&app, &id(&made), "cancel_schedule", json!({"reason": "ill"})).await;
    check_problem("again", &again, 409, "wrong-status", &[]);
    agree(&app);
    booked(&app, &interview, &slot).await;
    agree(&app);
    let log = app.db.raw().texts("SELECT action AS text FROM interview_logs ORDER BY id");
    assert_eq!(log, ["booked", "confirmed", "scheduled", "cancelled", "unscheduled", "booked"]);
}

async fn what_is_refused_leaves_its_conflict(db: TestDb) {
    let app = set_up(db).await;
    let colleague = app.user(1, "colleague").await;
    let full = slot(&app, "2024-01-15T10:00:00Z", json!(1), 1).await;
    let first = interview(&app, "first", &[]).await;
    booked(&app, &first, &full).await;
    let check = async |case: &str, interview: &str, slot: &str, slug: &str, kind: &str| {
        let refused = book(&app, interview, slot).await;
        check_problem(case, &refused, 409, slug, &[]);
        let path = format!("{CONFLICTS}/{}/", refused["conflict_id"].as_str().unwrap_or_default());
        let conflict = app.get(&path).await;
        assert_eq!(
            (&conflict["conflict_type"], &conflict["origin"], &conflict["primary_interview"]),
            (&json!(kind), &json!("refused"), &json!(interview)),
            "{case}: {}",
            conflict.text
        );
        agree(&app);
        conflict
    };
    let second = interview(&app, "second", &[]).await;
    check("full", &second, &full, "slot-full", "slot_unavailable").await;
    let cancelled = slot(&app, "2024-01-16T10:00:00Z", json!(1), 1).await;
    app.post(&format!("{SLOTS}/{cancelled}/cancel"), json!({"reason": "ill"})).await;
    check("cancelled", &second, &cancelled, "slot-not-bookable", "slot_unavailable").await;
    let other = slot(&app, "2024-01-17T10:00:00Z", json!(1), 1).await;
    check("booked", &first, &other, "already-scheduled", "overlap").await;
    // The same candidate, for another job, at an hour that reaches into the first one.
    let job = app.job(1, "Manager").await;
    let same = app.interview(1, 1, job, &[]).await;
    let beside = slot(&app, "2024-01-15T10:30:00Z", json!("coding"), 1).await;
    let conflict = check("candidate", &same, &beside, "candidate-unavailable", "candidate_unavailable").await;
    assert_eq!(conflict["conflicting_interview"], json!(first));
    let busy = json!({"user_id": colleague, "start": "2024-01-17T10:30:00Z", "end": "2024-01-17T10:31:00Z"});
    app.make("/api/v1/busy-periods", busy).await;
    let with_panel = interview(&app, "panelled", &[colleague]).await;
    let conflict =
        check("panel", &with_panel, &other, "interviewer-unavailable", "interviewer_unavailable").await;
    assert_eq!(conflict["interviewer"], json!(colleague));
    let busy = json!({"user_id": 1, "start": "2024-01-17T10:30:00Z", "end": "2024-01-17T10:31:00Z"});
    app.make("/api/v1/busy-periods", busy).await;
    check("holder", &second, &other, "interviewer-unavailable", "interviewer_unavailable").await;
    app.clock.set(testkit::at("2024-01-17T10:00:00Z"));
    check("begun", &second, &other, "slot-not-bookable", "slot_unavailable").await;
}

async fn gates_and_bad_input_leave_no_conflict(db: TestDb) {
    let app = set_up(db).await;
    let near = slot(&app, "2024-01-15T10:00:00Z", json!(1), 1).await;
    let far = slot(&app, "2024-04-09T08:00:01Z", json!(1), 1).await;
    let edge = slot(&app, "2024-04-09T08:00:00Z", json!("general"), 1).await;
    let interview = interview(&app, "alice", &[]).await;
    let nobody = "01900000-0000-7000-8000-000000000000";
    check_problem("far", &book(&app, &interview, &far).await, 422, "too-far", &[]);
    app.gates(1, 1, 1, [false, false, false]).await;
    check_problem(
        "shortlist",
        &book(&app, &interview, &near).await,
        422,
        "not-shortlisted",
        &["/interview_id"],
    );
    app.gates(1, 1, 1, [true, false, false]).await;
    check_problem(
        "enabled",
        &book(&app, &interview, &near).await,
        422,
        "interview-not-enabled",
        &["/interview_id"],
    );
    app.gates(1, 1, 1, [true, true, false]).await;
    check_problem("slot", &book(&app, &interview, nobody).await, 404, "not-found", &["/slot_id"]);
    check_problem("interview", &book(&app, nobody, &near).await, 404, "not-found", &["/interview_id"]);
    for (body, status, slug, pointer) in [
        (json!({"interview_id": interview}), 400, "malformed-request", "/slot_id"),
        (json!({"interview_id": 1, "slot_id": near}), 400, "malformed-request", "/interview_id"),
        (json!({"interview_id": interview, "slot_id": near, "x": 1}), 400, "malformed-request", "/x"),
        (
            json!({"interview_id": interview, "slot_id": near, "booking_notes": "n".repeat(5001)}),
            422,
            "invalid",
            "/booking_notes",
        ),
    ] {
        check_problem(&body.to_string(), &app.post(BOOK, body.clone()).await, status, slug, &[pointer]);
    }
    assert_eq!(each(&app, CONFLICTS, "id").await, Vec::<Value>::new());
    let schedule = booked(&app, &interview, &edge).await;
    check_problem(
        "no reason",
        &act(&app, &schedule, "cancel_schedule", json!({"reason": " "})).await,
        422,
        "invalid",
        &["/reason"],
    );
    app.gates(1, 1, 1, [true, false, false]).await;
    let late = act(&app, &schedule, "confirm_schedule", json!({})).await;
    check_problem("disabled since", &late, 422, "interview-not-enabled", &[]);
    agree(&app);
}

async fn a_refusal_is_repeated_under_its_key(db: TestDb) {
    let app = set_up(db).await;
    let slot = slot(&app, "2024-01-15T10:00:00Z", json!(1), 1).await;
    booked(&app, &interview(&app, "first", &[]).await, &slot).await;
    let body = json!({"interview_id": interview(&app, "second", &[]).await, "slot_id": slot});
    let ask = || app.with_header(Method::POST, BOOK, ("Idempotency-Key", "once"), Some(body.clone()));
    let (first, second) = (ask().await, ask().await);
    check_problem("first", &first, 409, "slot-full", &[]);
    assert_eq!((second.status, &second["conflict_id"]), (409, &first["conflict_id"]));
    assert_eq!(second.header("idempotent-replayed"), "true");
    assert_eq!(each(&app, CONFLICTS, "id").await, [first["conflict_id"].clone()]);
}

async fn notes_change_and_schedules_stay(db: TestDb) {
    let app = set_up(db).await;
    let slot = slot(&app, "2024-01-15T10:00:00Z", json!("coding"), 2).await;
    let schedule = booked(&app, &interview(&app, "alice", &[]).await, &slot).await;
    let path = format!("{SCHEDULES}/{schedule}");
    let put = app.put(&path, json!({"booking_notes": "a"})).await;
    assert_eq!((put.status, &put["booking_notes"], put.header("etag")), (200, &json!("a"), "\"2\""));
    let patched = app.patch(&path, json!({"booking_notes": null})).await;
    assert_eq!((&patched["booking_notes"], &patched["ai_interview_type"]), (&Value::Null, &json!("coding")));
    let old = app
        .with_header(Method::PATCH, &path, ("If-Match", "\"1\""), Some(json!({"booking_notes": "b"})))
        .await;
    check_problem("old", &old, 412, "version-mismatch", &[]);
    check_problem("deleted", &app.delete(&path).await, 409, "wrong-status", &[]);
}

async fn staff_see_their_own(db: TestDb) {
    let app = set_up(db).await;
    let (panelled, holder) =
        (app.account(Some(1), "pan", "staff").await, app.account(Some(1), "hol", "staff").await);
    app.account(Some(1), "rec", "recruiter").await;
    let one = slot(&app, "2024-01-15T10:00:00Z", json!("coding"), 1).await;
    let two = slot(&app, "2024-01-16T10:00:00Z", json!(holder), 1).await;
    let of_panel = booked(&app, &interview(&app, "a", &[panelled]).await, &one).await;
    let held = booked(&app, &interview(&app, "b", &[]).await, &two).await;
    let other = app.company("Other").await;
    app.account(Some(other), "far", "owner").await;
    for (name, expected) in [
        ("pan", vec![json!(of_panel)]),
        ("hol", vec![json!(held)]),
        ("rec", vec![json!(of_panel), json!(held)]),
        ("far", vec![]),
    ] {
        let token = app.session(name).await;
        let list = app.send(app.request_by(&token, Method::GET, SCHEDULES)).await;
        let seen: Vec<Value> =
            list["items"].as_array().into_iter().flatten().map(|s| s["id"].clone()).collect();
        assert_eq!(seen, expected, "{name}");
        for schedule in [&of_panel, &held] {
            let path = format!("{SCHEDULES}/{schedule}");
            let status = app.send(app.request_by(&token, Method::GET, &path)).await.status;
            assert_eq!(status == 200, expected.contains(&json!(schedule)), "{name}: {status}");
        }
    }
    assert_eq!(each(&app, &format!("{SCHEDULES}?interviewer_id={holder}"), "id").await, [json!(held)]);
    // Of an interview, interviewers are the panel and the holder of its slot.
    for (user, schedule) in [(panelled, &of_panel), (holder, &held)] {
        let interview = app.get(&format!("{SCHEDULES}/{schedule}")).await["interview"].clone();
        let path = format!("/api/v1/interviews?interviewer_id={user}");
        assert_eq!(each(&app, &path, "id").await, [interview], "user {user}");
    }
    assert_eq!(each(&app, &format!("{SCHEDULES}?ai_interview_type=coding"), "id").await, [json!(of_panel)]);
    assert_eq!(each(&app, &format!("{SCHEDULES}?candidate_id=2"), "id").await, [json!(held)]);
    assert_eq!(
        each(&app, &format!("{SCHEDULES}?slot_id={one}&status=pending"), "id").await,
        [json!(of_panel)]
    );
    assert_eq!(each(&app, &format!("{SCHEDULES}?status=confirmed"), "id").await, Vec::<Value>::new());
}
