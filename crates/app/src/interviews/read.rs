//! Reading interviews and their logs.

use crate::answers::counting;
use crate::kit::{Precondition, page};
use crate::rooms;
use domain::access::Permit;
use domain::interview::{Interview, InterviewStatus};
use domain::message::{Answer, Person};
use domain::room::{Place, RoomStatus};
use domain::{InterviewId, Refusal, UserId};
use persistence::store::beginnings::{self, Beginnings};
use persistence::store::collection::Part;
use persistence::store::interview_answers;
use persistence::store::interview_logs::{self, Entry};
use persistence::store::interviews::{self, Filter};
use persistence::store::schedules::{self, LiveBooking};
use persistence::store::users;
use persistence::{Scope, StoreError, Tx};
use scheduling_core::time::{Interval, Timestamp};
use std::collections::{BTreeSet, HashMap};

/// A page of interviews.
///
/// # Errors
/// `NotFound` where the company that was named is not there.
pub fn list(
    tx: &mut Tx<'_>,
    permit: &Permit,
    filter: &Filter,
    part: &Part<InterviewId>,
) -> Result<Vec<Interview>, StoreError> {
    let scope = &mut tx.scope(permit);
    let rows = interviews::list(scope, filter, part)?;
    page(scope, rows)
}

/// How many of them begin in each quarter of an hour of a window, and how they stand.
///
/// # Errors
/// Failures of the database.
pub fn beginnings(
    tx: &mut Tx<'_>,
    permit: &Permit,
    window: Interval,
) -> Result<Vec<Beginnings<InterviewStatus>>, StoreError> {
    beginnings::of_interviews(&mut tx.scope(permit), window)
}

/// One interview.
///
/// # Errors
/// `NotFound`.
pub fn get(tx: &mut Tx<'_>, permit: &Permit, id: InterviewId) -> Result<Interview, StoreError> {
    interviews::get(&mut tx.scope(permit), id)
}

/// Refuses what somebody asks for who has not seen the interview as it stands.
///
/// # Errors
/// `NotFound`; `VersionMismatch`.
pub fn require_seen(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: InterviewId,
    expected: &Precondition,
) -> Result<(), StoreError> {
    Ok(expected.check("interview", get(tx, permit, id)?.metadata.version)?)
}

/// An interview with who holds it, its booking to a slot, and whether its people have somewhere to meet: nothing is said of
/// a room where there is none, or the interview is over.
#[derive(Debug, Clone)]
pub struct InterviewView {
    pub interview: Interview,
    pub booking: Option<LiveBooking>,
    /// The panel and the holder of the slot, with their names.
    pub interviewers: Vec<Interviewer>,
    pub room: Option<RoomStatus>,
    /// The answers to invitations to its time.
    pub answers: Vec<Answer>,
}

/// Somebody who interviews.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interviewer {
    pub id: UserId,
    pub name: String,
}

/// These interviews with what is known of their people, slots and rooms: one query per table.
///
/// # Errors
/// Failures of the database.
pub fn shown(
    tx: &mut Tx<'_>,
    permit: &Permit,
    interviews: Vec<Interview>,
    now: Timestamp,
) -> Result<Vec<InterviewView>, StoreError> {
    let scope = &mut tx.scope(permit);
    let ids: Vec<InterviewId> = interviews.iter().map(|interview| interview.id).collect();
    let around = Around {
        bookings: schedules::live_bookings(scope, &ids)?,
        answers: interview_answers::of_interviews(scope, &ids)?,
    };
    shown_with(scope, interviews, &around, now)
}

/// What is known around interviews.
#[derive(Default)]
struct Around {
    bookings: HashMap<InterviewId, LiveBooking>,
    answers: HashMap<InterviewId, Vec<Answer>>,
}

fn shown_with(
    scope: &mut Scope<'_>,
    interviews: Vec<Interview>,
    Around { bookings, answers }: &Around,
    now: Timestamp,
) -> Result<Vec<InterviewView>, StoreError> {
    let places = rooms::places(scope, &interviews, now)?;
    let people = |interview: &Interview| {
        interview.interviewers(bookings.get(&interview.id).and_then(|booking| booking.holder))
    };
    let names = names_of(scope, interviews.iter().flat_map(people))?;
    let show = |interview: Interview| {
        let people = people(&interview);
        let given = answers.get(&interview.id).map(Vec::as_slice).unwrap_or_default();
        let takes_part = |answer: &&Answer| match answer.person {
            Person::Candidate(candidate) => candidate == interview.candidate,
            Person::Client(_) => false,
            Person::User(user) => people.contains(&user),
        };
        InterviewView {
            room: places.get(&interview.id).map(Place::status),
            booking: bookings.get(&interview.id).copied(),
            answers: counting(&interview, given).filter(takes_part).copied().collect(),
            interviewers: people
                .iter()
                .map(|id| Interviewer { id: *id, name: names.get(id).cloned().unwrap_or_default() })
                .collect(),
            interview,
        }
    };
    Ok(interviews.into_iter().map(show).collect())
}

fn names_of(
    scope: &mut Scope<'_>,
    people: impl Iterator<Item = UserId>,
) -> Result<HashMap<UserId, String>, StoreError> {
    let ids: Vec<UserId> = people.collect::<BTreeSet<_>>().into_iter().collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    Ok(users::by_ids(scope, &ids)?.into_iter().map(|user| (user.id, user.details.name)).collect())
}

/// The same of one.
///
/// # Errors
/// Failures of the database.
pub fn shown_one(
    tx: &mut Tx<'_>,
    permit: &Permit,
    interview: Interview,
    now: Timestamp,
) -> Result<InterviewView, StoreError> {
    let shown = shown(tx, permit, vec![interview], now)?.pop();
    Ok(shown.ok_or_else(|| Refusal::not_found("interview"))?)
}

/// The same of one that was just made: it is booked to no slot, and nobody has answered an invitation to it.
///
/// # Errors
/// Failures of the database.
pub fn shown_new(
    tx: &mut Tx<'_>,
    permit: &Permit,
    interview: Interview,
    now: Timestamp,
) -> Result<InterviewView, StoreError> {
    let scope = &mut tx.scope(permit);
    let shown = shown_with(scope, vec![interview], &Around::default(), now)?.pop();
    Ok(shown.ok_or_else(|| Refusal::not_found("interview"))?)
}

/// A page of what was done to an interview.
///
/// # Errors
/// `NotFound`.
pub fn logs(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: InterviewId,
    part: &Part<uuid::Uuid>,
) -> Result<Vec<Entry>, StoreError> {
    let interview = get(tx, permit, id)?;
    interview_logs::list(&mut tx.scope(permit), &interview, part)
}
