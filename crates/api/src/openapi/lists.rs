//! Lists that can be asked for as CSV: whatever can be sorted answers `text/csv` too.

use super::walk::{operations_mut, takes};
use utoipa::openapi::schema::Type;
use utoipa::openapi::{ContentBuilder, ObjectBuilder, OpenApi, RefOr};

const DESCRIPTION: &str = "With `Accept: text/csv` all that is filtered, as CSV (RFC 4180) with a head line; `limit` and `cursor` \
                           do not count. Cells that begin with `=`, `+`, `-` or `@` get an apostrophe before them.";

/// Adds the content type to every list that can be sorted.
pub(super) fn add(document: &mut OpenApi) {
    for (_, _, operation) in operations_mut(document) {
        if !takes(operation, "sort") {
            continue;
        }
        if let Some(RefOr::T(answer)) = operation.responses.responses.get_mut("200") {
            let text = ObjectBuilder::new().schema_type(Type::String);
            let content = ContentBuilder::new().schema(Some(text)).build();
            answer.content.insert("text/csv".to_owned(), RefOr::T(content));
            let own = operation.description.take().map_or_else(String::new, |own| format!("{own} "));
            operation.description = Some(own + DESCRIPTION);
        }
    }
}
