//! Appointments.
//!
//! A change of an appointment holds the locks of its member of staff and of its client ([`lock`]): what is decided by its
//! status and time can't be overtaken then.

pub use super::appointment_keys::AppointmentKeys;
use super::appointment_rows::Row;
use super::collection::{Part, SearchText, SortKey, by_id, by_pair, contains};
use super::{Result, changed, ids, uuid_at};
use crate::db::connection::AnyConnection;
use crate::db::fragments::{Uuids, id_in, uuid_in};
use crate::db::pairs::later;
use crate::db::types::{DbTimestamp, DbUuid};
use crate::db::words::is;
use crate::schema::{appointments, users};
use crate::{Scope, Tx, Writes, ledger};
use diesel::prelude::*;
use domain::access::Reach;
use domain::appointment::{Appointment, AppointmentStatus, ServiceId, StaffId};
use domain::commitment::Subject;
use domain::{AppointmentId, CompanyId, Refusal, UserId};
use scheduling_core::time::{Interval, Timestamp};

const WHAT: &str = "appointment";
/// The longest appointment, in seconds: how far before a window to look for what reaches into it.
const LONGEST: i64 = 86_400;

/// Which appointments are asked for; what is `None` is not.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    pub staff: Option<StaffId>,
    pub service: Option<ServiceId>,
    /// The client's address, in the form of `Client::key`.
    pub client: Option<String>,
    pub status: Option<AppointmentStatus>,
    /// Appointments that overlap it.
    pub window: Option<Interval>,
    pub search: Option<SearchText>,
}

/// An id for a new appointment.
#[must_use]
pub fn new_id(now: Timestamp) -> AppointmentId {
    AppointmentId(uuid_at(now))
}

/// What the scope shows of a query on the table: of somebody who sees what is their own, what they hold or have booked.
macro_rules! shown {
    ($scope:expr, $query:expr) => {{
        let mut query = $query;
        if let Some(company) = $scope.company() {
            query = query.filter(appointments::company_id.eq(company.0));
        }
        if let Some(user) = $scope.sees().only() {
            let address = users::table.filter(users::id.eq(user.0)).select(users::email_key).single_value();
            let own = appointments::client_key.nullable().eq(address);
            query = query.filter(own.assume_not_null().or(appointments::user_id.eq(user.0)));
        }
        query
    }};
}
pub(super) use shown;

/// All that the scope shows.
macro_rules! visible {
    ($scope:expr) => {
        shown!($scope, appointments::table.into_boxed())
    };
}

/// One appointment.
///
/// # Errors
/// [`Refusal::NotFound`] where the scope reaches no such appointment.
pub fn get(scope: &mut Scope<'_>, id: AppointmentId) -> Result<Appointment> {
    let query = visible!(scope).filter(appointments::id.eq(DbUuid(id.0)));
    let row: Option<Row> = query.first(scope.connection()).optional()?;
    row.ok_or_else(|| Refusal::not_found(WHAT))?.appointment()
}

/// Those of these appointments that the scope reaches, in order of id; one query however many.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn by_ids(scope: &mut Scope<'_>, wanted: &[AppointmentId]) -> Result<Vec<Appointment>> {
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Uuids = wanted.iter().map(|id| id.0).collect();
    let query = visible!(scope).filter(uuid_in(appointments::id, &ids)).order(appointments::id);
    let rows: Vec<Row> = query.load(scope.connection())?;
    rows.into_iter().map(Row::appointment).collect()
}

/// One appointment, which nobody changes until the transaction ends; several may hold it so at once.
///
/// # Errors
/// [`Refusal::NotFound`] where the scope reaches no such appointment.
pub fn hold(scope: &mut Scope<'_>, id: AppointmentId) -> Result<Appointment> {
    // On SQLite nobody else writes meanwhile.
    if let AnyConnection::Pg(connection) = scope.connection() {
        let row = appointments::table.filter(appointments::id.eq(DbUuid(id.0))).select(appointments::version);
        row.for_share().load::<i64>(connection)?;
    }
    get(scope, id)
}

/// One appointment with the locks of its member of staff and its client, and of all that is in `with`, until the transaction
/// ends. A caller that needs other subjects too has to name them here: locks are taken in one order by everybody.
///
/// # Errors
/// [`Refusal::NotFound`] where the scope reaches no such appointment; [`Refusal::VersionMismatch`] where it went to another
/// member of staff before the locks were had.
pub fn lock(scope: &mut Scope<'_>, id: AppointmentId, with: &[Subject]) -> Result<Appointment> {
    let seen = get(scope, id)?;
    let own = [Subject::User(seen.staff_user), seen.client.subject()];
    ledger::touch(scope, seen.company, own.into_iter().chain(with.iter().cloned()))?;
    let stored = get(scope, id)?;
    if stored.staff_user != seen.staff_user || stored.client.key() != seen.client.key() {
        return Err(Refusal::VersionMismatch { what: WHAT }.into());
    }
    Ok(stored)
}

