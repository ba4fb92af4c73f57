//! Things for tests to start from, made over the API.

use crate::{Answer, App};
use serde_json::{Value, json};

impl App {
    /// Makes something that must succeed: `POST` answers 201.
    ///
    /// # Panics
    /// Where it does not.
    pub async fn make(&self, path: &str, body: Value) -> Answer {
        let made = self.post(path, body).await;
        assert_eq!(made.status, 201, "POST {path}: {}", made.text);
        made
    }

    /// A company, and its id.
    pub async fn company(&self, name: &str) -> i64 {
        self.make("/api/v1/companies", json!({"name": name})).await.id()
    }

    /// A user of role `staff`, with an e-mail made of the name, and their id.
    pub async fn user(&self, company: i64, name: &str) -> i64 {
        self.user_with_role(company, name, "staff").await
    }

    /// A user of that role, and their id.
    pub async fn user_with_role(&self, company: i64, name: &str, role: &str) -> i64 {
        let email = format!("{name}@example.com");
        let body = json!({"company_id": company, "name": name, "email": email, "role": role});
        self.make("/api/v1/users", body).await.id()
    }

    /// An interview template in which all of these meet for an hour, and its id.
    pub async fn template(&self, company: i64, interviewers: &[i64]) -> i64 {
        let body = json!({
            "company_id": company, "name": "Interview", "duration_minutes": 60, "interviewers": interviewers,
        });
        self.make("/api/v1/interview-templates", body).await.id()
    }
}
