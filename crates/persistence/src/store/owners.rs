//! Whose a record is that belongs to a user.

use super::Result;
use crate::schema::users;
use crate::{Scope, ledger};
use diesel::prelude::*;
use domain::commitment::Subject;
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
    let mut query = users::table.select(users::company_id).filter(users::id.eq(user.0)).into_boxed();
    if let Some(company) = scope.company() {
        query = query.filter(users::company_id.eq(company.0));
    }
    let found: Option<Option<i64>> = query.first(scope.connection()).optional()?;
    let missing = || Refusal::NotFound { what: "user", pointer: Some(pointer.into()) };
    let company = found.ok_or_else(missing)?.map(CompanyId);
    Ok(company.ok_or_else(|| Refusal::invalid(pointer, "this user belongs to no company"))?)
}

/// Notes that something of this user's time has changed.
pub(crate) fn touch(scope: &mut Scope<'_>, company: CompanyId, user: UserId) -> Result<()> {
    Ok(ledger::touch(scope, company, [Subject::User(user)])?)
}
