//! Putting one of our bookings into a person's calendar on a CalDAV server, and taking it out again.
//!
//! Made for an effect that is tried until it succeeds: [`publish`] may run any number of times for the same state of a
//! booking and leaves one event. One worker at a time is at an event, and reads the state of the booking only once it is:
//! so a later one has seen at least as much. A worker that was too slow, and whose turn is over, notices before
//! it writes; and where it does not, the server refuses it, since what it looked at is no longer what is there.

use super::caldav::open;
use domain::CalendarId;
use domain::access::Permit;
use domain::directory::{Calendar, CalendarKind};
use integrations::caldav::{CaldavError, Collection, Condition, Deleted, Event, Found, Put};
use integrations::calendars::feed::FeedClient;
use integrations::calendars::own_uid;
use persistence::store::calendars::caldav::{self, Published};
use persistence::store::calendars::{self, published as store};
use persistence::{Database, StoreError, Tx};
use scheduling_core::time::{Interval, Timestamp};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// How often a race with the calendar's owner is run before it is left for later.
const ATTEMPTS: usize = 5;
/// A worker that is at an event has so long, in seconds, before another may be: longer than all of it takes.
pub(super) const TURN: i64 = 180;

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
    /// Somebody else is at this event now.
    #[error("another worker is writing this event")]
    Busy,
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
#[derive(Clone)]
struct Before {
    calendar: Calendar,
    /// Where the calendar is, where it was read before.
    collection: Option<String>,
    published: Published,
    wanted: Publication,
}

/// The turn at one event.
#[derive(Clone)]
struct Turn {
    db: Database,
    permit: Permit,
    id: CalendarId,
    uid: String,
    holder: Uuid,
}

