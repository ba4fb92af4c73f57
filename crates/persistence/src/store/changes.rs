//! That something of a company changed, for pages that are open. The outbox writes what effects say (`outbox::enqueue_with`), and [`note`]
//! what has none.

use super::{Result, uuid_at};
use crate::db::bulk::bulk_rows;
use crate::db::fragments::{Ids, id_in};
use crate::db::types::{DbTimestamp, DbUuid, SqlTimestamp, SqlUuid};
use crate::schema::changes;
use crate::{Scope, Tx, Writes};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
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

/// What changed of some companies.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// The newest first.
    pub all: Vec<Change>,
    /// Whether there are more than were read, of any of them.
    pub is_cut: bool,
}

/// More at once are not told one by one: a page looks once, however much changed.
const MOST: usize = 2_000;

/// What changed in these companies from that time on; without topics that only a newer server knows.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn since(tx: &mut Tx<'_>, companies: &[CompanyId], since: Timestamp) -> Result<Changes> {
    let companies: Ids = companies.iter().map(|company| company.0).collect();
    let rows: Vec<(DbUuid, i64, String, DbTimestamp)> = changes::table
        .select((changes::id, changes::company_id, changes::topic, changes::created_at))
        .filter(changes::created_at.ge(DbTimestamp::from(since)))
        .filter(id_in(changes::company_id, &companies))
        .order(changes::created_at.desc())
        .limit(i64::try_from(MOST).unwrap_or(i64::MAX))
        .load(tx.connection())?;
    let change = |(id, company, topic, at): (DbUuid, i64, String, DbTimestamp)| {
        let topic = Topic::named(&topic)?;
        Some(Change { id: id.0, company: CompanyId(company), topic, at: at.instant() })
    };
    let is_cut = rows.len() >= MOST;
    Ok(Changes { all: rows.into_iter().filter_map(change).collect(), is_cut })
}

bulk_rows! {
    /// That something changed.
    NewChange, changes, {
        id: SqlUuid => DbUuid,
        company_id: BigInt => i64,
        topic: Text => &'static str,
        created_at: SqlTimestamp => DbTimestamp,
    }
}

/// Has a change noted.
pub(crate) fn note_with(writes: &mut Writes, company: CompanyId, topic: Topic, now: Timestamp) {
    let (id, created_at) = (DbUuid(uuid_at(now)), now.into());
    writes.add(NewChange { id, company_id: company.0, topic: topic.name(), created_at });
}

/// Notes a change that no effect tells of.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn note(scope: &mut Scope<'_>, company: CompanyId, topic: Topic, now: Timestamp) -> Result<()> {
    let mut writes = Writes::default();
    note_with(&mut writes, company, topic, now);
    Ok(writes.run(scope)?)
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
