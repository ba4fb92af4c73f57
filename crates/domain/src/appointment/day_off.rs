//! Days off: local dates on which somebody, or a whole company, does not work.

use super::{DayOffId, StaffId};
use crate::Record;
use scheduling_core::calendar::DaysOff;

/// Stored days off.
pub type DayOff = Record<DayOffId, DayOffDetails>;

/// Days off, on the calendars of those who have them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayOffDetails {
    /// The whole company's where it is `None`. Never changes.
    pub staff: Option<StaffId>,
    pub days: DaysOff,
    pub description: Option<String>,
}
