//! Joins an interview without an account; the room id is the credential.

use super::record::{self, Cause, Difference};
use super::room;
use crate::history::Actor;
use crate::rooms;
use domain::access::Permit;
use domain::directory::JobDetails;
use domain::event::EventKind;
use domain::interview::transitions::{self, Part};
use domain::interview::{Interview, InterviewStatus};
use domain::room::Place;
use domain::{InterviewId, Refusal};
use persistence::store::collection::Collection;
use persistence::store::{companies, interviews, match_results};
use persistence::{Scope, StoreError, Tx};
use scheduling_core::time::Timestamp;
use serde_json::Value;

/// A participant without an account who joins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Guest<'a> {
    pub part: Part,
    /// What they call themselves, where they say.
    pub name: Option<&'a str>,
}

/// What a participant who joins may see.
#[derive(Debug, Clone)]
pub struct Joined {
    pub interview: Interview,
    /// Where the others are.
    pub place: Place,
    pub company_name: String,
    pub job_title: String,
}

/// Lets somebody in, and notes that they came. Joining again changes nothing.
///
/// # Errors
/// `Closed` (`wrong-room`) for another room and for no interview, which nobody tells apart; then `WrongState`:
/// `not-joinable`, `outside-join-window`.
pub fn join(
    tx: &mut Tx<'_>,
    id: InterviewId,
    room_id: &str,
    guest: Guest<'_>,
    now: Timestamp,
) -> Result<Joined, StoreError> {
    let there = interviews::room(tx, id)?;
    room::check(room_id, there.as_ref().map(|(_, room)| room.as_str()))?;
    let Some((company, _)) = there else { return Err(Refusal::not_found("interview").into()) };
    let scope = &mut tx.scope(&Permit::guest(company));
    let stored = interviews::lock(scope, id, &[])?;
    // The room may have been taken away before we had the lock.
    room::check(room_id, stored.room_id.as_deref())?;
    let gates = match_results::get(scope, company, stored.candidate, stored.job)?;
    let joined = transitions::join(&stored, guest.part, &gates, now)?;
    let interview = if joined == stored { stored } else { save(scope, &stored, &joined, guest, now)? };
    Ok(Joined {
        place: rooms::place(scope, &interview, now)?.unwrap_or(Place::Own),
        company_name: companies::get(scope, company)?.details.name,
        job_title: JobDetails::get(scope, interview.job)?.details.title,
        interview,
    })
}

fn save(
    scope: &mut Scope<'_>,
    stored: &Interview,
    joined: &Interview,
    guest: Guest<'_>,
    now: Timestamp,
) -> Result<Interview, StoreError> {
    let actor = Actor::guest(guest.part.name());
    let saved = interviews::update(scope, joined, now)?;
    let mut difference = Difference::between(Some(stored), &saved);
    if let Some(name) = guest.name {
        difference.after.insert("name".into(), Value::from(name));
    }
    let cause = |kind| Cause { actor: &actor, kind, reason: None };
    record::changed_fields(scope, &cause(EventKind::InterviewJoined), &saved, difference, now)?;
    let next = match (stored.status, saved.status) {
        (InterviewStatus::Scheduled, _) => Some(EventKind::InterviewStarted),
        (InterviewStatus::NoShow, InterviewStatus::Completed) => Some(EventKind::InterviewCompleted),
        _ => None,
    };
    if let Some(kind) = next {
        record::changed_fields(scope, &cause(kind), &saved, Difference::default(), now)?;
    }
    Ok(saved)
}
