//! `/api/interviews/conflicts`: what stands against interviews, and settling it.

mod wire;

use crate::kit::allowed::Allowed;
use crate::kit::collection::Answered;
use crate::kit::company_param::Place;
use crate::kit::failure;
use crate::kit::idempotent::{Once, idempotent};
use crate::kit::list::SortById;
use crate::kit::permits::permit_at;
use crate::kit::routes::ServiceConfig;
use crate::kit::rows::{self, Asked};
use crate::wire::conflict_type::ConflictTypeName;
use actix_web::{HttpRequest, Responder, web};
use app::conflicts::{self, ConflictView};
use domain::access::{Action, actions};
use domain::{AppointmentId, ConflictId, InterviewId, UserId};
use http_kit::{
    Answer, Authenticated, Data, Idempotency, Json, Now, Page, Problem, Query, WholeNumber, get, post,
};
use persistence::store::collection::Part;
use persistence::store::conflicts::Filter;
use persistence::{Database, Tx};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;
use wire::{ConflictOut, ConflictStory, OriginName, ResolutionName, ResolveIn};

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(list_conflicts).service(resolve_conflict).service(get_conflict);
}

/// Which conflicts are asked for.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct ConflictsQuery {
    /// Only conflicts that were settled so; `pending` for those that were not.
    #[param(value_type = Option<ResolutionName>)]
    resolution: Option<ResolutionName>,
    /// Only conflicts of this type.
    #[param(value_type = Option<ConflictTypeName>)]
    conflict_type: Option<ConflictTypeName>,
    /// Only refused bookings, or bookings that a later change broke.
    #[param(value_type = Option<OriginName>)]
    origin: Option<OriginName>,
    /// Only conflicts in which this interview has a part.
    interview_id: Option<Uuid>,
    /// Only conflicts of this appointment.
    appointment: Option<Uuid>,
    /// Only conflicts of this company; for all but the platform's administrators it is their own.
    #[param(value_type = Option<i64>)]
    company_id: Option<WholeNumber>,
    /// Only conflicts whose slot this user holds, or of whose interview's panel they are.
    #[param(value_type = Option<i64>)]
    interviewer_id: Option<WholeNumber>,
    /// The order (`id`).
    #[param(value_type = Option<SortById>)]
    sort: Option<SortById>,
    /// How many items at most: 1 to 200 (50).
    #[param(value_type = Option<i64>)]
    limit: Option<WholeNumber>,
    /// `next` of the page before.
    cursor: Option<String>,
}

#[utoipa::path(
    tag = "Interview conflicts",
    summary = "List conflicts",
    params(ConflictsQuery),
    responses((status = 200, description = "A page", body = Page<ConflictOut>)),
)]
#[get("/api/interviews/conflicts")]
async fn list_conflicts(
    caller: Authenticated,
    Query(query): Query<ConflictsQuery>,
    db: Data<Database>,
    request: HttpRequest,
) -> Answered {
    let permit = permit_at(&caller, Action::ReadInterviews, query.company_id, "/company_id")?;
    let sort = query.sort.unwrap_or(SortById::Id);
    let asked = Asked::new("conflicts", sort, query.limit, query.cursor.as_deref())?;
    let filter = Filter {
        resolution: query.resolution.map(Into::into),
        conflict_type: query.conflict_type.map(Into::into),
        origin: query.origin.map(Into::into),
        interview: query.interview_id.map(InterviewId),
        appointment: query.appointment.map(AppointmentId),
        interviewer: query.interviewer_id.map(|id| UserId(id.0)),
    };
    let read = move |tx: &mut Tx<'_>, part: &Part<ConflictId>| conflicts::list(tx, &permit, &filter, part);
    rows::list(&request, &db, asked, read, |conflict| (conflict.id, None), ConflictOut::from).await
}

#[utoipa::path(
    tag = "Interview conflicts",
    summary = "Read a conflict",
    params(("id" = Uuid, Path, description = "The conflict's id"), Place),
    responses((status = 200, description = "The conflict with its history", body = ConflictStory)),
)]
#[get("/api/interviews/conflicts/{id}")]
async fn get_conflict(
    caller: Authenticated,
    id: web::Path<Uuid>,
    Query(place): Query<Place>,
    db: Data<Database>,
) -> Result<impl Responder, Problem> {
    let permit = place.permit(&caller, Action::ReadInterviews)?;
    let id = ConflictId(*id);
    let found = db.read(move |tx| conflicts::get(tx, &permit, id)).await.map_err(failure::problem)?;
    Ok(shown(found))
}

#[utoipa::path(
    tag = "Interview conflicts",
    summary = "Settle a conflict",
    description = "It changes no booking. 409 `already-resolved` for a resolved conflict.",
    params(("id" = Uuid, Path, description = "The conflict's id"), Place),
    request_body = ResolveIn,
    responses((status = 200, description = "The conflict with its history", body = ConflictStory)),
)]
#[post("/api/interviews/conflicts/{id}/resolve_conflict")]
async fn resolve_conflict(
    caller: Allowed<actions::ManageInterviews>,
    key: Idempotency,
    id: web::Path<Uuid>,
    Query(place): Query<Place>,
    Now(now): Now,
    db: Data<Database>,
    Json(body): Json<ResolveIn>,
) -> Result<impl Responder, Problem> {
    let (permit, id) = (place.permit(&caller, Action::ManageInterviews)?, ConflictId(*id));
    let (resolution, notes) = body.check()?;
    let work = move |tx: &mut Tx<'_>| conflicts::resolve(tx, &permit, id, resolution, notes.as_deref(), now);
    idempotent(&db, Once::new(&key, &caller, now), work, shown).await
}

fn shown(shown: ConflictView) -> Answer<ConflictStory> {
    let version = shown.conflict.version;
    Answer::ok(ConflictStory::from(shown)).version(version)
}
