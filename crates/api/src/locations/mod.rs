//! `/api/v1/locations`.

use crate::kit::fields::{NAME, TITLE, given, line, patched, patched_or, zone};
use crate::kit::prelude::*;
use domain::access::actions::{ChangeCompany, ReadDirectory};
use domain::directory::{Location, LocationDetails};
use persistence::store::locations::LocationFilter;

endpoints! {
    LocationDetails at "/api/v1/locations", "/api/v1/locations/{id}" (i64), under "Locations";
    ReadDirectory: list_locations(LocationParams) "List locations", get_location "Read a location";
    ChangeCompany: create_location(LocationIn) "Create a location", update_location(LocationPatch) "Update a location",
        delete_location "Delete a location";
    answers LocationOut;
}

/// A new location.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "Head office", "time_zone": "Europe/Berlin", "company_id": 1}))]
struct LocationIn {
    /// 1 to 200 characters.
    name: String,
    /// 1 to 500 characters.
    address: Option<String>,
    /// IANA name (the company's).
    time_zone: Option<String>,
    /// Whether it is in use (true).
    active: Option<bool>,
    /// The company; administrators name it here or in the query.
    #[schema(value_type = Option<i64>)]
    company_id: Option<WholeNumber>,
}

impl CreateBody for LocationIn {
    type Details = LocationDetails;

    fn company(&self) -> Option<WholeNumber> {
        self.company_id
    }

    fn details(self, checks: &mut Checks) -> Option<LocationDetails> {
        // Every check runs, so that everything that is wrong is named at once; only then `?`.
        let name = line(checks, "/name", &self.name, NAME);
        let address = self.address.as_deref().and_then(|text| line(checks, "/address", text, TITLE));
        let time_zone = self.time_zone.as_deref().and_then(|name| zone(checks, "/time_zone", name));
        Some(LocationDetails { name: name?, address, time_zone, active: self.active.unwrap_or(true) })
    }
}

/// A change of a location: what is absent stays. The company never changes.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct LocationPatch {
    /// 1 to 200 characters.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    name: Option<String>,
    /// 1 to 500 characters, or null.
    #[serde(default)]
    address: Patch<String>,
    /// IANA name, or null for the company's.
    #[serde(default)]
    time_zone: Patch<String>,
    /// Null for true.
    #[serde(default)]
    active: Patch<bool>,
}

impl UpdateBody for LocationPatch {
    type Details = LocationDetails;

    fn change(self, checks: &mut Checks) -> Change<LocationDetails> {
        let name = self.name.and_then(|name| line(checks, "/name", &name, NAME));
        let address = patched(self.address, |text| line(checks, "/address", &text, TITLE));
        let time_zone = patched(self.time_zone, |name| zone(checks, "/time_zone", &name));
        let active = patched_or(self.active, || true, Some);
        Box::new(move |location| {
            set(&mut location.name, &name);
            set(&mut location.address, &address);
            set(&mut location.time_zone, &time_zone);
            set(&mut location.active, &active);
            Ok(())
        })
    }
}

/// A location.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Location)]
pub(crate) struct LocationOut {
    id: i64,
    company_id: i64,
    name: String,
    address: Option<String>,
    /// Null for the company's.
    time_zone: Option<String>,
    /// Whether it is in use.
    active: bool,
    created_at: InstantOut,
    updated_at: InstantOut,
}

impl From<Location> for LocationOut {
    fn from(location: Location) -> Self {
        let (details, metadata) = (location.details, location.metadata);
        Self {
            id: location.id.0,
            company_id: location.company.0,
            name: details.name,
            address: details.address,
            time_zone: details.time_zone,
            active: details.active,
            created_at: metadata.created_at.into(),
            updated_at: metadata.updated_at.into(),
        }
    }
}

/// Which locations are asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct LocationParams {
    /// Only locations whose name holds this, in any case.
    q: Option<String>,
    /// Only locations that are in use, or that are not.
    active: Option<bool>,
    /// The order (`id`).
    #[param(value_type = Option<SortByName>)]
    sort: Option<SortByName>,
}

impl ListParams for LocationParams {
    type Details = LocationDetails;

    fn narrow(self) -> Narrow<LocationDetails> {
        Narrow::new(LocationFilter { active: self.active }, self.q, self.sort)
    }
}
