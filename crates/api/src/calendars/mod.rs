//! `/api/v1/calendars`: which calendars from outside there are. What they hold is in `content`.

mod content;
mod wire;

use crate::kit::company_param::{PersonalListQuery, Place};
use crate::kit::dry_run::{DryRunQuery, dry_run, gone};
use crate::kit::failure;
use crate::kit::idempotent::{Once, idempotent};
use actix_web::{Responder, delete, get, patch, post, web};
use app::directory::{Precondition, calendars};
use domain::access::Action;
use domain::{CalendarId, UserId};
use http_kit::{Answer, Authenticated, Data, Idempotency, IfMatch, Json, Now, Page, Problem, Query};
use persistence::{Database, Tx};
use utoipa_actix_web::service_config::ServiceConfig;
use wire::{CalendarIn, CalendarOut, CalendarPatch};

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    content::routes(config);
    config
        .service(list_calendars)
        .service(create_calendar)
        .service(get_calendar)
        .service(update_calendar)
        .service(delete_calendar);
}

#[utoipa::path(
    tag = "Calendars",
    summary = "List calendars",
    params(PersonalListQuery),
    responses((status = 200, description = "A page, in order of id", body = Page<CalendarOut>)),
)]
#[get("/api/v1/calendars")]
async fn list_calendars(
    caller: Authenticated,
    Query(query): Query<PersonalListQuery>,
    db: Data<Database>,
) -> Result<impl Responder, Problem> {
    let (permit, page) = query.admit::<i64>(&caller, Action::ReadCalendars, "calendars")?;
    let (user, after, fetch) = (query.user(), page.after.map(CalendarId), page.fetch());
    let rows = db.read(move |tx| calendars::list(tx, &permit, user, after, fetch)).await;
    let rows = rows.map_err(failure::problem)?;
    Ok(Answer::page(page.page(rows, |calendar| calendar.id.0).map(CalendarOut::from)))
}

#[utoipa::path(
    tag = "Calendars",
    summary = "Make a calendar",
    description = "A feed, or a calendar on a CalDAV server, is read soon afterwards; a file is imported by \
                   `POST /api/v1/calendars/{id}/import`. Bookings are held against it once it was read, and where it \
                   was not read for two hours.",
    params(DryRunQuery),
    request_body = CalendarIn,
    responses((status = 201, description = "The calendar, with its `Location`", body = CalendarOut)),
)]
#[post("/api/v1/calendars")]
async fn create_calendar(
    caller: Authenticated,
    key: Idempotency,
    Query(dry): Query<DryRunQuery>,
    Now(now): Now,
    db: Data<Database>,
    Json(body): Json<CalendarIn>,
) -> Result<impl Responder, Problem> {
    let permit = dry.place().permit_for(&caller, Action::ManageCalendars, body.company_id)?;
    let (user, details) = (UserId(body.user_id.0), body.details()?);
    let told = permit.clone();
    let work = move |tx: &mut Tx<'_>| calendars::make(tx, &permit, user, &details, now);
    if dry.is_dry() {
        return dry_run(&db, told, work).await;
    }
    idempotent(&db, Once::new(&key, &caller, now), work, |calendar| {
        let (path, version) = (format!("/api/v1/calendars/{}", calendar.id), calendar.metadata.version);
        Answer::created(path, CalendarOut::from(calendar)).version(version)
    })
    .await
}

#[utoipa::path(
    tag = "Calendars",
    summary = "Read a calendar",
    params(("id" = i64, Path, description = "The calendar's id"), Place),
    responses((status = 200, description = "The calendar", body = CalendarOut)),
)]
#[get("/api/v1/calendars/{id}")]
async fn get_calendar(
    caller: Authenticated,
    id: web::Path<i64>,
    Query(place): Query<Place>,
    db: Data<Database>,
) -> Result<impl Responder, Problem> {
    let permit = place.permit(&caller, Action::ReadCalendars)?;
    let id = CalendarId(*id);
    let calendar = db.read(move |tx| calendars::get(tx, &permit, id)).await.map_err(failure::problem)?;
    let version = calendar.metadata.version;
    Ok(Answer::ok(CalendarOut::from(calendar)).version(version))
}

#[utoipa::path(
    tag = "Calendars",
    summary = "Change a calendar",
    description = "Where it comes from elsewhere afterwards, it is read anew. Stored credentials are never sent to \
                   another server: an address there needs `credentials` to be given again, or null. Honours `If-Match`.",
    params(("id" = i64, Path, description = "The calendar's id"), DryRunQuery),
    request_body = CalendarPatch,
    responses((status = 200, description = "The calendar after the change", body = CalendarOut)),
)]
#[patch("/api/v1/calendars/{id}")]
async fn update_calendar(
    caller: Authenticated,
    id: web::Path<i64>,
    Query(dry): Query<DryRunQuery>,
    if_match: IfMatch,
    Now(now): Now,
    db: Data<Database>,
    Json(body): Json<CalendarPatch>,
) -> Result<impl Responder, Problem> {
    let permit = dry.place().permit(&caller, Action::ManageCalendars)?;
    let (id, change, expected) =
        (CalendarId(*id), body.change()?, Precondition::new(if_match.into_versions()));
    let told = permit.clone();
    let work = move |tx: &mut Tx<'_>| calendars::change(tx, &permit, id, &change, &expected, now);
    if dry.is_dry() {
        return dry_run(&db, told, work).await;
    }
    let calendar = db.write(work).await.map_err(failure::problem)?;
    let version = calendar.metadata.version;
    Answer::ok(CalendarOut::from(calendar)).version(version).keep()
}

#[utoipa::path(
    tag = "Calendars",
    summary = "Delete a calendar",
    description = "With the busy time that it said. Interviews that it shows stay in it. Honours `If-Match`.",
    params(("id" = i64, Path, description = "The calendar's id"), DryRunQuery),
    responses((status = 204, description = "It is gone")),
)]
#[delete("/api/v1/calendars/{id}")]
async fn delete_calendar(
    caller: Authenticated,
    id: web::Path<i64>,
    Query(dry): Query<DryRunQuery>,
    if_match: IfMatch,
    Now(now): Now,
    db: Data<Database>,
) -> Result<impl Responder, Problem> {
    let permit = dry.place().permit(&caller, Action::ManageCalendars)?;
    let (id, expected) = (CalendarId(*id), Precondition::new(if_match.into_versions()));
    let told = permit.clone();
    let work = move |tx: &mut Tx<'_>| calendars::remove(tx, &permit, id, &expected, now);
    if dry.is_dry() {
        return dry_run(&db, told, work).await;
    }
    db.write(work).await.map_err(failure::problem)?;
    Ok(gone())
}
