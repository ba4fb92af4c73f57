//! Failed log-ins and wishes for a new password, kept for as long as they count, in the database so that several servers
//! count together.
//!
//! They are about accounts and networks of which nobody knows yet whether they are anybody's, so a transaction is enough
//! to reach them.

use super::{Result, uuid_at};
use crate::Tx;
use crate::db::types::{DbTimestamp, DbUuid};
use crate::schema::login_failures as failures;
use diesel::prelude::*;
use domain::access::{Failures, GUESS_WINDOW, LoginLimit};
use scheduling_core::time::Timestamp;

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attempt {
    /// A log-in with a wrong password.
    Login,
    /// A wish for a new password.
    Reset,
}

impl Attempt {
    fn name(self) -> &'static str {
        match self {
            Self::Login => "login",
            Self::Reset => "reset",
        }
    }
}

/// At which account, and from where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The account's e-mail, hashed; nobody need have it.
    pub account: String,
    /// `None` where it is not known.
    pub network: Option<String>,
}

impl Origin {
    fn network(&self) -> &str {
        self.network.as_deref().unwrap_or_default()
    }
}

/// The newest attempts that count against this limit.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn newest(
    tx: &mut Tx<'_>,
    attempt: Attempt,
    origin: &Origin,
    limit: LoginLimit,
    now: Timestamp,
) -> Result<Failures> {
    let counted = || {
        failures::table
            .select(failures::failed_at)
            .filter(failures::kind.eq(attempt.name()))
            .filter(failures::failed_at.gt(DbTimestamp::from(now.plus_seconds(-GUESS_WINDOW))))
            .order(failures::failed_at.desc())
            .limit(i64::from(limit.0.unwrap_or_default()))
    };
    let at_account = || counted().filter(failures::account.eq(&origin.account));
    let both = at_account().filter(failures::network.eq(origin.network())).load(tx.connection())?;
    let account =
        at_account().limit(i64::from(limit.for_account().0.unwrap_or_default())).load(tx.connection())?;
    let network = match &origin.network {
        Some(network) => counted().filter(failures::network.eq(network)).load(tx.connection())?,
        None => Vec::new(),
    };
    let times = |stored: Vec<DbTimestamp>| stored.into_iter().map(DbTimestamp::instant).collect();
    Ok(Failures { both: times(both), network: times(network), account: times(account) })
}

/// Notes an attempt, and forgets those that no longer count.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn record(tx: &mut Tx<'_>, attempt: Attempt, origin: &Origin, now: Timestamp) -> Result<()> {
    let forgotten = DbTimestamp::from(now.plus_seconds(-GUESS_WINDOW));
    diesel::delete(failures::table.filter(failures::failed_at.le(forgotten))).execute(tx.connection())?;
    diesel::insert_into(failures::table)
        .values((
            failures::kind.eq(attempt.name()),
            failures::account.eq(&origin.account),
            failures::network.eq(origin.network()),
            failures::failed_at.eq(DbTimestamp::from(now)),
            failures::id.eq(DbUuid(uuid_at(now))),
        ))
        .execute(tx.connection())?;
    Ok(())
}

/// Forgets all attempts at an account.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn forget(tx: &mut Tx<'_>, account: &str) -> Result<()> {
    diesel::delete(failures::table.filter(failures::account.eq(account))).execute(tx.connection())?;
    Ok(())
}
