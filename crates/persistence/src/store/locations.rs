//! Locations: where people meet.

use super::Result;
use super::collection::{Columns, collection};
use crate::schema::locations;
use diesel::prelude::*;
use domain::directory::{LocationDetails, LocationId};
use domain::text::folded;

#[derive(Queryable, Insertable, AsChangeset)]
#[diesel(table_name = locations, treat_none_as_null = true)]
pub(super) struct Values {
    name: String,
    name_key: String,
    address: Option<String>,
    time_zone: Option<String>,
    active: bool,
}

impl Columns for Values {
    type Details = LocationDetails;

    fn of(location: &LocationDetails) -> Result<Self> {
        let LocationDetails { name, address, time_zone, active } = location.clone();
        Ok(Self { name_key: folded(&name), name, address, time_zone, active })
    }

    fn details(self) -> Result<LocationDetails> {
        let Self { name, address, time_zone, active, .. } = self;
        Ok(LocationDetails { name, address, time_zone, active })
    }
}

/// What a list of locations can be narrowed by.
#[derive(Debug, Clone, Default)]
pub struct LocationFilter {
    pub active: Option<bool>,
}

collection! {
    LocationDetails "location", LocationId(i64);
    table: locations as Values { name, name_key, address, time_zone, active };
    owner: none;
    sort: Name by name_key (String);
    search: name_key;
    list: LocationFilter, |query, request| {
        if let Some(active) = request.filter.active {
            query = query.filter(locations::active.eq(active));
        }
    };
}
