//! `/api/v1/appointments/services`.

use crate::kit::fields::{NAME, TITLE, URL, given, line, note_all, notes, patched, patched_or};
use crate::kit::prelude::*;
use crate::wire::cancellation_policy::{PolicyIn, TierIn, TierOut, policy, policy_out};
use crate::wire::money::{MoneyIn, MoneyOut};
use domain::access::actions::{ManageShop, ReadShop};
use domain::appointment::{
    MAX_DURATION, MAX_LINKS, MAX_RESCHEDULE_LIMIT, Service, ServiceDetails, Setting, StaffId,
};
use domain::money::Money;
use http_kit::wire_enum;
use persistence::store::shop::services::ServiceFilter;

endpoints! {
    ServiceDetails at "/api/v1/appointments/services", "/api/v1/appointments/services/{id}" (i64), under "Appointments: services";
    ReadShop: list_services(ServiceParams) "List services", get_service "Read a service";
    ManageShop: create_service(ServiceIn) "Create a service", update_service(ServicePatch) "Update a service",
        delete_service "Delete a service";
    answers ServiceOut;
}

wire_enum! {
    /// Where an appointment takes place.
    pub(crate) enum LocationType {
        InPerson = "in_person",
        Phone = "phone",
        Online = "online",
        ClientPlace = "client_place",
    }
}

impl From<LocationType> for Setting {
    fn from(name: LocationType) -> Self {
        match name {
            LocationType::InPerson => Self::InPerson,
            LocationType::Phone => Self::Phone,
            LocationType::Online => Self::Online,
            LocationType::ClientPlace => Self::ClientPlace,
        }
    }
}

impl From<Setting> for LocationType {
    fn from(setting: Setting) -> Self {
        match setting {
            Setting::InPerson => Self::InPerson,
            Setting::Phone => Self::Phone,
            Setting::Online => Self::Online,
            Setting::ClientPlace => Self::ClientPlace,
        }
    }
}

/// A new service.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "name": "Consultation", "duration_minutes": 60, "price": {"amount": 12500, "currency": "EUR"}, "company_id": 1
}))]
struct ServiceIn {
    /// 1 to 200 characters.
    name: String,
    /// How long an appointment is: 1 to 1440.
    #[schema(value_type = i64)]
    duration_minutes: WholeNumber,
    /// Up to 5000 characters.
    description: Option<String>,
    /// What it costs; absent where nothing is said of money.
    price: Option<MoneyIn>,
    /// A part of the price, in its currency, that can be paid first.
    down_payment: Option<MoneyIn>,
    /// A picture: an address of `https`.
    image_url: Option<String>,
    /// How often an appointment may be moved, 0 to 1000; absent where the settings of the company count.
    #[schema(value_type = Option<i64>)]
    reschedule_limit: Option<WholeNumber>,
    /// Whether appointments may be moved (true).
    allow_rescheduling: Option<bool>,
    /// What comes back of the money; absent where that of the company counts, and an empty list for nothing.
    #[schema(value_type = Option<Vec<TierIn>>)]
    cancellation_policy: Option<PolicyIn>,
    /// Where it takes place (`in_person`).
    location_type: Option<LocationType>,
    /// 1 to 500 characters.
    location: Option<String>,
    /// The ids of those who offer it (nobody).
    #[schema(value_type = Option<Vec<i64>>)]
    staff: Option<UpTo<WholeNumber, MAX_LINKS>>,
    /// Whether it can be booked (true).
    active: Option<bool>,
    /// The company; administrators name it here or in the query.
    #[schema(value_type = Option<i64>)]
    company_id: Option<WholeNumber>,
}

/// Ids of staff, each of them once.
fn staff_ids(checks: &mut Checks, given: &[WholeNumber]) -> Vec<StaffId> {
    let ids: Vec<StaffId> = given.iter().map(|id| StaffId(id.0)).collect();
    note_all(checks, domain::appointment::named_twice("/staff", &ids));
    ids
}

/// A picture's address.
fn image_url(checks: &mut Checks, given: &str) -> Option<String> {
    https(checks, "/image_url", given)
}

