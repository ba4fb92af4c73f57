//! `/api/v1/appointments/working-hours`.

use super::hours::{SpanIn, SpanOut, between, clock, spans, time, time_out};
use crate::kit::dry_run::DryRunQuery;
use crate::kit::fields::{given, note_all, patched_or};
use crate::kit::list::SortById;
use crate::kit::prelude::*;
use domain::Refusal;
use domain::access::actions::{ManageHours, ReadHours};
use domain::appointment::{MAX_SPANS, StaffId, WorkingHours, WorkingHoursDetails};
use persistence::store::shop::working_hours::WorkingHoursFilter;
use scheduling_core::calendar::{DayHours, WallSpan};
use scheduling_core::time::Weekday;

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(list_working_hours)
        .service(create_working_hours)
        .service(get_working_hours)
        .service(update_working_hours)
        .service(delete_working_hours);
}

impl Resource for WorkingHoursDetails {
    const PATH: &'static str = "/api/v1/appointments/working-hours";
    type Out = WorkingHoursOut;
}

/// When somebody works on one weekday. Who has any of these works on their days alone.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "staff_id": 1, "day_of_week": 1, "start_time": "09:00", "end_time": "17:00",
    "breaks": [{"start": "12:00", "end": "12:30"}], "company_id": 1
}))]
struct WorkingHoursIn {
    /// Whose hours they are; never changes.
    #[schema(value_type = i64)]
    staff_id: WholeNumber,
    /// 1 (Monday) to 7, in the zone of the staff member's user, as the times.
    #[schema(value_type = i64)]
    day_of_week: WholeNumber,
    /// 00:00 to 23:59.
    start_time: String,
    /// 00:00 to 24:00; before the start, it runs over midnight.
    end_time: String,
    /// At most 20, within the hours (none).
    #[schema(value_type = Option<Vec<SpanIn>>)]
    breaks: Option<UpTo<SpanIn, MAX_SPANS>>,
    /// The company; administrators name it here or in the query.
    #[schema(value_type = Option<i64>)]
    company_id: Option<WholeNumber>,
}

fn weekday(checks: &mut Checks, given: WholeNumber) -> Option<Weekday> {
    let number = checks.in_range("/day_of_week", given, 1..=7)?;
    u8::try_from(number).ok().and_then(|number| Weekday::new(number).ok())
}

impl CreateBody for WorkingHoursIn {
    type Details = WorkingHoursDetails;

    fn company(&self) -> Option<WholeNumber> {
        self.company_id
    }

    fn details(self, checks: &mut Checks) -> Option<WorkingHoursDetails> {
        let day_of_week = weekday(checks, self.day_of_week);
        let start = time(checks, "/start_time", &self.start_time);
        let end = clock(checks, "/end_time", &self.end_time);
        let span = between(checks, "/end_time", start, end);
        let breaks = spans(checks, "/breaks", &self.breaks.unwrap_or_default());
        let hours = DayHours { span: span?, breaks };
        let details =
            WorkingHoursDetails { staff: StaffId(self.staff_id.0), day_of_week: day_of_week?, hours };
        if checks.is_clean() {
            note_all(checks, details.problems());
        }
        Some(details)
    }
}

/// A change of working hours: what is absent stays. Whose they are never changes.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct WorkingHoursPatch {
    /// 1 (Monday) to 7.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = i64)]
    day_of_week: Option<WholeNumber>,
    /// 00:00 to 23:59.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    start_time: Option<String>,
    /// 00:00 to 24:00.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    end_time: Option<String>,
    /// At most 20; null for none.
    #[serde(default)]
    #[schema(value_type = Option<Vec<SpanIn>>)]
    breaks: Patch<UpTo<SpanIn, MAX_SPANS>>,
}

impl UpdateBody for WorkingHoursPatch {
    type Details = WorkingHoursDetails;

    fn change(self, checks: &mut Checks) -> Change<WorkingHoursDetails> {
        let day = self.day_of_week.and_then(|given| weekday(checks, given));
        let start = self.start_time.and_then(|text| time(checks, "/start_time", &text));
        let end = self.end_time.and_then(|text| clock(checks, "/end_time", &text));
        let breaks = patched_or(self.breaks, Vec::new, |given| Some(spans(checks, "/breaks", &given)));
        Box::new(move |week| {
            let old = week.hours.span;
            let span = WallSpan::new(start.unwrap_or(old.start()), end.unwrap_or(old.end()));
            week.hours.span =
                span.map_err(|_| Refusal::invalid("/end_time", "must differ from the start"))?;
            set(&mut week.day_of_week, &day);
            set(&mut week.hours.breaks, &breaks);
            Ok(())
        })
    }
}

