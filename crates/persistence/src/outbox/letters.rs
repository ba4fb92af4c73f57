//! Effects as operators see them: what waits, what was given up, and having that done again.

use super::payload;
use crate::db::DbError;
use crate::db::types::{At, Id};
use crate::schema::effects;
use crate::store::StoreError;
use crate::{Scope, Tx};
use diesel::prelude::*;
use domain::effect::{Effect, Lane};
use domain::{CompanyId, EffectId, Refusal};
use scheduling_core::time::Timestamp;
use std::collections::HashSet;
use uuid::Uuid;

/// An effect that was not done yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    pub id: EffectId,
    pub company: CompanyId,
    pub kind: String,
    /// What it is done for, where that is one thing.
    pub about: Option<Uuid>,
    /// Not before; of one that a worker is at, the end of its lease.
    pub run_at: Timestamp,
    pub attempts: i64,
    pub last_error: Option<String>,
    /// When it was given up, where it was.
    pub dead_at: Option<Timestamp>,
    pub created_at: Timestamp,
}

#[derive(Queryable)]
struct Row {
    id: Id,
    company_id: i64,
    kind: String,
    about: Option<Id>,
    run_at: At,
    attempts: i64,
    last_error: Option<String>,
    dead_at: Option<At>,
    created_at: At,
}

impl Row {
    fn letter(self) -> Letter {
        Letter {
            id: EffectId(self.id.0),
            company: CompanyId(self.company_id),
            kind: self.kind,
            about: self.about.map(|id| id.0),
            run_at: self.run_at.instant(),
            attempts: self.attempts,
            last_error: self.last_error,
            dead_at: self.dead_at.map(At::instant),
            created_at: self.created_at.instant(),
        }
    }
}