/// An address of `https`.
pub(super) fn https(checks: &mut Checks, pointer: &str, given: &str) -> Option<String> {
    let text = line(checks, pointer, given, URL)?;
    let host =
        text.strip_prefix("https://").map(|rest| rest.split(['/', '?', '#']).next().unwrap_or_default());
    if host.is_none_or(str::is_empty) || text.contains(char::is_whitespace) {
        checks.note(pointer, "must be an address that begins with https://");
        return None;
    }
    Some(text)
}

fn duration(checks: &mut Checks, given: WholeNumber) -> Option<i64> {
    checks.in_range("/duration_minutes", given, 1..=MAX_DURATION)
}

fn limit(checks: &mut Checks, given: WholeNumber) -> Option<i64> {
    checks.in_range("/reschedule_limit", given, 0..=MAX_RESCHEDULE_LIMIT)
}

impl CreateBody for ServiceIn {
    type Details = ServiceDetails;

    fn company(&self) -> Option<WholeNumber> {
        self.company_id
    }

    fn details(self, checks: &mut Checks) -> Option<ServiceDetails> {
        let name = line(checks, "/name", &self.name, NAME);
        let duration_minutes = duration(checks, self.duration_minutes);
        let description = self.description.and_then(|text| notes(checks, "/description", &text));
        let good = |checks: &mut Checks, given: &Option<MoneyIn>, pointer| match given {
            Some(given) => given.check(checks, pointer).map(Some),
            None => Some(None),
        };
        let price: Option<Option<Money>> = good(checks, &self.price, "/price");
        let down_payment = good(checks, &self.down_payment, "/down_payment");
        if let (Some(price), Some(part)) = (price, down_payment) {
            note_all(checks, ServiceDetails::payment_problems(price, part));
        }
        let image_url = self.image_url.and_then(|url| image_url(checks, &url));
        let reschedule_limit = self.reschedule_limit.and_then(|given| limit(checks, given));
        let given_policy = self.cancellation_policy;
        let cancellation_policy =
            given_policy.and_then(|given| policy(checks, "/cancellation_policy", &given));
        let location = self.location.and_then(|text| line(checks, "/location", &text, TITLE));
        let staff = staff_ids(checks, &self.staff.unwrap_or_default());
        Some(ServiceDetails {
            name: name?,
            description,
            duration_minutes: duration_minutes?,
            price: price?,
            down_payment: down_payment?,
            image_url,
            reschedule_limit,
            allow_rescheduling: self.allow_rescheduling.unwrap_or(true),
            cancellation_policy,
            location_type: self.location_type.map_or(Setting::InPerson, Into::into),
            location,
            staff,
            active: self.active.unwrap_or(true),
        })
    }
}

/// A change of a service: what is absent stays. The company never changes.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ServicePatch {
    /// 1 to 200 characters.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    name: Option<String>,
    /// 1 to 1440. Appointments that are booked keep their length.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = i64)]
    duration_minutes: Option<WholeNumber>,
    /// Up to 5000 characters, or null.
    #[serde(default)]
    description: Patch<String>,
    /// What it costs, or null.
    #[serde(default)]
    price: Patch<MoneyIn>,
    /// A part of the price, or null.
    #[serde(default)]
    down_payment: Patch<MoneyIn>,
    /// An address of `https`, or null.
    #[serde(default)]
    image_url: Patch<String>,
    /// 0 to 1000, or null for the company's.
    #[serde(default)]
    reschedule_limit: Patch<WholeNumber>,
    /// Null for true.
    #[serde(default)]
    allow_rescheduling: Patch<bool>,
    /// Null for the company's.
    #[serde(default)]
    #[schema(value_type = Option<Vec<TierIn>>)]
    cancellation_policy: Patch<PolicyIn>,
    /// Null for `in_person`.
    #[serde(default)]
    location_type: Patch<LocationType>,
    /// 1 to 500 characters, or null.
    #[serde(default)]
    location: Patch<String>,
    /// The ids of those who offer it; null for nobody.
    #[serde(default)]
    #[schema(value_type = Option<Vec<i64>>)]
    staff: Patch<UpTo<WholeNumber, MAX_LINKS>>,
    /// Null for true.
    #[serde(default)]
    active: Patch<bool>,
}

impl UpdateBody for ServicePatch {
    type Details = ServiceDetails;

