//! Whose turn it is to be read again, for several workers at once.
//!
//! A worker takes leases on what is due, reads outside of any transaction, and reports by
//! [`replace_content`](super::replace_content), [`mark_unchanged`] or [`mark_failed`], which end the lease.
//! Should it die, the lease runs out and another worker takes over.

use crate::db::connection::AnyConnection;
use crate::db::fragments::{Ids, id_in};
use crate::db::types::DbTimestamp;
use crate::schema::{calendars as table, companies};
use crate::store::{Result, calendars};
use crate::{Scope, Tx};
use diesel::prelude::*;
use domain::directory::CalendarKind;
use domain::seating::Seating;
use domain::{CalendarId, CompanyId, Refusal, UserId};
use scheduling_core::time::Timestamp;

/// A calendar that a worker is to read. It holds no data of the company: for that, a permit is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lease {
    pub company: CompanyId,
    pub calendar: CalendarId,
}

/// How often a calendar is read without anybody saying what came of it, before it is left alone.
const MOST_UNREPORTED: i64 = 2;
/// How long it is left alone, in seconds: six hours.
const LEFT_ALONE: i64 = 6 * 3600;
/// Why, for its owner.
const NOT_SURVIVED: &str =
    "the program ended twice while it read this calendar; it is left alone for six hours";

/// Takes calendars that are due at `now`, those first that have waited longest, as long as `seating` has seats for their
/// companies. Suspended companies wait. Nobody else gets them before `until`. Those whose last two readings nobody survived
/// are failed instead, and left alone for hours.
///
/// # Errors
/// [`StoreError::Db`](crate::StoreError::Db) only.
pub fn lease_due(
    tx: &mut Tx<'_>,
    now: Timestamp,
    until: Timestamp,
    mut seating: Seating,
) -> Result<Vec<Lease>> {
    let mut leased: Vec<Lease> = Vec::new();
    // A company that has its share is passed over in the next round, so that others are found behind them.
    while seating.free() > 0 {
        let found = due(tx, now, &seating)?;
        let (fatal, good): (Vec<_>, Vec<_>) =
            found.into_iter().partition(|(_, _, unreported)| *unreported >= MOST_UNREPORTED);
        let (seated, left): (Vec<_>, Vec<_>) =
            good.into_iter().partition(|(company, _, _)| seating.offer(CompanyId(*company)));
        leave_alone(tx, &fatal.iter().map(|(_, id, _)| *id).collect(), now)?;
        let ids: Ids = seated.iter().map(|(_, id, _)| *id).collect();
        diesel::update(table::table.filter(id_in(table::id, &ids)))
            .set((
                table::leased_until.eq(DbTimestamp::from(until)),
                table::unreported.eq(table::unreported + 1),
            ))
            .execute(tx.connection())?;
        let nothing = seated.is_empty() && fatal.is_empty();
        let lease = |(company, id, _)| Lease { company: CompanyId(company), calendar: CalendarId(id) };
        leased.extend(seated.into_iter().map(lease));
        if nothing || left.is_empty() && fatal.is_empty() {
            break;
        }
    }
    Ok(leased)
}

/// Calendars that are due, of companies that may have a seat: company, id, and how many readings nobody reported.
fn due(tx: &mut Tx<'_>, now: Timestamp, seating: &Seating) -> Result<Vec<(i64, i64, i64)>> {
    let at = DbTimestamp::from(now);
    let at_work =
        companies::table.filter(companies::id.eq(table::company_id)).filter(companies::suspended.eq(false));
    let full: Ids = seating.saturated().iter().map(|company| company.0).collect();
    let due = table::table
        .select((table::company_id, table::id, table::unreported))
        .filter(table::next_sync_at.le(at))
        .filter(diesel::dsl::exists(at_work))
        .filter(table::leased_until.is_null().or(table::leased_until.le(at)))
        .filter(diesel::dsl::not(id_in(table::company_id, &full)))
        .order((table::next_sync_at, table::id))
        .limit(i64::try_from(seating.free()).unwrap_or(i64::MAX));
    Ok(match tx.connection() {
        // Workers that ask at the same time pass each other by instead of waiting for one another.
        AnyConnection::Pg(connection) => due.for_update().skip_locked().load(connection)?,
        AnyConnection::Sqlite(connection) => due.load(connection)?,
    })
}

/// Fails calendars that are too much for the program. Once more without a report, and they are left alone again.
fn leave_alone(tx: &mut Tx<'_>, ids: &Ids, now: Timestamp) -> Result<()> {
    if ids.list.is_empty() {
        return Ok(());
    }
    diesel::update(table::table.filter(id_in(table::id, ids)))
        .set((
            table::last_error.eq(NOT_SURVIVED),
            table::failures.eq(table::failures + 1),
            table::next_sync_at.eq(DbTimestamp::from(now.plus_seconds(LEFT_ALONE))),
            table::leased_until.eq(None::<DbTimestamp>),
            table::unreported.eq(MOST_UNREPORTED - 1),
            table::version.eq(table::version + 1),
            table::updated_at.eq(DbTimestamp::from(now)),
        ))
        .execute(tx.connection())?;
    Ok(())
}

