//! One sample of every collection, for the tests of what holds for each of them: versions, lists, races, bad bodies,
//! failures, idempotency, roles and foreign companies. A new collection gets all of them for one entry here.

mod world;

pub use world::World;
use world::{STAFF, WORKING_HOURS};

use crate::App;
use domain::access::Action;
use serde_json::{Value, json};

/// One collection.
#[derive(Debug, Clone, Copy)]
pub struct Sample {
    pub path: &'static str,
    /// One of it and many, as ids of operations have them: `create_job`, `list_jobs`.
    pub names: (&'static str, &'static str),
    pub read: Action,
    pub create: Action,
    /// To change.
    pub write: Action,
    pub delete: Action,
    /// The fields that a new one needs.
    pub required: &'static [&'static str],
    /// A body that creates one; each number another one, named so that the order of names is that of numbers.
    pub body: fn(&World, u32) -> Value,
    /// A change that it takes.
    pub change: fn() -> Value,
    /// The field in which `q` looks and by which `sort=name` sorts, where it has one.
    pub name: Option<&'static str>,
    /// What its list can be sorted by beside `id`.
    pub sorts: &'static [&'static str],
    /// A parameter that narrows the list, with a value that every sample meets and one that none does.
    pub filter: Option<(&'static str, &'static str, &'static str)>,
}

impl Sample {
    /// Whether the body says whose it is: the company's or a user's. Only the platform's own things have none.
    #[must_use]
    pub fn body_names_company(&self) -> bool {
        self.path != "/api/v1/companies"
    }

    /// Whether one can be replaced by `PUT` too.
    #[must_use]
    pub fn has_put(&self) -> bool {
        self.path.starts_with("/api/interviews/")
    }

    /// Whether one belongs to nobody, so that those who see their own alone see all of them.
    #[must_use]
    pub fn is_everybodys(&self) -> bool {
        let shown = [
            "/api/interviews/configurations",
            "/api/v1/appointments/special-hours",
            "/api/v1/appointments/days-off",
        ];
        shown.contains(&self.path)
    }

    /// The world in which another one can be created: of some there is one for each user.
    pub async fn ready(&self, app: &App, world: &World) -> World {
        match self.path {
            STAFF => world.with_new_user(app).await,
            WORKING_HOURS => world.with_new_staff(app).await,
            _ => *world,
        }
    }

    /// Creates one, and answers its path.
    pub async fn make(&self, app: &App, world: &World, number: u32) -> String {
        let world = self.ready(app, world).await;
        app.make(self.path, (self.body)(&world, number)).await.header("location").to_owned()
    }
}

