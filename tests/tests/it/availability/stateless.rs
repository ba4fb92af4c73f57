//! The stateless query and its explanation.

use e2e::{App, check_problem};
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use testkit::db::TestDb;

const QUERY: &str = "/api/v1/availability/query";
const EXPLAIN: &str = "/api/v1/availability/explain";

/// The vectors of the tests, each with its file's name.
fn vectors() -> Vec<(String, Value)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/vectors/availability");
    let files = std::fs::read_dir(folder).expect("the vectors").map(|entry| entry.expect("a file").path());
    let mut vectors = Vec::new();
    for file in files.filter(|file| file.extension().is_some_and(|ending| ending == "json")) {
        let text = std::fs::read(&file).expect("a file");
        let list: Vec<Value> = serde_json::from_slice(&text).expect("a list of vectors");
        vectors.extend(list.into_iter().map(|vector| (file.display().to_string(), vector)));
    }
    vectors
}

pub(crate) async fn every_vector_holds_over_http(db: TestDb) {
    let app = App::start(db).await;
    // Vectors without `now` hold from 2026 to 2098.
    app.clock.set(testkit::at("2026-11-21T12:00:00Z"));
    let vectors = vectors();
    assert!(vectors.len() > 400, "{} vectors", vectors.len());
    for (file, vector) in vectors {
        let body = match vector.get("request") {
            Some(request) => request.to_string(),
            None => vector["request_text"].as_str().expect("a text").to_owned(),
        };
        let request = app.request(Method::POST, QUERY).header("Content-Type", "application/json").body(body);
        let answer = app.send(request).await;
        let name = format!("{file}: {}", vector["name"]);
        assert_eq!(json!(answer.status), vector["status"], "{name}: {}", answer.text);
        assert_eq!(answer.header("meridian-zone-data"), scheduling_core::time::zone_data_release());
        if answer.status == 200 {
            assert_eq!(answer.body, vector["response"], "{name}");
            continue;
        }
        assert_eq!(answer.header("content-type"), "application/problem+json", "{name}");
        if answer.status == 422 {
            let errors = answer["errors"].as_array().expect("errors");
            let pointers: BTreeSet<&str> =
                errors.iter().filter_map(|error| error["pointer"].as_str()).collect();
            assert_eq!(json!(pointers), vector["pointers"], "{name}");
        }
        if let Some(named) = vector["detail_names"].as_str() {
            assert!(
                answer["detail"].as_str().is_some_and(|detail| detail.contains(named)),
                "{name}: {}",
                answer.text
            );
        }
    }
}

/// Ada is busy until half past ten, and the notice ends at ten.
fn question() -> Value {
    json!({
        "now": "2025-01-21T10:00:00Z",
        "minimum_notice_minutes": 1440,
        "window": {"start": "2025-01-22T09:00:00Z", "end": "2025-01-22T11:00:00Z"},
        "duration_minutes": 60,
        "participants": [{"id": "ada", "busy": [{"start": "2025-01-22T10:00:00Z", "end": "2025-01-22T10:30:00Z"}]}],
    })
}

