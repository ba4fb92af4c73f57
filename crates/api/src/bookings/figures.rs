//! `/api/v1/appointments/stats`: figures over a range of dates.

use crate::kit::company_param::Place;
use crate::kit::failure;
use crate::kit::routes::ServiceConfig;
use actix_web::Responder;
use app::appointments::{self, Figures, Sums, Totals};
use domain::access::Action;
use http_kit::{Answer, Authenticated, Checks, Data, Problem, Query, WholeNumber, WireDate, get};
use persistence::Database;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// The most days that figures are asked for.
const MOST_DAYS: i64 = 366;

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(appointment_stats);
}

/// Which days are asked for.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct StatsQuery {
    /// The first local date of starts.
    #[param(value_type = WireDate)]
    start_date: WireDate,
    /// The last one; 366 days at the most.
    #[param(value_type = WireDate)]
    end_date: WireDate,
    /// IANA name of the zone of dates and hours (the company's).
    time_zone: Option<String>,
    /// The company; for all but the platform's administrators it is their own.
    #[param(value_type = Option<i64>)]
    company_id: Option<WholeNumber>,
}

/// The days of the figures.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AppointmentStatsRange)]
struct RangeOut {
    start_date: String,
    end_date: String,
}

/// How many there were.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AppointmentTotals)]
struct TotalsOut {
    requested: i64,
    /// Those that were cancelled later among them.
    booked: i64,
    completed: i64,
    cancelled: i64,
    no_show: i64,
    /// Booked of requested; null where nothing was requested.
    conversion_percent: Option<i64>,
    /// Booked time of working time; null where nobody works.
    utilisation_percent: Option<i64>,
}

impl From<Totals> for TotalsOut {
    fn from(totals: Totals) -> Self {
        let Totals { requested, booked, completed, cancelled, no_show, .. } = totals;
        let Totals { conversion_percent, utilisation_percent, .. } = totals;
        Self { requested, booked, completed, cancelled, no_show, conversion_percent, utilisation_percent }
    }
}

/// The same of one service.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AppointmentTotalsOfService)]
struct OfService {
    service_id: i64,
    #[serde(flatten)]
    totals: TotalsOut,
}

/// The same of one member of staff.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AppointmentTotalsOfStaff)]
struct OfStaff {
    staff_id: i64,
    #[serde(flatten)]
    totals: TotalsOut,
}

/// Money of one currency, in its minor unit.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AppointmentSums)]
struct SumsOut {
    currency: String,
    /// What bookings asked for.
    booked: i64,
    /// Before refunds.
    paid: i64,
    refunded: i64,
    due: i64,
}

/// The figures.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AppointmentStats)]
struct StatsOut {
    range: RangeOut,
    time_zone: String,
    totals: TotalsOut,
    by_service: Vec<OfService>,
    by_staff: Vec<OfStaff>,
    /// Bookings by local hour of the start: 24 numbers.
    by_hour: Vec<i64>,
    /// Bookings by local weekday of the start, Monday first: 7 numbers.
    by_weekday: Vec<i64>,
    money: Vec<SumsOut>,
}

impl StatsOut {
    fn new(range: RangeOut, figures: Figures) -> Self {
        let money = |(currency, sums): (String, Sums)| {
            let Sums { booked, paid, refunded, due } = sums;
            SumsOut { currency, booked, paid, refunded, due }
        };
        let service = |(service_id, totals): (i64, Totals)| OfService { service_id, totals: totals.into() };
        let staff = |(staff_id, totals): (i64, Totals)| OfStaff { staff_id, totals: totals.into() };
        Self {
            range,
            time_zone: figures.zone,
            totals: figures.totals.into(),
            by_service: figures.by_service.into_iter().map(service).collect(),
            by_staff: figures.by_staff.into_iter().map(staff).collect(),
            by_hour: figures.by_hour.to_vec(),
            by_weekday: figures.by_weekday.to_vec(),
            money: figures.money.into_iter().map(money).collect(),
        }
    }
}

#[utoipa::path(
    tag = "Appointments",
    summary = "Figures of appointments",
    description = "Of the appointments that start on these local dates.",
    params(StatsQuery),
    responses((status = 200, description = "The figures", body = StatsOut)),
)]
#[get("/api/v1/appointments/stats")]
async fn appointment_stats(
    caller: Authenticated,
    Query(query): Query<StatsQuery>,
    db: Data<Database>,
) -> Result<impl Responder, Problem> {
    let permit = Place::of(query.company_id).permit(&caller, Action::ReadFigures)?;
    let mut checks = Checks::new();
    let (first, last) = (query.start_date.0, query.end_date.0);
    let days = last.epoch_day() - first.epoch_day();
    if days < 0 {
        checks.note("/end_date", "must not be before `start_date`");
    } else if days >= MOST_DAYS {
        checks.note("/end_date", format!("must be within {MOST_DAYS} days"));
    }
    let zone = query.time_zone.as_deref().and_then(|name| checks.zone("/time_zone", name));
    checks.finish()?;
    let figures = db.read(move |tx| appointments::figures(tx, &permit, (first, last), zone.clone())).await;
    let figures = figures.map_err(failure::problem)?;
    let range = RangeOut { start_date: first.to_string(), end_date: last.to_string() };
    Ok(Answer::ok(StatsOut::new(range, figures)))
}
