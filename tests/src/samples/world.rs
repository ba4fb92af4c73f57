//! What the bodies of samples name.

use crate::App;
use serde_json::json;

/// A company and its people, as samples name them.
#[derive(Debug, Clone, Copy)]
pub struct World {
    pub company: i64,
    /// Of role `staff`.
    pub user: i64,
    /// The profile of another user.
    pub staff: i64,
}

pub(super) const STAFF: &str = "/api/v1/appointments/staff";
pub(super) const WORKING_HOURS: &str = "/api/v1/appointments/working-hours";

impl World {
    /// A company with a user, and another who offers services.
    pub async fn new(app: &App) -> Self {
        let company = app.company("Acme").await;
        let user = app.user(company, "ann").await;
        let bea = app.user(company, "bea").await;
        Self { company, user, staff: app.make(STAFF, json!({"user_id": bea})).await.id() }
    }

    /// The ids of what a list of the company shows, by a field of each.
    async fn listed(&self, app: &App, path: &str, field: &str) -> Vec<i64> {
        let listed = app.get(&format!("{path}?company_id={}&limit=200", self.company)).await;
        let items = listed["items"].as_array().into_iter().flatten();
        // Customers and viewers are users too, and offer nothing.
        let items = items.filter(|item| !["customer", "viewer"].iter().any(|role| item["role"] == *role));
        items.filter_map(|item| item[field].as_i64()).collect()
    }

    /// The same world with a user who has no profile.
    pub(super) async fn with_new_user(self, app: &App) -> Self {
        let taken = self.listed(app, STAFF, "user_id").await;
        let users = self.listed(app, "/api/v1/users", "id").await;
        let user = match users.into_iter().find(|user| !taken.contains(user)) {
            Some(user) => user,
            None => {
                let email = format!("{}@staff.example.com", uuid::Uuid::now_v7());
                let body = json!({"company_id": self.company, "name": "S", "email": email, "role": "staff"});
                app.make("/api/v1/users", body).await.id()
            }
        };
        Self { user, ..self }
    }

    /// The same world with a profile that has no working hours. Who offers something keeps the hours that there are.
    pub(super) async fn with_new_staff(self, app: &App) -> Self {
        let taken = self.listed(app, WORKING_HOURS, "staff_id").await;
        let listed = app.get(&format!("{STAFF}?company_id={}&limit=200", self.company)).await;
        let idle =
            listed["items"].as_array().into_iter().flatten().filter(|one| one["services"] == json!([]));
        let mut staff = idle.filter_map(|one| one["id"].as_i64());
        let staff = match staff.find(|staff| !taken.contains(staff)) {
            Some(staff) => staff,
            None => {
                let user = self.with_new_user(app).await.user;
                app.make(STAFF, json!({"user_id": user})).await.id()
            }
        };
        Self { staff, ..self }
    }
}
