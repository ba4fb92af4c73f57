//! API keys: made and revoked by those who may.

use crate::kit::{page, require_company};
use crate::tokens::Token;
use domain::ApiKeyId;
use domain::access::{ApiKey, ApiKeyDetails, Permit};
use persistence::store::api_keys as store;
use persistence::{StoreError, Tx};
use scheduling_core::time::Timestamp;

/// A page of keys.
///
/// # Errors
/// `NotFound` where the company that was named is not there.
pub fn list(
    tx: &mut Tx<'_>,
    permit: &Permit,
    after: Option<ApiKeyId>,
    limit: i64,
) -> Result<Vec<ApiKey>, StoreError> {
    let scope = &mut tx.scope(permit);
    let rows = store::list(scope, after, limit)?;
    page(scope, rows)
}

/// Makes a key in the permit's company, or one of the platform's administrators where it reaches all.
///
/// # Errors
/// `NotFound` for the company; `Invalid` where role and company don't go together.
pub fn make(
    tx: &mut Tx<'_>,
    permit: &Permit,
    details: &ApiKeyDetails,
    token: &Token,
    now: Timestamp,
) -> Result<ApiKey, StoreError> {
    let scope = &mut tx.scope(permit);
    require_company(scope)?;
    store::insert(scope, details, &token.hash(), now)
}

/// Revokes a key.
///
/// # Errors
/// `NotFound`.
pub fn revoke(tx: &mut Tx<'_>, permit: &Permit, id: ApiKeyId) -> Result<(), StoreError> {
    store::delete(&mut tx.scope(permit), id)
}
