//! Taking and giving back places of a slot by hand, and calling it off.

use super::wire::SlotOut;
use crate::kit::allowed::Allowed;
use crate::kit::company_param::Place;
use crate::kit::dry_run::{DryRunQuery, dry_run};
use crate::kit::fields::{line, notes};
use crate::kit::idempotent::{Once, idempotent};
use crate::kit::routes::ServiceConfig;
use actix_web::{Responder, web};
use app::kit::Precondition;
use app::{schedules, slots};
use domain::SlotId;
use domain::access::{Action, actions};
use http_kit::{Answer, Checks, Data, Idempotency, Json, Now, OptionalJson, Problem, Query, post};
use persistence::{Database, Tx};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(book_slot).service(release_slot).service(cancel_slot).service(report_slot_error);
}

/// Characters of a reason, at most.
const REASON: usize = 500;

/// What is noted about a place.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct BookingIn {
    /// Up to 5000 characters.
    notes: Option<String>,
}

/// Why a slot is cancelled.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CancelIn {
    /// 1 to 500 characters.
    reason: String,
}

#[utoipa::path(
    tag = "Interview slots",
    summary = "Take a place of a slot",
    description = "With no interview; the body may be left out. The first place that is taken claims the time of the \
                   slot's interviewer. 409 `slot-not-bookable` for a slot that is full, was cancelled or has begun, and \
                   for one whose interviewer is taken.",
    params(("id" = Uuid, Path, description = "The slot's id"), Place),
    request_body = Option<BookingIn>,
    responses((status = 200, description = "The slot", body = SlotOut)),
)]
#[post("/api/interviews/slots/{id}/book_slot")]
async fn book_slot(
    caller: Allowed<actions::ManageSlots>,
    key: Idempotency,
    id: web::Path<Uuid>,
    Query(place): Query<Place>,
    Now(now): Now,
    db: Data<Database>,
    OptionalJson(body): OptionalJson<BookingIn>,
) -> Result<impl Responder, Problem> {
    let permit = place.permit(&caller, Action::ManageSlots)?;
    let mut checks = Checks::new();
    let notes = body.notes.as_deref().and_then(|text| notes(&mut checks, "/notes", text));
    checks.finish()?;
    let id = SlotId(*id);
    let work = move |tx: &mut Tx<'_>| slots::book(tx, &permit, id, notes.as_deref(), now);
    idempotent(&db, Once::new(&key, &caller, now), work, shown).await
}

#[utoipa::path(
    tag = "Interview slots",
    summary = "Give back a place of a slot",
    description = "Releases a place taken by `book_slot`; 409 `nothing-to-release` without one. The last place that \
                   is given back frees the time of the slot's interviewer.",
    params(("id" = Uuid, Path, description = "The slot's id"), Place),
    request_body = Option<BookingIn>,
    responses((status = 200, description = "The slot", body = SlotOut)),
)]
#[post("/api/interviews/slots/{id}/release_slot")]
async fn release_slot(
    caller: Allowed<actions::ManageSlots>,
    key: Idempotency,
    id: web::Path<Uuid>,
    Query(place): Query<Place>,
    Now(now): Now,
    db: Data<Database>,
    _: OptionalJson<BookingIn>,
) -> Result<impl Responder, Problem> {
    let permit = place.permit(&caller, Action::ManageSlots)?;
    let id = SlotId(*id);
    let work = move |tx: &mut Tx<'_>| slots::release(tx, &permit, id, now);
    idempotent(&db, Once::new(&key, &caller, now), work, shown).await
}

#[utoipa::path(
    tag = "Interview slots",
    summary = "Cancel a slot",
    description = "All its places are free, and its time may be offered anew. Its live schedules are cancelled, their \
                   interviews wait for another time, and each leaves a conflict `slot_unavailable`. 409 `wrong-status` \
                   for one that was cancelled already, or is over, or whose interview has begun.",
    params(("id" = Uuid, Path, description = "The slot's id"), DryRunQuery),
    request_body = CancelIn,
    responses((status = 200, description = "The slot", body = SlotOut)),
)]
#[post("/api/interviews/slots/{id}/cancel")]
async fn cancel_slot(
    caller: Allowed<actions::ManageSlots>,
    key: Idempotency,
    id: web::Path<Uuid>,
    Query(dry): Query<DryRunQuery>,
    Now(now): Now,
    db: Data<Database>,
    Json(body): Json<CancelIn>,
) -> Result<impl Responder, Problem> {
    let permit = dry.place().permit(&caller, Action::ManageSlots)?;
    let mut checks = Checks::new();
    let reason = line(&mut checks, "/reason", &body.reason, REASON);
    let Some(reason) = reason else { return Err(checks.refuse()) };
    let id = SlotId(*id);
    let told = permit.clone();
    let any = Precondition::default();
    let work = move |tx: &mut Tx<'_>| schedules::cancel_slot(tx, &permit, id, &reason, &any, now);
    if dry.is_dry() {
        return dry_run(&db, told, work).await;
    }
    idempotent(&db, Once::new(&key, &caller, now), work, shown).await
}

/// What an AI service says about its failure.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ErrorIn {
    /// 1 to 500 characters.
    details: String,
}

#[utoipa::path(
    tag = "Interview slots",
    summary = "Report that the AI interviewer of a slot failed",
    description = "Each live schedule of the slot gets a conflict `ai_system_error`, unless it has an open one, and stays \
                   until a user resolves it. 422 for a slot of a person.",
    params(("id" = Uuid, Path, description = "The slot's id"), Place),
    request_body = ErrorIn,
    responses((status = 200, description = "The slot", body = SlotOut)),
)]
#[post("/api/interviews/slots/{id}/report_error")]
async fn report_slot_error(
    caller: Allowed<actions::ManageSlots>,
    key: Idempotency,
    id: web::Path<Uuid>,
    Query(place): Query<Place>,
    Now(now): Now,
    db: Data<Database>,
    Json(body): Json<ErrorIn>,
) -> Result<impl Responder, Problem> {
    let permit = place.permit(&caller, Action::ManageSlots)?;
    let mut checks = Checks::new();
    let details = line(&mut checks, "/details", &body.details, REASON);
    let Some(details) = details else { return Err(checks.refuse()) };
    let id = SlotId(*id);
    let work = move |tx: &mut Tx<'_>| schedules::report_error(tx, &permit, id, &details, now);
    idempotent(&db, Once::new(&key, &caller, now), work, shown).await
}

/// The slot after the change.
fn shown(shown: slots::SlotView) -> Answer<SlotOut> {
    let version = shown.slot.metadata.version;
    Answer::ok(SlotOut::from(shown)).version(version)
}
