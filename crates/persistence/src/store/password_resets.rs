//! Password resets: what users asked for, and the tokens that were made for them.
//!
//! Each request is written down by e-mail, whether or not anybody has it: the same work for both. A token is worth a
//! password, so [`redeem`] takes it in place of a scope.

use super::{Result, sessions, users};
use crate::db::connection::{AnyConnection, on_backend};
use crate::db::types::DbTimestamp;
use crate::schema::{password_reset_requests as requests, password_resets, users as people};
use crate::{Scope, Tx};
use diesel::prelude::*;
use domain::access::{PasswordHash, TokenHash};
use domain::directory::User;
use domain::{CompanyId, UserId};
use scheduling_core::time::Timestamp;

/// Notes that somebody asked for a reset under this e-mail.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn request(tx: &mut Tx<'_>, email_key: &str, now: Timestamp) -> Result<()> {
    let asked = (requests::requested_at.eq(DbTimestamp::from(now)), requests::answered.eq(false));
    on_backend!(tx.connection(), |connection| diesel::insert_into(requests::table)
        .values((requests::email_key.eq(email_key), asked))
        .on_conflict(requests::email_key)
        .do_update()
        .set(asked)
        .execute(connection))?;
    Ok(())
}

/// Somebody who asked for a reset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    pub user: UserId,
    /// `None` for the platform's administrators.
    pub company: Option<CompanyId>,
}

/// Takes up to `limit` requests that wait, the oldest first, and answers how many it were, with those of active users.
/// These stay, for administrators who hand out tokens; of the others nothing does.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn take_waiting(tx: &mut Tx<'_>, limit: i64) -> Result<(usize, Vec<Asked>)> {
    let waiting = requests::table
        .select(requests::email_key)
        .filter(requests::answered.eq(false))
        .order((requests::requested_at, requests::email_key))
        .limit(limit);
    let keys: Vec<String> = match tx.connection() {
        AnyConnection::Pg(connection) => waiting.for_update().skip_locked().load(connection)?,
        AnyConnection::Sqlite(connection) => waiting.load(connection)?,
    };
    if keys.is_empty() {
        return Ok((0, Vec::new()));
    }
    let found: Vec<(String, i64, Option<i64>)> = people::table
        .select((people::email_key, people::id, people::company_id))
        .filter(people::email_key.eq_any(&keys))
        .filter(people::active.eq(true))
        .order(people::id)
        .load(tx.connection())?;
    let known: Vec<&String> = found.iter().map(|(key, _, _)| key).collect();
    diesel::update(requests::table.filter(requests::email_key.eq_any(&known)))
        .set(requests::answered.eq(true))
        .execute(tx.connection())?;
    let unknown: Vec<&String> = keys.iter().filter(|key| !known.contains(key)).collect();
    diesel::delete(requests::table.filter(requests::email_key.eq_any(unknown))).execute(tx.connection())?;
    let asked = |(_, user, company): (String, i64, Option<i64>)| Asked {
        user: UserId(user),
        company: company.map(CompanyId),
    };
    Ok((keys.len(), found.into_iter().map(asked).collect()))
}

/// Keeps the token made for a user whom the scope reaches, in place of an older one; answers when the user asked for it,
/// if they did.
///
/// # Errors
/// [`Refusal::NotFound`](domain::Refusal::NotFound) for the user.
pub fn issue(
    scope: &mut Scope<'_>,
    user: UserId,
    token: &TokenHash,
    expires: Timestamp,
) -> Result<Option<Timestamp>> {
    let found = users::get(scope, user)?;
    let new = (
        password_resets::token_hash.eq(Some(token.0.as_str())),
        password_resets::expires_at.eq(Some(DbTimestamp::from(expires))),
    );
    on_backend!(scope.connection(), |connection| diesel::insert_into(password_resets::table)
        .values((password_resets::user_id.eq(user.0), new))
        .on_conflict(password_resets::user_id)
        .do_update()
        .set(new)
        .execute(connection))?;
    asked_at(scope, &found)
}

fn asked_at(scope: &mut Scope<'_>, user: &User) -> Result<Option<Timestamp>> {
    let asked: Option<DbTimestamp> = requests::table
        .find(user.details.email_key())
        .select(requests::requested_at)
        .first(scope.connection())
        .optional()?;
    Ok(asked.map(DbTimestamp::instant))
}

/// The active user for whom this token is still good.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn holder(tx: &mut Tx<'_>, token: &TokenHash, now: Timestamp) -> Result<Option<UserId>> {
    let user: Option<i64> = password_resets::table
        .inner_join(people::table.on(people::id.eq(password_resets::user_id)))
        .filter(password_resets::token_hash.eq(Some(token.0.as_str())))
        .filter(password_resets::expires_at.gt(Some(DbTimestamp::from(now))))
        .filter(people::active.eq(true))
        .select(people::id)
        .first(tx.connection())
        .optional()?;
    Ok(user.map(UserId))
}

/// Uses the token up: sets the password and ends all sessions of the user. Answers the key of their e-mail; `None` where the
/// token is not good any more. Of two who redeem it at once, one wins.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn redeem(
    tx: &mut Tx<'_>,
    token: &TokenHash,
    hash: &PasswordHash,
    now: Timestamp,
) -> Result<Option<String>> {
    let Some(user) = holder(tx, token, now)? else { return Ok(None) };
    let reset =
        password_resets::table.find(user.0).filter(password_resets::token_hash.eq(Some(token.0.as_str())));
    if diesel::delete(reset).execute(tx.connection())? == 0 {
        return Ok(None);
    }
    let email_key: String = diesel::update(people::table.find(user.0))
        .set(people::password_hash.eq(hash.reveal()))
        .returning(people::email_key)
        .get_result(tx.connection())?;
    diesel::delete(requests::table.find(&email_key)).execute(tx.connection())?;
    sessions::end_all_of(tx.connection(), user, None)?;
    Ok(Some(email_key))
}

/// Makes the token of a user worthless, where they have one: what it was made for is not true any more.
///
/// # Errors
/// [`Refusal::NotFound`](domain::Refusal::NotFound) for the user.
pub fn withdraw(scope: &mut Scope<'_>, user: UserId) -> Result<()> {
    users::get(scope, user)?;
    diesel::delete(password_resets::table.find(user.0)).execute(scope.connection())?;
    Ok(())
}
