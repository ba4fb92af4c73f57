//! What comes of `If-None-Match`: answers that have an entity tag, and those that are not sent again.

use super::walk::{operations_mut, takes};
use utoipa::openapi::schema::Type;
use utoipa::openapi::{Header, ObjectBuilder, OpenApi, RefOr, Response, ResponseBuilder};

/// Adds it to every operation that takes the header.
pub(super) fn add(document: &mut OpenApi) {
    for (_, _, operation) in operations_mut(document) {
        if !takes(operation, "If-None-Match") {
            continue;
        }
        let responses = &mut operation.responses.responses;
        if let Some(RefOr::T(good)) = responses.get_mut("200") {
            tag(good, "Of the answer; absent where it was not made from memory");
        }
        let mut unchanged =
            ResponseBuilder::new().description("`If-None-Match` names the answer that would be sent").build();
        tag(&mut unchanged, "Of the answer");
        responses.insert("304".to_owned(), RefOr::T(unchanged));
    }
}

fn tag(response: &mut Response, description: &str) {
    let text = ObjectBuilder::new().schema_type(Type::String).build();
    let mut header = Header::new(text);
    header.description = Some(description.to_owned());
    response.headers.insert("ETag".to_owned(), RefOr::T(header));
}
