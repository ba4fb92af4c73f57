//! What was read of a calendar on a CalDAV server, object by object, and which of our own events are in it.

use crate::Scope;
use crate::db::statements::PutObjects;
use crate::ledger;
use crate::schema::{caldav_collections, caldav_objects, caldav_published};
use crate::store::{Result, calendars};
use diesel::prelude::*;
use domain::CalendarId;
use domain::commitment::Subject;
use domain::directory::Calendar;
use std::collections::{BTreeMap, HashMap};

/// Objects that one statement stores.
const CHUNK: usize = 500;

/// How far a calendar was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Collection {
    /// The address of the calendar itself.
    pub url: String,
    /// What the server called its state (RFC 6578); `None` where it has no name for it.
    pub token: Option<String>,
    /// Rises with every reading that changed something.
    pub revision: i64,
    /// The version of each object, by its address on the server.
    pub etags: HashMap<String, String>,
}

/// A calendar object that is new or has changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Object {
    /// Its address on the server, at most some 1,000 bytes.
    pub href: String,
    /// Its version; empty where the server gives none.
    pub etag: String,
    /// iCalendar, without NUL.
    pub content: String,
}

/// What a reading changes.
#[derive(Debug, Clone, Default)]
pub struct Update {
    /// The revision that the reading started from; `None` for the first.
    pub based_on: Option<i64>,
    pub url: String,
    pub token: Option<String>,
    /// No address may stand twice.
    pub changed: Vec<Object>,
    pub removed: Vec<String>,
}

/// One of our own events in a calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    pub uid: String,
    /// Of the booking, when it was written last.
    pub sequence: i64,
    /// Where it is; `None` where it was taken away.
    pub href: Option<String>,
    /// Its version then, where the server gave one.
    pub etag: Option<String>,
    /// Of what it said; empty where it was taken away.
    pub fingerprint: String,
}

type Key = (i64, i64, i64);

pub(super) fn key(calendar: &Calendar) -> Key {
    (calendar.company.0, calendar.details.user.0, calendar.id.0)
}

/// How far the calendar was read; `None` before the first reading.
///
/// # Errors
/// [`Refusal::NotFound`](domain::Refusal::NotFound) where the scope reaches no such calendar.
pub fn collection(scope: &mut Scope<'_>, id: CalendarId) -> Result<Option<Collection>> {
    let calendar = calendars::get(scope, id)?;
    let found: Option<(String, Option<String>, i64)> = caldav_collections::table
        .find(key(&calendar))
        .select((caldav_collections::url, caldav_collections::token, caldav_collections::revision))
        .first(scope.connection())
        .optional()?;
    let Some((url, token, revision)) = found else { return Ok(None) };
    let etags: Vec<(String, String)> = caldav_objects::table
        .select((caldav_objects::href, caldav_objects::etag))
        .filter(caldav_objects::company_id.eq(calendar.company.0))
        .filter(caldav_objects::user_id.eq(calendar.details.user.0))
        .filter(caldav_objects::calendar_id.eq(id.0))
        .load(scope.connection())?;
    Ok(Some(Collection { url, token, revision, etags: etags.into_iter().collect() }))
}

/// The address of the calendar itself; `None` before the first reading.
///
/// # Errors
/// [`Refusal::NotFound`](domain::Refusal::NotFound) where the scope reaches no such calendar.
pub fn url(scope: &mut Scope<'_>, id: CalendarId) -> Result<Option<String>> {
    let calendar = calendars::get(scope, id)?;
    let row = caldav_collections::table.find(key(&calendar)).select(caldav_collections::url);
    Ok(row.first(scope.connection()).optional()?)
}

/// The texts of its objects by their addresses; `None` before the first reading.
///
/// # Errors
/// [`Refusal::NotFound`](domain::Refusal::NotFound) where the scope reaches no such calendar.
pub fn objects(scope: &mut Scope<'_>, id: CalendarId) -> Result<Option<BTreeMap<String, String>>> {
    let calendar = calendars::get(scope, id)?;
    let read: i64 = caldav_collections::table.find(key(&calendar)).count().get_result(scope.connection())?;
    if read == 0 {
        return Ok(None);
    }
    let texts: Vec<(String, String)> = caldav_objects::table
        .select((caldav_objects::href, caldav_objects::content))
        .filter(caldav_objects::company_id.eq(calendar.company.0))
        .filter(caldav_objects::user_id.eq(calendar.details.user.0))
        .filter(caldav_objects::calendar_id.eq(id.0))
        .load(scope.connection())?;
    Ok(Some(texts.into_iter().collect()))
}

/// Stores what a reading changes. False, and nothing is stored, where somebody else has read the calendar since the
/// reading started.
///
/// # Errors
/// [`Refusal::NotFound`](domain::Refusal::NotFound) where the scope reaches no such calendar.
pub fn store(scope: &mut Scope<'_>, id: CalendarId, update: &Update) -> Result<bool> {
    let calendar = calendars::get(scope, id)?;
    // The lock, as for all content: two readings come one after the other.
    ledger::touch(scope, calendar.company, [Subject::User(calendar.details.user)])?;
    let row = caldav_collections::table.find(key(&calendar));
    let revision: Option<i64> =
        row.select(caldav_collections::revision).first(scope.connection()).optional()?;
    if revision != update.based_on {
        return Ok(false);
    }
    match revision {
        Some(revision) => diesel::update(row)
            .set((
                caldav_collections::url.eq(&update.url),
                caldav_collections::token.eq(&update.token),
                caldav_collections::revision.eq(revision + 1),
            ))
            .execute(scope.connection())?,
        None => diesel::insert_into(caldav_collections::table)
            .values((
                caldav_collections::company_id.eq(calendar.company.0),
                caldav_collections::user_id.eq(calendar.details.user.0),
                caldav_collections::calendar_id.eq(id.0),
                caldav_collections::url.eq(&update.url),
                caldav_collections::token.eq(&update.token),
                caldav_collections::revision.eq(1),
            ))
            .execute(scope.connection())?,
    };
    put(scope, &calendar, update)?;
    Ok(true)
}

fn put(scope: &mut Scope<'_>, calendar: &Calendar, update: &Update) -> Result<()> {
    let (company, user, id) = key(calendar);
    for href in &update.removed {
        let row = caldav_objects::table.find((company, user, id, href));
        diesel::delete(row).execute(scope.connection())?;
    }
    for chunk in update.changed.chunks(CHUNK) {
        let rows: Vec<(&str, &str, &str)> = chunk
            .iter()
            .map(|object| (object.href.as_str(), object.etag.as_str(), object.content.as_str()))
            .collect();
        PutObjects::new(company, user, id, &rows).execute(scope.connection())?;
    }
    Ok(())
}

/// Takes away all that was read of the calendar and all that is known to be in it, because it comes from elsewhere now.
pub(super) fn forget(scope: &mut Scope<'_>, calendar: &Calendar) -> Result<()> {
    let (company, user, id) = key(calendar);
    diesel::delete(caldav_collections::table.find((company, user, id))).execute(scope.connection())?;
    let objects = caldav_objects::table
        .filter(caldav_objects::company_id.eq(company))
        .filter(caldav_objects::user_id.eq(user))
        .filter(caldav_objects::calendar_id.eq(id));
    diesel::delete(objects).execute(scope.connection())?;
    let published = caldav_published::table
        .filter(caldav_published::company_id.eq(company))
        .filter(caldav_published::user_id.eq(user))
        .filter(caldav_published::calendar_id.eq(id));
    diesel::delete(published).execute(scope.connection())?;
    Ok(())
}
