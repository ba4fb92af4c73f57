//! Logging in: a user who knows the password gets a session; one who guesses has to wait.
//!
//! Wrong e-mail and wrong password look alike, in the answer and in the time it takes. Failures are counted, whether or not
//! there is such an account, and [`LoginLimit`] says whom too many of them keep out.

use super::passwords::{Accounts, verify};
use crate::tokens::{NoRandomness, Token, TokenKind, hash_of};
use domain::UserId;
use domain::access::{Action, authorise, check_company};
use domain::directory::{User, UserDetails};
use domain::text::is_storable;
use persistence::store::login_failures::{Attempt, Origin};
use persistence::store::passwords::{Account, account};
use persistence::store::sessions::NewSession;
use persistence::store::{companies, login_failures, login_networks, sessions, users};
use persistence::{Database, DbError, StoreError, Tx};
use scheduling_core::time::Timestamp;
use std::net::{IpAddr, Ipv6Addr};

/// How long a session lasts.
pub const SESSION_SECONDS: i64 = 12 * 60 * 60;

/// What somebody shows to get in.
pub struct LoginAttempt {
    pub email: String,
    pub password: String,
    /// Where the attempt comes from, where that is known.
    pub address: Option<IpAddr>,
}

/// Somebody who got in.
#[derive(Debug)]
pub struct LoggedIn {
    pub user: User,
    /// The session's token, shown this once.
    pub token: Token,
}

/// Why somebody did not get in.
#[derive(Debug, thiserror::Error)]
pub enum LoginError {
    /// There is no such account, it is inactive, or the password is another: nobody is told which.
    #[error("the e-mail or the password is wrong")]
    Wrong,
    /// Too many failures; log-ins are looked at again from then on.
    #[error("too many failed log-ins")]
    TooMany { until: Timestamp },
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Randomness(#[from] NoRandomness),
}

impl From<DbError> for LoginError {
    fn from(error: DbError) -> Self {
        Self::Store(error.into())
    }
}

impl Accounts {
    /// Lets somebody in.
    ///
    /// An attempt has its turn from before the failures are counted until its own is noted: so no more guesses than
    /// there are turns can slip past the count together.
    ///
    /// # Errors
    /// [`LoginError`].
    pub async fn log_in(
        &self,
        db: &Database,
        attempt: LoginAttempt,
        now: Timestamp,
    ) -> Result<LoggedIn, LoginError> {
        let _turn = self.turn().await?;
        let origin = origin(&attempt.email, attempt.address);
        let (limit, email, counted) = (self.limit, email_key(&attempt.email), origin.clone());
        let (until, found) = db
            .read(move |tx| {
                let found = email.map(|email| account(tx, &email)).transpose()?.flatten();
                let failures = login_failures::newest(tx, Attempt::Login, &counted, limit, now)?;
                let is_known = is_known(tx, found.as_ref(), &counted, now)?;
                Ok::<_, StoreError>((limit.locked_until(&failures, is_known, now), found))
            })
            .await?;
        if let Some(until) = until {
            return Err(LoginError::TooMany { until });
        }
        let hash = found.as_ref().map(|account| account.hash.clone());
        let right = verify(attempt.password, hash).await?;
        let Some(account) = found.filter(|_| right) else {
            if limit.0.is_some() {
                db.write(move |tx| login_failures::record(tx, Attempt::Login, &origin, now)).await?;
            }
            return Err(LoginError::Wrong);
        };
        let token = Token::new(TokenKind::Session)?;
        let (hash, email) = (token.hash(), attempt.email);
        let user = db
            .write(move |tx| {
                let user = begin(tx, &email, &account, &hash, now)?;
                if let (Some(user), Some(network)) = (&user, &origin.network) {
                    let permit = authorise(&account.caller, Action::UseOwnAccount, None)?;
                    login_networks::remember(&mut tx.scope(&permit), user.id, network, now)?;
                }
                Ok::<_, StoreError>(user)
            })
            .await?;
        Ok(LoggedIn { user: user.ok_or(LoginError::Wrong)?, token })
    }
}

/// Begins the session, unless the account changed while its password was looked at.
fn begin(
    tx: &mut Tx<'_>,
    email: &str,
    seen: &Account,
    token: &domain::access::TokenHash,
    now: Timestamp,
) -> Result<Option<User>, StoreError> {
    let still = email_key(email).map(|email| account(tx, &email)).transpose()?.flatten();
    if still.as_ref() != Some(seen) {
        return Ok(None);
    }
    if let Some(company) = seen.caller.company {
        let permit = authorise(&seen.caller, Action::UseOwnAccount, None)?;
        let suspended = companies::get(&mut tx.scope(&permit), company)?.details.suspended;
        check_company(Some(suspended))?;
    }
    let permit = authorise(&seen.caller, Action::UseOwnAccount, None)?;
    let scope = &mut tx.scope(&permit);
    let expires = now.plus_seconds(SESSION_SECONDS);
    sessions::begin(scope, &NewSession { user: seen.user, token, issuer: None, expires }, now)?;
    users::get(scope, seen.user).map(Some)
}

/// The e-mail as accounts are found by it; `None` for what no e-mail holds, and PostgreSQL could not even compare.
pub(super) fn email_key(email: &str) -> Option<String> {
    if !is_storable(email) {
        return None;
    }
    Some(UserDetails::new(email, "", domain::access::Role::Viewer).email_key())
}

/// Whether the account's owner came in from there before. It is asked in the same way where there is no account.
fn is_known(
    tx: &mut Tx<'_>,
    account: Option<&Account>,
    origin: &Origin,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let user = account.map_or(UserId(0), |account| account.user);
    login_networks::is_known(tx, user, origin.network.as_deref().unwrap_or_default(), now)
}

/// At which account something is tried, and from where. The e-mail is hashed, since people type passwords into the wrong
/// field.
pub(super) fn origin(email: &str, address: Option<IpAddr>) -> Origin {
    let account = account_key(&email_key(email).unwrap_or_default());
    Origin { account, network: address.map(|address| network(address).to_string()) }
}

/// The key of an e-mail as attempts at the account are counted.
pub(super) fn account_key(email_key: &str) -> String {
    hash_of(email_key).0
}

/// The address that counts: of IPv6 the first 64 bits, since networks hand out all that begin with them at once.
#[must_use]
pub fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() >> 64 << 64)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(one: (&str, &str), other: (&str, &str), account: bool, network: bool) {
        let of = |(email, address): (&str, &str)| origin(email, Some(address.parse().expect("an address")));
        let (ones, others) = (of(one), of(other));
        assert_eq!(ones.account == others.account, account, "{one:?} {other:?}");
        assert_eq!(ones.network == others.network, network, "{one:?} {other:?}");
    }

    #[test]
    fn what_is_counted_together() {
        check(("a@example.com", "192.0.2.1"), ("A@Example.com ", "192.0.2.1"), true, true);
        check(("a@example.com", "192.0.2.1"), ("b@example.com", "192.0.2.1"), false, true);
        check(("a@example.com", "192.0.2.1"), ("b@example.com", "192.0.2.2"), false, false);
        check(("a@example.com", "192.0.2.1"), ("b@example.com", "::ffff:192.0.2.1"), false, true);
        check(("a@example.com", "2001:db8::1"), ("b@example.com", "2001:db8::ffff:1:2:3"), false, true);
        check(("a@example.com", "2001:db8::1"), ("b@example.com", "2001:db8:0:1::1"), false, false);
    }
}