/// Makes it so that the calendar has the event as it should be, or does not have it. Of an event that its owner has
/// changed, our own part is put right, and theirs stays. `newest` reads the state of the booking that is wanted.
///
/// # Errors
/// See [`PublishError`]. Texts of errors hold no credentials and no addresses but hosts.
pub async fn publish(
    db: &Database,
    feeds: &FeedClient,
    permit: &Permit,
    id: CalendarId,
    booking: Uuid,
    newest: impl Fn(&mut Tx<'_>) -> Result<Publication, StoreError> + Send + 'static,
    now: Timestamp,
) -> Result<Outcome, PublishError> {
    let holder = persistence::outbox::new_id(now).0;
    let (db, permit, uid) = (db.clone(), permit.clone(), own_uid(booking));
    let turn = Turn { db, permit, id, uid, holder };
    let before = turn.take(newest, now).await?;
    let done = bring_about(&turn, feeds, before, now).await;
    if done.is_err() {
        // Nobody is to wait for the end of this turn. Where that can't be said, its time runs out.
        let _ = turn.release_lease().await;
    }
    done
}

async fn bring_about(
    turn: &Turn,
    feeds: &FeedClient,
    before: Before,
    now: Timestamp,
) -> Result<Outcome, PublishError> {
    let Before { calendar, collection, published: known, wanted } = before;
    let sequence = i64::from(wanted.sequence);
    let event = wanted.event.as_ref().map(|content| event(&turn.uid, wanted.sequence, content, now));
    let fingerprint = event.as_ref().map(fingerprint).unwrap_or_default();
    if known.sequence > sequence {
        turn.release_lease().await?;
        return Ok(Outcome::Superseded);
    }
    if known.fingerprint == fingerprint {
        turn.end(Published { sequence, ..known }).await?;
        return Ok(Outcome::Unchanged);
    }
    if calendar.details.kind != CalendarKind::Caldav {
        return Err(PublishError::Never("only calendars on a CalDAV server can be written to".into()));
    }
    let collection = open(feeds, &calendar, collection.as_deref()).await?;
    let start = || collection.href_of(&format!("{}.ics", wanted.booking.as_hyphenated()));
    let start = known.href.clone().unwrap_or_else(start);
    let (href, etag, outcome) = match &event {
        Some(event) => {
            let (href, etag) = write(turn, &collection, event, start).await?;
            (Some(href), etag, Outcome::Written)
        }
        None => {
            take_away(turn, &collection, start).await?;
            (None, None, Outcome::Removed)
        }
    };
    turn.end(Published { uid: turn.uid.clone(), sequence, href, etag, fingerprint }).await?;
    Ok(outcome)
}

impl Turn {
    /// Begins it, and reads what is wanted: after the event is held, so that no later state is overlooked.
    async fn take(
        &self,
        newest: impl Fn(&mut Tx<'_>) -> Result<Publication, StoreError> + Send + 'static,
        now: Timestamp,
    ) -> Result<Before, PublishError> {
        let turn = self.clone();
        let begun = self.db.write(move |tx| {
            let until = now.plus_seconds(TURN);
            let scope = &mut tx.scope(&turn.permit);
            let held = store::hold(scope, turn.id, &turn.uid, turn.holder, now, until)?;
            let Some(published) = held else { return Ok(None) };
            let (calendar, collection) = (calendars::get(scope, turn.id)?, caldav::url(scope, turn.id)?);
            let wanted = newest(tx)?;
            Ok::<_, StoreError>(Some(Before { calendar, collection, published, wanted }))
        });
        begun.await?.ok_or(PublishError::Busy)
    }

    /// Refuses to go on where somebody else has begun: asked after the server was looked at and before it is written to.
    async fn check(&self) -> Result<(), PublishError> {
        let turn = self.clone();
        let held = self
            .db
            .read(move |tx| store::holds(&mut tx.scope(&turn.permit), turn.id, &turn.uid, turn.holder));
        if held.await? { Ok(()) } else { Err(over()) }
    }

    /// Remembers where the event is, unless somebody else knows better: another worker, or a user who pointed the calendar
    /// elsewhere.
    async fn end(&self, published: Published) -> Result<(), PublishError> {
        let turn = self.clone();
        let remembered = self
            .db
            .write(move |tx| store::remember(&mut tx.scope(&turn.permit), turn.id, &published, turn.holder));
        if remembered.await? { Ok(()) } else { Err(over()) }
    }

    async fn release_lease(&self) -> Result<(), StoreError> {
        let turn = self.clone();
        let done = self.db.write(move |tx| {
            store::release_lease(&mut tx.scope(&turn.permit), turn.id, &turn.uid, turn.holder)
        });
        done.await
    }
}

fn over() -> PublishError {
    PublishError::Later("it took too long, or the calendar was pointed to another address meanwhile".into())
}

fn event(uid: &str, sequence: u32, content: &Content, now: Timestamp) -> Event {
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
    turn: &Turn,
    collection: &Collection,
    event: &Event,
    start: String,
) -> Result<(String, Option<String>), PublishError> {
    let mut href = start;
    for _ in 0..ATTEMPTS {
        let (text, condition) = match collection.get(&href).await? {
            None => (event.text(), Condition::New),
            Some(found) if event.is_said_by(&found.text) => return Ok((href, found.etag)),
            Some(found) => (event.merged_into(&found.text), condition(found)),
        };
        turn.check().await?;
        match collection.put(&href, &text, &condition).await? {
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
    Err(PublishError::Later("another program keeps changing the event".into()))
}

fn condition(found: Found) -> Condition {
    found.etag.map_or(Condition::Whatever, Condition::Version)
}

/// Takes the event away, wherever in the calendar it is.
async fn take_away(turn: &Turn, collection: &Collection, start: String) -> Result<(), PublishError> {
    let (uid, mut href) = (turn.uid.as_str(), start);
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
        turn.check().await?;
        if collection.delete(&href, found.etag.as_deref()).await? == Deleted::Gone {
            return Ok(());
        }
    }
    Err(PublishError::Later("another program keeps changing the event".into()))
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