/// When somebody works on one weekday.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WorkingHours)]
pub(crate) struct WorkingHoursOut {
    id: i64,
    company_id: i64,
    staff_id: i64,
    /// 1 (Monday) to 7.
    day_of_week: u8,
    /// `HH:MM:SS`
    start_time: String,
    /// `HH:MM:SS`; before the start, it runs over midnight.
    end_time: String,
    breaks: Vec<SpanOut>,
    created_at: InstantOut,
    updated_at: InstantOut,
}

impl From<WorkingHours> for WorkingHoursOut {
    fn from(week: WorkingHours) -> Self {
        let (details, metadata) = (week.details, week.metadata);
        Self {
            id: week.id.0,
            company_id: week.company.0,
            staff_id: details.staff.0,
            day_of_week: details.day_of_week.number(),
            start_time: time_out(details.hours.span.start()),
            end_time: time_out(details.hours.span.end()),
            breaks: details.hours.breaks.iter().map(Into::into).collect(),
            created_at: metadata.created_at.into(),
            updated_at: metadata.updated_at.into(),
        }
    }
}

/// Which working hours are asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct WorkingHoursParams {
    /// Only those of this member of the staff.
    #[param(value_type = Option<i64>)]
    staff_id: Option<WholeNumber>,
    /// The order (`id`).
    #[param(value_type = Option<SortById>)]
    sort: Option<SortById>,
}

impl ListParams for WorkingHoursParams {
    type Details = WorkingHoursDetails;

    fn narrow(self) -> Narrow<WorkingHoursDetails> {
        let filter = WorkingHoursFilter { staff: self.staff_id.map(|id| StaffId(id.0)) };
        Narrow::new(filter, None, self.sort)
    }
}

#[utoipa::path(
    tag = "Appointments: hours",
    summary = "List working hours",
    params(ListQuery, WorkingHoursParams),
    responses((status = 200, description = "A page", body = Page<WorkingHoursOut>)),
)]
#[get("/api/v1/appointments/working-hours")]
async fn list_working_hours(granted: Granted<ReadHours, ListOf<WorkingHoursParams>>) -> Answered {
    granted.list().await
}

#[utoipa::path(
    tag = "Appointments: hours",
    summary = "Create working hours",
    description = "One for each staff member and weekday; a second is refused (409 `duplicate`).",
    params(DryRunQuery),
    request_body = WorkingHoursIn,
    responses((status = 201, description = "The hours, with their `Location`", body = WorkingHoursOut)),
)]
#[post("/api/v1/appointments/working-hours")]
async fn create_working_hours(
    granted: Granted<ManageHours, DryRunQuery>,
    Json(body): Json<WorkingHoursIn>,
) -> Answered {
    granted.create(body).await
}

#[utoipa::path(
    tag = "Appointments: hours",
    summary = "Read working hours",
    params(("id" = i64, Path, description = "Their id"), Place),
    responses((status = 200, description = "The hours", body = WorkingHoursOut)),
)]
#[get("/api/v1/appointments/working-hours/{id}")]
async fn get_working_hours(granted: Granted<ReadHours>, id: web::Path<i64>) -> Answered {
    granted.get::<WorkingHoursDetails>(*id).await
}

#[utoipa::path(
    tag = "Appointments: hours",
    summary = "Update working hours",
    description = "Another weekday that has hours already is refused (409 `duplicate`).",
    params(("id" = i64, Path, description = "Their id"), DryRunQuery),
    request_body = WorkingHoursPatch,
    responses((status = 200, description = "The hours after the change", body = WorkingHoursOut)),
)]
#[patch("/api/v1/appointments/working-hours/{id}")]
async fn update_working_hours(
    granted: Granted<ManageHours, DryRunQuery>,
    id: web::Path<i64>,
    Json(body): Json<WorkingHoursPatch>,
) -> Answered {
    granted.update(*id, body).await
}

#[utoipa::path(
    tag = "Appointments: hours",
    summary = "Delete working hours",
    params(("id" = i64, Path, description = "Their id"), DryRunQuery),
    responses((status = 204, description = "They are gone")),
)]
#[delete("/api/v1/appointments/working-hours/{id}")]
async fn delete_working_hours(granted: Granted<ManageHours, DryRunQuery>, id: web::Path<i64>) -> Answered {
    granted.delete::<WorkingHoursDetails>(*id).await
}
