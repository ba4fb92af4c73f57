//! The outbox as operators see it: effects that wait or were given up, and replaying them.

use super::payload;
use crate::db::DbError;
use crate::db::fragments::{Ids, Uuids, id_in, uuid_in};
use crate::db::types::{DbTimestamp, DbUuid};
use crate::schema::effects;
use crate::store::StoreError;
use crate::store::collection::{Part, by_id};
use crate::{Scope, Tx};
use diesel::prelude::*;
use domain::effect::{Effect, EffectKind, EffectQueue};
use domain::{CompanyId, EffectId, Refusal};
use scheduling_core::time::Timestamp;
use std::collections::HashSet;
use uuid::Uuid;

/// An effect in the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxEntry {
    pub id: EffectId,
    pub company: CompanyId,
    pub kind: String,
    /// The object that it concerns, if it is one.
    pub about: Option<Uuid>,
    /// When it is due; while a worker handles it, the end of the lease.
    pub run_at: Timestamp,
    pub attempts: i64,
    pub last_error: Option<String>,
    /// When it was given up.
    pub dead_at: Option<Timestamp>,
    pub created_at: Timestamp,
}

#[derive(Queryable)]
struct Row {
    id: DbUuid,
    company_id: i64,
    kind: String,
    about: Option<DbUuid>,
    run_at: DbTimestamp,
    attempts: i64,
    last_error: Option<String>,
    dead_at: Option<DbTimestamp>,
    created_at: DbTimestamp,
}

impl Row {
    fn entry(self) -> OutboxEntry {
        OutboxEntry {
            id: EffectId(self.id.0),
            company: CompanyId(self.company_id),
            kind: self.kind,
            about: self.about.map(|id| id.0),
            run_at: self.run_at.instant(),
            attempts: self.attempts,
            last_error: self.last_error,
            dead_at: self.dead_at.map(DbTimestamp::instant),
            created_at: self.created_at.instant(),
        }
    }
}

macro_rules! entries {
    () => {
        effects::table.select((
            effects::id,
            effects::company_id,
            effects::kind,
            effects::about,
            effects::run_at,
            effects::attempts,
            effects::last_error,
            effects::dead_at,
            effects::created_at,
        ))
    };
}

/// Which effects to list; `None` does not filter.
#[derive(Debug, Clone, Copy, Default)]
pub struct EntryFilter {
    /// Given up, or not.
    pub dead: Option<bool>,
    pub kind: Option<EffectKind>,
}

/// A page of effects, in order of id: ids rise with time.
///
/// # Errors
/// [`StoreError::Db`] only.
pub fn list(
    scope: &mut Scope<'_>,
    filter: &EntryFilter,
    part: &Part<EffectId>,
) -> Result<Vec<OutboxEntry>, StoreError> {
    let mut query = entries!().limit(part.limit).into_boxed();
    if let Some(company) = scope.company() {
        query = query.filter(effects::company_id.eq(company.0));
    }
    match filter.dead {
        Some(true) => query = query.filter(effects::dead_at.is_not_null()),
        Some(false) => query = query.filter(effects::dead_at.is_null()),
        None => {}
    }
    if let Some(kind) = filter.kind {
        query = query.filter(effects::kind.eq(kind.name()));
    }
    let query = by_id(query, effects::id, part.sort.descending, part.after_id());
    let rows: Vec<Row> = query.load(scope.connection())?;
    Ok(rows.into_iter().map(Row::entry).collect())
}

/// One effect.
///
/// # Errors
/// [`Refusal::NotFound`] when the scope reaches no such effect; it may be done already.
pub fn get(scope: &mut Scope<'_>, id: EffectId) -> Result<OutboxEntry, StoreError> {
    let mut query = entries!().filter(effects::id.eq(DbUuid(id.0))).into_boxed();
    if let Some(company) = scope.company() {
        query = query.filter(effects::company_id.eq(company.0));
    }
    let row: Option<Row> = query.first(scope.connection()).optional()?;
    Ok(row.ok_or_else(|| Refusal::not_found("effect"))?.entry())
}

/// Makes an effect that was given up due again, with its attempts reset. A waiting effect stays as it is.
///
/// # Errors
/// [`Refusal::NotFound`] where the scope reaches no such effect.
pub fn replay(scope: &mut Scope<'_>, id: EffectId, now: Timestamp) -> Result<OutboxEntry, StoreError> {
    let entry = get(scope, id)?;
    let row = effects::table.find((entry.company.0, DbUuid(id.0)));
    diesel::update(row.filter(effects::dead_at.is_not_null()))
        .set((
            effects::dead_at.eq(None::<DbTimestamp>),
            effects::run_at.eq(DbTimestamp::from(now)),
            effects::attempts.eq(0),
        ))
        .execute(scope.connection())?;
    get(scope, id)
}

/// Makes all effects of a kind due now that were given up or wait for a retry, because their cause was fixed.
///
/// # Errors
/// [`DbError`] only.
pub fn make_due_now(
    scope: &mut Scope<'_>,
    company: CompanyId,
    kind: EffectKind,
    now: Timestamp,
) -> Result<(), DbError> {
    let failed = effects::attempts.gt(0).and(effects::lease.is_null());
    let of_kind = effects::table
        .filter(effects::company_id.eq(company.0))
        .filter(effects::kind.eq(kind.name()))
        .filter(effects::dead_at.is_not_null().or(failed));
    diesel::update(of_kind)
        .set((
            effects::dead_at.eq(None::<DbTimestamp>),
            effects::run_at.eq(DbTimestamp::from(now)),
            effects::attempts.eq(0),
        ))
        .execute(scope.connection())?;
    Ok(())
}

