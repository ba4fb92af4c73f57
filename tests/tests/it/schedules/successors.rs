//! What comes after: the schedule in the place of a rescheduled one, and refused attempts that succeeded later.

use super::start::{CONFLICTS, SCHEDULES, act, agree, book, booked, each, id, interview, set_up, slot};
use e2e::check_problem;
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![an_old_schedule_names_its_successor, a_refused_attempt_is_settled_by_a_booking]
}

async fn an_old_schedule_names_its_successor(db: TestDb) {
    let app = set_up(db).await;
    let first = slot(&app, "2024-01-15T10:00:00Z", json!(1), 1).await;
    let second = slot(&app, "2024-01-16T10:00:00Z", json!(1), 1).await;
    let third = slot(&app, "2024-01-17T10:00:00Z", json!(1), 1).await;
    let old = booked(&app, &interview(&app, "alice", &[]).await, &first).await;
    let move_to = |slot: &str| json!({"slot_id": slot, "reason": "asked for"});
    let new = id(&act(&app, &old, "reschedule", move_to(&second)).await);
    let shown = app.get(&format!("{SCHEDULES}/{old}")).await;
    assert_eq!(
        (&shown["status"], &shown["replaced_by"]),
        (&json!("rescheduled"), &json!(new)),
        "{}",
        shown.text
    );
    assert_eq!(app.get(&format!("{SCHEDULES}/{new}")).await["replaced_by"], Value::Null);
    assert_eq!(each(&app, &format!("{SCHEDULES}?status=rescheduled"), "replaced_by").await, [json!(new)]);
    for (action, body) in [
        ("reschedule", move_to(&third)),
        ("cancel_schedule", json!({"reason": "ill"})),
        ("confirm_schedule", json!({})),
    ] {
        let refused = act(&app, &old, action, body).await;
        check_problem(action, &refused, 409, "wrong-status", &[]);
        assert_eq!(refused["replaced_by"], json!(new), "{action}: {}", refused.text);
    }
    agree(&app);
}

async fn a_refused_attempt_is_settled_by_a_booking(db: TestDb) {
    let app = set_up(db).await;
    let taken = slot(&app, "2024-01-15T10:00:00Z", json!(1), 1).await;
    let free = slot(&app, "2024-01-16T10:00:00Z", json!(1), 1).await;
    booked(&app, &interview(&app, "first", &[]).await, &taken).await;
    let (second, third) = (interview(&app, "second", &[]).await, interview(&app, "third", &[]).await);
    for waiting in [&second, &third] {
        check_problem("full", &book(&app, waiting, &taken).await, 409, "slot-full", &[]);
    }
    let open = async |origin: &str| {
        each(&app, &format!("{CONFLICTS}?resolution=pending&origin={origin}"), "primary_interview").await
    };
    assert_eq!(open("refused").await, [json!(second), json!(third)]);
    assert_eq!(open("broken").await, Vec::<Value>::new());
    booked(&app, &second, &free).await;
    assert_eq!(open("refused").await, [json!(third)], "the other one still waits");
    let settled =
        each(&app, &format!("{CONFLICTS}?origin=REFUSED&resolution=resolved"), "resolution_notes").await;
    assert_eq!(settled, [json!("the interview was booked")]);
    // A time that is given directly settles it, too.
    let given = json!({"scheduled_at": "2024-01-17T10:00:00Z"});
    let given = app.patch(&format!("/api/v1/interviews/{third}"), given).await;
    assert_eq!(given.status, 200, "{}", given.text);
    assert_eq!(open("refused").await, Vec::<Value>::new());
    let wrong = app.get(&format!("{CONFLICTS}?origin=mine")).await;
    assert_eq!(wrong.status, 400, "{}", wrong.text);
    agree(&app);
}
