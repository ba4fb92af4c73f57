//! Under which subject a company's log-in provider knows its users.

use super::Result;
use crate::Scope;
use crate::db::types::DbTimestamp;
use crate::schema::user_identities as identities;
use diesel::dsl::exists;
use diesel::prelude::*;
use domain::UserId;
use scheduling_core::time::Timestamp;

/// The user of the scope's company who is this subject of the issuer.
///
/// # Errors
/// [`Refusal::Invalid`](domain::Refusal::Invalid) where the scope reaches all companies.
pub fn user(scope: &mut Scope<'_>, issuer: &str, subject: &str) -> Result<Option<UserId>> {
    let company = scope.home()?;
    let user: Option<i64> = identities::table
        .find((company.0, issuer, subject))
        .select(identities::user_id)
        .first(scope.connection())
        .optional()?;
    Ok(user.map(UserId))
}

/// Whether the issuer knows this user of the scope's company under any subject.
///
/// # Errors
/// As [`user`].
pub fn is_bound(scope: &mut Scope<'_>, user: UserId, issuer: &str) -> Result<bool> {
    let company = scope.home()?;
    let row = identities::table
        .filter(identities::company_id.eq(company.0))
        .filter(identities::user_id.eq(user.0))
        .filter(identities::issuer.eq(issuer));
    Ok(diesel::select(exists(row)).get_result(scope.connection())?)
}

/// Says that this user of the scope's company is that subject of the issuer.
///
/// # Errors
/// As [`user`]; [`Refusal::Duplicate`](domain::Refusal::Duplicate) where either is bound already.
pub fn bind(scope: &mut Scope<'_>, user: UserId, issuer: &str, subject: &str, now: Timestamp) -> Result<()> {
    let company = scope.home()?;
    diesel::insert_into(identities::table)
        .values((
            identities::company_id.eq(company.0),
            identities::issuer.eq(issuer),
            identities::subject.eq(subject),
            identities::user_id.eq(user.0),
            identities::created_at.eq(DbTimestamp::from(now)),
        ))
        .execute(scope.connection())?;
    Ok(())
}
