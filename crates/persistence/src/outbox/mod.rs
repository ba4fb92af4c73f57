//! The transactional outbox: effects that follow from a change and are still to be done.
//!
//! [`enqueue`] writes effects in the transaction of the change: none is lost, and none is done for a change that was rolled
//! back. Workers [`claim`] due effects of all companies. A claim is a lease: it moves `run_at` to the lease's end and stores
//! the worker's token. The holder of the lease removes the effect ([`complete`]), postpones it ([`retry_at`]) or gives it up
//! ([`dead_letter`]). After the lease has expired, these functions change nothing. When a worker dies, its effects are due
//! again once its leases expire.

mod claimed;
mod entries;
mod lease;
mod payload;
mod rows;

pub use claimed::{ClaimedEffect, Key};
pub use entries::{
    EntryFilter, OutboxEntry, OutboxStats, abandoned, about, drop_all, get, list, make_due_now, remove_dead,
    replay, stats, withdraw,
};
pub use lease::{LeaseToken, claim, complete, dead_letter, hasten, lock_leased, next_due, retry_at};
pub use payload::UnreadablePayload;

use crate::db::DbError;
use crate::db::bulk::bulk_rows;
use crate::db::types::{DbTimestamp, DbUuid, SqlTimestamp, SqlUuid};
use crate::db::uuids::uuid_at;
use crate::schema::effects;
use crate::store::changes;
use crate::{Scope, Writes};
use diesel::sql_types::{BigInt, Jsonb, Nullable, Text};
use domain::effect::{Due, Topic};
use domain::event::milliseconds_since;
use domain::{CompanyId, EffectId};
use scheduling_core::time::Timestamp;
use std::collections::BTreeSet;

bulk_rows! {
    /// An effect to insert.
    NewRow, effects, {
        id: SqlUuid => DbUuid,
        company_id: BigInt => i64,
        kind: Text => &'static str,
        lane: Text => &'static str,
        payload: Jsonb => serde_json::Value,
        about: Nullable<SqlUuid> => Option<DbUuid>,
        run_at: SqlTimestamp => DbTimestamp,
        attempts: BigInt => i64,
        created_at: SqlTimestamp => DbTimestamp,
    }
}

/// A new id, for an effect or for a lease.
#[must_use]
pub fn new_id(now: Timestamp) -> EffectId {
    EffectId(uuid_at(now))
}

/// Writes effects of one company.
///
/// # Errors
/// [`DbError`] only.
pub fn enqueue(
    scope: &mut Scope<'_>,
    company: CompanyId,
    due: &[Due],
    now: Timestamp,
) -> Result<(), DbError> {
    let mut writes = Writes::default();
    enqueue_with(&mut writes, company, due, now);
    writes.run(scope)
}

/// Adds effects of one company to `writes`, and for pages that are open what they say has changed.
pub fn enqueue_with(writes: &mut Writes, company: CompanyId, due: &[Due], now: Timestamp) {
    let row = |due: &Due| NewRow {
        id: DbUuid(uuid_at(now)),
        company_id: company.0,
        kind: due.effect.kind().name(),
        lane: due.effect.kind().queue().name(),
        payload: payload::stamped(&due.effect, milliseconds_since(now)),
        about: due.effect.about().map(DbUuid),
        run_at: due.at.into(),
        attempts: 0,
        created_at: now.into(),
    };
    due.iter().map(row).for_each(|row| writes.add(row));
    let topics: BTreeSet<Topic> = due.iter().filter_map(|due| Topic::of(&due.effect)).collect();
    for topic in topics {
        changes::note_with(writes, company, topic, now);
    }
}
