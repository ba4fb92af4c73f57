//! What providers of payments reported, by the provider's id of it.

use super::Result;
use crate::db::connection::on_backend;
use crate::db::fragments::{Ids, Texts, id_in, text_in};
use crate::db::types::DbTimestamp;
use crate::schema::provider_events as events;
use crate::{Scope, Tx};
use diesel::prelude::*;
use scheduling_core::time::Timestamp;

/// Notes a report; whether it is a new one.
///
/// # Errors
/// [`Refusal::Invalid`](domain::Refusal::Invalid) where the scope reaches all companies.
pub fn insert(scope: &mut Scope<'_>, id: &str, kind: &str, now: Timestamp) -> Result<bool> {
    let company = scope.home()?;
    let values = (
        events::company_id.eq(company.0),
        events::id.eq(id),
        events::kind.eq(kind),
        events::received_at.eq(DbTimestamp::from(now)),
    );
    let written = on_backend!(scope.connection(), |connection| diesel::insert_into(events::table)
        .values(values)
        .on_conflict_do_nothing()
        .execute(connection))?;
    Ok(written == 1)
}

/// Removes reports that came before that time: providers repeat them for days, not for months. At most `limit`; how many.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn remove_old(tx: &mut Tx<'_>, until: Timestamp, limit: i64) -> Result<usize> {
    let old: Vec<(i64, String)> = events::table
        .select((events::company_id, events::id))
        .filter(events::received_at.lt(DbTimestamp::from(until)))
        .order(events::received_at)
        .limit(limit)
        .load(tx.connection())?;
    let companies: Ids = old.iter().map(|(company, _)| *company).collect();
    let ids: Texts = old.into_iter().map(|(_, id)| id).collect();
    let old = events::table
        .filter(events::received_at.lt(DbTimestamp::from(until)))
        .filter(id_in(events::company_id, &companies))
        .filter(text_in(events::id, &ids));
    Ok(diesel::delete(old).execute(tx.connection())?)
}
