//! What is staff's own: they see their own slots, patterns, busy periods and calendars, and write their own
//! patterns and busy periods.

use super::start::{SLOTS, hour, path, set_up, with};
use e2e::{App, check_problem};
use reqwest::Method;
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        staff_see_their_own_alone,
        staff_read_what_makes_themselves_busy_alone,
        staff_write_their_own_alone,
    ]
}

const PATTERNS: &str = "/api/interviews/availability";
const BUSY: &str = "/api/v1/busy-periods";
const CALENDARS: &str = "/api/v1/calendars";

async fn ask(app: &App, token: &str, method: Method, path: &str, body: Value) -> e2e::Answer {
    app.send(app.request_by(token, method, path).json(&body)).await
}

fn pattern(user: i64) -> Value {
    json!({"interviewer": user, "day_of_week": 2, "start_time": "09:00", "end_time": "17:00", "valid_from": "2024-01-01"})
}

fn busy(user: i64) -> Value {
    json!({"user_id": user, "start": "2024-01-16T10:00:00Z", "end": "2024-01-16T11:00:00Z"})
}

async fn staff_see_their_own_alone(db: TestDb) {
    let app = set_up(db).await;
    let ann = app.account(Some(1), "ann", "staff").await;
    let (session, key) = (app.session("ann").await, app.key(Some(1), "staff").await);
    let own = app.make(SLOTS, with(hour("2024-01-16T10:00:00Z"), &json!({"interviewer": ann}))).await;
    let other = app.make(SLOTS, hour("2024-01-16T10:00:00Z")).await;
    let (mine, theirs) = (app.make(PATTERNS, pattern(ann)).await, app.make(PATTERNS, pattern(1)).await);
    let check = async |token: &str, list: &str, expected: &[&e2e::Answer]| {
        let seen = app.send(app.request_by(token, Method::GET, list)).await;
        let ids: Vec<&Value> =
            seen["items"].as_array().expect("items").iter().map(|item| &item["id"]).collect();
        assert_eq!(ids, expected.iter().map(|made| &made["id"]).collect::<Vec<_>>(), "{list}");
    };
    check(&session, SLOTS, &[&own]).await;
    check(&session, PATTERNS, &[&mine]).await;
    check(&key, SLOTS, &[]).await;
    check(&key, PATTERNS, &[]).await;
    let reads = async |token: &str, made: &e2e::Answer| {
        app.send(app.request_by(token, Method::GET, &path(made))).await.status
    };
    for (mine, theirs) in [(&own, &other), (&mine, &theirs)] {
        let seen = (reads(&session, mine).await, reads(&session, theirs).await, reads(&key, mine).await);
        assert_eq!(seen, (200, 404, 404), "{}", mine.text);
    }
}

async fn staff_read_what_makes_themselves_busy_alone(db: TestDb) {
    let app = set_up(db).await;
    let ann = app.account(Some(1), "ann", "staff").await;
    let (session, key) = (app.session("ann").await, app.key(Some(1), "staff").await);
    let titled: fn(i64) -> Value = |user| with(busy(user), &json!({"title": "Dentist"}));
    let calendar: fn(i64) -> Value =
        |user| json!({"user_id": user, "kind": "ics_file", "name": "Dentist", "stale_policy": "ignore"});
    for (list, body) in [(BUSY, titled), (CALENDARS, calendar)] {
        let (mine, theirs) = (app.make(list, body(ann)).await, app.make(list, body(1)).await);
        for (token, path, expected) in [
            (&session, list.to_owned(), json!([mine["id"]])),
            (&session, format!("{list}?user_id={ann}"), json!([mine["id"]])),
            (&session, format!("{list}?user_id=1"), json!([])),
            (&key, list.to_owned(), json!([])),
        ] {
            let seen = app.send(app.request_by(token, Method::GET, &path)).await;
            let items = seen["items"].as_array().into_iter().flatten();
            let ids: Vec<&Value> = items.map(|item| &item["id"]).collect();
            assert_eq!((seen.status, json!(ids)), (200, expected), "{path}");
        }
        let file = app.request_by(&session, Method::GET, &format!("{list}?user_id=1"));
        let file = file.header("accept", "text/csv").send().await.expect("an answer");
        let (status, text) = (file.status(), file.text().await.expect("text"));
        assert!(status == 200 && text.starts_with("id,") && !text.contains("Dentist"), "{text}");
        let status = async |token: &str, made: &e2e::Answer| {
            app.send(app.request_by(token, Method::GET, &path(made))).await.status
        };
        let seen =
            [status(&session, &mine).await, status(&session, &theirs).await, status(&key, &mine).await];
        assert_eq!(seen, [200, 404, 404], "{list}");
        let viewer = app.key(Some(1), "viewer").await;
        assert_eq!(status(&viewer, &theirs).await, 200, "viewers read everything");
    }
    // That a colleague is busy is no secret.
    let path = "/api/v1/free-busy?user_ids=1&start=2024-01-16T00:00:00Z&end=2024-01-17T00:00:00Z";
    let seen = app.send(app.request_by(&session, Method::GET, path)).await;
    let expected = json!([{"start": "2024-01-16T10:00:00Z", "end": "2024-01-16T11:00:00Z"}]);
    assert_eq!((seen.status, &seen["items"][0]["busy"]), (200, &expected), "{}", seen.text);
}

async fn staff_write_their_own_alone(db: TestDb) {
    let app = set_up(db).await;
    let ann = app.account(Some(1), "ann", "staff").await;
    let (session, key) = (app.session("ann").await, app.key(Some(1), "staff").await);
    for (list, body, change) in [
        (PATTERNS, pattern as fn(i64) -> Value, json!({"slot_duration": 30})),
        (BUSY, busy, json!({"title": "B"})),
    ] {
        let mine = ask(&app, &session, Method::POST, list, body(ann)).await;
        assert_eq!(mine.status, 201, "{}", mine.text);
        let theirs = app.make(list, body(1)).await;
        for token in [&session, &key] {
            let refused = ask(&app, token, Method::POST, list, body(1)).await;
            assert!([403, 422].contains(&refused.status), "{}", refused.text);
            for method in [Method::PATCH, Method::DELETE] {
                let refused = ask(&app, token, method.clone(), &path(&theirs), change.clone()).await;
                check_problem(&format!("{method} {list}"), &refused, 404, "not-found", &[]);
            }
        }
        assert_eq!(ask(&app, &session, Method::PATCH, &path(&mine), change).await.status, 200);
        assert_eq!(ask(&app, &session, Method::DELETE, &path(&mine), json!({})).await.status, 204);
    }
}
