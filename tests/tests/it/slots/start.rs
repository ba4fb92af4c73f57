//! What these tests start from: company 1 with its interviewer and job.

use e2e::{Answer, App};
use serde_json::{Value, json};
use testkit::at;
use testkit::db::TestDb;

pub(crate) const SLOTS: &str = "/api/interviews/slots";

/// A server on Wednesday, 2025-01-22, with company 1, user 1 and job 1.
pub(crate) async fn set_up(db: TestDb) -> App {
    let app = App::start(db).await;
    app.clock.set(at("2024-01-10T08:00:00Z"));
    let company = app.company("Test Company").await;
    let body = json!({"company_id": company, "name": "John Interviewer", "email": "john@example.com", "role": "staff"});
    let user = app.make("/api/v1/users", body).await.id();
    let job =
        app.make("/api/v1/jobs", json!({"company_id": company, "title": "Software Engineer"})).await.id();
    assert_eq!((company, user, job), (1, 1, 1));
    app
}

/// A slot of an hour for user 1.
pub(crate) fn hour(start: &str) -> Value {
    let at = at(start);
    json!({"start_time": start, "end_time": at.plus_minutes(60).to_string(), "interviewer": 1, "company": 1})
}

/// The same with other or more fields.
pub(crate) fn with(mut body: Value, fields: &Value) -> Value {
    for (name, value) in fields.as_object().into_iter().flatten() {
        body[name] = value.clone();
    }
    body
}

/// The path of what was made.
pub(crate) fn path(made: &Answer) -> String {
    made.header("location").to_owned()
}

/// The `field` of each of the items.
pub(crate) fn each(answer: &Answer, list: &str, field: &str) -> Vec<Value> {
    let items = answer[list].as_array().unwrap_or_else(|| panic!("no {list}: {}", answer.text));
    items.iter().map(|item| item[field].clone()).collect()
}
