//! That something of a company changed, for pages that are open. The outbox writes it (`outbox::enqueue_with`).

use super::Result;
use crate::Tx;
use crate::db::DbError;
use crate::db::fragments::{Ids, id_in};
use crate::db::types::{DbTimestamp, DbUuid};
use crate::schema::changes;
use diesel::prelude::*;
use domain::CompanyId;
use domain::effect::Topic;
use scheduling_core::time::Timestamp;
use uuid::Uuid;

/// A change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    pub id: Uuid,
    pub company: CompanyId,
    pub topic: Topic,
    pub at: Timestamp,
}

/// More at once are not told one by one: a page looks once, however much changed.
const MOST: i64 = 2_000;

/// What changed in these companies from that time on, the newest first.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn since(tx: &mut Tx<'_>, companies: &[CompanyId], since: Timestamp) -> Result<Vec<Change>> {
    let companies: Ids = companies.iter().map(|company| company.0).collect();
    let rows: Vec<(DbUuid, i64, String, DbTimestamp)> = changes::table
        .select((changes::id, changes::company_id, changes::topic, changes::created_at))
        .filter(changes::created_at.ge(DbTimestamp::from(since)))
        .filter(id_in(changes::company_id, &companies))
        .order(changes::created_at.desc())
        .limit(MOST)
        .load(tx.connection())?;
    let change = |(id, company, topic, at): (DbUuid, i64, String, DbTimestamp)| {
        let topic = Topic::named(&topic).ok_or_else(|| DbError::corrupt("changes.topic", &topic))?;
        Ok(Change { id: id.0, company: CompanyId(company), topic, at: at.instant() })
    };
    rows.into_iter().map(change).collect()
}

/// Removes what changed before that time, at most `limit`; how many.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn remove_old(tx: &mut Tx<'_>, until: Timestamp, limit: i64) -> Result<usize> {
    let old: Vec<DbTimestamp> = changes::table
        .select(changes::created_at)
        .filter(changes::created_at.lt(DbTimestamp::from(until)))
        .order(changes::created_at)
        .limit(limit)
        .load(tx.connection())?;
    let Some(last) = old.last() else { return Ok(0) };
    Ok(diesel::delete(changes::table.filter(changes::created_at.le(*last))).execute(tx.connection())?)
}
