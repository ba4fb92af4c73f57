//! Profiles of staff and what they offer: two queries, however many.

use super::links;
use super::parts::time;
use crate::Scope;
use crate::db::fragments::Ids;
use crate::schema::{staff, staff_services};
use crate::store::Result;
use crate::store::collection::{Beside, Collection, Columns, Stored, collection};
use diesel::prelude::*;
use domain::appointment::{ServiceId, Staff, StaffDetails, StaffId};
use domain::{Refusal, UserId};
use scheduling_core::time::{TimeOfDay, Timestamp};

#[derive(Queryable, Insertable, AsChangeset)]
#[diesel(table_name = staff, treat_none_as_null = true)]
pub(in crate::store) struct Values {
    user_id: i64,
    slot_duration_minutes: Option<i64>,
    lead_minute: Option<i64>,
    finish_minute: Option<i64>,
    appointment_buffer_minutes: Option<i64>,
    work_on_saturday: Option<bool>,
    work_on_sunday: Option<bool>,
    active: bool,
}

impl Columns for Values {
    type Details = StaffDetails;

    fn of(staff: &StaffDetails) -> Result<Self> {
        let minutes = |time: Option<TimeOfDay>| time.map(|time| i64::from(time.minutes()));
        Ok(Self {
            user_id: staff.user.0,
            slot_duration_minutes: staff.slot_duration_minutes,
            lead_minute: minutes(staff.lead_time),
            finish_minute: minutes(staff.finish_time),
            appointment_buffer_minutes: staff.appointment_buffer_minutes,
            work_on_saturday: staff.work_on_saturday,
            work_on_sunday: staff.work_on_sunday,
            active: staff.active,
        })
    }

    /// The services stand in a table of their own.
    fn details(self) -> Result<StaffDetails> {
        Ok(StaffDetails {
            user: UserId(self.user_id),
            services: Vec::new(),
            slot_duration_minutes: self.slot_duration_minutes,
            lead_time: self.lead_minute.map(|minutes| time("staff.lead_minute", minutes)).transpose()?,
            finish_time: self
                .finish_minute
                .map(|minutes| time("staff.finish_minute", minutes))
                .transpose()?,
            appointment_buffer_minutes: self.appointment_buffer_minutes,
            work_on_saturday: self.work_on_saturday,
            work_on_sunday: self.work_on_sunday,
            active: self.active,
        })
    }
}

/// What a list of staff can be narrowed by.
#[derive(Debug, Clone, Default)]
pub struct StaffFilter {
    pub user: Option<UserId>,
    /// Only those who offer this service.
    pub service: Option<ServiceId>,
    pub active: Option<bool>,
}

collection! {
    StaffDetails "staff member", StaffId(i64);
    table: staff as Values {
        user_id, slot_duration_minutes, lead_minute, finish_minute, appointment_buffer_minutes, work_on_saturday,
        work_on_sunday, active,
    };
    owner: user_id at "/user_id";
    sort: ;
    list: StaffFilter, |query, request| {
        if let Some(user) = request.filter.user {
            query = query.filter(staff::user_id.eq(user.0));
        }
        if let Some(active) = request.filter.active {
            query = query.filter(staff::active.eq(active));
        }
        if let Some(service) = request.filter.service {
            let offering = staff_services::table
                .select(staff_services::staff_id)
                .filter(staff_services::company_id.eq(staff::company_id))
                .filter(staff_services::service_id.eq(service.0));
            query = query.filter(staff::id.eq_any(offering));
        }
    };
    beside: own;
}

impl Beside for StaffDetails {
    fn complete(scope: &mut Scope<'_>, records: &mut [Staff]) -> Result<()> {
        let companies: Ids = records.iter().map(|staff| staff.company.0).collect();
        let ids: Ids = records.iter().map(|staff| staff.id.0).collect();
        let mut services = links::services_of(scope, &companies, &ids)?;
        for staff in records {
            staff.details.services = services.remove(&staff.id.0).unwrap_or_default();
        }
        Ok(())
    }

    fn written(
        scope: &mut Scope<'_>,
        before: Option<&Stored<Self>>,
        details: &Self,
        after: &mut Stored<Self>,
        now: Timestamp,
    ) -> Result<()> {
        let services = before.map(|before| before.details.services.as_slice()).unwrap_or_default();
        let lists = links::Lists { before: services, after: &details.services };
        links::put_services(scope, after.company, after.id, &lists, now)?;
        after.details.services.clone_from(&details.services);
        after.details.services.sort_unstable();
        Ok(())
    }

    /// What they offered is offered by one fewer.
    fn deleting(scope: &mut Scope<'_>, staff: &Stored<Self>, now: Timestamp) -> Result<()> {
        let lists = links::Lists { before: &staff.details.services, after: &[] };
        links::put_services(scope, staff.company, staff.id, &lists, now)
    }
}

/// These staff, in order of id; `pointer` says where the request names each.
///
/// # Errors
/// [`Refusal::NotFound`] of the first that the scope does not reach.
pub fn require(
    scope: &mut Scope<'_>,
    ids: &[StaffId],
    pointer: impl Fn(usize) -> String,
) -> Result<Vec<Staff>> {
    let found = StaffDetails::by_ids(scope, ids)?;
    for (at, id) in ids.iter().enumerate() {
        if !found.iter().any(|staff| staff.id == *id) {
            return Err(Refusal::NotFound { what: "staff member", pointer: Some(pointer(at)) }.into());
        }
    }
    Ok(found)
}
