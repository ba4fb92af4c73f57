//! Reading a calendar from its source, now.
//!
//! A flow: find out what to fetch, ask the source with no transaction open, write what came of it. The worker runs
//! it for whatever is due, `POST /api/v1/calendars/{id}/sync` for one calendar.

use super::caldav;
use super::import::{self, Target, find};
use super::showing;
use super::source::{Heard, SourceReply, Turn, asking, credentials, read_apart};
use crate::calendar_content::{self as content, Reading};
use domain::access::Permit;
use domain::directory::{Calendar, CalendarKind};
use domain::effect::{Due, Effect};
use domain::{CalendarId, Refusal};
use integrations::calendars::feed::{FeedAddress, FeedClient};
use integrations::calendars::{Outcome, Source, Validators};
use persistence::store::calendars::{self, Content};
use persistence::{Database, StoreError, Tx, outbox};
use scheduling_core::time::Timestamp;
use std::sync::Arc;

/// A feed is read this often, in seconds: every quarter of an hour.
const EVERY: i64 = 15 * 60;
/// After failures the pause doubles up to this, in seconds: six hours.
const MAX_PAUSE: i64 = 6 * 3600;

/// What is said of a feed that stops before its end.
const CUT_OFF: &str = "the calendar stops before its end; what was read before still counts";

/// Reads one calendar from its source and answers what is known of it then. A source that can't be read is no error:
/// the calendar says so.
///
/// # Errors
/// `NotFound`, and failures of the database.
pub async fn run(
    db: &Database,
    feeds: &FeedClient,
    permit: &Permit,
    id: CalendarId,
    now: Timestamp,
) -> Result<Calendar, StoreError> {
    let asked = fetch(db, feeds, permit, id, now).await?;
    let permit = permit.clone();
    db.write(move |tx| settle(tx, &permit, &asked, now)).await
}

/// A calendar that was asked for, and what its source said; to be written by [`settle`].
#[derive(Debug, Clone)]
pub struct FetchedCalendar {
    target: Target,
    heard: Heard,
}

/// The first half of [`run`]: asks the source and writes nothing.
///
/// # Errors
/// `NotFound`, and failures of the database.
pub async fn fetch(
    db: &Database,
    feeds: &FeedClient,
    permit: &Permit,
    id: CalendarId,
    now: Timestamp,
) -> Result<FetchedCalendar, StoreError> {
    let reader = permit.clone();
    let (target, text) = db.read(move |tx| stored(tx, &reader, id, now)).await?;
    let heard = match target.calendar.details.kind {
        CalendarKind::Caldav => caldav::ask(db, feeds, permit, &target, now).await?,
        _ => {
            let outcome = outcome(feeds, &target.calendar, text.is_some()).await;
            let named = match (&outcome, &text) {
                (Ok(Outcome::Fetched { body, .. }), _) => content::named_in(body),
                (_, Some(text)) => content::named_in(text.as_bytes()),
                _ => Vec::new(),
            };
            let asking = asking(db, permit, &target, named).await?;
            read(asking, outcome, text, now).await
        }
    };
    Ok(FetchedCalendar { target, heard })
}

/// Refuses what can't be fetched, for callers that ask for one calendar.
///
/// # Errors
/// `NotFound`; `WrongState` for a file.
pub fn check_fetchable(tx: &mut Tx<'_>, permit: &Permit, id: CalendarId) -> Result<(), StoreError> {
    let calendar = calendars::get(&mut tx.scope(permit), id)?;
    if calendar.details.kind == CalendarKind::IcsFile {
        let detail = "a calendar file can't be fetched; import it again".into();
        return Err(Refusal::WrongState { slug: "not-fetchable", detail }.into());
    }
    Ok(())
}

/// The calendar and, where what is stored of it has to be worked out again, its text.
fn stored(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: CalendarId,
    now: Timestamp,
) -> Result<(Target, Option<String>), StoreError> {
    let scope = &mut tx.scope(permit);
    let target = find(scope, id)?;
    let has_text = matches!(target.calendar.details.kind, CalendarKind::IcsUrl | CalendarKind::IcsFile);
    let renew = has_text && content::wants_renewal(&target.calendar, now);
    let text = if renew { calendars::source(scope, id)? } else { None };
    Ok((target, text))
}

