//! `/api/v1/appointments/requests`: a booking step by step.

use super::names::RequestStatusName;
use super::out::{BookedOut, RequestOut};
use super::together::Telling;
use super::wire::{CodeIn, ConfirmIn, RequestIn, RequestPatch};
use crate::kit::allowed::Allowed;
use crate::kit::collection::Answered;
use crate::kit::company_param::Place;
use crate::kit::failure;
use crate::kit::idempotent::{Once, idempotent, idempotent_or};
use crate::kit::list::SortByStart;
use crate::kit::public_url::PublicUrl;
use crate::kit::routes::ServiceConfig;
use crate::kit::rows::{self, Asked};
use crate::rooms::seed;
use actix_web::{HttpRequest, Responder, web};
use app::appointments::{self, RequestView, Verified};
use app::directory::Precondition;
use app::sealed::Vault;
use domain::access::{Action, actions};
use domain::appointment::code::is_code;
use domain::appointment::{ServiceId, StaffId};
use domain::text::email_key;
use domain::{Refusal, RequestId};
use http_kit::{
    Answer, Authenticated, Data, Idempotency, IfMatch, Json, NoContent, Now, OptionalJson, Page, Problem,
    Query, WholeNumber, delete, get, patch, post,
};
use persistence::store::collection::Part;
use persistence::store::requests::Filter;
use persistence::{Database, Tx};
use scheduling_core::time::Timestamp;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(list_appointment_requests)
        .service(create_appointment_request)
        .service(extend_appointment_request)
        .service(verify_appointment_request)
        .service(resend_appointment_code)
        .service(confirm_appointment_request)
        .service(get_appointment_request)
        .service(update_appointment_request)
        .service(release_appointment_request);
}

/// Which requests are asked for.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct RequestsQuery {
    /// Only requests for this member of staff.
    #[param(value_type = Option<i64>)]
    staff_id: Option<WholeNumber>,
    /// Only requests for this service.
    #[param(value_type = Option<i64>)]
    service_id: Option<WholeNumber>,
    /// Only requests of the client with this address.
    client_email: Option<String>,
    /// Only requests that stand there now.
    #[param(value_type = Option<RequestStatusName>)]
    status: Option<RequestStatusName>,
    /// The order (`id`).
    #[param(value_type = Option<SortByStart>)]
    sort: Option<SortByStart>,
    /// Only requests of this company; for all but the platform's administrators it is their own.
    #[param(value_type = Option<i64>)]
    company_id: Option<WholeNumber>,
    /// How many items at most: 1 to 200 (50).
    #[param(value_type = Option<i64>)]
    limit: Option<WholeNumber>,
    /// `next` of the page before.
    cursor: Option<String>,
}

#[utoipa::path(
    tag = "Appointments",
    summary = "List requests",
    description = "Customers see their own, staff those for them.",
    params(RequestsQuery),
    responses((status = 200, description = "A page", body = Page<RequestOut>)),
)]
#[get("/api/v1/appointments/requests")]
async fn list_appointment_requests(
    caller: Authenticated,
    Query(query): Query<RequestsQuery>,
    Now(now): Now,
    db: Data<Database>,
    vault: Data<Vault>,
    request: HttpRequest,
) -> Answered {
    let permit = Place::of(query.company_id).permit(&caller, Action::ReadAppointments)?;
    let sort = query.sort.unwrap_or(SortByStart::Id);
    let asked = Asked::new("appointment-requests", sort, query.limit, query.cursor.as_deref())?;
    let filter = Filter {
        staff: query.staff_id.map(|id| StaffId(id.0)),
        service: query.service_id.map(|id| ServiceId(id.0)),
        client: query.client_email.as_deref().map(email_key),
        status: query.status.map(|status| (status.into(), now)),
    };
    let read = move |tx: &mut Tx<'_>, part: &Part<RequestId>| {
        appointments::list_requests(tx, &permit, &filter, part, now)
    };
    let place = |shown: &RequestView| (shown.request.id, Some(shown.request.time.start()));
    rows::list(&request, &db, asked, read, place, move |shown| RequestOut::new(shown, &vault, now)).await
}

fn answer(shown: RequestView, vault: &Vault, now: Timestamp) -> Answer<RequestOut> {
    let version = shown.request.metadata.version;
    Answer::ok(RequestOut::new(shown, vault, now)).version(version).secret()
}

