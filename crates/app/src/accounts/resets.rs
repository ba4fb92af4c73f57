//! Password resets: the user asks, an administrator hands out a token, the token is worth one new password.

use super::login::email_key;
use super::passwords::Accounts;
use super::tokens::{Token, TokenKind, hash_of};
use domain::access::Permit;
use domain::{Refusal, UserId};
use persistence::store::password_resets as store;
use persistence::{Database, StoreError, Tx};
use scheduling_core::time::Instant;

/// How long a reset token is good.
pub const RESET_SECONDS: i64 = 60 * 60;

/// Notes that the user of this e-mail asked for a reset. Nothing says whether there is one.
///
/// # Errors
/// Failures of the database.
pub fn request(tx: &mut Tx<'_>, email: &str, now: Instant) -> Result<(), StoreError> {
    match email_key(email) {
        Some(email) => store::request(tx, &email, now),
        None => Ok(()),
    }
}

/// Keeps a new token for a user; answers when they asked for it, if they did, so that whoever hands it out can tell.
///
/// # Errors
/// `NotFound` for the user.
pub fn issue(
    tx: &mut Tx<'_>,
    permit: &Permit,
    user: UserId,
    token: &Token,
    now: Instant,
) -> Result<Option<Instant>, StoreError> {
    store::issue(&mut tx.scope(permit), user, &token.hash(), now.plus_seconds(RESET_SECONDS))
}

impl Accounts {
    /// Uses a reset token up: sets the password, and ends all sessions of the user.
    ///
    /// # Errors
    /// `Invalid` at `/token` where the token is unknown, used, replaced or too old.
    pub async fn reset(
        &self,
        db: &Database,
        token: String,
        password: String,
        now: Instant,
    ) -> Result<(), StoreError> {
        if TokenKind::of(&token) != Some(TokenKind::Reset) {
            return Err(not_good().into());
        }
        let token = hash_of(&token);
        let shown = token.clone();
        // Asked first, so that nobody without a token can keep the server busy with hashing.
        if db.read(move |tx| store::holder(tx, &shown, now)).await?.is_none() {
            return Err(not_good().into());
        }
        let hash = self.hash(password).await?;
        let done = db.write(move |tx| store::redeem(tx, &token, &hash, now)).await?;
        if done { Ok(()) } else { Err(not_good().into()) }
    }
}

fn not_good() -> Refusal {
    Refusal::invalid(
        "/token",
        "is not good: it was used or replaced, it is older than an hour, or there is none",
    )
}
