//! Requests: times that are held while a booking is completed.

use super::collection::{Part, SortKey, by_id, by_pair};
use super::request_rows::Row;
use super::{Result, changed, uuid_at};
use crate::db::connection::on_backend;
use crate::db::types::{DbTimestamp, DbUuid};
use crate::db::words::is;
use crate::schema::{appointment_requests as requests, users};
use crate::{Scope, Tx, ledger};
use diesel::prelude::*;
use domain::appointment::{Request, RequestStatus, ServiceId, StaffId};
use domain::commitment::Subject;
use domain::{CompanyId, Refusal, RequestId};
use scheduling_core::time::Timestamp;

const WHAT: &str = "request";

/// Which requests are asked for; what is `None` is not.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    pub staff: Option<StaffId>,
    pub service: Option<ServiceId>,
    pub client: Option<String>,
    /// As it is at a time.
    pub status: Option<(RequestStatus, Timestamp)>,
}

/// An id for a new request.
#[must_use]
pub fn new_id(now: Timestamp) -> RequestId {
    RequestId(uuid_at(now))
}

/// All that the scope shows: of somebody who sees what is their own, what they made, hold or book.
macro_rules! visible {
    ($scope:expr) => {{
        let mut query = requests::table.into_boxed();
        if let Some(company) = $scope.company() {
            query = query.filter(requests::company_id.eq(company.0));
        }
        if let Some(user) = $scope.sees().only() {
            let address = users::table.filter(users::id.eq(user.0)).select(users::email_key).single_value();
            let own =
                requests::client_key.is_not_null().and(requests::client_key.eq(address).assume_not_null());
            let made = requests::made_by.is_not_null().and(requests::made_by.assume_not_null().eq(user.0));
            query = query.filter(own.or(made).or(requests::user_id.eq(user.0)));
        }
        query
    }};
}

/// One request.
///
/// # Errors
/// [`Refusal::NotFound`] where the scope reaches no such request.
pub fn get(scope: &mut Scope<'_>, id: RequestId) -> Result<Request> {
    let query = visible!(scope).filter(requests::id.eq(DbUuid(id.0)));
    let row: Option<Row> = query.first(scope.connection()).optional()?;
    row.ok_or_else(|| Refusal::not_found(WHAT))?.request()
}

/// Whose time a request takes.
#[must_use]
pub fn subjects(request: &Request) -> Vec<Subject> {
    let client = request.client.as_ref().map(domain::appointment::Client::subject);
    std::iter::once(Subject::User(request.staff_user)).chain(client).collect()
}

/// One request with the locks of whose time it takes, and of all that is in `with`.
///
/// # Errors
/// [`Refusal::NotFound`]; [`Refusal::VersionMismatch`] where it came to take somebody else's time before the locks were had.
pub fn lock(scope: &mut Scope<'_>, id: RequestId, with: &[Subject]) -> Result<Request> {
    let seen = get(scope, id)?;
    let own = subjects(&seen);
    ledger::touch(scope, seen.company, own.iter().chain(with).cloned())?;
    let stored = get(scope, id)?;
    if subjects(&stored) != own {
        return Err(Refusal::VersionMismatch { what: WHAT }.into());
    }
    Ok(stored)
}

/// What somebody holds of a service, as far as it is noted.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn live_of(
    scope: &mut Scope<'_>,
    company: CompanyId,
    holder: &str,
    service: ServiceId,
) -> Result<Option<Request>> {
    let row: Option<Row> = requests::table
        .filter(requests::company_id.eq(company.0))
        .filter(requests::holder.eq(holder))
        .filter(requests::service_id.eq(service.0))
        .filter(requests::status.eq("held").or(requests::status.eq("verifying")))
        .first(scope.connection())
        .optional()?;
    row.map(Row::request).transpose()
}

/// Stores a new request.
///
/// # Errors
/// [`Refusal::VersionMismatch`] where the caller holds a time of the service already.
pub fn insert(scope: &mut Scope<'_>, request: &Request) -> Result<()> {
    // What is refused here is worked out again in the same transaction.
    scope.savepoint(|scope| {
        diesel::insert_into(requests::table).values(Row::new(request)).execute(scope.connection())?;
        Ok(())
    })
}

