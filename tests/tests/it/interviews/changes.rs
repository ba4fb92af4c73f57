//! Changing, rescheduling and cancelling; the log that stays.

use super::start::{INTERVIEWS, START, actions, body, claims, interview, path, ready};
use e2e::check_problem;
use reqwest::Method;
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        a_life_of_changes,
        a_refused_move_keeps_the_old_time,
        what_is_cancelled_stays,
        the_log_is_never_changed,
        versions_and_keys,
    ]
}

async fn a_life_of_changes(db: TestDb) {
    let app = ready(db).await;
    let path = interview(&app).await;
    let zoe = app.user(1, "zoe").await;
    let step = async |change: Value, status: &str, claimed: &[&str]| {
        let changed = app.patch(&path, change.clone()).await;
        assert_eq!((changed.status, &changed["status"]), (200, &json!(status)), "{change}: {}", changed.text);
        assert_eq!(claims(&app), claimed, "{change}");
    };
    step(json!({"notes": "bring a pen", "reason": "asked"}), "scheduled", &["candidate:1", "user:1"]).await;
    step(json!({"interviewer_ids": [zoe]}), "scheduled", &["candidate:1", &format!("user:{zoe}")]).await;
    step(json!({"duration_minutes": 30}), "scheduled", &["candidate:1", &format!("user:{zoe}")]).await;
    assert_eq!(app.get(&path).await["ends_at"], json!("2025-01-22T10:30:00Z"));
    step(json!({"scheduled_at": null}), "pending", &[]).await;
    step(json!({"scheduled_at": START}), "scheduled", &["candidate:1", &format!("user:{zoe}")]).await;
    let nothing = app.get(&path).await;
    step(json!({}), "scheduled", &["candidate:1", &format!("user:{zoe}")]).await;
    assert_eq!(app.get(&path).await.header("etag"), nothing.header("etag"), "nothing changed");
    let log = ["created", "scheduled", "changed", "changed", "rescheduled", "unscheduled", "scheduled"];
    assert_eq!(actions(&app, &path).await, log);
    let line = app.get(&format!("{path}/logs")).await["items"][2].clone();
    assert_eq!((&line["old"], &line["new"]), (&json!({"notes": null}), &json!({"notes": "bring a pen"})));
    assert_eq!((&line["reason"], &line["actor"]), (&json!("asked"), &json!("api")));
    let replaced = app.put(&path, json!({"interview_type": "offline", "scheduled_at": START})).await;
    assert_eq!((&replaced["notes"], &replaced["interviewer_ids"]), (&Value::Null, &json!([])));
    assert_eq!((&replaced["duration_minutes"], &replaced["room_id"]), (&json!(60), &Value::Null));
}

async fn a_refused_move_keeps_the_old_time(db: TestDb) {
    let app = ready(db).await;
    let path = interview(&app).await;
    app.make(INTERVIEWS, body(Some("2025-01-22T12:00:00Z"))).await;
    let before = claims(&app);
    let refused = app.patch(&path, json!({"scheduled_at": "2025-01-22T12:30:00Z"})).await;
    assert_eq!(refused.status, 409, "{}", refused.text);
    assert_eq!((claims(&app), &app.get(&path).await["scheduled_at"]), (before, &json!(START)));
    let moved = app.patch(&path, json!({"scheduled_at": "2025-01-22T10:30:00Z"})).await;
    assert_eq!(moved.status, 200, "onto its own old time: {}", moved.text);
}

async fn what_is_cancelled_stays(db: TestDb) {
    let app = ready(db).await;
    let path = interview(&app).await;
    let cancel = format!("{path}/cancel");
    check_problem("no reason", &app.post(&cancel, json!({})).await, 400, "malformed-request", &["/reason"]);
    let cancelled = app.post(&cancel, json!({"reason": "ill"})).await;
    assert_eq!((cancelled.status, &cancelled["status"]), (200, &json!("cancelled")), "{}", cancelled.text);
    assert_eq!(
        (&cancelled["cancellation_reason"], &cancelled["scheduled_at"]),
        (&json!("ill"), &json!(START))
    );
    assert_eq!(claims(&app), Vec::<String>::new());
    let reminders = app.db.raw().texts("SELECT kind AS text FROM effects WHERE kind = 'remind'");
    assert_eq!(reminders, Vec::<String>::new());
    check_problem("again", &app.post(&cancel, json!({"reason": "ill"})).await, 409, "not-changeable", &[]);
    check_problem("change", &app.patch(&path, json!({"notes": "n"})).await, 409, "not-changeable", &[]);
}

async fn the_log_is_never_changed(db: TestDb) {
    let app = ready(db).await;
    interview(&app).await;
    for sql in ["UPDATE interview_logs SET action = 'x'", "DELETE FROM interview_logs"] {
        assert!(app.db.raw().try_execute(sql).is_err(), "{sql}");
    }
}

async fn versions_and_keys(db: TestDb) {
    let app = ready(db).await;
    let key = ("idempotency-key", "one");
    let first = app.with_header(Method::POST, INTERVIEWS, key, Some(body(Some(START)))).await;
    let again = app.with_header(Method::POST, INTERVIEWS, key, Some(body(Some(START)))).await;
    assert_eq!((first.status, again.status, &first.text), (201, 201, &again.text));
    let old = app
        .with_header(Method::PATCH, &path(&first), ("if-match", "\"99\""), Some(json!({"notes": "n"})))
        .await;
    check_problem("an old version", &old, 412, "version-mismatch", &[]);
}
