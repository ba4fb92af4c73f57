//! `/api/v1/busy-periods`: busy times that people enter by hand.

use crate::kit::dry_run::DryRunQuery;
use crate::kit::fields::{TITLE, given, line, patched};
use crate::kit::list::SortByStart;
use crate::kit::prelude::*;
use app::directory::busy_periods::END_AFTER_START;
use domain::access::actions::{ManageBusyPeriods, ReadBusySources};
use domain::directory::{BusyPeriod, BusyPeriodDetails};
use domain::{Refusal, UserId};
use http_kit::InstantIn;
use persistence::store::busy_periods::BusyPeriodFilter;
use scheduling_core::time::Interval;
use uuid::Uuid;

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(list_busy_periods)
        .service(create_busy_period)
        .service(get_busy_period)
        .service(update_busy_period)
        .service(delete_busy_period);
}

impl Resource for BusyPeriodDetails {
    const PATH: &'static str = "/api/v1/busy-periods";
    type Out = BusyPeriodOut;
}

/// A new busy period.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct BusyPeriodIn {
    /// Whose time it takes.
    #[schema(value_type = i64)]
    user_id: WholeNumber,
    /// The first instant.
    start: InstantIn,
    /// The first instant after it.
    end: InstantIn,
    /// 1 to 500 characters.
    title: Option<String>,
    /// The user's company; it need not be named.
    #[schema(value_type = Option<i64>)]
    company_id: Option<WholeNumber>,
}

impl CreateBody for BusyPeriodIn {
    type Details = BusyPeriodDetails;

    fn company(&self) -> Option<WholeNumber> {
        self.company_id
    }

    fn details(self, checks: &mut Checks) -> Option<BusyPeriodDetails> {
        let start = checks.instant("/start", self.start);
        let end = checks.instant("/end", self.end);
        let time = start.zip(end).and_then(|(start, end)| {
            let time = Interval::new(start, end).ok();
            if time.is_none() {
                checks.note("/end", END_AFTER_START);
            }
            time
        });
        let title = self.title.as_deref().and_then(|title| line(checks, "/title", title, TITLE));
        Some(BusyPeriodDetails { user: UserId(self.user_id.0), time: time?, title })
    }
}

/// A change of a busy period: what is absent stays. Whose it is never changes.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct BusyPeriodPatch {
    /// The first instant.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    start: Option<InstantIn>,
    /// The first instant after it.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    end: Option<InstantIn>,
    /// 1 to 500 characters, or null.
    #[serde(default)]
    title: Patch<String>,
}

impl UpdateBody for BusyPeriodPatch {
    type Details = BusyPeriodDetails;

    fn change(self, checks: &mut Checks) -> Change<BusyPeriodDetails> {
        let start = self.start.and_then(|start| checks.instant("/start", start));
        let end = self.end.and_then(|end| checks.instant("/end", end));
        let title = patched(self.title, |title| line(checks, "/title", &title, TITLE));
        Box::new(move |busy| {
            let (start, end) = (start.unwrap_or(busy.time.start()), end.unwrap_or(busy.time.end()));
            busy.time = Interval::new(start, end).map_err(|_| Refusal::invalid("/end", END_AFTER_START))?;
            set(&mut busy.title, &title);
            Ok(())
        })
    }
}

/// A busy period.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BusyPeriod)]
pub(crate) struct BusyPeriodOut {
    id: Uuid,
    company_id: i64,
    user_id: i64,
    start: InstantOut,
    end: InstantOut,
    title: Option<String>,
    created_at: InstantOut,
    updated_at: InstantOut,
}

impl From<BusyPeriod> for BusyPeriodOut {
    fn from(busy: BusyPeriod) -> Self {
        let time = busy.details.time;
        Self {
            id: busy.id.0,
            company_id: busy.company.0,
            user_id: busy.details.user.0,
            start: time.start().into(),
            end: time.end().into(),
            title: busy.details.title,
            created_at: busy.metadata.created_at.into(),
            updated_at: busy.metadata.updated_at.into(),
        }
    }
}

/// Which busy periods are asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct BusyPeriodParams {
    /// Only what belongs to this user.
    #[param(value_type = Option<i64>)]
    user_id: Option<WholeNumber>,
    /// The order (`id`).
    #[param(value_type = Option<SortByStart>)]
    sort: Option<SortByStart>,
}

impl ListParams for BusyPeriodParams {
    type Details = BusyPeriodDetails;

    fn narrow(self) -> Narrow<BusyPeriodDetails> {
        let filter =
            BusyPeriodFilter { user: self.user_id.map(|id| UserId(id.0)), ..BusyPeriodFilter::default() };
        Narrow::new(filter, None, self.sort)
    }
}

#[utoipa::path(
    tag = "Busy periods",
    summary = "List busy periods",
    params(ListQuery, BusyPeriodParams),
    responses((status = 200, description = "A page", body = Page<BusyPeriodOut>)),
)]
#[get("/api/v1/busy-periods")]
async fn list_busy_periods(granted: Granted<ReadBusySources, ListOf<BusyPeriodParams>>) -> Answered {
    granted.list().await
}

#[utoipa::path(
    tag = "Busy periods",
    summary = "Make a busy period",
    description = "It takes the user's time like a booking does, and may overlap others.",
    params(DryRunQuery),
    request_body = BusyPeriodIn,
    responses((status = 201, description = "The busy period, with its `Location`", body = BusyPeriodOut)),
)]
#[post("/api/v1/busy-periods")]
async fn create_busy_period(
    granted: Granted<ManageBusyPeriods, DryRunQuery>,
    Json(body): Json<BusyPeriodIn>,
) -> Answered {
    granted.create(body).await
}

#[utoipa::path(
    tag = "Busy periods",
    summary = "Read a busy period",
    params(("id" = Uuid, Path, description = "The busy period's id"), Place),
    responses((status = 200, description = "The busy period", body = BusyPeriodOut)),
)]
#[get("/api/v1/busy-periods/{id}")]
async fn get_busy_period(granted: Granted<ReadBusySources>, id: web::Path<Uuid>) -> Answered {
    granted.get::<BusyPeriodDetails>(*id).await
}

#[utoipa::path(
    tag = "Busy periods",
    summary = "Change a busy period",
    description = "Honours `If-Match`.",
    params(("id" = Uuid, Path, description = "The busy period's id"), DryRunQuery),
    request_body = BusyPeriodPatch,
    responses((status = 200, description = "The busy period after the change", body = BusyPeriodOut)),
)]
#[patch("/api/v1/busy-periods/{id}")]
async fn update_busy_period(
    granted: Granted<ManageBusyPeriods, DryRunQuery>,
    id: web::Path<Uuid>,
    Json(body): Json<BusyPeriodPatch>,
) -> Answered {
    granted.update(*id, body).await
}

#[utoipa::path(
    tag = "Busy periods",
    summary = "Delete a busy period",
    description = "Honours `If-Match`.",
    params(("id" = Uuid, Path, description = "The busy period's id"), Place),
    responses((status = 204, description = "It is gone")),
)]
#[delete("/api/v1/busy-periods/{id}")]
async fn delete_busy_period(granted: Granted<ManageBusyPeriods>, id: web::Path<Uuid>) -> Answered {
    granted.delete::<BusyPeriodDetails>(*id).await
}
