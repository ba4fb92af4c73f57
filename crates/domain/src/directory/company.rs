//! Companies: the tenants.

use super::BusinessHours;
use crate::{CompanyId, Record};

/// A stored company. It is its own: `company` is its id.
pub type Company = Record<CompanyId, CompanyDetails>;

/// What may be changed about a company.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompanyDetails {
    /// Not empty.
    pub name: String,
    /// An IANA name, `UTC` unless given.
    pub time_zone: String,
    pub business_hours: BusinessHours,
    /// How many AI slots of one type may overlap; at least 1.
    pub ai_parallel: i64,
    /// An inactive company stays in history and takes no new bookings.
    pub active: bool,
    /// A suspended company keeps its data, and nobody of it gets in; the platform's administrators say so.
    pub suspended: bool,
}

impl CompanyDetails {
    /// A company with this name and the defaults.
    pub fn named(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            time_zone: "UTC".into(),
            business_hours: BusinessHours::default(),
            ai_parallel: 1,
            active: true,
            suspended: false,
        }
    }
}
