//! What the walk knows of each operation: who may, and how to ask it so that nothing but the permission matters.

use super::walk::{World, next};
use domain::access::{Action, Grant, Role, grant};
use e2e::samples::{SAMPLES, Sample};
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

impl Who {
    /// Who may take this action.
    pub(crate) fn of(action: Action) -> Self {
        match grant(Role::Staff, action) {
            Grant::Own => Self::Own(action),
            Grant::No | Grant::All => Self::May(action),
        }
    }
}

const USER: Target = Target::Of("/api/v1/users");
const TEMPLATE: Target = Target::Of("/api/v1/interview-templates");
const JOB: Target = Target::Of("/api/v1/jobs");
const CANDIDATE: Target = Target::Of("/api/v1/candidates");
const PATTERN: Target = Target::Of("/api/interviews/availability");
const CONFIGURATION: Target = Target::Of("/api/interviews/configurations");

/// What `{id}` of the path names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target {
    Nothing,
    Company,
    /// A company that has a log-in provider.
    Provider,
    /// Something of the collection at that path.
    Of(&'static str),
    /// One that can be fetched.
    Calendar,
    Key,
    Slot,
    Webhook,
    /// `{delivery}` of a webhook's.
    Delivery,
    Effect,
    /// An interview that an AI service holds.
    AiInterview,
    Schedule,
    Conflict,
    /// One that is pending.
    Interview,
    /// One by which a time can be chosen.
    SchedulingLink,
    Message,
    /// One that is confirmed.
    Appointment,
    /// One that is due.
    Payment,
    /// One that holds a time.
    Request,
    Staff,
}

/// One operation.
pub(crate) struct Operation {
    pub(crate) id: String,
    pub(crate) who: Who,
    pub(crate) target: Target,
    pub(crate) query: fn(&World) -> String,
    pub(crate) body: Box<dyn Fn(&World) -> Value + Send + Sync>,
    /// Whether query or body name something of a company.
    pub(crate) names_company: bool,
}

fn op(id: impl Into<String>, who: Who, target: Target) -> Operation {
    let body = Box::new(|_: &World| Value::Null);
    Operation { id: id.into(), who, target, query: |_| String::new(), body, names_company: false }
}

impl Operation {
    /// With a body that names nothing.
    fn plain(self, body: impl Fn(&World) -> Value + Send + Sync + 'static) -> Self {
        Self { body: Box::new(body), ..self }
    }

    /// With a body that names something of the company.
    fn named(self, body: impl Fn(&World) -> Value + Send + Sync + 'static) -> Self {
        Self { body: Box::new(body), names_company: true, ..self }
    }

    /// A list, which takes `company_id`.
    fn list(self) -> Self {
        Self { query: |world| format!("?company_id={}", world.company), names_company: true, ..self }
    }
}

