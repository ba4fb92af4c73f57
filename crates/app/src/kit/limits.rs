//! The limits of a company, asked where something was just made: one too many undoes it.

use domain::CompanyId;
use domain::access::Permit;
pub use domain::directory::{CompanyLimits, Limited};

use persistence::store::collection::Collection;
use persistence::store::limited;
use persistence::{StoreError, Tx};

/// Refuses where the company of a record that was just made has too many of them now.
///
/// # Errors
/// `WrongState` (`limit-reached`).
pub fn within<D: Collection<Company = CompanyId>>(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: D::Id,
    limits: CompanyLimits,
    what: Limited,
) -> Result<(), StoreError> {
    let scope = &mut tx.scope(permit);
    let company = D::get(scope, id)?.company;
    let count = limited::count(&mut scope.for_company(company)?, what)?;
    Ok(limits.check(what, count)?)
}
