//! How much of what costs everybody a company may have.

use domain::directory::CompanyLimits;
use e2e::{App, check_problem};
use reqwest::Method;
use serde_json::json;
use testkit::Case;
use testkit::db::TestDb;
use tokio::task::JoinSet;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![a_company_has_so_many_and_no_more]
}

async fn a_company_has_so_many_and_no_more(db: TestDb) {
    let app = App::with_limits(db, CompanyLimits { webhooks: 2, calendars: 2, api_keys: 2 }).await;
    let company = app.company("Acme").await;
    let user = app.user(company, "ann").await;
    let other = app.company("Other").await;
    for (path, body) in [
        ("/api/v1/webhooks", json!({"company_id": company, "url": "https://hooks.example.com"})),
        ("/api/v1/calendars", json!({"user_id": user, "kind": "ics_file", "name": "A"})),
        ("/api/v1/api-keys", json!({"company_id": company, "name": "A", "role": "viewer"})),
    ] {
        let first = app.make(path, body.clone()).await.id();
        app.make(path, body.clone()).await;
        check_problem(path, &app.post(path, body.clone()).await, 409, "limit-reached", &[]);
        // Of sixteen at once none gets past it.
        let mut sent = JoinSet::new();
        for _ in 0..16 {
            sent.spawn(app.request(Method::POST, path).json(&body).send());
        }
        for answer in sent.join_all().await {
            assert_eq!(answer.expect("an answer").status().as_u16(), 409, "{path}");
        }
        assert_eq!(app.delete(&format!("{path}/{first}")).await.status, 204);
        app.make(path, body).await;
    }
    app.make("/api/v1/webhooks", json!({"company_id": other, "url": "https://hooks.example.com"})).await;
}
