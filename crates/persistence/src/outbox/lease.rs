//! Leases of due effects, for several workers at once.

use super::claimed::{ClaimedEffect, Key};
use super::rows::{ClaimedRow, DueRow, KeyRow};
use crate::Tx;
use crate::db::DbError;
use crate::db::connection::AnyConnection;
use crate::db::fragments::{Ids, Texts};
use crate::db::types::{DbTimestamp, DbUuid, SqlTimestamp, SqlUuid};
use crate::schema::effects;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Text};
use domain::CompanyId;
use domain::effect::{EffectKind, EffectQueue};
use domain::seating::Seating;
use scheduling_core::time::Timestamp;
use uuid::Uuid;

/// Names a lease: a new token for each claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LeaseToken(pub Uuid);

/// `SKIP LOCKED` lets concurrent workers claim different rows.
const DUE_ON_POSTGRES: &str = "\
    SELECT company_id, id, 0::bigint AS place FROM effects
    WHERE lane = $1 AND dead_at IS NULL AND run_at <= $2 AND kind = ANY($3) AND NOT (company_id = ANY($4))
    ORDER BY run_at, id LIMIT $5 FOR UPDATE SKIP LOCKED";

/// SQLite has one writer at a time, so nothing needs a lock.
const DUE_ON_SQLITE: &str = "\
    SELECT company_id, id, rowid AS place FROM effects
    WHERE lane = ?1 AND dead_at IS NULL AND run_at <= ?2 AND kind IN (SELECT value FROM json_each(?3))
      AND company_id NOT IN (SELECT value FROM json_each(?4))
    ORDER BY run_at, id LIMIT ?5";

const LEASE_ON_POSTGRES: &str = "\
    UPDATE effects AS e SET lease = $3, run_at = $4, attempts = e.attempts + 1
    FROM unnest($1, $2) AS given (company_id, id) WHERE e.company_id = given.company_id AND e.id = given.id
    RETURNING e.id, e.company_id, e.kind, e.payload, e.attempts, e.created_at";

const LEASE_ON_SQLITE: &str = "\
    UPDATE effects SET lease = ?2, run_at = ?3, attempts = attempts + 1
    WHERE rowid IN (SELECT value FROM json_each(?1))
    RETURNING id, company_id, kind, payload, attempts, created_at";

/// Binds the keys, as two arrays, and the lease.
macro_rules! on_keys {
    ($sql:expr, $lease:expr, $keys:expr) => {{
        let companies: Vec<i64> = $keys.iter().map(|key| key.company.0).collect();
        let ids: Vec<DbUuid> = $keys.iter().map(|key| DbUuid(key.id.0)).collect();
        diesel::sql_query($sql)
            .bind::<Array<BigInt>, _>(companies)
            .bind::<Array<SqlUuid>, _>(ids)
            .bind::<SqlUuid, _>(DbUuid($lease.0))
    }};
}

/// Leases effects of a queue that are due at `now`, longest due first, as long as `seating` has seats for their companies.
/// No other worker gets them before `until`. Kinds that this version does not know are skipped.
///
/// # Errors
/// [`DbError`] only.
pub fn claim(
    tx: &mut Tx<'_>,
    queue: EffectQueue,
    lease: LeaseToken,
    now: Timestamp,
    until: Timestamp,
    mut seating: Seating,
) -> Result<Vec<ClaimedEffect>, DbError> {
    let mut claimed: Vec<ClaimedEffect> = Vec::new();
    // A company that has its share is passed over in the next round, so that others are found behind them.
    while seating.free() > 0 {
        let due = due(tx, queue, now, &seating)?;
        let (seated, left): (Vec<DueRow>, Vec<DueRow>) =
            due.into_iter().partition(|row| seating.offer(CompanyId(row.company_id)));
        claimed.extend(lease_all(tx, lease, until, &seated)?.into_iter().map(ClaimedRow::claimed));
        if left.is_empty() || seated.is_empty() {
            break;
        }
    }
    // RETURNING has no order; ids rise in the order of insertion.
    claimed.sort_by_key(|effect| effect.id);
    Ok(claimed)
}

fn limit(seating: &Seating) -> i64 {
    i64::try_from(seating.free()).unwrap_or(i64::MAX)
}

