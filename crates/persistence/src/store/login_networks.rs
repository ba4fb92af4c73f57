//! From which networks users logged in with their passwords before: strangers who guess do not lock these out.

use super::Result;
use crate::Scope;
use crate::Tx;
use crate::db::connection::on_backend;
use crate::db::types::DbTimestamp;
use crate::schema::login_networks as networks;
use diesel::dsl::exists;
use diesel::prelude::*;
use domain::UserId;
use scheduling_core::time::Timestamp;

/// How long a network is remembered, in seconds.
const KEPT_SECONDS: i64 = 90 * 24 * 60 * 60;

/// Whether the user logged in from this network not too long ago. Nobody is known yet when it is asked, so it takes no scope.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn is_known(tx: &mut Tx<'_>, user: UserId, network: &str, now: Timestamp) -> Result<bool> {
    let row = networks::table
        .find((user.0, network))
        .filter(networks::seen_at.gt(DbTimestamp::from(now.plus_seconds(-KEPT_SECONDS))));
    Ok(diesel::select(exists(row)).get_result(tx.connection())?)
}

/// Remembers that the user logged in from this network, and forgets where they were long ago.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn remember(scope: &mut Scope<'_>, user: UserId, network: &str, now: Timestamp) -> Result<()> {
    let old = networks::table
        .filter(networks::user_id.eq(user.0))
        .filter(networks::seen_at.le(DbTimestamp::from(now.plus_seconds(-KEPT_SECONDS))));
    diesel::delete(old).execute(scope.connection())?;
    let seen = networks::seen_at.eq(DbTimestamp::from(now));
    on_backend!(scope.connection(), |connection| diesel::insert_into(networks::table)
        .values((networks::user_id.eq(user.0), networks::network.eq(network), seen))
        .on_conflict((networks::user_id, networks::network))
        .do_update()
        .set(seen)
        .execute(connection))?;
    Ok(())
}
