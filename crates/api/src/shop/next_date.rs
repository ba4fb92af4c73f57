//! `GET /api/v1/appointments/services/{id}/next-date`: the first date that offers a start.

use super::offers::answered;
use crate::kit::granted::NamesCompany;
use crate::kit::kept::SeenTags;
use crate::kit::prelude::*;
use app::shop::{Asked, AskedShop};
use domain::access::actions::ReadShop;
use domain::appointment::{ServiceId, StaffId};
use http_kit::{Problem, Query, WireDate};

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(find_next_date);
}

/// From when on is looked.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct NextDateQuery {
    /// A date of `time_zone` (today).
    from: Option<WireDate>,
    /// Only with this member of the staff; absent for all who offer the service.
    #[param(value_type = Option<i64>)]
    staff_id: Option<WholeNumber>,
    /// IANA name (the staff member's, without one the company's).
    time_zone: Option<String>,
    /// The company; for all but the platform's administrators it is their own.
    #[param(value_type = Option<i64>)]
    company_id: Option<WholeNumber>,
}

impl NamesCompany for NextDateQuery {
    fn read(text: &str) -> Result<Self, Problem> {
        Ok(Query::parse(text)?.0)
    }

    fn place(&self) -> Place {
        Place::of(self.company_id)
    }
}

/// A date, where there is one.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NextDate)]
pub(crate) struct NextDateOut {
    /// The first date with a start; null where there is none as far ahead as can be booked.
    date: Option<WireDate>,
    /// The zone of the date.
    time_zone: String,
}

#[utoipa::path(
    tag = "Appointments: services",
    summary = "Find the next date with a start",
    description = "Looks as many days ahead as can be booked (`maximum_notice_days`).",
    params(
        ("id" = i64, Path, description = "The service's id"),
        NextDateQuery,
        SeenTags,
    ),
    responses((status = 200, description = "The date, or null", body = NextDateOut)),
)]
#[get("/api/v1/appointments/services/{id}/next-date")]
async fn find_next_date(granted: Granted<ReadShop, NextDateQuery>, id: web::Path<i64>) -> Answered {
    let query = &granted.query;
    let mut checks = Checks::new();
    let zone = query.time_zone.as_deref().and_then(|name| checks.zone("/time_zone", name));
    checks.finish()?;
    let asked = AskedShop {
        service: ServiceId(*id),
        staff: query.staff_id.map(|id| StaffId(id.0)),
        zone,
        when: Asked::NextFrom(query.from.map(|date| date.0)),
        booked: None,
        explain: false,
    };
    let render = |found: &app::shop::ShopAnswer| NextDateOut {
        date: found.first_date().map(WireDate),
        time_zone: found.zone.name().to_owned(),
    };
    answered(granted, asked, render).await
}
