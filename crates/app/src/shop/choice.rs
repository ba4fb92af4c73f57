//! Who is booked of several who are free.

use super::offered::OfferedStart;
use crate::workloads;
use domain::UserId;
use domain::appointment::StaffId;
use domain::interview::{Free, Need};
use persistence::{Scope, StoreError};
use scheduling_core::time::Timestamp;

/// Who was chosen, and who was weighed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    pub chosen: StaffId,
    /// All who were free, in order of id.
    pub weighed: Vec<Free<StaffId>>,
}

/// Chooses among those who are free at an offered start: the one with the fewest booked minutes of all kinds in its week, then
/// who was booked longest ago, then the lower id. `None` where nobody is free.
///
/// # Errors
/// Failures of the database.
pub fn choose(
    scope: &mut Scope<'_>,
    offered: &OfferedStart,
    now: Timestamp,
) -> Result<Option<Choice>, StoreError> {
    let users: Vec<UserId> = offered.free.iter().map(|one| one.staff.details.user).collect();
    let scope = &mut scope.everybodys();
    let loads = workloads::of(scope, &offered.company, &users, offered.time.start(), now)?;
    let weighed: Vec<Free<StaffId>> =
        offered.free.iter().map(|one| loads.free(one.staff.id, one.staff.details.user)).collect();
    let anybody = Need { members: weighed.iter().map(|one| one.who).collect(), count: 1 };
    let chosen = domain::interview::choose(&[anybody], &weighed).and_then(|chosen| chosen.first().copied());
    Ok(chosen.map(|chosen| Choice { chosen, weighed }))
}