/// Takes the locks of all of these, until the transaction ends. Who has to lock more than an appointment or a request names does so
/// here, before all else.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn lock_people(scope: &mut Scope<'_>, company: CompanyId, people: &[Subject]) -> Result<()> {
    Ok(ledger::touch(scope, company, people.iter().cloned())?)
}

/// Has a new appointment stored. Where its service or its member of staff was deleted meanwhile, the writes are
/// [`Refusal::NotFound`].
pub fn insert_with(writes: &mut Writes, appointment: &Appointment) {
    writes.add(Row::new(appointment));
}

/// Stores an appointment as it is to be from now on. The caller has locked it; its version is the one that was read.
///
/// # Errors
/// [`Refusal::VersionMismatch`] where somebody changed it without the lock.
pub fn update(scope: &mut Scope<'_>, appointment: &Appointment, now: Timestamp) -> Result<Appointment> {
    let mut stored = appointment.clone();
    stored.metadata.version += 1;
    stored.metadata.updated_at = now;
    let row = appointments::table.find((appointment.company.0, DbUuid(appointment.id.0)));
    let rows = diesel::update(row.filter(appointments::version.eq(appointment.metadata.version)))
        .set(Row::new(&stored))
        .execute(scope.connection())?;
    changed(WHAT, (rows == 1).then_some(()))?;
    Ok(stored)
}

/// A page of appointments, in order of id or of start.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn list(scope: &mut Scope<'_>, filter: &Filter, part: &Part<AppointmentId>) -> Result<Vec<Appointment>> {
    let mut query = visible!(scope).limit(part.limit);
    if let Some(staff) = filter.staff {
        query = query.filter(appointments::staff_id.eq(staff.0));
    }
    if let Some(service) = filter.service {
        query = query.filter(appointments::service_id.eq(service.0));
    }
    if let Some(client) = &filter.client {
        query = query.filter(appointments::client_key.eq(client.clone()));
    }
    if let Some(status) = filter.status {
        query = query.filter(appointments::status.eq(status.name()));
    }
    if let Some(window) = filter.window {
        query = query
            .filter(appointments::starts_at.gt(DbTimestamp::from(window.start().plus_seconds(-LONGEST))))
            .filter(appointments::starts_at.lt(DbTimestamp::from(window.end())))
            .filter(appointments::ends_at.gt(DbTimestamp::from(window.start())));
    }
    if let Some(text) = &filter.search {
        query = query.filter(contains(appointments::search_key, text));
    }
    let descending = part.sort.descending;
    let rows: Vec<Row> = match part.sort.key {
        SortKey::Start => {
            let place = (appointments::starts_at, appointments::id);
            by_pair(query, place, descending, part.after_start()).load(scope.connection())?
        }
        _ => by_id(query, appointments::id, descending, part.after_id()).load(scope.connection())?,
    };
    rows.into_iter().map(Row::appointment).collect()
}

/// The appointments that the scope shows whose start lies within the window, in order of start: so many of those after the one
/// given.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn starting_within(
    scope: &mut Scope<'_>,
    window: Interval,
    after: Option<&Appointment>,
    limit: i64,
) -> Result<Vec<Appointment>> {
    let mut query = visible!(scope)
        .filter(appointments::starts_at.ge(DbTimestamp::from(window.start())))
        .filter(appointments::starts_at.lt(DbTimestamp::from(window.end())))
        .order((appointments::starts_at, appointments::id))
        .limit(limit);
    if let Some(after) = after {
        let place = (DbTimestamp::from(after.time.start()), DbUuid(after.id.0));
        query = query.filter(later((appointments::starts_at, appointments::id), place));
    }
    let rows: Vec<Row> = query.load(scope.connection())?;
    rows.into_iter().map(Row::appointment).collect()
}

/// The appointments of these people's that overlap a window and were not cancelled, at most `limit`; in order of start. One query
/// however many people.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn of_people(
    scope: &mut Scope<'_>,
    people: &[UserId],
    window: Interval,
    limit: i64,
) -> Result<Vec<Appointment>> {
    let rows: Vec<Row> = visible!(scope)
        .filter(id_in(appointments::user_id, &ids(people)))
        .filter(appointments::starts_at.gt(DbTimestamp::from(window.start().plus_seconds(-LONGEST))))
        .filter(appointments::starts_at.lt(DbTimestamp::from(window.end())))
        .filter(appointments::ends_at.gt(DbTimestamp::from(window.start())))
        .filter(appointments::status.ne("cancelled"))
        .order((appointments::starts_at, appointments::id))
        .limit(limit)
        .load(scope.connection())?;
    rows.into_iter().map(Row::appointment).collect()
}

/// The appointments that stand, of these people's, which end after `now`; in order of start. One query however many people.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn ahead_of(
    scope: &mut Scope<'_>,
    company: CompanyId,
    people: &[UserId],
    now: Timestamp,
) -> Result<Vec<Appointment>> {
    let rows: Vec<Row> = appointments::table
        .filter(appointments::company_id.eq(company.0))
        .filter(id_in(appointments::user_id, &ids(people)))
        .filter(appointments::starts_at.gt(DbTimestamp::from(now.plus_seconds(-LONGEST))))
        .filter(appointments::ends_at.gt(DbTimestamp::from(now)))
        .filter(appointments::status.eq("confirmed").or(appointments::status.eq("pending_payment")))
        .order((appointments::starts_at, appointments::id))
        .load(scope.connection())?;
    rows.into_iter().map(Row::appointment).collect()
}

