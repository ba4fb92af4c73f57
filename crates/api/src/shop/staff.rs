//! `/api/v1/appointments/staff`.

use super::hours::{clock, time, time_out};
use crate::kit::dry_run::DryRunQuery;
use crate::kit::fields::{minutes, note_all, patched, patched_or};
use crate::kit::list::SortById;
use crate::kit::prelude::*;
use domain::UserId;
use domain::access::actions::{ManageShop, ReadDirectory};
use domain::appointment::{MAX_LINKS, ServiceId, Staff, StaffDetails};
use persistence::store::shop::staff::StaffFilter;

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(list_staff)
        .service(create_staff_member)
        .service(get_staff_member)
        .service(update_staff_member)
        .service(delete_staff_member);
}

impl Resource for StaffDetails {
    const PATH: &'static str = "/api/v1/appointments/staff";
    type Out = StaffOut;
}

/// A new profile. What is left out comes from the settings of the company.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"user_id": 1, "services": [1], "lead_time": "10:00"}))]
struct StaffIn {
    /// Whose profile it is; no user has two.
    #[schema(value_type = i64)]
    user_id: WholeNumber,
    /// The ids of the services that they offer (none).
    #[schema(value_type = Option<Vec<i64>>)]
    services: Option<UpTo<WholeNumber, MAX_LINKS>>,
    /// How far apart the starts are that are offered: 1 to 1440.
    #[schema(value_type = Option<i64>)]
    slot_duration_minutes: Option<WholeNumber>,
    /// When work begins where they have no working hours, 00:00 to 23:59.
    lead_time: Option<String>,
    /// When it ends, 00:00 to 24:00; before the beginning, it runs over midnight.
    finish_time: Option<String>,
    /// The pause between two bookings: 0 to 1440.
    #[schema(value_type = Option<i64>)]
    appointment_buffer_minutes: Option<WholeNumber>,
    work_on_saturday: Option<bool>,
    work_on_sunday: Option<bool>,
    /// Whether they can be booked (true).
    active: Option<bool>,
    /// The user's company; it need not be named.
    #[schema(value_type = Option<i64>)]
    company_id: Option<WholeNumber>,
}

/// Ids of services, each of them once.
fn service_ids(checks: &mut Checks, given: &[WholeNumber]) -> Vec<ServiceId> {
    let ids: Vec<ServiceId> = given.iter().map(|id| ServiceId(id.0)).collect();
    note_all(checks, domain::appointment::named_twice("/services", &ids));
    ids
}

impl CreateBody for StaffIn {
    type Details = StaffDetails;

    fn company(&self) -> Option<WholeNumber> {
        self.company_id
    }

    fn details(self, checks: &mut Checks) -> Option<StaffDetails> {
        let services = service_ids(checks, &self.services.unwrap_or_default());
        let slot = self.slot_duration_minutes;
        let slot = slot.and_then(|given| minutes(checks, "/slot_duration_minutes", given, 1));
        let lead_time = self.lead_time.and_then(|text| time(checks, "/lead_time", &text));
        let finish_time = self.finish_time.and_then(|text| clock(checks, "/finish_time", &text));
        let buffer = self.appointment_buffer_minutes;
        let buffer = buffer.and_then(|given| minutes(checks, "/appointment_buffer_minutes", given, 0));
        Some(StaffDetails {
            user: UserId(self.user_id.0),
            services,
            slot_duration_minutes: slot,
            lead_time,
            finish_time,
            appointment_buffer_minutes: buffer,
            work_on_saturday: self.work_on_saturday,
            work_on_sunday: self.work_on_sunday,
            active: self.active.unwrap_or(true),
        })
    }
}

/// A change of a profile: what is absent stays, and what is null comes from the settings of the company. Whose it is never
/// changes.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct StaffPatch {
    /// The ids of the services that they offer; null for none.
    #[serde(default)]
    #[schema(value_type = Option<Vec<i64>>)]
    services: Patch<UpTo<WholeNumber, MAX_LINKS>>,
    /// 1 to 1440.
    #[serde(default)]
    slot_duration_minutes: Patch<WholeNumber>,
    /// 00:00 to 23:59.
    #[serde(default)]
    lead_time: Patch<String>,
    /// 00:00 to 24:00.
    #[serde(default)]
    finish_time: Patch<String>,
    /// 0 to 1440.
    #[serde(default)]
    appointment_buffer_minutes: Patch<WholeNumber>,
    #[serde(default)]
    work_on_saturday: Patch<bool>,
    #[serde(default)]
    work_on_sunday: Patch<bool>,
    /// Null for true.
    #[serde(default)]
    active: Patch<bool>,
}

impl UpdateBody for StaffPatch {
    type Details = StaffDetails;

    fn change(self, checks: &mut Checks) -> Change<StaffDetails> {
        let services = patched_or(self.services, Vec::new, |ids| Some(service_ids(checks, &ids)));
        let slot = self.slot_duration_minutes;
        let slot = patched(slot, |given| minutes(checks, "/slot_duration_minutes", given, 1));
        let lead_time = patched(self.lead_time, |text| time(checks, "/lead_time", &text));
        let finish_time = patched(self.finish_time, |text| clock(checks, "/finish_time", &text));
        let buffer = self.appointment_buffer_minutes;
        let buffer = patched(buffer, |given| minutes(checks, "/appointment_buffer_minutes", given, 0));
        let saturday = patched(self.work_on_saturday, Some);
        let sunday = patched(self.work_on_sunday, Some);
        let active = patched_or(self.active, || true, Some);
        Box::new(move |staff| {
            set(&mut staff.services, &services);
            set(&mut staff.slot_duration_minutes, &slot);
            set(&mut staff.lead_time, &lead_time);
            set(&mut staff.finish_time, &finish_time);
            set(&mut staff.appointment_buffer_minutes, &buffer);
            set(&mut staff.work_on_saturday, &saturday);
            set(&mut staff.work_on_sunday, &sunday);
            set(&mut staff.active, &active);
            Ok(())
        })
    }
}

