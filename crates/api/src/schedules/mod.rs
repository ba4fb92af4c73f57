//! `/api/interviews/schedules`: booking interviews to slots, confirming, moving and cancelling.

mod bookings;
pub(crate) mod wire;

pub use bookings::Bookings;

use crate::kit::allowed::Allowed;
use crate::kit::collection::Answered;
use crate::kit::company_param::Place;
use crate::kit::failure;
use crate::kit::idempotent::{Once, idempotent, idempotent_or};
use crate::kit::list::SortById;
use crate::kit::permits::permit_at;
use crate::kit::routes::ServiceConfig;
use crate::kit::rows::{self, Asked};
use crate::rooms::seed;
use crate::wire::ai_interview_type::AiInterviewType;
use actix_web::{HttpRequest, Responder, web};
use app::directory::Precondition;
use app::schedules::{self, Booking, ScheduleView};
use bookings::{made, rendered};
use domain::access::{Action, Permit, actions};
use domain::{CandidateId, InterviewId, Refusal, ScheduleId, SlotId, UserId};
use http_kit::{
    Answer, Authenticated, Data, Idempotency, IdempotentResponse, IfMatch, Json, NoContent, Now, Page,
    Problem, Query, WholeNumber, delete, get, patch, post, put,
};
use persistence::store::collection::Part;
use persistence::store::schedules::Filter;
use persistence::{Database, Tx};
use scheduling_core::time::Timestamp;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;
use wire::{
    ReasonIn, RescheduleIn, ScheduleIn, ScheduleNotes, ScheduleOut, SchedulePatch, ScheduleStatusName,
};

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(list_schedules)
        .service(create_schedule)
        .service(book_interview)
        .service(confirm_schedule)
        .service(cancel_schedule)
        .service(reschedule_schedule)
        .service(get_schedule)
        .service(replace_schedule)
        .service(update_schedule)
        .service(delete_schedule);
}

/// Which schedules are asked for.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct SchedulesQuery {
    /// Only schedules that stand there.
    #[param(value_type = Option<ScheduleStatusName>)]
    status: Option<ScheduleStatusName>,
    /// Only schedules of this interview.
    interview_id: Option<Uuid>,
    /// Only schedules of this slot.
    slot_id: Option<Uuid>,
    /// Only schedules of this company; for all but the platform's administrators it is their own.
    #[param(value_type = Option<i64>)]
    company_id: Option<WholeNumber>,
    /// Only schedules whose slot this user holds, or of whose interview's panel they are.
    #[param(value_type = Option<i64>)]
    interviewer_id: Option<WholeNumber>,
    /// Only schedules of this candidate.
    #[param(value_type = Option<i64>)]
    candidate_id: Option<WholeNumber>,
    /// Only schedules of AI slots of this type.
    #[param(value_type = Option<AiInterviewType>)]
    ai_interview_type: Option<AiInterviewType>,
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
    tag = "Interview schedules",
    summary = "List schedules",
    params(SchedulesQuery),
    responses((status = 200, description = "A page", body = Page<ScheduleOut>)),
)]
#[get("/api/interviews/schedules")]
async fn list_schedules(
    caller: Authenticated,
    Query(query): Query<SchedulesQuery>,
    Now(now): Now,
    db: Data<Database>,
    request: HttpRequest,
) -> Answered {
    let permit = permit_at(&caller, Action::ReadInterviews, query.company_id, "/company_id")?;
    let sort = query.sort.unwrap_or(SortById::Id);
    let asked = Asked::new("schedules", sort, query.limit, query.cursor.as_deref())?;
    let filter = Filter {
        status: query.status.map(Into::into),
        interview: query.interview_id.map(InterviewId),
        slot: query.slot_id.map(SlotId),
        candidate: query.candidate_id.map(|id| CandidateId(id.0)),
        ai: query.ai_interview_type.map(Into::into),
        interviewer: query.interviewer_id.map(|id| UserId(id.0)),
    };
    let read =
        move |tx: &mut Tx<'_>, part: &Part<ScheduleId>| schedules::list(tx, &permit, &filter, part, now);
    let place = |shown: &ScheduleView| (shown.schedule.id, None);
    rows::list(&request, &db, asked, read, place, ScheduleOut::from).await
}

#[utoipa::path(
    tag = "Interview schedules",
    summary = "Book an interview to a slot",
    description = "The same as `book_interview`.",
    params(Place),
    request_body = ScheduleIn,
    responses((status = 201, description = "The schedule, with its `Location`", body = ScheduleOut)),
)]
#[post("/api/interviews/schedules")]
async fn create_schedule(asked: BookingRequest) -> Result<impl Responder, Problem> {
    booked(asked).await
}

