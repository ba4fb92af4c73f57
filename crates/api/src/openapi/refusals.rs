//! Answers that say no: for each operation the statuses and slugs that it can really give.
//!
//! Most follow from the shape of the operation ([`usual`]), the rest is listed in [`own`](super::own). Operations that
//! refuse alike share one response of `components/responses`.

use super::headers;
use super::own::{FOR_EVERY_ROLE, OWN};
use super::requests::{IDEMPOTENCY_KEY, IF_MATCH, takes_header};
use super::walk::{id, operations_mut, takes};
use http_kit::problem::{PROBLEM_JSON, catalogue};
use http_kit::{ProblemSchema, problem::catalogue::Kind};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use utoipa::openapi::extensions::Extensions;
use utoipa::openapi::path::Operation;
use utoipa::openapi::schema::{Object, OneOfBuilder, Schema};
use utoipa::openapi::{Content, ContentBuilder, OpenApi, Ref, RefOr, Response, ResponseBuilder};
use utoipa::{PartialSchema, ToSchema};

const PROBLEM: &str = "Problem";
/// Anybody may be refused like that, at any time.
const ALWAYS: &[&str] = &["too-many-requests", "internal", "unavailable"];
/// The refusals of whatever reads a body.
const OF_BODIES: &[&str] =
    &["malformed-request", "request-timeout", "body-too-large", "unsupported-media-type", "invalid"];

/// Adds them to every operation, and what they look like to the components.
pub(super) fn add(document: &mut OpenApi) {
    let mut shared = BTreeMap::new();
    let mut problems = BTreeMap::new();
    for (path, _, operation) in operations_mut(document) {
        // What browsers are sent to answers them with pages.
        let for_browsers = !path.starts_with("/api/");
        for (status, kinds) in of(path, operation) {
            let name = name(status, &kinds, for_browsers);
            let reference = RefOr::Ref(Ref::from_response_name(&name));
            operation.responses.responses.entry(status.to_string()).or_insert(reference);
            for kind in &kinds {
                problems.insert(problem_name(status, kind), problem(status, kind));
            }
            shared.entry(name).or_insert_with(|| RefOr::T(response(status, &kinds, for_browsers)));
        }
    }
    let components = document.components.get_or_insert_default();
    components.responses.extend(shared);
    components.schemas.extend(problems);
    components.schemas.insert(PROBLEM.to_owned(), ProblemSchema::schema());
    let mut parts = Vec::new();
    ProblemSchema::schemas(&mut parts);
    components.schemas.extend(parts);
}

type Kinds = Vec<&'static Kind>;

/// The kinds of problem that the operation may answer with, by status, each in the catalogue's order.
fn of(path: &str, operation: &Operation) -> BTreeMap<u16, Kinds> {
    let own = OWN.iter().filter(|(of, _)| *of == id(operation)).flat_map(|(_, slugs)| slugs.iter());
    let slugs: BTreeSet<&str> =
        usual(path, operation).into_iter().chain(own.copied()).chain(told(operation)).collect();
    let mut statuses: BTreeMap<u16, Kinds> = BTreeMap::new();
    for kind in catalogue::ALL {
        for status in slugs.iter().filter_map(|slug| status(slug, kind)) {
            statuses.entry(status).or_default().push(kind);
        }
    }
    statuses
}

/// The status that a slug of the table gives this kind.
fn status(slug: &str, kind: &Kind) -> Option<u16> {
    match slug.split_once(' ') {
        Some((status, slug)) if slug == kind.slug => status.parse().ok(),
        None if slug == kind.slug => Some(kind.status.as_u16()),
        _ => None,
    }
}

/// What follows from what an operation takes.
fn usual(path: &str, operation: &Operation) -> Vec<&'static str> {
    let mut slugs = ALWAYS.to_vec();
    // Every path refuses parameters that it does not know.
    slugs.push("malformed-query");
    if operation.security.is_none() {
        slugs.extend(["unauthenticated", "company-suspended"]);
        if !FOR_EVERY_ROLE.contains(&id(operation)) {
            slugs.push("forbidden");
        }
    }
    if path.contains('{') || takes(operation, "company_id") {
        slugs.push("not-found");
    }
    if takes(operation, "limit") {
        slugs.push("invalid");
    }
    if takes_header(operation, IF_MATCH) {
        slugs.push("version-mismatch");
    }
    if takes_header(operation, IDEMPOTENCY_KEY) {
        slugs.extend(["malformed-request", "idempotency-key-reused"]);
    }
    if let Some(RefOr::T(body)) = &operation.request_body {
        slugs.extend(OF_BODIES);
        if body.content.contains_key("application/json") {
            slugs.push("malformed-json");
        }
    }
    slugs
}

