//! Interviews in the calendars of those who hold them, where they let us write to them (`show_bookings`).
//!
//! What an interview's people and time are is read when a calendar's turn comes, not when the effect was written: effects
//! may come late and in any order, and the last one finds the last state.

use super::publish::{Outcome, Publication, PublishError, TURN, publish};
use super::shown::shown_to;
use crate::notifications::MailIdentity;
use crate::participants::interviewers;
use domain::access::Permit;
use domain::directory::Calendar;
use domain::effect::{Due, Effect};
use domain::interview::{Interview, InterviewStatus};
use domain::{CalendarId, InterviewId, Refusal};
use integrations::calendars::feed::FeedClient;
use integrations::calendars::own_uid;
use persistence::store::calendars::{self, published};
use persistence::store::collection::Part;
use persistence::store::interviews;
use persistence::{Database, Scope, StoreError, Tx, outbox};
use scheduling_core::time::Timestamp;
use std::collections::BTreeSet;
use std::time::Duration;

/// Interviews that one page of a person's has.
const PAGE: i64 = 200;
/// All requests for one event take so long at most; well within the time that an effect may take.
const LONGEST: Duration = Duration::from_secs(90);

/// Leaves an effect for each calendar that is to show the interview, and for each that may show it and is not to.
///
/// # Errors
/// Failures of the database.
pub fn fan_out(
    tx: &mut Tx<'_>,
    permit: &Permit,
    interview: InterviewId,
    now: Timestamp,
) -> Result<(), StoreError> {
    let scope = &mut tx.scope(permit);
    let interview = match interviews::get(scope, interview) {
        Err(StoreError::Refused(Refusal::NotFound { .. })) => return Ok(()),
        found => found?,
    };
    let has = published::calendars_with(scope, interview.company, &own_uid(interview.id.0))?;
    let people = interviewers(scope, &interview)?;
    let own = calendars::of_users(scope, &people)?;
    let wanting = own.iter().filter(|calendar| calendar.details.show_bookings).map(|calendar| calendar.id);
    let concerned: BTreeSet<CalendarId> = has.into_iter().chain(wanting).collect();
    let due = concerned.into_iter().map(|calendar| due(interview.id, calendar, now));
    Ok(outbox::enqueue(scope, interview.company, &due.collect::<Vec<_>>(), now)?)
}

fn due(interview: InterviewId, calendar: CalendarId, now: Timestamp) -> Due {
    Due { effect: Effect::ShowInCalendar { interview, calendar }, at: now }
}

/// Leaves an effect for each interview ahead of the calendar's owner: after it was turned on or off, or can be written to
/// again.
pub(crate) fn all_ahead(
    scope: &mut Scope<'_>,
    calendar: &Calendar,
    now: Timestamp,
) -> Result<(), StoreError> {
    let scope = &mut scope.for_company(calendar.company)?;
    let ahead = ahead_of(scope, calendar, now)?;
    let due: Vec<Due> = ahead.iter().map(|interview| due(interview.id, calendar.id, now)).collect();
    Ok(outbox::enqueue(scope, calendar.company, &due, now)?)
}

/// After a calendar was read that could not be written to: whether it can again, one attempt tells, for the first
/// interview that it is not known to show. Where there is none, there is nothing to complain of any more.
pub(super) fn try_again(
    scope: &mut Scope<'_>,
    calendar: &Calendar,
    now: Timestamp,
) -> Result<(), StoreError> {
    let scope = &mut scope.for_company(calendar.company)?;
    let known = published::sequences(scope, calendar.id)?;
    let missing = |one: &Interview| known.get(&own_uid(one.id.0)) != Some(&one.sequence);
    match ahead_of(scope, calendar, now)?.into_iter().find(missing) {
        Some(first) => Ok(outbox::enqueue(scope, calendar.company, &[due(first.id, calendar.id, now)], now)?),
        None => calendars::mark_written(scope, calendar.id, None, now).map(drop),
    }
}

