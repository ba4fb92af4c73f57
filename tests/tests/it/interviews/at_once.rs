//! Many interviews for a job, made and booked to slots in one call: all of them or none.

use super::start::{INTERVIEWS, candidate, claims, enable, ready};
use e2e::{App, check_problem};
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![all_are_booked_in_order, one_refusal_undoes_all, a_key_books_once, bodies_are_checked]
}

const MANY: &str = "/api/v1/jobs/1/interviews";
const SLOTS: &str = "/api/interviews/slots";

async fn slot(app: &App, start: &str, places: usize) -> String {
    let end = testkit::at(start).plus_minutes(30).to_string();
    let body = json!({
        "start_time": start, "end_time": end, "interviewer": 1, "company": 1, "max_candidates": places,
    });
    app.make(SLOTS, body).await["id"].as_str().expect("an id").to_owned()
}

async fn two_candidates(app: &App) -> [i64; 2] {
    let bob = candidate(app, "Bob").await;
    enable(app, bob, true).await;
    [1, bob]
}

fn body(pairs: &[(i64, &str)]) -> Value {
    let bookings: Vec<Value> =
        pairs.iter().map(|(candidate, slot)| json!({"candidate_id": candidate, "slot_id": slot})).collect();
    json!({"interview_type": "online", "confirm": true, "round": "first", "bookings": bookings})
}

async fn all_are_booked_in_order(db: TestDb) {
    let app = ready(db).await;
    let [ann, bob] = two_candidates(&app).await;
    let late = slot(&app, "2025-01-22T14:00:00Z", 1).await;
    let early = slot(&app, "2025-01-22T10:00:00Z", 1).await;
    let made = app.make(MANY, body(&[(bob, &late), (ann, &early)])).await;
    let items = made["items"].as_array().cloned().unwrap_or_default();
    let seen: Vec<(Value, Value, Value)> = items
        .iter()
        .map(|item| (item["candidate_id"].clone(), item["scheduled_at"].clone(), item["slot_id"].clone()))
        .collect();
    let expected = [
        (json!(bob), json!("2025-01-22T14:00:00Z"), json!(late)),
        (json!(ann), json!("2025-01-22T10:00:00Z"), json!(early)),
    ];
    assert_eq!(seen, expected, "{}", made.text);
    for item in &items {
        assert_eq!(
            (&item["status"], &item["round"]),
            (&json!("scheduled"), &json!("first")),
            "{}",
            made.text
        );
        assert_eq!(item["interviewers"], json!([{"id": 1, "name": "ivy"}]));
    }
    assert_eq!(claims(&app), ["candidate:1", &format!("candidate:{bob}"), "user:1", "user:1"]);
    // Without `confirm` the schedules wait.
    let third = slot(&app, "2025-01-23T10:00:00Z", 2).await;
    let mut waiting = body(&[(ann, &third), (bob, &third)]);
    waiting["confirm"] = json!(false);
    let made = app.make(MANY, waiting).await;
    assert_eq!(
        (&made["items"][0]["status"], &made["items"][1]["slot_id"]),
        (&json!("pending"), &json!(third))
    );
}

async fn one_refusal_undoes_all(db: TestDb) {
    let app = ready(db).await;
    let [ann, bob] = two_candidates(&app).await;
    let carl = candidate(&app, "Carl").await;
    let (one, full) =
        (slot(&app, "2025-01-22T10:00:00Z", 1).await, slot(&app, "2025-01-22T14:00:00Z", 1).await);
    app.post(&format!("{SLOTS}/{full}/book_slot"), json!({})).await;
    let refused = app.post(MANY, body(&[(ann, &one), (bob, &full), (carl, &one)])).await;
    let pointers = ["/bookings/1/slot_id", "/bookings/2/candidate_id"];
    check_problem("two of three", &refused, 409, "slot-full", &pointers);
    assert_eq!(refused["because"], json!([{"rule": "slot_full"}]), "{}", refused.text);
    assert_eq!(app.get(INTERVIEWS).await["items"], json!([]), "nothing stays");
    assert_eq!(app.get("/api/interviews/conflicts").await["items"], json!([]), "no conflict either");
    assert_eq!(claims(&app), ["user:1"], "what was booked by hand");
    let twice = app.post(MANY, body(&[(ann, &one), (bob, &one)])).await;
    check_problem("one place", &twice, 409, "slot-full", &["/bookings/1/slot_id"]);
    let nothing = "0194b0f0-0000-7000-8000-000000000000";
    let missing = app.post(MANY, body(&[(99, &one), (bob, nothing)])).await;
    let pointers = ["/bookings/0/candidate_id", "/bookings/1/slot_id"];
    check_problem("not there", &missing, 404, "not-found", &pointers);
    let elsewhere = app.post("/api/v1/jobs/99/interviews", body(&[(ann, &one)])).await;
    check_problem("no job", &elsewhere, 404, "not-found", &[]);
}

async fn a_key_books_once(db: TestDb) {
    let app = ready(db).await;
    let one = slot(&app, "2025-01-22T10:00:00Z", 1).await;
    let send = async || {
        let key = ("idempotency-key", "once");
        app.with_header(reqwest::Method::POST, MANY, key, Some(body(&[(1, &one)]))).await
    };
    let (first, again) = (send().await, send().await);
    assert_eq!((first.status, again.header("idempotent-replayed")), (201, "true"), "{}", again.text);
    assert_eq!(first.text, again.text);
}

async fn bodies_are_checked(db: TestDb) {
    let app = ready(db).await;
    let one = slot(&app, "2025-01-22T10:00:00Z", 1).await;
    check_problem("none", &app.post(MANY, body(&[])).await, 422, "invalid", &["/bookings"]);
    let twice = app.post(MANY, body(&[(1, &one), (1, &one)])).await;
    check_problem("twice", &twice, 422, "invalid", &["/bookings/1/candidate_id"]);
    let shape = json!({"bookings": [{"candidate_id": "x", "slot": one}], "confirm": "yes"});
    let shape = app.post(MANY, shape).await;
    assert_eq!(shape.status, 400, "{}", shape.text);
    let mut pointers = shape.pointers();
    pointers.sort_unstable();
    let expected = [
        "/bookings/0/candidate_id",
        "/bookings/0/slot",
        "/bookings/0/slot_id",
        "/confirm",
        "/interview_type",
    ];
    assert_eq!(pointers, expected, "{}", shape.text);
    // Nothing at all is told what is missing, and not that it has the wrong type.
    let path = format!("{INTERVIEWS}/0194b0f0-0000-7000-8000-000000000000/cancel");
    let nothing = app.send(app.request(reqwest::Method::POST, &path)).await;
    check_problem("no body", &nothing, 400, "malformed-request", &["/reason"]);
}
