//! Sessions: who logged in, until when.
//!
//! A session is looked up by the hash of its token before anybody knows whose it is; that is why [`bearer`] takes a
//! transaction rather than a scope. It is what scopes come from.

use super::{Result, users};
use crate::db::DbError;
use crate::db::connection::AnyConnection;
use crate::db::types::DbTimestamp;
use crate::schema::{companies, sessions, users as people};
use crate::{Scope, Tx};
use diesel::prelude::*;
use domain::access::{Bearer, Caller, Role, TokenHash, check_company};
use domain::{CompanyId, UserId};
use scheduling_core::time::Timestamp;

/// A session that begins.
#[derive(Debug, Clone, Copy)]
pub struct NewSession<'s> {
    pub user: UserId,
    pub token: &'s TokenHash,
    /// The issuer of the log-in provider through which the user came, if they did.
    pub issuer: Option<&'s str>,
    pub expires: Timestamp,
}

/// Begins a session of a user whom the scope reaches, and forgets those that ended by themselves.
///
/// # Errors
/// [`Refusal::NotFound`](domain::Refusal::NotFound) for the user.
pub fn begin(scope: &mut Scope<'_>, new: &NewSession<'_>, now: Timestamp) -> Result<()> {
    users::get(scope, new.user)?;
    diesel::delete(sessions::table.filter(sessions::expires_at.le(DbTimestamp::from(now))))
        .execute(scope.connection())?;
    diesel::insert_into(sessions::table)
        .values((
            sessions::token_hash.eq(&new.token.0),
            sessions::user_id.eq(new.user.0),
            sessions::created_at.eq(DbTimestamp::from(now)),
            sessions::expires_at.eq(DbTimestamp::from(new.expires)),
            sessions::issuer.eq(new.issuer),
        ))
        .execute(scope.connection())?;
    Ok(())
}

/// Who is behind a session's token: an active user, with the role that they have now. One read of one row.
///
/// # Errors
/// [`Refusal::Closed`](domain::Refusal::Closed) (`company-suspended`).
pub fn bearer(tx: &mut Tx<'_>, token: &TokenHash, now: Timestamp) -> Result<Option<Bearer>> {
    let suspended = companies::table
        .filter(companies::id.nullable().eq(people::company_id))
        .select(companies::suspended)
        .single_value();
    type Row = (i64, Option<i64>, String, DbTimestamp, Option<bool>);
    let row: Option<Row> = sessions::table
        .inner_join(people::table.on(people::id.eq(sessions::user_id)))
        .filter(sessions::token_hash.eq(&token.0))
        .filter(sessions::expires_at.gt(DbTimestamp::from(now)))
        .filter(people::active.eq(true))
        .select((people::id, people::company_id, people::role, sessions::expires_at, suspended))
        .first(tx.connection())
        .optional()?;
    let Some((user, company, role, expires_at, suspended)) = row else { return Ok(None) };
    check_company(suspended)?;
    let role = Role::named(&role).ok_or_else(|| DbError::corrupt("users.role", &role))?;
    let caller = Caller { role, company: company.map(CompanyId), user: Some(UserId(user)), key: None };
    Ok(Some(Bearer { caller, expires_at: Some(expires_at.instant()) }))
}

/// Ends one session, where there is one. Who has the token may end it.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn end(tx: &mut Tx<'_>, token: &TokenHash) -> Result<()> {
    diesel::delete(sessions::table.find(&token.0)).execute(tx.connection())?;
    Ok(())
}

/// Ends all sessions of a user whom the scope reaches, but this one.
///
/// # Errors
/// [`Refusal::NotFound`](domain::Refusal::NotFound) for the user.
pub fn end_all(scope: &mut Scope<'_>, user: UserId, except: Option<&TokenHash>) -> Result<()> {
    users::get(scope, user)?;
    end_all_of(scope.connection(), user, except)
}

/// Ends the sessions of a user whom the scope reaches that came about through this issuer.
///
/// # Errors
/// [`Refusal::NotFound`](domain::Refusal::NotFound) for the user.
pub fn end_through(scope: &mut Scope<'_>, user: UserId, issuer: &str) -> Result<()> {
    users::get(scope, user)?;
    let theirs = sessions::table.filter(sessions::user_id.eq(user.0)).filter(sessions::issuer.eq(issuer));
    diesel::delete(theirs).execute(scope.connection())?;
    Ok(())
}

/// As [`end_all`], for the parts of this crate that have found out already that they may.
pub(super) fn end_all_of(
    connection: &mut AnyConnection,
    user: UserId,
    except: Option<&TokenHash>,
) -> Result<()> {
    let kept = except.map_or("", |token| token.0.as_str());
    let others = sessions::table.filter(sessions::user_id.eq(user.0)).filter(sessions::token_hash.ne(kept));
    diesel::delete(others).execute(connection)?;
    Ok(())
}
