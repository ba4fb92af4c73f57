//! Many slots in one call.

use super::start::{SLOTS, each, hour, set_up, with};
use e2e::check_problem;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        the_seeds_series,
        what_is_in_the_way_is_skipped_and_told,
        bad_series_are_named,
        nobody_of_another_company_is_named,
        a_night_of_a_clock_change,
        a_year_in_one_call,
        days_are_limited_by_patterns,
        a_full_day_takes_no_single_slot,
    ]
}

/// A body as clients send it, word by word.
fn seed() -> Value {
    serde_json::from_str(
        r#"{
  "interviewer_id": 1,
  "company_id": 1,
  "job_id": 1,
  "start_date": "2024-01-15",
  "end_date": "2024-01-20",
  "start_time": "09:00:00",
  "end_time": "17:00:00",
  "days_of_week": [1, 2, 3, 4, 5],
  "slot_duration": 60,
  "break_duration": 15,
  "max_candidates_per_slot": 1,
  "notes": "Recurring interview slots"
}"#,
    )
    .expect("JSON")
}

const SERIES: &str = "/api/interviews/slots/create_recurring/";

async fn the_seeds_series(db: TestDb) {
    let app = set_up(db).await;
    let made = app.make(SERIES, seed()).await;
    assert_eq!((&made["created"], &made["skipped"]), (&json!(30), &json!(0)), "{}", made.text);
    assert_eq!(made["slots"][1]["start_time"], "2024-01-15T10:15:00Z");
    assert_eq!(made["slots"][1]["slot_type"], "recurring");
    assert_eq!(made["slots"][1]["notes"], "Recurring interview slots");
    assert_eq!(app.get(SLOTS).await["items"], made["slots"]);
    let again = app.make(SERIES, seed()).await;
    assert_eq!((&again["created"], &again["skipped"]), (&json!(0), &json!(30)));
    // Other fields, in the same call.
    let ai = json!({"interviewer_id": null, "ai_interview_type": "technical", "ai_configuration": {"a": 1}});
    assert_eq!(app.make(SERIES, with(seed(), &ai)).await["created"], 30);
}

/// How many occurrences were skipped for each reason.
fn reasons(made: &e2e::Answer) -> BTreeMap<String, usize> {
    let mut counted = BTreeMap::new();
    for reason in each(made, "skipped_occurrences", "reason") {
        *counted.entry(reason.as_str().expect("a reason").to_owned()).or_default() += 1;
    }
    counted
}

fn counts(expected: &[(&str, usize)]) -> BTreeMap<String, usize> {
    expected.iter().map(|(reason, count)| ((*reason).to_owned(), *count)).collect()
}

async fn what_is_in_the_way_is_skipped_and_told(db: TestDb) {
    let app = set_up(db).await;
    app.make(SLOTS, hour("2024-01-16T09:30:00Z")).await;
    app.clock.set(testkit::at("2024-01-15T10:15:00Z"));
    let hours = json!({"business_hours": {"start": "08:00", "end": "16:00"}});
    assert_eq!(app.patch("/api/v1/companies/1", hours).await.status, 200);
    let made = app.make(SERIES, seed()).await;
    // Two are past; the last of each of five days ends at 16:15; one slot meets two of Tuesday.
    assert_eq!(reasons(&made), counts(&[("past", 2), ("outside_business_hours", 5), ("overlap", 2)]));
    assert_eq!((&made["created"], &made["skipped"]), (&json!(21), &json!(9)));
    let first = json!({"start": "2024-01-15T09:00:00Z", "end": "2024-01-15T10:00:00Z", "reason": "past"});
    assert_eq!(made["skipped_occurrences"][0], first);
}

async fn bad_series_are_named(db: TestDb) {
    let app = set_up(db).await;
    let check = async |change: Value, status: u16, slug: &str, pointer: &str| {
        let answer = app.post(SERIES, with(seed(), &change)).await;
        check_problem(&change.to_string(), &answer, status, slug, &[pointer]);
    };
    check(json!({"days_of_week": []}), 422, "invalid", "/days_of_week").await;
    check(json!({"days_of_week": [1, 8]}), 422, "invalid", "/days_of_week/1").await;
    check(json!({"end_date": "2024-01-14"}), 422, "invalid", "/end_date").await;
    check(json!({"end_date": "2034-01-15"}), 422, "invalid", "/end_date").await;
    check(
        json!({"slot_duration": 1, "break_duration": 0, "end_date": "2024-12-31"}),
        422,
        "invalid",
        "/end_date",
    )
    .await;
    let years = app.post(SERIES, with(seed(), &json!({"end_date": "2034-01-15"}))).await;
    assert_eq!(years["errors"][0]["detail"], "must be within 732 days from the start date");
    check(json!({"end_time": "09:00"}), 422, "invalid", "/end_time").await;
    check(json!({"slot_duration": 0}), 422, "invalid", "/slot_duration").await;
    check(json!({"max_candidates_per_slot": 0}), 422, "invalid", "/max_candidates_per_slot").await;
    check(json!({"time_zone": "Nowhere"}), 422, "invalid", "/time_zone").await;
    check(json!({"interviewer_id": null}), 422, "invalid", "/interviewer_id").await;
    check(json!({"ai_interview_type": "coding"}), 422, "invalid", "/ai_interview_type").await;
    check(json!({"interviewer_id": 4711}), 404, "not-found", "/interviewer_id").await;
    check(json!({"job_id": 4711}), 404, "not-found", "/job_id").await;
    check(json!({"company_id": 4711}), 404, "not-found", "/company_id").await;
    assert_eq!(app.get(SLOTS).await["items"], json!([]), "nothing was made on the way");
}

