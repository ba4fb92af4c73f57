//! Calendars from outside. What they hold is in `content`, when they are read in `sync`.

mod booked_times;
mod busy_intervals;
pub mod caldav;
mod content;
mod left_out;
mod named;
pub mod published;
pub(crate) mod secrets;
mod sync;

use super::collection::{Beside, Collection, Columns, KeptColumns, Stored, all, collection};
use super::{Result, companies_of, ids};
use crate::Scope;
use crate::db::DbError;
use crate::db::connection::on_backend;
use crate::db::fragments::id_in;
use crate::db::types::{DbTimestamp, interval};
use crate::schema::calendars;
use diesel::prelude::*;
use domain::directory::{
    Calendar, CalendarDetails, CalendarKind, CalendarSync, LeftOut, Secret, StalePolicy,
};
use domain::text::folded;
use domain::{CalendarId, UserId};
use scheduling_core::time::Timestamp;
use std::borrow::Cow;

pub(crate) use content::void_expansion;
pub use content::{CalendarBusy, Content, busy_in, replace_content, source};
pub use named::{NamedBookings, of_owner, outdate};
pub use sync::{Lease, lapsed, lease_due, mark_failed, mark_unchanged, mark_written, sync_now};

#[derive(Queryable, Insertable, AsChangeset)]
#[diesel(table_name = calendars, treat_none_as_null = true)]
pub(super) struct Values {
    user_id: i64,
    kind: String,
    name: String,
    name_key: String,
    url: Option<String>,
    credentials: Option<String>,
    stale_policy: String,
    show_bookings: bool,
}

impl Columns for Values {
    type Details = CalendarDetails;

    fn of(calendar: &CalendarDetails) -> Result<Self> {
        Ok(Self {
            user_id: calendar.user.0,
            kind: calendar.kind.name().to_owned(),
            name: calendar.name.clone(),
            name_key: folded(&calendar.name),
            url: calendar.url.clone(),
            credentials: calendar.credentials.as_ref().map(|secret| secret.reveal().to_owned()),
            stale_policy: calendar.stale_policy.name().to_owned(),
            show_bookings: calendar.show_bookings,
        })
    }

    fn details(self) -> Result<CalendarDetails> {
        let kind = CalendarKind::named(&self.kind);
        let policy = StalePolicy::named(&self.stale_policy);
        Ok(CalendarDetails {
            user: UserId(self.user_id),
            kind: kind.ok_or_else(|| DbError::corrupt("calendars.kind", &self.kind))?,
            name: self.name,
            url: self.url,
            credentials: self.credentials.map(Secret::new),
            stale_policy: policy
                .ok_or_else(|| DbError::corrupt("calendars.stale_policy", &self.stale_policy))?,
            show_bookings: self.show_bookings,
        })
    }
}

/// All columns but the lease, which is the workers' own affair.
#[derive(Queryable, Insertable, AsChangeset)]
#[diesel(table_name = calendars, treat_none_as_null = true)]
pub(super) struct Kept {
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
    lapse_seen: bool,
    write_error: Option<String>,
    incomplete: bool,
    left_out: String,
    left_out_count: i64,
    others_bookings: Option<String>,
}

/// What could not be written before may go well now, or need not be written any more.
#[derive(Default, AsChangeset)]
#[diesel(table_name = calendars, treat_none_as_null = true)]
pub(super) struct NoWriteError {
    write_error: Option<String>,
}

impl KeptColumns for Kept {
    type Details = CalendarDetails;
    type Kept = CalendarSync;
    type Change = (Option<Self>, Option<NoLease>, Option<NoWriteError>);

    /// A calendar is due at once, unless it is a file, which nobody can fetch.
    fn of(calendar: &CalendarDetails, now: Timestamp) -> Self {
        let due = calendar.kind != CalendarKind::IcsFile;
        Self {
            last_synced_at: None,
            last_error: None,
            etag: None,
            last_modified: None,
            next_sync_at: due.then(|| now.into()),
            failures: 0,
            expanded_from: None,
            expanded_to: None,
            events: 0,
            trusted_until: calendar.kind.trusted_until(now, false).map(DbTimestamp::from),
            lapse_seen: false,
            write_error: None,
            incomplete: false,
            left_out: left_out::written(&LeftOut::default()),
            left_out_count: 0,
            others_bookings: None,
        }
    }

