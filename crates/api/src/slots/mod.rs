//! `/api/interviews/slots`: list, make, read, change, delete.

mod generate;
mod places;
mod search;
mod series;
mod wire;

use crate::kit::allowed::Allowed;
use crate::kit::collection::Answered;
use crate::kit::company_param::Place;
use crate::kit::failure;
use crate::kit::idempotent::{Once, idempotent};
use crate::kit::list::SortByStart;
use crate::kit::permits::{permit_at, permit_of};
use crate::kit::routes::ServiceConfig;
use crate::kit::rows::{self, Asked};
use crate::wire::ai_interview_type::AiInterviewType;
use crate::wire::slot_status::SlotStatusName;
use actix_web::{HttpRequest, Responder, web};
use app::directory::Precondition;
use app::slots::{self, SlotChange, SlotView};
use domain::access::{Action, Permit, actions};
use domain::{JobId, SlotId, UserId};
use http_kit::{
    Answer, Authenticated, Checks, Data, Idempotency, IfMatch, InstantIn, Json, NoContent, Now, Page,
    Problem, Query, WholeNumber, delete, get, patch, post, put,
};
use persistence::store::collection::Part;
use persistence::store::slots::Filter;
use persistence::{Database, Tx};
use scheduling_core::time::Timestamp;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;
use wire::{SlotIn, SlotOut, SlotPatch};

/// Registers the endpoints. Paths with a word come before those with an id in its place.
pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    search::routes(config);
    series::routes(config);
    generate::routes(config);
    places::routes(config);
    config
        .service(list_slots)
        .service(create_slot)
        .service(get_slot)
        .service(replace_slot)
        .service(update_slot)
        .service(delete_slot);
}

/// Which slots are asked for.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct SlotsQuery {
    /// Only slots that stand there now.
    #[param(value_type = Option<SlotStatusName>)]
    status: Option<SlotStatusName>,
    /// Only slots of this interviewer.
    #[param(value_type = Option<i64>)]
    interviewer_id: Option<WholeNumber>,
    /// Only slots of this company; for all but the platform's administrators it is their own.
    #[param(value_type = Option<i64>)]
    company_id: Option<WholeNumber>,
    /// Only slots for this job.
    #[param(value_type = Option<i64>)]
    job_id: Option<WholeNumber>,
    /// Only AI slots of this type.
    #[param(value_type = Option<AiInterviewType>)]
    ai_interview_type: Option<AiInterviewType>,
    /// Only slots that end after it.
    #[param(value_type = Option<InstantIn>)]
    from: Option<InstantIn>,
    /// Only slots that start before it.
    #[param(value_type = Option<InstantIn>)]
    to: Option<InstantIn>,
    /// The order (`id`).
    #[param(value_type = Option<SortByStart>)]
    sort: Option<SortByStart>,
    /// How many items at most: 1 to 200 (50).
    #[param(value_type = Option<i64>)]
    limit: Option<WholeNumber>,
    /// `next` of the page before.
    cursor: Option<String>,
}

impl SlotsQuery {
    fn filter(&self, now: Timestamp) -> Result<Filter, Problem> {
        let mut checks = Checks::new();
        let filter = Filter {
            status: self.status.map(|status| (status.into(), now)),
            interviewer: self.interviewer_id.map(|id| UserId(id.0)),
            job: self.job_id.map(|id| JobId(id.0)),
            ai: self.ai_interview_type.map(Into::into),
            from: self.from.and_then(|at| checks.instant("/from", at)),
            to: self.to.and_then(|at| checks.instant("/to", at)),
            seconds: None,
        };
        if filter.from.zip(filter.to).is_some_and(|(from, to)| to <= from) {
            checks.note("/to", "must be after `from`");
        }
        checks.finish()?;
        Ok(filter)
    }
}

#[utoipa::path(
    tag = "Interview slots",
    summary = "List slots",
    params(SlotsQuery),
    responses((status = 200, description = "A page", body = Page<SlotOut>)),
)]
#[get("/api/interviews/slots")]
async fn list_slots(
    caller: Authenticated,
    Query(query): Query<SlotsQuery>,
    Now(now): Now,
    db: Data<Database>,
    request: HttpRequest,
) -> Answered {
    let permit = permit_at(&caller, Action::ReadSlots, query.company_id, "/company_id")?;
    let (filter, sort) = (query.filter(now)?, query.sort.unwrap_or(SortByStart::Id));
    let asked = Asked::new("slots", sort, query.limit, query.cursor.as_deref())?;
    let read = move |tx: &mut Tx<'_>, part: &Part<SlotId>| slots::list(tx, &permit, filter, part, now);
    let place = |shown: &SlotView| (shown.slot.id, Some(shown.slot.details.time.start()));
    rows::list(&request, &db, asked, read, place, SlotOut::from).await
}

