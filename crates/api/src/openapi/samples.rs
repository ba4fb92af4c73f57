//! An example of every success: made from the schema of the answer, so that it always has the answer's shape.
//!
//! A field's value comes from the schema's own examples, then from [`BY_NAME`], then from the type.

use super::walk::{operations_mut, schema_named};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use utoipa::openapi::schema::{ArrayItems, KnownFormat, Object, Schema, SchemaFormat, SchemaType, Type};
use utoipa::openapi::{OpenApi, RefOr, Response};

type Schemas = BTreeMap<String, RefOr<Schema>>;

/// How deep an example goes; deeper parts are left empty.
const MAX_DEPTH: usize = 12;
const UUID: &str = "0194d2f8-6a00-7c3e-9d5b-3f1a2b4c5d6e";

/// Values of texts by the field's name.
const BY_NAME: &[(&str, &str)] = &[
    ("name", "Ada Lovelace"),
    ("email", "ada@example.com"),
    ("candidate_name", "Carl Friedrich"),
    ("candidateName", "Carl Friedrich"),
    ("interviewer_name", "Ada Lovelace"),
    ("job_title", "Engineer"),
    ("title", "Engineer"),
    ("phone", "+49 30 1234567"),
    ("time_zone", "Europe/Berlin"),
    ("timeZone", "Europe/Berlin"),
    ("language", "en"),
    ("url", "https://example.com/hook"),
    ("meeting_link", "https://book.example.com/rooms/3q2-7w"),
    ("start_time", "09:00"),
    ("end_time", "17:00"),
    ("participant", "ada"),
    ("reason", "The candidate is ill"),
    ("rule", "busy"),
    ("next", "WyJqb2JzIiw0Ml0"),
];

/// Adds an example to each success with a JSON body.
pub(super) fn add(document: &mut OpenApi) {
    let schemas = document.components.get_or_insert_default().schemas.clone();
    for (_, _, operation) in operations_mut(document) {
        for (status, response) in &mut operation.responses.responses {
            if let (true, RefOr::T(response)) = (status.starts_with('2'), response) {
                add_to(response, &schemas);
            }
        }
    }
}

fn add_to(response: &mut Response, schemas: &Schemas) {
    let Some(RefOr::T(content)) = response.content.get_mut("application/json") else { return };
    if content.example.is_none()
        && let Some(schema) = &content.schema
    {
        content.example = Some(Sampler { schemas }.value("", schema, 0));
    }
}

struct Sampler<'a> {
    schemas: &'a Schemas,
}

impl Sampler<'_> {
    fn value(&self, name: &str, schema: &RefOr<Schema>, depth: usize) -> Value {
        match schema {
            RefOr::Ref(reference) => schema_named(reference)
                .and_then(|name| self.schemas.get(name))
                .map_or(Value::Null, |meant| self.value(name, meant, depth)),
            RefOr::T(Schema::Object(object)) => self.object(name, object, depth),
            RefOr::T(Schema::Array(array)) => match &array.items {
                ArrayItems::RefOrSchema(items) if depth < MAX_DEPTH => {
                    json!([self.value(name, items, depth + 1)])
                }
                _ => json!([]),
            },
            RefOr::T(Schema::OneOf(one)) => self.first(name, &one.items, depth),
            RefOr::T(Schema::AnyOf(any)) => self.first(name, &any.items, depth),
            RefOr::T(Schema::AllOf(all)) => self.joined(name, &all.items, depth),
            RefOr::T(_) => Value::Null,
        }
    }

    /// The first that is more than null.
    fn first(&self, name: &str, items: &[RefOr<Schema>], depth: usize) -> Value {
        let mut values = items.iter().map(|item| self.value(name, item, depth));
        values.find(|value| !value.is_null()).unwrap_or(Value::Null)
    }

    fn joined(&self, name: &str, items: &[RefOr<Schema>], depth: usize) -> Value {
        let parts = items.iter().map(|item| self.value(name, item, depth));
        let fields = parts.filter_map(|part| match part {
            Value::Object(fields) => Some(fields),
            _ => None,
        });
        Value::Object(fields.flatten().collect())
    }

    fn object(&self, name: &str, object: &Object, depth: usize) -> Value {
        if let Some(example) = object.example.iter().chain(&object.examples).next() {
            return example.clone();
        }
        if let Some(word) = object.enum_values.iter().flatten().next() {
            return word.clone();
        }
        match plain(&object.schema_type) {
            Some(Type::String) => text(name, object.format.as_ref()),
            Some(Type::Integer) => json!(number(name, object)),
            Some(Type::Number) => json!(0.5),
            Some(Type::Boolean) => json!(true),
            Some(Type::Object) if depth < MAX_DEPTH => self.fields(object, depth),
            Some(Type::Object) => json!({}),
            Some(Type::Array) => json!([]),
            Some(Type::Null) | None => Value::Null,
        }
    }

    fn fields(&self, object: &Object, depth: usize) -> Value {
        let fields = object.properties.iter();
        let fields: Map<String, Value> =
            fields.map(|(name, schema)| (name.clone(), self.value(name, schema, depth + 1))).collect();
        Value::Object(fields)
    }
}

