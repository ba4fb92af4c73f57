//! What a calendar holds: its text, and the busy time that the text says.

use super::busy_intervals::{LONGEST, Piece, difference, pieces};
use super::{caldav, left_out, named, secrets};
use crate::Scope;
use crate::db::fragments::id_in;
use crate::db::statements::{InsertPieces, PutSource};
use crate::db::types::{DbTimestamp, interval};
use crate::ledger;
use crate::schema::{calendar_busy, calendar_sources, calendars as table};
use crate::store::collection::RecordRow;
use crate::store::{Result, calendars, companies_of, ids};
use diesel::prelude::*;
use domain::commitment::Subject;
use domain::directory::{Calendar, LeftOut};
use domain::{CalendarId, CompanyId, UserId};
use scheduling_core::time::{Interval, IntervalSet, Timestamp};
use uuid::Uuid;

/// Pieces that one statement adds: the time of one stays far below any time-out.
const CHUNK: usize = 10_000;
/// Up to so many pieces are taken away one by one; where it is more, all are written anew.
const FEW: usize = 500;

/// A calendar as it was read.
#[derive(Debug, Clone)]
pub struct Content {
    /// The text, to expand it again for a later range; `None` leaves what is stored.
    pub source: Option<String>,
    /// The busy time within `range`; what lies outside is not stored.
    pub busy: IntervalSet,
    /// The time for which `busy` is complete.
    pub range: Interval,
    /// How many events the text holds.
    pub events: i64,
    /// What the source sent to recognise the text by (RFC 9110, section 8.8).
    pub etag: Option<String>,
    pub last_modified: Option<String>,
    /// When it was read.
    pub synced_at: Timestamp,
    /// When to read it again; `None` for what is never fetched.
    pub next_sync_at: Option<Timestamp>,
    /// Whether busy time was lost, nobody knows when.
    pub incomplete: bool,
    /// What could not be read.
    pub left_out: LeftOut,
    /// The bookings of the company that it names and that are not its owner's.
    pub others_bookings: Vec<Uuid>,
}

/// Busy time of one calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CalendarBusy {
    pub user: UserId,
    pub calendar: CalendarId,
    pub time: Interval,
}

/// Puts what was read in place of what the calendar held. Ends the calendar's lease and forgets its failures.
///
/// Hundreds of thousands of busy times are fine; only those that changed are written.
///
/// # Errors
/// [`Refusal::NotFound`](domain::Refusal::NotFound) where the scope reaches no such calendar.
pub fn replace_content(scope: &mut Scope<'_>, id: CalendarId, content: &Content) -> Result<Calendar> {
    let calendar = calendars::get(scope, id)?;
    // First, since it is the lock: two workers at one calendar come one after the other. It counts as a change also where
    // no busy time changes, because the range for which it is known does.
    ledger::touch(scope, calendar.company, [Subject::User(calendar.details.user)])?;
    if let Some(text) = &content.source {
        PutSource {
            company: calendar.company.0,
            user: calendar.details.user.0,
            calendar: id.0,
            content: text.clone(),
            updated_at: content.synced_at.into(),
        }
        .execute(scope.connection())?;
    }
    put_pieces(scope, &calendar, &pieces(&content.busy.clip(content.range)))?;
    let row: calendars::StoredRow = diesel::update(table::table.find(id.0))
        .set((
            table::etag.eq(&content.etag),
            table::last_modified.eq(&content.last_modified),
            table::expanded_from.eq(DbTimestamp::from(content.range.start())),
            table::expanded_to.eq(DbTimestamp::from(content.range.end())),
            table::events.eq(content.events),
            table::last_synced_at.eq(DbTimestamp::from(content.synced_at)),
            table::last_error.eq(None::<String>),
            table::next_sync_at.eq(content.next_sync_at.map(DbTimestamp::from)),
            table::leased_until.eq(None::<DbTimestamp>),
            table::failures.eq(0),
            table::trusted_until.eq(calendar
                .details
                .kind
                .trusted_until(content.synced_at, true)
                .map(DbTimestamp::from)),
            table::lapse_seen.eq(false),
            (
                table::incomplete.eq(content.incomplete),
                table::left_out.eq(left_out::written(&content.left_out)),
                table::left_out_count.eq(content.left_out.count),
                table::unreported.eq(0),
                table::others_bookings.eq(named::written(&content.others_bookings)),
            ),
            table::version.eq(table::version + 1),
            table::updated_at.eq(DbTimestamp::from(content.synced_at)),
        ))
        .returning(calendars::columns())
        .get_result(scope.connection())?;
    let mut calendar = row.record()?;
    secrets::open(scope, &mut calendar)?;
    Ok(calendar)
}

