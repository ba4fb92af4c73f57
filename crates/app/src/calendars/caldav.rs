//! Reading a calendar on a CalDAV server: what has changed, and what it says with that.

use super::import::Target;
use super::source::{Delta, Heard, SourceReply, Turn, asking, credentials, read_apart};
use crate::calendar_content::{self as content, Reading};
use domain::access::Permit;
use domain::directory::Calendar;
use domain::text::email_key;
use ical::{Frame, Limits, Skipped, frame, times_only};
use integrations::caldav::{Account, CaldavClient, CaldavError, Changes, Collection, Known, Login, Unread};
use integrations::calendars::feed::FeedClient;
use persistence::store::calendars::caldav::{self as store, Object, Update};
use persistence::{Database, Scope, StoreError};
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
    let (reader, calendar, id) = (permit.clone(), target.calendar.clone(), target.calendar.id);
    let stored = db.read(move |tx| stored(&mut tx.scope(&reader), &calendar)).await?;
    let (collection, changes) = match fetch(feeds, &target.calendar, stored.as_ref()).await {
        Ok(fetched) => fetched,
        Err(error) => return Ok(Heard::small(SourceReply::Failed(error.to_string()))),
    };
    let same = stored.as_ref().is_some_and(|stored| is_nothing(stored, &changes));
    // What could not be read the last time may be gone.
    if same && target.calendar.is_complete() && !content::wants_renewal(&target.calendar, now) {
        return Ok(Heard::small(SourceReply::Nothing));
    }
    let reader = permit.clone();
    let objects = db.read(move |tx| store::objects(&mut tx.scope(&reader), id)).await?.unwrap_or_default();
    let missed: Vec<Skipped> = changes.unread.iter().map(missed).collect();
    let update = update(stored, &collection, changes, &objects);
    let objects = applied(objects, &update);
    let target = asking(db, permit, target, content::named_in_objects(&objects)).await?;
    let turn = Turn::come().await;
    let read = move || match content::read_objects(&objects, &target.reader, now) {
        Ok(mut reading) => {
            reading.miss(missed);
            reading.log(&target.calendar);
            changed(reading, update)
        }
        Err(error) => {
            let first = missed.into_iter().next();
            SourceReply::Failed(first.map_or_else(|| error.to_string(), |first| first.reason))
        }
    };
    Ok(Heard::new(read_apart(read).await, turn))
}

/// How far the calendar was read. A half of an object is stored where nothing better came: it is asked for again, whichever version
/// it was.
fn stored(scope: &mut Scope<'_>, calendar: &Calendar) -> Result<Option<store::Collection>, StoreError> {
    let Some(mut collection) = store::collection(scope, calendar.id)? else { return Ok(None) };
    if calendar.is_complete() {
        return Ok(Some(collection));
    }
    let objects = store::objects(scope, calendar.id)?.unwrap_or_default();
    for (href, _) in objects.into_iter().filter(|(_, text)| !is_whole(text)) {
        collection.etags.insert(href, String::new());
        collection.token = None;
    }
    Ok(Some(collection))
}

fn is_whole(text: &str) -> bool {
    frame(text.as_bytes()) == Frame::Whole
}

/// An object that could not be read, as its owner is told.
fn missed(unread: &Unread) -> Skipped {
    Skipped { line: 1, reason: format!("{}: {}", content::object_name(&unread.href), unread.reason) }
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
    let same = changes.changed.is_empty() && changes.removed.is_empty() && changes.unread.is_empty();
    same && changes.token == stored.token
}

/// The changes as they are stored: of texts, what says when somebody is busy. `objects` is what was stored before.
fn update(
    stored: Option<store::Collection>,
    collection: &Collection,
    changes: Changes,
    objects: &BTreeMap<String, String>,
) -> Update {
    let longest = Limits::default().list_bytes;
    let object = |href: String, etag: String, text: &str| {
        let content = times_only(text.as_bytes(), email_key, longest);
        Object { href, etag, content }
    };
    let whole = changes.changed.into_iter().map(|read| object(read.href, read.etag, &read.text));
    // What was known of an object that can't be read stands. Where that was nothing, or a half, what came of it counts, and has
    // no version, so that it is asked for again.
    let halves = changes.unread.into_iter().filter_map(|unread| {
        let is_known = objects.get(&unread.href).is_some_and(|text| is_whole(text));
        let text = unread.text.filter(|_| !is_known)?;
        Some(object(unread.href, String::new(), &text))
    });
    Update {
        based_on: stored.map(|stored| stored.revision),
        url: collection.url().to_owned(),
        token: changes.token,
        changed: whole.chain(halves).collect(),
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

#[cfg(test)]
mod tests {
    use super::*;
    use integrations::calendars::feed;

    const WHOLE: &str =
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:20250122T100000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    const HALF: &str = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:20250123T100000Z\r\n";

    /// What is stored of an object that can't be read: its version and its text.
    fn stored_of(known: Option<&str>, came: Option<&str>) -> Option<(String, String)> {
        let client = CaldavClient::over(&FeedClient::new(feed::LIMITS).expect("a client"));
        let account = client.account("https://cal.example.org/", None).expect("an account");
        let collection = account.collection("https://cal.example.org/cal/").expect("the same server");
        let href = "/cal/a.ics".to_owned();
        let objects = known.map(|text| (href.clone(), text.to_owned())).into_iter().collect();
        let unread = Unread { href, reason: "it can't be read", text: came.map(str::to_owned) };
        assert_eq!(missed(&unread).reason, "a.ics: it can't be read");
        let changes = Changes { unread: vec![unread], ..Changes::default() };
        let update = update(None, &collection, changes, &objects);
        assert!(update.removed.is_empty());
        update.changed.into_iter().next().map(|object| (object.etag, object.content))
    }

    #[test]
    fn what_was_known_of_an_object_that_cant_be_read_stands() {
        for came in [Some(HALF), Some(""), Some("<html>"), Some(WHOLE), None] {
            assert_eq!(stored_of(Some(WHOLE), came), None, "{came:?}");
        }
    }

    #[test]
    fn a_half_counts_where_nothing_better_is_known_and_is_asked_for_again() {
        let half = Some((String::new(), HALF.to_owned()));
        assert_eq!(stored_of(None, Some(HALF)), half);
        assert_eq!(stored_of(Some("BEGIN:VCALENDAR\r\n"), Some(HALF)), half);
        assert_eq!(stored_of(None, None), None);
    }
}
