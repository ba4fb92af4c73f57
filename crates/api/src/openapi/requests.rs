//! What requests may hold beyond what handlers say of themselves: headers, empty values, words in any case.

use super::walk::{each_ref, needed, operations_mut, schema_named, schema_of};
use serde_json::Value;
use std::collections::BTreeSet;
use utoipa::openapi::extensions::Extensions;
use utoipa::openapi::path::{HttpMethod, Operation, Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{AnyOfBuilder, Schema, SchemaType, Type};
use utoipa::openapi::{Components, ObjectBuilder, OpenApi, Ref, RefOr, Required};

/// The header with the client's name for a request.
pub(super) const IDEMPOTENCY_KEY: &str = "Idempotency-Key";
/// The header with the versions that a client is ready to change.
pub(super) const IF_MATCH: &str = "If-Match";
/// What is changed or deleted without a look at `If-Match`: keys and feeds have no versions, and schedules are never
/// deleted.
const WITHOUT_VERSIONS: [&str; 3] = ["revoke_key", "revoke_feed_token", "delete_schedule"];
/// What changes an object beside `PUT`, `PATCH` and `DELETE`, and looks at `If-Match` too.
const WITH_VERSIONS: [&str; 6] = [
    "reschedule_appointment",
    "cancel_appointment",
    "mark_no_show",
    "mark_arrived",
    "unmark_appointment",
    "revoke_scheduling_link",
];

/// Completes all requests.
pub(super) fn complete(document: &mut OpenApi) {
    let components = document.components.get_or_insert_default();
    components.parameters.insert(IDEMPOTENCY_KEY.to_owned(), RefOr::T(idempotency_key()));
    components.parameters.insert(IF_MATCH.to_owned(), RefOr::T(if_match()));
    for (path, method, operation) in operations_mut(document) {
        for parameter in operation.parameters.iter_mut().flatten() {
            if let RefOr::T(parameter) = parameter {
                loosen(parameter);
            }
        }
        if let Some(RefOr::T(body)) = &mut operation.request_body {
            // A body that may be absent is no null all the same.
            for schema in body.content.values_mut().filter_map(schema_of) {
                *schema = without_null(schema.clone());
            }
        }
        if method == HttpMethod::Post && takes_keys(path) {
            take(operation, IDEMPOTENCY_KEY);
        }
        let changes = matches!(method, HttpMethod::Put | HttpMethod::Patch | HttpMethod::Delete);
        let id = super::walk::id(operation);
        if WITH_VERSIONS.contains(&id) || changes && !WITHOUT_VERSIONS.contains(&id) {
            take(operation, IF_MATCH);
        }
    }
    take_any_case(document);
}

fn take(operation: &mut Operation, header: &str) {
    let reference = Ref::new(format!("#/components/parameters/{header}"));
    operation.parameters.get_or_insert_default().push(RefOr::Ref(reference));
}

/// Whether the operation takes that header.
pub(super) fn takes_header(operation: &Operation, header: &str) -> bool {
    operation.parameters.iter().flatten().any(|parameter| match parameter {
        RefOr::Ref(reference) => reference.ref_location.ends_with(header),
        RefOr::T(_) => false,
    })
}

/// Keys belong to callers: who logs in is none yet, and who has logged out is none any more. Reports of others have ids of
/// their own.
fn takes_keys(path: &str) -> bool {
    !(path.starts_with("/api/v1/auth/") || path.starts_with("/webhooks/"))
}

fn header(name: &str, description: &str, schema: ObjectBuilder) -> Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some(description))
        .schema(Some(schema.schema_type(Type::String).build()))
        .build()
}

fn idempotency_key() -> Parameter {
    let description = "Names this request, so that it can be sent again without being done again: within 24 hours \
         the same request under the same key gets the first answer, with `Idempotent-Replayed: true`, and another \
         request under it is refused (422 `idempotency-key-reused`). Keys belong to caller and path. Answers of 5xx \
         are not kept, and neither is anything for requests without credentials.";
    let schema = ObjectBuilder::new().min_length(Some(1)).max_length(Some(255)).pattern(Some("^[!-~]+$"));
    header(IDEMPOTENCY_KEY, description, schema)
}

fn if_match() -> Parameter {
    let description = "Entity tags of the versions that the client has seen, as `ETag` gave them; where the object has \
         another by now, the request is refused (412). `*` and no header at all are any version. Weak and foreign \
         tags match nothing.";
    header(IF_MATCH, description, ObjectBuilder::new().examples(["\"3\""]))
}

/// An empty value of a query parameter that may be absent is as good as none; the word `null` is not. Numbers are read
/// whatever their length: one beyond 64 bits is out of range, or nobody's id.
fn loosen(parameter: &mut Parameter) {
    if parameter.parameter_in != ParameterIn::Query {
        return;
    }
    if let Some(schema) = parameter.schema.take() {
        parameter.schema = Some(without_width(without_null(schema)));
    }
    if parameter.required != Required::True {
        let empty = Extensions::from_iter([("allowEmptyValue", Value::Bool(true))]);
        parameter.extensions = Some(empty);
    }
}

