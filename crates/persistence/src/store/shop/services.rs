//! Services and who offers them: two queries, however many.

use super::parts::money;
use super::{links, policies};
use crate::Scope;
use crate::db::DbError;
use crate::db::fragments::Ids;
use crate::schema::{services, staff_services};
use crate::store::collection::{Beside, Columns, Stored, collection};
use crate::store::{Result, slugs};
use diesel::prelude::*;
use domain::appointment::{Service, ServiceDetails, ServiceId, Setting, StaffId};
use domain::text::folded;
use scheduling_core::time::Timestamp;

#[derive(Queryable, Insertable, AsChangeset)]
#[diesel(table_name = services, treat_none_as_null = true)]
pub(in crate::store) struct Values {
    name: String,
    name_key: String,
    description: Option<String>,
    duration_minutes: i64,
    price_amount: Option<i64>,
    price_currency: Option<String>,
    down_payment_amount: Option<i64>,
    image_url: Option<String>,
    reschedule_limit: Option<i64>,
    allow_rescheduling: bool,
    cancellation_policy: Option<serde_json::Value>,
    location_type: String,
    location: Option<String>,
    active: bool,
}

impl Columns for Values {
    type Details = ServiceDetails;

    fn of(service: &ServiceDetails) -> Result<Self> {
        Ok(Self {
            name: service.name.clone(),
            name_key: folded(&service.name),
            description: service.description.clone(),
            duration_minutes: service.duration_minutes,
            price_amount: service.price.map(domain::money::Money::amount),
            price_currency: service.price.map(|price| price.currency().code().to_owned()),
            down_payment_amount: service.down_payment.map(domain::money::Money::amount),
            image_url: service.image_url.clone(),
            reschedule_limit: service.reschedule_limit,
            allow_rescheduling: service.allow_rescheduling,
            cancellation_policy: service.cancellation_policy.as_ref().map(policies::encode),
            location_type: service.location_type.name().to_owned(),
            location: service.location.clone(),
            active: service.active,
        })
    }

    /// The staff stand in a table of their own.
    fn details(self) -> Result<ServiceDetails> {
        let currency = self.price_currency.as_deref();
        let setting = Setting::named(&self.location_type);
        let policy = self.cancellation_policy.as_ref();
        Ok(ServiceDetails {
            price: money("services.price_amount", self.price_amount, currency)?,
            down_payment: money("services.down_payment_amount", self.down_payment_amount, currency)?,
            name: self.name,
            description: self.description,
            duration_minutes: self.duration_minutes,
            image_url: self.image_url,
            reschedule_limit: self.reschedule_limit,
            allow_rescheduling: self.allow_rescheduling,
            cancellation_policy: policy
                .map(|policy| policies::decode("services.cancellation_policy", policy))
                .transpose()?,
            location_type: setting
                .ok_or_else(|| DbError::corrupt("services.location_type", &self.location_type))?,
            location: self.location,
            staff: Vec::new(),
            active: self.active,
        })
    }
}

/// What a list of services can be narrowed by.
#[derive(Debug, Clone, Default)]
pub struct ServiceFilter {
    /// Only what this member of the staff offers.
    pub staff: Option<StaffId>,
    pub active: Option<bool>,
}

collection! {
    ServiceDetails "service", ServiceId(i64);
    table: services as Values {
        name, name_key, description, duration_minutes, price_amount, price_currency, down_payment_amount, image_url,
        reschedule_limit, allow_rescheduling, cancellation_policy, location_type, location, active,
    };
    owner: none;
    sort: Name by name_key (String);
    search: name_key;
    list: ServiceFilter, |query, request| {
        if let Some(active) = request.filter.active {
            query = query.filter(services::active.eq(active));
        }
        if let Some(staff) = request.filter.staff {
            let offered = staff_services::table
                .select(staff_services::service_id)
                .filter(staff_services::company_id.eq(services::company_id))
                .filter(staff_services::staff_id.eq(staff.0));
            query = query.filter(services::id.eq_any(offered));
        }
    };
    beside: own;
}

impl Beside for ServiceDetails {
    fn complete(scope: &mut Scope<'_>, records: &mut [Service]) -> Result<()> {
        let companies: Ids = records.iter().map(|service| service.company.0).collect();
        let ids: Ids = records.iter().map(|service| service.id.0).collect();
        let mut staff = links::staff_of(scope, &companies, &ids)?;
        for service in records {
            service.details.staff = staff.remove(&service.id.0).unwrap_or_default();
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
        let staff = before.map(|before| before.details.staff.as_slice()).unwrap_or_default();
        let lists = links::Lists { before: staff, after: &details.staff };
        links::put_staff(scope, after.company, after.id, &lists, now)?;
        if before.is_none() {
            slugs::make_of_service(scope, after.company, after.id, &details.name, now)?;
        }
        after.details.staff.clone_from(&details.staff);
        after.details.staff.sort_unstable();
        Ok(())
    }

    /// Those who offered it offer it no more.
    fn deleting(scope: &mut Scope<'_>, service: &Stored<Self>, now: Timestamp) -> Result<()> {
        let lists = links::Lists { before: &service.details.staff, after: &[] };
        links::put_staff(scope, service.company, service.id, &lists, now)
    }
}
