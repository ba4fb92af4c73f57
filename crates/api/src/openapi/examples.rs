//! Examples of bodies: that of the body's own schema, else one from `examples.json`, by id of the operation. A test of the
//! whole product holds each against its schema.

use super::walk::{id, operations_mut, schema_named};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use utoipa::openapi::schema::Schema;
use utoipa::openapi::{Content, OpenApi, RefOr};

const EXAMPLES: &str = include_str!("examples.json");

/// Adds each example to the JSON body of its operation.
pub(super) fn add(document: &mut OpenApi) {
    let mut examples = all();
    let schemas = document.components.get_or_insert_default().schemas.clone();
    for (_, _, operation) in operations_mut(document) {
        let example = examples.remove(id(operation));
        if let Some(RefOr::T(body)) = &mut operation.request_body
            && let Some(RefOr::T(content)) = body.content.get_mut("application/json")
        {
            content.example = example.or_else(|| own(content, &schemas));
        }
    }
}

/// The example of the body's schema.
fn own(content: &Content, schemas: &BTreeMap<String, RefOr<Schema>>) -> Option<Value> {
    let Some(RefOr::Ref(reference)) = &content.schema else { return None };
    match schemas.get(schema_named(reference)?)? {
        RefOr::T(Schema::Object(object)) => object.example.clone(),
        _ => None,
    }
}

fn all() -> Map<String, Value> {
    serde_json::from_str(EXAMPLES).unwrap_or_else(|error| {
        tracing::error!(%error, "the examples of the OpenAPI document can't be read");
        Map::new()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_example_is_one_of_an_operation_with_a_body() {
        let document = super::super::document("http://localhost", crate::routes);
        let text = document.to_json().expect("a document");
        let examples = all();
        assert!(!examples.is_empty());
        for (of, example) in examples {
            assert!(text.contains(&format!("\"operationId\":\"{of}\"")), "{of} is no operation");
            assert!(text.contains(&format!("\"example\":{example}")), "{of} has no JSON body");
        }
    }
}
