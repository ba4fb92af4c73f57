//! What clients are told when the database fails: nothing about it.

use super::collections::all;
use e2e::{App, check_problem};
use serde_json::json;
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![a_closed_database_is_503, a_broken_database_is_an_opaque_500]
}

async fn a_closed_database_is_503(db: TestDb) {
    let app = App::start(db).await;
    let collections = all(&app).await;
    app.db.close().await;
    for collection in collections {
        for answer in
            [app.get(collection.path).await, app.post(collection.path, collection.body.clone()).await]
        {
            check_problem(collection.path, &answer, 503, "unavailable", &[]);
            let seconds: Option<u32> = answer.header("retry-after").parse().ok();
            assert!(seconds.is_some_and(|seconds| seconds > 0), "{:?}", answer.headers);
        }
    }
}

async fn a_broken_database_is_an_opaque_500(db: TestDb) {
    let app = App::start(db).await;
    let company = app.company("Acme").await;
    app.db.raw().execute("ALTER TABLE users RENAME TO persons");
    let body = json!({"name": "A", "email": "a@example.com", "role": "staff", "company_id": company});
    for answer in [app.get("/api/v1/users").await, app.post("/api/v1/users", body).await] {
        check_problem("no table", &answer, 500, "internal", &[]);
        for internal in ["users", "table", "relation", "SELECT", "sql"] {
            assert!(!answer.text.contains(internal), "{}", answer.text);
        }
    }
}
