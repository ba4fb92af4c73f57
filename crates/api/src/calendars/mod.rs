//! `/api/v1/calendars`: which calendars from outside there are. What they hold is in `content`.

mod content;
mod wire;

use crate::kit::dry_run::DryRunQuery;
use crate::kit::prelude::*;
use app::directory::masked_address;
use app::kit::collection::Stored;
use app::kit::limits::within;
use domain::UserId;
use domain::access::Permit;
use domain::access::actions::{ManageCalendars, ReadBusySources};
use domain::access::{Asks, Caller, authorise};
use domain::directory::{CalendarDetails, CompanyLimits, Limited};
use http_kit::Data;
use integrations::calendars::feed::FeedClient;
use persistence::store::calendars::CalendarFilter;
use wire::{Asked, CalendarIn, CalendarOut, CalendarPatch};

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    content::routes(config);
    config
        .service(list_calendars)
        .service(create_calendar)
        .service(get_calendar)
        .service(update_calendar)
        .service(delete_calendar);
}

impl Resource for CalendarDetails {
    const PATH: &'static str = "/api/v1/calendars";
    type Out = CalendarOut;
    /// The address, as what opens it is stored sealed.
    const SHOWS_SECRETS: bool = true;

    /// The address of a feed often opens it by itself, with all titles and guests.
    fn redact(calendar: &mut Stored<Self>, reader: &Caller) {
        let own = reader.user == Some(calendar.details.user);
        if !own && authorise(reader, ManageCalendars::ACTION, Some(calendar.company)).is_err() {
            calendar.details.url = calendar.details.url.as_deref().map(masked_address);
        }
    }
}

/// Which calendars are asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct CalendarParams {
    /// Only calendars whose name holds this, in any case.
    q: Option<String>,
    /// Only what belongs to this user.
    #[param(value_type = Option<i64>)]
    user_id: Option<WholeNumber>,
    /// The order (`id`).
    #[param(value_type = Option<SortByName>)]
    sort: Option<SortByName>,
}

impl ListParams for CalendarParams {
    type Details = CalendarDetails;

    fn narrow(self) -> Narrow<CalendarDetails> {
        let filter = CalendarFilter { user: self.user_id.map(|id| UserId(id.0)) };
        Narrow::new(filter, self.q, self.sort)
    }
}

#[utoipa::path(
    tag = "Calendars",
    summary = "List calendars",
    params(ListQuery, CalendarParams),
    responses((status = 200, description = "A page", body = Page<CalendarOut>)),
)]
#[get("/api/v1/calendars")]
async fn list_calendars(granted: Granted<ReadBusySources, ListOf<CalendarParams>>) -> Answered {
    granted.list().await
}

#[utoipa::path(
    tag = "Calendars",
    summary = "Make a calendar",
    description = "A feed, or a calendar on a CalDAV server, is read soon afterwards; a file is imported by \
                   `POST /api/v1/calendars/{id}/import`. Bookings are held against it once it was read, and where it \
                   was not read for two hours. A company has so many calendars at most (409 `limit-reached`).",
    params(DryRunQuery),
    request_body = CalendarIn,
    responses((status = 201, description = "The calendar, with its `Location`", body = CalendarOut)),
)]
#[post("/api/v1/calendars")]
async fn create_calendar(
    granted: Granted<ManageCalendars, DryRunQuery>,
    limits: Data<CompanyLimits>,
    feeds: Data<FeedClient>,
    Json(body): Json<CalendarIn>,
) -> Answered {
    let limits = *limits;
    let also = move |tx: &mut persistence::Tx<'_>, permit: &Permit, id| {
        within::<CalendarDetails>(tx, permit, id, limits, Limited::Calendars)
    };
    let Data(feeds) = feeds;
    let new = granted.checked(Asked { body, feeds })?;
    granted.create_and(new, also).await
}

#[utoipa::path(
    tag = "Calendars",
    summary = "Read a calendar",
    params(("id" = i64, Path, description = "The calendar's id"), Place),
    responses((status = 200, description = "The calendar", body = CalendarOut)),
)]
#[get("/api/v1/calendars/{id}")]
async fn get_calendar(granted: Granted<ReadBusySources>, id: web::Path<i64>) -> Answered {
    granted.get::<CalendarDetails>(*id).await
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
    granted: Granted<ManageCalendars, DryRunQuery>,
    id: web::Path<i64>,
    feeds: Data<FeedClient>,
    Json(body): Json<CalendarPatch>,
) -> Answered {
    let Data(feeds) = feeds;
    granted.update(*id, Asked { body, feeds }).await
}

#[utoipa::path(
    tag = "Calendars",
    summary = "Delete a calendar",
    description = "With the busy time that it said. Interviews that it shows stay in it. Honours `If-Match`.",
    params(("id" = i64, Path, description = "The calendar's id"), DryRunQuery),
    responses((status = 204, description = "It is gone")),
)]
#[delete("/api/v1/calendars/{id}")]
async fn delete_calendar(granted: Granted<ManageCalendars, DryRunQuery>, id: web::Path<i64>) -> Answered {
    granted.delete::<CalendarDetails>(*id).await
}
