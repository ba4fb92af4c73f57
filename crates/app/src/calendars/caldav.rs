//! Reading a calendar on a CalDAV server: what has changed, and what it says with that.

use super::import::Target;
use super::source::{Delta, Heard, SourceReply, Turn, asking, credentials, read_apart};
use crate::calendar_content::{self as content, Reading};
use domain::access::Permit;
use domain::directory::Calendar;
use domain::text::email_key;
use ical::{Limits, times_only};
use integrations::caldav::{Account, CaldavClient, CaldavError, Changes, Collection, Known, Login};
use integrations::calendars::feed::FeedClient;
use persistence::store::calendars::caldav::{self as store, Object, Update};
use persistence::{Database, StoreError};
use scheduling_core::time::Timestamp;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The account on the server that a calendar names.
pub(super) fn account(feeds: &FeedClient, calendar: &Calendar) -> Result<Account, CaldavError> {
    let url = calendar.details.url.as_deref().unwrap_or_default();
    CaldavClient::over(feeds).account(url, credentials(calendar).map(Login::Basic))
}

/// The calendar on the server: where it was found before, or found now.
pub(super) async fn open(
    feeds: &FeedClient,
    calendar: &Calendar,
    known: Option<&str>,
) -> Result<Collection, CaldavError> {
    let account = account(feeds, calendar)?;
    match known {
        Some(url) => account.collection(url),
        None => account.only_calendar().await,
    }
}

/// Asks the server, with no transaction open.
///
/// # Errors
/// Failures of the database; those of the server are an answer.
pub(super) async fn ask(
    db: &Database,
    feeds: &FeedClient,
    permit: &Permit,
    target: &Target,
    now: Timestamp,
) -> Result<Heard, StoreError> {
    let (reader, id) = (permit.clone(), target.calendar.id);
    let stored = db.read(move |tx| store::collection(&mut tx.scope(&reader), id)).await?;
    let (collection, changes) = match fetch(feeds, &target.calendar, stored.as_ref()).await {
        Ok(fetched) => fetched,
        Err(error) => return Ok(Heard::small(SourceReply::Failed(error.to_string()))),
    };
    let same = stored.as_ref().is_some_and(|stored| is_nothing(stored, &changes));
    if same && !content::wants_renewal(&target.calendar, now) {
        return Ok(Heard::small(SourceReply::Nothing));
    }
    let reader = permit.clone();
    let objects = db.read(move |tx| store::objects(&mut tx.scope(&reader), id)).await?;
    let update = update(stored, &collection, changes);
    let objects = applied(objects.unwrap_or_default(), &update);
    let target = asking(db, permit, target, content::named_in_objects(&objects)).await?;
    let turn = Turn::come().await;
    let read = move || {
        let reading = content::read_objects(&objects, &target.reader, now);
        if let Ok(reading) = &reading {
            reading.log(&target.calendar);
        }
        match reading {
            Ok(reading) => changed(reading, update),
            Err(error) => SourceReply::Failed(error.to_string()),
        }
    };
    Ok(Heard::new(read_apart(read).await, turn))
}

fn changed(reading: Reading, update: Update) -> SourceReply {
    SourceReply::Changed { reading: Arc::new(reading), delta: Arc::new(Delta::new(update)) }
}

async fn fetch(
    feeds: &FeedClient,
    calendar: &Calendar,
    stored: Option<&store::Collection>,
) -> Result<(Collection, Changes), CaldavError> {
    let known = stored.map(|stored| Known { token: stored.token.clone(), etags: stored.etags.clone() });
    let known = known.unwrap_or_default();
    let collection = open(feeds, calendar, stored.map(|stored| stored.url.as_str())).await?;
    match collection.changes(&known).await {
        // It may be under another address by now, if the one that was given was not its own.
        Err(error) if stored.is_some() && matches!(error.status(), Some(404 | 410)) => {
            let collection = open(feeds, calendar, None).await?;
            let changes = collection.changes(&Known { token: None, ..known }).await?;
            Ok((collection, changes))
        }
        changes => Ok((collection, changes?)),
    }
}

fn is_nothing(stored: &store::Collection, changes: &Changes) -> bool {
    changes.changed.is_empty() && changes.removed.is_empty() && changes.token == stored.token
}

/// The changes as they are stored: of texts, what says when somebody is busy.
fn update(stored: Option<store::Collection>, collection: &Collection, changes: Changes) -> Update {
    let longest = Limits::default().list_bytes;
    let object = |object: integrations::caldav::Object| Object {
        content: times_only(object.text.as_bytes(), email_key, longest),
        href: object.href,
        etag: object.etag,
    };
    Update {
        based_on: stored.map(|stored| stored.revision),
        url: collection.url().to_owned(),
        token: changes.token,
        changed: changes.changed.into_iter().map(object).collect(),
        removed: changes.removed,
    }
}

/// The objects as they are after an update.
fn applied(mut objects: BTreeMap<String, String>, update: &Update) -> BTreeMap<String, String> {
    for href in &update.removed {
        objects.remove(href);
    }
    objects.extend(update.changed.iter().map(|object| (object.href.clone(), object.content.clone())));
    objects
}