#[utoipa::path(
    tag = "Appointments",
    summary = "Hold a time",
    description = "For 15 minutes, in place of what the caller holds of the service. A start that the service does not offer is \
                   409 `slot-not-available`. Customers request in their own name.",
    params(Place),
    request_body = RequestIn,
    responses((status = 201, description = "The request, with its `Location`", body = RequestOut)),
)]
#[post("/api/v1/appointments/requests")]
async fn create_appointment_request(
    caller: Allowed<actions::RequestAppointments>,
    key: Idempotency,
    Query(place): Query<Place>,
    Now(now): Now,
    db: Data<Database>,
    vault: Data<Vault>,
    Json(body): Json<RequestIn>,
) -> Result<impl Responder, Problem> {
    let permit = place.permit_for(&caller, Action::RequestAppointments, body.company_id)?;
    let new = body.new_request()?;
    let work = move |tx: &mut Tx<'_>| appointments::request(tx, &permit, &new, now);
    idempotent(&db, Once::new(&key, &caller, now), work, move |shown| {
        let path = format!("/api/v1/appointments/requests/{}", shown.request.id);
        let version = shown.request.metadata.version;
        Answer::created(path, RequestOut::new(shown, &vault, now)).version(version).secret()
    })
    .await
}

#[utoipa::path(
    tag = "Appointments",
    summary = "Read a request",
    params(("id" = Uuid, Path, description = "The request's id"), Place),
    responses((status = 200, description = "The request", body = RequestOut)),
)]
#[get("/api/v1/appointments/requests/{id}")]
async fn get_appointment_request(
    caller: Authenticated,
    id: web::Path<Uuid>,
    Query(place): Query<Place>,
    Now(now): Now,
    db: Data<Database>,
    vault: Data<Vault>,
) -> Result<impl Responder, Problem> {
    let permit = place.permit(&caller, Action::ReadAppointments)?;
    let id = RequestId(*id);
    let found = db.read(move |tx| appointments::get_request(tx, &permit, id, now)).await;
    Ok(answer(found.map_err(failure::problem)?, &vault, now))
}

#[utoipa::path(
    tag = "Appointments",
    summary = "Set the client of a request",
    description = "The answer is the same whether the address is known or not. 409 `hold-expired`, `wrong-status`; \
                   `slot-not-available` where the client has another booking then.",
    params(("id" = Uuid, Path, description = "The request's id"), Place),
    request_body = RequestPatch,
    responses((status = 200, description = "The request", body = RequestOut)),
)]
#[patch("/api/v1/appointments/requests/{id}")]
#[expect(clippy::too_many_arguments, reason = "extractors: each is a part of the request")]
async fn update_appointment_request(
    caller: Allowed<actions::RequestAppointments>,
    id: web::Path<Uuid>,
    Query(place): Query<Place>,
    if_match: IfMatch,
    Now(now): Now,
    db: Data<Database>,
    vault: Data<Vault>,
    Json(body): Json<RequestPatch>,
) -> Result<impl Responder, Problem> {
    let permit = place.permit(&caller, Action::RequestAppointments)?;
    let (id, change, expected) =
        (RequestId(*id), body.client.check()?, Precondition::new(if_match.into_versions()));
    let saved = db.write(move |tx| {
        appointments::set_client(tx, &permit, id, &|before| change.apply(before), &expected, now)
    });
    Ok(answer(saved.await.map_err(failure::problem)?, &vault, now))
}

#[utoipa::path(
    tag = "Appointments",
    summary = "Prolong a hold",
    description = "By 15 minutes, once. 409 `hold-extended`, `hold-expired`, `wrong-status`.",
    params(("id" = Uuid, Path, description = "The request's id"), Place),
    responses((status = 200, description = "The request", body = RequestOut)),
)]
#[post("/api/v1/appointments/requests/{id}/extend")]
async fn extend_appointment_request(
    caller: Authenticated,
    key: Idempotency,
    id: web::Path<Uuid>,
    Query(place): Query<Place>,
    Now(now): Now,
    db: Data<Database>,
    vault: Data<Vault>,
) -> Result<impl Responder, Problem> {
    let permit = place.permit(&caller, Action::RequestAppointments)?;
    let id = RequestId(*id);
    let work = move |tx: &mut Tx<'_>| appointments::extend(tx, &permit, id, now);
    idempotent(&db, Once::new(&key, &caller, now), work, move |shown| answer(shown, &vault, now)).await
}

