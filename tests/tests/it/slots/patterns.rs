//! Availability patterns: kept, and kept to.

use super::start::{SLOTS, each, hour, path, set_up, with};
use e2e::{App, check_problem};
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        the_seeds_pattern_comes_and_goes,
        values_of_patterns_are_checked,
        slots_keep_to_patterns_in_the_users_zone,
        template_availability_keeps_to_patterns,
        a_later_pattern_closes_what_was_offered,
        what_a_change_takes_away_is_told_where_it_is_tried,
    ]
}

const PATTERNS: &str = "/api/interviews/availability";

/// A body as clients send it, word by word.
fn seed() -> Value {
    serde_json::from_str(
        r#"{
  "interviewer": 1,
  "company": 1,
  "day_of_week": 2,
  "start_time": "09:00:00",
  "end_time": "17:00:00",
  "slot_duration": 60,
  "break_duration": 15,
  "is_available": true,
  "max_slots_per_day": 8,
  "valid_from": "2024-01-15",
  "valid_until": "2024-12-31"
}"#,
    )
    .expect("JSON")
}

async fn the_seeds_pattern_comes_and_goes(db: TestDb) {
    let app = set_up(db).await;
    let made = app.make(&format!("{PATTERNS}/"), seed()).await;
    for (field, value) in seed().as_object().into_iter().flatten() {
        assert_eq!(made[field.as_str()], *value, "{field}");
    }
    let path = path(&made);
    // What a new one takes away is told this once.
    let mut stored = made.body.clone();
    stored
        .as_object_mut()
        .and_then(|fields| fields.remove("takes_away"))
        .expect("a first pattern takes time away");
    assert_eq!(app.get(&format!("{path}/")).await.body, stored);
    assert_eq!(app.get(&format!("{PATTERNS}/?interviewer_id=1")).await["items"], json!([stored]));
    let changed = app.patch(&path, json!({"valid_until": null, "day_of_week": 3})).await;
    assert_eq!(
        (&changed["valid_until"], &changed["day_of_week"]),
        (&json!(null), &json!(3)),
        "{}",
        changed.text
    );
    let put = app.put(&path, with(seed(), &json!({"is_available": null, "slot_duration": null}))).await;
    assert_eq!(
        (put.status, &put["day_of_week"], &put["slot_duration"]),
        (200, &json!(2), &json!(60)),
        "{}",
        put.text
    );
    assert_eq!(put.header("etag"), "\"3\"");
    let stale = app.with_header(reqwest::Method::DELETE, &path, ("if-match", "\"1\""), None).await;
    check_problem("stale", &stale, 412, "version-mismatch", &[]);
    assert_eq!(app.delete(&path).await.status, 204);
    assert_eq!(app.get(PATTERNS).await["items"], json!([]));
}

async fn values_of_patterns_are_checked(db: TestDb) {
    let app = set_up(db).await;
    let check = async |change: Value, status: u16, slug: &str, pointer: &str| {
        let answer = app.post(PATTERNS, with(seed(), &change)).await;
        check_problem(&change.to_string(), &answer, status, slug, &[pointer]);
    };
    check(json!({"day_of_week": 0}), 422, "invalid", "/day_of_week").await;
    check(json!({"day_of_week": 8}), 422, "invalid", "/day_of_week").await;
    check(json!({"end_time": "09:00"}), 422, "invalid", "/end_time").await;
    check(json!({"start_time": "24:00"}), 422, "invalid", "/start_time").await;
    check(json!({"valid_until": "2024-01-14"}), 422, "invalid", "/valid_until").await;
    check(json!({"slot_duration": 0}), 422, "invalid", "/slot_duration").await;
    check(json!({"max_slots_per_day": 0}), 422, "invalid", "/max_slots_per_day").await;
    check(json!({"valid_from": "15.01.2024"}), 400, "malformed-request", "/valid_from").await;
    check(json!({"interviewer": 4711}), 404, "not-found", "/interviewer").await;
    check(json!({"company": 4711}), 404, "not-found", "/company").await;
    let other = app.company("Other").await;
    check(json!({"company": other}), 404, "not-found", "/interviewer").await;
    let viewer = app.user_with_role(1, "viewer", "viewer").await;
    check(json!({"interviewer": viewer}), 422, "invalid", "/interviewer").await;
    let made = app.make(PATTERNS, seed()).await;
    let colleague = app.user(1, "colleague").await;
    let answer = app.put(&path(&made), with(seed(), &json!({"interviewer": colleague}))).await;
    check_problem("never changes", &answer, 422, "invalid", &["/interviewer"]);
}

