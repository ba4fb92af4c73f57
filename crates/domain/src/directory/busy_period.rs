//! Busy times that people enter by hand.

use crate::Metadata;
use crate::{BusyPeriodId, CompanyId, UserId};
use scheduling_core::time::Interval;

/// A stored busy period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BusyPeriod {
    pub id: BusyPeriodId,
    pub company: CompanyId,
    /// Whose time it takes; never changes.
    pub user: UserId,
    pub details: BusyPeriodDetails,
    pub metadata: Metadata,
}

/// What may be changed about a busy period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BusyPeriodDetails {
    pub time: Interval,
    pub title: Option<String>,
}
