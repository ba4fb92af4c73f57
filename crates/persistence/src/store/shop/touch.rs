//! Whose time it is that hours and days off are about.

use crate::schema::{staff, users};
use crate::store::Result;
use crate::{Scope, ledger};
use diesel::prelude::*;
use domain::appointment::{DayOffDetails, SpecialHoursDetails, StaffId, WorkingHoursDetails};
use domain::commitment::Subject;
use domain::{CompanyId, UserId};

/// What belongs to a member of the staff, or to everybody.
pub(crate) trait OfStaff {
    /// Everybody's where it is `None`.
    fn staff(&self) -> Option<StaffId>;
}

impl OfStaff for WorkingHoursDetails {
    fn staff(&self) -> Option<StaffId> {
        Some(self.staff)
    }
}

impl OfStaff for SpecialHoursDetails {
    fn staff(&self) -> Option<StaffId> {
        self.staff
    }
}

impl OfStaff for DayOffDetails {
    fn staff(&self) -> Option<StaffId> {
        self.staff
    }
}

/// The users whom something concerns: one of the staff, or everybody of the company.
pub(crate) fn concerned(
    scope: &mut Scope<'_>,
    company: CompanyId,
    whose: Option<StaffId>,
) -> Result<Vec<UserId>> {
    let found: Vec<i64> = match whose {
        Some(one) => staff::table
            .select(staff::user_id)
            .filter(staff::company_id.eq(company.0))
            .filter(staff::id.eq(one.0))
            .load(scope.connection())?,
        None => users::table
            .select(users::id)
            .filter(users::company_id.eq(company.0))
            .order(users::id)
            .load(scope.connection())?,
    };
    Ok(found.into_iter().map(UserId).collect())
}

/// Notes that their time has changed, and waits for bookings of theirs that are being made.
pub(crate) fn work_changed(scope: &mut Scope<'_>, company: CompanyId, of: &impl OfStaff) -> Result<()> {
    let users = concerned(scope, company, of.staff())?;
    Ok(ledger::touch(scope, company, users.into_iter().map(Subject::User))?)
}
