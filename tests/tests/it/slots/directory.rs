//! Jobs and candidates.

use super::start::{SLOTS, hour, set_up, with};
use e2e::{App, check_problem};
use serde_json::json;
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![jobs_come_and_go, candidates_come_and_go, a_job_that_a_slot_names_stays]
}

async fn jobs_come_and_go(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    let made = app.make("/api/v1/jobs", json!({"company_id": company, "title": " Engineer "})).await;
    assert_eq!(
        (&made["title"], &made["active"], &made["company_id"]),
        (&json!("Engineer"), &json!(true), &json!(company))
    );
    let path = format!("/api/v1/jobs/{}", made.id());
    assert_eq!(app.get(&path).await.body, made.body);
    let changed = app.patch(&path, json!({"active": false})).await;
    assert_eq!((changed.status, &changed["active"], changed.header("etag")), (200, &json!(false), "\"2\""));
    assert_eq!(app.get("/api/v1/jobs").await["items"], json!([changed.body]));
    check_problem(
        "no title",
        &app.post("/api/v1/jobs", json!({"title": ""})).await,
        422,
        "invalid",
        &["/company_id", "/title"],
    );
    let other = app.company("Other").await;
    check_problem("theirs", &app.get(&format!("{path}?company_id={other}")).await, 404, "not-found", &[]);
    assert_eq!(app.delete(&path).await.status, 204);
    check_problem("gone", &app.get(&path).await, 404, "not-found", &[]);
}

async fn candidates_come_and_go(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    let body = json!({
        "company_id": company, "name": "Alice Candidate", "email": "alice@example.com", "phone": "+49 30 1234",
        "time_zone": "Europe/Berlin",
    });
    let made = app.make("/api/v1/candidates", body.clone()).await;
    for (field, value) in body.as_object().into_iter().flatten() {
        assert_eq!(made[field.as_str()], *value, "{field}");
    }
    let path = format!("/api/v1/candidates/{}", made.id());
    let changed = app.patch(&path, json!({"phone": null, "name": "Alice"})).await;
    assert_eq!((&changed["phone"], &changed["name"]), (&json!(null), &json!("Alice")), "{}", changed.text);
    let wrong = json!({"company_id": company, "name": "", "email": "alice", "time_zone": "Nowhere"});
    let refused = app.post("/api/v1/candidates", wrong).await;
    check_problem("wrong", &refused, 422, "invalid", &["/name", "/email", "/time_zone"]);
    assert_eq!(app.delete(&path).await.status, 204);
    assert_eq!(app.get("/api/v1/candidates").await["items"], json!([]));
}

async fn a_job_that_a_slot_names_stays(db: TestDb) {
    let app = set_up(db).await;
    let slot = app.make(SLOTS, with(hour("2024-01-15T10:00:00Z"), &json!({"job": 1}))).await;
    check_problem("named", &app.delete("/api/v1/jobs/1").await, 409, "still-referenced", &[]);
    assert_eq!(app.delete(&format!("{SLOTS}/{}", slot["id"].as_str().unwrap_or_default())).await.status, 204);
    assert_eq!(app.delete("/api/v1/jobs/1").await.status, 204);
}
