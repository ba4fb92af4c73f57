//! Effects: what is still to be done because of something that happened.
//!
//! [`put`] writes them in the transaction of what happened, so that none is lost and none is done for something that was
//! rolled back. Workers [`claim`] what is due, over all companies: a claim is a lease, which is nothing but a later
//! `run_at` and the name of who holds it. Who holds it removes the effect ([`done`]), puts it off ([`again`]) or gives it
//! up ([`bury`]); whoever comes after the lease's end changes nothing. A worker that dies leaves its effects to be due
//! again when its leases run out.

mod lease;
mod letters;
mod payload;
mod rows;

pub use lease::{Claimed, Held, Key, again, bury, claim, done, hold, next_due};
pub use letters::{Letter, LetterFilter, Standing, drop_about, get, list, replay, standing};
pub use payload::Unread;

use crate::Scope;
use crate::db::DbError;
use crate::db::connection::each;
use crate::db::types::{At, Id};
use crate::schema::effects;
use crate::store::uuid_at;
use diesel::prelude::*;
use domain::effect::Due;
use domain::{CompanyId, EffectId};
use scheduling_core::time::Instant;

#[derive(Insertable)]
#[diesel(table_name = effects)]
struct NewRow {
    id: Id,
    company_id: i64,
    kind: &'static str,
    lane: &'static str,
    payload: serde_json::Value,
    about: Option<Id>,
    run_at: At,
    attempts: i64,
    created_at: At,
}

/// An id for something that comes of an effect, or of none.
#[must_use]
pub fn new_id(now: Instant) -> EffectId {
    EffectId(uuid_at(now))
}

/// Writes effects of one company.
///
/// # Errors
/// [`DbError`] only.
pub fn put(scope: &mut Scope<'_>, company: CompanyId, due: &[Due], now: Instant) -> Result<(), DbError> {
    if due.is_empty() {
        return Ok(());
    }
    let row = |due: &Due| NewRow {
        id: Id(uuid_at(now)),
        company_id: company.0,
        kind: due.effect.kind(),
        lane: due.effect.lane().name(),
        payload: payload::write(&due.effect),
        about: due.effect.about().map(Id),
        run_at: due.at.into(),
        attempts: 0,
        created_at: now.into(),
    };
    let rows: Vec<NewRow> = due.iter().map(row).collect();
    each!(scope.connection(), |connection| diesel::insert_into(effects::table)
        .values(&rows)
        .execute(connection))?;
    Ok(())
}
