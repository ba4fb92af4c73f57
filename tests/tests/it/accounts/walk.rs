//! Every operation of the OpenAPI document, asked as every role, as nobody, and for another company's things.
//!
//! What the matrix of roles and actions says is taken for granted here (a snapshot in `domain` holds it fast); what is
//! seen is that each operation asks it, and that none reaches beyond the company.

use super::operations::{Operation, Target, Who, all};
use domain::access::{Grant, Role, allows, grant};
use domain::message::{About, MessageContent, MessageKind, Person};
use domain::{CompanyId, UserId, WebhookId};
use e2e::samples::{self, SAMPLES};
use e2e::{ADMIN_TOKEN, Answer, App, Described};
use persistence::store::messages;
use reqwest::{Method, RequestBuilder};
use scheduling_core::time::Timestamp;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        the_table_lists_every_operation,
        nobody_gets_in_without_credentials,
        each_role_may_what_the_matrix_says,
        another_companys_things_are_not_there,
        versions_and_keys_are_heeded_where_the_document_says_so,
    ]
}

/// A company with things to ask about.
pub(crate) struct World {
    pub(crate) company: i64,
    /// Of role `staff`.
    pub(crate) user: i64,
    /// The profile of a user who offers services.
    pub(crate) staff: i64,
    /// What they offer.
    pub(crate) service: i64,
    /// The profile of another one, whose hours and days off samples change.
    changing: i64,
    /// A pending interview that may be booked, until somebody does.
    pub(crate) interview: String,
    /// An AI slot with many places.
    pub(crate) slot: String,
    pub(crate) job: i64,
    /// May be interviewed for the job.
    pub(crate) candidate: i64,
}

impl World {
    pub(crate) async fn new(app: &App) -> Self {
        let company = app.company("A company").await;
        let email = next_email();
        let body = json!({"company_id": company, "name": "A", "email": email, "role": "staff"});
        let user = app.make("/api/v1/users", body).await.id();
        let (staff, changing) = (profile(app, company).await, profile(app, company).await);
        let body = json!({
            "company_id": company, "name": "A", "duration_minutes": 60, "staff": [staff],
        });
        let service = app.make("/api/v1/appointments/services", body).await.id();
        let interview = new_interview(app, company).await;
        let slot = new_slot(app, company, 1000).await;
        let job = app.make("/api/v1/jobs", json!({"company_id": company, "title": "A"})).await.id();
        let body = json!({"company_id": company, "name": "A", "email": next_email()});
        let candidate = app.make("/api/v1/candidates", body).await.id();
        for (action, flag) in [("shortlist", "shortlisted"), ("toggle-interview", "interview_enabled")] {
            let path = format!("/api/v1/candidates/{candidate}/{action}");
            assert_eq!(app.post(&path, json!({"job_id": job, (flag): true})).await.status, 200);
        }
        Self { company, user, staff, service, changing, interview, slot, job, candidate }
    }

    /// A webhook and something that was sent to it: both ids, with a slash between them.
    async fn delivery(&self, app: &App) -> String {
        let body = json!({"company_id": self.company, "url": "https://hooks.example.com"});
        let webhook = app.make("/api/v1/webhooks", body).await.id();
        let sent = app.make(&format!("/api/v1/webhooks/{webhook}/test"), Value::Null).await;
        format!("{webhook}/{}", sent["id"].as_str().unwrap_or_default())
    }

    /// Something that waits to be done in the background.
    async fn effect(&self, app: &App) -> String {
        self.delivery(app).await;
        let listed = app.get(&format!("/api/v1/effects?company_id={}&kind=deliver", self.company)).await;
        listed["items"][0]["id"].as_str().unwrap_or_default().to_owned()
    }

    /// What the bodies of samples name.
    pub(crate) fn names(&self) -> samples::World {
        samples::World { company: self.company, user: self.user, staff: self.changing }
    }

    pub(crate) fn new_email(&self) -> String {
        next_email()
    }

