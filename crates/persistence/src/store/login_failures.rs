//! Failed log-ins, kept for as long as they count, in the database so that several servers count together.
//!
//! They are about accounts and addresses of which nobody knows yet whether they are anybody's, so a transaction is
//! enough to reach them.

use super::{Result, uuid_at};
use crate::Tx;
use crate::db::types::{DbTimestamp, DbUuid};
use crate::schema::login_failures;
use diesel::prelude::*;
use domain::access::GUESS_WINDOW;
use scheduling_core::time::Timestamp;

/// The times of the newest failures of a subject that still count, the newest first, at most `limit`.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn newest(tx: &mut Tx<'_>, subject: &str, now: Timestamp, limit: u32) -> Result<Vec<Timestamp>> {
    let times: Vec<DbTimestamp> = login_failures::table
        .filter(login_failures::subject.eq(subject))
        .filter(login_failures::failed_at.gt(DbTimestamp::from(now.plus_seconds(-GUESS_WINDOW))))
        .order(login_failures::failed_at.desc())
        .limit(i64::from(limit))
        .select(login_failures::failed_at)
        .load(tx.connection())?;
    Ok(times.into_iter().map(DbTimestamp::instant).collect())
}

/// Notes a failure of each of these subjects, and forgets what no longer counts.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn record(tx: &mut Tx<'_>, subjects: &[String], now: Timestamp) -> Result<()> {
    let forgotten = DbTimestamp::from(now.plus_seconds(-GUESS_WINDOW));
    diesel::delete(login_failures::table.filter(login_failures::failed_at.le(forgotten)))
        .execute(tx.connection())?;
    for subject in subjects {
        diesel::insert_into(login_failures::table)
            .values((
                login_failures::subject.eq(subject),
                login_failures::failed_at.eq(DbTimestamp::from(now)),
                login_failures::id.eq(DbUuid(uuid_at(now))),
            ))
            .execute(tx.connection())?;
    }
    Ok(())
}