/// Effects that are due, of companies that may have a seat.
fn due(
    tx: &mut Tx<'_>,
    queue: EffectQueue,
    now: Timestamp,
    seating: &Seating,
) -> Result<Vec<DueRow>, DbError> {
    let kinds: Texts = EffectKind::ALL.iter().map(|kind| kind.name().to_owned()).collect();
    let full: Ids = seating.saturated().iter().map(|company| company.0).collect();
    let now = DbTimestamp::from(now);
    Ok(match tx.connection() {
        AnyConnection::Pg(connection) => diesel::sql_query(DUE_ON_POSTGRES)
            .bind::<Text, _>(queue.name())
            .bind::<SqlTimestamp, _>(now)
            .bind::<Array<Text>, _>(kinds.list)
            .bind::<Array<BigInt>, _>(full.list)
            .bind::<BigInt, _>(limit(seating))
            .load(connection)?,
        AnyConnection::Sqlite(connection) => diesel::sql_query(DUE_ON_SQLITE)
            .bind::<Text, _>(queue.name())
            .bind::<SqlTimestamp, _>(now)
            .bind::<Text, _>(kinds.json)
            .bind::<Text, _>(full.json)
            .bind::<BigInt, _>(limit(seating))
            .load(connection)?,
    })
}

fn lease_all(
    tx: &mut Tx<'_>,
    lease: LeaseToken,
    until: Timestamp,
    due: &[DueRow],
) -> Result<Vec<ClaimedRow>, DbError> {
    if due.is_empty() {
        return Ok(Vec::new());
    }
    let until = DbTimestamp::from(until);
    Ok(match tx.connection() {
        AnyConnection::Pg(connection) => {
            let keys: Vec<Key> = due.iter().map(DueRow::key).collect();
            on_keys!(LEASE_ON_POSTGRES, lease, keys).bind::<SqlTimestamp, _>(until).load(connection)?
        }
        AnyConnection::Sqlite(connection) => {
            let places: Ids = due.iter().map(|row| row.place).collect();
            diesel::sql_query(LEASE_ON_SQLITE)
                .bind::<Text, _>(places.json)
                .bind::<SqlUuid, _>(DbUuid(lease.0))
                .bind::<SqlTimestamp, _>(until)
                .load(connection)?
        }
    })
}

/// Of these effects, those that this lease still holds, locked until the transaction ends: what the transaction does for
/// them is done once.
///
/// # Errors
/// [`DbError`] only.
pub fn lock_leased(tx: &mut Tx<'_>, lease: LeaseToken, keys: &[Key]) -> Result<Vec<Key>, DbError> {
    match tx.connection() {
        AnyConnection::Pg(connection) => {
            let sql = "SELECT e.company_id, e.id FROM effects AS e
                 JOIN unnest($1, $2) AS given (company_id, id) ON e.company_id = given.company_id AND e.id = given.id
                 WHERE e.lease = $3 FOR UPDATE OF e";
            let rows: Vec<KeyRow> = on_keys!(sql, lease, keys).load(connection)?;
            Ok(rows.iter().map(KeyRow::key).collect())
        }
        AnyConnection::Sqlite(connection) => {
            let is_held = |held_key: &&Key| -> Result<bool, DbError> {
                let row = effects::table.find((held_key.company.0, DbUuid(held_key.id.0)));
                let count: i64 =
                    row.filter(effects::lease.eq(DbUuid(lease.0))).count().get_result(&mut *connection)?;
                Ok(count == 1)
            };
            keep(keys, is_held)
        }
    }
}

/// The keys for which `test` holds.
fn keep(keys: &[Key], mut test: impl FnMut(&&Key) -> Result<bool, DbError>) -> Result<Vec<Key>, DbError> {
    let mut kept = Vec::with_capacity(keys.len());
    for key in keys {
        if test(&key)? {
            kept.push(*key);
        }
    }
    Ok(kept)
}