/// The interviews ahead of the calendar's owner, page by page.
fn ahead_of(
    scope: &mut Scope<'_>,
    calendar: &Calendar,
    now: Timestamp,
) -> Result<Vec<Interview>, StoreError> {
    let filter = interviews::Filter {
        of: Some(calendar.details.user),
        status: Some(InterviewStatus::Scheduled),
        starts_after: Some(now),
        ..interviews::Filter::default()
    };
    let mut ahead: Vec<Interview> = Vec::new();
    loop {
        let page = interviews::list(scope, &filter, &Part::after(ahead.last().map(|last| last.id), PAGE))?;
        let full = i64::try_from(page.len()).is_ok_and(|count| count == PAGE);
        ahead.extend(page);
        if !full {
            return Ok(ahead);
        }
    }
}

/// What came of showing an interview in a calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ShowOutcome {
    /// There is nothing more to do: it is as it should be, or its owner was told that it can't be.
    Done,
    /// Another worker is at it: it is to be looked at again after this many seconds.
    Busy(i64),
    /// It may go well later, and why it did not now.
    Later(String),
}

/// Makes one calendar show the interview as it is now, or not show it. A calendar that can't be written to says so to its
/// owner; one that can again gets what it missed.
///
/// # Errors
/// Failures of the database.
pub async fn show(
    db: &Database,
    feeds: &FeedClient,
    permit: &Permit,
    identity: &MailIdentity,
    interview: InterviewId,
    calendar: CalendarId,
    now: Timestamp,
) -> Result<ShowOutcome, StoreError> {
    let (reader, writer) = (permit.clone(), identity.clone());
    let newest = move |tx: &mut Tx<'_>| wanted(&mut tx.scope(&reader), &writer, interview, calendar);
    let publishing = publish(db, feeds, permit, calendar, interview.0, newest, now);
    let error = match tokio::time::timeout(LONGEST, publishing).await {
        // What was begun may still arrive; nobody else begins before the turn is over.
        Err(_) => return Ok(ShowOutcome::Busy(TURN)),
        Ok(Err(PublishError::Busy)) => return Ok(ShowOutcome::Busy(2)),
        Ok(Err(PublishError::Later(why))) => return Ok(ShowOutcome::Later(why)),
        // The calendar was deleted, or the interview.
        Ok(Err(PublishError::Store(StoreError::Refused(Refusal::NotFound { .. })))) => {
            return Ok(ShowOutcome::Done);
        }
        Ok(Err(PublishError::Store(error))) => return Err(error),
        Ok(Ok(Outcome::Unchanged | Outcome::Superseded)) => return Ok(ShowOutcome::Done),
        Ok(Ok(Outcome::Written | Outcome::Removed)) => None,
        Ok(Err(PublishError::Never(why))) => Some(why),
    };
    note(db, permit, calendar, error, now).await?;
    Ok(ShowOutcome::Done)
}

/// What the calendar is to show of the interview.
fn wanted(
    scope: &mut Scope<'_>,
    identity: &MailIdentity,
    interview: InterviewId,
    calendar: CalendarId,
) -> Result<Publication, StoreError> {
    let calendar = calendars::get(scope, calendar)?;
    let scope = &mut scope.for_company(calendar.company)?;
    let interview = interviews::get(scope, interview)?;
    let (booking, sequence) = (interview.id.0, u32::try_from(interview.sequence).unwrap_or(u32::MAX));
    let event = match calendar.details.show_bookings && takes_place(&interview) {
        true => shown_to(scope, identity, interview, calendar.details.user)?,
        false => None,
    };
    Ok(Publication { booking, sequence, event })
}

/// What is over took place, and stays where it was.
fn takes_place(interview: &Interview) -> bool {
    !matches!(interview.status, InterviewStatus::Pending | InterviewStatus::Cancelled)
}

/// Tells the calendar's owner how it went, and where it goes well again, catches up.
async fn note(
    db: &Database,
    permit: &Permit,
    id: CalendarId,
    error: Option<String>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let permit = permit.clone();
    let noted = db.write(move |tx| {
        let scope = &mut tx.scope(&permit);
        let changed = calendars::mark_written(scope, id, error.as_deref(), now)?;
        if changed && error.is_none() {
            let calendar = calendars::get(scope, id)?;
            all_ahead(scope, &calendar, now)?;
        }
        Ok::<_, StoreError>(())
    });
    match noted.await {
        // It was deleted meanwhile.
        Err(StoreError::Refused(Refusal::NotFound { .. })) => Ok(()),
        done => done,
    }
}