/// All collections.
pub const SAMPLES: &[Sample] = &[
    Sample {
        path: "/api/v1/companies",
        names: ("company", "companies"),
        read: Action::ReadDirectory,
        create: Action::ManageCompanies,
        write: Action::ChangeCompany,
        delete: Action::ManageCompanies,
        required: &["name"],
        body: |_, number| json!({"name": format!("Company {number}")}),
        change: || json!({"ai_parallel": 2}),
        name: Some("name"),
        sorts: &["created_at", "name"],
        filter: None,
    },
    Sample {
        path: "/api/v1/users",
        names: ("user", "users"),
        read: Action::ReadDirectory,
        create: Action::ManageUsers,
        write: Action::ManageUsers,
        delete: Action::ManageUsers,
        required: &["email", "name", "role"],
        body: |world, number| {
            let email = format!("user{number}@example.com");
            json!({"company_id": world.company, "name": format!("User {number}"), "email": email, "role": "hr_manager"})
        },
        change: || json!({"name": "Robert"}),
        name: Some("name"),
        sorts: &["created_at", "name"],
        filter: Some(("role", "hr_manager", "viewer")),
    },
    Sample {
        path: "/api/v1/jobs",
        names: ("job", "jobs"),
        read: Action::ReadDirectory,
        create: Action::ManageJobs,
        write: Action::ManageJobs,
        delete: Action::ManageJobs,
        required: &["title"],
        body: |world, number| json!({"company_id": world.company, "title": format!("Job {number}")}),
        change: || json!({"active": false}),
        name: Some("title"),
        sorts: &["created_at", "name"],
        filter: Some(("active", "true", "false")),
    },
    Sample {
        path: "/api/v1/candidates",
        names: ("candidate", "candidates"),
        read: Action::ReadDirectory,
        create: Action::ManageJobs,
        write: Action::ManageJobs,
        delete: Action::ManageJobs,
        required: &["name", "email"],
        body: |world, number| {
            let email = format!("candidate{number}@example.com");
            json!({"company_id": world.company, "name": format!("Candidate {number}"), "email": email})
        },
        change: || json!({"phone": "+49 30 1234"}),
        name: Some("name"),
        sorts: &["created_at", "name"],
        filter: Some(("active", "true", "false")),
    },
    Sample {
        path: "/api/v1/interview-templates",
        names: ("template", "templates"),
        read: Action::ReadDirectory,
        create: Action::ManageTemplates,
        write: Action::ManageTemplates,
        delete: Action::ManageTemplates,
        required: &["name", "duration_minutes", "interviewers"],
        body: |world, number| {
            json!({
                "company_id": world.company, "name": format!("Talk {number}"), "duration_minutes": 30,
                "interviewers": [world.user],
            })
        },
        change: || json!({"duration_minutes": 45}),
        name: Some("name"),
        sorts: &["created_at", "name"],
        filter: None,
    },
    Sample {
        path: "/api/v1/busy-periods",
        names: ("busy_period", "busy_periods"),
        read: Action::ReadBusySources,
        create: Action::ManageBusyPeriods,
        write: Action::ManageBusyPeriods,
        delete: Action::ManageBusyPeriods,
        required: &["user_id", "start", "end"],
        body: |world, number| {
            let day = 1 + number % 28;
            json!({
                "user_id": world.user, "start": format!("2025-02-{day:02}T10:00:00Z"),
                "end": format!("2025-02-{day:02}T11:00:00Z"),
            })
        },
        change: || json!({"title": "Dentist"}),
        name: None,
        sorts: &["created_at", "start"],
        filter: None,
    },
    Sample {
        path: "/api/v1/calendars",
        names: ("calendar", "calendars"),
        read: Action::ReadBusySources,
        create: Action::ManageCalendars,
        write: Action::ManageCalendars,
        delete: Action::ManageCalendars,
        required: &["user_id", "kind", "name"],
        body: |world, number| json!({"user_id": world.user, "kind": "ics_file", "name": format!("Calendar {number}")}),
        change: || json!({"stale_policy": "ignore"}),
        name: Some("name"),
        sorts: &["created_at", "name"],
        filter: None,
    },
    Sample {
        path: "/api/v1/locations",
        names: ("location", "locations"),
        read: Action::ReadDirectory,
        create: Action::ChangeCompany,
        write: Action::ChangeCompany,
        delete: Action::ChangeCompany,
        required: &["name"],
        body: |world, number| json!({"company_id": world.company, "name": format!("Location {number}")}),
        change: || json!({"address": "Main Street 1"}),
        name: Some("name"),
        sorts: &["created_at", "name"],
        filter: Some(("active", "true", "false")),
    },
    Sample {
        path: "/api/v1/webhooks",
        names: ("webhook", "webhooks"),
        read: Action::ManageWebhooks,
        create: Action::ManageWebhooks,
        write: Action::ManageWebhooks,
        delete: Action::ManageWebhooks,
        required: &["url"],
        body: |world, number| {
            let url = format!("https://hooks.example.com/{number}");
            json!({"company_id": world.company, "url": url, "active": false})
        },
        change: || json!({"description": "B"}),
        name: None,
        sorts: &["created_at"],
        filter: Some(("active", "false", "true")),
    },
    Sample {
        path: "/api/interviews/availability",
        names: ("pattern", "patterns"),
        read: Action::ReadSlots,
        create: Action::ManagePatterns,
        write: Action::ManagePatterns,
        delete: Action::ManagePatterns,
        required: &["interviewer", "day_of_week", "start_time", "end_time", "valid_from"],
        body: |world, number| {
            json!({
                "interviewer": world.user, "day_of_week": 1 + number % 7, "start_time": "09:00", "end_time": "17:00",
                "valid_from": "2025-01-01",
            })
        },
        change: || json!({"slot_duration": 30}),
        name: None,
        sorts: &["created_at"],
        filter: None,
    },
    Sample {
        path: "/api/interviews/configurations",
        names: ("configuration", "configurations"),
        read: Action::ReadSlots,
        create: Action::ManageSlots,
        write: Action::ManageSlots,
        delete: Action::ManageSlots,
        required: &["interview_type", "day_of_week", "start_time", "end_time", "valid_from"],
        body: |world, number| {
            json!({
                "interview_type": "coding", "company": world.company, "day_of_week": 1 + number % 7,
                "start_time": "09:00", "end_time": "17:00", "valid_from": "2025-01-01",
            })
        },
        change: || json!({"slot_duration": 30}),
        name: None,
        sorts: &["created_at"],
        filter: Some(("interview_type", "coding", "general")),
    },
    Sample {
        path: "/api/v1/appointments/services",
        names: ("service", "services"),
        read: Action::ReadShop,
        create: Action::ManageShop,
        write: Action::ManageShop,
        delete: Action::ManageShop,
        required: &["name", "duration_minutes"],
        body: |world, number| json!({"company_id": world.company, "name": format!("Service {number}"), "duration_minutes": 30}),
        change: || json!({"duration_minutes": 45}),
        name: Some("name"),
        sorts: &["created_at", "name"],
        filter: Some(("active", "true", "false")),
    },
    Sample {
        path: STAFF,
        names: ("staff_member", "staff"),
        read: Action::ReadDirectory,
        create: Action::ManageShop,
        write: Action::ManageShop,
        delete: Action::ManageShop,
        required: &["user_id"],
        body: |world, _| json!({"user_id": world.user}),
        change: || json!({"slot_duration_minutes": 15}),
        name: None,
        sorts: &["created_at"],
        filter: Some(("active", "true", "false")),
    },
    Sample {
        path: WORKING_HOURS,
        names: ("working_hours", "working_hours"),
        read: Action::ReadHours,
        create: Action::ManageHours,
        write: Action::ManageHours,
        delete: Action::ManageHours,
        required: &["staff_id", "day_of_week", "start_time", "end_time"],
        body: |world, number| {
            json!({
                "company_id": world.company, "staff_id": world.staff, "day_of_week": 1 + number % 7,
                "start_time": "09:00", "end_time": "17:00",
            })
        },
        change: || json!({"end_time": "18:00"}),
        name: None,
        sorts: &["created_at"],
        filter: None,
    },
    Sample {
        path: "/api/v1/appointments/special-hours",
        names: ("special_hours", "special_hours"),
        read: Action::ReadHours,
        create: Action::ManageHours,
        write: Action::ManageHours,
        delete: Action::ManageHours,
        required: &["date", "intervals"],
        body: |world, number| {
            let date = date(number);
            json!({"company_id": world.company, "date": date, "intervals": [{"start": "09:00", "end": "12:00"}]})
        },
        change: || json!({"intervals": []}),
        name: None,
        sorts: &["created_at"],
        filter: Some(("from", "2030-01-01", "2100-01-01")),
    },
    Sample {
        path: "/api/v1/appointments/days-off",
        names: ("day_off", "days_off"),
        read: Action::ReadHours,
        create: Action::ManageHours,
        write: Action::ManageHours,
        delete: Action::ManageHours,
        required: &["start_date", "end_date"],
        body: |world, number| json!({"company_id": world.company, "start_date": date(number), "end_date": date(number)}),
        change: || json!({"description": "Holiday"}),
        name: None,
        sorts: &["created_at"],
        filter: Some(("to", "2100-01-01", "2029-12-31")),
    },
];

/// A date that no other number has, of a year in which nothing else happens.
fn date(number: u32) -> String {
    scheduling_core::time::Date::from_epoch_day(21_915 + i64::from(number)).to_string()
}
