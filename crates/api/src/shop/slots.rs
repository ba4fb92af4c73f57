//! `GET /api/v1/appointments/services/{id}/slots`: the starts that a date offers.

use super::offers::{ExplanationOut, answered, told};
use crate::kit::granted::NamesCompany;
use crate::kit::kept::SeenTags;
use crate::kit::prelude::*;
use app::shop::{Asked, AskedShop, ShopAnswer, ShopSlot};
use domain::access::actions::ReadShop;
use domain::appointment::{ServiceId, StaffId};
use http_kit::{Problem, Query, WireDate};
use scheduling_core::time::Date;

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(list_service_slots);
}

/// Which starts are asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct SlotsQuery {
    /// A date of `time_zone`: starts belong to the local date on which they are.
    date: WireDate,
    /// Only with this member of the staff; absent for all who offer the service.
    #[param(value_type = Option<i64>)]
    staff_id: Option<WholeNumber>,
    /// IANA name (the staff member's, without one the company's).
    time_zone: Option<String>,
    /// Whether to say why the other starts are none.
    explain: Option<bool>,
    /// The company; for all but the platform's administrators it is their own.
    #[param(value_type = Option<i64>)]
    company_id: Option<WholeNumber>,
}

impl NamesCompany for SlotsQuery {
    fn read(text: &str) -> Result<Self, Problem> {
        Ok(Query::parse(text)?.0)
    }

    fn place(&self) -> Place {
        Place::of(self.company_id)
    }
}

/// The starts of a date.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ServiceSlots)]
pub(crate) struct SlotsOut {
    date: WireDate,
    /// The zone of the date.
    time_zone: String,
    /// In order of start, then of staff.
    items: Vec<SlotOut>,
    /// Where `explain=true`: why other starts are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    explanation: Option<ExplanationOut>,
}

/// A time at which a member of the staff can be booked.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ServiceSlot)]
struct SlotOut {
    start: InstantOut,
    end: InstantOut,
    staff_id: i64,
}

impl From<ShopSlot> for SlotOut {
    fn from(slot: ShopSlot) -> Self {
        Self { start: slot.time.start().into(), end: slot.time.end().into(), staff_id: slot.staff.0 }
    }
}

fn slots(date: Date, found: &ShopAnswer) -> SlotsOut {
    SlotsOut {
        date: date.into(),
        time_zone: found.zone.name().to_owned(),
        items: found.slots().map(Into::into).collect(),
        explanation: told(found),
    }
}

#[utoipa::path(
    tag = "Appointments: services",
    summary = "List the starts of a date",
    description = "Every `slot_duration_minutes` from the beginning of each shift, each as long as the service, where the staff \
                   member is free: what is listed can be booked.",
    params(
        ("id" = i64, Path, description = "The service's id"),
        SlotsQuery,
        SeenTags,
    ),
    responses((status = 200, description = "The starts", body = SlotsOut)),
)]
#[get("/api/v1/appointments/services/{id}/slots")]
async fn list_service_slots(granted: Granted<ReadShop, SlotsQuery>, id: web::Path<i64>) -> Answered {
    let (query, date) = (&granted.query, granted.query.date.0);
    let mut checks = Checks::new();
    let zone = query.time_zone.as_deref().and_then(|name| checks.zone("/time_zone", name));
    checks.finish()?;
    let asked = AskedShop {
        service: ServiceId(*id),
        staff: query.staff_id.map(|id| StaffId(id.0)),
        zone,
        when: Asked::Date(date),
        booked: None,
        explain: query.explain == Some(true),
    };
    answered(granted, asked, move |found| slots(date, found)).await
}
