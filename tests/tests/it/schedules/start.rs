//! What these tests start from, and what must hold after each.

use e2e::{Answer, App};
use serde_json::{Value, json};
use testkit::at;
use testkit::db::TestDb;

pub(crate) const SLOTS: &str = "/api/interviews/slots";
pub(crate) const SCHEDULES: &str = "/api/interviews/schedules";
pub(crate) const BOOK: &str = "/api/interviews/schedules/book_interview/";
pub(crate) const CONFLICTS: &str = "/api/interviews/conflicts";

/// A server on Wednesday, 2025-01-22, with company 1, interviewer 1 and job 1.
pub(crate) async fn set_up(db: TestDb) -> App {
    let app = App::start(db).await;
    app.clock.set(at("2024-01-10T08:00:00Z"));
    let company = app.company("Test Company").await;
    let user = app.user(company, "john").await;
    let job = app.job(company, "Software Engineer").await;
    assert_eq!((company, user, job), (1, 1, 1));
    app
}

/// A slot of an hour with that holder and so many places; its id.
pub(crate) async fn slot(app: &App, start: &str, holder: Value, places: usize) -> String {
    let end = at(start).plus_minutes(60).to_string();
    let mut body = json!({"start_time": start, "end_time": end, "company": 1, "max_candidates": places});
    match holder {
        Value::String(kind) => body["ai_interview_type"] = json!(kind),
        user => body["interviewer"] = user,
    }
    id(&app.make(SLOTS, body).await)
}

/// An interview of a new candidate for job 1, with that panel; its id.
pub(crate) async fn interview(app: &App, name: &str, panel: &[i64]) -> String {
    let candidate = app.candidate(1, name).await;
    app.interview(1, candidate, 1, panel).await
}

/// Tries to book.
pub(crate) async fn book(app: &App, interview: &str, slot: &str) -> Answer {
    app.post(BOOK, json!({"interview_id": interview, "slot_id": slot})).await
}

/// Books, which must succeed; the schedule's id.
pub(crate) async fn booked(app: &App, interview: &str, slot: &str) -> String {
    let answer = book(app, interview, slot).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    id(&answer)
}

/// Does something to a schedule.
pub(crate) async fn act(app: &App, schedule: &str, action: &str, body: Value) -> Answer {
    app.post(&format!("{SCHEDULES}/{schedule}/{action}/"), body).await
}

pub(crate) fn id(answer: &Answer) -> String {
    answer["id"].as_str().unwrap_or_else(|| panic!("no id: {}", answer.text)).to_owned()
}

/// The `field` of each item of a list.
pub(crate) async fn each(app: &App, path: &str, field: &str) -> Vec<Value> {
    let answer = app.get(path).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.text);
    answer["items"].as_array().into_iter().flatten().map(|item| item[field].clone()).collect()
}

/// Checks that slots, schedules, interviews, ledger and conflicts agree.
pub(crate) fn agree(app: &App) {
    let each = INVARIANTS.split("\n\n-- ").skip(1).filter_map(|one| one.split_once('\n'));
    let mut asked = 0;
    let mut raw = app.db.raw();
    for (what, sql) in each {
        let wrong = raw.texts(sql);
        assert_eq!(wrong, Vec::<String>::new(), "{what}");
        asked += 1;
    }
    assert_eq!(asked, 9, "each begins with a line that says what it is");
}

/// What must never be, each as a query that finds it.
const INVARIANTS: &str = include_str!("../../../invariants.sql");
