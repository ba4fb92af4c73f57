//! The owners of a company.

use domain::directory::{User, UserDetails, stops_owning};
use persistence::store::{companies, users};
use persistence::{Scope, StoreError};

/// Whether somebody is the last active owner of a company in use, and would be so no more when they are as `after` says, or are
/// gone. On PostgreSQL the owners are locked then, so that of two who go at once, the second sees the first.
pub(crate) fn is_last_owner(
    scope: &mut Scope<'_>,
    user: &User,
    after: Option<&UserDetails>,
) -> Result<bool, StoreError> {
    let Some(company) = user.company.filter(|_| stops_owning(&user.details, after)) else { return Ok(false) };
    let scope = &mut scope.for_company(company)?;
    Ok(companies::get(scope, company)?.details.active && !users::has_other_owner(scope, user.id)?)
}
