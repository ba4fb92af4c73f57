//! Every page and form that there is, with who may see or send it.

use crate::accounts::operations::{Target, Who};
use domain::access::Action;
use domain::access::Action::{
    BookAppointments, ChangeCompany, ManageAppointments, ManageBusyPeriods, ManageCalendars, ManageEffects,
    ManageHours, ManageInterviews, ManageJobs, ManageKeys, ManagePatterns, ManagePayments, ManageProviders,
    ManageShop, ManageSlots, ManageTemplates, ManageUsers, ManageWebhooks, MoveAppointments,
    ReadAppointments, ReadBusySources, ReadCalendars, ReadDirectory, ReadHours, ReadInterviews, ReadMessages,
    ReadPayments, ReadSlots, UseOwnAccount,
};
use reqwest::Method;

/// A page, or a form.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Route {
    pub(crate) method: &'static str,
    pub(crate) pattern: &'static str,
    pub(crate) who: Who,
    /// What `{id}` names.
    pub(crate) target: Target,
    /// What stands behind the path.
    pub(crate) query: &'static str,
    /// What the form says; `{job}` and `{slot}` are the world's.
    pub(crate) fields: &'static [(&'static str, &'static str)],
    /// Whether the record may lack what the form is about: it is not there then.
    pub(crate) may_lack: bool,
    /// What it takes to see the record besides: for those who see their own alone, that of somebody else is not there.
    pub(crate) shows: Option<Action>,
}

impl Route {
    pub(crate) fn is_get(&self) -> bool {
        self.method == Method::GET.as_str()
    }

    fn asking(self, query: &'static str) -> Self {
        Self { query, ..self }
    }

    fn saying(self, fields: &'static [(&'static str, &'static str)]) -> Self {
        Self { fields, ..self }
    }

    fn or_nothing(self) -> Self {
        Self { may_lack: true, ..self }
    }

    fn showing(self, action: Action) -> Self {
        Self { shows: Some(action), ..self }
    }
}

fn route(method: &'static str, pattern: &'static str, who: Who, target: Target) -> Route {
    Route { method, pattern, who, target, query: "", fields: &[], may_lack: false, shows: None }
}

fn page(pattern: &'static str, action: Action) -> Route {
    route("GET", pattern, Who::of(action), Target::Nothing)
}

fn form(pattern: &'static str, action: Action) -> Route {
    route("POST", pattern, Who::of(action), Target::Nothing)
}

fn page_of(pattern: &'static str, action: Action, target: Target) -> Route {
    route("GET", pattern, Who::of(action), target)
}

fn form_of(pattern: &'static str, action: Action, target: Target) -> Route {
    route("POST", pattern, Who::of(action), target)
}

/// A page that is a form.
fn both(pattern: &'static str, action: Action) -> Vec<Route> {
    vec![page(pattern, action), form(pattern, action)]
}

fn both_of(pattern: &'static str, action: Action, target: Target) -> Vec<Route> {
    vec![page_of(pattern, action, target), form_of(pattern, action, target)]
}