/// What the operation's description tells: "(409 `still-referenced`)".
fn told(operation: &Operation) -> impl Iterator<Item = &'static str> {
    let text = operation.description.clone().unwrap_or_default();
    let kinds = catalogue::ALL.iter();
    let told =
        kinds.filter(move |kind| text.contains(&format!("({} `{}`)", kind.status.as_u16(), kind.slug)));
    told.map(|kind| kind.slug)
}

/// The name of the response that operations share which refuse alike.
fn name(status: u16, kinds: &[&Kind], for_browsers: bool) -> String {
    let mut name = format!("Refused{status}");
    for kind in kinds {
        name.push('_');
        name.push_str(&camel(kind.slug));
    }
    if for_browsers {
        name.push_str("_Page");
    }
    name
}

/// `SlotFull` for `slot-full`.
fn camel(slug: &str) -> String {
    let words = slug.split('-').map(|word| word.split_at(word.len().min(1)));
    words.map(|(first, rest)| first.to_ascii_uppercase() + rest).collect()
}

fn response(status: u16, kinds: &[&Kind], for_browsers: bool) -> Response {
    let lines: Vec<String> = kinds.iter().map(|kind| format!("- `{}`: {}", kind.slug, kind.title)).collect();
    let mut response = ResponseBuilder::new()
        .description(format!("Not done. Its `type` is `/problems/` and one of\n{}", lines.join("\n")))
        .content(PROBLEM_JSON, content(status, kinds));
    if for_browsers {
        response = response.content("text/html", Content::default());
    }
    let mut response = response.build();
    headers::of_refusal(status, for_browsers, &mut response);
    response
}

/// One of these problems.
fn content(status: u16, kinds: &[&Kind]) -> Content {
    let problems: Vec<Ref> =
        kinds.iter().map(|kind| Ref::from_schema_name(problem_name(status, kind))).collect();
    let schema = match problems.as_slice() {
        [only] => RefOr::Ref(only.clone()),
        several => {
            let one = several.iter().cloned().fold(OneOfBuilder::new(), OneOfBuilder::item);
            RefOr::T(Schema::OneOf(one.build()))
        }
    };
    ContentBuilder::new()
        .schema(Some(schema))
        .example(kinds.first().map(|kind| example(status, kind)))
        .build()
}

/// `SlotFullProblem`; with its status in the name where that is not the kind's own.
fn problem_name(status: u16, kind: &Kind) -> String {
    let name = camel(kind.slug);
    match status == kind.status.as_u16() {
        true => format!("{name}Problem"),
        false => format!("{name}{status}Problem"),
    }
}

/// A problem of one kind: its `type` and `status` are constants, by which a program tells kinds apart. The fields are
/// written out, because generators of clients can't join a constant with the same field of another schema.
fn problem(status: u16, kind: &Kind) -> RefOr<Schema> {
    let mut schema = ProblemSchema::schema();
    if let RefOr::T(Schema::Object(object)) = &mut schema {
        object.description = Some(kind.title.to_owned());
        narrow(object, "type", json!(format!("/problems/{}", kind.slug)));
        narrow(object, "status", json!(status));
    }
    schema
}

fn narrow(object: &mut Object, field: &str, constant: Value) {
    if let Some(RefOr::T(Schema::Object(property))) = object.properties.get_mut(field) {
        property.extensions = Some(Extensions::from_iter([("const", constant)]));
    }
}

fn example(status: u16, kind: &Kind) -> Value {
    json!({
        "type": format!("/problems/{}", kind.slug), "title": kind.title, "status": status,
        "detail": kind.title, "instance": "0194d2f8-6a00-7c3e-9d5b-3f1a2b4c5d6e",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_names_what_there_is() {
        let mut document = super::super::document("http://localhost", crate::routes);
        let ids: Vec<String> = operations_mut(&mut document).map(|(_, _, op)| id(op).to_owned()).collect();
        for (of, slugs) in OWN {
            assert!(ids.iter().any(|id| id == of), "{of} is no operation");
            assert_eq!(OWN.iter().filter(|(other, _)| other == of).count(), 1, "{of} is listed twice");
            for slug in *slugs {
                assert!(
                    catalogue::ALL.iter().any(|kind| status(slug, kind).is_some()),
                    "{of}: {slug} is no problem"
                );
            }
        }
        assert!(FOR_EVERY_ROLE.iter().all(|of| ids.iter().any(|id| id == of)), "{FOR_EVERY_ROLE:?}");
    }
}
