//! What the walk knows of each operation: who may, and how to ask it so that nothing but the permission matters.

use crate::walk::World;
use domain::access::Action;
use serde_json::{Value, json};

/// Who may ask an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Who {
    /// Anybody, without credentials too.
    Anybody,
    /// Anybody with credentials.
    Caller,
    /// The roles that may take this action.
    May(Action),
    /// The same, but `staff` for what is their own alone, which the walk does not make.
    Own(Action),
}

/// What `{id}` of the path names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target {
    Nothing,
    Company,
    /// A company that has a log-in provider.
    Provider,
    User,
    Template,
    Job,
    Candidate,
    Calendar,
    BusyPeriod,
    Key,
    Slot,
    Pattern,
}

/// One operation.
pub(crate) struct Operation {
    pub(crate) id: &'static str,
    pub(crate) who: Who,
    pub(crate) target: Target,
    pub(crate) query: fn(&World) -> String,
    pub(crate) body: fn(&World) -> Value,
    /// Whether query or body name something of a company.
    pub(crate) names_company: bool,
}

fn op(id: &'static str, who: Who, target: Target) -> Operation {
    Operation { id, who, target, query: |_| String::new(), body: |_| Value::Null, names_company: false }
}

impl Operation {
    /// With a body that names nothing.
    fn plain(self, body: fn(&World) -> Value) -> Self {
        Self { body, ..self }
    }

    /// With a body that names something of the company.
    fn named(self, body: fn(&World) -> Value) -> Self {
        Self { body, names_company: true, ..self }
    }

    /// A list, which takes `company_id`.
    fn list(self) -> Self {
        Self { query: |world| format!("?company_id={}", world.company), names_company: true, ..self }
    }
}

/// All operations of the OpenAPI document.
pub(crate) fn all() -> Vec<Operation> {
    [accounts(), companies_and_users(), directory(), calendars(), availability(), interviews()]
        .into_iter()
        .flatten()
        .collect()
}

fn accounts() -> Vec<Operation> {
    use Target::{Key, Nothing, User};
    let keys = Who::May(Action::ManageKeys);
    vec![
        op("log_in", Who::Anybody, Nothing).plain(|_| json!({"email": "nobody", "password": "wrong"})),
        op("log_out", Who::Caller, Nothing),
        op("start_oidc", Who::Anybody, Nothing).plain(|_| json!({"company_id": 0})),
        op("enter_oidc", Who::Anybody, Nothing),
        op("finish_oidc", Who::Anybody, Nothing),
        op("who_am_i", Who::Caller, Nothing),
        op("request_password_reset", Who::Anybody, Nothing).plain(|_| json!({"email": "a@example.com"})),
        op("confirm_password_reset", Who::Anybody, Nothing)
            .plain(|_| json!({"token": "none", "password": "a better password"})),
        op("make_reset_token", Who::May(Action::ManageUsers), User),
        op("list_keys", keys, Nothing).list(),
        op("make_key", keys, Nothing)
            .named(|world| json!({"name": "A", "role": "viewer", "company_id": world.company})),
        op("revoke_key", keys, Key),
    ]
}

fn companies_and_users() -> Vec<Operation> {
    use Target::{Company, Nothing, Provider, User};
    let (read, users) = (Who::May(Action::ReadDirectory), Who::May(Action::ManageUsers));
    let platform = Who::May(Action::ManageCompanies);
    vec![
        op("list_companies", read, Nothing).list(),
        op("make_company", platform, Nothing).plain(|_| json!({"name": "New"})),
        op("get_company", read, Company),
        op("change_company", Who::May(Action::ChangeCompany), Company).plain(|_| json!({"ai_parallel": 2})),
        op("delete_company", platform, Company),
        op("get_identity_provider", Who::May(Action::ChangeCompany), Provider),
        op("put_identity_provider", Who::May(Action::ChangeCompany), Company)
            .plain(|_| json!({"issuer": "https://login.example.com", "client_id": "meridian"})),
        op("delete_identity_provider", Who::May(Action::ChangeCompany), Provider),
        op("list_users", read, Nothing).list(),
        op("make_user", users, Nothing).named(|world| {
            json!({"name": "A", "email": world.new_email(), "role": "staff", "company_id": world.company})
        }),
        op("get_user", read, User),
        op("change_user", users, User).plain(|_| json!({"name": "B"})),
        op("delete_user", users, User),
    ]
}

