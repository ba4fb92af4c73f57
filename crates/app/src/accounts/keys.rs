//! API keys: made and revoked by those who may.

use crate::kit::{page, require_company};
use crate::tokens::Token;
use domain::ApiKeyId;
use domain::access::{ApiKey, ApiKeyDetails, Permit};
use domain::directory::{CompanyLimits, Limited};
use persistence::store::collection::Part;
use persistence::store::{api_keys as store, limited};
use persistence::{StoreError, Tx};
use scheduling_core::time::Timestamp;

/// A page of keys.
///
/// # Errors
/// `NotFound` where the company that was named is not there.
pub fn list(tx: &mut Tx<'_>, permit: &Permit, part: &Part<ApiKeyId>) -> Result<Vec<ApiKey>, StoreError> {
    let scope = &mut tx.scope(permit);
    let rows = store::list(scope, part)?;
    page(scope, rows)
}

/// Makes a key in the permit's company, or one of the platform's administrators where it reaches all.
///
/// # Errors
/// `NotFound` for the company; `Invalid` where role and company don't go together; `WrongState` (`limit-reached`).
pub fn make(
    tx: &mut Tx<'_>,
    permit: &Permit,
    details: &ApiKeyDetails,
    token: &Token,
    limits: CompanyLimits,
    now: Timestamp,
) -> Result<ApiKey, StoreError> {
    let scope = &mut tx.scope(permit);
    require_company(scope)?;
    let key = store::insert(scope, details, &token.hash(), now)?;
    if let Some(company) = key.company {
        let count = limited::count(&mut scope.for_company(company)?, Limited::ApiKeys)?;
        limits.check(Limited::ApiKeys, count)?;
    }
    Ok(key)
}

/// Revokes a key.
///
/// # Errors
/// `NotFound`.
pub fn revoke(tx: &mut Tx<'_>, permit: &Permit, id: ApiKeyId) -> Result<(), StoreError> {
    store::delete(&mut tx.scope(permit), id)
}
