//! Companies: made by the platform, looked after by their owners.

use crate::conflicts;
use crate::kit::collection::{Rules, Stored};
use domain::directory::CompanyDetails;
use persistence::{Scope, StoreError};
use scheduling_core::time::Timestamp;

impl Rules for CompanyDetails {
    /// Where a company takes bookings no more, or again, or goes by another clock, its people's bookings are compared with
    /// that.
    fn updated(
        scope: &mut Scope<'_>,
        before: &Stored<Self>,
        after: &Stored<Self>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let taking = |company: &Self| (company.active, company.time_zone.clone());
        if taking(&before.details) != taking(&after.details) {
            conflicts::recheck_company(scope, after.id, now)?;
        }
        Ok(())
    }
}
