//! Conflicts: listing, settling; slots that are cancelled or fail.

use super::start::{CONFLICTS, SCHEDULES, SLOTS, act, agree, book, booked, each, interview, set_up, slot};
use e2e::check_problem;
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        conflicts_are_settled_once,
        a_slot_that_is_cancelled,
        an_ai_interviewer_that_fails,
        what_stood_against_an_interview_ends_with_its_time,
        what_stood_against_an_interview_ends_with_who_it_was_about,
        schedules_that_nobody_confirmed_end_with_their_slot,
        confirming_asks_whether_all_may_be_booked,
    ]
}

async fn conflicts_are_settled_once(db: TestDb) {
    let app = set_up(db).await;
    let slot = slot(&app, "2024-01-15T10:00:00Z", json!(1), 1).await;
    booked(&app, &interview(&app, "first", &[]).await, &slot).await;
    let second = interview(&app, "second", &[]).await;
    let conflict = book(&app, &second, &slot).await["conflict_id"].as_str().unwrap_or_default().to_owned();
    let resolve = format!("{CONFLICTS}/{conflict}/resolve_conflict/");
    for (body, status, slug, pointer) in [
        (json!({"resolution": "pending"}), 422, "invalid", "/resolution"),
        (json!({"resolution": "gone"}), 400, "malformed-request", "/resolution"),
        (json!({"notes": "n"}), 400, "malformed-request", "/resolution"),
    ] {
        check_problem(&body.to_string(), &app.post(&resolve, body.clone()).await, status, slug, &[pointer]);
    }
    let seed = json!({"resolution": "rescheduled", "notes": "Interview rescheduled to next week"});
    let resolved = app.post(&resolve, seed.clone()).await;
    assert_eq!((resolved.status, &resolved["resolution"]), (200, &json!("rescheduled")), "{}", resolved.text);
    check_problem("again", &app.post(&resolve, seed).await, 409, "already-resolved", &[]);
    let history = app.get(&format!("{CONFLICTS}/{conflict}/")).await["history"].clone();
    let steps: Vec<&Value> =
        history.as_array().into_iter().flatten().map(|step| &step["resolution"]).collect();
    assert_eq!(steps, [&json!("pending"), &json!("rescheduled")]);
    for (query, found) in [
        ("resolution=pending", false),
        ("resolution=rescheduled&conflict_type=slot_unavailable", true),
        ("conflict_type=overlap", false),
        ("interviewer_id=1", true),
        (&format!("interview_id={second}"), true),
    ] {
        let seen = each(&app, &format!("{CONFLICTS}/?{query}"), "id").await;
        assert_eq!(seen.len(), usize::from(found), "{query}");
    }
    agree(&app);
}

async fn a_slot_that_is_cancelled(db: TestDb) {
    let app = set_up(db).await;
    let slot = slot(&app, "2024-01-15T10:00:00Z", json!(1), 3).await;
    let confirmed = booked(&app, &interview(&app, "first", &[]).await, &slot).await;
    act(&app, &confirmed, "confirm_schedule", json!({})).await;
    booked(&app, &interview(&app, "second", &[]).await, &slot).await;
    let tried = app.post(&format!("{SLOTS}/{slot}/cancel/?dry_run=true"), json!({"reason": "ill"})).await;
    let broken = tried["conflicts"].as_array().map_or(0, Vec::len);
    assert_eq!((tried.status, broken), (200, 2), "{}", tried.text);
    assert_eq!(tried["conflicts"][0]["candidate_name"], "first");
    assert_eq!(app.get(&format!("{SLOTS}/{slot}")).await["current_bookings"], 2, "nothing was changed");
    let cancelled = app.post(&format!("{SLOTS}/{slot}/cancel/"), json!({"reason": "ill"})).await;
    assert_eq!(cancelled.status, 200, "{}", cancelled.text);
    assert_eq!(each(&app, SCHEDULES, "status").await, ["cancelled", "cancelled"]);
    assert_eq!(each(&app, SCHEDULES, "cancellation_reason").await, ["ill", "ill"]);
    assert_eq!(each(&app, CONFLICTS, "conflict_type").await, ["slot_unavailable", "slot_unavailable"]);
    assert_eq!(each(&app, CONFLICTS, "origin").await, ["broken", "broken"]);
    assert_eq!(app.db.raw().texts("SELECT status AS text FROM interviews"), ["pending", "pending"]);
    assert_eq!(app.db.raw().texts("SELECT subject AS text FROM commitments"), Vec::<String>::new());
    agree(&app);
}

