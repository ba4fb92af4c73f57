//! Schedules that nobody has confirmed, and whose slot is over.

use super::Result;
use crate::Tx;
use crate::db::pairs::later;
use crate::db::types::{DbTimestamp, DbUuid};
use crate::db::words::is;
use crate::schema::{schedules, slots};
use diesel::prelude::*;
use domain::{CompanyId, ScheduleId};
use scheduling_core::time::Timestamp;

/// Such a schedule, and since when its slot is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unconfirmed {
    pub company: CompanyId,
    pub id: ScheduleId,
    pub over_at: Timestamp,
}

/// Schedules that are pending and whose slot is over at `now`: at most `limit`, those first that were over first, after the one
/// given. For the sweep, which has no company of its own. Schedules that wait are few, and have an index of their own.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn unconfirmed(
    tx: &mut Tx<'_>,
    after: Option<Unconfirmed>,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<Unconfirmed>> {
    let its_slot = slots::company_id.eq(schedules::company_id).and(slots::id.eq(schedules::slot_id));
    let mut query = schedules::table
        .inner_join(slots::table.on(its_slot))
        .select((schedules::company_id, schedules::id, slots::ends_at))
        .filter(is(schedules::status, "pending"))
        .filter(slots::ends_at.le(DbTimestamp::from(now)))
        .order((slots::ends_at, schedules::id))
        .limit(limit)
        .into_boxed();
    if let Some(after) = after {
        let place = (DbTimestamp::from(after.over_at), DbUuid(after.id.0));
        query = query.filter(later((slots::ends_at, schedules::id), place));
    }
    let rows: Vec<(i64, DbUuid, DbTimestamp)> = query.load(tx.connection())?;
    let unconfirmed = |(company, id, over_at): (i64, DbUuid, DbTimestamp)| Unconfirmed {
        company: CompanyId(company),
        id: ScheduleId(id.0),
        over_at: over_at.instant(),
    };
    Ok(rows.into_iter().map(unconfirmed).collect())
}