/// Of these objects, those with effects of a kind that were given up and none that still waits.
///
/// # Errors
/// [`DbError`] only.
pub fn abandoned(
    scope: &mut Scope<'_>,
    kind: EffectKind,
    about: &[(CompanyId, Uuid)],
) -> Result<HashSet<Uuid>, DbError> {
    if about.is_empty() {
        return Ok(HashSet::new());
    }
    let companies: Vec<i64> = about.iter().map(|(company, _)| company.0).collect();
    let ids: Vec<DbUuid> = about.iter().map(|(_, id)| DbUuid(*id)).collect();
    let rows: Vec<(Option<DbUuid>, Option<DbTimestamp>)> = effects::table
        .select((effects::about, effects::dead_at))
        .filter(effects::company_id.eq_any(companies))
        .filter(effects::about.eq_any(ids))
        .filter(effects::kind.eq(kind.name()))
        .load(scope.connection())?;
    let of = |dead: bool| {
        let of = rows.iter().filter(move |(_, at)| at.is_some() == dead);
        of.filter_map(|(about, _)| about.map(|id| id.0)).collect::<HashSet<Uuid>>()
    };
    Ok(&of(true) - &of(false))
}

/// The effects of a kind that concern these objects, as far as this version can read them. One query, however many objects.
///
/// # Errors
/// [`DbError`] only.
pub fn about(
    scope: &mut Scope<'_>,
    company: CompanyId,
    things: &[Uuid],
    kind: EffectKind,
) -> Result<Vec<(EffectId, Effect)>, DbError> {
    let things: Vec<DbUuid> = things.iter().copied().map(DbUuid).collect();
    let rows: Vec<(DbUuid, serde_json::Value)> = effects::table
        .select((effects::id, effects::payload))
        .filter(effects::company_id.eq(company.0))
        .filter(effects::about.eq_any(things))
        .filter(effects::kind.eq(kind.name()))
        .order(effects::id)
        .load(scope.connection())?;
    let read = |(id, payload): (DbUuid, serde_json::Value)| {
        Some((EffectId(id.0), payload::read(kind.name(), &payload).ok()?))
    };
    Ok(rows.into_iter().filter_map(read).collect())
}

/// Removes the effects of a kind that concern an object, unless a worker is handling one. Answers whether none is left.
///
/// # Errors
/// [`DbError`] only.
pub fn withdraw(
    scope: &mut Scope<'_>,
    company: CompanyId,
    kind: EffectKind,
    about: Uuid,
) -> Result<bool, DbError> {
    let concerned = || {
        effects::table
            .filter(effects::company_id.eq(company.0))
            .filter(effects::about.eq(Some(DbUuid(about))))
            .filter(effects::kind.eq(kind.name()))
    };
    diesel::delete(concerned().filter(effects::lease.is_null())).execute(scope.connection())?;
    let left: i64 = concerned().count().get_result(scope.connection())?;
    Ok(left == 0)
}

/// Removes effects. A worker that is handling one finishes it, and finds nothing to remove.
///
/// # Errors
/// [`DbError`] only.
pub fn drop_all(scope: &mut Scope<'_>, company: CompanyId, ids: &[EffectId]) -> Result<(), DbError> {
    if ids.is_empty() {
        return Ok(());
    }
    let ids: Vec<DbUuid> = ids.iter().map(|id| DbUuid(id.0)).collect();
    let dropped = effects::table.filter(effects::company_id.eq(company.0)).filter(effects::id.eq_any(ids));
    diesel::delete(dropped).execute(scope.connection())?;
    Ok(())
}

/// Removes effects that were given up before `until`, about `at_most`; their kinds.
///
/// # Errors
/// [`DbError`] only.
pub fn remove_dead(tx: &mut Tx<'_>, until: Timestamp, at_most: i64) -> Result<Vec<String>, DbError> {
    let dead = || effects::table.filter(effects::dead_at.lt(DbTimestamp::from(until)));
    let keys: Vec<(i64, DbUuid)> =
        dead().select((effects::company_id, effects::id)).limit(at_most).load(tx.connection())?;
    let companies: Ids = keys.iter().map(|(company, _)| *company).collect();
    let ids: Uuids = keys.iter().map(|(_, id)| id.0).collect();
    // Asked again: one may have been replayed meanwhile.
    let still_dead = dead().filter(id_in(effects::company_id, &companies)).filter(uuid_in(effects::id, &ids));
    Ok(diesel::delete(still_dead).returning(effects::kind).get_results(tx.connection())?)
}

/// Figures of the outbox, over all companies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutboxStats {
    /// Effects that wait, due or not.
    pub waiting: i64,
    /// Effects that were given up.
    pub dead: i64,
    /// Effects that failed and wait for another attempt.
    pub retrying: i64,
    /// Since when the oldest effect has been due without a lease; `None` when no effect is due.
    pub due_since: Option<Timestamp>,
}

/// Counts the outbox.
///
/// # Errors
/// [`DbError`] only.
pub fn stats(tx: &mut Tx<'_>, now: Timestamp) -> Result<OutboxStats, DbError> {
    let waiting = effects::table.filter(effects::dead_at.is_null()).count().get_result(tx.connection())?;
    let dead = effects::table.filter(effects::dead_at.is_not_null()).count().get_result(tx.connection())?;
    let retrying = effects::table
        .filter(effects::dead_at.is_null())
        .filter(effects::attempts.gt(0))
        .filter(effects::last_error.is_not_null())
        .count()
        .get_result(tx.connection())?;
    let mut due_since = None;
    for queue in EffectQueue::ALL {
        let next = super::next_due(tx, queue)?.filter(|due| *due <= now);
        due_since = [due_since, next].into_iter().flatten().min();
    }
    Ok(OutboxStats { waiting, dead, retrying, due_since })
}
