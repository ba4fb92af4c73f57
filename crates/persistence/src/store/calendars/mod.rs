//! Calendars from outside. What they hold is in `calendar_content`, when they are read in `calendar_sync`.

mod busy_intervals;
pub mod caldav;
mod content;
pub mod published;
mod sync;

use super::{Result, acceptable, changed, companies_of, expect_version, ids, owners};
use crate::Scope;
use crate::db::DbError;
use crate::db::connection::on_backend;
use crate::db::fragments::id_in;
use crate::db::types::{DbTimestamp, interval};
use crate::ledger;
use crate::schema::calendars;
use diesel::prelude::*;
use domain::Metadata;
use domain::commitment::Subject;
use domain::directory::{Calendar, CalendarDetails, CalendarKind, CalendarSync, Secret, StalePolicy};
use domain::{CalendarId, CompanyId, Refusal, UserId};
use scheduling_core::time::Timestamp;

pub use content::{CalendarBusy, Content, busy_in, replace_content, source};
pub(crate) use content::{forget_content, void_expansion};
pub use sync::{Lease, lapsed, lease_due, mark_failed, mark_unchanged, mark_written, sync_now};

pub(super) const WHAT: &str = "calendar";

/// All columns but the lease, which is the workers' own affair. Two tuples, for diesel's limit of one.
type Own = (
    calendars::id,
    calendars::company_id,
    calendars::user_id,
    calendars::kind,
    calendars::name,
    calendars::url,
    calendars::credentials,
    calendars::stale_policy,
    calendars::version,
    calendars::created_at,
    calendars::updated_at,
    calendars::show_bookings,
);
type Sync = (
    calendars::last_synced_at,
    calendars::last_error,
    calendars::etag,
    calendars::last_modified,
    calendars::next_sync_at,
    calendars::failures,
    calendars::expanded_from,
    calendars::expanded_to,
    calendars::events,
    calendars::trusted_until,
    calendars::write_error,
);

pub(super) const COLUMNS: (Own, Sync) = (
    (
        calendars::id,
        calendars::company_id,
        calendars::user_id,
        calendars::kind,
        calendars::name,
        calendars::url,
        calendars::credentials,
        calendars::stale_policy,
        calendars::version,
        calendars::created_at,
        calendars::updated_at,
        calendars::show_bookings,
    ),
    (
        calendars::last_synced_at,
        calendars::last_error,
        calendars::etag,
        calendars::last_modified,
        calendars::next_sync_at,
        calendars::failures,
        calendars::expanded_from,
        calendars::expanded_to,
        calendars::events,
        calendars::trusted_until,
        calendars::write_error,
    ),
);

#[derive(Queryable)]
pub(super) struct OwnRow {
    id: i64,
    company_id: i64,
    user_id: i64,
    kind: String,
    name: String,
    url: Option<String>,
    credentials: Option<String>,
    stale_policy: String,
    version: i64,
    created_at: DbTimestamp,
    updated_at: DbTimestamp,
    show_bookings: bool,
}

#[derive(Queryable)]
pub(super) struct SyncRow {
    last_synced_at: Option<DbTimestamp>,
    last_error: Option<String>,
    etag: Option<String>,
    last_modified: Option<String>,
    next_sync_at: Option<DbTimestamp>,
    failures: i64,
    expanded_from: Option<DbTimestamp>,
    expanded_to: Option<DbTimestamp>,
    events: i64,
    trusted_until: Option<DbTimestamp>,
    write_error: Option<String>,
}

#[derive(Queryable)]
pub(super) struct Row {
    own: OwnRow,
    sync: SyncRow,
}