pub(crate) async fn explanations_name_the_rule_and_what_would_help(db: TestDb) {
    let app = App::start(db).await;
    let answer = app.post(EXPLAIN, question()).await;
    let busy = json!({"rule": "busy", "participant": "ada", "until": "2025-01-22T10:30:00Z"});
    let notice = json!({"rule": "minimum_notice", "until": "2025-01-22T10:00:00Z"});
    assert_eq!(
        answer.body,
        json!({
            "starts": [
                {"start": "2025-01-22T09:00:00Z", "removed_by": [notice]},
                {"start": "2025-01-22T09:30:00Z", "removed_by": [notice, busy]},
                {"start": "2025-01-22T10:00:00Z", "removed_by": [busy]},
                {"start": "2025-01-22T10:30:00Z", "removed_by": [{"rule": "window"}]},
            ],
            "truncated": false,
            "would_help": [
                {"change": {"field": "minimum_notice_minutes", "value": 1380}, "slots": 1},
                {
                    "change": {
                        "field": "busy", "participant": "ada",
                        "period": {"start": "2025-01-22T10:00:00Z", "end": "2025-01-22T10:30:00Z"},
                    },
                    "slots": 1,
                },
                {"change": {"field": "busy", "participant": "ada"}, "slots": 1},
                {"change": {"field": "duration_minutes", "value": 30}, "slots": 1},
            ],
        })
    );
    let mut at = question();
    at["at"] = json!("2025-01-22T10:15:00Z");
    let answer = app.post(EXPLAIN, at.clone()).await;
    let grid = json!({"rule": "grid", "until": "2025-01-22T10:30:00Z"});
    let window = json!({"rule": "window"});
    assert_eq!(
        answer["starts"],
        json!([{"start": "2025-01-22T10:15:00Z", "removed_by": [grid, window, busy]}])
    );
    at["at"] = json!("2025-01-22T10:15:00.5Z");
    at["duration_minutes"] = json!(0);
    check_problem(
        "two faults",
        &app.post(EXPLAIN, at.clone()).await,
        422,
        "invalid",
        &["/duration_minutes", "/at"],
    );
    let refused = app.post(QUERY, at).await;
    assert_eq!(refused.status, 400, "`at` belongs to explain: {}", refused.text);
}

pub(crate) async fn credentials_are_needed_where_there_are_any(db: TestDb) {
    let app = App::start(db).await;
    let anonymous = app.send(app.anonymous(Method::POST, QUERY).json(&question())).await;
    assert_eq!(anonymous.status, 401);
    assert!(anonymous.header("www-authenticate").starts_with("Bearer"));
    let wrong = app.send(app.anonymous(Method::POST, QUERY).bearer_auth("wrong").json(&question())).await;
    assert_eq!(wrong.status, 401);
}

pub(crate) async fn bodies_are_bounded(db: TestDb) {
    let app = App::start(db).await;
    // Announced, so refused before a byte of it is sent.
    let head = format!(
        "POST {QUERY} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\n\
         Content-Length: 52428800\r\n\r\n",
        e2e::ADMIN_TOKEN
    );
    let answer = app.raw(head.as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
    // 15 MiB of white space around a question is allowed.
    let padded = format!("{}{}", " ".repeat(15 << 20), question());
    let request = app.request(Method::POST, QUERY).header("Content-Type", "application/json").body(padded);
    assert_eq!(app.send(request).await.status, 200);
    // The largest answer that the limits allow would fill the memory; it is refused.
    let people: Vec<Value> = (0..1000).map(|n| json!({"id": format!("{n:0200}")})).collect();
    let huge = json!({
        "window": {"start": "2025-01-01T00:00:00Z", "end": "2025-06-01T00:00:00Z"},
        "now": "2025-01-01T00:00:00Z", "duration_minutes": 1, "step_minutes": 1, "limit": 100_000,
        "participants": people,
    });
    check_problem("a huge answer", &app.post(QUERY, huge).await, 422, "invalid", &["/limit"]);
    // Nor may a small question compute for minutes.
    let people: Vec<Value> = (0..999).map(|n| json!({"id": n.to_string()})).collect();
    let members: Vec<String> = (0..999).map(|n| n.to_string()).collect();
    let groups: Vec<Value> = (0..60).map(|_| json!({"members": members, "required": 1})).collect();
    let slow = json!({
        "window": {"start": "2025-01-01T00:00:00Z", "end": "2026-01-02T00:00:00Z"},
        "duration_minutes": 1, "step_minutes": 1, "limit": 1, "participants": people, "groups": groups,
    });
    check_problem("a slow answer", &app.post(QUERY, slow).await, 422, "invalid", &["/groups"]);
}
