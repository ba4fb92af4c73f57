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

/// Puts `new` in the place of `old`. Answers whether `old` was there.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn replace(tx: &mut Tx<'_>, name: &str, old: &str, new: &str, now: Timestamp) -> Result<bool> {
    let rows = diesel::update(settings::table.find(name).filter(settings::value.eq(old)))
        .set((settings::value.eq(new), settings::updated_at.eq(DbTimestamp::from(now))))
        .execute(tx.connection())?;
    Ok(rows > 0)
}

/// Puts a name there. Answers whether it was not there before: of several who do it at once, one hears so, and the others
/// when that one is done.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn claim(tx: &mut Tx<'_>, name: &str, now: Timestamp) -> Result<bool> {
    Ok(put(tx, name, "", now)? > 0)
}

fn put(tx: &mut Tx<'_>, name: &str, value: &str, now: Timestamp) -> Result<usize> {
    Ok(on_backend!(tx.connection(), |connection| diesel::insert_into(settings::table)
        .values((
            settings::name.eq(name),
            settings::value.eq(value),
            settings::updated_at.eq(DbTimestamp::from(now))
        ))
        .on_conflict_do_nothing()
        .execute(connection))?)
}

/// Writes something: whether anything can be written.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn probe_writing(tx: &mut Tx<'_>, now: Timestamp) -> Result<()> {
    const PROBE: &str = "write_probe";
    let at = DbTimestamp::from(now);
    let rows = diesel::update(settings::table.find(PROBE)).set(settings::updated_at.eq(at));
    if rows.execute(tx.connection())? == 0 {
        get_or_put(tx, PROBE, "", now)?;
    }
    Ok(())
}

/// Forgets the value of that name.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn remove(tx: &mut Tx<'_>, name: &str) -> Result<()> {
    diesel::delete(settings::table.find(name)).execute(tx.connection())?;
    Ok(())
}

/// Stores `value` unless there is one already, and answers the one that counts. Two programs that start at once get
/// the same answer.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn get_or_put(tx: &mut Tx<'_>, name: &str, value: &str, now: Timestamp) -> Result<String> {
    put(tx, name, value, now)?;
    Ok(get(tx, name)?.unwrap_or_else(|| value.to_owned()))
}
