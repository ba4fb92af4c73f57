//! Booking an interview to a slot.
//!
//! Everything is looked at before anything is written, so that a refusal has nothing to undo but its conflict to keep.

use super::parties::{Parties, others};
use super::refused::{Attempt, Obstacle};
use super::show::{Shown, show_one};
use super::{event, line};
use crate::directory::Expected;
use crate::happenings::{self, Actor};
use crate::slots::{Holders, companies_of, source};
use domain::access::Permit;
use domain::commitment::{Hold, Source, SourceKind, Span, Subject};
use domain::event::EventKind;
use domain::interview::{Interview, MatchResult, booking, rules};
use domain::schedule::Schedule;
use domain::slot::{Slot, SlotStatus};
use domain::{InterviewId, Refusal, ScheduleId, SlotId};
use persistence::ledger::{self, Claim};
use persistence::store::{match_results, schedules, slots};
use persistence::{Scope, StoreError, Tx};
use scheduling_core::time::Instant;

/// What is to be booked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    pub interview: InterviewId,
    pub slot: SlotId,
    pub notes: Option<String>,
}

/// Books an interview to a slot. Its own duration does not matter: an interview that is booked lasts as long as the slot.
///
/// # Errors
/// `NotFound` with a pointer; `WrongState`: `wrong-status` for an interview that was cancelled or is over,
/// `not-shortlisted`, `interview-not-enabled`, `too-far`. These leave no conflict. What does is an [`Attempt`] that
/// failed: `slot-full`, `slot-not-bookable`, `candidate-unavailable`, `interviewer-unavailable`, `already-scheduled`.
pub fn book(
    tx: &mut Tx<'_>,
    permit: &Permit,
    request: &Request,
    now: Instant,
) -> Result<Attempt<Shown>, StoreError> {
    let (scope, actor) = (&mut tx.scope(permit), Actor::of(permit));
    let parties = Expected::default().amend(|| Parties::lock(scope, request.interview, &[request.slot]));
    let Parties { interview, mut slots } = parties.map_err(pointed)?;
    let scope = &mut scope.within(interview.company)?;
    let Some(slot) = slots.pop() else { return Err(Refusal::not_found("slot").into()) };
    booking::check_open(&interview)?;
    if let Some(obstacle) = scheduled(scope, &interview)? {
        return Ok(Err(obstacle.record(scope, &actor, (&interview, &slot, None), now)?));
    }
    check_rules(scope, &interview, &slot, now)?;
    let id = schedules::new_id(now);
    let taken = match take(scope, id, &interview, &slot, now)? {
        Ok(taken) => taken,
        Err(obstacle) => return Ok(Err(obstacle.record(scope, &actor, (&interview, &slot, None), now)?)),
    };
    let of = (interview.id, slot.id);
    let made = Schedule::book((id, interview.company), of, request.notes.clone(), actor.user, now);
    schedules::insert(scope, &made)?;
    let event = event(EventKind::ScheduleBooked, &actor, &interview, &made, &taken, now);
    happenings::tell(scope, &actor, &interview, &event, (None, Some(&line(&made, &taken))), now)?;
    Ok(Ok(show_one(scope, made, taken, now)?))
}

/// The same refusal with the name of the body's field.
fn pointed(error: StoreError) -> StoreError {
    match error {
        StoreError::Refused(Refusal::NotFound { what, pointer: None }) => {
            let pointer = if what == "slot" { "/slot_id" } else { "/interview_id" };
            Refusal::NotFound { what, pointer: Some(pointer.into()) }.into()
        }
        other => other,
    }
}

/// Whether the interview has a time already, or waits for one to be confirmed.
fn scheduled(scope: &mut Scope<'_>, interview: &Interview) -> Result<Option<Obstacle>, StoreError> {
    let detail = match interview.time {
        Some(_) => "the interview has a time already",
        None if schedules::live_of_interview(scope, interview.company, interview.id)?.is_some() => {
            "the interview is booked to a slot already"
        }
        None => return Ok(None),
    };
    Ok(Some(Obstacle::new("already-scheduled", detail)))
}