    fn change(self, checks: &mut Checks) -> Change<ServiceDetails> {
        let name = self.name.and_then(|name| line(checks, "/name", &name, NAME));
        let duration_minutes = self.duration_minutes.and_then(|given| duration(checks, given));
        let description = match self.description {
            Patch::Keep => None,
            Patch::Clear => Some(None),
            Patch::Set(text) => Some(notes(checks, "/description", &text)),
        };
        let price = patched(self.price, |given| given.check(checks, "/price"));
        let down_payment = patched(self.down_payment, |given| given.check(checks, "/down_payment"));
        let image_url = patched(self.image_url, |url| image_url(checks, &url));
        let reschedule_limit = patched(self.reschedule_limit, |given| limit(checks, given));
        let allow_rescheduling = patched_or(self.allow_rescheduling, || true, Some);
        let cancellation_policy =
            patched(self.cancellation_policy, |given| policy(checks, "/cancellation_policy", &given));
        let in_person = || Setting::InPerson;
        let location_type = patched_or(self.location_type, in_person, |name| Some(name.into()));
        let location = patched(self.location, |text| line(checks, "/location", &text, TITLE));
        let staff = patched_or(self.staff, Vec::new, |ids| Some(staff_ids(checks, &ids)));
        let active = patched_or(self.active, || true, Some);
        Box::new(move |service| {
            set(&mut service.name, &name);
            set(&mut service.duration_minutes, &duration_minutes);
            set(&mut service.description, &description);
            set(&mut service.price, &price);
            set(&mut service.down_payment, &down_payment);
            set(&mut service.image_url, &image_url);
            set(&mut service.reschedule_limit, &reschedule_limit);
            set(&mut service.allow_rescheduling, &allow_rescheduling);
            set(&mut service.cancellation_policy, &cancellation_policy);
            set(&mut service.location_type, &location_type);
            set(&mut service.location, &location);
            set(&mut service.staff, &staff);
            set(&mut service.active, &active);
            Ok(())
        })
    }
}

/// A service.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Service)]
pub(crate) struct ServiceOut {
    id: i64,
    company_id: i64,
    name: String,
    description: Option<String>,
    duration_minutes: i64,
    /// Null where nothing is said of money.
    price: Option<MoneyOut>,
    down_payment: Option<MoneyOut>,
    image_url: Option<String>,
    /// Null where the settings of the company count.
    reschedule_limit: Option<i64>,
    allow_rescheduling: bool,
    /// Null where that of the company counts.
    cancellation_policy: Option<Vec<TierOut>>,
    location_type: LocationType,
    location: Option<String>,
    /// The ids of those who offer it, in order.
    staff: Vec<i64>,
    /// Whether it can be booked.
    active: bool,
    created_at: InstantOut,
    updated_at: InstantOut,
}

impl From<Service> for ServiceOut {
    fn from(service: Service) -> Self {
        let (details, metadata) = (service.details, service.metadata);
        Self {
            id: service.id.0,
            company_id: service.company.0,
            name: details.name,
            description: details.description,
            duration_minutes: details.duration_minutes,
            price: details.price.map(Into::into),
            down_payment: details.down_payment.map(Into::into),
            image_url: details.image_url,
            reschedule_limit: details.reschedule_limit,
            allow_rescheduling: details.allow_rescheduling,
            cancellation_policy: details.cancellation_policy.as_ref().map(policy_out),
            location_type: details.location_type.into(),
            location: details.location,
            staff: details.staff.iter().map(|staff| staff.0).collect(),
            active: details.active,
            created_at: metadata.created_at.into(),
            updated_at: metadata.updated_at.into(),
        }
    }
}

/// Which services are asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ServiceParams {
    /// Only services whose name holds this, in any case.
    q: Option<String>,
    /// Only what this member of the staff offers.
    #[param(value_type = Option<i64>)]
    staff_id: Option<WholeNumber>,
    /// Only services that can be booked, or that can't.
    active: Option<bool>,
    /// The order (`id`).
    #[param(value_type = Option<SortByName>)]
    sort: Option<SortByName>,
}

impl ListParams for ServiceParams {
    type Details = ServiceDetails;

    fn narrow(self) -> Narrow<ServiceDetails> {
        let filter = ServiceFilter { staff: self.staff_id.map(|id| StaffId(id.0)), active: self.active };
        Narrow::new(filter, self.q, self.sort)
    }
}
