//! Busy times that people enter by hand.

use crate::{BusyPeriodId, Record, UserId};
use scheduling_core::time::Interval;

/// A stored busy period.
pub type BusyPeriod = Record<BusyPeriodId, BusyPeriodDetails>;

/// What is said of a busy period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BusyPeriodDetails {
    /// Whose time it takes; never changes.
    pub user: UserId,
    pub time: Interval,
    pub title: Option<String>,
}
