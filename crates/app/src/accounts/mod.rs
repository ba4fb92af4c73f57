//! Accounts: passwords, sessions, API keys. Who is behind a token is `known_callers`' to say.
//!
//! Hashing a password takes tens of milliseconds on purpose, so the use cases with a password in them are async and hash
//! between two transactions, never within one. All of them share one [`Accounts`], which bounds how much hashing goes on
//! at once.

pub mod keys;
mod login;
mod owners;
mod passwords;
pub mod resets;
pub mod sso;

pub use crate::tokens::{RESET_SECONDS, Token, TokenKind, hash_of, random_password};
pub use login::{LoggedIn, LoginAttempt, LoginError, SESSION_SECONDS, network};
pub(crate) use owners::is_last_owner;
pub use passwords::{Accounts, PASSWORD_LENGTH};

pub use domain::access::LoginLimit;

use domain::access::Permit;
use domain::directory::User;
use persistence::store::{sessions, users};
use persistence::{StoreError, Tx};

/// Ends the session of this token. One that somebody else ended a moment ago is over too, as was asked.
///
/// # Errors
/// Failures of the database.
pub fn log_out(tx: &mut Tx<'_>, token: &str) -> Result<(), StoreError> {
    sessions::end(tx, &hash_of(token))
}

/// The user who asks; `None` where the credentials are not a user's.
///
/// # Errors
/// `NotFound` where the user was deleted meanwhile.
pub fn own_user(tx: &mut Tx<'_>, permit: &Permit) -> Result<Option<User>, StoreError> {
    let user = permit.user().map(|user| users::get(&mut tx.scope(permit), user));
    user.transpose()
}
