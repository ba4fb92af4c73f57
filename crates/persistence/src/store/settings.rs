//! A few values of the installation itself, such as a secret key that it made at its first start.
//!
//! They belong to no company, so that a transaction is enough to reach them.

use super::Result;
use crate::Tx;
use crate::db::connection::on_backend;
use crate::db::types::DbTimestamp;
use crate::schema::settings;
use diesel::prelude::*;
use scheduling_core::time::Timestamp;

/// The value of that name, where there is one.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn get(tx: &mut Tx<'_>, name: &str) -> Result<Option<String>> {
    let value = settings::table.find(name).select(settings::value).first(tx.connection()).optional()?;
    Ok(value)
}

/// Stores `value` unless there is one already, and answers the one that counts. Two programs that start at once get
/// the same answer.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn get_or_put(tx: &mut Tx<'_>, name: &str, value: &str, now: Timestamp) -> Result<String> {
    on_backend!(tx.connection(), |connection| diesel::insert_into(settings::table)
        .values((
            settings::name.eq(name),
            settings::value.eq(value),
            settings::updated_at.eq(DbTimestamp::from(now))
        ))
        .on_conflict_do_nothing()
        .execute(connection))?;
    Ok(get(tx, name)?.unwrap_or_else(|| value.to_owned()))
}
