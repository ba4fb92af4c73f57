//! Effects: what is still to be done because of something that happened.
//!
//! [`put`] writes them in the transaction of what happened, so that none is lost and none is done for something that was
//! rolled back. Workers [`claim`] what is due, over all companies: a claim is a lease, which is nothing but a later
//! `run_at` and the name of who holds it. Who holds it removes the effect ([`done`]), puts it off ([`again`]) or gives it
//! up ([`bury`]); whoever comes after the lease's end changes nothing. A worker that dies leaves its effects to be due
//! again when its leases run out.

mod claimed;
mod lease;
mod letters;
mod payload;
mod rows;

pub use claimed::{Claimed, Key};
pub use lease::{Held, again, bury, claim, done, hold, next_due};
pub use letters::{
    Letter, LetterFilter, Standing, about, drop_all, get, given_up, hurry, list, replay, standing,
};
pub use payload::Unread;

use crate::db::DbError;
use crate::db::bulk::bulk_rows;
use crate::db::types::{At, Id, Ts, Uid};
use crate::db::uuids::uuid_at;
use crate::schema::effects;
use crate::{Scope, Writes};
use diesel::sql_types::{BigInt, Jsonb, Nullable, Text};
use domain::effect::Due;
use domain::{CompanyId, EffectId};
use scheduling_core::time::Timestamp;

bulk_rows! {
    /// An effect that is to be stored.
    NewRow, effects, {
        id: Uid => Id,
        company_id: BigInt => i64,
        kind: Text => &'static str,
        lane: Text => &'static str,
        payload: Jsonb => serde_json::Value,
        about: Nullable<Uid> => Option<Id>,
        run_at: Ts => At,
        attempts: BigInt => i64,
        created_at: Ts => At,
    }
}

/// An id for something that comes of an effect, or of none.
#[must_use]
pub fn new_id(now: Timestamp) -> EffectId {
    EffectId(uuid_at(now))
}

/// Writes effects of one company.
///
/// # Errors
/// [`DbError`] only.
pub fn put(scope: &mut Scope<'_>, company: CompanyId, due: &[Due], now: Timestamp) -> Result<(), DbError> {
    let mut writes = Writes::default();
    put_with(&mut writes, company, due, now);
    writes.run(scope)
}

/// Has effects of one company written.
pub fn put_with(writes: &mut Writes, company: CompanyId, due: &[Due], now: Timestamp) {
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
    due.iter().map(row).for_each(|row| writes.add(row));
}
