//! Who is booked of several who are free.

use super::offered::OfferedStaff;
use crate::workloads::Workloads;
use domain::appointment::StaffId;
use domain::interview::{Free, Need};

/// Who was chosen, and who was weighed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Choice {
    pub chosen: StaffId,
    /// All who were free, in order of id.
    pub weighed: Vec<Free<StaffId>>,
}

/// Chooses among those who are free at an offered start: the one with the fewest booked minutes of all kinds in its week, then
/// who was booked longest ago, then the lower id. `None` where nobody is free.
#[must_use]
pub(crate) fn choose(free: &[OfferedStaff], loads: &Workloads) -> Option<Choice> {
    let weighed: Vec<Free<StaffId>> = free.iter().map(|one| loads.free(one.staff, one.user)).collect();
    let anybody = Need { members: weighed.iter().map(|one| one.who).collect(), count: 1 };
    let chosen = domain::interview::choose(&[anybody], &weighed)?.first().copied()?;
    Some(Choice { chosen, weighed })
}