async fn slots_keep_to_patterns_in_the_users_zone(db: TestDb) {
    let app = set_up(db).await;
    assert_eq!(app.patch("/api/v1/users/1", json!({"time_zone": "Europe/Berlin"})).await.status, 200);
    app.make(PATTERNS, seed()).await;
    app.make(
        PATTERNS,
        with(seed(), &json!({"start_time": "12:00", "end_time": "13:00", "is_available": false})),
    )
    .await;
    let check = async |start: &str, good: bool| {
        let answer = app.post(SLOTS, hour(start)).await;
        match good {
            true => assert_eq!(answer.status, 201, "{start}: {}", answer.text),
            false => check_problem(start, &answer, 422, "outside-availability", &["/start_time"]),
        }
    };
    // Tuesday the 16th, an hour ahead of UTC.
    check("2024-01-16T08:00:00Z", true).await;
    check("2024-01-16T10:30:00Z", false).await;
    check("2024-01-16T11:30:00Z", false).await;
    check("2024-01-16T12:00:00Z", true).await;
    check("2024-01-16T15:00:00Z", true).await;
    check("2024-01-16T16:00:00Z", false).await;
    check("2024-01-17T09:00:00Z", false).await;
    check("2024-12-31T09:00:00Z", true).await;
    check("2025-01-07T09:00:00Z", false).await;
}

/// The starts of a template's slots.
async fn starts(app: &App, template: i64) -> Vec<Value> {
    let window = "start=2024-01-16T07:00:00Z&end=2024-01-16T20:00:00Z&step_minutes=60";
    each(
        &app.get(&format!("/api/interviews/{template}/availability?{window}")).await,
        "availableSlots",
        "start",
    )
}

async fn template_availability_keeps_to_patterns(db: TestDb) {
    let app = set_up(db).await;
    let template = app.template(1, &[1]).await;
    assert_eq!(starts(&app, template).await.len(), 13);
    app.make(PATTERNS, with(seed(), &json!({"end_time": "12:00"}))).await;
    let at = |hour: &str| json!(format!("2024-01-16T{hour}:00:00Z"));
    assert_eq!(starts(&app, template).await, [at("09"), at("10"), at("11")]);
    let lunch = json!({"start_time": "10:30", "end_time": "10:45", "is_available": false});
    app.make(PATTERNS, with(seed(), &lunch)).await;
    assert_eq!(starts(&app, template).await, [at("09"), at("11")]);
}

async fn a_later_pattern_closes_what_was_offered(db: TestDb) {
    let app = set_up(db).await;
    let slot = path(&app.make(SLOTS, hour("2024-01-16T10:00:00Z")).await);
    let pattern = path(&app.make(PATTERNS, with(seed(), &json!({"start_time": "11:00"}))).await);
    assert_eq!(app.get(&slot).await["is_available"], json!(false));
    let refused = app.post(&format!("{slot}/book_slot"), json!({})).await;
    check_problem("closed", &refused, 409, "slot-not-bookable", &[]);
    assert_eq!(app.delete(&pattern).await.status, 204);
    assert_eq!(app.get(&slot).await["is_available"], json!(true));
}

async fn what_a_change_takes_away_is_told_where_it_is_tried(db: TestDb) {
    let app = set_up(db).await;
    let pattern = async |from: &str, to: &str| {
        let body = json!({
            "interviewer": 1, "day_of_week": 2, "start_time": from, "end_time": to, "valid_from": "2024-01-01",
        });
        path(&app.make(PATTERNS, body).await)
    };
    let (morning, afternoon) = (pattern("09:00", "12:00").await, pattern("13:00", "17:00").await);
    let ten = app.make(SLOTS, hour("2024-01-16T10:00:00Z")).await["id"].clone();
    app.make(SLOTS, hour("2024-01-16T14:00:00Z")).await;
    // Of the next 14 days, two are Tuesdays.
    let gone = json!({"hours": 6, "slots": 1, "slot_ids": [ten]});
    let tried = app.delete(&format!("{morning}?dry_run=true")).await;
    assert_eq!(tried.body, json!({"conflicts": [], "takes_away": gone}), "{}", tried.text);
    let shorter = json!({"end_time": "10:30"});
    let tried = app.patch(&format!("{morning}?dry_run=true"), shorter).await;
    let taken = json!({"hours": 3, "slots": 1, "slot_ids": [ten]});
    assert_eq!(tried.body, json!({"conflicts": [], "takes_away": taken}), "{}", tried.text);
    let whole = app.get(&morning).await;
    assert_eq!(whole["end_time"], "12:00:00", "nothing was changed: {}", whole.text);
    let longer = app.patch(&format!("{morning}?dry_run=true"), json!({"end_time": "13:00"})).await;
    assert_eq!(longer.body, json!({"conflicts": []}), "{}", longer.text);
    let moved = json!({
        "interviewer": 1, "day_of_week": 3, "start_time": "09:00", "end_time": "12:00", "valid_from": "2024-01-01",
    });
    let tried = app.put(&format!("{morning}?dry_run=true"), moved).await;
    assert_eq!(tried["takes_away"], gone, "{}", tried.text);
    assert_eq!(app.delete(&format!("{}?dry_run=true", morning.replace('1', "4711"))).await.status, 404);
    // Who has no pattern may have slots at any time: deleting the last one closes nothing.
    assert_eq!(app.delete(&afternoon).await.status, 204);
    let last = app.delete(&format!("{morning}?dry_run=true")).await;
    assert_eq!(last.body, json!({"conflicts": []}), "{}", last.text);
}
