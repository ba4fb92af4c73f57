//! Appointments for calendars: files, and feeds that they subscribe to.

use crate::kit::company_param::Place;
use crate::kit::failure;
use crate::kit::idempotent::{Once, idempotent};
use crate::kit::public_url::PublicUrl;
use crate::kit::routes::ServiceConfig;
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, Responder, web};
use app::appointments::{self, Feed};
use app::tokens::{Token, TokenKind};
use domain::AppointmentId;
use domain::access::Action;
use domain::appointment::StaffId;
use http_kit::{Answer, Authenticated, Data, Idempotency, NoContent, Now, Problem, Query, delete, get, post};
use persistence::{Database, Tx};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

const CALENDAR: &str = "text/calendar; charset=utf-8";

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(appointment_ics).service(create_feed_token).service(revoke_feed_token).service(staff_feed);
}

#[utoipa::path(
    tag = "Appointments",
    summary = "Read an appointment as iCalendar",
    description = "The `UID` stays for life, the `SEQUENCE` rises with each move and the cancellation.",
    params(("id" = Uuid, Path, description = "The appointment's id"), Place),
    responses((
        status = 200,
        description = "The file",
        body = String,
        content_type = "text/calendar",
        headers(("Content-Disposition" = String, description = "The name of the file")),
    )),
)]
#[get("/api/v1/appointments/appointments/{id}/ics")]
async fn appointment_ics(
    caller: Authenticated,
    id: web::Path<Uuid>,
    Query(place): Query<Place>,
    db: Data<Database>,
    url: Data<PublicUrl>,
) -> Result<HttpResponse, Problem> {
    let permit = place.permit(&caller, Action::ReadAppointments)?;
    let id = AppointmentId(*id);
    let text = db.read(move |tx| appointments::ics(tx, &permit, id, url.text())).await;
    let text = text.map_err(failure::problem)?;
    let name = format!("attachment; filename=\"appointment-{id}.ics\"");
    Ok(HttpResponse::Ok()
        .content_type(CALENDAR)
        .insert_header((header::CONTENT_DISPOSITION, name))
        .body(text))
}

/// The address of a feed. It is shown this once.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = StaffFeed)]
struct FeedOut {
    url: String,
}

#[utoipa::path(
    tag = "Appointments",
    summary = "Make the feed of a member of staff",
    description = "The address is shown this once, and ends the one before. Staff make their own.",
    params(("id" = i64, Path, description = "The member of staff"), Place),
    responses((status = 201, description = "The address of the feed", body = FeedOut)),
)]
#[post("/api/v1/appointments/staff/{id}/feed-token")]
async fn create_feed_token(
    caller: Authenticated,
    key: Idempotency,
    id: web::Path<i64>,
    Query(place): Query<Place>,
    Now(now): Now,
    db: Data<Database>,
    url: Data<PublicUrl>,
) -> Result<impl Responder, Problem> {
    let permit = place.permit(&caller, Action::ManageAppointments)?;
    let staff = StaffId(*id);
    let token = Token::new(TokenKind::Feed).map_err(|error| Problem::internal(&error))?;
    let kept = token.clone();
    let work = move |tx: &mut Tx<'_>| appointments::new_feed(tx, &permit, staff, &kept, now);
    idempotent(&db, Once::new(&key, &caller, now), work, move |_| {
        let path = format!("/api/v1/appointments/staff/{staff}/feed.ics");
        let base = url.text().trim_end_matches('/');
        let out = FeedOut { url: format!("{base}{path}?token={}", token.reveal()) };
        Answer::created(path, out).secret()
    })
    .await
}

#[utoipa::path(
    tag = "Appointments",
    summary = "Revoke the feed of a member of staff",
    params(("id" = i64, Path, description = "The member of staff"), Place),
    responses((status = 204, description = "The address opens nothing any more")),
)]
#[delete("/api/v1/appointments/staff/{id}/feed-token")]
async fn revoke_feed_token(
    caller: Authenticated,
    id: web::Path<i64>,
    Query(place): Query<Place>,
    db: Data<Database>,
) -> Result<impl Responder, Problem> {
    let permit = place.permit(&caller, Action::ManageAppointments)?;
    let staff = StaffId(*id);
    let done = db.write(move |tx| appointments::revoke_feed(tx, &permit, staff)).await;
    done.map_err(failure::problem)?;
    Ok(NoContent)
}

/// The secret of a feed.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct FeedQuery {
    /// As the address of the feed has it.
    token: String,
}

#[utoipa::path(
    tag = "Appointments",
    summary = "Read the feed of a member of staff",
    description = "For calendars that subscribe: no credentials but the token. A token that is wrong or was revoked is 404. What was \
                   cancelled is left out.",
    params(("id" = i64, Path, description = "The member of staff"), FeedQuery),
    security(()),
    responses(
        (
            status = 200,
            description = "The calendar",
            body = String,
            content_type = "text/calendar",
            headers(("ETag" = String, description = "Of what the calendar has now")),
        ),
        (
            status = 304,
            description = "`If-None-Match` names what there is",
            headers(("ETag" = String, description = "Of what the calendar has now")),
        ),
    ),
)]
#[get("/api/v1/appointments/staff/{id}/feed.ics")]
async fn staff_feed(
    id: web::Path<i64>,
    Query(query): Query<FeedQuery>,
    Now(now): Now,
    db: Data<Database>,
    url: Data<PublicUrl>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let staff = StaffId(*id);
    let feed = db.read(move |tx| appointments::feed(tx, staff, &query.token, url.text(), now)).await;
    let Feed { text, etag } = feed.map_err(failure::problem)?;
    let etag = format!("\"{etag}\"");
    let known = request.headers().get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    if known.is_some_and(|known| known.split(',').any(|tag| tag.trim() == etag || tag.trim() == "*")) {
        return Ok(HttpResponse::NotModified().insert_header((header::ETAG, etag)).finish());
    }
    Ok(HttpResponse::Ok().content_type(CALENDAR).insert_header((header::ETAG, etag)).body(text))
}
