//! `/api/interviews/availability`: when interviewers are to be had.

pub(crate) mod week;
mod wire;

use crate::kit::company_param::Place;
use crate::kit::dry_run::{DryRunQuery, dry_run, gone};
use crate::kit::failure;
use crate::kit::idempotent::{Once, idempotent};
use crate::kit::permits::{permit_at, permit_of};
use actix_web::{Responder, delete, get, patch, post, put, web};
use app::directory::Precondition;
use app::patterns::{self, PatternChange};
use domain::access::{Action, Permit};
use domain::{FieldProblem, PatternId, UserId};
use http_kit::{
    Answer, Authenticated, Data, Idempotency, IdempotentResponse, IfMatch, Json, Now, Page, PageRequest,
    Problem, Query, WholeNumber,
};
use persistence::{Database, Tx};
use scheduling_core::time::Timestamp;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;
use wire::{PatternIn, PatternOut, PatternPatch};

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(list_patterns)
        .service(create_pattern)
        .service(get_pattern)
        .service(replace_pattern)
        .service(update_pattern)
        .service(delete_pattern);
}

/// Which patterns are asked for.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct PatternsQuery {
    /// Only patterns of this interviewer.
    #[param(value_type = Option<i64>)]
    interviewer_id: Option<WholeNumber>,
    /// Only patterns of this company; for all but the platform's administrators it is their own.
    #[param(value_type = Option<i64>)]
    company_id: Option<WholeNumber>,
    /// How many items at most: 1 to 200 (50).
    #[param(value_type = Option<i64>)]
    limit: Option<WholeNumber>,
    /// `next` of the page before.
    cursor: Option<String>,
}

#[utoipa::path(
    tag = "Availability patterns",
    summary = "List availability patterns",
    params(PatternsQuery),
    responses((status = 200, description = "A page, in order of id", body = Page<PatternOut>)),
)]
#[get("/api/interviews/availability")]
async fn list_patterns(
    caller: Authenticated,
    Query(query): Query<PatternsQuery>,
    db: Data<Database>,
) -> Result<impl Responder, Problem> {
    let permit = permit_at(&caller, Action::ReadSlots, query.company_id, "/company_id")?;
    let page = PageRequest::<i64>::new("availability", query.limit, query.cursor.as_deref())?;
    let interviewer = query.interviewer_id.map(|id| UserId(id.0));
    let (after, fetch) = (page.after.map(PatternId), page.fetch());
    let rows = db.read(move |tx| patterns::list(tx, &permit, interviewer, after, fetch)).await;
    let rows = rows.map_err(failure::problem)?;
    Ok(Answer::page(page.page(rows, |pattern| pattern.id.0).map(PatternOut::from)))
}

#[utoipa::path(
    tag = "Availability patterns",
    summary = "Make an availability pattern",
    description = "An interviewer who has any is to be had only inside those that are valid and `is_available`, and \
                   not inside one that is not: slots and template availability keep to them.",
    params(DryRunQuery),
    request_body = PatternIn,
    responses((status = 201, description = "The pattern, with its `Location`", body = PatternOut)),
)]
#[post("/api/interviews/availability")]
async fn create_pattern(
    caller: Authenticated,
    key: Idempotency,
    Query(dry): Query<DryRunQuery>,
    Now(now): Now,
    db: Data<Database>,
    Json(body): Json<PatternIn>,
) -> Result<impl Responder, Problem> {
    let permit = permit_of(&caller, Action::ManagePatterns, dry.place(), body.company)?;
    let (interviewer, details) = (UserId(body.interviewer.0), body.details()?);
    let told = permit.clone();
    let work = move |tx: &mut Tx<'_>| patterns::make(tx, &permit, interviewer, &details, now);
    if dry.is_dry() {
        return dry_run(&db, told, work).await;
    }
    idempotent(&db, Once::new(&key, &caller, now), work, |pattern| {
        let (path, version) =
            (format!("/api/interviews/availability/{}", pattern.id), pattern.metadata.version);
        Answer::created(path, PatternOut::from(pattern)).version(version)
    })
    .await
}

