//! Effects that are due, for several workers at once.

use super::claimed::{Claimed, Key};
use super::rows::{ClaimedRow, KeyRow};
use crate::Tx;
use crate::db::DbError;
use crate::db::connection::AnyConnection;
use crate::db::fragments::Texts;
use crate::db::types::{At, Id, Ts, Uid};
use crate::schema::effects;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Text};
use domain::effect::{Effect, Lane};

use scheduling_core::time::Timestamp;
use uuid::Uuid;

/// The lease under which effects were claimed, as a worker names it: new for each claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held(pub Uuid);

/// `SKIP LOCKED`: workers that ask at once pass each other by. Materialized, so that the limit is applied once.
const CLAIM_ON_POSTGRES: &str = "\
    WITH due AS MATERIALIZED (
        SELECT company_id, id FROM effects
        WHERE lane = $1 AND dead_at IS NULL AND run_at <= $2 AND kind = ANY($3)
        ORDER BY run_at, id LIMIT $4 FOR UPDATE SKIP LOCKED
    )
    UPDATE effects AS e SET lease = $5, run_at = $6, attempts = e.attempts + 1
    FROM due WHERE e.company_id = due.company_id AND e.id = due.id
    RETURNING e.id, e.company_id, e.kind, e.payload, e.attempts, e.created_at";

/// One writes at a time here.
const CLAIM_ON_SQLITE: &str = "\
    UPDATE effects SET lease = ?5, run_at = ?6, attempts = attempts + 1
    WHERE rowid IN (
        SELECT rowid FROM effects
        WHERE lane = ?1 AND dead_at IS NULL AND run_at <= ?2 AND kind IN (SELECT value FROM json_each(?3))
        ORDER BY run_at, id LIMIT ?4
    )
    RETURNING id, company_id, kind, payload, attempts, created_at";

/// A statement with the keys, as two arrays, and the lease.
macro_rules! on_keys {
    ($sql:expr, $held:expr, $keys:expr) => {{
        let companies: Vec<i64> = $keys.iter().map(|key| key.company.0).collect();
        let ids: Vec<Id> = $keys.iter().map(|key| Id(key.id.0)).collect();
        diesel::sql_query($sql)
            .bind::<Array<BigInt>, _>(companies)
            .bind::<Array<Uid>, _>(ids)
            .bind::<Uid, _>(Id($held.0))
    }};
}

/// Takes up to `limit` effects of a lane that are due at `now`, of all companies, those first that have been due longest.
/// Nobody else gets them before `until`. Kinds that this version does not know are left alone.
///
/// # Errors
/// [`DbError`] only.
pub fn claim(
    tx: &mut Tx<'_>,
    lane: Lane,
    held: Held,
    (now, until): (Timestamp, Timestamp),
    limit: i64,
) -> Result<Vec<Claimed>, DbError> {
    let kinds: Texts = Effect::KINDS.iter().map(ToString::to_string).collect();
    let (now, until) = (At::from(now), At::from(until));
    let mut rows: Vec<ClaimedRow> = match tx.connection() {
        AnyConnection::Pg(connection) => diesel::sql_query(CLAIM_ON_POSTGRES)
            .bind::<Text, _>(lane.name())
            .bind::<Ts, _>(now)
            .bind::<Array<Text>, _>(kinds.list)
            .bind::<BigInt, _>(limit)
            .bind::<Uid, _>(Id(held.0))
            .bind::<Ts, _>(until)
            .load(connection)?,
        AnyConnection::Sqlite(connection) => diesel::sql_query(CLAIM_ON_SQLITE)
            .bind::<Text, _>(lane.name())
            .bind::<Ts, _>(now)
            .bind::<Text, _>(kinds.json)
            .bind::<BigInt, _>(limit)
            .bind::<Uid, _>(Id(held.0))
            .bind::<Ts, _>(until)
            .load(connection)?,
    };
    let mut claimed: Vec<Claimed> = rows.drain(..).map(ClaimedRow::claimed).collect();
    // RETURNING keeps no order; ids of one second rise in the order in which they were written.
    claimed.sort_by_key(|effect| effect.id);
    Ok(claimed)
}

