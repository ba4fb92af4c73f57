//! Logging in: a user who knows the password gets a session; one who guesses has to wait.
//!
//! Wrong e-mail and wrong password look alike, in the answer and in the time it takes. Failures are counted per account,
//! whether or not there is one, and per address, and while either has too many the right password is refused too.

use super::passwords::{Accounts, verify};
use crate::tokens::{NoRandomness, Token, TokenKind, hash_of};
use domain::access::{Action, authorise};
use domain::directory::{User, UserDetails};
use persistence::store::passwords::{Account, account};
use persistence::store::{login_failures, sessions, users};
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
        let subjects = counted_as(&attempt.email, attempt.address);
        let (limit, email, counted) = (self.limit, email_key(&attempt.email), subjects.clone());
        let (until, found) = db
            .read(move |tx| {
                let mut until = None;
                for subject in &counted {
                    let newest = login_failures::newest(tx, subject, now, limit.0.unwrap_or_default())?;
                    until = until.max(limit.locked_until(&newest, now));
                }
                let found = email.map(|email| account(tx, &email)).transpose()?;
                Ok::<_, StoreError>((until, found.flatten()))
            })
            .await?;
        if let Some(until) = until {
            return Err(LoginError::TooMany { until });
        }
        let hash = found.as_ref().map(|account| account.hash.clone());
        let right = verify(attempt.password, hash).await?;
        let Some(account) = found.filter(|_| right) else {
            if limit.0.is_some() {
                db.write(move |tx| login_failures::record(tx, &subjects, now)).await?;
            }
            return Err(LoginError::Wrong);
        };
        let token = Token::new(TokenKind::Session)?;
        let (hash, email) = (token.hash(), attempt.email);
        let user = db.write(move |tx| begin(tx, &email, &account, &hash, now)).await?;
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
    let permit = authorise(&seen.caller, Action::UseOwnAccount, None)?;
    let scope = &mut tx.scope(&permit);
    sessions::begin(scope, seen.user, token, now, now.plus_seconds(SESSION_SECONDS))?;
    users::get(scope, seen.user).map(Some)
}

/// The e-mail as accounts are found by it; `None` for what no e-mail holds, and PostgreSQL could not even compare.
pub(super) fn email_key(email: &str) -> Option<String> {
    if email.contains('\0') {
        return None;
    }
    Some(UserDetails::new(email, "", domain::access::Role::Viewer).email_key())
}

/// Under what something about an account, from an address, is counted: the account first. The e-mail is hashed, since
/// people type passwords into the wrong field.
pub(super) fn counted_as(email: &str, address: Option<IpAddr>) -> Vec<String> {
    let email = email_key(email).unwrap_or_default();
    let account = format!("account:{}", hash_of(&email).0);
    std::iter::once(account).chain(address.map(|address| format!("address:{}", network(address)))).collect()
}

/// The address that counts: of IPv6 the first 64 bits, since networks hand out all that begin with them at once.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() >> 64 << 64)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(one: (&str, &str), other: (&str, &str), shared: usize) {
        let subjects_of = |(email, address): (&str, &str)| {
            let address = Some(address.parse().expect("an address"));
            counted_as(email, address)
        };
        let (ones, others) = (subjects_of(one), subjects_of(other));
        assert_eq!(
            ones.iter().filter(|subject| others.contains(subject)).count(),
            shared,
            "{one:?} {other:?}"
        );
    }

    #[test]
    fn what_is_counted_together() {
        check(("a@example.com", "192.0.2.1"), ("A@Example.com ", "192.0.2.1"), 2);
        check(("a@example.com", "192.0.2.1"), ("b@example.com", "192.0.2.1"), 1);
        check(("a@example.com", "192.0.2.1"), ("b@example.com", "192.0.2.2"), 0);
        check(("a@example.com", "192.0.2.1"), ("b@example.com", "::ffff:192.0.2.1"), 1);
        check(("a@example.com", "2001:db8::1"), ("b@example.com", "2001:db8::ffff:1:2:3"), 1);
        check(("a@example.com", "2001:db8::1"), ("b@example.com", "2001:db8:0:1::1"), 0);
    }
}
