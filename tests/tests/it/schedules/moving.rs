//! Rescheduling: at once or not at all.

use super::start::{SCHEDULES, SLOTS, act, agree, booked, each, id, interview, set_up, slot};
use e2e::check_problem;
use serde_json::json;
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        a_schedule_moves_with_its_status,
        a_move_that_is_refused_changes_nothing,
        a_slot_that_history_names_is_not_deleted,
    ]
}

async fn a_schedule_moves_with_its_status(db: TestDb) {
    let app = set_up(db).await;
    let from = slot(&app, "2024-01-15T10:00:00Z", json!(1), 1).await;
    let to = slot(&app, "2024-01-15T11:00:00Z", json!(1), 1).await;
    let interview = interview(&app, "alice", &[1]).await;
    let first = booked(&app, &interview, &from).await;
    act(&app, &first, "confirm_schedule", json!({})).await;
    let moved = act(&app, &first, "reschedule", json!({"slot_id": to, "reason": "train"})).await;
    assert_eq!(
        (moved.status, &moved["status"], &moved["slot"], &moved["replaces"]),
        (200, &json!("confirmed"), &json!(to), &json!(first)),
        "{}",
        moved.text
    );
    assert_eq!(app.get(&format!("{SCHEDULES}/{first}")).await["status"], "rescheduled");
    agree(&app);
    let again = act(&app, &first, "reschedule", json!({"slot_id": from, "reason": "train"})).await;
    check_problem("an old one", &again, 409, "wrong-status", &[]);
    let back = act(&app, &id(&moved), "reschedule", json!({"slot_id": from, "reason": "bus"})).await;
    assert_eq!(back.status, 200, "{}", back.text);
    agree(&app);
    let own = format!("{SCHEDULES}?interview_id={interview}&status=confirmed");
    assert_eq!(each(&app, &own, "id").await, [json!(id(&back))]);
}

async fn a_move_that_is_refused_changes_nothing(db: TestDb) {
    let app = set_up(db).await;
    let from = slot(&app, "2024-01-15T10:00:00Z", json!(1), 1).await;
    let full = slot(&app, "2024-01-16T10:00:00Z", json!(1), 1).await;
    booked(&app, &interview(&app, "first", &[]).await, &full).await;
    let schedule = booked(&app, &interview(&app, "second", &[]).await, &from).await;
    let path = format!("{SCHEDULES}/{schedule}");
    let before = app.get(&path).await;
    let refused = act(&app, &schedule, "reschedule", json!({"slot_id": full, "reason": "x"})).await;
    check_problem("full", &refused, 409, "slot-full", &[]);
    let conflict = app
        .get(&format!("/api/interviews/conflicts/{}", refused["conflict_id"].as_str().unwrap_or_default()))
        .await;
    assert_eq!(conflict["schedule"], json!(schedule), "{}", conflict.text);
    let nobody = json!({"slot_id": "01900000-0000-7000-8000-000000000000", "reason": "x"});
    check_problem(
        "nowhere",
        &act(&app, &schedule, "reschedule", nobody).await,
        404,
        "not-found",
        &["/slot_id"],
    );
    let same = act(&app, &schedule, "reschedule", json!({"slot_id": from, "reason": "x"})).await;
    check_problem("the same", &same, 422, "invalid", &["/slot_id"]);
    assert_eq!(app.get(&path).await.body, before.body);
    agree(&app);
}

async fn a_slot_that_history_names_is_not_deleted(db: TestDb) {
    let app = set_up(db).await;
    let slot = slot(&app, "2024-01-15T10:00:00Z", json!(1), 1).await;
    let schedule = booked(&app, &interview(&app, "alice", &[1]).await, &slot).await;
    let path = format!("{SLOTS}/{slot}");
    check_problem("live", &app.delete(&path).await, 409, "slot-has-bookings", &[]);
    act(&app, &schedule, "cancel_schedule", json!({"reason": "ill"})).await;
    check_problem("on record", &app.delete(&path).await, 409, "still-referenced", &[]);
    assert_eq!(app.get(&path).await.status, 200);
    agree(&app);
}