/// Asks the source, with no transaction open.
async fn outcome(feeds: &FeedClient, calendar: &Calendar, has_text: bool) -> Result<Outcome, String> {
    match calendar.details.kind {
        CalendarKind::IcsUrl => read_feed(feeds, calendar, has_text).await,
        CalendarKind::IcsFile | CalendarKind::Simulated | CalendarKind::Caldav => Ok(Outcome::NotModified),
    }
}

/// Reads what the source said.
async fn read(
    target: Target,
    outcome: Result<Outcome, String>,
    text: Option<String>,
    now: Timestamp,
) -> Heard {
    let turn = Turn::come().await;
    let reader = target.reader.clone();
    let read = move || match outcome {
        Err(reason) => SourceReply::Failed(reason),
        Ok(Outcome::NotModified) => match text.map(|text| content::read(text.as_bytes(), &reader, now)) {
            Some(Ok(reading)) => SourceReply::Renewed(Arc::new(reading)),
            Some(Err(error)) => SourceReply::Failed(error.to_string()),
            None => SourceReply::Nothing,
        },
        Ok(Outcome::Fetched { body, etag, last_modified }) => {
            read_new(&body, &target, now, Validators { etag, last_modified })
        }
    };
    Heard::new(read_apart(read).await, turn)
}

fn read_new(body: &[u8], target: &Target, now: Timestamp, validators: Validators) -> SourceReply {
    match content::read(body, &target.reader, now) {
        // What was to come behind the cut, the last whole reading may know: it counts on.
        Ok(reading) if reading.cut_off && target.calendar.holds_all() => SourceReply::Failed(CUT_OFF.into()),
        Ok(reading) => {
            reading.log(&target.calendar);
            // By the name of a half nobody could ask for the whole.
            let validators = if reading.cut_off { Validators::default() } else { validators };
            SourceReply::New { reading: Arc::new(reading), validators }
        }
        Err(error) => SourceReply::Failed(error.to_string()),
    }
}

/// Fetches a feed. `has_text` says whether "not modified" would be of use; of a feed that was not read as a whole it never is.
async fn read_feed(feeds: &FeedClient, calendar: &Calendar, has_text: bool) -> Result<Outcome, String> {
    let known = match calendar.holds_all() && (calendar.kept.expanded.is_some() || has_text) {
        true => Validators {
            etag: calendar.kept.etag.clone(),
            last_modified: calendar.kept.last_modified.clone(),
        },
        false => Validators::default(),
    };
    let url = calendar.details.url.as_deref().unwrap_or_default();
    let address = FeedAddress::parse(url, credentials(calendar)).map_err(|error| error.to_string())?;
    feeds.feed(address).fetch(&known).await.map_err(|error| error.to_string())
}

