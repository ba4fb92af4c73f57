//! Putting one of our bookings into a person's calendar on a CalDAV server, and taking it out again.
//!
//! Made for an effect that is tried until it succeeds: [`publish`] may run any number of times for the same state of a
//! booking and leaves one event. Runs for one booking and calendar follow one another; one that comes late, with an older
//! state than was written already, changes nothing.

use super::caldav::open;
use domain::CalendarId;
use domain::access::Permit;
use domain::directory::{Calendar, CalendarKind};
use integrations::caldav::{CaldavError, Collection, Condition, Deleted, Event, Found, Put};
use integrations::calendars::feed::FeedClient;
use integrations::calendars::own_uid;
use persistence::store::caldav::{self as store, Published};
use persistence::store::calendars;
use persistence::{Database, StoreError};
use scheduling_core::time::{Instant, Interval};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// How often a race with the calendar's owner is run before it is left for later.
const ATTEMPTS: usize = 5;

/// What is to be so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publication {
    /// The booking: it stays the same, and so does its event.
    pub booking: Uuid,
    /// The state of the booking: rises with every change, its end included.
    pub sequence: u32,
    /// What the event says; `None` where there is to be none.
    pub event: Option<Content>,
}

/// What an event says. Texts may be empty, but the summary should not be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    pub time: Interval,
    pub summary: String,
    pub description: String,
    pub location: String,
    pub url: String,
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The event is in the calendar as it should be.
    Written,
    /// It was in it already, or was out of it already: the server was not asked.
    Unchanged,
    /// It is no longer in it.
    Removed,
    /// A later state of the booking was written already.
    Superseded,
}

/// Why it is not so.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// It may go well later: the server is out of reach, or its owner keeps changing the event.
    #[error("{0}")]
    Later(String),
    /// It won't without somebody doing something: other credentials, another address.
    #[error("{0}")]
    Never(String),
    /// The calendar is not there, or the database is out of reach.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<CaldavError> for PublishError {
    fn from(error: CaldavError) -> Self {
        match error.may_pass() {
            true => Self::Later(error.to_string()),
            false => Self::Never(error.to_string()),
        }
    }
}

/// What is known before the server is asked.
struct Before {
    calendar: Calendar,
    /// Where the calendar is, where it was read before.
    collection: Option<String>,
    published: Option<Published>,
}

/// Makes it so that the calendar has the event as it should be, or does not have it. Of an event that its owner has
/// changed, our own part is put right, and theirs stays.
///
/// # Errors
/// See [`PublishError`]. Texts of errors hold no credentials and no addresses but hosts.
pub async fn publish(
    db: &Database,
    feeds: &FeedClient,
    permit: &Permit,
    id: CalendarId,
    wanted: &Publication,
    now: Instant,
) -> Result<Outcome, PublishError> {
    let uid = own_uid(wanted.booking);
    let event = wanted.event.as_ref().map(|content| event(&uid, wanted.sequence, content, now));
    let fingerprint = event.as_ref().map(fingerprint).unwrap_or_default();
    let before = look(db, permit, id, &uid).await?;
    if let Some(known) = &before.published {
        if known.sequence > i64::from(wanted.sequence) {
            return Ok(Outcome::Superseded);
        }
        if known.fingerprint == fingerprint {
            let sequence = i64::from(wanted.sequence);
            if known.sequence < sequence {
                remember(db, permit, before.calendar, Published { sequence, ..known.clone() }).await?;
            }
            return Ok(Outcome::Unchanged);
        }
    }
    if before.calendar.details.kind != CalendarKind::Caldav {
        return Err(PublishError::Never("only calendars on a CalDAV server can be written to".into()));
    }
    let collection = open(feeds, &before.calendar, before.collection.as_deref()).await?;
    let known = before.published.as_ref().and_then(|known| known.href.clone());
    let start =
        known.unwrap_or_else(|| collection.href_of(&format!("{}.ics", wanted.booking.as_hyphenated())));
    let (href, etag, outcome) = match &event {
        Some(event) => {
            let (href, etag) = write(&collection, event, start).await?;
            (Some(href), etag, Outcome::Written)
        }
        None => {
            take_away(&collection, &uid, start).await?;
            (None, None, Outcome::Removed)
        }
    };
    let sequence = i64::from(wanted.sequence);
    remember(db, permit, before.calendar, Published { uid, sequence, href, etag, fingerprint }).await?;
    Ok(outcome)
}

