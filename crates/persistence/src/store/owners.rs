//! Whose a record is that belongs to a user.

use super::{Result, users};
use crate::Scope;
use domain::{CompanyId, Refusal, UserId};

/// The company of the user whom a new record belongs to; `pointer` says where the request names them.
///
/// # Errors
/// [`Refusal::NotFound`] for a user who is not there; [`Refusal::Invalid`] for an administrator of the platform, and for
/// somebody else where the permit shows the caller's own alone.
pub(crate) fn company(scope: &mut Scope<'_>, user: UserId, pointer: &str) -> Result<CompanyId> {
    if !scope.sees().shows(user) {
        return Err(
            Refusal::invalid(pointer, "must be yourself: your role manages what is its own alone").into()
        );
    }
    let found = users::require(scope, &[user], |_| pointer.into())?.pop();
    let company = found.and_then(|user| user.company);
    Ok(company.ok_or_else(|| Refusal::invalid(pointer, "this user belongs to no company"))?)
}