async fn an_ai_interviewer_that_fails(db: TestDb) {
    let app = set_up(db).await;
    let (ai, person) = (
        slot(&app, "2024-01-15T10:00:00Z", json!("coding"), 2).await,
        slot(&app, "2024-01-15T10:00:00Z", json!(1), 1).await,
    );
    booked(&app, &interview(&app, "first", &[]).await, &ai).await;
    for _ in 0..2 {
        let answer = app.post(&format!("{SLOTS}/{ai}/report_error/"), json!({"details": "no voice"})).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
    }
    assert_eq!(each(&app, CONFLICTS, "conflict_type").await, ["ai_system_error"]);
    assert_eq!(each(&app, SCHEDULES, "status").await, ["pending"]);
    let refused = app.post(&format!("{SLOTS}/{person}/report_error/"), json!({"details": "no voice"})).await;
    assert_eq!(refused.status, 422, "{}", refused.text);
    agree(&app);
}

/// Type and resolution of each conflict of an interview.
async fn of(app: &e2e::App, interview: &str) -> Vec<(Value, Value)> {
    let path = format!("{CONFLICTS}/?interview_id={interview}");
    each(app, &path, "conflict_type").await.into_iter().zip(each(app, &path, "resolution").await).collect()
}

async fn what_stood_against_an_interview_ends_with_its_time(db: TestDb) {
    let app = set_up(db).await;
    let pair = |kind: &str, resolution: &str| (json!(kind), json!(resolution));
    let first = slot(&app, "2024-01-15T10:00:00Z", json!(1), 1).await;
    let second = slot(&app, "2024-01-16T10:00:00Z", json!(1), 1).await;
    // Its slot is cancelled, and another one found.
    let one = interview(&app, "first", &[]).await;
    booked(&app, &one, &first).await;
    app.post(&format!("{SLOTS}/{first}/cancel/"), json!({"reason": "ill"})).await;
    assert_eq!(of(&app, &one).await, [pair("slot_unavailable", "pending")]);
    let schedule = booked(&app, &one, &second).await;
    assert_eq!(of(&app, &one).await, [pair("slot_unavailable", "rescheduled")]);
    // An attempt is refused, and the interview cancelled.
    let two = interview(&app, "second", &[]).await;
    assert_eq!(book(&app, &two, &second).await.status, 409);
    assert_eq!(of(&app, &two).await, [pair("slot_unavailable", "pending")]);
    let cancelled = app.post(&format!("/api/v1/interviews/{two}/cancel"), json!({"reason": "no need"})).await;
    assert_eq!(cancelled.status, 200, "{}", cancelled.text);
    assert_eq!(of(&app, &two).await, [pair("slot_unavailable", "cancelled")]);
    // The host is busy, and the booking moved, and then cancelled.
    let busy = |hour: &str| json!({"user_id": 1, "start": format!("2024-01-{hour}:00:00Z"), "end": format!("2024-01-{hour}:30:00Z")});
    app.make("/api/v1/busy-periods", busy("16T10")).await;
    let third = slot(&app, "2024-01-17T10:00:00Z", json!(1), 1).await;
    let moved = act(&app, &schedule, "reschedule", json!({"slot_id": third, "reason": "busy"})).await;
    assert_eq!(moved.status, 200, "{}", moved.text);
    let rescheduled =
        [pair("slot_unavailable", "rescheduled"), pair("interviewer_unavailable", "rescheduled")];
    assert_eq!(of(&app, &one).await, rescheduled);
    app.make("/api/v1/busy-periods", busy("17T10")).await;
    let schedule = moved["id"].as_str().unwrap_or_default().to_owned();
    assert_eq!(act(&app, &schedule, "cancel_schedule", json!({"reason": "busy"})).await.status, 200);
    assert_eq!(of(&app, &one).await.last(), Some(&pair("interviewer_unavailable", "cancelled")));
    agree(&app);
}

