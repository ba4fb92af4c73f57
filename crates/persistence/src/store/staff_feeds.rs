//! The addresses of feeds of appointments: one per member of staff, known by a hash.

use super::Result;
use crate::db::connection::on_backend;
use crate::db::types::DbTimestamp;
use crate::schema::staff_feeds as feeds;
use crate::{Scope, Tx};
use diesel::prelude::*;
use domain::CompanyId;
use domain::access::TokenHash;
use domain::appointment::StaffId;
use scheduling_core::time::Timestamp;

/// Puts a new token in the place of the one before.
///
/// # Errors
/// `NotFound` where the member of staff was deleted meanwhile.
pub fn put(
    scope: &mut Scope<'_>,
    company: CompanyId,
    staff: StaffId,
    token: &TokenHash,
    now: Timestamp,
) -> Result<()> {
    let row = (
        feeds::company_id.eq(company.0),
        feeds::staff_id.eq(staff.0),
        feeds::token_hash.eq(&token.0),
        feeds::created_at.eq(DbTimestamp::from(now)),
    );
    let newer = (feeds::token_hash.eq(&token.0), feeds::created_at.eq(DbTimestamp::from(now)));
    on_backend!(scope.connection(), |connection| diesel::insert_into(feeds::table)
        .values(row)
        .on_conflict((feeds::company_id, feeds::staff_id))
        .do_update()
        .set(newer)
        .execute(connection))?;
    Ok(())
}

/// Revokes the token of a member of staff.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn revoke(scope: &mut Scope<'_>, company: CompanyId, staff: StaffId) -> Result<()> {
    diesel::delete(feeds::table.find((company.0, staff.0))).execute(scope.connection())?;
    Ok(())
}

/// Since when a member of staff has a token.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn since(scope: &mut Scope<'_>, company: CompanyId, staff: StaffId) -> Result<Option<Timestamp>> {
    let row: Option<DbTimestamp> = feeds::table
        .find((company.0, staff.0))
        .select(feeds::created_at)
        .first(scope.connection())
        .optional()?;
    Ok(row.map(DbTimestamp::instant))
}

/// Whose feed a token opens, whatever the company.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn holder(tx: &mut Tx<'_>, token: &TokenHash) -> Result<Option<(CompanyId, StaffId)>> {
    let row: Option<(i64, i64)> = feeds::table
        .select((feeds::company_id, feeds::staff_id))
        .filter(feeds::token_hash.eq(&token.0))
        .first(tx.connection())
        .optional()?;
    Ok(row.map(|(company, staff)| (CompanyId(company), StaffId(staff))))
}
