//! AI interviews are handed over when they begin, and their results taken.

use super::support::{deliveries, webhook, work};
use domain::interview::{InterviewCancellation, InterviewStatus};
use e2e::{App, Receiver, ai_interview, check_problem};
use reqwest::Method;
use scheduling_core::time::Interval;
use serde_json::{Value, json};
use testkit::db::TestDb;
use testkit::{Case, at, between};

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        an_interview_is_handed_over_and_its_result_taken,
        the_token_is_good_for_one_interview_and_a_week,
        what_was_cancelled_or_moved_is_not_handed_over,
        results_are_of_ai_interviews_that_began,
    ]
}

const START: &str = "2025-01-20T10:00:00Z";

async fn an_interview_is_handed_over_and_its_result_taken(db: TestDb) {
    let app = App::start(db).await;
    let (company, receiver) = (app.company("A").await, Receiver::start().await);
    let hook = webhook(&app, company, &receiver, "/ok").await.id();
    let held = ai_interview(&app, company, START).await;
    held.in_slot_with(json!({"language": "en", "level": 3})).await;
    app.clock.set(at(START).plus_seconds(-1));
    work(&app).await;
    assert_eq!(receiver.received().len(), 0, "it has not begun");
    app.clock.set(at(START));
    work(&app).await;
    let told = receiver.last();
    let data = &told.body["data"];
    assert_eq!((&told.body["type"], &data["start"]), (&json!("ai_interview.begins"), &json!(START)));
    assert_eq!(data["interview_id"], held.interview.id.to_string());
    assert_eq!(data["candidate_id"], held.interview.candidate.0);
    assert_eq!(data["ai_configuration"], json!({"language": "en", "level": 3}));
    assert_eq!(data["ai_interview_type"], "technical");
    assert_eq!(data["callback_url"], format!("http://localhost:8080{}", held.path()));
    let token = data["callback_token"].as_str().unwrap_or_default().to_owned();
    assert!(token.starts_with("ma_"), "{token}");
    assert!(!deliveries(&app, hook).await[0].to_string().contains(&token), "it is in no log");
    let everything = app.db.raw().texts("SELECT token_hash AS text FROM ai_callbacks");
    assert!(!everything[0].contains(&token));

    assert_eq!(app.get(&held.path()).await.status, 404, "nothing was told yet");
    let result = json!({
        "result": "passed", "evaluation": {"clarity": [1, 2.5, "good"]}, "score": 87.5,
        "recording_url": "https://ai.example/recording/1",
    });
    let tell = |body: Value| app.send(app.request_by(&token, Method::POST, &held.path()).json(&body));
    let taken = tell(result.clone()).await;
    assert_eq!(taken.status, 200, "{}", taken.text);
    let again = tell(result.clone()).await;
    assert_eq!((again.status, &again.body), (200, &taken.body), "the same again");
    let other = tell(json!({"result": "failed"})).await;
    check_problem("another result", &other, 409, "result-differs", &[]);
    let read = app.get(&held.path()).await;
    for field in ["result", "evaluation", "score", "recording_url"] {
        assert_eq!(read[field], result[field], "{field}");
    }
    work(&app).await;
    let finished = receiver.last();
    assert_eq!(finished.body["type"], "ai_interview.finished");
    assert_eq!(receiver.received().len(), 2, "told once");
    let log = app.db.raw().texts("SELECT action || ' ' || actor AS text FROM interview_logs");
    assert_eq!(log, ["finished ai_service"]);
}

async fn the_token_is_good_for_one_interview_and_a_week(db: TestDb) {
    let app = App::start(db).await;
    let (company, receiver) = (app.company("A").await, Receiver::start().await);
    webhook(&app, company, &receiver, "/ok").await;
    let held = ai_interview(&app, company, START).await;
    app.clock.set(at(START));
    work(&app).await;
    let token = receiver.last().body["data"]["callback_token"].as_str().unwrap_or_default().to_owned();
    let other = ai_interview(&app, company, START).await;
    let check = async |case: &str, method: Method, path: &str, body: Value, status: u16| {
        let answer = app.send(app.request_by(&token, method, path).json(&body)).await;
        assert_eq!(answer.status, status, "{case}: {}", answer.text);
    };
    let good = json!({"result": "passed"});
    check("another interview", Method::POST, &other.path(), good.clone(), 401).await;
    check("reading", Method::GET, &held.path(), Value::Null, 401).await;
    check("anything else", Method::GET, "/api/v1/jobs", Value::Null, 401).await;
    check("no result", Method::POST, &held.path(), json!({"result": " "}), 422).await;
    check("no URL", Method::POST, &held.path(), json!({"result": "a", "recording_url": "ftp://x"}), 422)
        .await;
    check("a zero", Method::POST, &held.path(), json!({"result": "a", "evaluation": "\0"}), 422).await;
    app.clock.set(at(START).plus_seconds(3600 + 7 * 86_400));
    check("too late", Method::POST, &held.path(), good.clone(), 401).await;
    app.clock.advance(-1);
    check("in time", Method::POST, &held.path(), good, 200).await;
}

async fn what_was_cancelled_or_moved_is_not_handed_over(db: TestDb) {
    let app = App::start(db).await;
    let (company, receiver) = (app.company("A").await, Receiver::start().await);
    webhook(&app, company, &receiver, "/ok").await;
    let mut cancelled = ai_interview(&app, company, START).await;
    cancelled
        .change(|interview| {
            interview.status = InterviewStatus::Cancelled;
            interview.cancelled =
                Some(InterviewCancellation { at: at(e2e::NOW), reason: "ill".into(), by: None });
        })
        .await;
    let mut moved = ai_interview(&app, company, START).await;
    moved
        .change(|interview| {
            interview.time = Some(between("2025-01-20T12:00:00Z", "2025-01-20T13:00:00Z"));
        })
        .await;
    app.clock.set(at(START));
    work(&app).await;
    assert_eq!(receiver.received().len(), 0);
    let left = app.get("/api/v1/effects").await;
    assert_eq!(left["items"], json!([]), "they mean nothing any more");
}

async fn results_are_of_ai_interviews_that_began(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("A").await;
    let mut held = ai_interview(&app, company, START).await;
    let good = json!({"result": "passed"});
    let refused = app.post(&held.path(), good.clone()).await;
    check_problem("not begun", &refused, 409, "wrong-status", &[]);
    app.clock.set(at(START));
    held.change(|interview| interview.ai = None).await;
    check_problem("of people", &app.post(&held.path(), good.clone()).await, 409, "wrong-status", &[]);
    let recruiter = app.key(Some(company), "recruiter").await;
    let viewer = app.key(Some(company), "viewer").await;
    held.change(|interview| interview.ai = Some(domain::slot::AiKind::General)).await;
    let by =
        async |key: &str| app.send(app.request_by(key, Method::POST, &held.path()).json(&good)).await.status;
    assert_eq!((by(&viewer).await, by(&recruiter).await), (403, 200));
    assert_eq!(held.interview.time.map(Interval::start), Some(at(START)));
}
