//! The page that the link of an invitation opens: its visitor shows a room, and nothing else.

use super::join::{Guest, Joined, join};
use super::room;
use crate::rooms::{self, beginning};
use domain::access::Permit;
use domain::directory::JobDetails;
use domain::interview::Interview;
use domain::interview::rules::{self, Door};
use domain::room::Place;
use domain::{CompanyId, InterviewId};
use persistence::store::collection::Collection;
use persistence::store::{companies, interviews};
use persistence::{StoreError, Tx};
use scheduling_core::time::Timestamp;

/// What a visitor with the link may know.
#[derive(Debug, Clone)]
pub struct RoomPage {
    pub interview: Interview,
    pub door: Door,
    /// Where people meet, of an interview that is still to take place.
    pub place: Option<Place>,
    pub company_name: String,
    /// The company's zone.
    pub zone: String,
    pub job_title: String,
}

/// What the link of a room leads to; `None` for a link that opens nothing, whatever the reason. All wrong ones cost the same.
///
/// # Errors
/// Failures of the database.
pub fn look(tx: &mut Tx<'_>, room_id: &str, now: Timestamp) -> Result<Option<RoomPage>, StoreError> {
    let Some(interview) = interview(tx, room_id)? else { return Ok(None) };
    let company = interview.company;
    let scope = &mut tx.scope(&Permit::guest(company));
    let Some(door) = rules::door(&interview, now) else { return Ok(None) };
    let company = companies::get(scope, company)?.details;
    Ok(Some(RoomPage {
        place: rooms::place(scope, &interview, now)?,
        job_title: JobDetails::get(scope, interview.job)?.details.title,
        company_name: company.name,
        zone: company.time_zone,
        interview,
        door,
    }))
}

/// The interview with that room, whether it can be joined or not.
pub(crate) fn interview(tx: &mut Tx<'_>, room_id: &str) -> Result<Option<Interview>, StoreError> {
    let Some((id, company)) = find(tx, room_id)? else { return Ok(None) };
    interviews::get(&mut tx.scope(&Permit::guest(company)), id).map(Some)
}

/// Lets somebody in who has the link.
///
/// # Errors
/// As [`join`].
pub fn enter(tx: &mut Tx<'_>, room_id: &str, guest: Guest<'_>, now: Timestamp) -> Result<Joined, StoreError> {
    match find(tx, room_id)? {
        Some((id, _)) => join(tx, id, room_id, guest, now),
        None => Err(room::wrong().into()),
    }
}

/// The interview with that room. As long as a link is, one statement is all that is asked, and the room itself is compared
/// in constant time.
fn find(tx: &mut Tx<'_>, room_id: &str) -> Result<Option<(InterviewId, CompanyId)>, StoreError> {
    let found = interviews::by_beginning_of_room(tx, &beginning(room_id))?;
    let mut right = found.into_iter().filter(|(.., room)| room::check(room_id, Some(room)).is_ok());
    Ok(right.next().map(|(id, company, _)| (id, company)))
}