impl Row {
    pub(super) fn calendar(self) -> Result<Calendar> {
        let Self { own, sync } = self;
        let kind = CalendarKind::named(&own.kind);
        let policy = StalePolicy::named(&own.stale_policy);
        Ok(Calendar {
            id: CalendarId(own.id),
            company: CompanyId(own.company_id),
            user: UserId(own.user_id),
            details: CalendarDetails {
                kind: kind.ok_or_else(|| DbError::corrupt("calendars.kind", &own.kind))?,
                name: own.name,
                url: own.url,
                credentials: own.credentials.map(Secret::new),
                stale_policy: policy
                    .ok_or_else(|| DbError::corrupt("calendars.stale_policy", &own.stale_policy))?,
                show_bookings: own.show_bookings,
            },
            sync: sync.sync()?,
            metadata: Metadata {
                version: own.version,
                created_at: own.created_at.instant(),
                updated_at: own.updated_at.instant(),
            },
        })
    }
}

impl SyncRow {
    fn sync(self) -> Result<CalendarSync> {
        let expanded = match (self.expanded_from, self.expanded_to) {
            (Some(from), Some(to)) => Some(interval(from, to)?),
            _ => None,
        };
        Ok(CalendarSync {
            last_synced_at: self.last_synced_at.map(DbTimestamp::instant),
            last_error: self.last_error,
            etag: self.etag,
            last_modified: self.last_modified,
            next_sync_at: self.next_sync_at.map(DbTimestamp::instant),
            failures: self.failures,
            expanded,
            events: self.events,
            trusted_until: self.trusted_until.map(DbTimestamp::instant),
            write_error: self.write_error,
        })
    }
}

/// A page of calendars, of one user or of all.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn list(
    scope: &mut Scope<'_>,
    user: Option<UserId>,
    after: Option<CalendarId>,
    limit: i64,
) -> Result<Vec<Calendar>> {
    let mut query = calendars::table.select(COLUMNS).order(calendars::id).limit(limit).into_boxed();
    if let Some(company) = scope.company() {
        query = query.filter(calendars::company_id.eq(company.0));
    }
    if let Some(user) = user {
        query = query.filter(calendars::user_id.eq(user.0));
    }
    if let Some(after) = after {
        query = query.filter(calendars::id.gt(after.0));
    }
    let rows: Vec<Row> = query.load(scope.connection())?;
    rows.into_iter().map(Row::calendar).collect()
}

/// One calendar.
///
/// # Errors
/// [`Refusal::NotFound`] where the scope reaches no such calendar.
pub fn get(scope: &mut Scope<'_>, id: CalendarId) -> Result<Calendar> {
    let mut query = calendars::table.select(COLUMNS).filter(calendars::id.eq(id.0)).into_boxed();
    if let Some(company) = scope.company() {
        query = query.filter(calendars::company_id.eq(company.0));
    }
    let row: Option<Row> = query.first(scope.connection()).optional()?;
    row.ok_or_else(|| Refusal::not_found(WHAT))?.calendar()
}

/// The calendars of these users, in order of user and id; one query however many users.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn of_users(scope: &mut Scope<'_>, users: &[UserId]) -> Result<Vec<Calendar>> {
    let companies = companies_of(scope, users)?;
    let query = calendars::table
        .select(COLUMNS)
        .filter(id_in(calendars::company_id, &companies))
        .filter(id_in(calendars::user_id, &ids(users)))
        .order((calendars::user_id, calendars::id));
    let rows: Vec<Row> = on_backend!(scope.connection(), |connection| query.load(connection))?;
    rows.into_iter().map(Row::calendar).collect()
}

