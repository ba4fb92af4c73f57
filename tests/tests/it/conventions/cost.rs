//! What a small request may cost: many mistakes, long lists, long names, and answers that nobody reads.

use e2e::{Answer, App, check_problem};
use reqwest::Method;
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const QUERY: &str = "/api/v1/availability/query";
const EXPLAIN: &str = "/api/v1/availability/explain";

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        of_many_mistakes_a_hundred_are_named,
        long_lists_are_refused_before_their_elements,
        long_names_are_not_repeated,
        an_answer_is_bounded_as_it_is_written,
        an_explanation_is_bounded,
        who_leaves_an_answer_unread_is_cut_off,
    ]
}

async fn sent(app: &App, path: &str, body: String) -> Answer {
    app.send(app.request(Method::POST, path).header("content-type", "application/json").body(body)).await
}

/// A question about one day, with these people.
fn question(participants: &Value) -> Value {
    json!({
        "now": "2025-01-01T00:00:00Z",
        "window": {"start": "2025-01-22T00:00:00Z", "end": "2025-01-23T00:00:00Z"},
        "duration_minutes": 1, "step_minutes": 1, "participants": participants,
    })
}

async fn of_many_mistakes_a_hundred_are_named(db: TestDb) {
    let app = App::start(db).await;
    let backwards = json!({"start": "2025-01-22T10:00:00Z", "end": "2025-01-22T09:00:00Z"});
    let busy = vec![backwards; 5000];
    for path in [QUERY, EXPLAIN] {
        let refused = app.post(path, question(&json!([{"id": "ada", "busy": busy}]))).await;
        let mut pointers: Vec<String> = (0..100).map(|n| format!("/participants/0/busy/{n}")).collect();
        pointers.push(String::new());
        let pointers: Vec<&str> = pointers.iter().map(String::as_str).collect();
        check_problem(path, &refused, 422, "invalid", &pointers);
        assert_eq!(refused["errors"][100]["detail"], "there are more problems than these 100");
        assert!(refused.text.len() < 20_000, "{} bytes", refused.text.len());
    }
    let csv = format!("name,email\n{}", ",\n".repeat(3000));
    let import = app.request(Method::POST, "/api/v1/candidates/import").header("content-type", "text/csv");
    let refused = app.send(import.body(csv)).await;
    assert_eq!((refused.status, refused.pointers().len()), (400, 101), "{}", refused.text);
}

