//! What these tests start from: a company with a job, an interviewer, and a candidate who may be interviewed.

use e2e::{Answer, App};
use reqwest::Method;
use serde_json::{Value, json};
use testkit::db::TestDb;

pub(crate) const INTERVIEWS: &str = "/api/v1/interviews";
/// The suite's Monday; interviews are two days later.
pub(crate) const NOW: &str = "2025-01-20T08:00:00Z";
pub(crate) const START: &str = "2025-01-22T10:00:00Z";

/// A server with company 1, its staff member 1, job 1 and candidate 1, whom everything is enabled for.
pub(crate) async fn ready(db: TestDb) -> App {
    let app = App::start(db).await;
    app.clock.set(testkit::at(NOW));
    let company = app.company("Acme").await;
    let user = app.user(company, "ivy").await;
    let job = app.make("/api/v1/jobs", json!({"company_id": company, "title": "Engineer"})).await.id();
    let candidate = candidate(&app, "Ann").await;
    assert_eq!((company, user, job, candidate), (1, 1, 1, 1));
    enable(&app, candidate, true).await;
    app
}

/// A candidate of company 1.
pub(crate) async fn candidate(app: &App, name: &str) -> i64 {
    let email = format!("{}@example.com", name.to_lowercase().replace(' ', "."));
    let body = json!({"company_id": 1, "name": name, "email": email});
    app.make("/api/v1/candidates", body).await.id()
}

/// Lets a candidate be interviewed for job 1.
pub(crate) async fn enable(app: &App, candidate: i64, online: bool) {
    let path = |action: &str| format!("/api/v1/candidates/{candidate}/{action}");
    let listed = app.post(&path("shortlist"), json!({"job_id": 1, "shortlisted": true})).await;
    assert_eq!(listed.status, 200, "{}", listed.text);
    let body = json!({"job_id": 1, "interview_enabled": true, "online_interview_enabled": online});
    let enabled = app.post(&path("toggle-interview"), body).await;
    assert_eq!(enabled.status, 200, "{}", enabled.text);
}

/// An online interview of candidate 1 for job 1 with user 1, at that time.
pub(crate) fn body(start: Option<&str>) -> Value {
    json!({
        "candidate_id": 1, "job_id": 1, "interview_type": "online", "scheduled_at": start, "interviewer_ids": [1],
    })
}

/// The same with other or more fields.
pub(crate) fn with(mut body: Value, fields: &Value) -> Value {
    for (name, value) in fields.as_object().into_iter().flatten() {
        body[name] = value.clone();
    }
    body
}

/// The path of a new interview at the suite's time.
pub(crate) async fn interview(app: &App) -> String {
    path(&app.make(INTERVIEWS, body(Some(START))).await)
}

pub(crate) fn path(made: &Answer) -> String {
    made.header("location").to_owned()
}

/// Joins an interview without credentials.
pub(crate) async fn join(app: &App, path: &str, room: &str, role: &str) -> Answer {
    let request = app.anonymous(Method::POST, &format!("{path}/join"));
    app.send(request.json(&json!({"room_id": room, "role": role}))).await
}

/// What the log says was done, oldest first.
pub(crate) async fn actions(app: &App, path: &str) -> Vec<String> {
    let log = app.get(&format!("{path}/logs")).await;
    let items = log["items"].as_array().unwrap_or_else(|| panic!("no log: {}", log.text));
    items.iter().map(|line| line["action"].as_str().unwrap_or_default().to_owned()).collect()
}

/// Whose time is taken.
pub(crate) fn claims(app: &App) -> Vec<String> {
    app.db.raw().texts("SELECT subject AS text FROM commitments ORDER BY subject")
}