/// Those of these effects that are still held, locked until the transaction ends: what is done in it for them is done
/// once.
///
/// # Errors
/// [`DbError`] only.
pub fn hold(tx: &mut Tx<'_>, held: Held, keys: &[Key]) -> Result<Vec<Key>, DbError> {
    match tx.connection() {
        AnyConnection::Pg(connection) => {
            let sql = "SELECT e.company_id, e.id FROM effects AS e
                 JOIN unnest($1, $2) AS given (company_id, id) ON e.company_id = given.company_id AND e.id = given.id
                 WHERE e.lease = $3 FOR UPDATE OF e";
            let rows: Vec<KeyRow> = on_keys!(sql, held, keys).load(connection)?;
            Ok(rows.iter().map(KeyRow::key).collect())
        }
        AnyConnection::Sqlite(connection) => {
            let is_held = |held_key: &&Key| -> Result<bool, DbError> {
                let row = effects::table.find((held_key.company.0, Id(held_key.id.0)));
                let count: i64 =
                    row.filter(effects::lease.eq(Id(held.0))).count().get_result(&mut *connection)?;
                Ok(count == 1)
            };
            keep(keys, is_held)
        }
    }
}

/// Those of the keys for which `test` holds.
fn keep(keys: &[Key], mut test: impl FnMut(&&Key) -> Result<bool, DbError>) -> Result<Vec<Key>, DbError> {
    let mut kept = Vec::with_capacity(keys.len());
    for key in keys {
        if test(&key)? {
            kept.push(*key);
        }
    }
    Ok(kept)
}

/// Removes effects that were done. Those that this lease no longer holds stay; how many were removed.
///
/// # Errors
/// [`DbError`] only.
pub fn done(tx: &mut Tx<'_>, held: Held, keys: &[Key]) -> Result<usize, DbError> {
    match tx.connection() {
        AnyConnection::Pg(connection) => {
            let sql = "DELETE FROM effects AS e USING unnest($1, $2) AS given (company_id, id)
                 WHERE e.company_id = given.company_id AND e.id = given.id AND e.lease = $3";
            Ok(on_keys!(sql, held, keys).execute(connection)?)
        }
        AnyConnection::Sqlite(connection) => {
            let mut removed = 0;
            for key in keys {
                let row = effects::table.find((key.company.0, Id(key.id.0)));
                removed +=
                    diesel::delete(row.filter(effects::lease.eq(Id(held.0)))).execute(&mut *connection)?;
            }
            Ok(removed)
        }
    }
}

/// Puts an effect off until `run_at`, because of `error`. What did not count as an attempt is not `counted`. Whether it
/// was still held.
///
/// # Errors
/// [`DbError`] only.
pub fn again(
    tx: &mut Tx<'_>,
    held: Held,
    key: Key,
    run_at: Timestamp,
    (error, counted): (&str, bool),
) -> Result<bool, DbError> {
    let row = effects::table.find((key.company.0, Id(key.id.0)));
    let uncounted = i64::from(!counted);
    let changed = diesel::update(row.filter(effects::lease.eq(Id(held.0))))
        .set((
            effects::lease.eq(None::<Id>),
            effects::run_at.eq(At::from(run_at)),
            effects::attempts.eq(effects::attempts - uncounted),
            effects::last_error.eq(error),
        ))
        .execute(tx.connection())?;
    Ok(changed == 1)
}

/// Gives an effect up because of `error`: it stays for whoever looks after it. Whether it was still held.
///
/// # Errors
/// [`DbError`] only.
pub fn bury(tx: &mut Tx<'_>, held: Held, key: Key, error: &str, now: Timestamp) -> Result<bool, DbError> {
    let row = effects::table.find((key.company.0, Id(key.id.0)));
    let changed = diesel::update(row.filter(effects::lease.eq(Id(held.0))))
        .set((
            effects::lease.eq(None::<Id>),
            effects::last_error.eq(error),
            effects::dead_at.eq(At::from(now)),
        ))
        .execute(tx.connection())?;
    Ok(changed == 1)
}

/// When the next effect of a lane is due; `None` where nothing waits. For workers that have nothing to do.
///
/// # Errors
/// [`DbError`] only.
pub fn next_due(tx: &mut Tx<'_>, lane: Lane) -> Result<Option<Timestamp>, DbError> {
    let next: Option<At> = effects::table
        .select(effects::run_at)
        .filter(effects::lane.eq(lane.name()))
        .filter(effects::dead_at.is_null())
        .order((effects::run_at, effects::id))
        .first(tx.connection())
        .optional()?;
    Ok(next.map(At::instant))
}
