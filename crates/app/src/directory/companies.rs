//! Companies: made by the platform, looked after by their owners.

use crate::conflicts;
use crate::kit::collection::{Rules, Stored};
use domain::directory::CompanyDetails;
use domain::effect::EffectKind;
use persistence::{Scope, StoreError, outbox};
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
        if before.details.suspended && !after.details.suspended {
            let scope = &mut scope.for_company(after.id)?;
            for kind in [EffectKind::Deliver, EffectKind::Send] {
                outbox::make_due_now(scope, after.id, kind, now)?;
            }
        }
        Ok(())
    }
}
