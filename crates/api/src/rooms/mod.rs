//! `/api/v1/companies/{id}/room-provider`.

mod seed;
mod wire;

pub(crate) use seed::seed;

use crate::kit::allowed::Allowed;
use crate::kit::failure;
use crate::kit::routes::ServiceConfig;
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, Responder, web};
use app::calls::Ice;
use app::directory::Precondition;
use app::rooms::Rooms;
use app::rooms::provider;
use domain::CompanyId;
use domain::access::{Action, actions, authorise};
use http_kit::{
    Answer, Authenticated, Data, EmptyQuery, IfMatch, Json, NoContent, Now, Problem, delete, get, put,
};
use persistence::{Database, Tx};
use std::future::{Ready, ready};
use wire::{ProviderIn, ProviderOut};

pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(get_room_provider).service(put_room_provider).service(delete_room_provider);
}

/// What makes rooms elsewhere, and by what browsers find each other in those of this server.
struct Servers {
    rooms: Rooms,
    ice: Ice,
}

impl FromRequest for Servers {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let rooms = Data::<Rooms>::from_request(request, payload).into_inner();
        let ice = Data::<Ice>::from_request(request, payload).into_inner();
        ready(rooms.and_then(|Data(rooms)| ice.map(|Data(ice)| Self { rooms, ice })))
    }
}

#[utoipa::path(
    tag = "Companies",
    summary = "Read a company's room provider",
    params(("id" = i64, Path, description = "The company's id")),
    responses((status = 200, description = "The provider, without its credentials", body = ProviderOut)),
)]
#[get("/api/v1/companies/{id}/room-provider")]
async fn get_room_provider(
    caller: Authenticated,
    id: web::Path<i64>,
    _: EmptyQuery,
    db: Data<Database>,
    ice: Data<Ice>,
) -> Result<impl Responder, Problem> {
    let permit = authorise(&caller, Action::ManageProviders, None)?;
    let id = CompanyId(*id);
    let found = db.read(move |tx| provider::get(tx, &permit, id)).await.map_err(failure::problem)?;
    let version = found.version;
    Ok(Answer::ok(ProviderOut::new(found, &ice)).version(version))
}

#[utoipa::path(
    tag = "Companies",
    summary = "Set a company's room provider",
    description = "Existing rooms are not moved, even when their interview is; those that could not be created \
                   are tried again at once, at the provider that is chosen now. Another account needs its credentials; \
                   those of the one before are kept until its last room is over. Honours `If-Match`.",
    params(("id" = i64, Path, description = "The company's id")),
    request_body = ProviderIn,
    responses((status = 200, description = "The provider from now on", body = ProviderOut)),
)]
#[put("/api/v1/companies/{id}/room-provider")]
async fn put_room_provider(
    caller: Allowed<actions::ManageProviders>,
    place: (web::Path<i64>, EmptyQuery),
    if_match: IfMatch,
    Now(now): Now,
    db: Data<Database>,
    servers: Servers,
    Json(body): Json<ProviderIn>,
) -> Result<impl Responder, Problem> {
    let permit = authorise(&caller, Action::ManageProviders, None)?;
    let (id, expected) = (CompanyId(*place.0), Precondition::new(if_match.into_versions()));
    let (wanted, Servers { rooms, ice }) = (body.wanted()?, servers);
    let work = move |tx: &mut Tx<'_>| provider::put(tx, &permit, &rooms, id, wanted.as_ref(), &expected, now);
    let put = db.write(work).await.map_err(failure::problem)?;
    let version = put.version;
    Ok(Answer::ok(ProviderOut::new(put, &ice)).version(version))
}

#[utoipa::path(
    tag = "Companies",
    summary = "Use rooms of this server again",
    description = "The same as choosing `internal`. Honours `If-Match`.",
    params(("id" = i64, Path, description = "The company's id")),
    responses((status = 204, description = "New rooms are of this server")),
)]
#[delete("/api/v1/companies/{id}/room-provider")]
async fn delete_room_provider(
    caller: Authenticated,
    id: web::Path<i64>,
    _: EmptyQuery,
    if_match: IfMatch,
    Now(now): Now,
    db: Data<Database>,
    rooms: Data<Rooms>,
) -> Result<impl Responder, Problem> {
    let permit = authorise(&caller, Action::ManageProviders, None)?;
    let (id, expected) = (CompanyId(*id), Precondition::new(if_match.into_versions()));
    let rooms = (*rooms).clone();
    let work = move |tx: &mut Tx<'_>| provider::put(tx, &permit, &rooms, id, None, &expected, now);
    db.write(work).await.map_err(failure::problem)?;
    Ok(NoContent)
}