#[utoipa::path(
    tag = "Availability patterns",
    summary = "Read an availability pattern",
    params(("id" = i64, Path, description = "The pattern's id"), Place),
    responses((status = 200, description = "The pattern", body = PatternOut)),
)]
#[get("/api/interviews/availability/{id}")]
async fn get_pattern(
    caller: Authenticated,
    id: web::Path<i64>,
    Query(place): Query<Place>,
    db: Data<Database>,
) -> Result<impl Responder, Problem> {
    let permit = place.permit(&caller, Action::ReadSlots)?;
    let id = PatternId(*id);
    let pattern = db.read(move |tx| patterns::get(tx, &permit, id)).await.map_err(failure::problem)?;
    let version = pattern.metadata.version;
    Ok(Answer::ok(PatternOut::from(pattern)).version(version))
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
    caller: Authenticated,
    id: web::Path<i64>,
    Query(dry): Query<DryRunQuery>,
    if_match: IfMatch,
    Now(now): Now,
    db: Data<Database>,
    Json(body): Json<PatternIn>,
) -> Result<impl Responder, Problem> {
    let permit = permit_of(&caller, Action::ManagePatterns, dry.place(), body.company)?;
    let (id, interviewer, change) = (PatternId(*id), UserId(body.interviewer.0), body.replacement()?);
    let asked = permit.clone();
    let stored = db.read(move |tx| patterns::get(tx, &asked, id)).await.map_err(failure::problem)?;
    // Whose it is never changes, so that what was read still holds when it is written.
    if stored.interviewer != interviewer {
        return Err(Problem::invalid(vec![FieldProblem::new("/interviewer", "never changes")]));
    }
    changed(&db, permit, id, change, if_match, (now, dry.is_dry())).await
}

#[utoipa::path(
    tag = "Availability patterns",
    summary = "Change an availability pattern",
    description = "Honours `If-Match`.",
    params(("id" = i64, Path, description = "The pattern's id"), DryRunQuery),
    request_body = PatternPatch,
    responses((status = 200, description = "The pattern after the change", body = PatternOut)),
)]
#[patch("/api/interviews/availability/{id}")]
async fn update_pattern(
    caller: Authenticated,
    id: web::Path<i64>,
    Query(dry): Query<DryRunQuery>,
    if_match: IfMatch,
    Now(now): Now,
    db: Data<Database>,
    Json(body): Json<PatternPatch>,
) -> Result<impl Responder, Problem> {
    let permit = dry.place().permit(&caller, Action::ManagePatterns)?;
    let change = body.change()?;
    changed(&db, permit, PatternId(*id), change, if_match, (now, dry.is_dry())).await
}

async fn changed(
    db: &Database,
    permit: Permit,
    which: PatternId,
    change: PatternChange,
    if_match: IfMatch,
    (now, dry): (Timestamp, bool),
) -> Result<IdempotentResponse, Problem> {
    let expected = Precondition::new(if_match.into_versions());
    let told = permit.clone();
    let work = move |tx: &mut Tx<'_>| patterns::change(tx, &permit, which, &change, &expected, now);
    if dry {
        return dry_run(db, told, work).await;
    }
    let pattern = db.write(work).await.map_err(failure::problem)?;
    let version = pattern.metadata.version;
    Answer::ok(PatternOut::from(pattern)).version(version).keep()
}

#[utoipa::path(
    tag = "Availability patterns",
    summary = "Delete an availability pattern",
    description = "Honours `If-Match`.",
    params(("id" = i64, Path, description = "The pattern's id"), DryRunQuery),
    responses((status = 204, description = "It is gone")),
)]
#[delete("/api/interviews/availability/{id}")]
async fn delete_pattern(
    caller: Authenticated,
    id: web::Path<i64>,
    Query(dry): Query<DryRunQuery>,
    if_match: IfMatch,
    Now(now): Now,
    db: Data<Database>,
) -> Result<impl Responder, Problem> {
    let permit = dry.place().permit(&caller, Action::ManagePatterns)?;
    let (which, expected) = (PatternId(*id), Precondition::new(if_match.into_versions()));
    let told = permit.clone();
    let work = move |tx: &mut Tx<'_>| patterns::remove(tx, &permit, which, &expected, now);
    if dry.is_dry() {
        return dry_run(&db, told, work).await;
    }
    db.write(work).await.map_err(failure::problem)?;
    Ok(gone())
}
