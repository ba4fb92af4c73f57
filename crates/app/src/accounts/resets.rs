//! Password resets: a user who forgot asks, a worker mails a link with a token, or an administrator hands one out; the token is
//! worth one new password.
//!
//! Asking is the same work, and looks the same, whether or not anybody has the e-mail: who it is, the worker finds out.

use super::login::{LoginError, account_key, email_key, origin};
use super::passwords::Accounts;
use crate::notifications::{MailIdentity, PasswordReset, mail_reset};
use crate::sealed::Vault;
use crate::tokens::{RESET_SECONDS, Token, TokenKind, hash_of};
use domain::access::{LoginLimit, Permit};
use domain::{CompanyId, Refusal, UserId};
use persistence::store::login_failures::{Attempt, Origin};
use persistence::store::{login_failures, password_resets as store};
use persistence::{Database, DbError, StoreError, Tx};
use scheduling_core::time::Timestamp;
use std::net::IpAddr;

/// How often the reset of one account may be asked for from one network within the time over which failed log-ins are counted:
/// each is a mail to its owner. What strangers ask for is not counted against the owner.
const MAX_PER_ACCOUNT: u32 = 3;

/// Keeps a new token for a user; answers when they asked for it, if they did, for the administrator who hands it out.
///
/// # Errors
/// `NotFound` for the user.
pub fn issue(
    tx: &mut Tx<'_>,
    permit: &Permit,
    user: UserId,
    token: &Token,
    now: Timestamp,
) -> Result<Option<Timestamp>, StoreError> {
    store::issue(&mut tx.scope(permit), user, &token.hash(), now.plus_seconds(RESET_SECONDS))
}

/// Answers up to `limit` of those who asked, the oldest first; how many it were. Active users of a company get a mail,
/// where there is an office that can send one; the platform's administrators, who have no company to write in the name of,
/// get their token from another one of them.
///
/// # Errors
/// Failures of the database, and of the machine where no token can be made.
pub fn answer_waiting(
    tx: &mut Tx<'_>,
    identity: Option<&MailIdentity>,
    vault: &Vault,
    permit: fn(CompanyId) -> Permit,
    limit: i64,
    now: Timestamp,
) -> Result<usize, StoreError> {
    let (count, asked) = store::take_waiting(tx, limit)?;
    let Some(identity) = identity else { return Ok(count) };
    for one in asked {
        let Some(company) = one.company else { continue };
        let token = Token::new(TokenKind::Reset).map_err(|error| DbError::other(error.to_string()))?;
        let scope = &mut tx.scope(&permit(company));
        let good_until = now.plus_seconds(RESET_SECONDS);
        store::issue(scope, one.user, &token.hash(), good_until)?;
        let reset = PasswordReset { company, user: one.user, token: &token, good_until };
        mail_reset(scope, identity, vault, &reset, now)?;
    }
    Ok(count)
}

impl Accounts {
    /// Notes that somebody forgot the password of the account of this e-mail. Nothing says whether there is one.
    ///
    /// # Errors
    /// [`LoginError::TooMany`] where it was asked for too often, of this account, which need not be there, or from this
    /// address.
    pub async fn forgot(
        &self,
        db: &Database,
        email: &str,
        address: Option<IpAddr>,
        now: Timestamp,
    ) -> Result<(), LoginError> {
        let Some(email) = email_key(email) else { return Ok(()) };
        let limit = self.limit;
        let origin = origin(&email, address);
        let until = db.write(move |tx| {
            let until = asked_too_often(tx, limit, &origin, now)?;
            if until.is_none() {
                store::request(tx, &email, now)?;
            }
            Ok::<_, StoreError>(until)
        });
        until.await?.map_or(Ok(()), |until| Err(LoginError::TooMany { until }))
    }

    /// Uses a reset token up: sets the password, ends all sessions of the user, and forgets the failed log-ins of their
    /// account, because the person who reads its mail is its owner.
    ///
    /// # Errors
    /// `Invalid` at `/token` where the token is unknown, used, replaced or too old.
    pub async fn reset(
        &self,
        db: &Database,
        token: String,
        password: String,
        now: Timestamp,
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
        let done = db
            .write(move |tx| {
                let email_key = store::redeem(tx, &token, &hash, now)?;
                if let Some(email_key) = &email_key {
                    login_failures::forget(tx, &account_key(email_key))?;
                }
                Ok::<_, StoreError>(email_key.is_some())
            })
            .await?;
        if done { Ok(()) } else { Err(not_good().into()) }
    }
}

/// Until when nothing more may be asked for; where that is not so, this time counts from now on.
fn asked_too_often(
    tx: &mut Tx<'_>,
    limit: LoginLimit,
    origin: &Origin,
    now: Timestamp,
) -> Result<Option<Timestamp>, StoreError> {
    let Some(most) = limit.0 else { return Ok(None) };
    let asked = login_failures::newest(tx, Attempt::Reset, origin, limit, now)?;
    let of_account = LoginLimit(Some(most.min(MAX_PER_ACCOUNT)));
    let until = of_account.reached(&asked.both, now).max(limit.reached(&asked.network, now));
    if until.is_none() {
        login_failures::record(tx, Attempt::Reset, origin, now)?;
    }
    Ok(until)
}

fn not_good() -> Refusal {
    Refusal::invalid(
        "/token",
        "is not good: it was used or replaced, it is older than an hour, or there is none",
    )
}