/// The appointments of a member of staff that end after `since` and were not cancelled, at most `limit`; in order of start.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn of_feed(
    scope: &mut Scope<'_>,
    company: CompanyId,
    staff: StaffId,
    since: Timestamp,
    limit: i64,
) -> Result<Vec<Appointment>> {
    let rows: Vec<Row> = appointments::table
        .filter(appointments::company_id.eq(company.0))
        .filter(appointments::staff_id.eq(staff.0))
        .filter(appointments::starts_at.gt(DbTimestamp::from(since)))
        .filter(appointments::status.ne("cancelled"))
        .order((appointments::starts_at, appointments::id))
        .limit(limit)
        .load(scope.connection())?;
    rows.into_iter().map(Row::appointment).collect()
}

/// Whether a client of this address has booked in the company.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn is_known(scope: &mut Scope<'_>, company: CompanyId, client_key: &str) -> Result<bool> {
    let theirs = appointments::table
        .filter(appointments::company_id.eq(company.0))
        .filter(appointments::client_key.eq(client_key));
    Ok(diesel::select(diesel::dsl::exists(theirs)).get_result(scope.connection())?)
}

/// An appointment that something is to be done about, and since when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overdue {
    pub company: CompanyId,
    pub id: AppointmentId,
    pub since: Timestamp,
}

/// Confirmed appointments that have ended at `now`, the first to end first, after the one given. For the sweep: `reach` says how
/// far it goes.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn over(
    tx: &mut Tx<'_>,
    reach: Reach,
    after: Option<Overdue>,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<Overdue>> {
    let mut query = appointments::table
        .select((appointments::company_id, appointments::id, appointments::ends_at))
        .filter(is(appointments::status, "confirmed"))
        .filter(appointments::ends_at.le(DbTimestamp::from(now)))
        .order((appointments::ends_at, appointments::id))
        .limit(limit)
        .into_boxed();
    if let Reach::Company(company) = reach {
        query = query.filter(appointments::company_id.eq(company.0));
    }
    if let Some(after) = after {
        let place = (DbTimestamp::from(after.since), DbUuid(after.id.0));
        query = query.filter(later((appointments::ends_at, appointments::id), place));
    }
    let rows: Vec<(i64, DbUuid, DbTimestamp)> = query.load(tx.connection())?;
    Ok(rows.into_iter().map(overdue).collect())
}

/// Appointments whose time was held until `now` at the latest, and whose money did not come.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn unpaid(tx: &mut Tx<'_>, now: Timestamp, limit: i64) -> Result<Vec<Overdue>> {
    let rows: Vec<(i64, DbUuid, DbTimestamp)> = appointments::table
        .select((appointments::company_id, appointments::id, appointments::pay_until.assume_not_null()))
        .filter(is(appointments::status, "pending_payment"))
        .filter(appointments::pay_until.le(DbTimestamp::from(now)))
        .order(appointments::pay_until)
        .limit(limit)
        .load(tx.connection())?;
    Ok(rows.into_iter().map(overdue).collect())
}

fn overdue(row: (i64, DbUuid, DbTimestamp)) -> Overdue {
    let (company, id, since) = row;
    Overdue { company: CompanyId(company), id: AppointmentId(id.0), since: since.instant() }
}

/// The company of an appointment, whatever it is: for those who have shown a link to it. It costs the same whether or not there is
/// such an appointment.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn company_of(tx: &mut Tx<'_>, id: AppointmentId) -> Result<Option<CompanyId>> {
    let row: Option<i64> = appointments::table
        .select(appointments::company_id)
        .filter(appointments::id.eq(DbUuid(id.0)))
        .first(tx.connection())
        .optional()?;
    Ok(row.map(CompanyId))
}

/// Rooms that begin alike, at most: 64 bits are never alike by chance.
const ALIKE: i64 = 8;

/// The appointments, of whatever company, whose rooms begin with that text of hexadecimal digits: a visitor who follows a link
/// shows nothing else. The beginning alone is looked for, so that how long it takes tells nothing of the rest.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn by_beginning_of_room(
    tx: &mut Tx<'_>,
    beginning: &str,
) -> Result<Vec<(AppointmentId, CompanyId, String)>> {
    // "g" comes after all hexadecimal digits.
    let rows: Vec<(DbUuid, i64, Option<String>)> = appointments::table
        .select((appointments::id, appointments::company_id, appointments::room_id))
        .filter(appointments::room_id.ge(beginning))
        .filter(appointments::room_id.lt(format!("{beginning}g")))
        .limit(ALIKE)
        .load(tx.connection())?;
    let found = rows.into_iter();
    Ok(found
        .filter_map(|(id, company, room)| Some((AppointmentId(id.0), CompanyId(company), room?)))
        .collect())
}
