//! Booking interviews to slots, one or many at once.
//!
//! Everything is looked at before anything is written, so that a refusal has nothing to undo but its conflict to keep.
//! Many are booked as one after another would be, but read and written together: the time that a booking holds its
//! locks is mostly that of statements, which many share.

use super::batch::{BatchEntry, Booked, Booking};
use super::booking_batch::BookingBatch;
use super::locked_bookings::LockedBookings;
use super::rejection::Attempt;
use super::show::ScheduleView;
use crate::kit::Precondition;
use crate::kit::together::Outcomes;
use domain::interview::{Interview, MatchResult, booking, rules};
use domain::slot::Slot;
use domain::{CompanyId, InterviewId, Refusal, SlotId};
use persistence::store::match_results;
use persistence::{Scope, StoreError, Tx, Writes};
use scheduling_core::time::Timestamp;
use std::collections::BTreeMap;

/// Books an interview to a slot. Its own duration does not matter: an interview that is booked lasts as long as the slot.
///
/// # Errors
/// `NotFound` with a pointer; `WrongState`: `wrong-status` for an interview that was cancelled or is over,
/// `not-shortlisted`, `interview-not-enabled`, `too-far`. These leave no conflict. What does is an [`Attempt`] that
/// failed: `slot-full`, `slot-not-bookable`, `candidate-unavailable`, `interviewer-unavailable`, `already-scheduled`.
pub fn book(tx: &mut Tx<'_>, booking: &Booking) -> Result<Attempt<ScheduleView>, StoreError> {
    let mut booked = book_many(tx, std::slice::from_ref(booking), |_, _, _| Ok(()))?;
    Ok(booked.pop().ok_or_else(|| Refusal::not_found("interview"))??)
}

/// Books as [`book`] would one after another; the answers are in the order asked. All permits reach equally far.
///
/// `also` is called for each booking that is made, and adds what is to be written with it.
///
/// # Errors
/// Failures of the database, and whatever it refuses that only it can know: nothing is booked then, and each booking is
/// better tried alone.
pub fn book_many(
    tx: &mut Tx<'_>,
    asked: &[Booking],
    mut also: impl FnMut(usize, &ScheduleView, &mut Writes) -> Result<(), StoreError>,
) -> Result<Vec<Booked>, StoreError> {
    let Some(first) = asked.first() else { return Ok(Vec::new()) };
    let scope = &mut tx.scope(&first.permit);
    let wanted: Vec<(InterviewId, SlotId)> =
        asked.iter().map(|one| (one.request.interview, one.request.slot)).collect();
    let locked = Precondition::default().retry(|| LockedBookings::lock(scope, &wanted))?;
    let mut outcomes = Outcomes::of(asked.len());
    for (company, asked) in of_companies(asked, &locked, &mut outcomes) {
        let scope = &mut scope.for_company(company)?;
        let company = locked.companies.get(&company).ok_or_else(|| Refusal::not_found("company"))?;
        let mut batch = BookingBatch::open(scope, company, asked, &locked.prechecks)?;
        batch.judge(&mut outcomes);
        batch.write(scope, &mut outcomes, &mut also)?;
    }
    Ok(outcomes.all())
}

/// The bookings of each company; those that name what is not there are refused.
fn of_companies<'c>(
    asked: &'c [Booking],
    locked: &'c LockedBookings,
    outcomes: &mut Outcomes<Booked>,
) -> BTreeMap<CompanyId, Vec<BatchEntry<'c>>> {
    let mut companies: BTreeMap<CompanyId, Vec<BatchEntry<'c>>> = BTreeMap::new();
    for (index, booking) in asked.iter().enumerate() {
        match named(booking, locked) {
            Ok((interview, slot)) => {
                let asked = BatchEntry { index, booking, interview, slot };
                companies.entry(interview.company).or_default().push(asked);
            }
            Err(refusal) => outcomes.set(index, Err(refusal)),
        }
    }
    companies
}

/// What a booking names; an interview and a slot of one company.
fn named<'c>(booking: &Booking, locked: &'c LockedBookings) -> Result<(&'c Interview, &'c Slot), Refusal> {
    let not_found = |what, pointer: &str| Refusal::NotFound { what, pointer: Some(pointer.into()) };
    let interview = locked.interviews.get(&booking.request.interview);
    let interview = interview.ok_or_else(|| not_found("interview", "/interview_id"))?;
    let slot = locked.slots.get(&booking.request.slot).filter(|slot| slot.company == interview.company);
    Ok((interview, slot.ok_or_else(|| not_found("slot", "/slot_id"))?))
}

/// What must hold whatever else is booked: the gates, and the reach of bookings. For requests that name a schedule, not
/// an interview.
pub(super) fn check_rules(
    scope: &mut Scope<'_>,
    interview: &Interview,
    slot: &Slot,
    now: Timestamp,
) -> Result<(), StoreError> {
    check_gates(scope, interview)?;
    rules::check_interviewee(interview.interviewee)?;
    Ok(booking::check_reach(slot, now)?)
}

/// Whether the candidate may be interviewed for the job now; what else may happen for it.
pub(super) fn check_gates(scope: &mut Scope<'_>, interview: &Interview) -> Result<MatchResult, StoreError> {
    let gates = match_results::get(scope, interview.company, interview.candidate, interview.job)?;
    rules::check_gates(&gates, "")?;
    Ok(gates)
}
