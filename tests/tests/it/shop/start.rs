//! What these tests start from. It is Monday, 2025-01-20, 08:00 UTC.

use e2e::{Answer, App};
use serde_json::{Value, json};

pub(crate) const SERVICES: &str = "/api/v1/appointments/services";
pub(crate) const STAFF: &str = "/api/v1/appointments/staff";
pub(crate) const WORKING_HOURS: &str = "/api/v1/appointments/working-hours";
pub(crate) const SPECIAL_HOURS: &str = "/api/v1/appointments/special-hours";
pub(crate) const DAYS_OFF: &str = "/api/v1/appointments/days-off";
pub(crate) const CONFIG: &str = "/api/v1/appointments/config";

/// A service of an hour, and somebody who offers it.
pub(crate) struct Shop {
    pub(crate) company: i64,
    pub(crate) user: i64,
    pub(crate) staff: i64,
    pub(crate) service: i64,
}

impl Shop {
    /// In that zone, the company and the user.
    pub(crate) async fn open(app: &App, zone: &str) -> Self {
        Self::with_zones(app, zone, zone).await
    }

    /// The company in one zone, and the user in another.
    pub(crate) async fn with_zones(app: &App, company: &str, user: &str) -> Self {
        let body = json!({"name": "Salon", "time_zone": company});
        let company = app.make("/api/v1/companies", body).await.id();
        let person = app.user(company, &format!("user{company}")).await;
        app.patch(&format!("/api/v1/users/{person}"), json!({"time_zone": user})).await;
        let service = service(app, company, json!({})).await;
        let staff = app.make(STAFF, json!({"user_id": person, "services": [service]})).await.id();
        Self { company, user: person, staff, service }
    }

    /// The starts of a date, as `dayThour:minute` of UTC.
    pub(crate) async fn starts(&self, app: &App, query: &str) -> Vec<String> {
        starts(&self.ask(app, query).await)
    }

    /// The answer of a date.
    pub(crate) async fn ask(&self, app: &App, query: &str) -> Answer {
        let answer = app.get(&format!("{SERVICES}/{}/slots?{query}", self.service)).await;
        assert_eq!(answer.status, 200, "{query}: {}", answer.text);
        answer
    }

    /// The next date with a start.
    pub(crate) async fn next(&self, app: &App, query: &str) -> Value {
        let answer = app.get(&format!("{SERVICES}/{}/next-date?{query}", self.service)).await;
        assert_eq!(answer.status, 200, "{query}: {}", answer.text);
        answer["date"].clone()
    }

    /// Weekly hours of the staff member.
    pub(crate) async fn hours(&self, app: &App, days: &[u8], start: &str, end: &str) {
        for day in days {
            app.make(WORKING_HOURS, json!({
                "company_id": self.company, "staff_id": self.staff, "day_of_week": day, "start_time": start,
                "end_time": end,
            }))
            .await;
        }
    }
}

/// A service of an hour, but for what is given.
pub(crate) async fn service(app: &App, company: i64, given: Value) -> i64 {
    let mut body = json!({"company_id": company, "name": "Cut", "duration_minutes": 60});
    for (field, value) in given.as_object().into_iter().flatten() {
        body[field] = value.clone();
    }
    app.make(SERVICES, body).await.id()
}

/// The starts of an answer, as `dayThour:minute` of UTC.
pub(crate) fn starts(answer: &Answer) -> Vec<String> {
    let items = answer["items"].as_array().unwrap_or_else(|| panic!("no items: {}", answer.text));
    items.iter().map(|slot| slot["start"].as_str().expect("a start")[8..16].to_owned()).collect()
}