/// The forms of a collection: of a new record, of one that is there, and its deletion.
fn sheet([new, edit, delete]: [&'static str; 3], action: Action, target: Target) -> Vec<Route> {
    let mut routes = both(new, action);
    routes.extend(both_of(edit, action, target));
    routes.push(form_of(delete, action, target));
    routes
}

const USER: Target = Target::Of("/api/v1/users");
const JOB: Target = Target::Of("/api/v1/jobs");
const CANDIDATE: Target = Target::Of("/api/v1/candidates");
const TEMPLATE: Target = Target::Of("/api/v1/interview-templates");
const SERVICE: Target = Target::Of("/api/v1/appointments/services");
/// A profile of its own: that of the world is the one that its appointments are booked with.
const PROFILE: Target = Target::Of("/api/v1/appointments/staff");
const PATTERN: Target = Target::Of("/api/interviews/availability");
const BUSY: Target = Target::Of("/api/v1/busy-periods");
const WEEKLY: Target = Target::Of("/api/v1/appointments/working-hours");
const SPECIAL: Target = Target::Of("/api/v1/appointments/special-hours");
const OFF: Target = Target::Of("/api/v1/appointments/days-off");

/// All of them.
pub(crate) fn all() -> Vec<Route> {
    [anybody(), home(), hiring(), shop(), settings(), customers()].concat()
}

/// What needs no session: pages for strangers, and for those who have a link.
fn anybody() -> Vec<Route> {
    let paths = [
        ("GET", "/"),
        ("GET", "/start"),
        ("POST", "/start"),
        ("GET", "/login"),
        ("POST", "/login"),
        ("POST", "/logout"),
        ("GET", "/forgotten"),
        ("POST", "/forgotten"),
        ("GET", "/language/{tag}"),
        ("GET", "/theme/{name}"),
        ("GET", "/keys/{name}"),
        ("GET", "/clock/{hours}"),
        ("GET", "/admin/outbox"),
        ("GET", "/password-reset"),
        ("POST", "/password-reset"),
        ("GET", "/problems"),
        ("GET", "/problems/{slug}"),
        ("GET", "/assets/{name}"),
        ("GET", "/answers/{token}"),
        ("POST", "/answers/{token}"),
        ("GET", "/pay/{payment}"),
        ("GET", "/rooms/{room}"),
        ("POST", "/rooms/{room}"),
        ("POST", "/rooms/{room}/people"),
        ("GET", "/rooms/{room}/events"),
        ("POST", "/rooms/{room}/messages"),
        ("POST", "/rooms/{room}/leave"),
        ("GET", "/booked/{token}"),
        ("POST", "/booked/{token}"),
        ("GET", "/booked/{token}/move"),
        ("GET", "/booked/{token}/cancel"),
        ("GET", "/booked/{token}/appointment.ics"),
        ("GET", "/book/{company}"),
        ("GET", "/book/{company}/{service}"),
        ("POST", "/book/{company}/{service}"),
        ("GET", "/book/{company}/{service}/why"),
        ("GET", "/book/{company}/{service}/{when}"),
        ("POST", "/book/{company}/{service}/{when}"),
        ("GET", "/pick/{token}"),
        ("POST", "/pick/{token}"),
        ("GET", "/pick/{token}/why"),
        ("GET", "/pick/{token}/interview.ics"),
    ];
    paths.map(|(method, pattern)| route(method, pattern, Who::Anybody, Target::Nothing)).to_vec()
}

fn home() -> Vec<Route> {
    let companies =
        ["GET", "POST"].map(|method| route(method, "/app/companies", Who::Anybody, Target::Nothing));
    let mut routes = companies.to_vec();
    routes.extend([
        page("/app", ReadInterviews),
        page("/app/calendar", ReadCalendars),
        page("/app/search", ReadDirectory),
        page("/app/why", ReadCalendars),
        page_of("/app/first/service/{id}", ManageShop, SERVICE),
        page_of("/app/first/link/{id}", ManageInterviews, Target::SchedulingLink),
        page("/app/first/candidate", ManageInterviews).asking("?job={job}"),
        form("/app/first/candidate", ManageInterviews).saying(&[("job", "{job}")]),
        // It answers scripts, and says 401 instead of leading to the log-in.
        route("GET", "/app/live", Who::Anybody, Target::Nothing),
        page("/app/{rest:.*}", UseOwnAccount).or_nothing(),
        page("/app/calendars", ReadBusySources),
        page_of("/app/calendars/{id}", ReadBusySources, Target::Calendar),
    ]);
    routes.extend(both("/app/first", ManageShop));
    let forms = ["/app/calendars/new", "/app/calendars/{id}/edit", "/app/calendars/{id}/delete"];
    routes.extend(sheet(forms, ManageCalendars, Target::Calendar));
    routes.extend(sheet(
        ["/app/busy/new", "/app/busy/{id}", "/app/busy/{id}/delete"],
        ManageBusyPeriods,
        BUSY,
    ));
    routes
}

fn hiring() -> Vec<Route> {
    let mut routes = vec![
        page("/app/jobs", ReadDirectory),
        page("/app/candidates", ReadDirectory),
        page_of("/app/candidates/{id}", ReadDirectory, CANDIDATE),
        form("/app/candidates/bulk", ManageInterviews),
        form_of("/app/candidates/{id}/gates", ManageInterviews, CANDIDATE).saying(&[("job", "{job}")]),
        form_of("/app/scheduling-links/{id}/revoke", ManageInterviews, Target::SchedulingLink),
        page("/app/scheduling-links/new", ManageInterviews).asking("?candidate={candidate}"),
        form("/app/scheduling-links/new", ManageInterviews).saying(&[("candidate", "{candidate}")]),
        page("/app/interviews", ReadInterviews),
        page_of("/app/interviews/{id}", ReadInterviews, Target::Interview),
        page_of("/app/interviews/{id}/starts", ManageInterviews, Target::Interview)
            .asking("?from=2025-01-22&days=7"),
        form_of("/app/interviews/{id}/book", ManageInterviews, Target::Interview)
            .saying(&[("slot", "{slot}")]),
        form_of("/app/interviews/{id}/confirm", ManageInterviews, Target::Interview).or_nothing(),
        page("/app/slots", ReadSlots),
        page("/app/conflicts", ReadInterviews),
        page_of("/app/conflicts/{id}", ReadInterviews, Target::Conflict),
        form_of("/app/conflicts/{id}", ManageInterviews, Target::Conflict),
    ];
    routes.extend(sheet(["/app/jobs/new", "/app/jobs/{id}/edit", "/app/jobs/{id}/delete"], ManageJobs, JOB));
    let forms = ["/app/candidates/new", "/app/candidates/{id}/edit", "/app/candidates/{id}/delete"];
    routes.extend(sheet(forms, ManageJobs, CANDIDATE));
    routes.extend(both("/app/interviews/new", ManageInterviews));
    for pattern in [
        "/app/interviews/{id}/edit",
        "/app/interviews/{id}/move",
        "/app/interviews/{id}/cancel",
        "/app/interviews/{id}/link",
    ] {
        routes.extend(both_of(pattern, ManageInterviews, Target::Interview));
    }
    routes.extend(both("/app/slots/new", ManageSlots));
    routes.extend(both_of("/app/slots/{id}/cancel", ManageSlots, Target::Slot));
    routes.extend(both_of("/app/slots/{id}/edit", ManageSlots, Target::Slot));
    routes
}

fn shop() -> Vec<Route> {
    let one = |pattern| page_of(pattern, ReadDirectory, Target::Appointment).showing(ReadAppointments);
    let change = |pattern| form_of(pattern, ManageAppointments, Target::Appointment);
    let mut routes = vec![
        page("/app/appointments", ReadDirectory),
        one("/app/appointments/{id}"),
        one("/app/appointments/{id}/appointment.ics"),
        change("/app/appointments/{id}/mark").saying(&[("kind", "arrived")]),
        change("/app/appointments/{id}/unmark"),
        page_of("/app/appointments/{id}/starts", MoveAppointments, Target::Appointment)
            .asking("?from=2025-01-27&days=7"),
        page("/app/clients", ReadDirectory),
        one("/app/clients/{id}"),
        page("/app/services", ReadDirectory),
        page_of("/app/services/{id}", ReadDirectory, SERVICE),
        form_of("/app/services/{id}/picture", ManageShop, SERVICE),
        form_of("/app/services/{id}/picture/remove", ManageShop, SERVICE),
        page("/app/staff", ReadDirectory),
        page_of("/app/staff/{id}", ReadDirectory, Target::Staff),
        form_of("/app/staff/{id}/feed", ManageAppointments, Target::Staff),
        form_of("/app/staff/{id}/feed/revoke", ManageAppointments, Target::Staff),
        page("/app/hours", ReadHours),
        page("/app/payments", ReadPayments),
        page_of("/app/payments/{id}", ReadPayments, Target::Payment),
        form_of("/app/payments/{id}/mark-paid", ManagePayments, Target::Payment),
    ];
    routes.extend(both("/app/appointments/new", BookAppointments));
    routes.extend(both_of("/app/appointments/{id}/move", MoveAppointments, Target::Appointment));
    routes.extend(both_of("/app/appointments/{id}/edit", ManageAppointments, Target::Appointment));
    routes.extend(both_of("/app/appointments/{id}/cancel", ManageAppointments, Target::Appointment));
    routes.extend(both_of("/app/services/{id}/address", ManageShop, SERVICE));
    let forms = ["/app/services/new", "/app/services/{id}/edit", "/app/services/{id}/delete"];
    routes.extend(sheet(forms, ManageShop, SERVICE));
    routes.extend(sheet(
        ["/app/staff/new", "/app/staff/{id}/edit", "/app/staff/{id}/delete"],
        ManageShop,
        PROFILE,
    ));
    for (forms, target) in [
        (["/app/hours/weekly/new", "/app/hours/weekly/{id}/edit", "/app/hours/weekly/{id}/delete"], WEEKLY),
        (
            ["/app/hours/special/new", "/app/hours/special/{id}/edit", "/app/hours/special/{id}/delete"],
            SPECIAL,
        ),
        (["/app/hours/off/new", "/app/hours/off/{id}/edit", "/app/hours/off/{id}/delete"], OFF),
    ] {
        routes.extend(sheet(forms, ManageHours, target));
    }
    let forms =
        ["/app/hours/interviews/new", "/app/hours/interviews/{id}/edit", "/app/hours/interviews/{id}/delete"];
    routes.extend(sheet(forms, ManagePatterns, PATTERN));
    routes.extend(both("/app/hours/interviews/slots", ManageSlots));
    routes
}

fn settings() -> Vec<Route> {
    let mut routes = vec![
        page("/app/settings", ReadMessages),
        page("/app/settings/people", ReadDirectory),
        form_of("/app/settings/people/{id}/link", ManageUsers, USER),
        page("/app/settings/templates", ReadDirectory),
        page("/app/settings/keys", ManageKeys),
        form_of("/app/settings/keys/{id}/revoke", ManageKeys, Target::Key),
        page("/app/settings/webhooks", ManageWebhooks),
        page_of("/app/settings/webhooks/{id}", ManageWebhooks, Target::Webhook),
        form_of("/app/settings/webhooks/{id}/test", ManageWebhooks, Target::Webhook),
        form_of("/app/settings/webhooks/{id}/{delivery}/again", ManageWebhooks, Target::Delivery),
        page("/app/settings/outbox", ReadMessages),
        page_of("/app/settings/outbox/{id}", ReadMessages, Target::Message),
        form_of("/app/settings/outbox/{id}/again", ReadMessages, Target::Message),
        page("/app/settings/effects", ManageEffects),
        // Where there is no provider, none is asked or removed.
        form("/app/settings/log-in/try", ChangeCompany).or_nothing(),
        form("/app/settings/log-in/delete", ChangeCompany).or_nothing(),
        page("/app/settings/rooms", ManageProviders),
        form("/app/settings/rooms/internal", ManageProviders),
        form_of("/app/settings/effects/{id}/again", ManageEffects, Target::Effect),
    ];
    for pattern in [
        "/app/settings/company",
        "/app/settings/booking-page",
        "/app/settings/booking",
        "/app/settings/notifications",
        "/app/settings/log-in",
    ] {
        routes.extend(both(pattern, ChangeCompany));
    }
    for pattern in [
        "/app/settings/payments",
        "/app/settings/rooms/address",
        "/app/settings/rooms/zoom",
        "/app/settings/rooms/google-service",
        "/app/settings/rooms/google-user",
        "/app/settings/rooms/teams",
    ] {
        routes.extend(both(pattern, ManageProviders));
    }
    routes.extend(both("/app/settings/keys/new", ManageKeys));
    routes.extend(both_of("/app/settings/templates/{id}/groups", ManageTemplates, TEMPLATE));
    for (forms, action, target) in [
        (
            [
                "/app/settings/people/new",
                "/app/settings/people/{id}/edit",
                "/app/settings/people/{id}/delete",
            ],
            ManageUsers,
            USER,
        ),
        (
            [
                "/app/settings/templates/new",
                "/app/settings/templates/{id}/edit",
                "/app/settings/templates/{id}/delete",
            ],
            ManageTemplates,
            TEMPLATE,
        ),
        (
            [
                "/app/settings/webhooks/new",
                "/app/settings/webhooks/{id}/edit",
                "/app/settings/webhooks/{id}/delete",
            ],
            ManageWebhooks,
            Target::Webhook,
        ),
    ] {
        routes.extend(sheet(forms, action, target));
    }
    routes
}

/// What customers see of their own.
fn customers() -> Vec<Route> {
    let one = |pattern, action| page_of(pattern, action, Target::Appointment).or_nothing();
    vec![
        page("/me", ReadAppointments),
        page("/me/appointments", ReadAppointments),
        one("/me/appointments/{id}", ReadAppointments),
        form_of("/me/appointments/{id}", MoveAppointments, Target::Appointment).or_nothing(),
        one("/me/appointments/{id}/move", MoveAppointments),
        one("/me/appointments/{id}/cancel", MoveAppointments),
        one("/me/appointments/{id}/appointment.ics", ReadAppointments),
    ]
}