/// The source said that nothing has changed (RFC 9110, status 304): what is stored still holds.
///
/// # Errors
/// [`Refusal::NotFound`] where the scope reaches no such calendar.
pub fn mark_unchanged(
    scope: &mut Scope<'_>,
    id: CalendarId,
    now: Timestamp,
    next_sync_at: Option<Timestamp>,
) -> Result<()> {
    let calendar = calendars::get(scope, id)?;
    diesel::update(table::table.find(calendar.id.0))
        .set((
            table::last_synced_at.eq(DbTimestamp::from(now)),
            table::last_error.eq(None::<String>),
            table::failures.eq(0),
            table::trusted_until.eq(calendar.details.kind.trusted_until(now, true).map(DbTimestamp::from)),
            table::lapse_seen.eq(false),
            table::next_sync_at.eq(next_sync_at.map(DbTimestamp::from)),
            table::leased_until.eq(None::<DbTimestamp>),
            table::unreported.eq(0),
            table::version.eq(table::version + 1),
            table::updated_at.eq(DbTimestamp::from(now)),
        ))
        .execute(scope.connection())?;
    Ok(())
}

/// The calendar could not be read: `error` says why, in words that its owner may see.
///
/// # Errors
/// [`Refusal::NotFound`] where the scope reaches no such calendar.
pub fn mark_failed(
    scope: &mut Scope<'_>,
    id: CalendarId,
    error: &str,
    now: Timestamp,
    next_sync_at: Option<Timestamp>,
) -> Result<()> {
    let calendar = calendars::get(scope, id)?;
    diesel::update(table::table.find(calendar.id.0))
        .set((
            table::last_error.eq(error),
            table::failures.eq(table::failures + 1),
            table::next_sync_at.eq(next_sync_at.map(DbTimestamp::from)),
            table::leased_until.eq(None::<DbTimestamp>),
            table::unreported.eq(0),
            table::version.eq(table::version + 1),
            table::updated_at.eq(DbTimestamp::from(now)),
        ))
        .execute(scope.connection())?;
    Ok(())
}

/// Makes the calendar due now, because somebody asked for it.
///
/// # Errors
/// [`Refusal::NotFound`] where the scope reaches no such calendar; [`Refusal::WrongState`] for a file.
pub fn sync_now(scope: &mut Scope<'_>, id: CalendarId, now: Timestamp) -> Result<()> {
    let calendar = calendars::get(scope, id)?;
    if calendar.details.kind == CalendarKind::IcsFile {
        let detail = "a calendar file can't be fetched; import it again".into();
        return Err(Refusal::WrongState { slug: "not-fetchable", detail }.into());
    }
    diesel::update(table::table.find(calendar.id.0))
        .set(table::next_sync_at.eq(DbTimestamp::from(now)))
        .execute(scope.connection())?;
    Ok(())
}

/// The owners of up to `limit` calendars that what was read of them stands no longer, each calendar once until it is read
/// again: what is known of their time is another now.
///
/// # Errors
/// [`StoreError::Db`](crate::StoreError::Db) only.
pub fn lapsed(tx: &mut Tx<'_>, now: Timestamp, limit: i64) -> Result<Vec<(CompanyId, UserId)>> {
    let lapsed = table::table
        .select((table::company_id, table::user_id, table::id))
        .filter(table::trusted_until.lt(DbTimestamp::from(now)))
        .filter(diesel::dsl::not(table::lapse_seen))
        .order((table::trusted_until, table::id))
        .limit(limit);
    let rows: Vec<(i64, i64, i64)> = match tx.connection() {
        AnyConnection::Pg(connection) => lapsed.for_update().skip_locked().load(connection)?,
        AnyConnection::Sqlite(connection) => lapsed.load(connection)?,
    };
    let ids: Ids = rows.iter().map(|(_, _, id)| *id).collect();
    diesel::update(table::table.filter(id_in(table::id, &ids)))
        .set(table::lapse_seen.eq(true))
        .execute(tx.connection())?;
    Ok(rows.into_iter().map(|(company, user, _)| (CompanyId(company), UserId(user))).collect())
}

/// Notes how writing into the calendar went: `error` says why it can't be done, in words that its owner may see. Whether
/// that is another answer than before.
///
/// # Errors
/// [`Refusal::NotFound`] where the scope reaches no such calendar.
pub fn mark_written(
    scope: &mut Scope<'_>,
    id: CalendarId,
    error: Option<&str>,
    now: Timestamp,
) -> Result<bool> {
    let calendar = calendars::get(scope, id)?;
    if calendar.kept.write_error.as_deref() == error {
        return Ok(false);
    }
    diesel::update(table::table.find(calendar.id.0))
        .set((
            table::write_error.eq(error),
            table::version.eq(table::version + 1),
            table::updated_at.eq(DbTimestamp::from(now)),
        ))
        .execute(scope.connection())?;
    Ok(true)
}