fn without_null(schema: RefOr<Schema>) -> RefOr<Schema> {
    match schema {
        RefOr::T(Schema::OneOf(mut one)) => {
            one.items.retain(|item| !is_null(item));
            match (one.items.pop(), one.items.is_empty()) {
                (Some(only), true) => only,
                (last, _) => {
                    one.items.extend(last);
                    RefOr::T(Schema::OneOf(one))
                }
            }
        }
        RefOr::T(Schema::Object(mut object)) => {
            object.schema_type = not_null(object.schema_type);
            RefOr::T(Schema::Object(object))
        }
        RefOr::T(Schema::Array(mut array)) => {
            array.schema_type = not_null(array.schema_type);
            RefOr::T(Schema::Array(array))
        }
        other => other,
    }
}

fn without_width(mut schema: RefOr<Schema>) -> RefOr<Schema> {
    if let RefOr::T(Schema::Object(object)) = &mut schema
        && object.schema_type == SchemaType::Type(Type::Integer)
    {
        object.format = None;
    }
    schema
}

fn is_null(schema: &RefOr<Schema>) -> bool {
    match schema {
        RefOr::T(Schema::Object(object)) => object.schema_type == SchemaType::Type(Type::Null),
        _ => false,
    }
}

fn not_null(types: SchemaType) -> SchemaType {
    let SchemaType::Array(mut types) = types else { return types };
    types.retain(|kind| *kind != Type::Null);
    match types.as_slice() {
        [only] => SchemaType::Type(only.clone()),
        _ => SchemaType::Array(types),
    }
}

/// Enumerations are lower-case in answers, and taken in any case: requests refer to schemas of their own, which say so, also
/// where a schema that holds one is part of answers too.
fn take_any_case(document: &mut OpenApi) {
    let components = document.components.get_or_insert_default().clone();
    let sent = needed(&components, schemas(document, each_sent));
    let given = needed(&components, schemas(document, each_given));
    let own: BTreeSet<&String> = sent
        .iter()
        .filter(|name| {
            words(&components, name).is_some() || given.contains(name) && holds_words(&components, name)
        })
        .collect();
    let rename = &mut |reference: &mut Ref| {
        if let Some(name) = schema_named(reference).filter(|name| own.contains(&(*name).to_owned())) {
            reference.ref_location = Ref::from_schema_name(input(name)).ref_location;
        }
    };
    for (_, _, operation) in operations_mut(document) {
        each_sent(operation, &mut |schema| each_ref(schema, rename));
    }
    let schemas = &mut document.components.get_or_insert_default().schemas;
    for name in &sent {
        let words = words(&components, name);
        let Some(mut schema) = schemas.get(name).cloned() else { continue };
        each_ref(&mut schema, rename);
        match words {
            Some(words) => schemas.insert(input(name), any_case(name, &words)),
            None if own.contains(name) => schemas.insert(input(name), schema),
            None => schemas.insert(name.clone(), schema),
        };
    }
}

/// Whether an enumeration is in the schema, or in what it refers to.
fn holds_words(components: &Components, name: &str) -> bool {
    let needed = needed(components, components.schemas.get(name).cloned());
    needed.iter().any(|name| words(components, name).is_some())
}

fn input(name: &str) -> String {
    format!("{name}Input")
}

/// Visits what requests hold, or what answers do.
type Side = fn(&mut Operation, &mut dyn FnMut(&mut RefOr<Schema>));

/// The schemas of one side of all operations.
fn schemas(document: &mut OpenApi, side: Side) -> Vec<RefOr<Schema>> {
    let mut schemas = Vec::new();
    for (_, _, operation) in operations_mut(document) {
        side(operation, &mut |schema| schemas.push(schema.clone()));
    }
    schemas
}

/// Everything that requests hold.
fn each_sent(operation: &mut Operation, visit: &mut dyn FnMut(&mut RefOr<Schema>)) {
    for parameter in operation.parameters.iter_mut().flatten() {
        if let RefOr::T(Parameter { schema: Some(schema), .. }) = parameter {
            visit(schema);
        }
    }
    if let Some(RefOr::T(body)) = &mut operation.request_body {
        body.content.values_mut().filter_map(schema_of).for_each(visit);
    }
}

/// Everything that answers hold.
fn each_given(operation: &mut Operation, visit: &mut dyn FnMut(&mut RefOr<Schema>)) {
    for response in operation.responses.responses.values_mut() {
        if let RefOr::T(response) = response {
            response.content.values_mut().filter_map(schema_of).for_each(&mut *visit);
        }
    }
}

/// The words of an enumeration.
fn words<'a>(components: &'a Components, name: &str) -> Option<Vec<&'a str>> {
    match components.schemas.get(name)? {
        RefOr::T(Schema::Object(object)) => object.enum_values.as_ref()?.iter().map(Value::as_str).collect(),
        _ => None,
    }
}

fn any_case(name: &str, words: &[&str]) -> RefOr<Schema> {
    let spelt: Vec<String> = words.iter().map(|word| spellings(word)).collect();
    let pattern = format!("^({})$", spelt.join("|"));
    let loose = ObjectBuilder::new().schema_type(Type::String).pattern(Some(pattern));
    let any = AnyOfBuilder::new()
        .item(Ref::from_schema_name(name))
        .item(loose)
        .description(Some("One of the words of the enumeration, in any case."));
    RefOr::T(Schema::AnyOf(any.build()))
}

/// A pattern of a word in any case.
fn spellings(word: &str) -> String {
    word.chars()
        .map(|c| match c.is_ascii_alphabetic() {
            true => format!("[{}{}]", c.to_ascii_lowercase(), c.to_ascii_uppercase()),
            false => c.to_string(),
        })
        .collect()
}
