//! Who may be interviewed for what.

use super::start::{INTERVIEWS, body, candidate, enable, interview, ready};
use e2e::check_problem;
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![each_gate_needs_the_one_before, rooms_follow_what_is_enabled, what_is_not_there]
}

async fn each_gate_needs_the_one_before(db: TestDb) {
    let app = ready(db).await;
    let bob = candidate(&app, "Bob").await;
    let check = async |action: &str, body: Value, flags: [bool; 3]| {
        let answer = app.post(&format!("/api/v1/candidates/{bob}/{action}"), body).await;
        let expected = json!({
            "candidate_id": bob, "job_id": 1, "shortlisted": flags[0], "interview_enabled": flags[1],
            "online_interview_enabled": flags[2],
        });
        assert_eq!((answer.status, &answer.body), (200, &expected), "{action}");
        let status = app.get(&format!("/api/v1/candidates/{bob}/interview-status?job_id=1")).await;
        assert_eq!(status.body, expected);
    };
    let toggle = format!("/api/v1/candidates/{bob}/toggle-interview");
    let early = app.post(&toggle, json!({"job_id": 1, "interview_enabled": true})).await;
    check_problem("enabling without the shortlist", &early, 409, "not-shortlisted", &[]);
    check("toggle-interview", json!({"job_id": 1, "interview_enabled": false}), [false; 3]).await;
    check("shortlist", json!({"job_id": 1, "shortlisted": true}), [true, false, false]).await;
    let all = json!({"job_id": 1, "interview_enabled": true, "online_interview_enabled": true});
    check("toggle-interview", all.clone(), [true; 3]).await;
    check("toggle-interview", json!({"job_id": 1, "interview_enabled": false}), [true, false, false]).await;
    check("toggle-interview", all, [true; 3]).await;
    check("shortlist", json!({"job_id": 1, "shortlisted": false}), [false; 3]).await;
}

async fn rooms_follow_what_is_enabled(db: TestDb) {
    let app = ready(db).await;
    let path = interview(&app).await;
    let first = app.get(&path).await["room_id"].clone();
    assert_eq!(first.as_str().map(str::len), Some(64));
    let link = format!("http://localhost:8080/rooms/{}", first.as_str().unwrap_or_default());
    assert_eq!(app.get(&path).await["meeting_link"], json!(link));
    app.post("/api/v1/candidates/1/shortlist", json!({"job_id": 1, "shortlisted": false})).await;
    let without = app.get(&path).await;
    assert_eq!((&without["room_id"], &without["status"]), (&Value::Null, &json!("scheduled")), "it stays");
    let later = json!({"scheduled_at": "2025-01-23T10:00:00Z"});
    check_problem("no new time", &app.patch(&path, later).await, 422, "not-shortlisted", &["/scheduled_at"]);
    enable(&app, 1, true).await;
    let second = app.get(&path).await["room_id"].clone();
    assert!(second.is_string() && second != first, "a new room");
    let offline = app.patch(&path, json!({"interview_type": "OFFLINE"})).await;
    assert_eq!((&offline["room_id"], &offline["meeting_link"]), (&Value::Null, &Value::Null));
}

async fn what_is_not_there(db: TestDb) {
    let app = ready(db).await;
    let missing =
        app.post("/api/v1/candidates/99/shortlist", json!({"job_id": 1, "shortlisted": true})).await;
    check_problem("candidate", &missing, 404, "not-found", &[]);
    let missing = app.post("/api/v1/candidates/1/shortlist", json!({"job_id": 9, "shortlisted": true})).await;
    check_problem("job", &missing, 404, "not-found", &["/job_id"]);
    let bob = candidate(&app, "Bob").await;
    let mut new = body(None);
    new["candidate_id"] = json!(bob);
    check_problem(
        "gate 1",
        &app.post(INTERVIEWS, new.clone()).await,
        422,
        "not-shortlisted",
        &["/candidate_id"],
    );
    app.post(&format!("/api/v1/candidates/{bob}/shortlist"), json!({"job_id": 1, "shortlisted": true})).await;
    check_problem(
        "gate 2",
        &app.post(INTERVIEWS, new).await,
        422,
        "interview-not-enabled",
        &["/candidate_id"],
    );
}
