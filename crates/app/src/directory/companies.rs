//! Companies: made by the platform, looked after by their owners.

use crate::conflicts;
use crate::kit::{Precondition, page};
use domain::CompanyId;
use domain::access::Permit;
use domain::directory::{BusinessHours, Company, CompanyDetails};
use persistence::store::companies as store;
use persistence::{StoreError, Tx};
use scheduling_core::time::Timestamp;

/// What is to change about a company; `None` leaves a value as it is.
#[derive(Debug, Clone, Default)]
pub struct CompanyChange {
    pub name: Option<String>,
    pub time_zone: Option<String>,
    pub business_hours: Option<BusinessHours>,
    pub ai_parallel: Option<i64>,
    pub active: Option<bool>,
}

impl CompanyChange {
    fn apply(&self, old: CompanyDetails) -> CompanyDetails {
        CompanyDetails {
            name: self.name.clone().unwrap_or(old.name),
            time_zone: self.time_zone.clone().unwrap_or(old.time_zone),
            business_hours: self.business_hours.unwrap_or(old.business_hours),
            ai_parallel: self.ai_parallel.unwrap_or(old.ai_parallel),
            active: self.active.unwrap_or(old.active),
        }
    }
}

/// A page of the companies that the caller reaches: all, or their own.
///
/// # Errors
/// `NotFound` where the company that was named is not there.
pub fn list(
    tx: &mut Tx<'_>,
    permit: &Permit,
    after: Option<CompanyId>,
    limit: i64,
) -> Result<Vec<Company>, StoreError> {
    let scope = &mut tx.scope(permit);
    let rows = store::list(scope, after, limit)?;
    page(scope, rows)
}

/// One company.
///
/// # Errors
/// `NotFound`.
pub fn get(tx: &mut Tx<'_>, permit: &Permit, id: CompanyId) -> Result<Company, StoreError> {
    store::get(&mut tx.scope(permit), id)
}

/// Makes a company.
///
/// # Errors
/// `NotFound` where the caller reaches one company only.
pub fn make(
    tx: &mut Tx<'_>,
    permit: &Permit,
    details: &CompanyDetails,
    now: Timestamp,
) -> Result<Company, StoreError> {
    store::insert(&mut tx.scope(permit), details, now)
}

/// Changes a company. Where it takes bookings no more, or again, or goes by another clock, its people's bookings are
/// compared with that.
///
/// # Errors
/// `NotFound`, `VersionMismatch`.
pub fn change(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: CompanyId,
    change: &CompanyChange,
    expected: &Precondition,
    now: Timestamp,
) -> Result<Company, StoreError> {
    let scope = &mut tx.scope(permit);
    let (before, after) = expected.retry(|| {
        let stored = store::get(scope, id)?;
        expected.check("company", stored.metadata.version)?;
        let details = change.apply(stored.details.clone());
        let changed = store::update(scope, id, &details, Some(stored.metadata.version), now)?;
        Ok((stored.details, changed))
    })?;
    let taking = |details: &CompanyDetails| (details.active, details.time_zone.clone());
    if taking(&before) != taking(&after.details) {
        conflicts::recheck_company(scope, id, now)?;
    }
    Ok(after)
}

/// Deletes a company that nobody belongs to.
///
/// # Errors
/// `NotFound`, `VersionMismatch`, `StillReferenced`.
pub fn remove(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: CompanyId,
    expected: &Precondition,
) -> Result<(), StoreError> {
    let scope = &mut tx.scope(permit);
    expected.check("company", store::get(scope, id)?.metadata.version)?;
    store::delete(scope, id, None)
}
