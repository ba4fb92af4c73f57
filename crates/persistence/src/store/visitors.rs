//! What people without an account hold and ask for, counted in the database so that several servers count together.

use super::Result;
use crate::db::connection::on_backend;
use crate::db::types::{DbTimestamp, DbUuid};
use crate::schema::{appointment_requests as requests, visitor_counts as counts, visitor_holds as holds};
use crate::{Scope, Tx};
use diesel::prelude::*;
use domain::appointment::{Counted, ServiceId};
use domain::{CompanyId, RequestId};
use scheduling_core::time::{Date, Timestamp};
use uuid::Uuid;

/// How long rows are kept that count for nothing, in seconds: a day, in which a browser that comes back is told what it booked.
const KEPT: i64 = 86_400;

/// A hold of a visitor, beside its request.
#[derive(Debug, Clone)]
pub struct VisitorHold {
    pub request: RequestId,
    pub holder: String,
    pub service: ServiceId,
    pub start: Timestamp,
    /// Of the start, on the clock of the company.
    pub day: Date,
    /// Hashed.
    pub network: Option<String>,
    /// Until when it counts: at once no more where the time is not held while its code is awaited.
    pub live_until: Timestamp,
}

/// Notes a hold.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn insert(scope: &mut Scope<'_>, company: CompanyId, hold: &VisitorHold) -> Result<()> {
    diesel::insert_into(holds::table)
        .values((
            holds::company_id.eq(company.0),
            holds::request_id.eq(DbUuid(hold.request.0)),
            holds::holder.eq(&hold.holder),
            holds::service_id.eq(hold.service.0),
            holds::starts_at.eq(DbTimestamp::from(hold.start)),
            holds::day.eq(hold.day.to_string()),
            holds::network.eq(&hold.network),
            holds::verified.eq(false),
            holds::live_until.eq(DbTimestamp::from(hold.live_until)),
        ))
        .execute(scope.connection())?;
    Ok(())
}

/// Notes that a hold lasts longer.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn prolong(scope: &mut Scope<'_>, company: CompanyId, id: RequestId, until: Timestamp) -> Result<()> {
    diesel::update(holds::table.find((company.0, DbUuid(id.0))))
        .set(holds::live_until.eq(DbTimestamp::from(until)))
        .execute(scope.connection())?;
    Ok(())
}

/// Notes that the visitor has shown the code that was sent.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn verify(scope: &mut Scope<'_>, company: CompanyId, id: RequestId) -> Result<()> {
    diesel::update(holds::table.find((company.0, DbUuid(id.0))))
        .set(holds::verified.eq(true))
        .execute(scope.connection())?;
    Ok(())
}

/// Whether the time of a request is not held while its code is awaited.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn is_loose(scope: &mut Scope<'_>, company: CompanyId, id: RequestId, now: Timestamp) -> Result<bool> {
    let until: Option<DbTimestamp> = holds::table
        .find((company.0, DbUuid(id.0)))
        .select(holds::live_until)
        .first(scope.connection())
        .optional()?;
    Ok(until.is_some_and(|until| until.0 <= DbTimestamp::from(now).0))
}

/// How many times visitors of a network hold, or have booked since without a code while they would hold them still. Who has shown a
/// code does not count, nor does the request `but`.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn held_by_network(
    scope: &mut Scope<'_>,
    company: CompanyId,
    network: &str,
    but: Option<RequestId>,
    now: Timestamp,
) -> Result<i64> {
    let live = holds::table
        .inner_join(
            requests::table
                .on(requests::company_id.eq(holds::company_id).and(requests::id.eq(holds::request_id))),
        )
        .filter(holds::company_id.eq(company.0))
        .filter(holds::live_until.gt(DbTimestamp::from(now)))
        .filter(requests::expires_at.gt(DbTimestamp::from(now)))
        .filter(requests::status.ne("released").and(requests::status.ne("expired")))
        .filter(holds::verified.eq(false))
        .filter(holds::network.eq(network))
        .filter(holds::request_id.ne(or_none(but)));
    Ok(live.count().get_result(scope.connection())?)
}

