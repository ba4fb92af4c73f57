//! `/api/v1/appointments/days-off`.

use crate::kit::dry_run::DryRunQuery;
use crate::kit::fields::{TITLE, given, line, patched};
use crate::kit::list::SortById;
use crate::kit::prelude::*;
use domain::Refusal;
use domain::access::actions::{ManageHours, ReadHours};
use domain::appointment::{DayOff, DayOffDetails, StaffId};
use http_kit::WireDate;
use persistence::store::shop::days_off::DayOffFilter;
use scheduling_core::calendar::DaysOff;

/// What is said of dates the wrong way round.
const END_AFTER_START: &str = "must not be before the start";

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(list_days_off)
        .service(create_day_off)
        .service(get_day_off)
        .service(update_day_off)
        .service(delete_day_off);
}

impl Resource for DayOffDetails {
    const PATH: &'static str = "/api/v1/appointments/days-off";
    type Out = DayOffOut;
}

/// Days on which somebody, or the whole company, does not work, whatever their hours say.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "staff_id": 1, "start_date": "2027-08-02", "end_date": "2027-08-13", "description": "Summer", "company_id": 1
}))]
struct DayOffIn {
    /// Whose days they are; absent for the whole company. Never changes.
    #[schema(value_type = Option<i64>)]
    staff_id: Option<WholeNumber>,
    /// The first date, in the zone of each user.
    start_date: WireDate,
    /// The last date, included.
    end_date: WireDate,
    /// 1 to 500 characters.
    description: Option<String>,
    /// The company; administrators name it here or in the query.
    #[schema(value_type = Option<i64>)]
    company_id: Option<WholeNumber>,
}

impl CreateBody for DayOffIn {
    type Details = DayOffDetails;

    fn company(&self) -> Option<WholeNumber> {
        self.company_id
    }

    fn details(self, checks: &mut Checks) -> Option<DayOffDetails> {
        let days = DaysOff::new(self.start_date.0, self.end_date.0).ok();
        if days.is_none() {
            checks.note("/end_date", END_AFTER_START);
        }
        let description = self.description.and_then(|text| line(checks, "/description", &text, TITLE));
        Some(DayOffDetails { staff: self.staff_id.map(|id| StaffId(id.0)), days: days?, description })
    }
}

/// A change of days off: what is absent stays. Whose they are never changes.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DayOffPatch {
    /// The first date.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    start_date: Option<WireDate>,
    /// The last date, included.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    end_date: Option<WireDate>,
    /// 1 to 500 characters, or null.
    #[serde(default)]
    description: Patch<String>,
}

impl UpdateBody for DayOffPatch {
    type Details = DayOffDetails;

    fn change(self, checks: &mut Checks) -> Change<DayOffDetails> {
        let (start, end) = (self.start_date.map(|date| date.0), self.end_date.map(|date| date.0));
        let description = patched(self.description, |text| line(checks, "/description", &text, TITLE));
        Box::new(move |off| {
            let days = DaysOff::new(start.unwrap_or(off.days.first()), end.unwrap_or(off.days.last()));
            off.days = days.map_err(|_| Refusal::invalid("/end_date", END_AFTER_START))?;
            set(&mut off.description, &description);
            Ok(())
        })
    }
}

/// Days off.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DayOff)]
pub(crate) struct DayOffOut {
    id: i64,
    company_id: i64,
    /// Null for the whole company.
    staff_id: Option<i64>,
    start_date: WireDate,
    end_date: WireDate,
    description: Option<String>,
    created_at: InstantOut,
    updated_at: InstantOut,
}

impl From<DayOff> for DayOffOut {
    fn from(off: DayOff) -> Self {
        let (details, metadata) = (off.details, off.metadata);
        Self {
            id: off.id.0,
            company_id: off.company.0,
            staff_id: details.staff.map(|staff| staff.0),
            start_date: details.days.first().into(),
            end_date: details.days.last().into(),
            description: details.description,
            created_at: metadata.created_at.into(),
            updated_at: metadata.updated_at.into(),
        }
    }
}

/// Which days off are asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct DayOffParams {
    /// Only those of this member of the staff; the company's are not among them.
    #[param(value_type = Option<i64>)]
    staff_id: Option<WholeNumber>,
    /// They end on this date or later.
    from: Option<WireDate>,
    /// They begin on this date or earlier.
    to: Option<WireDate>,
    /// The order (`id`).
    #[param(value_type = Option<SortById>)]
    sort: Option<SortById>,
}

impl ListParams for DayOffParams {
    type Details = DayOffDetails;

    fn narrow(self) -> Narrow<DayOffDetails> {
        let filter = DayOffFilter {
            staff: self.staff_id.map(|id| StaffId(id.0)),
            everybodys: false,
            from: self.from.map(|date| date.0),
            to: self.to.map(|date| date.0),
        };
        Narrow::new(filter, None, self.sort)
    }
}

#[utoipa::path(
    tag = "Appointments: hours",
    summary = "List days off",
    params(ListQuery, DayOffParams),
    responses((status = 200, description = "A page", body = Page<DayOffOut>)),
)]
#[get("/api/v1/appointments/days-off")]
async fn list_days_off(granted: Granted<ReadHours, ListOf<DayOffParams>>) -> Answered {
    granted.list().await
}

#[utoipa::path(
    tag = "Appointments: hours",
    summary = "Create a day off",
    description = "It makes busy whom it is about, for interviews too. Bookings that it breaks become conflicts.",
    params(DryRunQuery),
    request_body = DayOffIn,
    responses((status = 201, description = "The days, with their `Location`", body = DayOffOut)),
)]
#[post("/api/v1/appointments/days-off")]
async fn create_day_off(granted: Granted<ManageHours, DryRunQuery>, Json(body): Json<DayOffIn>) -> Answered {
    granted.create(body).await
}

#[utoipa::path(
    tag = "Appointments: hours",
    summary = "Read a day off",
    params(("id" = i64, Path, description = "Its id"), Place),
    responses((status = 200, description = "The days", body = DayOffOut)),
)]
#[get("/api/v1/appointments/days-off/{id}")]
async fn get_day_off(granted: Granted<ReadHours>, id: web::Path<i64>) -> Answered {
    granted.get::<DayOffDetails>(*id).await
}

#[utoipa::path(
    tag = "Appointments: hours",
    summary = "Update a day off",
    description = "Bookings that the change breaks become conflicts, and those that it mends are settled.",
    params(("id" = i64, Path, description = "Its id"), DryRunQuery),
    request_body = DayOffPatch,
    responses((status = 200, description = "The days after the change", body = DayOffOut)),
)]
#[patch("/api/v1/appointments/days-off/{id}")]
async fn update_day_off(
    granted: Granted<ManageHours, DryRunQuery>,
    id: web::Path<i64>,
    Json(body): Json<DayOffPatch>,
) -> Answered {
    granted.update(*id, body).await
}

#[utoipa::path(
    tag = "Appointments: hours",
    summary = "Delete a day off",
    params(("id" = i64, Path, description = "Its id"), DryRunQuery),
    responses((status = 204, description = "They are gone")),
)]
#[delete("/api/v1/appointments/days-off/{id}")]
async fn delete_day_off(granted: Granted<ManageHours, DryRunQuery>, id: web::Path<i64>) -> Answered {
    granted.delete::<DayOffDetails>(*id).await
}