/// The second half of [`run`]: writes what came of it. A calendar that was pointed elsewhere meanwhile keeps nothing of
/// the old source, and one that was read meanwhile nothing of a reading that began before; `now` is when this one began.
///
/// # Errors
/// `NotFound`, and failures of the database.
pub fn settle(
    tx: &mut Tx<'_>,
    permit: &Permit,
    asked: &FetchedCalendar,
    now: Timestamp,
) -> Result<Calendar, StoreError> {
    let FetchedCalendar { target: asked, heard: Heard { said, .. } } = asked;
    let scope = &mut tx.scope(permit);
    let id = asked.calendar.id;
    let current = find(scope, id)?;
    if current.calendar.details != asked.calendar.details || current.reader.zone != asked.reader.zone {
        return Ok(current.calendar);
    }
    let read_at = |target: &Target| target.calendar.kept.last_synced_at;
    if is_overtaken(read_at(asked), read_at(&current), now) {
        return Ok(current.calendar);
    }
    let next = next(&asked.calendar, matches!(said, SourceReply::Failed(_)), now);
    // Nothing new is news where nobody knew: a calendar that was not trusted for long is again.
    let trusted = !current.calendar.blocks_its_owner(now);
    if !(trusted && matches!(said, SourceReply::Nothing)) {
        // What is now known of the owner's time may break or mend bookings; the worker looks, after this is committed.
        let due = Due { effect: Effect::Recheck { user: current.calendar.details.user }, at: now };
        outbox::enqueue(scope, current.calendar.company, &[due], now)?;
    }
    match said {
        SourceReply::Nothing => calendars::mark_unchanged(scope, id, now, next)?,
        SourceReply::Failed(reason) => calendars::mark_failed(scope, id, reason, now, next)?,
        SourceReply::Renewed(reading) => {
            calendars::replace_content(scope, id, &renewed(&asked.calendar, reading, now, next))?;
        }
        SourceReply::Changed { reading, delta } => {
            // A worker that read it meanwhile has seen at least as much; going by what we knew before would undo theirs.
            if delta.store(scope, id)? {
                calendars::replace_content(scope, id, &reading.content(now, next, false))?;
            }
        }
        SourceReply::New { reading, validators } => {
            let mut content = reading.content(now, next, true);
            (content.etag, content.last_modified) =
                (validators.etag.clone(), validators.last_modified.clone());
            calendars::replace_content(scope, id, &content)?;
        }
    }
    let calendar = calendars::get(scope, id)?;
    let unwritten = calendar.details.show_bookings && calendar.kept.write_error.is_some();
    if unwritten && !matches!(said, SourceReply::Failed(_)) {
        showing::try_again(scope, &calendar, now)?;
        return calendars::get(scope, id);
    }
    Ok(calendar)
}

/// What is stored of a text that was worked out again.
fn renewed(calendar: &Calendar, reading: &Reading, now: Timestamp, next: Option<Timestamp>) -> Content {
    // A file says nothing new by being worked out again; a feed has just said that it still holds.
    let file = calendar.details.kind == CalendarKind::IcsFile;
    let at = calendar.kept.last_synced_at.filter(|_| file).unwrap_or(now);
    let mut content = reading.content(at, next, false);
    (content.etag, content.last_modified) = (calendar.kept.etag.clone(), calendar.kept.last_modified.clone());
    // What is stored of the text is shorter than what came: its lines have other numbers.
    if content.left_out.count == calendar.kept.left_out.count {
        content.left_out = calendar.kept.left_out.clone();
    }
    content
}

/// Whether a calendar was read since somebody began to read it, by somebody who began no earlier. `known` is when it was
/// read last as they knew it, and `current` as it is.
fn is_overtaken(known: Option<Timestamp>, current: Option<Timestamp>, began: Timestamp) -> bool {
    current != known && current.is_some_and(|read| read >= began)
}

/// When to read it again.
fn next(calendar: &Calendar, failed: bool, now: Timestamp) -> Option<Timestamp> {
    match calendar.details.kind {
        CalendarKind::Simulated => None,
        CalendarKind::IcsFile => Some(import::next_renewal(now)),
        CalendarKind::IcsUrl | CalendarKind::Caldav if failed => {
            let doublings = calendar.kept.failures.clamp(0, 10);
            Some(now.plus_seconds((EVERY << doublings).min(MAX_PAUSE)))
        }
        CalendarKind::IcsUrl | CalendarKind::Caldav => Some(now.plus_seconds(EVERY)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reading_that_began_earlier_is_overtaken() {
        let at = |second: i64| Timestamp::saturating_from_unix(second);
        let check = |known: Option<i64>, current: Option<i64>, began: i64, expected: bool| {
            let seen = is_overtaken(known.map(at), current.map(at), at(began));
            assert_eq!(seen, expected, "{known:?} {current:?} {began}");
        };
        check(Some(10), Some(21), 20, true);
        check(None, Some(21), 20, true);
        check(Some(10), Some(20), 20, true);
        // The other one began before, and was slower.
        check(Some(10), Some(15), 20, false);
        // Nobody has read it since.
        check(Some(10), Some(10), 20, false);
        check(Some(20), Some(20), 20, false);
        check(None, None, 20, false);
    }
}