async fn look(db: &Database, permit: &Permit, id: CalendarId, uid: &str) -> Result<Before, StoreError> {
    let (permit, uid) = (permit.clone(), uid.to_owned());
    db.read(move |tx| {
        let scope = &mut tx.scope(&permit);
        Ok(Before {
            calendar: calendars::get(scope, id)?,
            collection: store::url(scope, id)?,
            published: store::published(scope, id, &uid)?,
        })
    })
    .await
}

/// Remembers where the event is, unless the calendar was pointed elsewhere meanwhile: then it has to be written there.
async fn remember(
    db: &Database,
    permit: &Permit,
    calendar: Calendar,
    published: Published,
) -> Result<(), PublishError> {
    let permit = permit.clone();
    let stays = db.write(move |tx| {
        let scope = &mut tx.scope(&permit);
        let current = calendars::get(scope, calendar.id)?;
        let (old, new) = (&calendar.details, &current.details);
        let stays = (old.kind, &old.url) == (new.kind, &new.url);
        if stays {
            store::remember(scope, calendar.id, &published)?;
        }
        Ok::<bool, StoreError>(stays)
    });
    match stays.await? {
        true => Ok(()),
        false => Err(PublishError::Later("the calendar was pointed to another address meanwhile".into())),
    }
}

fn event(uid: &str, sequence: u32, content: &Content, now: Instant) -> Event {
    Event {
        uid: uid.to_owned(),
        sequence,
        time: content.time,
        summary: content.summary.clone(),
        description: content.description.clone(),
        location: content.location.clone(),
        url: content.url.clone(),
        stamp: now,
    }
}

/// Tells one text of an event from another; that of none is empty.
fn fingerprint(event: &Event) -> String {
    Sha256::digest(event.substance()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Writes the event and answers where it is, in which version. Whatever its owner does meanwhile, it is looked at again.
async fn write(
    collection: &Collection,
    event: &Event,
    start: String,
) -> Result<(String, Option<String>), PublishError> {
    let mut href = start;
    for _ in 0..ATTEMPTS {
        let put = match collection.get(&href).await? {
            None => collection.put(&href, &event.text(), &Condition::New).await?,
            Some(found) if event.is_said_by(&found.text) => return Ok((href, found.etag)),
            Some(found) => collection.put(&href, &event.merged_into(&found.text), &condition(found)).await?,
        };
        match put {
            Put::Done { etag } => return Ok((href, etag)),
            Put::Conflict => {}
            // A mail program may have put the invitation there, or the owner has moved the event.
            Put::Elsewhere => match collection.find(&event.uid).await? {
                Some(found) => href = found,
                None => {
                    let reason = "the server says that the event is in another of the owner's calendars";
                    return Err(PublishError::Never(reason.into()));
                }
            },
        }
    }
    Err(PublishError::Later("somebody else keeps changing the event".into()))
}

fn condition(found: Found) -> Condition {
    found.etag.map_or(Condition::Whatever, Condition::Version)
}

/// Takes the event away, wherever in the calendar it is.
async fn take_away(collection: &Collection, uid: &str, start: String) -> Result<(), PublishError> {
    let mut href = start;
    for _ in 0..ATTEMPTS {
        let Some(found) = collection.get(&href).await? else {
            match find(collection, uid).await? {
                Some(other) if other != href => href = other,
                _ => return Ok(()),
            }
            continue;
        };
        // What somebody else put in its place is not ours to delete.
        if !has_uid(&found.text, uid) {
            return Ok(());
        }
        if collection.delete(&href, found.etag.as_deref()).await? == Deleted::Gone {
            return Ok(());
        }
    }
    Err(PublishError::Later("somebody else keeps changing the event".into()))
}

/// Looks for the event elsewhere in the calendar, where the server can.
async fn find(collection: &Collection, uid: &str) -> Result<Option<String>, CaldavError> {
    match collection.find(uid).await {
        Err(error) if matches!(error.status(), Some(400 | 403 | 404 | 405 | 415 | 501)) => Ok(None),
        found => found,
    }
}

fn has_uid(text: &str, uid: &str) -> bool {
    // The address of an event is short enough never to be folded, but programs fold as they like.
    text.replace("\r\n ", "").replace("\n ", "").lines().any(|line| line.trim() == format!("UID:{uid}"))
}
