//! What these tests start from, and what must hold after each.

use e2e::{Answer, App};
use serde_json::{Value, json};
use testkit::at;
use testkit::db::TestDb;

pub(crate) const SLOTS: &str = "/api/interviews/slots";
pub(crate) const SCHEDULES: &str = "/api/interviews/schedules";
pub(crate) const BOOK: &str = "/api/interviews/schedules/book_interview/";
pub(crate) const CONFLICTS: &str = "/api/interviews/conflicts";

/// A server on the Wednesday before the seeds' week, with company 1, interviewer 1 and job 1 of the seeds.
pub(crate) async fn seeds(db: TestDb) -> App {
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
    for (what, sql) in INVARIANTS {
        let wrong = app.db.raw().texts(sql);
        assert_eq!(wrong, Vec::<String>::new(), "{what}");
    }
}

/// What must never be, each as a query that finds it.
const INVARIANTS: [(&str, &str); 8] = [
    (
        "a slot counts its live schedules and the places taken by hand",
        "SELECT CAST(s.current_bookings AS TEXT) AS text FROM slots s WHERE s.current_bookings <> \
         (SELECT COUNT(*) FROM schedules x WHERE x.slot_id = s.id AND x.status IN ('pending', 'confirmed')) + \
         (SELECT COUNT(*) FROM slot_places p WHERE p.slot_id = s.id)",
    ),
    (
        "no slot has more bookings than places",
        "SELECT CAST(current_bookings AS TEXT) AS text FROM slots WHERE current_bookings > max_candidates",
    ),
    (
        "a slot has its holder's time if and only if a place is taken",
        "SELECT CAST(s.current_bookings AS TEXT) AS text FROM slots s WHERE (s.current_bookings > 0) <> (1 = \
         (SELECT COUNT(*) FROM commitments c WHERE c.source_kind = 'slot' AND c.source_id = s.id \
          AND c.subject = s.subject AND c.starts_at = s.starts_at AND c.ends_at = s.ends_at))",
    ),
    (
        "a live schedule has its candidate's time, and no other has anybody's",
        "SELECT x.status AS text FROM schedules x JOIN slots s ON s.id = x.slot_id \
         JOIN interviews i ON i.id = x.interview_id WHERE (x.status IN ('pending', 'confirmed')) <> (1 = \
         (SELECT COUNT(*) FROM commitments c WHERE c.source_kind = 'schedule' AND c.source_id = x.id \
          AND c.subject = 'candidate:' || CAST(i.candidate_id AS TEXT) AND c.starts_at = s.starts_at))",
    ),
    (
        "nothing else is in the ledger for schedules",
        "SELECT c.subject AS text FROM commitments c WHERE c.source_kind = 'schedule' AND NOT EXISTS \
         (SELECT 1 FROM schedules x WHERE x.id = c.source_id AND x.status IN ('pending', 'confirmed'))",
    ),
    (
        "no two meetings of one subject overlap",
        "SELECT a.subject AS text FROM commitments a JOIN commitments b ON a.company_id = b.company_id \
         AND a.subject = b.subject AND a.id <> b.id AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at",
    ),
    (
        "an interview has its confirmed schedule's time, and none while it is pending",
        "SELECT x.status AS text FROM schedules x JOIN interviews i ON i.id = x.interview_id \
         JOIN slots s ON s.id = x.slot_id WHERE (x.status = 'confirmed' AND \
         (i.status <> 'scheduled' OR i.starts_at <> s.starts_at OR i.ends_at <> s.ends_at)) \
         OR (x.status = 'pending' AND i.status <> 'pending')",
    ),
    (
        "each conflict has as many steps as it has had resolutions",
        "SELECT c.resolution AS text FROM conflicts c WHERE \
         (SELECT COUNT(*) FROM conflict_history h WHERE h.conflict_id = c.id) <> \
         CASE c.resolution WHEN 'pending' THEN 1 ELSE 2 END",
    ),
];