async fn what_stood_against_an_interview_ends_with_who_it_was_about(db: TestDb) {
    let app = set_up(db).await;
    let other = app.user(1, "mary").await;
    let candidate = app.candidate(1, "first").await;
    app.gates(1, candidate, 1, [true, true, true]).await;
    let body = json!({
        "candidate_id": candidate, "job_id": 1, "interview_type": "online",
        "scheduled_at": "2024-01-15T10:00:00Z", "interviewer_ids": [1, other],
    });
    let made = app.make("/api/v1/interviews", body).await;
    let (path, id) = (made.header("location").to_owned(), made["id"].as_str().unwrap_or_default().to_owned());
    let busy =
        |user: i64| json!({"user_id": user, "start": "2024-01-15T10:00:00Z", "end": "2024-01-15T10:30:00Z"});
    let pair = |resolution: &str| (json!("interviewer_unavailable"), json!(resolution));
    app.make("/api/v1/busy-periods", busy(1)).await;
    assert_eq!(of(&app, &id).await, [pair("pending")]);
    let third = app.user(1, "paul").await;
    let replaced = app.patch(&path, json!({"interviewer_ids": [other, third]})).await;
    assert_eq!(replaced.status, 200, "{}", replaced.text);
    assert_eq!(of(&app, &id).await, [pair("resolved")]);
    app.make("/api/v1/busy-periods", busy(other)).await;
    assert_eq!(of(&app, &id).await, [pair("resolved"), pair("pending")]);
    assert_eq!(app.patch(&path, json!({"scheduled_at": "2024-01-15T12:00:00Z"})).await.status, 200);
    assert_eq!(of(&app, &id).await, [pair("resolved"), pair("rescheduled")]);
    agree(&app);
}

async fn schedules_that_nobody_confirmed_end_with_their_slot(db: TestDb) {
    let app = set_up(db).await;
    let slot_id = slot(&app, "2024-01-15T10:00:00Z", json!(1), 2).await;
    let (waits, goes) = (interview(&app, "first", &[]).await, interview(&app, "second", &[]).await);
    let waiting = booked(&app, &waits, &slot_id).await;
    let confirmed = booked(&app, &goes, &slot_id).await;
    assert_eq!(act(&app, &confirmed, "confirm_schedule", json!({})).await.status, 200);
    let status = async |schedule: &str| app.get(&format!("{SCHEDULES}/{schedule}/")).await["status"].clone();
    app.clock.set(testkit::at("2024-01-15T10:59:59Z"));
    app.worker().run_once().await;
    assert_eq!(status(&waiting).await, "pending");
    app.clock.set(testkit::at("2024-01-15T11:00:00Z"));
    app.worker().run_once().await;
    assert_eq!((status(&waiting).await, status(&confirmed).await), (json!("cancelled"), json!("confirmed")));
    assert_eq!(of(&app, &waits).await, [(json!("slot_unavailable"), json!("pending"))]);
    assert_eq!(of(&app, &goes).await, []);
    app.worker().run_once().await;
    assert_eq!(of(&app, &waits).await.len(), 1, "once");
    let next = slot(&app, "2024-01-16T10:00:00Z", json!(1), 1).await;
    booked(&app, &waits, &next).await;
    assert_eq!(of(&app, &waits).await, [(json!("slot_unavailable"), json!("rescheduled"))]);
    agree(&app);
}

async fn confirming_asks_whether_all_may_be_booked(db: TestDb) {
    let app = set_up(db).await;
    let slot = slot(&app, "2024-01-15T10:00:00Z", json!(1), 1).await;
    let candidate = app.candidate(1, "first").await;
    let schedule = booked(&app, &app.interview(1, candidate, 1, &[]).await, &slot).await;
    for (path, slug) in [
        (format!("/api/v1/candidates/{candidate}"), "candidate-inactive"),
        ("/api/v1/jobs/1".to_owned(), "job-inactive"),
        ("/api/v1/users/1".to_owned(), "interviewer-unavailable"),
        ("/api/v1/companies/1".to_owned(), "wrong-status"),
    ] {
        assert_eq!(app.patch(&path, json!({"active": false})).await.status, 200, "{path}");
        let refused = act(&app, &schedule, "confirm_schedule", json!({})).await;
        check_problem(&path, &refused, 409, slug, &[]);
        assert_eq!(app.patch(&path, json!({"active": true})).await.status, 200, "{path}");
    }
    assert_eq!(act(&app, &schedule, "confirm_schedule", json!({})).await.status, 200);
    agree(&app);
}