/// Makes these pieces those of the calendar. Most readings change nothing or a few events, and write no more than that.
fn put_pieces(scope: &mut Scope<'_>, calendar: &Calendar, wanted: &[Piece]) -> Result<()> {
    let (gone, mut new) = difference(&stored_pieces(scope, calendar)?, wanted);
    if gone.len() <= FEW {
        for (start, _) in gone {
            let start = DbTimestamp::from(Timestamp::saturating_from_unix(start));
            let key = (calendar.company.0, calendar.details.user.0, start, calendar.id.0);
            diesel::delete(calendar_busy::table.find(key)).execute(scope.connection())?;
        }
    } else {
        let all = calendar_busy::table
            .filter(calendar_busy::company_id.eq(calendar.company.0))
            .filter(calendar_busy::user_id.eq(calendar.details.user.0))
            .filter(calendar_busy::calendar_id.eq(calendar.id.0));
        diesel::delete(all).execute(scope.connection())?;
        new = wanted.to_vec();
    }
    for chunk in new.chunks(CHUNK) {
        InsertPieces::new(calendar.company.0, calendar.details.user.0, calendar.id.0, chunk)
            .execute(scope.connection())?;
    }
    Ok(())
}

fn stored_pieces(scope: &mut Scope<'_>, calendar: &Calendar) -> Result<Vec<Piece>> {
    let rows: Vec<(DbTimestamp, DbTimestamp)> = calendar_busy::table
        .select((calendar_busy::starts_at, calendar_busy::ends_at))
        .filter(calendar_busy::company_id.eq(calendar.company.0))
        .filter(calendar_busy::user_id.eq(calendar.details.user.0))
        .filter(calendar_busy::calendar_id.eq(calendar.id.0))
        .order(calendar_busy::starts_at)
        .load(scope.connection())?;
    Ok(rows.into_iter().map(|(start, end)| (start.instant().unix(), end.instant().unix())).collect())
}

/// Takes away all that a calendar held, because it comes from elsewhere now.
pub(super) fn forget(scope: &mut Scope<'_>, calendar: &Calendar) -> Result<()> {
    let (company, user, id) = caldav::key(calendar);
    diesel::delete(calendar_sources::table.find((company, user, id))).execute(scope.connection())?;
    caldav::forget(scope, calendar)?;
    let held = calendar_busy::table
        .filter(calendar_busy::company_id.eq(company))
        .filter(calendar_busy::user_id.eq(user))
        .filter(calendar_busy::calendar_id.eq(id));
    diesel::delete(held).execute(scope.connection())?;
    Ok(())
}

/// Says that the stored busy time of a company's calendars, or of one user's, no longer holds, because whole days are
/// read in the zone of their owner and that changed. Until they are worked out again, which is due at once, readers go
/// by the texts.
///
/// # Errors
/// [`StoreError::Db`](crate::StoreError::Db) only.
pub(crate) fn void_expansion(
    scope: &mut Scope<'_>,
    company: CompanyId,
    user: Option<UserId>,
    now: Timestamp,
) -> Result<()> {
    let mut of = diesel::update(table::table).filter(table::company_id.eq(company.0)).into_boxed();
    if let Some(user) = user {
        of = of.filter(table::user_id.eq(user.0));
    }
    let owners: Vec<i64> = of
        .filter(table::expanded_from.is_not_null())
        .set((
            table::expanded_from.eq(None::<DbTimestamp>),
            table::expanded_to.eq(None::<DbTimestamp>),
            table::next_sync_at.eq(Some(DbTimestamp::from(now))),
            table::version.eq(table::version + 1),
            table::updated_at.eq(DbTimestamp::from(now)),
        ))
        .returning(table::user_id)
        .get_results(scope.connection())?;
    Ok(ledger::touch(scope, company, owners.into_iter().map(|owner| Subject::User(UserId(owner))))?)
}

/// The text that the calendar was read from, where it was kept.
///
/// # Errors
/// [`Refusal::NotFound`](domain::Refusal::NotFound) where the scope reaches no such calendar.
pub fn source(scope: &mut Scope<'_>, id: CalendarId) -> Result<Option<String>> {
    let calendar = calendars::get(scope, id)?;
    let key = (calendar.company.0, calendar.details.user.0, id.0);
    let text = calendar_sources::table.find(key).select(calendar_sources::content);
    Ok(text.first(scope.connection()).optional()?)
}

/// The busy time of all calendars of these users that touches the window, uncut; one query however many users. One
/// event may come in pieces that touch.
///
/// # Errors
/// [`StoreError::Db`](crate::StoreError::Db) only.
pub fn busy_in(scope: &mut Scope<'_>, users: &[UserId], window: Interval) -> Result<Vec<CalendarBusy>> {
    let companies = companies_of(scope, users)?;
    let rows: Vec<(i64, i64, DbTimestamp, DbTimestamp)> = calendar_busy::table
        .select((
            calendar_busy::user_id,
            calendar_busy::calendar_id,
            calendar_busy::starts_at,
            calendar_busy::ends_at,
        ))
        .filter(id_in(calendar_busy::company_id, &companies))
        .filter(id_in(calendar_busy::user_id, &ids(users)))
        .filter(calendar_busy::starts_at.gt(DbTimestamp::from(window.start().plus_seconds(-LONGEST))))
        .filter(calendar_busy::starts_at.lt(DbTimestamp::from(window.end())))
        .filter(calendar_busy::ends_at.gt(DbTimestamp::from(window.start())))
        .load(scope.connection())?;
    let busy = |(user, calendar, start, end)| {
        let time = interval(start, end)?;
        Ok(CalendarBusy { user: UserId(user), calendar: CalendarId(calendar), time })
    };
    rows.into_iter().map(busy).collect()
}