#[utoipa::path(
    tag = "Interview schedules",
    summary = "Book an interview to a slot",
    description = "It takes a place of the slot, and the time of the candidate, of the slot's interviewer and of the \
                   interview's panel. The schedule is `pending` until it is confirmed. 409 `slot-full`, \
                   `slot-not-bookable`, `candidate-unavailable`, `interviewer-unavailable` and `already-scheduled` leave a \
                   conflict, whose id is in `conflict_id`. 422 `not-shortlisted`, `interview-not-enabled` and `too-far` \
                   leave none. The interview lasts as long as the slot, whatever its own `duration_minutes`.",
    params(Place),
    request_body = ScheduleIn,
    responses((status = 201, description = "The schedule, with its `Location`", body = ScheduleOut)),
)]
#[post("/api/interviews/schedules/book_interview")]
async fn book_interview(asked: BookingRequest) -> Result<impl Responder, Problem> {
    booked(asked).await
}

/// What both routes to a booking take.
type BookingRequest = (
    Allowed<actions::ManageInterviews>,
    Idempotency,
    Query<Place>,
    Now,
    Data<Database>,
    Data<Bookings>,
    Json<ScheduleIn>,
);

/// Together with others that come in now; where that fails, alone.
async fn booked(asked: BookingRequest) -> Result<IdempotentResponse, Problem> {
    let (caller, key, Query(place), Now(now), db, bookings, Json(body)) = asked;
    let permit = place.permit(&caller, Action::ManageInterviews)?;
    let booking = Booking { permit, request: body.request()?, now };
    let once = Once::new(&key, &caller, now);
    match bookings.make(once.keyed().cloned(), booking.clone()).await {
        Some(done) => done,
        None => idempotent_or(&db, once, move |tx| schedules::book(tx, &booking), rendered).await,
    }
}

#[utoipa::path(
    tag = "Interview schedules",
    summary = "Confirm a schedule",
    description = "The interview takes the slot's time and is `scheduled`. 409 `wrong-status` for what is not pending, \
                   `candidate-inactive`, `job-inactive` and `interviewer-unavailable` for who takes no interviews any more.",
    params(("id" = Uuid, Path, description = "The schedule's id"), Place),
    responses((status = 200, description = "The schedule", body = ScheduleOut)),
)]
#[post("/api/interviews/schedules/{id}/confirm_schedule")]
async fn confirm_schedule(
    caller: Authenticated,
    key: Idempotency,
    id: web::Path<Uuid>,
    Query(place): Query<Place>,
    Now(now): Now,
    db: Data<Database>,
) -> Result<impl Responder, Problem> {
    let (permit, id) = (place.permit(&caller, Action::ManageInterviews)?, ScheduleId(*id));
    let seed = seed()?;
    let work = move |tx: &mut Tx<'_>| schedules::confirm(tx, &permit, id, &seed, now);
    idempotent(&db, Once::new(&key, &caller, now), work, shown).await
}

#[utoipa::path(
    tag = "Interview schedules",
    summary = "Cancel a schedule",
    description = "Its place is free again; an interview that was confirmed is `pending` without a time. 409 \
                   `wrong-status` for a schedule that takes no time any more.",
    params(("id" = Uuid, Path, description = "The schedule's id"), Place),
    request_body = ReasonIn,
    responses((status = 200, description = "The schedule", body = ScheduleOut)),
)]
#[post("/api/interviews/schedules/{id}/cancel_schedule")]
async fn cancel_schedule(
    caller: Allowed<actions::ManageInterviews>,
    key: Idempotency,
    id: web::Path<Uuid>,
    Query(place): Query<Place>,
    Now(now): Now,
    db: Data<Database>,
    Json(body): Json<ReasonIn>,
) -> Result<impl Responder, Problem> {
    let (permit, id) = (place.permit(&caller, Action::ManageInterviews)?, ScheduleId(*id));
    let reason = body.check()?;
    let work = move |tx: &mut Tx<'_>| schedules::cancel(tx, &permit, id, &reason, now);
    idempotent(&db, Once::new(&key, &caller, now), work, shown).await
}

#[utoipa::path(
    tag = "Interview schedules",
    summary = "Move a schedule to another slot",
    description = "At once or not at all. The new schedule keeps the status, and the old one stays as `rescheduled`. \
                   Refused as `book_interview`; the old booking stays then as it is.",
    params(("id" = Uuid, Path, description = "The schedule's id"), Place),
    request_body = RescheduleIn,
    responses((status = 200, description = "The new schedule", body = ScheduleOut)),
)]
#[post("/api/interviews/schedules/{id}/reschedule")]
async fn reschedule_schedule(
    caller: Allowed<actions::ManageInterviews>,
    key: Idempotency,
    id: web::Path<Uuid>,
    Query(place): Query<Place>,
    Now(now): Now,
    db: Data<Database>,
    Json(body): Json<RescheduleIn>,
) -> Result<impl Responder, Problem> {
    let (permit, id) = (place.permit(&caller, Action::ManageInterviews)?, ScheduleId(*id));
    let (slot, reason) = body.check()?;
    let work = move |tx: &mut Tx<'_>| schedules::reschedule(tx, &permit, id, slot, &reason, now);
    idempotent_or(&db, Once::new(&key, &caller, now), work, |attempt| made(attempt).map(shown)).await
}