/// How many times of a service visitors who have shown no code hold on a day, or have booked in the last day; the request `but` does not
/// count.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn held_on_day(
    scope: &mut Scope<'_>,
    company: CompanyId,
    service: ServiceId,
    day: Date,
    but: Option<RequestId>,
    now: Timestamp,
) -> Result<i64> {
    let live = holds::table
        .inner_join(
            requests::table
                .on(requests::company_id.eq(holds::company_id).and(requests::id.eq(holds::request_id))),
        )
        .filter(holds::company_id.eq(company.0))
        .filter(holds::live_until.gt(DbTimestamp::from(now)))
        .filter(requests::status.ne("released").and(requests::status.ne("expired")))
        .filter(holds::service_id.eq(service.0))
        .filter(holds::day.eq(day.to_string()))
        .filter(holds::verified.eq(false))
        .filter(holds::request_id.ne(or_none(but)));
    Ok(live.count().get_result(scope.connection())?)
}

/// The id of a request, or one that none has.
fn or_none(id: Option<RequestId>) -> DbUuid {
    DbUuid(id.map_or_else(Uuid::nil, |id| id.0))
}

/// What a visitor asked for at a start, the newest first.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn requests_at(
    scope: &mut Scope<'_>,
    company: CompanyId,
    holder: &str,
    service: ServiceId,
    start: Timestamp,
) -> Result<Vec<RequestId>> {
    let ids: Vec<DbUuid> = holds::table
        .filter(holds::company_id.eq(company.0))
        .filter(holds::holder.eq(holder))
        .filter(holds::service_id.eq(service.0))
        .filter(holds::starts_at.eq(DbTimestamp::from(start)))
        .select(holds::request_id)
        .order(holds::request_id.desc())
        .limit(20)
        .load(scope.connection())?;
    Ok(ids.into_iter().map(|id| RequestId(id.0)).collect())
}

/// Counts once more, and answers how often it was within the hour that began at `since`. Until the transaction ends, nobody else
/// counts the same.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn count(
    scope: &mut Scope<'_>,
    company: CompanyId,
    what: Counted,
    value: &str,
    since: Timestamp,
) -> Result<i64> {
    let row = (
        counts::company_id.eq(company.0),
        counts::kind.eq(what.name()),
        counts::value.eq(value),
        counts::since.eq(DbTimestamp::from(since)),
        counts::times.eq(1),
    );
    let times = on_backend!(scope.connection(), |connection| diesel::insert_into(counts::table)
        .values(row)
        .on_conflict((counts::company_id, counts::kind, counts::value, counts::since))
        .do_update()
        .set(counts::times.eq(counts::times + 1))
        .returning(counts::times)
        .get_result(connection))?;
    Ok(times)
}

/// Removes what has counted for nothing for a day, about `limit` of each kind at most; how many.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn remove_old(tx: &mut Tx<'_>, now: Timestamp, limit: i64) -> Result<usize> {
    let before = DbTimestamp::from(now.plus_seconds(-KEPT));
    let ended: Vec<DbTimestamp> = holds::table
        .select(holds::live_until)
        .filter(holds::live_until.le(before))
        .order(holds::live_until)
        .limit(limit)
        .load(tx.connection())?;
    let hours: Vec<DbTimestamp> = counts::table
        .select(counts::since)
        .filter(counts::since.le(before))
        .order(counts::since)
        .limit(limit)
        .load(tx.connection())?;
    let mut removed = 0;
    if let Some(last) = ended.last() {
        removed +=
            diesel::delete(holds::table.filter(holds::live_until.le(*last))).execute(tx.connection())?;
    }
    if let Some(last) = hours.last() {
        removed += diesel::delete(counts::table.filter(counts::since.le(*last))).execute(tx.connection())?;
    }
    Ok(removed)
}
