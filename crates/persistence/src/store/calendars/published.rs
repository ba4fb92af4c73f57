//! Our own events in calendars on CalDAV servers: where each is, what it said, and who is at it.
//!
//! An event is written by one worker at a time: the one that [`hold`]s it may, until the lease ends or somebody else holds it.

use super::caldav::{Published, key};
use crate::Scope;
use crate::db::connection::on_backend;
use crate::db::types::{DbTimestamp, DbUuid};
use crate::schema::caldav_published as table;
use crate::store::{Result, calendars};
use diesel::prelude::*;
use domain::directory::Calendar;
use domain::{CalendarId, CompanyId};
use scheduling_core::time::Timestamp;
use std::collections::HashMap;
use uuid::Uuid;

/// The fingerprint of an event of which nobody knows what it says, or whether it is there: the worker that began to write it has
/// not told how that ended.
const UNKNOWN: &str = "?";

/// Takes an event for `holder` until `until`, and answers what is known of it; `None` while somebody else holds it. From
/// here on the calendar counts as one that may have the event.
///
/// # Errors
/// [`Refusal::NotFound`](domain::Refusal::NotFound) where the scope reaches no such calendar.
pub fn hold(
    scope: &mut Scope<'_>,
    id: CalendarId,
    uid: &str,
    holder: Uuid,
    now: Timestamp,
    until: Timestamp,
) -> Result<Option<Published>> {
    let (company, user, id) = key(&calendars::get(scope, id)?);
    let new = (
        table::company_id.eq(company),
        table::user_id.eq(user),
        table::calendar_id.eq(id),
        table::uid.eq(uid),
        table::sequence.eq(0),
        table::fingerprint.eq(UNKNOWN),
    );
    on_backend!(scope.connection(), |connection| diesel::insert_into(table::table)
        .values(new)
        .on_conflict_do_nothing()
        .execute(connection))?;
    let free = table::held_until.is_null().or(table::held_until.le(DbTimestamp::from(now)));
    let taken = diesel::update(table::table.find((company, user, id, uid)).filter(free.assume_not_null()))
        .set((table::holder.eq(Some(DbUuid(holder))), table::held_until.eq(Some(DbTimestamp::from(until)))))
        .execute(scope.connection())?;
    if taken == 0 {
        return Ok(None);
    }
    let (sequence, href, etag, fingerprint) = table::table
        .find((company, user, id, uid))
        .select((table::sequence, table::href, table::etag, table::fingerprint))
        .first(scope.connection())?;
    Ok(Some(Published { uid: uid.to_owned(), sequence, href, etag, fingerprint }))
}

/// Whether `holder` still holds the event.
///
/// # Errors
/// [`Refusal::NotFound`](domain::Refusal::NotFound) where the scope reaches no such calendar.
pub fn holds(scope: &mut Scope<'_>, id: CalendarId, uid: &str, holder: Uuid) -> Result<bool> {
    let (company, user, id) = key(&calendars::get(scope, id)?);
    let row = table::table.find((company, user, id, uid)).filter(table::holder.eq(Some(DbUuid(holder))));
    let held: i64 = row.count().get_result(scope.connection())?;
    Ok(held == 1)
}

/// Remembers how the event is now, and gives it back. False, and nothing is remembered, where `holder` lost it meanwhile:
/// to another worker, or because the calendar was pointed elsewhere.
///
/// # Errors
/// [`Refusal::NotFound`](domain::Refusal::NotFound) where the scope reaches no such calendar.
pub fn remember(scope: &mut Scope<'_>, id: CalendarId, event: &Published, holder: Uuid) -> Result<bool> {
    let (company, user, id) = key(&calendars::get(scope, id)?);
    let row = table::table.find((company, user, id, &event.uid));
    let changed = diesel::update(row.filter(table::holder.eq(Some(DbUuid(holder)))))
        .set((
            table::sequence.eq(event.sequence),
            table::href.eq(&event.href),
            table::etag.eq(&event.etag),
            table::fingerprint.eq(&event.fingerprint),
            table::holder.eq(None::<DbUuid>),
            table::held_until.eq(None::<DbTimestamp>),
        ))
        .execute(scope.connection())?;
    Ok(changed == 1)
}

/// Gives the event back with nothing known of it that was not known before.
///
/// # Errors
/// [`Refusal::NotFound`](domain::Refusal::NotFound) where the scope reaches no such calendar.
pub fn release_lease(scope: &mut Scope<'_>, id: CalendarId, uid: &str, holder: Uuid) -> Result<()> {
    let (company, user, id) = key(&calendars::get(scope, id)?);
    let row = table::table.find((company, user, id, uid)).filter(table::holder.eq(Some(DbUuid(holder))));
    diesel::update(row)
        .set((table::holder.eq(None::<DbUuid>), table::held_until.eq(None::<DbTimestamp>)))
        .execute(scope.connection())?;
    Ok(())
}

/// The calendars of a company that have the event, or may have it.
///
/// # Errors
/// [`StoreError::Db`](crate::StoreError::Db) only.
pub fn calendars_with(scope: &mut Scope<'_>, company: CompanyId, uid: &str) -> Result<Vec<CalendarId>> {
    let ids: Vec<i64> = table::table
        .select(table::calendar_id)
        .filter(table::company_id.eq(company.0))
        .filter(table::uid.eq(uid))
        .filter(table::fingerprint.ne(""))
        .order(table::calendar_id)
        .load(scope.connection())?;
    Ok(ids.into_iter().map(CalendarId).collect())
}

/// The state of each booking as a calendar is known to show it, or not to, by `UID`.
///
/// # Errors
/// [`Refusal::NotFound`](domain::Refusal::NotFound) where the scope reaches no such calendar.
pub fn sequences(scope: &mut Scope<'_>, id: CalendarId) -> Result<HashMap<String, i64>> {
    let (company, user, id) = key(&calendars::get(scope, id)?);
    let known: Vec<(String, i64)> = table::table
        .select((table::uid, table::sequence))
        .filter(table::company_id.eq(company))
        .filter(table::user_id.eq(user))
        .filter(table::calendar_id.eq(id))
        .filter(table::fingerprint.ne(UNKNOWN))
        .load(scope.connection())?;
    Ok(known.into_iter().collect())
}

/// The `UID`s of those events that were written into a calendar, or may have been: it is known what they say.
///
/// # Errors
/// [`StoreError::Db`](crate::StoreError::Db) only.
pub fn written(scope: &mut Scope<'_>, calendar: &Calendar) -> Result<Vec<String>> {
    let (company, user, id) = key(calendar);
    Ok(table::table
        .select(table::uid)
        .filter(table::company_id.eq(company))
        .filter(table::user_id.eq(user))
        .filter(table::calendar_id.eq(id))
        .filter(table::fingerprint.ne(""))
        .load(scope.connection())?)
}
