//! AI configurations, and slots from them and from patterns.

use super::start::{SLOTS, each, hour, path, set_up, with};
use e2e::{App, check_problem};
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        a_configuration_comes_and_goes,
        values_of_configurations_are_checked,
        patterns_become_slots_once,
        configurations_become_slots_once,
        two_generations_at_once_make_none_twice,
        bad_generations_are_named,
        units_change_to_make_room,
    ]
}

const CONFIGURATIONS: &str = "/api/interviews/configurations";
const GENERATE: &str = "/api/interviews/slots/generate/";

/// Mondays from nine to one in company 1.
fn monday() -> Value {
    json!({
        "interview_type": "coding", "company": 1, "day_of_week": 1, "start_time": "09:00:00",
        "end_time": "13:00:00", "slot_duration": 60, "break_duration": 0, "is_available": true,
        "max_slots_per_day": 8, "valid_from": "2024-01-15", "valid_until": "2024-01-28",
        "ai_settings": {"depth": [1, 2]},
    })
}

/// The same of user 1.
fn pattern() -> Value {
    let mut body = with(monday(), &json!({"interviewer": 1}));
    for field in ["interview_type", "ai_settings"] {
        body.as_object_mut().expect("an object").remove(field);
    }
    body
}

fn weeks(holder: Value) -> Value {
    with(holder, &json!({"start_date": "2024-01-10", "end_date": "2024-02-10"}))
}

fn machine() -> Value {
    weeks(json!({"ai_interview_type": "coding", "company": 1}))
}

async fn a_configuration_comes_and_goes(db: TestDb) {
    let app = set_up(db).await;
    let made = app.make(&format!("{CONFIGURATIONS}/"), monday()).await;
    for (field, value) in monday().as_object().into_iter().flatten() {
        assert_eq!(made[field.as_str()], *value, "{field}");
    }
    let path = path(&made);
    assert_eq!(app.get(&format!("{path}/")).await.body, made.body);
    let list = async |query: &str| app.get(&format!("{CONFIGURATIONS}/{query}")).await["items"].clone();
    assert_eq!(list("?interview_type=CODING").await, json!([made.body]));
    assert_eq!(list("?interview_type=general").await, json!([]));
    let changed = app.patch(&path, json!({"ai_settings": null, "interview_type": "general"})).await;
    assert_eq!((&changed["ai_settings"], &changed["interview_type"]), (&json!(null), &json!("general")));
    let put = app.put(&path, monday()).await;
    assert_eq!((put.status, &put["ai_settings"]), (200, &json!({"depth": [1, 2]})), "{}", put.text);
    assert_eq!(put.header("etag"), "\"3\"");
    let stale = app.with_header(reqwest::Method::DELETE, &path, ("if-match", "\"1\""), None).await;
    check_problem("stale", &stale, 412, "version-mismatch", &[]);
    assert_eq!(app.delete(&path).await.status, 204);
    assert_eq!(list("").await, json!([]));
}

async fn values_of_configurations_are_checked(db: TestDb) {
    let app = set_up(db).await;
    let check = async |change: Value, status: u16, slug: &str, pointer: &str| {
        let answer = app.post(CONFIGURATIONS, with(monday(), &change)).await;
        check_problem(&change.to_string(), &answer, status, slug, &[pointer]);
    };
    check(json!({"day_of_week": 8}), 422, "invalid", "/day_of_week").await;
    check(json!({"end_time": "09:00"}), 422, "invalid", "/end_time").await;
    check(json!({"valid_until": "2024-01-14"}), 422, "invalid", "/valid_until").await;
    check(json!({"ai_settings": {"a": "\u{0}"}}), 422, "invalid", "/ai_settings").await;
    check(json!({"ai_settings": [1]}), 400, "malformed-request", "/ai_settings").await;
    check(json!({"interview_type": "chess"}), 400, "malformed-request", "/interview_type").await;
    check(json!({"interviewer": 1}), 400, "malformed-request", "/interviewer").await;
    check(json!({"company": 4711}), 404, "not-found", "/company").await;
    check(json!({"company": null}), 422, "invalid", "/company").await;
}

/// How many were made, and why others were not.
async fn generated(app: &App, body: Value) -> (Value, Vec<Value>) {
    let made = app.make(GENERATE, body).await;
    (made["created"].clone(), each(&made, "skipped_occurrences", "reason"))
}

