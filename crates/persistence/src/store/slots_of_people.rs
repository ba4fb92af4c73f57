//! The slots of several people at once, for calendars.

use super::slot_rows::Row;
use super::slots::LONGEST;
use super::{Result, ids};
use crate::Scope;
use crate::db::connection::load_scoped;
use crate::db::fragments::id_in;
use crate::db::types::DbTimestamp;
use crate::schema::slots;
use diesel::prelude::*;
use domain::UserId;
use domain::slot::Slot;
use scheduling_core::time::Interval;

/// The slots of these people's that overlap a window, at most `limit`; in order of start. One query however many people.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn of_people(
    scope: &mut Scope<'_>,
    people: &[UserId],
    window: Interval,
    limit: i64,
) -> Result<Vec<Slot>> {
    let sees = scope.sees();
    let shown: Vec<UserId> = people.iter().copied().filter(|user| sees.shows(*user)).collect();
    let query = slots::table
        .filter(id_in(slots::interviewer_id.assume_not_null(), &ids(&shown)))
        .filter(slots::starts_at.gt(DbTimestamp::from(window.start().plus_seconds(-LONGEST))))
        .filter(slots::starts_at.lt(DbTimestamp::from(window.end())))
        .filter(slots::ends_at.gt(DbTimestamp::from(window.start())))
        .order((slots::starts_at, slots::id))
        .limit(limit);
    let rows: Vec<Row> = load_scoped!(scope, slots::company_id, query)?;
    rows.into_iter().map(Row::slot).collect()
}
