//! Many interviews for one job, each made and booked to a slot: all of them or none.

use super::make::{NewInterview, make};
use crate::kit::Precondition;
use crate::rooms::RoomSeed;
use crate::schedules::{self, Booking, BookingRequest};
use domain::access::Permit;
use domain::commitment::Subject;
use domain::directory::{Job, JobDetails};
use domain::interview::{Interview, InterviewDetails};
use domain::slot::Slot;
use domain::{CandidateId, FieldProblem, JobId, Refusal, SlotId};
use persistence::store::collection::Collection;
use persistence::store::{interviews, schedules as stored, slots};
use persistence::{Scope, StoreError, Tx};
use scheduling_core::time::Timestamp;
use std::collections::BTreeSet;

/// Interviews that one request may book.
pub const MAX_BOOKINGS: usize = 200;

/// Interviews that are to be made and booked.
#[derive(Debug, Clone)]
pub struct ManyBookings {
    pub job: JobId,
    pub bookings: Vec<SlotBooking>,
    /// What is said of each of them.
    pub details: InterviewDetails,
    /// Whether the schedules are confirmed, too.
    pub confirm: bool,
}

/// A candidate, and the slot that their interview is booked to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SlotBooking {
    pub candidate: CandidateId,
    pub slot: SlotId,
}

/// Makes the interviews and books them, in the order given.
///
/// # Errors
/// `NotFound` for the job; `Several` with everything that stands against single bookings, each at `/bookings/{n}`.
pub fn book_many(
    tx: &mut Tx<'_>,
    permit: &Permit,
    many: &ManyBookings,
    seed: &RoomSeed,
    now: Timestamp,
) -> Result<Vec<Interview>, StoreError> {
    let scope = &mut tx.scope(permit);
    let job = JobDetails::get(scope, many.job)?;
    Precondition::default().retry(|| lock(scope, &job, many))?;
    let (mut made, mut refused) = (Vec::new(), Vec::new());
    for (place, one) in many.bookings.iter().enumerate() {
        match book_one(tx, permit, many, *one, seed, now) {
            Ok(interview) => made.push(interview),
            Err(StoreError::Refused(refusal)) => refused.push((place, refusal)),
            Err(error) => return Err(error),
        }
    }
    let problems: Vec<FieldProblem> =
        refused.iter().map(|(place, refusal)| problem(*place, refusal)).collect();
    match refused.into_iter().next() {
        Some((_, first)) => Err(Refusal::Several { first: Box::new(first), problems }.into()),
        None => Ok(made),
    }
}

/// Locks everybody concerned at once, as all who lock several do: the bookings that follow lock them one by one.
fn lock(scope: &mut Scope<'_>, job: &Job, many: &ManyBookings) -> Result<(), StoreError> {
    let ids: Vec<SlotId> = many.bookings.iter().map(|one| one.slot).collect();
    let holders = |scope: &mut Scope<'_>| -> Result<BTreeSet<Subject>, StoreError> {
        let of = |slot: Slot| [slot.details.holder.lock(), slot.details.holder.subject(slot.unit)];
        Ok(slots::by_ids(scope, &ids)?.into_iter().flat_map(of).collect())
    };
    let scope = &mut scope.for_company(job.company)?;
    let seen = holders(scope)?;
    let candidates = many.bookings.iter().map(|one| Subject::Candidate(one.candidate));
    stored::lock_people(scope, job.company, candidates.chain(seen.iter().cloned()))?;
    if holders(scope)? == seen { Ok(()) } else { Err(Refusal::VersionMismatch { what: "slot" }.into()) }
}

fn book_one(
    tx: &mut Tx<'_>,
    permit: &Permit,
    many: &ManyBookings,
    one: SlotBooking,
    seed: &RoomSeed,
    now: Timestamp,
) -> Result<Interview, StoreError> {
    let new = NewInterview {
        candidate: one.candidate,
        job: many.job,
        start: None,
        details: many.details.clone(),
        template: None,
    };
    let made = make(tx, permit, &new, seed, now)?;
    let request = BookingRequest { interview: made.id, slot: one.slot, notes: None };
    let booked = schedules::book(tx, &Booking { permit: permit.clone(), request, now })?;
    let schedule = booked.map_err(|rejected| rejected.refusal)?.schedule;
    if many.confirm {
        schedules::confirm(tx, permit, schedule.id, seed, now)?;
    }
    interviews::get(&mut tx.scope(permit), made.id)
}

/// What stands against one of the bookings: its candidate, or else its slot.
fn problem(place: usize, refusal: &Refusal) -> FieldProblem {
    let of_candidate = match refusal {
        Refusal::NotFound { pointer, .. } => pointer.as_deref() == Some("/candidate_id"),
        other => {
            ["not-shortlisted", "interview-not-enabled", "candidate-unavailable"].contains(&other.slug())
        }
    };
    let field = if of_candidate { "candidate_id" } else { "slot_id" };
    FieldProblem::new(format!("/bookings/{place}/{field}"), refusal.to_string())
}
