//! `/api/interviews/availability`: when interviewers are to be had.

mod tried;
pub(crate) mod week;
mod weeks;
mod wire;

use crate::kit::dry_run::DryRunQuery;
use crate::kit::list::SortById;
use crate::kit::prelude::*;
use domain::UserId;
use domain::access::actions::{ManagePatterns, ReadSlots};
use domain::slot::PatternDetails;
use http_kit::put;
use persistence::store::patterns::PatternFilter;
use wire::{NewPatternOut, PatternIn, PatternOut, PatternPatch};

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(list_patterns)
        .service(weeks::create_week)
        .service(create_pattern)
        .service(get_pattern)
        .service(replace_pattern)
        .service(update_pattern)
        .service(delete_pattern);
}

impl Resource for PatternDetails {
    const PATH: &'static str = "/api/interviews/availability";
    type Out = PatternOut;
}

/// Which patterns are asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PatternParams {
    /// Only patterns of this interviewer.
    #[param(value_type = Option<i64>)]
    interviewer_id: Option<WholeNumber>,
    /// The order (`id`).
    #[param(value_type = Option<SortById>)]
    sort: Option<SortById>,
}

impl ListParams for PatternParams {
    type Details = PatternDetails;

    fn narrow(self) -> Narrow<PatternDetails> {
        let filter = PatternFilter { interviewer: self.interviewer_id.map(|id| UserId(id.0)) };
        Narrow::new(filter, None, self.sort)
    }
}

#[utoipa::path(
    tag = "Availability patterns",
    summary = "List availability patterns",
    params(ListQuery, PatternParams),
    responses((status = 200, description = "A page", body = Page<PatternOut>)),
)]
#[get("/api/interviews/availability")]
async fn list_patterns(granted: Granted<ReadSlots, ListOf<PatternParams>>) -> Answered {
    granted.list().await
}

#[utoipa::path(
    tag = "Availability patterns",
    summary = "Make an availability pattern",
    description = "An interviewer who has any is to be had only inside those that are valid and `is_available`, and \
                   not inside one that is not: slots and template availability keep to them. `takes_away` says what the \
                   first pattern, or one that closes time, takes from what was open, and `same_as` names a pattern that \
                   says the same already; both also where it is only tried.",
    params(DryRunQuery),
    request_body = PatternIn,
    responses((status = 201, description = "The pattern, with its `Location`", body = NewPatternOut)),
)]
#[post("/api/interviews/availability")]
async fn create_pattern(
    granted: Granted<ManagePatterns, DryRunQuery>,
    Json(body): Json<PatternIn>,
) -> Answered {
    granted.create_pattern(body, NewPatternOut::new).await
}

#[utoipa::path(
    tag = "Availability patterns",
    summary = "Read an availability pattern",
    params(("id" = i64, Path, description = "The pattern's id"), Place),
    responses((status = 200, description = "The pattern", body = PatternOut)),
)]
#[get("/api/interviews/availability/{id}")]
async fn get_pattern(granted: Granted<ReadSlots>, id: web::Path<i64>) -> Answered {
    granted.get::<PatternDetails>(*id).await
}

#[utoipa::path(
    tag = "Availability patterns",
    summary = "Replace an availability pattern",
    description = "Replaces every field that may change; the interviewer stays. Honours `If-Match`.",
    params(("id" = i64, Path, description = "The pattern's id"), DryRunQuery),
    request_body = PatternIn,
    responses((status = 200, description = "The pattern after the change", body = PatternOut)),
)]
#[put("/api/interviews/availability/{id}")]
async fn replace_pattern(
    granted: Granted<ManagePatterns, DryRunQuery>,
    id: web::Path<i64>,
    Json(body): Json<PatternIn>,
) -> Answered {
    granted.replace_pattern(*id, body).await
}

#[utoipa::path(
    tag = "Availability patterns",
    summary = "Change an availability pattern",
    description = "Honours `If-Match`. Where it is only tried, `takes_away` says what it takes from what was open.",
    params(("id" = i64, Path, description = "The pattern's id"), DryRunQuery),
    request_body = PatternPatch,
    responses((status = 200, description = "The pattern after the change", body = PatternOut)),
)]
#[patch("/api/interviews/availability/{id}")]
async fn update_pattern(
    granted: Granted<ManagePatterns, DryRunQuery>,
    id: web::Path<i64>,
    Json(body): Json<PatternPatch>,
) -> Answered {
    granted.update_pattern(*id, body).await
}

#[utoipa::path(
    tag = "Availability patterns",
    summary = "Delete an availability pattern",
    description = "Honours `If-Match`. Where it is only tried, `takes_away` says what it takes from what was open.",
    params(("id" = i64, Path, description = "The pattern's id"), DryRunQuery),
    responses((status = 204, description = "It is gone")),
)]
#[delete("/api/interviews/availability/{id}")]
async fn delete_pattern(granted: Granted<ManagePatterns, DryRunQuery>, id: web::Path<i64>) -> Answered {
    granted.delete_pattern(*id).await
}
