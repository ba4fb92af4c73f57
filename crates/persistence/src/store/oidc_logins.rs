//! Log-ins through a provider that were begun and not finished yet.
//!
//! Who comes back from a provider shows the state and nothing else, so [`take`] takes it in place of a scope.

use super::Result;
use crate::db::types::DbTimestamp;
use crate::schema::oidc_logins as logins;
use crate::{Scope, Tx};
use diesel::prelude::*;
use domain::CompanyId;
use domain::access::{Sealed, TokenHash};
use scheduling_core::time::Timestamp;

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OidcLogin {
    /// Of which company somebody says that they are.
    pub company: CompanyId,
    /// The provider's issuer when it was begun.
    pub issuer: String,
    /// Where the provider sends them back to.
    pub redirect_uri: String,
    /// Has to be in the ID token.
    pub nonce: String,
    /// Of PKCE.
    pub verifier: Sealed,
    /// What the browser that began it has to show; `None` where no browser did.
    pub browser: Option<TokenHash>,
}

#[derive(Queryable)]
struct Row {
    company_id: i64,
    issuer: String,
    redirect_uri: String,
    nonce: String,
    verifier: String,
    browser_hash: Option<String>,
    expires_at: DbTimestamp,
}

/// Keeps a log-in, and forgets those that nobody finished in time.
///
/// # Errors
/// [`Refusal::NotFound`](domain::Refusal::NotFound) where the scope does not reach the company.
pub fn begin(
    scope: &mut Scope<'_>,
    login: &OidcLogin,
    state: &TokenHash,
    now: Timestamp,
    expires: Timestamp,
) -> Result<()> {
    let mut scope = scope.for_company(login.company)?;
    diesel::delete(logins::table.filter(logins::expires_at.le(DbTimestamp::from(now))))
        .execute(scope.connection())?;
    diesel::insert_into(logins::table)
        .values((
            logins::state_hash.eq(&state.0),
            logins::company_id.eq(login.company.0),
            logins::issuer.eq(&login.issuer),
            logins::redirect_uri.eq(&login.redirect_uri),
            logins::nonce.eq(&login.nonce),
            logins::verifier.eq(&login.verifier.0),
            logins::browser_hash.eq(login.browser.as_ref().map(|browser| browser.0.as_str())),
            logins::expires_at.eq(DbTimestamp::from(expires)),
        ))
        .execute(scope.connection())?;
    Ok(())
}

/// Takes the log-in of that state, which is used up by it; `None` where there is none any more. Of two who take it at
/// once, one gets it.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn take(tx: &mut Tx<'_>, state: &TokenHash, now: Timestamp) -> Result<Option<OidcLogin>> {
    let row: Option<Row> = diesel::delete(logins::table.find(&state.0))
        .returning((
            logins::company_id,
            logins::issuer,
            logins::redirect_uri,
            logins::nonce,
            logins::verifier,
            logins::browser_hash,
            logins::expires_at,
        ))
        .get_result(tx.connection())
        .optional()?;
    Ok(row.filter(|row| row.expires_at.instant() > now).map(|row| OidcLogin {
        company: CompanyId(row.company_id),
        issuer: row.issuer,
        redirect_uri: row.redirect_uri,
        nonce: row.nonce,
        verifier: Sealed(row.verifier),
        browser: row.browser_hash.map(TokenHash),
    }))
}