#[utoipa::path(
    tag = "Interview slots",
    summary = "Make a slot",
    description = "A slot takes no time of its host before its first booking. 409 `slot-overlap` where its holder has \
                   another live slot then, 422 `outside-availability` outside the interviewer's patterns.",
    params(Place),
    request_body = SlotIn,
    responses((status = 201, description = "The slot, with its `Location`", body = SlotOut)),
)]
#[post("/api/interviews/slots")]
async fn create_slot(
    caller: Allowed<actions::ManageSlots>,
    key: Idempotency,
    Query(place): Query<Place>,
    Now(now): Now,
    db: Data<Database>,
    Json(body): Json<SlotIn>,
) -> Result<impl Responder, Problem> {
    let permit = permit_of(&caller, Action::ManageSlots, place, body.company)?;
    let details = body.details()?;
    let work = move |tx: &mut Tx<'_>| slots::make(tx, &permit, &details, now);
    idempotent(&db, Once::new(&key, &caller, now), work, |shown| {
        let (path, version) =
            (format!("/api/interviews/slots/{}", shown.slot.id), shown.slot.metadata.version);
        Answer::created(path, SlotOut::from(shown)).version(version)
    })
    .await
}

#[utoipa::path(
    tag = "Interview slots",
    summary = "Read a slot",
    params(("id" = Uuid, Path, description = "The slot's id"), Place),
    responses((status = 200, description = "The slot", body = SlotOut)),
)]
#[get("/api/interviews/slots/{id}")]
async fn get_slot(
    caller: Authenticated,
    id: web::Path<Uuid>,
    Query(place): Query<Place>,
    Now(now): Now,
    db: Data<Database>,
) -> Result<impl Responder, Problem> {
    let permit = place.permit(&caller, Action::ReadSlots)?;
    let id = SlotId(*id);
    let shown = db.read(move |tx| slots::get(tx, &permit, id, now)).await.map_err(failure::problem)?;
    let version = shown.slot.metadata.version;
    Ok(Answer::ok(SlotOut::from(shown)).version(version))
}

#[utoipa::path(
    tag = "Interview slots",
    summary = "Replace a slot",
    description = "Replaces every field that may change; the company stays. Where places are taken, time \
                   and holder stay too (409 `slot-has-bookings`). Honours `If-Match`.",
    params(("id" = Uuid, Path, description = "The slot's id"), Place),
    request_body = SlotIn,
    responses((status = 200, description = "The slot after the change", body = SlotOut)),
)]
#[put("/api/interviews/slots/{id}")]
async fn replace_slot(
    caller: Allowed<actions::ManageSlots>,
    id: web::Path<Uuid>,
    Query(place): Query<Place>,
    if_match: IfMatch,
    Now(now): Now,
    db: Data<Database>,
    Json(body): Json<SlotIn>,
) -> Result<impl Responder, Problem> {
    let permit = permit_of(&caller, Action::ManageSlots, place, body.company)?;
    let change = body.replacement()?;
    changed(&db, permit, SlotId(*id), change, if_match, now).await
}

#[utoipa::path(
    tag = "Interview slots",
    summary = "Change a slot",
    description = "Where places are taken, `notes`, `job` and `ai_configuration` may change and `max_candidates` grow; \
                   anything else is 409 `slot-has-bookings`. Honours `If-Match`.",
    params(("id" = Uuid, Path, description = "The slot's id"), Place),
    request_body = SlotPatch,
    responses((status = 200, description = "The slot after the change", body = SlotOut)),
)]
#[patch("/api/interviews/slots/{id}")]
async fn update_slot(
    caller: Allowed<actions::ManageSlots>,
    id: web::Path<Uuid>,
    Query(place): Query<Place>,
    if_match: IfMatch,
    Now(now): Now,
    db: Data<Database>,
    Json(body): Json<SlotPatch>,
) -> Result<impl Responder, Problem> {
    let permit = place.permit(&caller, Action::ManageSlots)?;
    let change = body.change()?;
    changed(&db, permit, SlotId(*id), change, if_match, now).await
}

async fn changed(
    db: &Database,
    permit: Permit,
    id: SlotId,
    change: SlotChange,
    if_match: IfMatch,
    now: Timestamp,
) -> Result<Answer<SlotOut>, Problem> {
    let expected = Precondition::new(if_match.into_versions());
    let work = move |tx: &mut Tx<'_>| slots::change(tx, &permit, id, &change, &expected, now);
    let shown = db.write(work).await.map_err(failure::problem)?;
    let version = shown.slot.metadata.version;
    Ok(Answer::ok(SlotOut::from(shown)).version(version))
}

#[utoipa::path(
    tag = "Interview slots",
    summary = "Delete a slot",
    description = "409 `slot-has-bookings` if places of it are taken. Honours `If-Match`.",
    params(("id" = Uuid, Path, description = "The slot's id"), Place),
    responses((status = 204, description = "It is gone")),
)]
#[delete("/api/interviews/slots/{id}")]
async fn delete_slot(
    caller: Authenticated,
    id: web::Path<Uuid>,
    Query(place): Query<Place>,
    if_match: IfMatch,
    db: Data<Database>,
) -> Result<impl Responder, Problem> {
    let permit = place.permit(&caller, Action::ManageSlots)?;
    let (id, expected) = (SlotId(*id), Precondition::new(if_match.into_versions()));
    db.write(move |tx| slots::remove(tx, &permit, id, &expected)).await.map_err(failure::problem)?;
    Ok(NoContent)
}
