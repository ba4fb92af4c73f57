//! Many clients at once.

use e2e::{Answer, App, check_problem};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;
use tokio::task::JoinSet;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        one_email_goes_to_one_of_sixteen,
        one_version_is_changed_once,
        changes_of_different_fields_all_hold,
        a_template_and_the_deletion_of_its_interviewer,
    ]
}

/// Sends all requests at once and answers what they got.
async fn at_once(requests: Vec<RequestBuilder>) -> Vec<(u16, Value)> {
    let mut sent = JoinSet::new();
    for request in requests {
        sent.spawn(async move {
            let answer = request.send().await.expect("an answer");
            (answer.status().as_u16(), answer.json().await.unwrap_or(Value::Null))
        });
    }
    sent.join_all().await
}

fn count(answers: &[(u16, Value)], status: u16) -> usize {
    answers.iter().filter(|(seen, _)| *seen == status).count()
}

async fn one_email_goes_to_one_of_sixteen(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    let body = json!({"name": "A", "email": "a@example.com", "role": "staff", "company_id": company});
    let requests = (0..16).map(|_| app.request(Method::POST, "/api/v1/users").json(&body)).collect();
    let answers = at_once(requests).await;
    assert_eq!((count(&answers, 201), count(&answers, 409)), (1, 15), "{answers:?}");
    for (_, refused) in answers.iter().filter(|(status, _)| *status == 409) {
        assert_eq!(refused["type"], "/problems/duplicate");
    }
    assert_eq!(app.get("/api/v1/users").await["items"].as_array().map(Vec::len), Some(1));
}

async fn one_version_is_changed_once(db: TestDb) {
    let app = App::start(db).await;
    let path = format!("/api/v1/companies/{}", app.company("Acme").await);
    let patch = |number: usize| {
        let request = app.request(Method::PATCH, &path).header("if-match", "\"1\"");
        request.json(&json!({"name": format!("Name {number}")}))
    };
    let answers = at_once((0..16).map(patch).collect()).await;
    assert_eq!((count(&answers, 200), count(&answers, 412)), (1, 15), "{answers:?}");
    assert_eq!(app.get(&path).await.header("etag"), "\"2\"");
}

/// Without `If-Match` nobody is refused, and nobody undoes what another has just changed.
async fn changes_of_different_fields_all_hold(db: TestDb) {
    let app = App::start(db).await;
    let path = format!("/api/v1/companies/{}", app.company("Acme").await);
    let fields = [
        json!({"name": "New"}),
        json!({"time_zone": "Asia/Tokyo"}),
        json!({"ai_parallel": 5}),
        json!({"active": false}),
        json!({"business_hours": {"start": "10:00", "end": "11:00"}}),
    ];
    let requests = fields.iter().map(|change| app.request(Method::PATCH, &path).json(change)).collect();
    let answers = at_once(requests).await;
    assert_eq!(count(&answers, 200), fields.len(), "{answers:?}");
    let after = app.get(&path).await;
    assert_eq!(after.header("etag"), "\"6\"");
    for change in fields {
        for (field, value) in change.as_object().into_iter().flatten() {
            assert_eq!(after[field], *value, "{field}");
        }
    }
}

/// The first wins; the other is told why, and no template names somebody who is gone.
async fn a_template_and_the_deletion_of_its_interviewer(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    for round in 0..8 {
        let user = app.user(company, &format!("user{round}")).await;
        let path = format!("/api/v1/users/{user}");
        let body =
            json!({"name": "A", "duration_minutes": 60, "interviewers": [user], "company_id": company});
        let make = app.request(Method::POST, "/api/v1/interview-templates").json(&body);
        let answers = at_once(vec![make, app.request(Method::DELETE, &path)]).await;
        let there: Answer = app.get(&path).await;
        match there.status {
            200 => assert_eq!((count(&answers, 201), count(&answers, 409)), (1, 1), "{answers:?}"),
            _ => {
                check_problem("gone", &there, 404, "not-found", &[]);
                assert_eq!((count(&answers, 204), count(&answers, 404)), (1, 1), "{answers:?}");
            }
        }
    }
}