/// Makes a calendar of a user. It is due at once, unless it is a file, which nobody can fetch.
///
/// # Errors
/// [`Refusal::NotFound`] with the pointer `/user_id`; [`Refusal::Invalid`].
pub fn insert(
    scope: &mut Scope<'_>,
    user: UserId,
    details: &CalendarDetails,
    now: Timestamp,
) -> Result<Calendar> {
    let company = owners::company(scope, user, "/user_id")?;
    let row: Row = diesel::insert_into(calendars::table)
        .values((
            calendars::company_id.eq(company.0),
            calendars::user_id.eq(user.0),
            calendars::kind.eq(details.kind.name()),
            calendars::name.eq(&details.name),
            calendars::url.eq(&details.url),
            calendars::credentials.eq(details.credentials.as_ref().map(Secret::reveal)),
            calendars::stale_policy.eq(details.stale_policy.name()),
            calendars::show_bookings.eq(details.show_bookings),
            calendars::next_sync_at.eq(due(details, now)),
            calendars::trusted_until.eq(details.kind.trusted_until(now, false).map(DbTimestamp::from)),
            calendars::lapse_seen.eq(false),
            calendars::failures.eq(0),
            calendars::events.eq(0),
            calendars::version.eq(1),
            calendars::created_at.eq(DbTimestamp::from(now)),
            calendars::updated_at.eq(DbTimestamp::from(now)),
        ))
        .returning(COLUMNS)
        .get_result(scope.connection())?;
    row.calendar()
}

fn due(details: &CalendarDetails, now: Timestamp) -> Option<DbTimestamp> {
    (details.kind != CalendarKind::IcsFile).then(|| DbTimestamp::from(now))
}

/// Changes a calendar; `expected` is the version that the caller knows. Where it comes from elsewhere now, it is due
/// at once, and what it held is forgotten.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::VersionMismatch`], [`Refusal::Invalid`].
pub fn update(
    scope: &mut Scope<'_>,
    id: CalendarId,
    details: &CalendarDetails,
    expected: Option<i64>,
    now: Timestamp,
) -> Result<Calendar> {
    let stored = get(scope, id)?;
    expect_version(WHAT, expected, stored.metadata.version)?;
    let old = &stored.details;
    let moved = (old.kind, &old.url, &old.credentials) != (details.kind, &details.url, &details.credentials);
    if moved {
        forget_content(scope, &stored)?;
    }
    let (etag, last_modified, next) = match moved {
        true => (None, None, due(details, now)),
        false => {
            (stored.sync.etag, stored.sync.last_modified, stored.sync.next_sync_at.map(DbTimestamp::from))
        }
    };
    let trusted_until = match moved {
        true => details.kind.trusted_until(now, false),
        false => stored.sync.trusted_until,
    };
    // What could not be written before may go well now, or need not be written any more.
    let same_writing = !moved && old.show_bookings == details.show_bookings;
    let write_error = stored.sync.write_error.filter(|_| same_writing);
    let (low, high) = acceptable(expected);
    let row: Option<Row> =
        diesel::update(calendars::table.find(id.0).filter(calendars::version.between(low, high)))
            .set((
                calendars::kind.eq(details.kind.name()),
                calendars::name.eq(&details.name),
                calendars::url.eq(&details.url),
                calendars::credentials.eq(details.credentials.as_ref().map(Secret::reveal)),
                calendars::stale_policy.eq(details.stale_policy.name()),
                (
                    calendars::show_bookings.eq(details.show_bookings),
                    calendars::write_error.eq(write_error),
                    calendars::trusted_until.eq(trusted_until.map(DbTimestamp::from)),
                ),
                calendars::etag.eq(etag),
                calendars::last_modified.eq(last_modified),
                calendars::next_sync_at.eq(next),
                calendars::version.eq(calendars::version + 1),
                calendars::updated_at.eq(DbTimestamp::from(now)),
            ))
            .returning(COLUMNS)
            .get_result(scope.connection())
            .optional()?;
    let row = changed(WHAT, row)?;
    ledger::touch(scope, stored.company, [Subject::User(stored.user)])?;
    row.calendar()
}

/// Deletes a calendar and the busy time that it said.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::VersionMismatch`].
pub fn delete(scope: &mut Scope<'_>, id: CalendarId, expected: Option<i64>) -> Result<()> {
    let stored = get(scope, id)?;
    expect_version(WHAT, expected, stored.metadata.version)?;
    diesel::delete(calendars::table.find(id.0)).execute(scope.connection())?;
    Ok(ledger::touch(scope, stored.company, [Subject::User(stored.user)])?)
}