/// Removes effects that are done, except those that the lease no longer holds. Answers how many were removed.
///
/// # Errors
/// [`DbError`] only.
pub fn complete(tx: &mut Tx<'_>, lease: LeaseToken, keys: &[Key]) -> Result<usize, DbError> {
    match tx.connection() {
        AnyConnection::Pg(connection) => {
            let sql = "DELETE FROM effects AS e USING unnest($1, $2) AS given (company_id, id)
                 WHERE e.company_id = given.company_id AND e.id = given.id AND e.lease = $3";
            Ok(on_keys!(sql, lease, keys).execute(connection)?)
        }
        AnyConnection::Sqlite(connection) => {
            let mut removed = 0;
            for key in keys {
                let row = effects::table.find((key.company.0, DbUuid(key.id.0)));
                removed += diesel::delete(row.filter(effects::lease.eq(DbUuid(lease.0))))
                    .execute(&mut *connection)?;
            }
            Ok(removed)
        }
    }
}

/// Postpones an effect to `run_at` because of `error`. `counted` says whether this was an attempt. Answers whether the lease
/// still held it.
///
/// # Errors
/// [`DbError`] only.
pub fn retry_at(
    tx: &mut Tx<'_>,
    lease: LeaseToken,
    key: Key,
    run_at: Timestamp,
    error: &str,
    counted: bool,
) -> Result<bool, DbError> {
    let row = effects::table.find((key.company.0, DbUuid(key.id.0)));
    let uncounted = i64::from(!counted);
    let changed = diesel::update(row.filter(effects::lease.eq(DbUuid(lease.0))))
        .set((
            effects::lease.eq(None::<DbUuid>),
            effects::run_at.eq(DbTimestamp::from(run_at)),
            effects::attempts.eq(effects::attempts - uncounted),
            effects::last_error.eq(error),
        ))
        .execute(tx.connection())?;
    Ok(changed == 1)
}

/// Gives an effect up because of `error`; it stays in the outbox for operators. Answers whether the lease still held it.
///
/// # Errors
/// [`DbError`] only.
pub fn dead_letter(
    tx: &mut Tx<'_>,
    lease: LeaseToken,
    key: Key,
    error: &str,
    now: Timestamp,
) -> Result<bool, DbError> {
    let row = effects::table.find((key.company.0, DbUuid(key.id.0)));
    let changed = diesel::update(row.filter(effects::lease.eq(DbUuid(lease.0))))
        .set((
            effects::lease.eq(None::<DbUuid>),
            effects::last_error.eq(error),
            effects::dead_at.eq(DbTimestamp::from(now)),
        ))
        .execute(tx.connection())?;
    Ok(changed == 1)
}

/// Makes effects of a kind due now that wait for a retry, of all companies: all of them, or as many as `most`, those first
/// that would be due first.
///
/// # Errors
/// [`DbError`] only.
pub fn hasten(tx: &mut Tx<'_>, kind: EffectKind, most: Option<i64>, now: Timestamp) -> Result<(), DbError> {
    let waiting = effects::kind
        .eq(kind.name())
        .and(effects::lane.eq(kind.queue().name()))
        .and(effects::dead_at.is_null())
        .and(effects::lease.is_null())
        .and(effects::run_at.gt(DbTimestamp::from(now)))
        .and(effects::last_error.is_not_null());
    let due = effects::run_at.eq(DbTimestamp::from(now));
    let Some(most) = most else {
        diesel::update(effects::table.filter(waiting)).set(due).execute(tx.connection())?;
        return Ok(());
    };
    let first: Vec<(i64, DbUuid)> = effects::table
        .select((effects::company_id, effects::id))
        .filter(waiting)
        .order((effects::run_at, effects::id))
        .limit(most)
        .load(tx.connection())?;
    for key in first {
        let row = effects::table.find(key).filter(effects::lease.is_null());
        diesel::update(row).set(due).execute(tx.connection())?;
    }
    Ok(())
}

/// When the next effect of a queue is due; `None` when the queue is empty. For idle workers.
///
/// # Errors
/// [`DbError`] only.
pub fn next_due(tx: &mut Tx<'_>, queue: EffectQueue) -> Result<Option<Timestamp>, DbError> {
    let next: Option<DbTimestamp> = effects::table
        .select(effects::run_at)
        .filter(effects::lane.eq(queue.name()))
        .filter(effects::dead_at.is_null())
        .order((effects::run_at, effects::id))
        .first(tx.connection())
        .optional()?;
    Ok(next.map(DbTimestamp::instant))
}
