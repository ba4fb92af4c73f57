//! What follows from a change of when staff work.

use crate::conflicts;
use domain::CompanyId;
use domain::appointment::StaffId;
use persistence::store::collection::Collection;
use persistence::{Scope, StoreError};
use scheduling_core::time::Timestamp;

/// Compares what is booked with when people work now: bookings of one member of the staff, or of the whole company.
pub(super) fn recheck(
    scope: &mut Scope<'_>,
    company: CompanyId,
    whose: Option<StaffId>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let Some(staff) = whose else { return conflicts::recheck_company(scope, company, now) };
    let staff = domain::appointment::StaffDetails::get(&mut scope.everybodys(), staff)?;
    conflicts::recheck(scope, staff.details.user, now)
}