/// Stores a request as it is to be from now on. The caller has locked it; its version is the one that was read.
///
/// # Errors
/// [`Refusal::VersionMismatch`] where somebody changed it without the lock.
pub fn update(scope: &mut Scope<'_>, request: &Request, now: Timestamp) -> Result<Request> {
    let mut stored = request.clone();
    stored.metadata.version += 1;
    stored.metadata.updated_at = now;
    let row = requests::table.find((request.company.0, DbUuid(request.id.0)));
    let rows = diesel::update(row.filter(requests::version.eq(request.metadata.version)))
        .set(Row::new(&stored))
        .execute(scope.connection())?;
    changed(WHAT, (rows == 1).then_some(()))?;
    Ok(stored)
}

/// A page of requests, in order of id or of start.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn list(scope: &mut Scope<'_>, filter: &Filter, part: &Part<RequestId>) -> Result<Vec<Request>> {
    let mut query = visible!(scope).limit(part.limit);
    if let Some(staff) = filter.staff {
        query = query.filter(requests::staff_id.eq(staff.0));
    }
    if let Some(service) = filter.service {
        query = query.filter(requests::service_id.eq(service.0));
    }
    if let Some(client) = &filter.client {
        query = query.filter(requests::client_key.eq(client.clone()));
    }
    if let Some((status, now)) = filter.status {
        let ended = requests::expires_at.le(DbTimestamp::from(now));
        let running = requests::expires_at.gt(DbTimestamp::from(now));
        let holds = requests::status.eq("held").or(requests::status.eq("verifying"));
        query = match status {
            RequestStatus::Expired => query.filter(requests::status.eq("expired").or(holds.and(ended))),
            held if held.holds() => query.filter(requests::status.eq(held.name()).and(running)),
            other => query.filter(requests::status.eq(other.name())),
        };
    }
    let descending = part.sort.descending;
    let rows: Vec<Row> = match part.sort.key {
        SortKey::Start => {
            let place = (requests::starts_at, requests::id);
            by_pair(query, place, descending, part.after_start()).load(scope.connection())?
        }
        _ => by_id(query, requests::id, descending, part.after_id()).load(scope.connection())?,
    };
    rows.into_iter().map(Row::request).collect()
}

/// How many requests there were of a service with a member of staff.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Requested {
    pub service: ServiceId,
    pub staff: StaffId,
    pub count: i64,
}

/// How many requests of the scope's company were made for starts within the window, by service and member of staff.
///
/// # Errors
/// [`Refusal::Invalid`] where the scope reaches all companies.
pub fn counted(scope: &mut Scope<'_>, window: scheduling_core::time::Interval) -> Result<Vec<Requested>> {
    let company = scope.home()?;
    let query = requests::table
        .filter(requests::company_id.eq(company.0))
        .filter(requests::starts_at.ge(DbTimestamp::from(window.start())))
        .filter(requests::starts_at.lt(DbTimestamp::from(window.end())))
        .group_by((requests::service_id, requests::staff_id))
        .select((requests::service_id, requests::staff_id, diesel::dsl::count_star()));
    let rows: Vec<(i64, i64, i64)> = on_backend!(scope.connection(), |connection| query.load(connection))?;
    let one =
        |(service, staff, count)| Requested { service: ServiceId(service), staff: StaffId(staff), count };
    Ok(rows.into_iter().map(one).collect())
}

/// Requests whose hold has ended at `now`, and that still say that they hold time.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn ended(tx: &mut Tx<'_>, now: Timestamp, limit: i64) -> Result<Vec<(CompanyId, RequestId)>> {
    let rows: Vec<(i64, DbUuid)> = requests::table
        .select((requests::company_id, requests::id))
        .filter(is(requests::status, "held").or(is(requests::status, "verifying")))
        .filter(requests::expires_at.le(DbTimestamp::from(now)))
        .order(requests::expires_at)
        .limit(limit)
        .load(tx.connection())?;
    Ok(rows.into_iter().map(|(company, id)| (CompanyId(company), RequestId(id.0))).collect())
}
