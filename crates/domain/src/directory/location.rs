//! Locations: where people meet.

use crate::Record;
use crate::ids::integer_ids;

integer_ids! {
    /// A place where people meet.
    LocationId,
}

/// A stored location.
pub type Location = Record<LocationId, LocationDetails>;

/// What may be changed about a location.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocationDetails {
    /// Not empty.
    pub name: String,
    pub address: Option<String>,
    /// An IANA name; `None` where the company's counts.
    pub time_zone: Option<String>,
    /// An inactive location stays in history.
    pub active: bool,
}