    /// A new thing of this kind, for `{id}`.
    pub(crate) async fn make(&self, app: &App, target: Target) -> String {
        let (company, user) = (self.company, self.user);
        let (path, body) = match target {
            Target::Delivery => return self.delivery(app).await,
            Target::Effect => return self.effect(app).await,
            Target::AiInterview => {
                return e2e::ai_interview(app, company, "2025-01-19T10:00:00Z").await.told().await;
            }
            Target::Webhook => {
                ("/api/v1/webhooks", json!({"company_id": company, "url": "https://hooks.example.com"}))
            }
            Target::Nothing => return String::new(),
            Target::Company => return company.to_string(),
            Target::Schedule => return self.schedule(app).await,
            Target::Conflict => return self.conflict(app).await,
            Target::Message => return message(app, self).await,
            Target::Appointment => return self.appointment(app).await,
            Target::Payment => return self.payment(app).await,
            Target::Request => return self.request(app).await,
            Target::Staff => return self.staff.to_string(),
            Target::Provider => {
                let path = format!("/api/v1/companies/{company}/identity-provider");
                // A port at which nobody answers, so that trying it leaves this machine alone.
                let body = json!({"issuer": "http://127.0.0.1:1", "client_id": "meridian"});
                let put = app.put(&path, body).await;
                assert!(put.status < 300, "{}", put.text);
                return company.to_string();
            }
            Target::Of(path) => {
                let sample = SAMPLES.iter().find(|sample| sample.path == path).expect("a sample");
                (path, (sample.body)(&sample.ready(app, &self.names()).await, next()))
            }
            Target::Calendar => {
                ("/api/v1/calendars", json!({"user_id": user, "kind": "simulated", "name": "A"}))
            }
            Target::Key => {
                ("/api/v1/api-keys", json!({"company_id": company, "name": "A", "role": "viewer"}))
            }
            Target::Slot => ("/api/interviews/slots", {
                let start = next_start();
                json!({
                    "company": company, "ai_interview_type": "general", "start_time": start.to_string(),
                    "end_time": start.plus_minutes(60).to_string(),
                })
            }),
            Target::SchedulingLink => (
                "/api/v1/scheduling-links",
                json!({
                    "candidate_id": self.candidate, "job_id": self.job, "interview_type": "online",
                    "interviewer_ids": [user],
                }),
            ),
            Target::Interview => (
                "/api/v1/interviews",
                json!({"candidate_id": self.candidate, "job_id": self.job, "interview_type": "online"}),
            ),
        };
        let id = app.make(path, body).await["id"].clone();
        id.as_str().map_or_else(|| id.to_string(), str::to_owned)
    }
}

impl World {
    /// A pending schedule.
    async fn schedule(&self, app: &App) -> String {
        let slot = new_slot(app, self.company, 1).await;
        let body = json!({"interview_id": new_interview(app, self.company).await, "slot_id": slot});
        let made = app.make("/api/interviews/schedules", body).await;
        made["id"].as_str().unwrap_or_default().to_owned()
    }

    /// A confirmed appointment.
    async fn appointment(&self, app: &App) -> String {
        let body = json!({
            "service_id": self.service, "staff_id": self.staff, "start": next_hour(), "company_id": self.company,
            "client": {"name": "A", "email": next_email()}, "payment_type": "none",
        });
        let made = app.make("/api/v1/appointments/book", body).await;
        made["id"].as_str().unwrap_or_default().to_owned()
    }

    /// What is to be paid for an appointment.
    async fn payment(&self, app: &App) -> String {
        let service = format!("/api/v1/appointments/services/{}", self.service);
        app.patch(&service, json!({"price": {"amount": 500, "currency": "EUR"}})).await;
        let body = json!({
            "service_id": self.service, "staff_id": self.staff, "start": next_hour(), "company_id": self.company,
            "client": {"name": "A", "email": next_email()}, "payment_type": "full",
        });
        let made = app.make("/api/v1/appointments/book", body).await;
        let appointment = made["id"].as_str().unwrap_or_default();
        let page = app.get(&format!("/api/v1/appointments/payments?appointment={appointment}")).await;
        page["items"][0]["id"].as_str().unwrap_or_default().to_owned()
    }

    /// A time that is held.
    async fn request(&self, app: &App) -> String {
        let body = json!({
            "service_id": self.service, "staff_id": self.staff, "start": next_hour(), "company_id": self.company,
            "client": {"name": "A", "email": next_email()},
        });
        let made = app.make("/api/v1/appointments/requests", body).await;
        made["id"].as_str().unwrap_or_default().to_owned()
    }

    /// An open conflict: of a booking of a slot that was full.
    async fn conflict(&self, app: &App) -> String {
        let slot = new_slot(app, self.company, 1).await;
        app.post(&format!("/api/interviews/slots/{slot}/book_slot"), json!({})).await;
        let body = json!({"interview_id": new_interview(app, self.company).await, "slot_id": slot});
        let refused = app.post("/api/interviews/schedules", body).await;
        refused["conflict_id"].as_str().unwrap_or_default().to_owned()
    }
}

/// The profile of a new user.
async fn profile(app: &App, company: i64) -> i64 {
    let body = json!({"company_id": company, "name": "B", "email": next_email(), "role": "staff"});
    let user = app.make("/api/v1/users", body).await.id();
    app.make("/api/v1/appointments/staff", json!({"user_id": user})).await.id()
}