/// What must hold whatever else is booked: the gates, and the reach of bookings.
pub(super) fn check_rules(
    scope: &mut Scope<'_>,
    interview: &Interview,
    slot: &Slot,
    now: Instant,
) -> Result<(), StoreError> {
    check_gates(scope, interview)?;
    Ok(booking::check_reach(slot, now)?)
}

/// Whether the candidate may be interviewed for the job now; what else may happen for it.
pub(super) fn check_gates(scope: &mut Scope<'_>, interview: &Interview) -> Result<MatchResult, StoreError> {
    let gates = match_results::get(scope, interview.company, interview.candidate, interview.job)?;
    rules::check_gates(&gates, "/interview_id")?;
    Ok(gates)
}

/// Takes a place of the slot, and everybody's time, for the schedule of that id; or takes nothing and says why.
pub(super) fn take(
    scope: &mut Scope<'_>,
    id: ScheduleId,
    interview: &Interview,
    slot: &Slot,
    now: Instant,
) -> Result<Result<Slot, Obstacle>, StoreError> {
    if let Some(obstacle) = in_the_way(scope, interview, slot, now)? {
        return Ok(Err(obstacle));
    }
    let claims = claims(id, interview, slot);
    if let Err(refused) = ledger::claim(scope, now, &claims)? {
        let subject = claims.get(refused.which).map(|claim| &claim.subject);
        let obstacle = match subject.and_then(Subject::user) {
            Some(user) => Obstacle::interviewer(user, "the interviewer is taken at that time"),
            None if matches!(subject, Some(Subject::Ai { .. })) => {
                Obstacle::new("interviewer-unavailable", "the AI interviewer is taken at that time")
            }
            None => Obstacle::new("candidate-unavailable", "the candidate is taken at that time"),
        };
        return Ok(Err(obstacle.with(refused.with)));
    }
    Ok(Ok(slots::take(scope, slot, 1, now)?))
}

/// What stands against it, as far as it can be seen without the ledger's word.
fn in_the_way(
    scope: &mut Scope<'_>,
    interview: &Interview,
    slot: &Slot,
    now: Instant,
) -> Result<Option<Obstacle>, StoreError> {
    if let Some(why) = slot.not_bookable(now) {
        let full = slot.status(now) == SlotStatus::Booked;
        return Ok(Some(Obstacle::new(if full { "slot-full" } else { "slot-not-bookable" }, why)));
    }
    let panel = others(interview, slot);
    let asked = std::slice::from_ref(slot);
    let companies = companies_of(scope, asked)?;
    let holders = Holders::with_panel(scope, asked, &panel, &companies, now)?;
    if !holders.is_open(slot.company) {
        return Ok(Some(Obstacle::new("slot-not-bookable", "the company takes no bookings")));
    }
    let people = slot.details.holder.interviewer().into_iter().chain(panel);
    let mut why = people.filter_map(|user| Some((user, holders.why_not_person(user, slot.details.time)?)));
    Ok(why.next().map(|(user, why)| Obstacle::interviewer(user, why)))
}

/// The time that a booking takes: the candidate's, the panel's, and with the first place of the slot its holder's.
fn claims(id: ScheduleId, interview: &Interview, slot: &Slot) -> Vec<Claim> {
    let own = Source { kind: SourceKind::Schedule, id: id.0 };
    let claim = |subject, source| {
        let span = Span::bare(slot.details.time);
        Claim { subject, span, source, hold: Hold::Booked }
    };
    let mut claims = vec![claim(Subject::Candidate(interview.candidate), own)];
    if slot.current_bookings == 0 {
        claims.push(claim(slot.details.holder.subject(slot.unit), source(slot)));
    }
    claims.extend(others(interview, slot).into_iter().map(|user| claim(Subject::User(user), own)));
    claims
}
