//! Joining without an account.

use super::start::{INTERVIEWS, actions, body, interview, join, path, ready, with};
use e2e::check_problem;
use reqwest::Method;
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        the_order_of_refusals,
        the_window,
        joining_twice_is_fine,
        coming_after_the_end,
        the_link_ends
    ]
}

async fn the_order_of_refusals(db: TestDb) {
    let app = ready(db).await;
    let path_of = interview(&app).await;
    let room = app.get(&path_of).await["room_id"].as_str().unwrap_or_default().to_owned();
    let nowhere = format!("{INTERVIEWS}/01900000-0000-7000-8000-000000000000");
    let (wrong, missing) =
        (join(&app, &path_of, "guess", "candidate").await, join(&app, &nowhere, &room, "candidate").await);
    check_problem("another room", &wrong, 403, "wrong-room", &[]);
    check_problem("no interview", &missing, 403, "wrong-room", &[]);
    assert_eq!(wrong["detail"], missing["detail"]);
    let offline = app.make(INTERVIEWS, with(body(None), &json!({"interview_type": "offline"}))).await;
    check_problem("no room", &join(&app, &path(&offline), "", "candidate").await, 403, "wrong-room", &[]);
    check_problem("early", &join(&app, &path_of, &room, "candidate").await, 409, "outside-join-window", &[]);
    check_problem("role", &join(&app, &path_of, &room, "boss").await, 400, "malformed-request", &["/role"]);
    app.post(&format!("{path_of}/cancel"), json!({"reason": "ill"})).await;
    check_problem("cancelled", &join(&app, &path_of, &room, "candidate").await, 409, "not-joinable", &[]);
    check_problem("wrong first", &join(&app, &path_of, "x", "candidate").await, 403, "wrong-room", &[]);
    let huge = join(&app, &path_of, &"x".repeat(10_000_000), "candidate").await;
    assert_eq!(huge.status, 413);
}

async fn the_window(db: TestDb) {
    let app = ready(db).await;
    let path = interview(&app).await;
    let room = app.get(&path).await["room_id"].as_str().unwrap_or_default().to_owned();
    let check = async |at: &str, role: &str, status: u16| {
        app.clock.set(testkit::at(at));
        let answer = join(&app, &path, &room, role).await;
        assert_eq!(answer.status, status, "{at}: {}", answer.text);
    };
    check("2025-01-22T09:44:59Z", "candidate", 409).await;
    check("2025-01-22T09:45:00Z", "candidate", 200).await;
    check("2025-01-22T11:15:00Z", "interviewer", 200).await;
    check("2025-01-22T11:15:01Z", "candidate", 409).await;
}

async fn coming_after_the_end(db: TestDb) {
    let app = ready(db).await;
    let path = interview(&app).await;
    let room = app.get(&path).await["room_id"].as_str().unwrap_or_default().to_owned();
    app.clock.set(testkit::at("2025-01-22T11:00:20Z"));
    app.worker().run_once().await;
    assert_eq!(app.get(&path).await["status"], json!("no_show"));
    let check = async |role: &str, status: &str| {
        let joined = join(&app, &path, &room, role).await;
        assert_eq!((joined.status, &joined["status"]), (200, &json!(status)), "{role}: {}", joined.text);
        assert_eq!(joined["room_status"], json!("ready"));
    };
    check("interviewer", "no_show").await;
    check("candidate", "completed").await;
    check("candidate", "completed").await;
    let expected = ["created", "scheduled", "no_show", "joined", "joined", "completed"];
    assert_eq!(actions(&app, &path).await, expected);
    app.clock.set(testkit::at("2025-01-22T11:15:01Z"));
    check_problem("late", &join(&app, &path, &room, "candidate").await, 409, "not-joinable", &[]);
}

async fn joining_twice_is_fine(db: TestDb) {
    let app = ready(db).await;
    let path = interview(&app).await;
    let room = app.get(&path).await["room_id"].as_str().unwrap_or_default().to_owned();
    app.clock.set(testkit::at("2025-01-22T10:00:00Z"));
    let request = app.anonymous(Method::POST, &format!("{path}/join"));
    let joined = app.send(request.json(&json!({"room_id": room, "role": "Candidate", "name": "Ann"}))).await;
    assert_eq!((joined.status, &joined["status"]), (200, &json!("in_progress")), "{}", joined.text);
    assert_eq!((&joined["company_name"], &joined["job_title"]), (&json!("Acme"), &json!("Engineer")));
    assert_eq!(joined["notes"], Value::Null);
    app.clock.advance(60);
    assert_eq!(join(&app, &path, &room, "candidate").await.status, 200);
    assert_eq!(join(&app, &path, &room, "interviewer").await.status, 200);
    let seen = app.get(&path).await;
    assert_eq!(seen["candidate_joined_at"], json!("2025-01-22T10:00:00Z"));
    assert_eq!(seen["interviewer_joined_at"], json!("2025-01-22T10:01:00Z"));
    assert_eq!(actions(&app, &path).await, ["created", "scheduled", "joined", "started", "joined"]);
    let log = app.get(&format!("{path}/logs")).await;
    assert_eq!(
        (&log["items"][2]["actor"], &log["items"][2]["new"]["name"]),
        (&json!("candidate"), &json!("Ann"))
    );
    let moved = app.patch(&path, json!({"scheduled_at": "2025-01-23T10:00:00Z"})).await;
    check_problem("moved after joining", &moved, 409, "not-changeable", &[]);
}

async fn the_link_ends(db: TestDb) {
    let app = ready(db).await;
    let path = interview(&app).await;
    for (at, there) in [("2025-01-23T11:00:00Z", true), ("2025-01-23T11:00:01Z", false)] {
        app.clock.set(testkit::at(at));
        assert_eq!(app.get(&path).await["meeting_link"].is_string(), there, "{at}");
    }
}
