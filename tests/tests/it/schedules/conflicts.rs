//! Conflicts: listing, settling; slots that are cancelled or fail.

use super::start::{CONFLICTS, SCHEDULES, SLOTS, act, agree, book, booked, each, interview, set_up, slot};
use e2e::check_problem;
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![conflicts_are_settled_once, a_slot_that_is_cancelled, an_ai_interviewer_that_fails]
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
