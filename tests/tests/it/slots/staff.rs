//! What is staff's own: they see their own slots and patterns, and write their own patterns and busy periods.

use super::start::{SLOTS, hour, path, set_up, with};
use e2e::{App, check_problem};
use reqwest::Method;
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![staff_see_their_own_alone, staff_write_their_own_alone]
}

const PATTERNS: &str = "/api/interviews/availability";
const BUSY: &str = "/api/v1/busy-periods";

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