/// The profile of a user who offers services. What is null comes from the settings of the company.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = StaffMember)]
pub(crate) struct StaffOut {
    id: i64,
    company_id: i64,
    user_id: i64,
    /// The ids of the services that they offer, in order.
    services: Vec<i64>,
    slot_duration_minutes: Option<i64>,
    /// `HH:MM:SS`
    lead_time: Option<String>,
    /// `HH:MM:SS`
    finish_time: Option<String>,
    appointment_buffer_minutes: Option<i64>,
    work_on_saturday: Option<bool>,
    work_on_sunday: Option<bool>,
    /// Whether they can be booked.
    active: bool,
    created_at: InstantOut,
    updated_at: InstantOut,
}

impl From<Staff> for StaffOut {
    fn from(staff: Staff) -> Self {
        let (details, metadata) = (staff.details, staff.metadata);
        Self {
            id: staff.id.0,
            company_id: staff.company.0,
            user_id: details.user.0,
            services: details.services.iter().map(|service| service.0).collect(),
            slot_duration_minutes: details.slot_duration_minutes,
            lead_time: details.lead_time.map(time_out),
            finish_time: details.finish_time.map(time_out),
            appointment_buffer_minutes: details.appointment_buffer_minutes,
            work_on_saturday: details.work_on_saturday,
            work_on_sunday: details.work_on_sunday,
            active: details.active,
            created_at: metadata.created_at.into(),
            updated_at: metadata.updated_at.into(),
        }
    }
}

/// Which staff are asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct StaffParams {
    /// Only the profile of this user.
    #[param(value_type = Option<i64>)]
    user_id: Option<WholeNumber>,
    /// Only those who offer this service.
    #[param(value_type = Option<i64>)]
    service_id: Option<WholeNumber>,
    /// Only those who can be booked, or who can't.
    active: Option<bool>,
    /// The order (`id`).
    #[param(value_type = Option<SortById>)]
    sort: Option<SortById>,
}

impl ListParams for StaffParams {
    type Details = StaffDetails;

    fn narrow(self) -> Narrow<StaffDetails> {
        let filter = StaffFilter {
            user: self.user_id.map(|id| UserId(id.0)),
            service: self.service_id.map(|id| ServiceId(id.0)),
            active: self.active,
        };
        Narrow::new(filter, None, self.sort)
    }
}

#[utoipa::path(
    tag = "Appointments: staff",
    summary = "List staff",
    params(ListQuery, StaffParams),
    responses((status = 200, description = "A page", body = Page<StaffOut>)),
)]
#[get("/api/v1/appointments/staff")]
async fn list_staff(granted: Granted<ReadDirectory, ListOf<StaffParams>>) -> Answered {
    granted.list().await
}

#[utoipa::path(
    tag = "Appointments: staff",
    summary = "Create a staff member",
    description = "The profile of a user; a second one of the same user is refused (409 `duplicate`).",
    params(DryRunQuery),
    request_body = StaffIn,
    responses((status = 201, description = "The profile, with its `Location`", body = StaffOut)),
)]
#[post("/api/v1/appointments/staff")]
async fn create_staff_member(
    granted: Granted<ManageShop, DryRunQuery>,
    Json(body): Json<StaffIn>,
) -> Answered {
    granted.create(body).await
}

#[utoipa::path(
    tag = "Appointments: staff",
    summary = "Read a staff member",
    params(("id" = i64, Path, description = "The profile's id"), Place),
    responses((status = 200, description = "The profile", body = StaffOut)),
)]
#[get("/api/v1/appointments/staff/{id}")]
async fn get_staff_member(granted: Granted<ReadDirectory>, id: web::Path<i64>) -> Answered {
    granted.get::<StaffDetails>(*id).await
}

#[utoipa::path(
    tag = "Appointments: staff",
    summary = "Update a staff member",
    description = "Bookings that the change breaks become conflicts.",
    params(("id" = i64, Path, description = "The profile's id"), DryRunQuery),
    request_body = StaffPatch,
    responses((status = 200, description = "The profile after the change", body = StaffOut)),
)]
#[patch("/api/v1/appointments/staff/{id}")]
async fn update_staff_member(
    granted: Granted<ManageShop, DryRunQuery>,
    id: web::Path<i64>,
    Json(body): Json<StaffPatch>,
) -> Answered {
    granted.update(*id, body).await
}

#[utoipa::path(
    tag = "Appointments: staff",
    summary = "Delete a staff member",
    description = "One whom a booking names stays (409 `still-referenced`); hours and days off go along.",
    params(("id" = i64, Path, description = "The profile's id"), DryRunQuery),
    responses((status = 204, description = "It is gone")),
)]
#[delete("/api/v1/appointments/staff/{id}")]
async fn delete_staff_member(granted: Granted<ManageShop, DryRunQuery>, id: web::Path<i64>) -> Answered {
    granted.delete::<StaffDetails>(*id).await
}
