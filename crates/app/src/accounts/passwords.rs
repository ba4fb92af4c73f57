//! Passwords: hashed with Argon2id, off the threads that serve, and a few at a time.

use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use domain::access::{LoginLimit, PasswordHash};
use persistence::DbError;
use std::ops::RangeInclusive;
use std::sync::Arc;
use tokio::sync::{Semaphore, SemaphorePermit};

/// Characters of a password.
pub const PASSWORD_LENGTH: RangeInclusive<usize> = 12..=200;

/// Passwords that are worked on at once. Each takes 19 MiB and a core for tens of milliseconds, and that many guesses
/// may pass the count of failures together.
const AT_ONCE: usize = 4;

/// A hash of no password, of the same parameters as all others: what a log-in to no account is compared with, so that it
/// takes as long as one to an account.
const NOBODYS: &str = "$argon2id$v=19$m=19456,t=2,p=1$bWVyaWRpYW4tbm9ib2R5$\
                       AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// What all use cases with passwords share. Clones are the same.
#[derive(Debug, Clone)]
pub struct Accounts {
    /// How many failed log-ins there may be.
    pub(super) limit: LoginLimit,
    hashing: Arc<Semaphore>,
}

impl Accounts {
    /// Accounts of one server. `limit` is how many failed log-ins there may be.
    #[must_use]
    pub fn new(limit: LoginLimit) -> Self {
        Self { limit, hashing: Arc::new(Semaphore::new(AT_ONCE)) }
    }

    /// Waits for a turn to work on a password.
    pub(super) async fn turn(&self) -> Result<SemaphorePermit<'_>, DbError> {
        let turn = self.hashing.acquire().await;
        turn.map_err(|_| DbError::Unavailable("the server is stopping".into()))
    }

    /// The hash of a new password.
    ///
    /// # Errors
    /// Where there are no random bytes for the salt, or no memory: a failure of the machine.
    pub async fn hash(&self, password: String) -> Result<PasswordHash, DbError> {
        let _turn = self.turn().await?;
        apart(move || {
            let hashed = hasher().hash_password(password.as_bytes());
            hashed.map(|hash| PasswordHash::new(hash.to_string())).map_err(|error| failure(&error))
        })
        .await
    }
}

/// Argon2id with the parameters that OWASP recommends: 19 MiB, two passes, one lane. They are this version's defaults;
/// a test holds them fast. Stored hashes name their own, so that they can be raised one day.
fn hasher() -> Argon2<'static> {
    Argon2::default()
}

/// Whether `password` is the one of this hash; compared with nobody's where there is none. For callers that have a turn.
pub(super) async fn verify(password: String, hash: Option<PasswordHash>) -> Result<bool, DbError> {
    apart(move || {
        let known = hash.as_ref().map_or(NOBODYS, PasswordHash::reveal);
        let parsed = argon2::PasswordHash::new(known).map_err(|error| failure(&error))?;
        let same = hasher().verify_password(password.as_bytes(), &parsed).is_ok();
        Ok(same && hash.is_some())
    })
    .await
}

async fn apart<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, DbError> + Send + 'static,
) -> Result<T, DbError> {
    tokio::task::spawn_blocking(work).await.map_err(|error| failure(&error))?
}

fn failure(error: &dyn std::fmt::Display) -> DbError {
    DbError::defect(format!("a password could not be worked on: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accounts() -> Accounts {
        Accounts::new(LoginLimit(None))
    }

    #[tokio::test]
    async fn a_password_is_known_by_its_hash() {
        let hash = accounts().hash("correct horse battery".into()).await.expect("a hash");
        let check = async |password: &str, good: bool| {
            let seen = verify(password.into(), Some(hash.clone())).await.expect("an answer");
            assert_eq!(seen, good, "{password}");
        };
        check("correct horse battery", true).await;
        check("correct horse batterz", false).await;
        check("", false).await;
    }

    #[tokio::test]
    async fn each_hash_has_its_salt_and_the_recommended_parameters() {
        let one = accounts().hash("correct horse battery".into()).await.expect("a hash");
        let two = accounts().hash("correct horse battery".into()).await.expect("a hash");
        assert_ne!(one, two);
        for hash in [one.reveal(), two.reveal(), NOBODYS] {
            assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        }
    }

    #[tokio::test]
    async fn nobodys_password_is_no_password() {
        for password in ["", "password", "correct horse battery"] {
            assert!(!verify(password.into(), None).await.expect("an answer"), "{password}");
        }
    }
}
