//! Ways through a document.

use utoipa::openapi::path::{HttpMethod, Operation, Parameter, PathItem};
use utoipa::openapi::schema::{AdditionalProperties, ArrayItems, Schema};
use utoipa::openapi::{Components, OpenApi, Ref, RefOr};

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
    match schema {
        RefOr::Ref(reference) => visit(reference),
        RefOr::T(Schema::Object(object)) => {
            object.properties.values_mut().for_each(|property| each_ref(property, visit));
            if let Some(AdditionalProperties::RefOr(more)) = object.additional_properties.as_deref_mut() {
                each_ref(more, visit);
            }
        }
        RefOr::T(Schema::Array(array)) => {
            if let ArrayItems::RefOrSchema(items) = &mut array.items {
                each_ref(items, visit);
            }
        }
        RefOr::T(Schema::OneOf(one)) => one.items.iter_mut().for_each(|item| each_ref(item, visit)),
        RefOr::T(Schema::AllOf(all)) => all.items.iter_mut().for_each(|item| each_ref(item, visit)),
        RefOr::T(Schema::AnyOf(any)) => any.items.iter_mut().for_each(|item| each_ref(item, visit)),
        RefOr::T(_) => {}
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