macro_rules! letters {
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

/// Which effects are asked for; what is `None` is not.
#[derive(Debug, Clone, Default)]
pub struct LetterFilter {
    /// Those that were given up, or those that were not.
    pub dead: Option<bool>,
    pub kind: Option<String>,
}

/// A page of effects, in order of company and id.
///
/// # Errors
/// [`StoreError::Db`] only.
pub fn list(
    scope: &mut Scope<'_>,
    filter: &LetterFilter,
    after: Option<(CompanyId, EffectId)>,
    limit: i64,
) -> Result<Vec<Letter>, StoreError> {
    let mut query = letters!().order((effects::company_id, effects::id)).limit(limit).into_boxed();
    if let Some(company) = scope.company() {
        query = query.filter(effects::company_id.eq(company.0));
    }
    match filter.dead {
        Some(true) => query = query.filter(effects::dead_at.is_not_null()),
        Some(false) => query = query.filter(effects::dead_at.is_null()),
        None => {}
    }
    if let Some(kind) = &filter.kind {
        query = query.filter(effects::kind.eq(kind.clone()));
    }
    if let Some((company, id)) = after {
        let later = effects::company_id.eq(company.0).and(effects::id.gt(Id(id.0)));
        query = query.filter(effects::company_id.gt(company.0).or(later));
    }
    let rows: Vec<Row> = query.load(scope.connection())?;
    Ok(rows.into_iter().map(Row::letter).collect())
}

/// One effect.
///
/// # Errors
/// [`Refusal::NotFound`] where the scope reaches no such effect: it may have been done.
pub fn get(scope: &mut Scope<'_>, id: EffectId) -> Result<Letter, StoreError> {
    let mut query = letters!().filter(effects::id.eq(Id(id.0))).into_boxed();
    if let Some(company) = scope.company() {
        query = query.filter(effects::company_id.eq(company.0));
    }
    let row: Option<Row> = query.first(scope.connection()).optional()?;
    Ok(row.ok_or_else(|| Refusal::not_found("effect"))?.letter())
}

/// Has an effect that was given up done again, from its first attempt on. One that waits anyway is left as it is.
///
/// # Errors
/// [`Refusal::NotFound`] where the scope reaches no such effect.
pub fn replay(scope: &mut Scope<'_>, id: EffectId, now: Timestamp) -> Result<Letter, StoreError> {
    let letter = get(scope, id)?;
    let row = effects::table.find((letter.company.0, Id(id.0)));
    diesel::update(row.filter(effects::dead_at.is_not_null()))
        .set((effects::dead_at.eq(None::<At>), effects::run_at.eq(At::from(now)), effects::attempts.eq(0)))
        .execute(scope.connection())?;
    get(scope, id)
}

/// Has all effects of that kind done again at once that were given up, or failed and wait for their next attempt: what
/// stood in their way was changed.
///
/// # Errors
/// [`DbError`] only.
pub fn hurry(scope: &mut Scope<'_>, company: CompanyId, kind: &str, now: Timestamp) -> Result<(), DbError> {
    let failed = effects::attempts.gt(0).and(effects::lease.is_null());
    let of_kind = effects::table
        .filter(effects::company_id.eq(company.0))
        .filter(effects::kind.eq(kind))
        .filter(effects::dead_at.is_not_null().or(failed));
    diesel::update(of_kind)
        .set((effects::dead_at.eq(None::<At>), effects::run_at.eq(At::from(now)), effects::attempts.eq(0)))
        .execute(scope.connection())?;
    Ok(())
}

/// Those of these things for which effects of that kind were given up, and none is still to be done.
///
/// # Errors
/// [`DbError`] only.
pub fn given_up(
    scope: &mut Scope<'_>,
    kind: &str,
    about: &[(CompanyId, Uuid)],
) -> Result<HashSet<Uuid>, DbError> {
    if about.is_empty() {
        return Ok(HashSet::new());
    }
    let companies: Vec<i64> = about.iter().map(|(company, _)| company.0).collect();
    let ids: Vec<Id> = about.iter().map(|(_, id)| Id(*id)).collect();
    let rows: Vec<(Option<Id>, Option<At>)> = effects::table
        .select((effects::about, effects::dead_at))
        .filter(effects::company_id.eq_any(companies))
        .filter(effects::about.eq_any(ids))
        .filter(effects::kind.eq(kind))
        .load(scope.connection())?;
    let of = |dead: bool| {
        let of = rows.iter().filter(move |(_, at)| at.is_some() == dead);
        of.filter_map(|(about, _)| about.map(|id| id.0)).collect::<HashSet<Uuid>>()
    };
    Ok(&of(true) - &of(false))
}

/// What is still to be done for these things: the effects of that kind, as far as this version can read them; one query
/// however many.
///
/// # Errors
/// [`DbError`] only.
pub fn about(
    scope: &mut Scope<'_>,
    company: CompanyId,
    things: &[Uuid],
    kind: &str,
) -> Result<Vec<(EffectId, Effect)>, DbError> {
    let things: Vec<Id> = things.iter().copied().map(Id).collect();
    let rows: Vec<(Id, serde_json::Value)> = effects::table
        .select((effects::id, effects::payload))
        .filter(effects::company_id.eq(company.0))
        .filter(effects::about.eq_any(things))
        .filter(effects::kind.eq(kind))
        .order(effects::id)
        .load(scope.connection())?;
    let read =
        |(id, payload): (Id, serde_json::Value)| Some((EffectId(id.0), payload::read(kind, &payload).ok()?));
    Ok(rows.into_iter().filter_map(read).collect())
}

/// Drops what was to be done. A worker that is at one of these effects finishes it, and finds nothing to remove.
///
/// # Errors
/// [`DbError`] only.
pub fn drop_all(scope: &mut Scope<'_>, company: CompanyId, ids: &[EffectId]) -> Result<(), DbError> {
    if ids.is_empty() {
        return Ok(());
    }
    let ids: Vec<Id> = ids.iter().map(|id| Id(id.0)).collect();
    let dropped = effects::table.filter(effects::company_id.eq(company.0)).filter(effects::id.eq_any(ids));
    diesel::delete(dropped).execute(scope.connection())?;
    Ok(())
}

/// How the work stands, over all companies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Not done yet, whether due or not.
    pub waiting: i64,
    /// Given up.
    pub dead: i64,
    /// Since when the oldest is due that nobody is at; `None` where nothing is.
    pub due_since: Option<Timestamp>,
}

/// How the work stands now.
///
/// # Errors
/// [`DbError`] only.
pub fn standing(tx: &mut Tx<'_>, now: Timestamp) -> Result<Standing, DbError> {
    let waiting = effects::table.filter(effects::dead_at.is_null()).count().get_result(tx.connection())?;
    let dead = effects::table.filter(effects::dead_at.is_not_null()).count().get_result(tx.connection())?;
    let mut due_since = None;
    for lane in Lane::ALL {
        let next = super::next_due(tx, lane)?.filter(|due| *due <= now);
        due_since = [due_since, next].into_iter().flatten().min();
    }
    Ok(Standing { waiting, dead, due_since })
}