    /// Where a calendar comes from elsewhere now, it is as good as new.
    fn change(before: &Stored<CalendarDetails>, details: &CalendarDetails, now: Timestamp) -> Self::Change {
        if moves(before, details) {
            return (Some(Self::of(details, now)), Some(NoLease::default()), None);
        }
        let shown = before.details.show_bookings == details.show_bookings;
        (None, None, (!shown).then(NoWriteError::default))
    }

    fn kept(self) -> Result<CalendarSync> {
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
            incomplete: self.incomplete,
            left_out: left_out::read(self.left_out_count, &self.left_out)?,
            others_bookings: self.others_bookings.as_deref().map(named::read).transpose()?,
        })
    }
}

/// Takes the lease away from the worker that reads the calendar's old source.
#[derive(Default, AsChangeset)]
#[diesel(table_name = calendars, treat_none_as_null = true)]
pub(super) struct NoLease {
    leased_until: Option<DbTimestamp>,
    unreported: i64,
}

/// Whether the calendar comes from elsewhere now.
fn moves(before: &Calendar, details: &CalendarDetails) -> bool {
    let old = &before.details;
    (old.kind, &old.url, &old.credentials) != (details.kind, &details.url, &details.credentials)
}

/// What a list of calendars can be narrowed by.
#[derive(Debug, Clone, Default)]
pub struct CalendarFilter {
    pub user: Option<UserId>,
}

collection! {
    CalendarDetails "calendar", CalendarId(i64);
    table: calendars as Values { user_id, kind, name, name_key, url, credentials, stale_policy, show_bookings }
        keeps CalendarSync as Kept {
            last_synced_at, last_error, etag, last_modified, next_sync_at, failures, expanded_from, expanded_to, events,
            trusted_until, lapse_seen, write_error, incomplete, left_out, left_out_count, others_bookings,
        };
    owner: user_id at "/user_id";
    sort: Name by name_key (String);
    search: name_key;
    list: CalendarFilter, |query, request| {
        if let Some(user) = request.filter.user {
            query = query.filter(calendars::user_id.eq(user.0));
        }
    };
    beside: own;
}

impl Beside for CalendarDetails {
    fn complete(scope: &mut Scope<'_>, records: &mut [Stored<Self>]) -> Result<()> {
        records.iter_mut().try_for_each(|record| secrets::open(scope, record))
    }

    fn stored<'d>(scope: &Scope<'_>, details: &'d Self) -> Result<Cow<'d, Self>> {
        secrets::sealed(scope, details).map(Cow::Owned)
    }

    fn written(
        scope: &mut Scope<'_>,
        before: Option<&Stored<Self>>,
        details: &Self,
        after: &mut Stored<Self>,
        _now: Timestamp,
    ) -> Result<()> {
        secrets::open(scope, after)?;
        match before {
            Some(before) if moves(before, details) => content::forget(scope, before),
            _ => Ok(()),
        }
    }
}

/// One calendar.
///
/// # Errors
/// [`Refusal::NotFound`](domain::Refusal::NotFound) where the scope reaches no such calendar.
pub fn get(scope: &mut Scope<'_>, id: CalendarId) -> Result<Calendar> {
    CalendarDetails::get(scope, id)
}

/// The calendars of these users, in order of user and id; one query however many users, and some more for a calendar that names
/// bookings of others.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn of_users(scope: &mut Scope<'_>, users: &[UserId]) -> Result<Vec<Calendar>> {
    let companies = companies_of(scope, users)?;
    let query = calendars::table
        .select(columns())
        .filter(id_in(calendars::company_id, &companies))
        .filter(id_in(calendars::user_id, &ids(users)))
        .order((calendars::user_id, calendars::id));
    let rows: Vec<StoredRow> = on_backend!(scope.connection(), |connection| query.load(connection))?;
    let mut calendars = all(scope, rows)?;
    outdate(scope, &mut calendars)?;
    Ok(calendars)
}
