//! `?dry_run=true`: whatever takes it answers 200 with what the change would break, beside the change's own answer.

use super::walk::{operations_mut, takes};
use crate::kit::dry_run::DryRunReport;
use utoipa::openapi::path::Operation;
use utoipa::openapi::schema::{OneOfBuilder, Schema};
use utoipa::openapi::{Content, ContentBuilder, OpenApi, Ref, RefOr, Response, ResponseBuilder};
use utoipa::{PartialSchema, ToSchema};

/// The name of the parameter.
const DRY_RUN: &str = "dry_run";

/// Adds the answer to every operation that takes the parameter.
pub(super) fn add(document: &mut OpenApi) {
    let schemas = &mut document.components.get_or_insert_default().schemas;
    schemas.insert(DryRunReport::name().into_owned(), DryRunReport::schema());
    let mut parts = Vec::new();
    DryRunReport::schemas(&mut parts);
    schemas.extend(parts);
    for (_, _, operation) in operations_mut(document) {
        if is_tried(operation) {
            let answers = &mut operation.responses.responses;
            match answers.get_mut("200") {
                Some(RefOr::T(answer)) => join(answer),
                _ => drop(answers.insert("200".to_owned(), RefOr::T(alone()))),
            }
        }
    }
}

/// Whether the operation can be tried first.
pub(super) fn is_tried(operation: &Operation) -> bool {
    takes(operation, DRY_RUN)
}

fn trouble() -> RefOr<Schema> {
    RefOr::Ref(Ref::from_schema_name(DryRunReport::name()))
}

fn alone() -> Response {
    ResponseBuilder::new()
        .description("With `dry_run=true`: what the change would break; nothing was changed")
        .content("application/json", ContentBuilder::new().schema(Some(trouble())).build())
        .build()
}

fn join(answer: &mut Response) {
    answer.description.push_str("; with `dry_run=true` what the change would break, with nothing changed");
    for content in answer.content.values_mut() {
        if let RefOr::T(Content { schema: Some(schema), .. }) = content {
            let both = OneOfBuilder::new().item(schema.clone()).item(trouble());
            *schema = RefOr::T(Schema::OneOf(both.build()));
        }
    }
}
