//! Examples of bodies, from `examples.json`: by id of the operation, a request that is well formed. A test of the whole
//! product holds each against its schema.

use super::walk::{id, operations_mut};
use serde_json::{Map, Value};
use utoipa::openapi::{OpenApi, RefOr};

const EXAMPLES: &str = include_str!("examples.json");

/// Adds each example to the JSON body of its operation.
pub(super) fn add(document: &mut OpenApi) {
    let mut examples = all();
    for (_, _, operation) in operations_mut(document) {
        let example = examples.remove(id(operation));
        if let (Some(RefOr::T(body)), Some(example)) = (&mut operation.request_body, example)
            && let Some(RefOr::T(content)) = body.content.get_mut("application/json")
        {
            content.example = Some(example);
        }
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
