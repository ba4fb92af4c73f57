//! Ways through a document.

use utoipa::openapi::path::{HttpMethod, Operation, Parameter, PathItem};
use utoipa::openapi::schema::{AdditionalProperties, ArrayItems, Schema};
use utoipa::openapi::{Components, Content, OpenApi, Ref, RefOr};

const SCHEMAS: &str = "#/components/schemas/";

/// Every operation with its path.
pub(super) fn operations_mut(
    document: &mut OpenApi,
) -> impl Iterator<Item = (&String, HttpMethod, &mut Operation)> {
    document.paths.paths.iter_mut().flat_map(|(path, item)| {
        operations_of(item).map(move |(method, operation)| (path, method, operation))
    })
}

fn operations_of(item: &mut PathItem) -> impl Iterator<Item = (HttpMethod, &mut Operation)> {
    [
        (HttpMethod::Get, &mut item.get),
        (HttpMethod::Put, &mut item.put),
        (HttpMethod::Post, &mut item.post),
        (HttpMethod::Patch, &mut item.patch),
        (HttpMethod::Delete, &mut item.delete),
    ]
    .into_iter()
    .filter_map(|(method, operation)| operation.as_mut().map(|operation| (method, operation)))
}

/// The operation's id.
pub(super) fn id(operation: &Operation) -> &str {
    operation.operation_id.as_deref().unwrap_or_default()
}

/// The parameters that an operation lists itself.
pub(super) fn parameters(operation: &Operation) -> impl Iterator<Item = &Parameter> {
    operation.parameters.iter().flatten().filter_map(|parameter| match parameter {
        RefOr::T(parameter) => Some(parameter),
        RefOr::Ref(_) => None,
    })
}

/// Whether an operation takes a parameter of its own of that name.
pub(super) fn takes(operation: &Operation, name: &str) -> bool {
    parameters(operation).any(|parameter| parameter.name == name)
}

/// The name of the schema that a reference means.
pub(super) fn schema_named(reference: &Ref) -> Option<&str> {
    reference.ref_location.strip_prefix(SCHEMAS)
}

/// Calls `visit` with every reference in a schema, and not with those in what they mean.
pub(super) fn each_ref(schema: &mut RefOr<Schema>, visit: &mut impl FnMut(&mut Ref)) {
    if let RefOr::Ref(reference) = schema {
        return visit(reference);
    }
    for part in parts_mut(schema) {
        each_ref(part, visit);
    }
}

/// Calls `visit` with every part of a schema, the outer before the inner, and then with the parts of what it left there.
pub(super) fn each_part(schema: &mut RefOr<Schema>, visit: &mut impl FnMut(&mut RefOr<Schema>)) {
    for part in parts_mut(schema) {
        visit(part);
        each_part(part, visit);
    }
}

/// The schemas directly inside a schema.
fn parts_mut(schema: &mut RefOr<Schema>) -> Vec<&mut RefOr<Schema>> {
    match schema {
        RefOr::T(Schema::Object(object)) => {
            let more = match object.additional_properties.as_deref_mut() {
                Some(AdditionalProperties::RefOr(more)) => Some(more),
                _ => None,
            };
            object.properties.values_mut().chain(more).collect()
        }
        RefOr::T(Schema::Array(array)) => match &mut array.items {
            ArrayItems::RefOrSchema(items) => vec![items],
            ArrayItems::False => Vec::new(),
        },
        RefOr::T(Schema::OneOf(one)) => one.items.iter_mut().collect(),
        RefOr::T(Schema::AllOf(all)) => all.items.iter_mut().collect(),
        RefOr::T(Schema::AnyOf(any)) => any.items.iter_mut().collect(),
        _ => Vec::new(),
    }
}

/// Calls `visit` with every schema of the document, the outer before the inner.
pub(super) fn each_schema(document: &mut OpenApi, visit: &mut impl FnMut(&mut RefOr<Schema>)) {
    let mut whole = |schema: &mut RefOr<Schema>| {
        visit(schema);
        each_part(schema, visit);
    };
    for (_, _, operation) in operations_mut(document) {
        each_of_operation(operation, &mut whole);
    }
    if let Some(components) = &mut document.components {
        components.schemas.values_mut().for_each(whole);
    }
}

/// The schemas that an operation itself names.
fn each_of_operation(operation: &mut Operation, visit: &mut impl FnMut(&mut RefOr<Schema>)) {
    for parameter in operation.parameters.iter_mut().flatten() {
        if let RefOr::T(Parameter { schema: Some(schema), .. }) = parameter {
            visit(schema);
        }
    }
    if let Some(RefOr::T(body)) = &mut operation.request_body {
        body.content.values_mut().filter_map(schema_of).for_each(&mut *visit);
    }
    for response in operation.responses.responses.values_mut() {
        if let RefOr::T(response) = response {
            response.content.values_mut().filter_map(schema_of).for_each(&mut *visit);
        }
    }
}

/// The schema of a body.
pub(super) fn schema_of(content: &mut RefOr<Content>) -> Option<&mut RefOr<Schema>> {
    match content {
        RefOr::T(content) => content.schema.as_mut(),
        RefOr::Ref(_) => None,
    }
}

/// The names of the schemas that these schemas need, directly or not.
pub(super) fn needed(
    components: &Components,
    schemas: impl IntoIterator<Item = RefOr<Schema>>,
) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let mut waiting: Vec<RefOr<Schema>> = schemas.into_iter().collect();
    while let Some(mut schema) = waiting.pop() {
        each_ref(&mut schema, &mut |reference| {
            let Some(name) = schema_named(reference) else { return };
            if !names.iter().any(|known| known == name) {
                names.push(name.to_owned());
                waiting.extend(components.schemas.get(name).cloned());
            }
        });
    }
    names
}
