//! `/api/v1/appointments/book` and `…/appointments`: book in one call, list, read, change.

use super::names::AppointmentStatusName;
use super::out::{AppointmentOut, BookedOut};
use super::together::{AppointmentBookings, BookingRequest};
use super::wire::{AppointmentPatch, BookIn};
use crate::kit::allowed::Allowed;
use crate::kit::collection::Answered;
use crate::kit::company_param::Place;
use crate::kit::failure;
use crate::kit::idempotent::{Once, idempotent_or};
use crate::kit::list::SortByStart;
use crate::kit::public_url::PublicUrl;
use crate::kit::routes::ServiceConfig;
use crate::kit::rows::{self, Asked};
use crate::rooms::seed;
use actix_web::{HttpRequest, Responder, web};
use app::appointments::{self, AppointmentView, Booking};
use app::directory::Precondition;
use app::sealed::Vault;
use domain::AppointmentId;
use domain::access::{Action, Role, actions};
use domain::appointment::{ServiceId, StaffId};
use domain::text::email_key;
use http_kit::{
    Answer, Authenticated, Checks, Data, Idempotency, IfMatch, InstantIn, Json, Now, Page, Problem, Query,
    WholeNumber, get, patch, post,
};
use persistence::store::appointments::Filter;
use persistence::store::collection::{Part, SearchText};
use persistence::{Database, Tx};
use scheduling_core::time::{Interval, Timestamp};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

/// Characters of `q`, at most.
const SEARCH: usize = 200;

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(book_appointment)
        .service(list_appointments)
        .service(get_appointment)
        .service(update_appointment);
}

/// Which appointments are asked for.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct AppointmentsQuery {
    /// Only appointments with this member of staff.
    #[param(value_type = Option<i64>)]
    staff_id: Option<WholeNumber>,
    /// Only appointments for this service.
    #[param(value_type = Option<i64>)]
    service_id: Option<WholeNumber>,
    /// Only appointments of the client with this address, whatever its case.
    client_email: Option<String>,
    /// Only appointments that stand there now.
    #[param(value_type = Option<AppointmentStatusName>)]
    status: Option<AppointmentStatusName>,
    /// Only appointments that end after it.
    #[param(value_type = Option<InstantIn>)]
    from: Option<InstantIn>,
    /// Only appointments that start before it.
    #[param(value_type = Option<InstantIn>)]
    to: Option<InstantIn>,
    /// Only appointments whose client's name, address or number holds this, in any case.
    q: Option<String>,
    /// The order (`id`).
    #[param(value_type = Option<SortByStart>)]
    sort: Option<SortByStart>,
    /// Only appointments of this company; for all but the platform's administrators it is their own.
    #[param(value_type = Option<i64>)]
    company_id: Option<WholeNumber>,
    /// How many items at most: 1 to 200 (50).
    #[param(value_type = Option<i64>)]
    limit: Option<WholeNumber>,
    /// `next` of the page before.
    cursor: Option<String>,
}

impl AppointmentsQuery {
    fn filter(&self) -> Result<Filter, Problem> {
        let mut checks = Checks::new();
        let from = self.from.and_then(|at| checks.instant("/from", at));
        let to = self.to.and_then(|at| checks.instant("/to", at));
        let (start, end) = (from.unwrap_or(Timestamp::MIN), to.unwrap_or(Timestamp::MAX));
        let window = Interval::new(start, end).ok();
        if window.is_none() {
            checks.note("/to", "must be after `from`");
        }
        let q = self.q.as_deref().filter(|text| !text.is_empty());
        let search = q.and_then(|text| checks.literal("/q", text, 1..=SEARCH));
        checks.finish()?;
        Ok(Filter {
            staff: self.staff_id.map(|id| StaffId(id.0)),
            service: self.service_id.map(|id| ServiceId(id.0)),
            client: self.client_email.as_deref().filter(|text| !text.is_empty()).map(email_key),
            status: self.status.map(Into::into),
            window: window.filter(|_| from.is_some() || to.is_some()),
            search: search.as_deref().map(SearchText::new),
        })
    }
}

#[utoipa::path(
    tag = "Appointments",
    summary = "List appointments",
    description = "Customers see their own, by e-mail, and staff those with them.",
    params(AppointmentsQuery),
    responses((status = 200, description = "A page", body = Page<AppointmentOut>)),
)]
#[get("/api/v1/appointments/appointments")]
async fn list_appointments(
    caller: Authenticated,
    Query(query): Query<AppointmentsQuery>,
    Now(now): Now,
    db: Data<Database>,
    url: Data<PublicUrl>,
    request: HttpRequest,
) -> Answered {
    let permit = Place::of(query.company_id).permit(&caller, Action::ReadAppointments)?;
    let (filter, sort) = (query.filter()?, query.sort.unwrap_or(SortByStart::Id));
    let asked = Asked::new("appointments", sort, query.limit, query.cursor.as_deref())?;
    let role = caller.role;
    let read = move |tx: &mut Tx<'_>, part: &Part<AppointmentId>| {
        let rows = appointments::list(tx, &permit, &filter, part)?;
        appointments::shown(tx, &permit, rows)
    };
    let place = |shown: &AppointmentView| (shown.appointment.id, Some(shown.appointment.time.start()));
    let out = move |shown| AppointmentOut::new(shown, role, url.text(), now);
    rows::list(&request, &db, asked, read, place, out).await
}