async fn patterns_become_slots_once(db: TestDb) {
    let app = set_up(db).await;
    assert_eq!(app.patch("/api/v1/users/1", json!({"time_zone": "Europe/Berlin"})).await.status, 200);
    app.make("/api/interviews/availability", with(pattern(), &json!({"max_slots_per_day": 3}))).await;
    let short = json!({"day_of_week": 3, "start_time": "10:00", "end_time": "11:00", "slot_duration": 30});
    app.make("/api/interviews/availability", with(pattern(), &short)).await;
    app.make(SLOTS, hour("2024-01-15T08:00:00Z")).await;
    let made = app.make(GENERATE, weeks(json!({"interviewer": 1}))).await;
    // Berlin is an hour ahead of UTC; one hour is taken, and of four hours a Monday three are allowed.
    let expected = ["15T09", "15T10", "17T09", "17T09:30", "22T08", "22T09", "22T10", "24T09", "24T09:30"];
    let expected = expected.map(|at| match at.len() {
        5 => format!("2024-01-{at}:00:00Z"),
        _ => format!("2024-01-{at}:00Z"),
    });
    assert_eq!(each(&made, "slots", "start_time"), expected, "{}", made.text);
    assert_eq!(each(&made, "skipped_occurrences", "reason"), ["overlap", "daily_limit", "daily_limit"]);
    let (created, reasons) = generated(&app, weeks(json!({"interviewer": 1}))).await;
    assert_eq!((created, reasons.len()), (json!(0), 12), "{reasons:?}");
    assert_eq!(reasons.iter().filter(|reason| **reason == "overlap").count(), 10, "{reasons:?}");
}

async fn configurations_become_slots_once(db: TestDb) {
    let app = set_up(db).await;
    assert_eq!(app.patch("/api/v1/companies/1", json!({"ai_parallel": 3})).await.status, 200);
    app.make(CONFIGURATIONS, monday()).await;
    let made = app.make(GENERATE, machine()).await;
    assert_eq!((&made["created"], &made["skipped"]), (&json!(8), &json!(0)), "{}", made.text);
    assert_eq!(made["slots"][0]["ai_configuration"], json!({"depth": [1, 2]}));
    assert_eq!(generated(&app, machine()).await, (json!(0), vec![json!("overlap"); 8]));
    // A second configuration asks for a second slot at each time; its limit comes on top.
    app.make(CONFIGURATIONS, with(monday(), &json!({"max_slots_per_day": 1}))).await;
    assert_eq!(generated(&app, machine()).await.0, 8);
    assert_eq!(generated(&app, machine()).await, (json!(0), vec![json!("overlap"); 16]));
    let closed = json!({"is_available": false, "interview_type": "general"});
    app.make(CONFIGURATIONS, with(monday(), &closed)).await;
    let open = json!({"interview_type": "general", "end_time": "15:00"});
    app.make(CONFIGURATIONS, with(monday(), &open)).await;
    let general = with(machine(), &json!({"ai_interview_type": "general"}));
    assert_eq!(generated(&app, general).await, (json!(4), vec![json!("outside_availability"); 8]));
    let by_hand = json!({"interviewer": null, "ai_interview_type": "general"});
    app.make(SLOTS, with(hour("2024-01-16T10:00:00Z"), &by_hand)).await;
}

async fn two_generations_at_once_make_none_twice(db: TestDb) {
    let app = set_up(db).await;
    assert_eq!(app.patch("/api/v1/companies/1", json!({"ai_parallel": 3})).await.status, 200);
    app.make(CONFIGURATIONS, monday()).await;
    let call = || app.post(GENERATE, machine());
    let (a, b, c) = tokio::join!(call(), call(), call());
    let created: i64 = [a, b, c].iter().map(|made| made["created"].as_i64().expect("a number")).sum();
    assert_eq!(created, 8);
}

async fn bad_generations_are_named(db: TestDb) {
    let app = set_up(db).await;
    let check = async |change: Value, status: u16, slug: &str, pointer: &str| {
        let answer = app.post(GENERATE, with(weeks(json!({"interviewer": 1})), &change)).await;
        check_problem(&change.to_string(), &answer, status, slug, &[pointer]);
    };
    check(json!({"end_date": "2024-01-09"}), 422, "invalid", "/end_date").await;
    check(json!({"end_date": "2034-01-10"}), 422, "invalid", "/end_date").await;
    check(json!({"interviewer": null}), 422, "invalid", "/interviewer").await;
    check(json!({"ai_interview_type": "coding"}), 422, "invalid", "/ai_interview_type").await;
    check(json!({"interviewer": 4711}), 404, "not-found", "/interviewer").await;
    let other = app.company("Other").await;
    let mallory = app.user(other, "mallory").await;
    check(json!({"interviewer": mallory, "company": 1}), 404, "not-found", "/interviewer").await;
    assert_eq!(generated(&app, weeks(json!({"interviewer": 1}))).await, (json!(0), vec![]));
}

async fn units_change_to_make_room(db: TestDb) {
    let app = set_up(db).await;
    assert_eq!(app.patch("/api/v1/companies/1", json!({"ai_parallel": 2})).await.status, 200);
    let slot = async |start: &str, end: &str| {
        let at = |time: &str| format!("2024-01-16T{time}:00Z");
        let body = json!({"company": 1, "ai_interview_type": "coding", "start_time": at(start), "end_time": at(end)});
        app.make(SLOTS, body).await
    };
    slot("09:00", "11:00").await;
    slot("10:00", "12:00").await;
    slot("13:00", "15:00").await;
    slot("14:00", "16:00").await;
    slot("11:00", "13:30").await;
}
