//! Hours for several people and weekdays at once, and what a pattern takes away.

use super::start::SLOTS;
use e2e::{App, check_problem};
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        a_week_for_two,
        all_or_none_and_everything_that_is_wrong,
        a_first_pattern_says_what_it_takes_away,
        a_series_names_what_lies_under_busy_time,
    ]
}

const PATTERNS: &str = "/api/interviews/availability";
const WEEK: &str = "/api/interviews/availability/create_week";

/// Company 1 with interviewers 1 and 2; it is Monday, 8 o'clock.
async fn set_up(db: TestDb) -> App {
    let app = App::start(db).await;
    assert_eq!((app.company("Acme").await, app.user(1, "ivy").await, app.user(1, "zoe").await), (1, 1, 2));
    app
}

fn week(people: &[i64]) -> Value {
    json!({
        "interviewers": people, "days_of_week": [1, 2, 3, 4, 5], "start_time": "09:00", "end_time": "17:00",
        "valid_from": "2025-01-20",
    })
}

async fn a_week_for_two(db: TestDb) {
    let app = set_up(db).await;
    let made = app.make(WEEK, week(&[1, 2])).await;
    assert_eq!(made["created"], json!(10), "{}", made.text);
    let days: Vec<Value> =
        made["items"].as_array().into_iter().flatten().map(|item| item["day_of_week"].clone()).collect();
    assert_eq!(days, [1, 2, 3, 4, 5, 1, 2, 3, 4, 5].map(|day| json!(day)));
    // Two weeks of 24 hours, less ten days of eight.
    assert_eq!(made["takes_away"][0]["hours"], json!(14 * 24 - 10 * 8), "{}", made.text);
    assert_eq!(made["takes_away"][1]["interviewer"], json!(2));
    let listed = app.get(&format!("{PATTERNS}?company_id=1&limit=200")).await;
    assert_eq!(listed["items"].as_array().map(Vec::len), Some(10));
    let more = app.make(WEEK, week(&[1])).await;
    assert_eq!(more["takes_away"], json!([]), "what is closed already is not taken away again");
}

async fn all_or_none_and_everything_that_is_wrong(db: TestDb) {
    let app = set_up(db).await;
    let viewer = app.user_with_role(1, "vic", "viewer").await;
    let refused = app.post(WEEK, week(&[1, viewer])).await;
    check_problem("a viewer", &refused, 422, "invalid", &["/interviewers/1"]);
    let missing = app.post(WEEK, week(&[1, 99])).await;
    check_problem("nobody", &missing, 404, "not-found", &["/interviewers/1"]);
    let listed = app.get(&format!("{PATTERNS}?company_id=1")).await;
    assert_eq!(listed["items"], json!([]), "none was made");
    let mut bad = week(&[1, 1]);
    bad["days_of_week"] = json!([1, 8]);
    bad["start_time"] = json!("25:00");
    bad["slot_duration"] = json!(0);
    let bad = app.post(WEEK, bad).await;
    let pointers = ["/interviewers/1", "/start_time", "/slot_duration", "/days_of_week/1"];
    check_problem("all of it", &bad, 422, "invalid", &pointers);
    let dry = app.post(&format!("{WEEK}?dry_run=true"), week(&[1])).await;
    assert_eq!((dry.status, &dry["conflicts"]), (200, &json!([])), "{}", dry.text);
    assert_eq!(app.get(&format!("{PATTERNS}?company_id=1")).await["items"], json!([]));
}

fn pattern(day: i64, hours: (&str, &str)) -> Value {
    json!({
        "interviewer": 1, "day_of_week": day, "start_time": hours.0, "end_time": hours.1, "valid_from": "2025-01-01",
    })
}

async fn slot(app: &App, start: &str) -> String {
    let end = testkit::at(start).plus_minutes(60).to_string();
    let made = app.make(SLOTS, json!({"start_time": start, "end_time": end, "interviewer": 1, "company": 1}));
    made.await["id"].as_str().expect("an id").to_owned()
}

async fn a_first_pattern_says_what_it_takes_away(db: TestDb) {
    let app = set_up(db).await;
    let (inside, outside) =
        (slot(&app, "2025-01-22T10:00:00Z").await, slot(&app, "2025-01-23T10:00:00Z").await);
    let first = pattern(3, ("09:00", "17:00"));
    let taken = json!({"hours": 14 * 24 - 2 * 8, "slots": 1, "slot_ids": [outside]});
    let dry = app.post(&format!("{PATTERNS}?dry_run=true"), first.clone()).await;
    assert_eq!((dry.status, &dry["takes_away"]), (200, &taken), "{}", dry.text);
    let made = app.make(PATTERNS, first.clone()).await;
    assert_eq!((&made["takes_away"], &made["same_as"]), (&taken, &Value::Null), "{}", made.text);
    assert_eq!(app.get(&format!("{SLOTS}/{inside}")).await["is_available"], json!(true));
    let again = app.make(PATTERNS, first).await;
    assert_eq!((&again["same_as"], &again["takes_away"]), (&made["id"], &Value::Null), "{}", again.text);
    let other = app.make(PATTERNS, pattern(4, ("09:00", "17:00"))).await;
    assert_eq!((&other["same_as"], &other["takes_away"]), (&Value::Null, &Value::Null), "{}", other.text);
    let mut lunch = pattern(3, ("10:30", "11:30"));
    lunch["is_available"] = json!(false);
    let lunch = app.make(PATTERNS, lunch).await;
    assert_eq!(lunch["takes_away"], json!({"hours": 2, "slots": 1, "slot_ids": [inside]}), "{}", lunch.text);
    let mut past = pattern(5, ("09:00", "10:00"));
    past["interviewer"] = json!(2);
    past["valid_until"] = json!("2025-01-19");
    let past = app.make(PATTERNS, past).await;
    assert_eq!(past["takes_away"], Value::Null, "what is past takes nothing: {}", past.text);
}

async fn a_series_names_what_lies_under_busy_time(db: TestDb) {
    let app = set_up(db).await;
    let busy = json!({"user_id": 1, "start": "2025-01-22T10:00:00Z", "end": "2025-01-22T11:00:00Z"});
    app.make("/api/v1/busy-periods", busy).await;
    let series = json!({
        "interviewer_id": 1, "start_date": "2025-01-22", "end_date": "2025-01-22", "start_time": "09:00",
        "end_time": "12:00", "days_of_week": [3], "break_duration": 0, "company_id": 1,
    });
    let made = app.make(&format!("{SLOTS}/create_recurring"), series).await;
    assert_eq!(made["created"], json!(3), "{}", made.text);
    let under = made["unavailable_slots"].as_array().cloned().unwrap_or_default();
    assert_eq!(under.len(), 1, "{}", made.text);
    assert_eq!(under[0]["start"], json!("2025-01-22T10:00:00Z"));
    let because =
        json!([{"rule": "busy", "user_id": 1, "user_name": "ivy", "until": "2025-01-22T11:00:00Z"}]);
    assert_eq!(under[0]["because"], because);
    assert_eq!(under[0]["id"], made["slots"][1]["id"]);
}