fn directory() -> Vec<Operation> {
    use Target::{Candidate, Job, Nothing, Template};
    let read = Who::May(Action::ReadDirectory);
    let (templates, jobs) = (Who::May(Action::ManageTemplates), Who::May(Action::ManageJobs));
    vec![
        op("list_templates", read, Nothing).list(),
        op("make_template", templates, Nothing).named(|world| {
            json!({
                "name": "A", "duration_minutes": 30, "interviewers": [world.user], "company_id": world.company,
            })
        }),
        op("get_template", read, Template),
        op("change_template", templates, Template).plain(|_| json!({"name": "B"})),
        op("delete_template", templates, Template),
        op("list_jobs", read, Nothing).list(),
        op("make_job", jobs, Nothing).named(|world| json!({"title": "A", "company_id": world.company})),
        op("get_job", read, Job),
        op("change_job", jobs, Job).plain(|_| json!({"title": "B"})),
        op("delete_job", jobs, Job),
        op("list_candidates", read, Nothing).list(),
        op("make_candidate", jobs, Nothing).named(|world| {
            json!({"name": "A", "email": world.new_email(), "company_id": world.company})
        }),
        op("get_candidate", read, Candidate),
        op("change_candidate", jobs, Candidate).plain(|_| json!({"name": "B"})),
        op("delete_candidate", jobs, Candidate),
    ]
}

fn calendars() -> Vec<Operation> {
    use Target::{BusyPeriod, Calendar, Nothing};
    let (read, manage) = (Who::May(Action::ReadCalendars), Who::May(Action::ManageCalendars));
    vec![
        op("list_calendars", read, Nothing).list(),
        op("make_calendar", manage, Nothing)
            .named(|world| json!({"user_id": world.user, "kind": "ics_file", "name": "A"})),
        op("get_calendar", read, Calendar),
        op("change_calendar", manage, Calendar).plain(|_| json!({"name": "B"})),
        op("delete_calendar", manage, Calendar),
        op("import_calendar", manage, Calendar),
        op("sync_calendar", manage, Calendar),
        op("list_busy_periods", read, Nothing).list(),
        op("make_busy_period", manage, Nothing).named(|world| {
            json!({"user_id": world.user, "start": "2025-01-22T10:00:00Z", "end": "2025-01-22T11:00:00Z"})
        }),
        op("get_busy_period", read, BusyPeriod),
        op("change_busy_period", manage, BusyPeriod).plain(|_| json!({"title": "B"})),
        op("delete_busy_period", manage, BusyPeriod),
    ]
}

fn availability() -> Vec<Operation> {
    use Target::{Nothing, Template};
    let read = Who::May(Action::ReadCalendars);
    let question: fn(&World) -> Value = |_| {
        json!({
            "window": {"start": "2025-01-22T00:00:00Z", "end": "2025-01-23T00:00:00Z"}, "duration_minutes": 60,
            "participants": [{"id": "a"}],
        })
    };
    vec![
        op("query_availability", Who::Caller, Nothing).plain(question),
        op("explain_availability", Who::Caller, Nothing).plain(question),
        op("template_availability", read, Template),
        Operation {
            query: |world| {
                format!("?user_ids={}&start=2025-01-22T00:00:00Z&end=2025-01-23T00:00:00Z", world.user)
            },
            names_company: true,
            ..op("list_free_busy", read, Nothing)
        },
    ]
}

fn interviews() -> Vec<Operation> {
    use Target::{Nothing, Pattern, Slot};
    let (read, slots) = (Who::Own(Action::ReadSlots), Who::May(Action::ManageSlots));
    let patterns = Who::Own(Action::ManagePatterns);
    let slot: fn(&World) -> Value = |world| {
        json!({
            "interviewer": world.user, "start_time": "2025-01-22T10:00:00Z", "end_time": "2025-01-22T11:00:00Z",
        })
    };
    let pattern: fn(&World) -> Value = |world| {
        json!({
            "interviewer": world.user, "day_of_week": 1, "start_time": "09:00", "end_time": "17:00",
            "valid_from": "2025-01-01",
        })
    };
    vec![
        op("list_slots", read, Nothing).list(),
        op("make_slot", slots, Nothing).named(slot),
        op("get_slot", read, Slot),
        op("replace_slot", slots, Slot).named(slot),
        op("change_slot", slots, Slot).plain(|_| json!({"notes": "B"})),
        op("delete_slot", slots, Slot),
        op("book_slot", slots, Slot),
        op("release_slot", slots, Slot),
        op("cancel_slot", slots, Slot).plain(|_| json!({"reason": "ill"})),
        op("list_patterns", read, Nothing).list(),
        op("make_pattern", patterns, Nothing).named(pattern),
        op("get_pattern", read, Pattern),
        op("replace_pattern", patterns, Pattern).named(pattern),
        op("change_pattern", patterns, Pattern).plain(|_| json!({"slot_duration": 30})),
        op("delete_pattern", patterns, Pattern),
        op("create_recurring_slots", slots, Nothing).named(|world| {
            json!({
                "interviewer_id": world.user, "start_date": "2025-02-03", "end_date": "2025-02-03",
                "start_time": "09:00", "end_time": "11:00", "days_of_week": [1],
            })
        }),
        op("search_available_slots", read, Nothing)
            .plain(|_| json!({"start_date": "2025-02-03", "end_date": "2025-02-04"})),
        Operation {
            query: |_| "?start_date=2025-02-03&end_date=2025-02-04".to_owned(),
            ..op("list_available_slots", read, Nothing)
        },
    ]
}
