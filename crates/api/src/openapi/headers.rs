//! The headers of answers.

use super::dry_run::is_tried;
use super::requests::{IDEMPOTENCY_KEY, takes_header};
use super::walk::{operations_mut, schema_named, takes};
use serde_json::Value;
use utoipa::openapi::extensions::Extensions;
use utoipa::openapi::path::Operation;
use utoipa::openapi::schema::{Schema, Type};
use utoipa::openapi::{Content, Header, ObjectBuilder, OpenApi, Ref, RefOr, Response};

/// A header: name, whether it is on every answer that lists it, an example, what it says.
type HeaderRow = (&'static str, bool, &'static str, &'static str);

const HEADERS: &[HeaderRow] = &[
    (
        "X-Request-Id",
        true,
        "0194d2f8-6a00-7c3e-9d5b-3f1a2b4c5d6e",
        "The id of the request: the client's where it sent a UUID.",
    ),
    (
        "Meridian-Zone-Data",
        true,
        "2026f",
        "The release of the IANA time zone data by which the server reckons.",
    ),
    (
        "RateLimit",
        false,
        "\"default\";r=1199;t=1",
        "What is left of the quota, and the seconds until it is whole again. Absent where requests are not limited.",
    ),
    (
        "RateLimit-Policy",
        false,
        "\"default\";q=1200;w=60",
        "The quota, and the seconds in which it is restored.",
    ),
    ("ETag", true, "\"3\"", "The version of the object, for `If-Match`."),
    ("Location", true, "/api/v1/users/7", "Where to find what was made, or where to go on."),
    (
        "Link",
        false,
        "</api/v1/users?cursor=WyJ1c2VycyIsN10>; rel=\"next\"",
        "The next page (RFC 8288), where there is one.",
    ),
    (
        "Set-Cookie",
        true,
        "meridian_login=none; Path=/; HttpOnly",
        "What ties the browser to its log-in or session.",
    ),
    (
        "Idempotent-Replayed",
        false,
        "true",
        "The answer was given before, to the same request under the same `Idempotency-Key`.",
    ),
    ("Retry-After", true, "2", "Seconds after which to try again."),
    ("WWW-Authenticate", true, "Bearer", "Which credentials are needed."),
];
/// On every answer of the API.
const COMMON: [&str; 4] = ["X-Request-Id", "Meridian-Zone-Data", "RateLimit", "RateLimit-Policy"];
/// Schemas of single objects that have versions.
const VERSIONED: &[&str] = &[
    "AiConfiguration",
    "AvailabilityPattern",
    "BusyPeriod",
    "Calendar",
    "Candidate",
    "Company",
    "IdentityProvider",
    "Interview",
    "InterviewConflictWithHistory",
    "InterviewSchedule",
    "InterviewSlot",
    "InterviewTemplate",
    "Job",
    "NotificationPreferences",
    "NotificationSettings",
    "RoomProvider",
    "User",
    "Webhook",
    "WebhookWithSecret",
];

/// Adds them to every good answer; refusals have them from [`of_refusal`].
pub(super) fn add(document: &mut OpenApi) {
    let components = document.components.get_or_insert_default();
    components.headers.extend(HEADERS.iter().map(|told| (told.0.to_owned(), RefOr::T(header(told, told.1)))));
    for (_, _, operation) in operations_mut(document) {
        let marks = Marks::of(operation);
        for (status, response) in &mut operation.responses.responses {
            if let RefOr::T(response) = response {
                marks.describe(status, response);
            }
        }
    }
}

/// What the headers of an operation's good answers depend on.
struct Marks {
    tried: bool,
    paged: bool,
    kept: bool,
}

impl Marks {
    fn of(operation: &Operation) -> Self {
        Self {
            tried: is_tried(operation),
            paged: takes(operation, "cursor"),
            kept: takes_header(operation, IDEMPOTENCY_KEY),
        }
    }

    fn describe(&self, status: &str, response: &mut Response) {
        let mut names = COMMON.to_vec();
        match status {
            "200" if self.paged => names.push("Link"),
            "201" => names.push("Location"),
            "303" => names.extend(["Location", "Set-Cookie"]),
            _ => {}
        }
        if self.kept {
            names.push("Idempotent-Replayed");
        }
        let versioned = has_version(response);
        if versioned && !(self.tried && status == "200") {
            names.push("ETag");
        }
        list(response, &names);
        if versioned && self.tried && status == "200" {
            // What a change would break has no version.
            list_at_times(response, "ETag");
        }
    }
}

/// The headers of a refusal. Those that are kept under a client's key say so when they are given again; a page for
/// browsers is not reckoned by any zone data.
pub(super) fn of_refusal(status: u16, for_browsers: bool, response: &mut Response) {
    let mut names = COMMON.to_vec();
    match status {
        401 => names.push("WWW-Authenticate"),
        403 | 404 | 409 | 422 => names.push("Idempotent-Replayed"),
        429 | 502 | 503 => names.push("Retry-After"),
        _ => {}
    }
    list(response, &names);
    if for_browsers {
        list_at_times(response, "Meridian-Zone-Data");
    }
}

/// A header that the answer need not have, although others of this name are on every answer that lists them.
fn list_at_times(response: &mut Response, name: &str) {
    let told = HEADERS.iter().find(|told| told.0 == name).map(|told| header(told, false));
    response.headers.extend(told.map(|told| (name.to_owned(), RefOr::T(told))));
}

fn list(response: &mut Response, names: &[&str]) {
    let reference = |name: &str| RefOr::Ref(Ref::new(format!("#/components/headers/{name}")));
    response.headers.extend(names.iter().map(|name| ((*name).to_owned(), reference(name))));
}

fn header((_, _, example, description): &HeaderRow, required: bool) -> Header {
    let text = ObjectBuilder::new().schema_type(Type::String).examples([*example]);
    let mut header = Header::new(text.build());
    header.description = Some((*description).to_owned());
    header.extensions = Some(Extensions::from_iter([("required", Value::Bool(required))]));
    header
}

/// Whether a body of the response is an object that has versions.
fn has_version(response: &Response) -> bool {
    response.content.values().any(|content| match content {
        RefOr::T(Content { schema: Some(schema), .. }) => is_versioned(schema),
        _ => false,
    })
}

fn is_versioned(schema: &RefOr<Schema>) -> bool {
    match schema {
        RefOr::Ref(reference) => schema_named(reference).is_some_and(|name| VERSIONED.contains(&name)),
        RefOr::T(Schema::OneOf(one)) => one.items.iter().any(is_versioned),
        RefOr::T(_) => false,
    }
}
