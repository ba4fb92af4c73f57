//! Things for tests to start from, made over the API.

use crate::{Answer, App};
use reqwest::Method;
use serde_json::{Value, json};

/// What everybody made by [`App::account`] logs in with.
pub const PASSWORD: &str = "correct horse battery";

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
        if !interviewers.is_empty() {
            return self.template_of(company, interviewers).await;
        }
        // One of nobody is refused, and may be stored from before it was.
        let somebody = self.user(company, &format!("template{company}")).await;
        let id = self.template_of(company, &[somebody]).await;
        self.db.raw().execute(&format!("DELETE FROM template_interviewers WHERE template_id = {id}"));
        id
    }

    async fn template_of(&self, company: i64, interviewers: &[i64]) -> i64 {
        let body = json!({
            "company_id": company, "name": "Interview", "duration_minutes": 60, "interviewers": interviewers,
        });
        self.make("/api/v1/interview-templates", body).await.id()
    }

    /// An API key of that role, in that company or of the platform.
    pub async fn key(&self, company: Option<i64>, role: &str) -> String {
        let body = json!({"name": role, "role": role, "company_id": company});
        let made = self.make("/api/v1/api-keys", body).await;
        made["key"].as_str().unwrap_or_default().to_owned()
    }

    /// Somebody who can log in as `name@example.com` with [`PASSWORD`], and their id.
    pub async fn account(&self, company: Option<i64>, name: &str, role: &str) -> i64 {
        let email = format!("{name}@example.com");
        let body = json!({
            "company_id": company, "name": name, "email": email, "role": role, "password": PASSWORD,
        });
        self.make("/api/v1/users", body).await.id()
    }

    /// Tries to log in.
    pub async fn log_in(&self, email: &str, password: &str) -> Answer {
        let request = self.anonymous(Method::POST, "/api/v1/auth/login");
        self.send(request.json(&json!({"email": email, "password": password}))).await
    }

    /// The session of somebody made by [`App::account`].
    ///
    /// # Panics
    /// Where they are not let in.
    pub async fn session(&self, name: &str) -> String {
        let answer = self.log_in(&format!("{name}@example.com"), PASSWORD).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer["access_token"].as_str().unwrap_or_default().to_owned()
    }
}

/// A PNG file of that size, all of it white.
#[must_use]
pub fn png(width: u32, height: u32) -> Vec<u8> {
    let mut file = std::io::Cursor::new(Vec::new());
    let white = image::RgbImage::from_pixel(width, height, image::Rgb([255; 3]));
    white.write_to(&mut file, image::ImageFormat::Png).expect("an encoded picture");
    file.into_inner()
}
