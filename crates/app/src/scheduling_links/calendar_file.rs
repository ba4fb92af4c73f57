//! The interview of a link as an iCalendar file.

use super::around::Around;
use super::token::OpenedLink;
use crate::appointments::{Reader, Writing};
use crate::interviews::link as room_link;
use domain::Refusal;
use domain::access::Permit;
use domain::interview::{InterviewStatus, LinkStanding};
use integrations::calendars::own_uid;
use integrations::mail::imip::{self, Event};
use persistence::{StoreError, Tx};
use scheduling_core::time::Timestamp;

/// The file of the interview that was booked by a link for such a reader, under the name that its invitations have in calendars; `None` where
/// none has a time.
///
/// # Errors
/// Failures of the database.
pub fn calendar_file(
    tx: &mut Tx<'_>,
    opened: OpenedLink,
    public_url: &str,
    reader: &Reader,
    now: Timestamp,
) -> Result<Option<String>, StoreError> {
    let scope = &mut tx.scope(&Permit::candidate(opened.company));
    let around = match Around::read(scope, opened.id, now) {
        Err(StoreError::Refused(Refusal::NotFound { .. })) => return Ok(None),
        found => found?,
    };
    let is_shown = matches!(around.standing(now), LinkStanding::Booked | LinkStanding::Cancelled);
    let booked = around.interview.as_ref().filter(|_| is_shown);
    let Some((interview, time)) = booked.and_then(|one| Some((one, one.time?))) else { return Ok(None) };
    let writing = Writing::of(scope, opened.company, public_url)?;
    let url = room_link(interview, public_url, now);
    let event = Event {
        uid: own_uid(interview.id.0),
        sequence: u32::try_from(interview.sequence).unwrap_or(u32::MAX),
        dtstamp: interview.metadata.updated_at,
        time,
        organizer: writing.organizer(),
        attendees: Vec::new(),
        summary: format!("{} – {}", around.job_title, writing.name()),
        description: url.clone(),
        location: interview.details.location.clone(),
        url,
        cancelled: interview.status == InterviewStatus::Cancelled,
    };
    let candidate = &around.candidate.details;
    let zone = reader.zone.clone().or_else(|| candidate.time_zone.clone());
    let event = Reader { zone, ..reader.clone() }.told(event, &around.company.details.time_zone);
    Ok(Some(imip::publish(None, &[event])))
}