#[utoipa::path(
    tag = "Appointments",
    summary = "Show the code that was mailed",
    description = "422 `wrong-code` with `attempts_left`; after five wrong ones 409 `code-locked`. 409 `hold-expired`, \
                   `wrong-status`.",
    params(("id" = Uuid, Path, description = "The request's id"), Place),
    request_body = CodeIn,
    responses((status = 200, description = "The request", body = RequestOut)),
)]
#[post("/api/v1/appointments/requests/{id}/verify")]
#[expect(clippy::too_many_arguments, reason = "extractors: each is a part of the request")]
async fn verify_appointment_request(
    caller: Allowed<actions::RequestAppointments>,
    key: Idempotency,
    id: web::Path<Uuid>,
    Query(place): Query<Place>,
    Now(now): Now,
    db: Data<Database>,
    vault: Data<Vault>,
    Json(body): Json<CodeIn>,
) -> Result<impl Responder, Problem> {
    let permit = place.permit(&caller, Action::RequestAppointments)?;
    if !is_code(&body.code) {
        return Err(Refusal::invalid("/code", "must be six digits").into());
    }
    let (id, keys) = (RequestId(*id), (*vault).clone());
    let work = move |tx: &mut Tx<'_>| appointments::verify(tx, &permit, id, &body.code, &keys, now);
    idempotent_or(&db, Once::new(&key, &caller, now), work, move |tried| match tried {
        Verified::Right(shown) => Ok(answer(*shown, &vault, now)),
        Verified::Wrong { attempts_left } => Err(Refusal::WrongCode { attempts_left }.into()),
    })
    .await
}

#[utoipa::path(
    tag = "Appointments",
    summary = "Have another code sent",
    description = "Three in an hour, then 429. 409 `hold-expired`, `wrong-status`.",
    params(("id" = Uuid, Path, description = "The request's id"), Place),
    responses((status = 200, description = "The request", body = RequestOut)),
)]
#[post("/api/v1/appointments/requests/{id}/resend-code")]
async fn resend_appointment_code(
    caller: Authenticated,
    key: Idempotency,
    id: web::Path<Uuid>,
    Query(place): Query<Place>,
    Now(now): Now,
    db: Data<Database>,
    vault: Data<Vault>,
) -> Result<impl Responder, Problem> {
    let permit = place.permit(&caller, Action::RequestAppointments)?;
    let id = RequestId(*id);
    let work = move |tx: &mut Tx<'_>| appointments::resend(tx, &permit, id, now);
    idempotent(&db, Once::new(&key, &caller, now), work, move |shown| answer(shown, &vault, now)).await
}

#[utoipa::path(
    tag = "Appointments",
    summary = "Make the appointment that a request is for",
    description = "409 `not-verified` where the client is known and the code was not shown, `hold-expired`, `wrong-status` the \
                   second time, `slot-not-available` where the client has another booking then.",
    params(("id" = Uuid, Path, description = "The request's id"), Place),
    request_body = Option<ConfirmIn>,
    responses((status = 201, description = "The appointment, with its `Location`", body = BookedOut)),
)]
#[post("/api/v1/appointments/requests/{id}/confirm")]
#[expect(clippy::too_many_arguments, reason = "extractors: each is a part of the request")]
async fn confirm_appointment_request(
    caller: Allowed<actions::RequestAppointments>,
    key: Idempotency,
    id: web::Path<Uuid>,
    Query(place): Query<Place>,
    Now(now): Now,
    db: Data<Database>,
    vault: Data<Vault>,
    url: Data<PublicUrl>,
    OptionalJson(body): OptionalJson<ConfirmIn>,
) -> Result<impl Responder, Problem> {
    let permit = place.permit(&caller, Action::RequestAppointments)?;
    let (id, seed) = (RequestId(*id), seed()?);
    let notes = body.notes()?;
    let role = caller.role;
    let work = move |tx: &mut Tx<'_>| appointments::confirm(tx, &permit, id, &notes, &seed, now);
    let render = move |made| Telling { role, vault: &vault, url: &url }.of(&made, now);
    idempotent_or(&db, Once::new(&key, &caller, now), work, render).await
}

#[utoipa::path(
    tag = "Appointments",
    summary = "Give the time of a request back",
    description = "409 `wrong-status` for one that is booked: its appointment is cancelled instead.",
    params(("id" = Uuid, Path, description = "The request's id"), Place),
    responses((status = 204, description = "It is free again")),
)]
#[delete("/api/v1/appointments/requests/{id}")]
async fn release_appointment_request(
    caller: Authenticated,
    id: web::Path<Uuid>,
    Query(place): Query<Place>,
    if_match: IfMatch,
    Now(now): Now,
    db: Data<Database>,
) -> Result<impl Responder, Problem> {
    let permit = place.permit(&caller, Action::RequestAppointments)?;
    let (id, expected) = (RequestId(*id), Precondition::new(if_match.into_versions()));
    let done = db.write(move |tx| appointments::release(tx, &permit, id, &expected, now)).await;
    done.map_err(failure::problem)?;
    Ok(NoContent)
}
