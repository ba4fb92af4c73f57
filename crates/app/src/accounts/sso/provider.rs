//! A company's provider: what its owners say about it.

use super::stranger;
use crate::kit::Precondition;
use domain::access::{Action, Caller, IdentityProvider, IdentityProviderDetails, Permit, Sealed, authorise};
use domain::directory::CompanyDetails;
use domain::{CompanyId, Refusal};
use persistence::store::collection::{Collection, ListRequest};
use persistence::store::{companies, identity_providers as store};
use persistence::{Scope, StoreError, Tx};
use scheduling_core::time::Timestamp;

/// The scope of that company, where the permit reaches it and it is there.
fn within<'s>(scope: &'s mut Scope<'_>, company: CompanyId) -> Result<Scope<'s>, StoreError> {
    companies::get(scope, company)?;
    Ok(scope.for_company(company)?)
}

/// The company's provider.
///
/// # Errors
/// `NotFound`.
pub fn get(tx: &mut Tx<'_>, permit: &Permit, company: CompanyId) -> Result<IdentityProvider, StoreError> {
    let mut scope = tx.scope(permit);
    store::get(&mut within(&mut scope, company)?)
}

/// The same where there may be none.
///
/// # Errors
/// `NotFound` for the company.
pub fn find(
    tx: &mut Tx<'_>,
    permit: &Permit,
    company: CompanyId,
) -> Result<Option<IdentityProvider>, StoreError> {
    let mut scope = tx.scope(permit);
    store::find(&mut within(&mut scope, company)?)
}

/// The company whose provider a page for log-ins offers: the one that is named, else the only one that there is; `None` where it
/// has none in use.
///
/// # Errors
/// Failures of the database.
pub fn offered(tx: &mut Tx<'_>, named: Option<CompanyId>) -> Result<Option<CompanyId>, StoreError> {
    let Some(company) = named.map_or_else(|| only_company(tx), |company| Ok(Some(company)))? else {
        return Ok(None);
    };
    let permit = stranger(company)?;
    let found = store::find(&mut tx.scope(&permit))?;
    Ok(found.filter(|provider| provider.details.active).map(|_| company))
}

fn only_company(tx: &mut Tx<'_>) -> Result<Option<CompanyId>, StoreError> {
    let permit = authorise(&Caller::platform_admin(), Action::ManageCompanies, None)?;
    let two = ListRequest::<CompanyDetails> { limit: 2, ..ListRequest::default() };
    let listed = CompanyDetails::list(&mut tx.scope(&permit), &two)?;
    Ok(match listed.records.as_slice() {
        [only] => Some(only.id),
        _ => None,
    })
}

/// Makes or replaces it, and says whether it was made. Without a new secret the stored one stays, as long as issuer and
/// client are the same: a secret is never shown to another provider than the one that gave it.
///
/// # Errors
/// `NotFound` for the company, `VersionMismatch`, `Invalid` where a new secret is needed.
pub fn put(
    tx: &mut Tx<'_>,
    permit: &Permit,
    company: CompanyId,
    details: &IdentityProviderDetails,
    secret: Option<&Sealed>,
    expected: &Precondition,
    now: Timestamp,
) -> Result<(IdentityProvider, bool), StoreError> {
    let mut scope = tx.scope(permit);
    let scope = &mut within(&mut scope, company)?;
    expected.retry(|| {
        let Some(stored) = store::find(scope)? else {
            // A caller that has seen a version has seen one that is gone.
            expected.check("identity provider", 0)?;
            return Ok((store::insert(scope, details, secret, now)?, true));
        };
        expected.check("identity provider", stored.metadata.version)?;
        let kept = match (secret, &stored.client_secret) {
            (Some(new), _) => Some(new),
            (None, Some(_)) if !details.shares_secret_with(&stored.details) => {
                let detail = "is needed again: it was given by another issuer, or for another client";
                return Err(Refusal::invalid("/client_secret", detail).into());
            }
            (None, old) => old.as_ref(),
        };
        Ok((store::update(scope, details, kept, stored.metadata.version, now)?, false))
    })
}

/// Deletes it: nobody gets in through it any more. Users and sessions stay.
///
/// # Errors
/// `NotFound`, `VersionMismatch`.
pub fn remove(
    tx: &mut Tx<'_>,
    permit: &Permit,
    company: CompanyId,
    expected: &Precondition,
) -> Result<(), StoreError> {
    let mut scope = tx.scope(permit);
    let scope = &mut within(&mut scope, company)?;
    expected.check("identity provider", store::get(scope)?.metadata.version)?;
    store::delete(scope)
}
