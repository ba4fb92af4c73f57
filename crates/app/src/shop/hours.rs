//! Weekly hours, hours of single dates, and days off.

use super::change;
use super::directory::refuse;
use crate::kit;
use crate::kit::collection::{Rules, Stored};
use domain::access::Role;
use domain::appointment::{DayOffDetails, SpecialHoursDetails, StaffId, WorkingHoursDetails};
use domain::{CompanyId, Refusal};
use persistence::store::shop::days_off::DayOffFilter;
use persistence::store::shop::special_hours::SpecialHoursFilter;
use persistence::store::shop::staff;
use persistence::store::shop::working_hours::WorkingHoursFilter;
use persistence::{Scope, StoreError};
use scheduling_core::time::Timestamp;

/// Refuses staff whom the caller does not reach, and what is everybody's to those who manage their own alone.
fn require_own(
    scope: &mut Scope<'_>,
    company: Option<CompanyId>,
    whose: Option<StaffId>,
) -> Result<(), StoreError> {
    match (whose, company) {
        (None, _) if scope.sees().only().is_some() => {
            Err(Refusal::Forbidden { role: Role::Staff.name(), action: "manage hours of everybody" }.into())
        }
        (Some(one), Some(company)) => {
            staff::require(&mut scope.for_company(company)?, &[one], |_| "/staff_id".into()).map(drop)
        }
        _ => Ok(()),
    }
}

/// Refuses a filter by somebody who is not there.
fn require_staff(scope: &mut Scope<'_>, whose: Option<StaffId>) -> Result<(), StoreError> {
    let Some(one) = whose else { return Ok(()) };
    kit::require_company(scope)?;
    staff::require(scope, &[one], |_| "/staff_id".into()).map(drop)
}

/// The rules of what belongs to a member of the staff, or to everybody.
macro_rules! rules_of_hours {
    ($details:ident, $filter:ident, |$of:ident| $staff:expr, |$new:ident| $problems:expr) => {
        impl Rules for $details {
            const READ_BY_ONE: bool = false;
            const FOR_EVERYBODY: bool = true;

            fn check_filter(scope: &mut Scope<'_>, filter: &mut $filter) -> Result<(), StoreError> {
                require_staff(scope, filter.staff)
            }

            fn check(&self, scope: &mut Scope<'_>, before: Option<&Stored<Self>>) -> Result<(), StoreError> {
                let $new = self;
                refuse($problems)?;
                let $of = self;
                let company = before.map(|before| before.company).or(scope.company());
                require_own(scope, company, $staff)
            }

            fn check_deletion(scope: &mut Scope<'_>, record: &Stored<Self>) -> Result<(), StoreError> {
                let $of = &record.details;
                require_own(scope, Some(record.company), $staff)
            }

            fn touched(
                scope: &mut Scope<'_>,
                record: &Stored<Self>,
                now: Timestamp,
            ) -> Result<(), StoreError> {
                let $of = &record.details;
                change::recheck(scope, record.company, $staff, now)
            }
        }
    };
}

rules_of_hours!(WorkingHoursDetails, WorkingHoursFilter, |of| Some(of.staff), |new| new.problems());
rules_of_hours!(SpecialHoursDetails, SpecialHoursFilter, |of| of.staff, |new| new.problems());
rules_of_hours!(DayOffDetails, DayOffFilter, |of| of.staff, |new| {
    let Self { .. } = new;
    Vec::new()
});