async fn new_interview(app: &App, company: i64) -> String {
    let body = json!({"company_id": company, "name": "A", "email": next_email()});
    let candidate = app.make("/api/v1/candidates", body).await.id();
    app.interview(company, candidate, app.job(company, "A").await, &[]).await
}

async fn new_slot(app: &App, company: i64, places: i64) -> String {
    let start = next_start();
    let body = json!({
        "company": company, "ai_interview_type": "general", "start_time": start.to_string(),
        "end_time": start.plus_minutes(60).to_string(), "max_candidates": places,
    });
    app.make("/api/interviews/slots", body).await["id"].as_str().unwrap_or_default().to_owned()
}

/// A message of the company, which nothing of the API makes by itself.
async fn message(app: &App, world: &World) -> String {
    let permit = testkit::seed::owner(CompanyId(world.company));
    let content = MessageContent {
        kind: MessageKind::WebhookDisabled,
        person: Person::User(UserId(world.user)),
        to_address: "a@example.com".into(),
        to_name: "A".into(),
        from_name: "A company".into(),
        reply_to: None,
        language: "en".into(),
        about: About::Webhook(WebhookId(1)),
        subject: "A".into(),
        text: "A".into(),
        html: "A".into(),
        appointment: None,
    };
    let dedupe = next_email();
    let company = CompanyId(world.company);
    let made = app.db.write(move |tx| {
        let (scope, now) = (&mut tx.scope(&permit), testkit::at(e2e::NOW));
        messages::insert(scope, company, &content, &dedupe, "meridian.test", now)
    });
    made.await.expect("a message").expect("it is new").to_string()
}

fn next_email() -> String {
    format!("walker{}@example.com", next())
}

/// A number that nothing else has.
pub(crate) fn next() -> u32 {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    NUMBER.fetch_add(1, Ordering::Relaxed)
}

/// An hour within business hours that no other slot has.
fn next_start() -> Timestamp {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let number = i64::from(NUMBER.fetch_add(1, Ordering::Relaxed));
    testkit::at("2025-01-22T09:00:00Z").plus_minutes(number / 12 * 24 * 60 + number % 12 * 60)
}

/// An hour of somebody's working day that no other appointment has.
pub(crate) fn next_hour() -> String {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let number = i64::from(NUMBER.fetch_add(1, Ordering::Relaxed));
    let (day, hour) = (number / 7, number % 7);
    let days = day / 5 * 7 + day % 5;
    testkit::at("2025-01-27T09:00:00Z").plus_minutes(days * 24 * 60 + hour * 60).to_string()
}

/// Method and path of each operation of the document, by id.
async fn document(app: &App) -> BTreeMap<String, (Method, String)> {
    let document = app.send(app.anonymous(Method::GET, "/api/openapi.json")).await;
    let mut operations = BTreeMap::new();
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        for (method, operation) in item.as_object().into_iter().flatten() {
            let id = operation["operationId"].as_str().expect("an operation id").to_owned();
            let method = Method::from_bytes(method.to_uppercase().as_bytes()).expect("a method");
            operations.insert(id, (method, path.clone()));
        }
    }
    operations
}

/// Asks the operation about things of this world.
async fn ask(
    app: &App,
    operation: &Operation,
    place: &(Method, String),
    world: &World,
    token: Option<&str>,
) -> Answer {
    app.send(question(app, operation, place, world, token).await).await
}