/// The type of a value, null left aside.
fn plain(kinds: &SchemaType) -> Option<Type> {
    match kinds {
        SchemaType::Type(kind) => Some(kind.clone()),
        SchemaType::Array(kinds) => kinds.iter().find(|kind| **kind != Type::Null).cloned(),
        SchemaType::AnyValue => None,
    }
}

fn text(name: &str, format: Option<&SchemaFormat>) -> Value {
    match format {
        Some(SchemaFormat::KnownFormat(KnownFormat::Uuid)) => json!(UUID),
        Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)) => json!("2027-01-22T09:00:00Z"),
        Some(SchemaFormat::KnownFormat(KnownFormat::Date)) => json!("2027-01-22"),
        _ => {
            let known = BY_NAME.iter().find(|(known, _)| *known == name);
            json!(known.map_or("text", |(_, value)| value))
        }
    }
}

fn number(name: &str, object: &Object) -> i64 {
    let smallest = match &object.minimum {
        Some(utoipa::Number::Int(least)) => i64::try_from(*least).unwrap_or(1),
        _ => 1,
    };
    match name {
        "duration_minutes" | "durationMinutes" => 60,
        "expires_in" => 86_400,
        _ => smallest.max(1),
    }
}

#[cfg(test)]
mod tests {
    use super::super::document;
    use serde_json::Value;

    #[test]
    fn every_success_with_a_json_body_has_an_example() {
        let json = serde_json::to_value(document("http://localhost", crate::routes)).expect("a document");
        let mut bare = Vec::new();
        for (path, item) in json["paths"].as_object().into_iter().flatten() {
            for (method, operation) in item.as_object().into_iter().flatten() {
                for (status, answer) in operation["responses"].as_object().into_iter().flatten() {
                    let body = &answer["content"]["application/json"];
                    if status.starts_with('2') && body.is_object() && body["example"].is_null() {
                        bare.push(format!("{method} {path} {status}"));
                    }
                }
            }
        }
        assert_eq!(bare, Vec::<String>::new());
    }

    #[test]
    fn an_example_has_the_fields_of_its_schema() {
        let json = serde_json::to_value(document("http://localhost", crate::routes)).expect("a document");
        let body = &json["paths"]["/api/v1/jobs"]["get"]["responses"]["200"]["content"]["application/json"]["example"];
        let job = &body["items"][0];
        assert_eq!(job["title"], "Engineer", "{body}");
        assert_eq!(job["created_at"], "2025-01-22T09:00:00Z", "{body}");
        assert_eq!(job["active"], Value::Bool(true), "{body}");
    }
}
