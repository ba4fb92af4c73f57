//! The five collections, for what holds for each of them.

use e2e::App;
use serde_json::{Value, json};

/// One collection, and a body that makes something in it.
pub(crate) struct Collection {
    pub(crate) path: &'static str,
    pub(crate) body: Value,
    /// A change that it takes.
    pub(crate) change: Value,
}

impl Collection {
    /// Makes one, and answers its path.
    pub(crate) async fn make(&self, app: &App) -> String {
        app.make(self.path, self.body.clone()).await.header("location").to_owned()
    }
}

/// All collections, and things for their bodies to name.
pub(crate) async fn all(app: &App) -> Vec<Collection> {
    let company = app.company("Acme").await;
    let user = app.user(company, "ann").await;
    let one = |path, body, change| Collection { path, body, change };
    vec![
        one("/api/v1/companies", json!({"name": "Beta"}), json!({"active": false})),
        one(
            "/api/v1/users",
            json!({"company_id": company, "name": "Bob", "email": "bob@example.com", "role": "owner"}),
            json!({"name": "Robert"}),
        ),
        one(
            "/api/v1/interview-templates",
            json!({
                "company_id": company, "name": "Screening", "duration_minutes": 30, "interviewers": [user],
            }),
            json!({"duration_minutes": 45}),
        ),
        one(
            "/api/v1/busy-periods",
            json!({"user_id": user, "start": "2025-01-22T10:00:00Z", "end": "2025-01-22T11:00:00Z"}),
            json!({"title": "Dentist"}),
        ),
        one(
            "/api/v1/calendars",
            json!({"user_id": user, "kind": "ics_file", "name": "Work"}),
            json!({"stale_policy": "ignore"}),
        ),
    ]
}