async fn long_lists_are_refused_before_their_elements(db: TestDb) {
    let app = App::start(db).await;
    let company = app.post("/api/v1/companies", json!({"name": "Acme"})).await.id();
    let check = async |path: &str, body: Value, field: &str, pointer: &str, most: usize| {
        // What stands behind the bound is not even looked at.
        let list = format!("[{},\"nonsense\"]", vec![field; most + 1].join(","));
        let body = body.to_string().replace("\"HERE\"", &list);
        let refused = sent(&app, path, body).await;
        check_problem(path, &refused, 422, "invalid", &[pointer]);
        assert_eq!(refused["errors"][0]["detail"], format!("must have at most {most} entries"), "{path}");
    };
    let rule = r#"{"days": [1], "start": "09:00", "end": "10:00"}"#;
    let day = r#"{"start": "2025-01-22", "end": "2025-01-22"}"#;
    let week = json!([{"id": "a", "working_hours": [{"days": "HERE", "start": "09:00", "end": "17:00"}]}]);
    check(QUERY, question(&week), "9", "/participants/0/working_hours/0/days", 100).await;
    let rules = json!([{"id": "a", "working_hours": "HERE"}]);
    check(QUERY, question(&rules), rule, "/participants/0/working_hours", 1000).await;
    check(
        EXPLAIN,
        question(&json!([{"id": "a", "days_off": "HERE"}])),
        day,
        "/participants/0/days_off",
        1000,
    )
    .await;
    check(QUERY, question(&json!("HERE")), r#"{"id": "a"}"#, "/participants", 1000).await;
    let mut grouped = question(&json!([{"id": "a"}]));
    grouped["groups"] = json!("HERE");
    check(QUERY, grouped.clone(), r#"{"members": ["a"]}"#, "/groups", 100).await;
    grouped["groups"] = json!([{"members": "HERE"}]);
    check(QUERY, grouped, r#""a""#, "/groups/0/members", 1000).await;
    let place = format!("?company_id={company}");
    let webhook = json!({"url": "https://hooks.example.com/", "events": "HERE"});
    check(&format!("/api/v1/webhooks{place}"), webhook, r#""nope""#, "/events", 100).await;
    let template = json!({"name": "T", "duration_minutes": 60, "interviewers": "HERE"});
    check(&format!("/api/v1/interview-templates{place}"), template, "1", "/interviewers", 1000).await;
    let series = json!({
        "interviewer_id": 1, "company_id": company, "start_date": "2025-02-03", "end_date": "2025-02-07", "start_time": "09:00",
        "end_time": "17:00", "days_of_week": "HERE",
    });
    check("/api/interviews/slots/create_recurring", series, "99", "/days_of_week", 100).await;
}

async fn long_names_are_not_repeated(db: TestDb) {
    let app = App::start(db).await;
    let name = "~".repeat(100_000);
    for body in [json!({name.clone(): 1}), question(&json!([{"id": "a", name.clone(): 1}]))] {
        let refused = sent(&app, QUERY, body.to_string()).await;
        assert_eq!(refused.status, 400, "{}", refused.text);
        assert!(refused.text.len() < 5000, "{} bytes", refused.text.len());
    }
    let refused = app.get(&format!("/api/v1/users?{}=1", "x".repeat(10_000))).await;
    assert_eq!(refused.status, 400);
    assert!(refused.text.len() < 2000, "{} bytes", refused.text.len());
}

async fn an_answer_is_bounded_as_it_is_written(db: TestDb) {
    let app = App::start(db).await;
    let refused = app.post(QUERY, question(&json!([{"id": "a\u{1}"}]))).await;
    check_problem("control characters", &refused, 422, "invalid", &["/participants/0/id"]);
    // Quotes are two bytes each in JSON: 1000 ids of 100 of them, in each of 1300 slots, are more than 32 MiB.
    let people = |quotes: usize| -> Value {
        (0..1000).map(|n| json!({"id": format!("{n:04}{}", "\"".repeat(quotes))})).collect()
    };
    let mut asked = question(&people(20));
    asked["limit"] = json!(1300);
    let refused = app.post(QUERY, asked.clone()).await;
    check_problem("a huge answer", &refused, 422, "invalid", &["/limit"]);
    asked["limit"] = json!(400);
    let answer = app.post(QUERY, asked).await;
    assert_eq!(answer["slots"].as_array().map(Vec::len), Some(400), "{}", answer.status);
    assert_eq!(answer["slots"][399]["available"].as_array().map(Vec::len), Some(1000));
}

async fn an_explanation_is_bounded(db: TestDb) {
    let app = App::start(db).await;
    let people: Vec<Value> = (0..500).map(|n| json!({"id": n.to_string()})).collect();
    let members: Vec<String> = (0..500).map(|n| n.to_string()).collect();
    let groups = vec![json!({"members": members, "required": 1}); 50];
    let mut asked = question(&json!(people));
    asked["window"]["end"] = json!("2025-06-22T00:00:00Z");
    asked["groups"] = json!(groups);
    asked["limit"] = json!(100_000);
    check_problem("too many pairs", &app.post(EXPLAIN, asked.clone()).await, 422, "invalid", &["/limit"]);
    asked["limit"] = json!(10);
    let answer = app.post(EXPLAIN, asked).await;
    assert_eq!((answer.status, answer["starts"].as_array().map(Vec::len)), (200, Some(10)));
}

async fn who_leaves_an_answer_unread_is_cut_off(db: TestDb) {
    let app = App::start(db).await;
    let before = app.memory.free();
    let people: Value = (0..1000).map(|n| json!({"id": format!("{n:0200}")})).collect();
    let mut asked = question(&people);
    asked["limit"] = json!(140);
    let body = asked.to_string();
    let mut stream = TcpStream::connect(app.address()).await.expect("a connection");
    let head = format!(
        "POST {QUERY} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\n\r\n{body}",
        e2e::ADMIN_TOKEN,
        body.len()
    );
    stream.write_all(head.as_bytes()).await.expect("the request is taken");
    let mut first = [0; 12];
    stream.read_exact(&mut first).await.expect("the answer begins");
    assert_eq!(&first, b"HTTP/1.1 200");
    assert!(app.memory.free() < before, "the answer of some 28 MB is counted");
    // Nothing more is read; in tests a second of that is enough.
    while app.memory.free() < before {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
}
