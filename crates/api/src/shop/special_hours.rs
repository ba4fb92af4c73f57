//! `/api/v1/appointments/special-hours`.

use super::hours::{SpanIn, SpanOut, spans};
use crate::kit::dry_run::DryRunQuery;
use crate::kit::fields::{given, note_all};
use crate::kit::list::SortById;
use crate::kit::prelude::*;
use domain::access::actions::{ManageHours, ReadHours};
use domain::appointment::{MAX_SPANS, SpecialHours, SpecialHoursDetails, StaffId};
use http_kit::WireDate;
use persistence::store::shop::special_hours::SpecialHoursFilter;

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(list_special_hours)
        .service(create_special_hours)
        .service(get_special_hours)
        .service(update_special_hours)
        .service(delete_special_hours);
}

impl Resource for SpecialHoursDetails {
    const PATH: &'static str = "/api/v1/appointments/special-hours";
    type Out = SpecialHoursOut;
}

/// Other hours on one date, in place of the weekly ones and of their breaks.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "staff_id": 1, "date": "2027-12-24", "intervals": [{"start": "09:00", "end": "12:00"}], "company_id": 1
}))]
struct SpecialHoursIn {
    /// Whose hours they are; absent for everybody's, behind which a person's own come first. Never changes.
    #[schema(value_type = Option<i64>)]
    staff_id: Option<WholeNumber>,
    /// In the zone of the staff member's user, as the times.
    date: WireDate,
    /// At most 20, over midnight too; an empty list closes the date.
    #[schema(value_type = Vec<SpanIn>)]
    intervals: UpTo<SpanIn, MAX_SPANS>,
    /// The company; administrators name it here or in the query.
    #[schema(value_type = Option<i64>)]
    company_id: Option<WholeNumber>,
}

impl CreateBody for SpecialHoursIn {
    type Details = SpecialHoursDetails;

    fn company(&self) -> Option<WholeNumber> {
        self.company_id
    }

    fn details(self, checks: &mut Checks) -> Option<SpecialHoursDetails> {
        let intervals = spans(checks, "/intervals", &self.intervals);
        let staff = self.staff_id.map(|id| StaffId(id.0));
        let details = SpecialHoursDetails { staff, date: self.date.0, intervals };
        if checks.is_clean() {
            note_all(checks, details.problems());
        }
        Some(details)
    }
}

/// A change of special hours: what is absent stays. Whose they are never changes.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SpecialHoursPatch {
    /// In the zone of the staff member's user.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    date: Option<WireDate>,
    /// At most 20.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Vec<SpanIn>)]
    intervals: Option<UpTo<SpanIn, MAX_SPANS>>,
}

impl UpdateBody for SpecialHoursPatch {
    type Details = SpecialHoursDetails;

    fn change(self, checks: &mut Checks) -> Change<SpecialHoursDetails> {
        let date = self.date.map(|date| date.0);
        let intervals = self.intervals.map(|given| spans(checks, "/intervals", &given));
        Box::new(move |special| {
            set(&mut special.date, &date);
            set(&mut special.intervals, &intervals);
            Ok(())
        })
    }
}

/// Other hours on one date.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SpecialHours)]
pub(crate) struct SpecialHoursOut {
    id: i64,
    company_id: i64,
    /// Null for everybody's.
    staff_id: Option<i64>,
    date: WireDate,
    intervals: Vec<SpanOut>,
    created_at: InstantOut,
    updated_at: InstantOut,
}

impl From<SpecialHours> for SpecialHoursOut {
    fn from(special: SpecialHours) -> Self {
        let (details, metadata) = (special.details, special.metadata);
        Self {
            id: special.id.0,
            company_id: special.company.0,
            staff_id: details.staff.map(|staff| staff.0),
            date: details.date.into(),
            intervals: details.intervals.iter().map(Into::into).collect(),
            created_at: metadata.created_at.into(),
            updated_at: metadata.updated_at.into(),
        }
    }
}

/// Which special hours are asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct SpecialHoursParams {
    /// Only those of this member of the staff; everybody's are not among them.
    #[param(value_type = Option<i64>)]
    staff_id: Option<WholeNumber>,
    /// The first date.
    from: Option<WireDate>,
    /// The last date.
    to: Option<WireDate>,
    /// The order (`id`).
    #[param(value_type = Option<SortById>)]
    sort: Option<SortById>,
}

impl ListParams for SpecialHoursParams {
    type Details = SpecialHoursDetails;

    fn narrow(self) -> Narrow<SpecialHoursDetails> {
        let filter = SpecialHoursFilter {
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
    summary = "List special hours",
    params(ListQuery, SpecialHoursParams),
    responses((status = 200, description = "A page", body = Page<SpecialHoursOut>)),
)]
#[get("/api/v1/appointments/special-hours")]
async fn list_special_hours(granted: Granted<ReadHours, ListOf<SpecialHoursParams>>) -> Answered {
    granted.list().await
}

#[utoipa::path(
    tag = "Appointments: hours",
    summary = "Create special hours",
    description = "One for each date of a staff member, and one of everybody; a second is refused (409 `duplicate`).",
    params(DryRunQuery),
    request_body = SpecialHoursIn,
    responses((status = 201, description = "The hours, with their `Location`", body = SpecialHoursOut)),
)]
#[post("/api/v1/appointments/special-hours")]
async fn create_special_hours(
    granted: Granted<ManageHours, DryRunQuery>,
    Json(body): Json<SpecialHoursIn>,
) -> Answered {
    granted.create(body).await
}

#[utoipa::path(
    tag = "Appointments: hours",
    summary = "Read special hours",
    params(("id" = i64, Path, description = "Their id"), Place),
    responses((status = 200, description = "The hours", body = SpecialHoursOut)),
)]
#[get("/api/v1/appointments/special-hours/{id}")]
async fn get_special_hours(granted: Granted<ReadHours>, id: web::Path<i64>) -> Answered {
    granted.get::<SpecialHoursDetails>(*id).await
}

#[utoipa::path(
    tag = "Appointments: hours",
    summary = "Update special hours",
    description = "Another date that has hours already is refused (409 `duplicate`).",
    params(("id" = i64, Path, description = "Their id"), DryRunQuery),
    request_body = SpecialHoursPatch,
    responses((status = 200, description = "The hours after the change", body = SpecialHoursOut)),
)]
#[patch("/api/v1/appointments/special-hours/{id}")]
async fn update_special_hours(
    granted: Granted<ManageHours, DryRunQuery>,
    id: web::Path<i64>,
    Json(body): Json<SpecialHoursPatch>,
) -> Answered {
    granted.update(*id, body).await
}

#[utoipa::path(
    tag = "Appointments: hours",
    summary = "Delete special hours",
    params(("id" = i64, Path, description = "Their id"), DryRunQuery),
    responses((status = 204, description = "They are gone")),
)]
#[delete("/api/v1/appointments/special-hours/{id}")]
async fn delete_special_hours(granted: Granted<ManageHours, DryRunQuery>, id: web::Path<i64>) -> Answered {
    granted.delete::<SpecialHoursDetails>(*id).await
}