/// The request that asks it.
async fn question(
    app: &App,
    operation: &Operation,
    (method, path): &(Method, String),
    world: &World,
    token: Option<&str>,
) -> RequestBuilder {
    let id = world.make(app, operation.target).await;
    let (id, delivery) = id.split_once('/').unwrap_or((&id, ""));
    let path = path.replace("{id}", id).replace("{delivery}", delivery).replace("{hash}", "none");
    let path = format!("{path}{}", (operation.query)(world));
    let request = match token {
        Some(token) => app.request_by(token, method.clone(), &path),
        None => app.anonymous(method.clone(), &path),
    };
    match (operation.body)(world) {
        _ if operation.id == "import_calendar" => {
            request.header("content-type", "text/calendar").body("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
        }
        _ if operation.id == "import_candidates" => {
            request.header("content-type", "text/csv").body("name,email\r\nA,a@example.com\r\n")
        }
        _ if operation.id == "set_service_image" => {
            request.header("content-type", "image/png").body(e2e::png(2, 1))
        }
        _ if operation.id == "take_mail" => {
            request.header("content-type", "message/rfc822").body("From: a@example.com\r\n\r\nNo.\r\n")
        }
        Value::Null => request,
        body => request.json(&body),
    }
}

/// Who may was decided, and what was asked about was found.
fn reached(answer: &Answer) -> bool {
    matches!(answer.status, 200..300 | 409 | 422)
}

async fn the_table_lists_every_operation(db: TestDb) {
    let app = App::start(db).await;
    let told: Vec<String> = document(&app).await.into_keys().collect();
    let mut known: Vec<String> = all().into_iter().map(|operation| operation.id).collect();
    known.sort();
    assert_eq!(known, told, "operations.rs says of each operation who may");
}

async fn nobody_gets_in_without_credentials(db: TestDb) {
    let app = App::start(db).await;
    let (world, document) = (World::new(&app).await, document(&app).await);
    for operation in all() {
        let Some(place) = document.get(&operation.id) else { continue };
        for token in [None, Some("nonsense")] {
            let answer = ask(&app, &operation, place, &world, token).await;
            let refused = answer.status == 401 && answer["detail"] != "the e-mail or the password is wrong";
            assert_eq!(refused, operation.who != Who::Anybody, "{}: {}", operation.id, answer.text);
        }
    }
}

async fn keys(app: &App, world: &World) -> Vec<(Role, String)> {
    let mut keys = Vec::new();
    for role in Role::ALL {
        let company = (role != Role::Admin).then_some(world.company);
        keys.push((role, app.key(company, role.name()).await));
    }
    keys
}

async fn each_role_may_what_the_matrix_says(db: TestDb) {
    let app = App::start(db).await;
    let (world, document) = (World::new(&app).await, document(&app).await);
    let keys = keys(&app, &world).await;
    for operation in all() {
        let Some(place) = document.get(&operation.id) else { continue };
        for (role, key) in &keys {
            let may = match operation.who {
                Who::Anybody => continue,
                Who::Own(action) if grant(*role, action) == Grant::Own => continue,
                Who::Caller => true,
                Who::May(action) | Who::Own(action) => allows(*role, action),
            };
            let answer = ask(&app, &operation, place, &world, Some(key)).await;
            let at = format!("{} as {}: {} {}", operation.id, role.name(), answer.status, answer.text);
            if may {
                assert!(reached(&answer), "{at}");
            } else {
                assert_eq!(answer.status, 403, "{at}");
            }
        }
    }
}

async fn another_companys_things_are_not_there(db: TestDb) {
    let app = App::start(db).await;
    let (own, other, document) = (World::new(&app).await, World::new(&app).await, document(&app).await);
    let keys = keys(&app, &own).await;
    // What anybody may ask belongs to the bearers of its secret, of any company or none.
    let of_company = |operation: &&Operation| operation.who != Who::Anybody;
    let naming = |operation: &&Operation| operation.names_company || operation.target != Target::Nothing;
    for operation in all().iter().filter(of_company).filter(naming) {
        let Some(place) = document.get(&operation.id) else { continue };
        for (role, key) in &keys {
            let answer = ask(&app, operation, place, &other, Some(key)).await;
            let at = format!("{} as {}: {} {}", operation.id, role.name(), answer.status, answer.text);
            let may = match operation.who {
                Who::May(action) | Who::Own(action) => allows(*role, action),
                Who::Anybody | Who::Caller => true,
            };
            match role {
                Role::Admin => assert!(reached(&answer), "{at}"),
                // That it is not their own is said before it is looked for, as of anything that is not.
                Role::Staff if matches!(operation.who, Who::Own(_)) => {
                    assert!([403, 404, 422].contains(&answer.status), "{at}");
                }
                _ if may => assert_eq!(answer.status, 404, "{at}"),
                _ => assert!([403, 404].contains(&answer.status), "{at}"),
            }
        }
    }
}

/// A version that nothing has, and a key that is none: each is refused by the operations that list the header, and by no
/// other.
async fn versions_and_keys_are_heeded_where_the_document_says_so(db: TestDb) {
    let app = App::start(db).await;
    let (world, document) = (World::new(&app).await, document(&app).await);
    for operation in all() {
        let Some(place) = document.get(&operation.id) else { continue };
        let told = Described::get()
            .operations()
            .iter()
            .find(|told| (&told.method, &told.path) == (&place.0, &place.1));
        let told = Described::get().of(told.expect("an operation")).clone();
        let listed = told["parameters"].to_string();
        for (header, value, status) in [("If-Match", "\"none\"", 412), ("Idempotency-Key", "no key", 400)] {
            let question = question(&app, &operation, place, &world, Some(ADMIN_TOKEN)).await;
            let answer = app.send(question.header(header, value)).await;
            let at = format!("{} with {header}: {}", operation.id, answer.text);
            let heeded = answer.status == status && answer["type"] != "/problems/malformed-query";
            assert_eq!(heeded, listed.contains(header), "{at}");
            assert!(status != 412 || listed.contains(header) == told["responses"]["412"].is_object(), "{at}");
        }
    }
}