#[utoipa::path(
    tag = "Appointments",
    summary = "Book an appointment",
    description = "The whole flow in one call. Without `staff_id` one of those who are free is chosen: who has the fewest booked \
                   minutes in the week of the start, then who was booked longest ago; the log says who was weighed. A start that \
                   the service does not offer, or at which the client has another booking, is 409 `slot-not-available`.",
    params(Place),
    request_body = BookIn,
    responses((status = 201, description = "The appointment, with its `Location`", body = BookedOut)),
)]
#[post("/api/v1/appointments/book")]
#[expect(clippy::too_many_arguments, reason = "extractors: each is a part of the request")]
async fn book_appointment(
    caller: Allowed<actions::BookAppointments>,
    key: Idempotency,
    Query(place): Query<Place>,
    Now(now): Now,
    db: Data<Database>,
    bookings: Data<AppointmentBookings>,
    vault: Data<Vault>,
    url: Data<PublicUrl>,
    Json(body): Json<BookIn>,
) -> Result<impl Responder, Problem> {
    let permit = place.permit_for(&caller, Action::BookAppointments, body.company_id)?;
    let booking = Booking { permit, new: body.new_booking()?, seed: seed()?, now };
    let (vault, url) = (Vault::clone(&vault), PublicUrl::clone(&url));
    let request = BookingRequest { booking, role: caller.role, vault, url };
    let once = Once::new(&key, &caller, now);
    // Together with others that come in now; where that fails, alone.
    if let Some(done) = bookings.make(once.keyed().cloned(), request.clone()).await {
        return done;
    }
    let booking = request.booking.clone();
    let work = move |tx: &mut Tx<'_>| appointments::book(tx, &booking);
    idempotent_or(&db, once, work, move |made| request.rendered(&made)).await
}

#[utoipa::path(
    tag = "Appointments",
    summary = "Read an appointment",
    params(("id" = Uuid, Path, description = "The appointment's id"), Place),
    responses((status = 200, description = "The appointment", body = AppointmentOut)),
)]
#[get("/api/v1/appointments/appointments/{id}")]
async fn get_appointment(
    caller: Authenticated,
    id: web::Path<Uuid>,
    Query(place): Query<Place>,
    Now(now): Now,
    db: Data<Database>,
    url: Data<PublicUrl>,
) -> Result<impl Responder, Problem> {
    let permit = place.permit(&caller, Action::ReadAppointments)?;
    let id = AppointmentId(*id);
    let found = db.read(move |tx| {
        let found = appointments::get(tx, &permit, id)?;
        appointments::shown_one(tx, &permit, found)
    });
    let found = found.await.map_err(failure::problem)?;
    Ok(shown(found, caller.role, &url, now))
}

/// An appointment as it is answered.
pub(super) fn shown(
    found: AppointmentView,
    role: Role,
    url: &PublicUrl,
    now: Timestamp,
) -> Answer<AppointmentOut> {
    let version = found.appointment.metadata.version;
    Answer::ok(AppointmentOut::new(found, role, url.text(), now)).version(version)
}

#[utoipa::path(
    tag = "Appointments",
    summary = "Change what is said about an appointment",
    params(("id" = Uuid, Path, description = "The appointment's id"), Place),
    request_body = AppointmentPatch,
    responses((status = 200, description = "The appointment", body = AppointmentOut)),
)]
#[patch("/api/v1/appointments/appointments/{id}")]
#[expect(clippy::too_many_arguments, reason = "extractors: each is a part of the request")]
async fn update_appointment(
    caller: Allowed<actions::ManageAppointments>,
    id: web::Path<Uuid>,
    Query(place): Query<Place>,
    if_match: IfMatch,
    Now(now): Now,
    db: Data<Database>,
    url: Data<PublicUrl>,
    Json(body): Json<AppointmentPatch>,
) -> Result<impl Responder, Problem> {
    let permit = place.permit(&caller, Action::ManageAppointments)?;
    let (id, change, expected) =
        (AppointmentId(*id), body.change()?, Precondition::new(if_match.into_versions()));
    let saved = db.write(move |tx| {
        let saved = appointments::change(tx, &permit, id, &change, &expected, now)?;
        appointments::shown_one(tx, &permit, saved)
    });
    Ok(shown(saved.await.map_err(failure::problem)?, caller.role, &url, now))
}