async fn nobody_of_another_company_is_named(db: TestDb) {
    let app = set_up(db).await;
    let other = app.company("Other").await;
    let (stranger, their_job) = (app.user(other, "stranger").await, app.job(other, "Secret").await);
    let recruiter = app.key(Some(1), "recruiter").await;
    for token in [e2e::ADMIN_TOKEN, recruiter.as_str()] {
        for (field, id) in [("interviewer_id", stranger), ("job_id", their_job)] {
            let body = with(seed(), &json!({field: id}));
            let answer = app.send(app.request_by(token, reqwest::Method::POST, SERIES).json(&body)).await;
            check_problem(field, &answer, 404, "not-found", &[&format!("/{field}")]);
        }
    }
    let theirs = with(seed(), &json!({"company_id": other, "interviewer_id": stranger, "job_id": null}));
    let answer = app.send(app.request_by(&recruiter, reqwest::Method::POST, SERIES).json(&theirs)).await;
    check_problem("their company", &answer, 404, "not-found", &["/company_id"]);
    assert_eq!(app.get(SLOTS).await["items"], json!([]), "nothing was made on the way");
}

async fn a_night_of_a_clock_change(db: TestDb) {
    let app = set_up(db).await;
    let open = json!({"business_hours": {"start": "00:00", "end": "24:00"}});
    assert_eq!(app.patch("/api/v1/companies/1", open).await.status, 200);
    let check = async |date: &str, expected: &[&str]| {
        let night = json!({
            "start_date": date, "end_date": date, "start_time": "00:00", "end_time": "05:00", "days_of_week": [7],
            "break_duration": 0, "time_zone": "Europe/Berlin",
        });
        let made = app.make(SERIES, with(seed(), &night)).await;
        assert_eq!(each(&made, "slots", "start_time"), expected, "{}", made.text);
        assert!(each(&made, "slots", "duration_minutes").iter().all(|minutes| *minutes == 60));
    };
    let march = ["30T23", "31T00", "31T01", "31T02"].map(|at| format!("2024-03-{at}:00:00Z"));
    check("2024-03-31", &march.each_ref().map(String::as_str)).await;
    let october =
        ["26T22", "26T23", "27T00", "27T01", "27T02", "27T03"].map(|at| format!("2024-10-{at}:00:00Z"));
    check("2024-10-27", &october.each_ref().map(String::as_str)).await;
}

async fn a_year_in_one_call(db: TestDb) {
    let app = set_up(db).await;
    let year = json!({"end_date": "2025-01-14", "break_duration": 0, "days_of_week": [1, 2, 3, 4, 5, 6, 7]});
    let made = app.make(SERIES, with(seed(), &year)).await;
    assert_eq!((&made["created"], &made["skipped"]), (&json!(366 * 8), &json!(0)));
    let counted = app.db.raw().texts("SELECT CAST(count(*) AS TEXT) AS text FROM slots");
    assert_eq!(counted, [(366 * 8).to_string()]);
}

async fn days_are_limited_by_patterns(db: TestDb) {
    let app = set_up(db).await;
    let pattern = json!({
        "interviewer": 1, "day_of_week": 2, "start_time": "09:00", "end_time": "17:00", "max_slots_per_day": 3,
        "valid_from": "2024-01-01",
    });
    app.make("/api/interviews/availability/", pattern).await;
    app.make(SLOTS, hour("2024-01-16T09:00:00Z")).await;
    let made = app.make(SERIES, seed()).await;
    // Only Tuesday is open; its first hour is taken, two more make three.
    let expected = [("outside_availability", 24), ("overlap", 1), ("daily_limit", 3)];
    assert_eq!((reasons(&made), &made["created"]), (counts(&expected), &json!(2)), "{}", made.text);
}

async fn a_full_day_takes_no_single_slot(db: TestDb) {
    let app = set_up(db).await;
    for day in [2, 3] {
        let pattern = json!({
            "interviewer": 1, "day_of_week": day, "start_time": "09:00", "end_time": "17:00", "max_slots_per_day": 2,
            "valid_from": "2024-01-01",
        });
        app.make("/api/interviews/availability/", pattern).await;
    }
    let mut paths = Vec::new();
    for start in ["16T09", "16T11", "17T09"] {
        let made = app.make(SLOTS, hour(&format!("2024-01-{start}:00:00Z"))).await;
        paths.push(format!("{SLOTS}/{}", made["id"].as_str().unwrap_or_default()));
    }
    let full = |case: &str, answer: &e2e::Answer| {
        check_problem(case, answer, 422, "invalid", &["/start_time"]);
        assert!(answer.text.contains("as many slots on this day"), "{case}: {}", answer.text);
    };
    full("a third one", &app.post(SLOTS, hour("2024-01-16T13:00:00Z")).await);
    let to = |start: &str, end: &str| json!({"start_time": format!("2024-01-{start}:00:00Z"), "end_time": format!("2024-01-{end}:00:00Z")});
    full("moved from another day", &app.patch(&paths[2], to("16T13", "16T14")).await);
    let within = app.patch(&paths[0], to("16T13", "16T14")).await;
    assert_eq!(within.status, 200, "within its day: {}", within.text);
    assert_eq!(app.patch(&paths[1], json!({"notes": "Bring a pen"})).await.status, 200);
    let cancelled = app.post(&format!("{}/cancel/", paths[0]), json!({"reason": "ill"})).await;
    assert_eq!(cancelled.status, 200, "{}", cancelled.text);
    assert_eq!(app.post(SLOTS, hour("2024-01-16T15:00:00Z")).await.status, 201, "one less, one more");
}