/// All operations of the OpenAPI document.
pub(crate) fn all() -> Vec<Operation> {
    [
        accounts(),
        companies(),
        collections(),
        calendars(),
        availability(),
        shop(),
        appointments(),
        payments(),
        interviews(),
        configurations(),
        schedules(),
        interviews_v1(),
        scheduling_links(),
        webhooks(),
        notifications(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn accounts() -> Vec<Operation> {
    use Target::{Key, Nothing};
    let keys = Who::May(Action::ManageKeys);
    vec![
        op("log_in", Who::Anybody, Nothing).plain(|_| json!({"email": "nobody", "password": "wrong"})),
        op("log_out", Who::Caller, Nothing),
        op("start_oidc", Who::Anybody, Nothing).plain(|_| json!({"company_id": 0})),
        op("enter_oidc", Who::Anybody, Nothing),
        op("finish_oidc", Who::Anybody, Nothing),
        op("who_am_i", Who::Caller, Nothing),
        op("request_password_reset", Who::Anybody, Nothing)
            .plain(|world| json!({"email": world.new_email()})),
        op("confirm_password_reset", Who::Anybody, Nothing)
            .plain(|_| json!({"token": "none", "password": "a better password"})),
        op("create_reset_token", Who::May(Action::ManageUsers), USER),
        op("list_keys", keys, Nothing).list(),
        op("create_key", keys, Nothing)
            .named(|world| json!({"name": "A", "role": "viewer", "company_id": world.company})),
        op("revoke_key", keys, Key),
    ]
}

fn companies() -> Vec<Operation> {
    use Target::{Company, Provider};
    vec![
        op("get_identity_provider", Who::May(Action::ChangeCompany), Provider),
        op("put_identity_provider", Who::May(Action::ChangeCompany), Company)
            .plain(|_| json!({"issuer": "https://login.example.com", "client_id": "meridian"})),
        op("delete_identity_provider", Who::May(Action::ChangeCompany), Provider),
        op("test_identity_provider", Who::May(Action::ChangeCompany), Provider),
        op("get_room_provider", Who::May(Action::ManageProviders), Company),
        op("put_room_provider", Who::May(Action::ManageProviders), Company)
            .plain(|_| json!({"provider": "internal"})),
        op("delete_room_provider", Who::May(Action::ManageProviders), Company),
        op("get_payment_provider", Who::May(Action::ManageProviders), Company),
        op("put_payment_provider", Who::May(Action::ManageProviders), Company)
            .plain(|_| json!({"provider": "offline"})),
    ]
}

fn calendars() -> Vec<Operation> {
    let manage = Who::May(Action::ManageCalendars);
    vec![op("import_calendar", manage, Target::Calendar), op("sync_calendar", manage, Target::Calendar)]
}

/// The five operations of each collection that has a sample.
fn collections() -> Vec<Operation> {
    SAMPLES.iter().flat_map(of_sample).collect()
}

fn of_sample(sample: &'static Sample) -> [Operation; 5] {
    let (one, many) = sample.names;
    let read = if sample.is_everybodys() { Who::May(sample.read) } else { Who::of(sample.read) };
    let write = Who::of(sample.write);
    let target = match sample.path {
        "/api/v1/companies" => Target::Company,
        _ => Target::Of(sample.path),
    };
    let body = move |world: &World| (sample.body)(&world.names(), next());
    let create = op(format!("create_{one}"), Who::of(sample.create), Target::Nothing);
    [
        op(format!("list_{many}"), read, Target::Nothing).list(),
        if sample.body_names_company() { create.named(body) } else { create.plain(body) },
        op(format!("get_{one}"), read, target),
        op(format!("update_{one}"), write, target).plain(move |_| (sample.change)()),
        op(format!("delete_{one}"), Who::of(sample.delete), target),
    ]
}

fn availability() -> Vec<Operation> {
    use Target::Nothing;
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
        op("template_availability", read, TEMPLATE),
        Operation {
            query: |world| {
                format!("?user_ids={}&start=2025-01-22T00:00:00Z&end=2025-01-23T00:00:00Z", world.user)
            },
            names_company: true,
            ..op("list_free_busy", read, Nothing)
        },
    ]
}

fn shop() -> Vec<Operation> {
    let read = Who::May(Action::ReadShop);
    let company: fn(&World) -> String = |world| format!("?company_id={}", world.company);
    vec![
        Operation {
            query: |_| "?date=2025-01-22".to_owned(),
            ..op("list_service_slots", read, Target::Of("/api/v1/appointments/services"))
        },
        op("find_next_date", read, Target::Of("/api/v1/appointments/services")),
        op("set_service_image", Who::May(Action::ManageShop), Target::Of("/api/v1/appointments/services")),
        op("get_image", Who::Anybody, Target::Nothing),
        Operation {
            query: company,
            names_company: true,
            ..op("get_appointment_config", Who::May(Action::ReadDirectory), Target::Nothing)
        },
        Operation {
            query: company,
            names_company: true,
            ..op("put_appointment_config", Who::May(Action::ChangeCompany), Target::Nothing)
                .plain(|_| json!({"slot_duration_minutes": 15}))
        },
    ]
}

fn appointments() -> Vec<Operation> {
    use Target::{Appointment, Nothing, Request, Staff};
    let (read, ask) = (Who::Own(Action::ReadAppointments), Who::Own(Action::RequestAppointments));
    let (change, mark) = (Who::Own(Action::MoveAppointments), Who::Own(Action::ManageAppointments));
    let wanted: fn(&World) -> Value = |world| json!({"service_id": world.service, "staff_id": world.staff, "start": super::walk::next_hour()});
    let client = json!({"name": "A", "email": "a@example.com"});
    let named = client.clone();
    vec![
        op("list_appointment_requests", read, Nothing).list(),
        op("create_appointment_request", ask, Nothing).named(wanted),
        op("get_appointment_request", read, Request),
        op("update_appointment_request", ask, Request).plain(move |_| json!({"client": named})),
        op("extend_appointment_request", ask, Request),
        op("verify_appointment_request", ask, Request).plain(|_| json!({"code": "000000"})),
        op("resend_appointment_code", ask, Request),
        op("confirm_appointment_request", ask, Request),
        op("release_appointment_request", ask, Request),
        op("book_appointment", Who::May(Action::BookAppointments), Nothing).named(move |world| {
            let mut body = wanted(world);
            body["client"] = client.clone();
            body["client"]["email"] = json!(world.new_email());
            body
        }),
        op("list_appointments", read, Nothing).list(),
        op("get_appointment", read, Appointment),
        op("update_appointment", mark, Appointment).plain(|_| json!({"phone": "1"})),
        op("reschedule_appointment", change, Appointment)
            .plain(|_| json!({"start": super::walk::next_hour()})),
        op("cancel_appointment", change, Appointment).plain(|_| json!({"reason": "ill"})),
        op("mark_no_show", mark, Appointment),
        op("mark_arrived", mark, Appointment),
        op("unmark_appointment", mark, Appointment),
        op("list_appointment_logs", read, Appointment),
        op("erase_client", Who::May(Action::EraseCandidates), Appointment),
        op("appointment_ics", read, Appointment),
        op("create_feed_token", mark, Staff),
        op("revoke_feed_token", mark, Staff),
        Operation { query: |_| "?token=none".to_owned(), ..op("staff_feed", Who::Anybody, Staff) },
        Operation {
            query: |world| format!("?start_date=2025-01-20&end_date=2025-01-21&company_id={}", world.company),
            names_company: true,
            ..op("appointment_stats", Who::May(Action::ReadFigures), Nothing)
        },
    ]
}

fn payments() -> Vec<Operation> {
    use Target::{Company, Nothing, Payment};
    let read = Who::Own(Action::ReadPayments);
    vec![
        op("list_payments", read, Nothing).list(),
        op("get_payment", read, Payment),
        op("mark_payment_paid", Who::May(Action::ManagePayments), Payment),
        op("take_stripe_event", Who::Anybody, Company).plain(|_| json!({"id": "evt_1"})),
    ]
}

fn webhooks() -> Vec<Operation> {
    use Target::{AiInterview, Delivery, Effect, Nothing, Webhook};
    let (hooks, effects) = (Who::May(Action::ManageWebhooks), Who::May(Action::ManageEffects));
    vec![
        op("rotate_webhook_secret", hooks, Webhook),
        op("test_webhook", hooks, Webhook),
        op("list_deliveries", hooks, Webhook),
        op("replay_delivery", hooks, Delivery),
        op("list_effects", effects, Nothing).list(),
        op("replay_effect", effects, Effect),
        op("tell_ai_result", Who::May(Action::ManageInterviews), AiInterview)
            .plain(|_| json!({"result": "passed"})),
        op("get_ai_result", Who::Own(Action::ReadInterviews), AiInterview),
    ]
}

fn notifications() -> Vec<Operation> {
    use Target::{Company, Message, Nothing};
    let read = Who::May(Action::ReadMessages);
    // Of others: those who manage people. The walk's keys are nobody's own.
    let (managers, candidates) = (Who::May(Action::ManageCalendars), Who::May(Action::ManageJobs));
    let settings = Who::May(Action::ChangeCompany);
    vec![
        op("take_mail", Who::May(Action::HandInReplies), Nothing),
        op("list_messages", read, Nothing).list(),
        op("get_message", read, Message),
        op("send_message_again", read, Message),
        op("get_user_notification_preferences", managers, USER),
        op("put_user_notification_preferences", managers, USER).plain(|_| json!({"language": "de"})),
        op("get_candidate_notification_preferences", candidates, CANDIDATE),
        op("put_candidate_notification_preferences", candidates, CANDIDATE)
            .plain(|_| json!({"reminders": false})),
        op("get_notification_settings", settings, Company),
        op("put_notification_settings", settings, Company).plain(|_| json!({"language": "fr"})),
    ]
}

fn interviews() -> Vec<Operation> {
    use Target::{Nothing, Slot};
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
        op("create_slot", slots, Nothing).named(slot),
        op("get_slot", read, Slot),
        op("replace_slot", slots, Slot).named(slot),
        op("update_slot", slots, Slot).plain(|_| json!({"notes": "B"})),
        op("delete_slot", slots, Slot),
        op("book_slot", slots, Slot),
        op("release_slot", slots, Slot),
        op("report_slot_error", slots, Slot).plain(|_| json!({"details": "no answer"})),
        op("cancel_slot", slots, Slot).plain(|_| json!({"reason": "ill"})),
        op("create_week", patterns, Nothing).named(|world| {
            json!({
                "interviewers": [world.user], "days_of_week": [1, 2], "start_time": "09:00", "end_time": "17:00",
                "valid_from": "2025-01-01",
            })
        }),
        op("replace_pattern", patterns, PATTERN).named(pattern),
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

fn configurations() -> Vec<Operation> {
    let manage = Who::May(Action::ManageSlots);
    let configuration: fn(&World) -> Value = |world| {
        json!({
            "interview_type": "coding", "company": world.company, "day_of_week": 1, "start_time": "09:00",
            "end_time": "17:00", "valid_from": "2025-01-01",
        })
    };
    vec![
        op("replace_configuration", manage, CONFIGURATION).named(configuration),
        op("generate_slots", manage, Target::Nothing).named(
            |world| json!({"interviewer": world.user, "start_date": "2025-02-03", "end_date": "2025-02-03"}),
        ),
    ]
}

fn schedules() -> Vec<Operation> {
    use Target::{Conflict, Nothing, Schedule};
    let (read, manage) = (Who::Own(Action::ReadInterviews), Who::May(Action::ManageInterviews));
    let book: fn(&World) -> Value =
        |world| json!({"interview_id": world.interview, "slot_id": world.slot, "booking_notes": "A"});
    let reason: fn(&World) -> Value = |_| json!({"reason": "ill"});
    vec![
        op("list_schedules", read, Nothing).list(),
        op("create_schedule", manage, Nothing).named(book),
        op("book_interview", manage, Nothing).named(book),
        op("get_schedule", read, Schedule),
        op("replace_schedule", manage, Schedule).plain(|_| json!({"booking_notes": "B"})),
        op("update_schedule", manage, Schedule).plain(|_| json!({"booking_notes": "B"})),
        op("delete_schedule", manage, Schedule),
        op("confirm_schedule", manage, Schedule),
        op("cancel_schedule", manage, Schedule).plain(reason),
        op("reschedule_schedule", manage, Schedule)
            .named(|world| json!({"slot_id": world.slot, "reason": "ill"})),
        op("list_conflicts", read, Nothing).list(),
        op("get_conflict", read, Conflict),
        op("resolve_conflict", manage, Conflict).plain(|_| json!({"resolution": "resolved"})),
        Operation {
            query: |world| format!("?start_date=2025-01-20&end_date=2025-02-20&company_id={}", world.company),
            names_company: true,
            ..op("list_interview_calendar", read, Nothing)
        },
    ]
}

fn interviews_v1() -> Vec<Operation> {
    use Target::{Interview, Nothing};
    let (read, manage) = (Who::Own(Action::ReadInterviews), Who::May(Action::ManageInterviews));
    let everybody = Who::May(Action::ReadInterviews);
    let new: fn(&World) -> Value =
        |world| json!({"candidate_id": world.candidate, "job_id": world.job, "interview_type": "online"});
    vec![
        op("list_interviews", read, Nothing).list(),
        op("create_interview", manage, Nothing).named(new),
        op("get_interview", read, Interview),
        op("replace_interview", manage, Interview).plain(|_| json!({"interview_type": "offline"})),
        op("update_interview", manage, Interview).plain(|_| json!({"notes": "B"})),
        op("cancel_interview", manage, Interview).plain(|_| json!({"reason": "ill"})),
        op("list_interview_logs", read, Interview),
        op("join_interview", Who::Anybody, Interview)
            .plain(|_| json!({"room_id": "none", "role": "candidate"})),
        op("auto_update_status", manage, Nothing),
        op("shortlist_candidate", manage, CANDIDATE)
            .named(|world| json!({"job_id": world.job, "shortlisted": true})),
        op("toggle_interview", manage, CANDIDATE)
            .named(|world| json!({"job_id": world.job, "interview_enabled": false})),
        op("import_candidates", Who::May(Action::ManageJobs), Nothing),
        op("erase_candidate", Who::May(Action::EraseCandidates), CANDIDATE),
        op("export_candidate", Who::May(Action::ManageJobs), CANDIDATE),
        op("merge_candidate", Who::May(Action::ManageJobs), CANDIDATE)
            .plain(|world| json!({"into": world.candidate})),
        op("shortlist_candidates", manage, JOB)
            .named(|world| json!({"candidates": [world.candidate], "shortlisted": true})),
        op("book_interviews", manage, JOB).named(|world| {
            let booking = json!({"candidate_id": world.candidate, "slot_id": world.slot});
            json!({"interview_type": "online", "bookings": [booking]})
        }),
        op("list_job_candidates", everybody, JOB),
        Operation {
            query: |world| format!("?job_id={}", world.job),
            names_company: true,
            ..op("interview_status", everybody, CANDIDATE)
        },
    ]
}

fn scheduling_links() -> Vec<Operation> {
    use Target::{Nothing, SchedulingLink};
    let manage = Who::May(Action::ManageInterviews);
    let of = |world: &World| {
        json!({
            "job_id": world.job, "interview_type": "online", "interviewer_ids": [world.user],
            "duration_minutes": 30,
        })
    };
    vec![
        op("list_scheduling_links", manage, Nothing).list(),
        op("create_scheduling_link", manage, Nothing).named(move |world| {
            let mut body = of(world);
            body["candidate_id"] = json!(world.candidate);
            body
        }),
        op("create_scheduling_links", manage, Nothing).named(move |world| {
            let mut body = of(world);
            body["candidates"] = json!([world.candidate]);
            body
        }),
        op("get_scheduling_link", manage, SchedulingLink),
        op("update_scheduling_link", manage, SchedulingLink).plain(|_| json!({"moves_left": 2})),
        op("revoke_scheduling_link", manage, SchedulingLink),
    ]
}