#[utoipa::path(
    tag = "Interview schedules",
    summary = "Read a schedule",
    params(("id" = Uuid, Path, description = "The schedule's id"), Place),
    responses((status = 200, description = "The schedule", body = ScheduleOut)),
)]
#[get("/api/interviews/schedules/{id}")]
async fn get_schedule(
    caller: Authenticated,
    id: web::Path<Uuid>,
    Query(place): Query<Place>,
    Now(now): Now,
    db: Data<Database>,
) -> Result<impl Responder, Problem> {
    let permit = place.permit(&caller, Action::ReadInterviews)?;
    read(&db, permit, ScheduleId(*id), now).await
}

async fn read(
    db: &Database,
    permit: Permit,
    id: ScheduleId,
    now: Timestamp,
) -> Result<Answer<ScheduleOut>, Problem> {
    let found = db.read(move |tx| schedules::get(tx, &permit, id, now)).await;
    Ok(shown(found.map_err(failure::problem)?))
}

#[utoipa::path(
    tag = "Interview schedules",
    summary = "Replace a schedule's notes",
    description = "Notes are all that may be replaced; the calls below the schedule's path change the rest. Honours \
                   `If-Match`.",
    params(("id" = Uuid, Path, description = "The schedule's id"), Place),
    request_body = ScheduleNotes,
    responses((status = 200, description = "The schedule", body = ScheduleOut)),
)]
#[put("/api/interviews/schedules/{id}")]
async fn replace_schedule(
    caller: Allowed<actions::ManageInterviews>,
    id: web::Path<Uuid>,
    Query(place): Query<Place>,
    if_match: IfMatch,
    Now(now): Now,
    db: Data<Database>,
    Json(body): Json<ScheduleNotes>,
) -> Result<impl Responder, Problem> {
    let permit = place.permit(&caller, Action::ManageInterviews)?;
    noted(&db, permit, ScheduleId(*id), body.check()?, if_match, now).await
}

#[utoipa::path(
    tag = "Interview schedules",
    summary = "Change a schedule's notes",
    description = "Honours `If-Match`.",
    params(("id" = Uuid, Path, description = "The schedule's id"), Place),
    request_body = SchedulePatch,
    responses((status = 200, description = "The schedule", body = ScheduleOut)),
)]
#[patch("/api/interviews/schedules/{id}")]
async fn update_schedule(
    caller: Allowed<actions::ManageInterviews>,
    id: web::Path<Uuid>,
    Query(place): Query<Place>,
    if_match: IfMatch,
    Now(now): Now,
    db: Data<Database>,
    Json(body): Json<SchedulePatch>,
) -> Result<impl Responder, Problem> {
    let (permit, id) = (place.permit(&caller, Action::ManageInterviews)?, ScheduleId(*id));
    match body.check()? {
        Some(notes) => noted(&db, permit, id, notes, if_match, now).await,
        None => read(&db, permit, id, now).await,
    }
}

async fn noted(
    db: &Database,
    permit: Permit,
    id: ScheduleId,
    notes: Option<String>,
    if_match: IfMatch,
    now: Timestamp,
) -> Result<Answer<ScheduleOut>, Problem> {
    let expected = Precondition::new(if_match.into_versions());
    let work =
        move |tx: &mut Tx<'_>| schedules::change_notes(tx, &permit, id, notes.as_deref(), &expected, now);
    Ok(shown(db.write(work).await.map_err(failure::problem)?))
}

#[utoipa::path(
    tag = "Interview schedules",
    summary = "Schedules are not deleted",
    description = "Schedules are never deleted: always 409 `wrong-status`. `cancel_schedule` frees the place.",
    params(("id" = Uuid, Path, description = "The schedule's id"), Place),
    responses((status = 204, description = "Never given")),
)]
#[delete("/api/interviews/schedules/{id}")]
async fn delete_schedule(
    caller: Authenticated,
    id: web::Path<Uuid>,
    Query(place): Query<Place>,
    Now(now): Now,
    db: Data<Database>,
) -> Result<NoContent, Problem> {
    let permit = place.permit(&caller, Action::ManageInterviews)?;
    read(&db, permit, ScheduleId(*id), now).await?;
    let detail = "schedules stay on record; cancel_schedule frees the place of one".into();
    Err(Refusal::WrongState { slug: "wrong-status", detail }.into())
}

fn shown(shown: ScheduleView) -> Answer<ScheduleOut> {
    let version = shown.schedule.version;
    Answer::ok(ScheduleOut::from(shown)).version(version)
}
