//! The headers of answers.

use super::dry_run::is_tried;
use super::requests::{IDEMPOTENCY_KEY, takes_header};
use super::walk::{operations_mut, schema_named, takes};
use serde_json::Value;
use std::collections::BTreeSet;
use utoipa::openapi::extensions::Extensions;
use utoipa::openapi::path::Operation;
use utoipa::openapi::schema::{Schema, Type};
use utoipa::openapi::{Content, Header, HttpMethod, ObjectBuilder, OpenApi, Ref, RefOr, Response};

/// A header.
struct HeaderRow {
    name: &'static str,
    /// Whether it is on every answer that lists it.
    always: bool,
    example: &'static str,
    /// What it says.
    description: &'static str,
}

const HEADERS: &[HeaderRow] = &[
    HeaderRow {
        name: "X-Request-Id",
        always: true,
        example: "0194d2f8-6a00-7c3e-9d5b-3f1a2b4c5d6e",
        description: "The id of the request: the client's where it sent a UUID.",
    },
    HeaderRow {
        name: "Meridian-Zone-Data",
        always: true,
        example: "2026f",
        description: "The release of the IANA time zone data by which the server reckons.",
    },
    HeaderRow {
        name: "RateLimit",
        always: false,
        example: "\"default\";r=1199;t=1",
        description: "What is left of the quota, and the seconds until it is whole again. Absent where requests are not limited.",
    },
    HeaderRow {
        name: "RateLimit-Policy",
        always: false,
        example: "\"default\";q=1200;w=60",
        description: "The quota, and the seconds in which it is restored.",
    },
    HeaderRow {
        name: "ETag",
        always: true,
        example: "\"3\"",
        description: "The version of the object, for `If-Match`. What it shows of other objects (names, what is paid, whether it is free) moves no version.",
    },
    HeaderRow {
        name: "Location",
        always: true,
        example: "/api/v1/users/7",
        description: "Where to find what was made, or where to go on.",
    },
    HeaderRow {
        name: "Link",
        always: false,
        example: "</api/v1/users?cursor=WyJ1c2VycyIsN10>; rel=\"next\"",
        description: "The next page (RFC 8288), where there is one.",
    },
    HeaderRow {
        name: "Set-Cookie",
        always: true,
        example: "meridian_login=none; Path=/; HttpOnly",
        description: "What ties the browser to its log-in or session.",
    },
    HeaderRow {
        name: "Idempotent-Replayed",
        always: false,
        example: "true",
        description: "The answer was given before, to the same request under the same `Idempotency-Key`.",
    },
    HeaderRow {
        name: "Retry-After",
        always: true,
        example: "2",
        description: "Seconds after which to try again.",
    },
    HeaderRow {
        name: "WWW-Authenticate",
        always: true,
        example: "Bearer",
        description: "Which credentials are needed.",
    },
];
/// On every answer of the API.
const COMMON: [&str; 4] = ["X-Request-Id", "Meridian-Zone-Data", "RateLimit", "RateLimit-Policy"];
/// Schemas of single objects that have versions, beside those that a `PATCH` answers with.
const VERSIONED: &[&str] = &[
    "AppointmentConfig",
    "AvailabilityPattern",
    "BookedAppointment",
    "BusyPeriod",
    "Calendar",
    "CancelledAppointment",
    "Company",
    "DayOff",
    "IdentityProvider",
    "Interview",
    "InterviewConflictWithHistory",
    "InterviewSlot",
    "NewAvailabilityPattern",
    "NotificationPreferences",
    "NotificationSettings",
    "Payment",
    "PaymentProvider",
    "RoomProvider",
    "SpecialHours",
    "StaffMember",
    "User",
    "WebhookWithSecret",
    "WorkingHours",
];

/// Adds them to every good answer; refusals have them from [`of_refusal`].
pub(super) fn add(document: &mut OpenApi) {
    let components = document.components.get_or_insert_default();
    components
        .headers
        .extend(HEADERS.iter().map(|row| (row.name.to_owned(), RefOr::T(header(row, row.always)))));
    let versioned = versioned(document);
    for (_, _, operation) in operations_mut(document) {
        let marks = Marks::of(operation);
        for (status, response) in &mut operation.responses.responses {
            if let RefOr::T(response) = response {
                marks.describe(status, response, &versioned);
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

    fn describe(&self, status: &str, response: &mut Response, versioned: &BTreeSet<String>) {
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
        let versioned = has_version(response, versioned);
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
    let told = HEADERS.iter().find(|row| row.name == name).map(|row| header(row, false));
    response.headers.extend(told.map(|told| (name.to_owned(), RefOr::T(told))));
}

fn list(response: &mut Response, names: &[&str]) {
    let reference = |name: &str| RefOr::Ref(Ref::new(format!("#/components/headers/{name}")));
    response.headers.extend(names.iter().map(|name| ((*name).to_owned(), reference(name))));
}

fn header(row: &HeaderRow, required: bool) -> Header {
    let text = ObjectBuilder::new().schema_type(Type::String).examples([row.example]);
    let mut header = Header::new(text.build());
    header.description = Some(row.description.to_owned());
    header.extensions = Some(Extensions::from_iter([("required", Value::Bool(required))]));
    header
}

/// Whether a body of the response is an object that has versions.
fn has_version(response: &Response, versioned: &BTreeSet<String>) -> bool {
    schemas(response).any(|schema| is_versioned(schema, versioned))
}

fn is_versioned(schema: &RefOr<Schema>, versioned: &BTreeSet<String>) -> bool {
    match schema {
        RefOr::Ref(reference) => schema_named(reference).is_some_and(|name| versioned.contains(name)),
        RefOr::T(Schema::OneOf(one)) => one.items.iter().any(|item| is_versioned(item, versioned)),
        RefOr::T(_) => false,
    }
}

/// The names of all schemas of single objects that have versions.
fn versioned(document: &mut OpenApi) -> BTreeSet<String> {
    let mut names: BTreeSet<String> = VERSIONED.iter().map(|name| (*name).to_owned()).collect();
    for (_, _, operation) in operations_mut(document).filter(|(_, method, _)| *method == HttpMethod::Patch) {
        let Some(RefOr::T(changed)) = operation.responses.responses.get("200") else { continue };
        names.extend(schemas(changed).filter_map(|schema| match schema {
            RefOr::Ref(reference) => schema_named(reference).map(str::to_owned),
            RefOr::T(_) => None,
        }));
    }
    names
}

fn schemas(response: &Response) -> impl Iterator<Item = &RefOr<Schema>> {
    response.content.values().filter_map(|content| match content {
        RefOr::T(Content { schema, .. }) => schema.as_ref(),
        RefOr::Ref(_) => None,
    })
}
