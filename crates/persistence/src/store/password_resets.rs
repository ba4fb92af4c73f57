//! Password resets: what users asked for, and the tokens that were made for them.
//!
//! A token is worth a password, so [`redeem`] takes it in place of a scope.

use super::{Result, sessions, users};
use crate::db::connection::each;
use crate::db::types::At;
use crate::schema::{password_resets, users as people};
use crate::{Scope, Tx};
use diesel::prelude::*;
use domain::UserId;
use domain::access::{PasswordHash, TokenHash};
use scheduling_core::time::Instant;

/// Notes that the user of this e-mail asked for a reset; nothing where nobody active has it.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn request(tx: &mut Tx<'_>, email_key: &str, now: Instant) -> Result<()> {
    let user: Option<i64> = people::table
        .filter(people::email_key.eq(email_key))
        .filter(people::active.eq(true))
        .select(people::id)
        .first(tx.connection())
        .optional()?;
    let Some(user) = user else { return Ok(()) };
    let asked = Some(At::from(now));
    each!(tx.connection(), |connection| diesel::insert_into(password_resets::table)
        .values((password_resets::user_id.eq(user), password_resets::requested_at.eq(asked)))
        .on_conflict(password_resets::user_id)
        .do_update()
        .set(password_resets::requested_at.eq(asked))
        .execute(connection))?;
    Ok(())
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
    expires: Instant,
) -> Result<Option<Instant>> {
    users::get(scope, user)?;
    let new = (
        password_resets::token_hash.eq(Some(token.0.as_str())),
        password_resets::expires_at.eq(Some(At::from(expires))),
    );
    each!(scope.connection(), |connection| diesel::insert_into(password_resets::table)
        .values((password_resets::user_id.eq(user.0), new))
        .on_conflict(password_resets::user_id)
        .do_update()
        .set(new)
        .execute(connection))?;
    let asked: Option<At> = password_resets::table
        .find(user.0)
        .select(password_resets::requested_at)
        .first(scope.connection())?;
    Ok(asked.map(At::instant))
}

/// The active user for whom this token is still good.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn holder(tx: &mut Tx<'_>, token: &TokenHash, now: Instant) -> Result<Option<UserId>> {
    let user: Option<i64> = password_resets::table
        .inner_join(people::table.on(people::id.eq(password_resets::user_id)))
        .filter(password_resets::token_hash.eq(Some(token.0.as_str())))
        .filter(password_resets::expires_at.gt(Some(At::from(now))))
        .filter(people::active.eq(true))
        .select(people::id)
        .first(tx.connection())
        .optional()?;
    Ok(user.map(UserId))
}

/// Uses the token up: sets the password and ends all sessions of the user. Whether the token was still good; of two who
/// redeem it at once, one wins.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn redeem(tx: &mut Tx<'_>, token: &TokenHash, hash: &PasswordHash, now: Instant) -> Result<bool> {
    let Some(user) = holder(tx, token, now)? else { return Ok(false) };
    let reset =
        password_resets::table.find(user.0).filter(password_resets::token_hash.eq(Some(token.0.as_str())));
    if diesel::delete(reset).execute(tx.connection())? == 0 {
        return Ok(false);
    }
    diesel::update(people::table.find(user.0))
        .set(people::password_hash.eq(hash.reveal()))
        .execute(tx.connection())?;
    sessions::end_all_of(tx.connection(), user, None)?;
    Ok(true)
}
