//! How a company lets appointments be booked.

use super::directory::refuse;
use crate::conflicts;
use crate::kit::{Precondition, require_company};
use domain::Refusal;
use domain::access::Permit;
use domain::appointment::{ShopSettings, StoredShopSettings};
use persistence::store::shop::settings as store;
use persistence::{Scope, StoreError, Tx};
use scheduling_core::time::Timestamp;

/// The settings of the permit's company.
///
/// # Errors
/// `Invalid` where no company was named; `NotFound`.
pub fn get(tx: &mut Tx<'_>, permit: &Permit) -> Result<StoredShopSettings, StoreError> {
    of_company(&mut tx.scope(permit))
}

/// The settings of the scope's company.
fn of_company(scope: &mut Scope<'_>) -> Result<StoredShopSettings, StoreError> {
    require_company(scope)?;
    let company = scope.company().ok_or_else(|| Refusal::invalid("/company_id", "name the company"))?;
    store::get(scope, company)
}

/// Replaces the settings of the permit's company.
///
/// # Errors
/// `Invalid`, `NotFound`, `VersionMismatch`.
pub fn put(
    tx: &mut Tx<'_>,
    permit: &Permit,
    given: &ShopSettings,
    precondition: &Precondition,
    now: Timestamp,
) -> Result<StoredShopSettings, StoreError> {
    refuse(given.problems())?;
    let scope = &mut tx.scope(permit);
    let after = precondition.retry(|| {
        let before = of_company(scope)?;
        precondition.check(store::WHAT, before.metadata.version)?;
        store::put(scope, &before, given, now)
    })?;
    conflicts::recheck_company(scope, after.company, now)?;
    Ok(after)
}
