//! Effects: what is still to be done because of something that happened.
//!
//! [`put`] writes them in the transaction of what happened, so that none is lost and none is done for something that was
//! rolled back.

mod drop;
mod payload;

pub use drop::drop;

use crate::Scope;
use crate::db::DbError;
use crate::db::connection::each;
use crate::db::types::{At, Id};
use crate::schema::effects;
use crate::store::uuid_at;
use diesel::prelude::*;
use domain::CompanyId;
use domain::effect::Due;
use scheduling_core::time::Instant;

#[derive(Insertable)]
#[diesel(table_name = effects)]
struct NewRow {
    id: Id,
    company_id: i64,
    kind: &'static str,
    payload: serde_json::Value,
    about: Option<Id>,
    run_at: At,
    attempts: i64,
    created_at: At,
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
