//! One name for each shape: what the derive wrote out in place refers to the component that says the same.
//!
//! Generic answers (`Page<T>`) and patches (`Patch<T>`) hold their parts in place. A program that generates a client makes a
//! type of its own for each of those; a reference gives it one type for one thing.

use super::walk::{each_part, each_schema, schema_named};
use std::collections::BTreeMap;
use utoipa::openapi::schema::{Schema, SchemaType, Type};
use utoipa::openapi::{Components, OneOf, OpenApi, Ref, RefOr};

/// What the derive calls pages, and what they are called here.
const PAGE: &str = "Page_";
/// What the derive calls values of a patch that may be null.
const PATCH: &str = "PatchOf";

/// Names all shapes of the document.
pub(super) fn complete(document: &mut OpenApi) {
    let components = document.components.get_or_insert_default();
    refer(components);
    let patches = take_patches(components);
    each_schema(document, &mut |schema| {
        write_out_patch(schema, &patches);
        rename(schema);
    });
    let components = document.components.get_or_insert_default();
    components.schemas = std::mem::take(&mut components.schemas)
        .into_iter()
        .map(|(name, schema)| (plain(&name), schema))
        .collect();
}

/// Puts a reference in the place of each shape inside a component that is a component itself.
fn refer(components: &mut Components) {
    let known: Vec<(String, RefOr<Schema>)> = components
        .schemas
        .iter()
        .filter(|(_, schema)| is_worth_a_name(schema))
        .map(|(name, schema)| (name.clone(), schema.clone()))
        .collect();
    for schema in components.schemas.values_mut() {
        each_part(schema, &mut |part| {
            if let Some((name, _)) = known.iter().find(|(_, shape)| shape == part) {
                *part = RefOr::Ref(Ref::from_schema_name(name));
            }
        });
    }
}

/// Objects with fields, and enumerations. Of the others, equal shapes need not mean the same.
fn is_worth_a_name(schema: &RefOr<Schema>) -> bool {
    match schema {
        RefOr::T(Schema::Object(object)) => {
            !object.properties.is_empty() || object.enum_values.is_some() || object.format.is_some()
        }
        RefOr::T(Schema::AllOf(_) | Schema::OneOf(_)) => true,
        _ => false,
    }
}

fn take_patches(components: &mut Components) -> BTreeMap<String, RefOr<Schema>> {
    let names: Vec<String> =
        components.schemas.keys().filter(|name| name.starts_with(PATCH)).cloned().collect();
    names
        .into_iter()
        .filter_map(|name| components.schemas.remove(&name).map(|schema| (name, schema)))
        .collect()
}

/// Writes the nullable value of a patch where it stands, with the description that it has there.
fn write_out_patch(schema: &mut RefOr<Schema>, patches: &BTreeMap<String, RefOr<Schema>>) {
    let RefOr::Ref(reference) = schema else { return };
    let Some(RefOr::T(Schema::OneOf(value))) = schema_named(reference).and_then(|name| patches.get(name))
    else {
        return;
    };
    let description = Some(reference.description.clone()).filter(|text| !text.is_empty());
    *schema = RefOr::T(nullable(value, description));
}

/// `type: [T, null]` for a plain value, one of null and the reference for what has a name.
fn nullable(value: &OneOf, description: Option<String>) -> Schema {
    if let [_, RefOr::T(Schema::Object(object))] = value.items.as_slice()
        && let SchemaType::Type(kind) = &object.schema_type
    {
        let mut object = object.clone();
        object.schema_type = SchemaType::Array(vec![kind.clone(), Type::Null]);
        object.description = description.or(object.description);
        return Schema::Object(object);
    }
    let mut value = value.clone();
    value.description = description;
    Schema::OneOf(value)
}

fn rename(schema: &mut RefOr<Schema>) {
    if let RefOr::Ref(reference) = schema
        && let Some(name) = schema_named(reference)
    {
        reference.ref_location = Ref::from_schema_name(plain(name)).ref_location;
    }
}

/// `JobPage` for `Page_Job`, and no parameter in the name where only one is used.
fn plain(name: &str) -> String {
    match name.split_once('_') {
        Some((_, item)) if name.starts_with(PAGE) => format!("{item}Page"),
        Some((shape, "String")) => shape.to_owned(),
        _ => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    fn components() -> serde_json::Value {
        let document = super::super::document("http://localhost", crate::routes);
        serde_json::to_value(document).expect("a document")["components"]["schemas"].take()
    }

    #[test]
    fn pages_refer_to_what_they_hold() {
        let schemas = components();
        assert_eq!(
            schemas["JobPage"]["properties"]["items"]["items"]["$ref"], "#/components/schemas/Job",
            "{}",
            schemas["JobPage"]
        );
    }

    #[test]
    fn patches_say_null_in_place() {
        let schemas = components();
        let active = &schemas["JobPatch"]["properties"]["active"];
        assert_eq!(active["type"], serde_json::json!(["boolean", "null"]), "{active}");
        let hours = &schemas["CompanyPatch"]["properties"]["business_hours"]["oneOf"];
        assert_eq!(hours[1]["$ref"], "#/components/schemas/BusinessHoursIn", "{hours}");
    }

    #[test]
    fn no_name_shows_how_it_was_made() {
        let schemas = components();
        let odd: Vec<&String> = schemas
            .as_object()
            .into_iter()
            .flatten()
            .map(|(name, _)| name)
            .filter(|name| name.contains('_'))
            .collect();
        assert_eq!(odd, Vec::<&String>::new());
    }
}
