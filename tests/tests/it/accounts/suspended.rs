//! Companies that the platform has suspended.

use e2e::{App, PASSWORD, check_problem};
use reqwest::Method;
use serde_json::json;
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![nobody_of_a_suspended_company_gets_in, only_the_platform_suspends, keys_are_named_in_logs]
}

async fn nobody_of_a_suspended_company_gets_in(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    app.account(Some(company), "ann", "owner").await;
    let (session, key) = (app.session("ann").await, app.key(Some(company), "viewer").await);
    let other = app.key(Some(app.company("Other").await), "viewer").await;
    let path = format!("/api/v1/companies/{company}");
    let suspended = app.patch(&path, json!({"suspended": true})).await;
    assert_eq!((suspended.status, &suspended["suspended"]), (200, &json!(true)), "{}", suspended.text);
    for (case, token) in [("session", &session), ("key", &key)] {
        let refused = app.send(app.request_by(token, Method::GET, "/api/v1/users")).await;
        check_problem(case, &refused, 403, "company-suspended", &[]);
    }
    check_problem("log-in", &app.log_in("ann@example.com", PASSWORD).await, 403, "company-suspended", &[]);
    // A guess learns nothing.
    let guess = app.log_in("ann@example.com", "something else").await;
    check_problem("guess", &guess, 401, "unauthenticated", &[]);
    assert_eq!(app.send(app.request_by(&other, Method::GET, "/api/v1/users")).await.status, 200);
    // Its data is kept, and it goes on where it was.
    assert_eq!(app.get(&format!("/api/v1/users?company_id={company}")).await["items"][0]["name"], "ann");
    assert_eq!(app.patch(&path, json!({"suspended": false})).await.status, 200);
    assert_eq!(app.send(app.request_by(&session, Method::GET, "/api/v1/users")).await.status, 200);
    assert_eq!(app.send(app.request_by(&key, Method::GET, "/api/v1/users")).await.status, 200);
}

async fn only_the_platform_suspends(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    let owner = app.key(Some(company), "owner").await;
    let path = format!("/api/v1/companies/{company}");
    for suspended in [json!(true), json!(false), json!(null)] {
        let request = app.request_by(&owner, Method::PATCH, &path).json(&json!({"suspended": suspended}));
        check_problem("an owner", &app.send(request).await, 422, "invalid", &["/suspended"]);
    }
}

async fn keys_are_named_in_logs(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    let (candidate, job) = (app.candidate(company, "ann").await, app.job(company, "Welder").await);
    app.gates(company, candidate, job, [true, true, true]).await;
    let made = app
        .make("/api/v1/api-keys", json!({"name": "Careers page", "role": "recruiter", "company_id": company}))
        .await;
    let key = made["key"].as_str().unwrap_or_default().to_owned();
    let body = json!({"candidate_id": candidate, "job_id": job, "interview_type": "offline"});
    let interview = app.send(app.request_by(&key, Method::POST, "/api/v1/interviews").json(&body)).await;
    let log = app.get(&format!("{}/logs", interview.header("location"))).await;
    assert_eq!(log["items"][0]["actor"], format!("key:{} Careers page", made.id()), "{}", log.text);
}
