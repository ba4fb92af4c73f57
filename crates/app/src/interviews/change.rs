//! Changing interviews: what is said about them, their panel, their time.

use super::record::{self, Cause};
use super::{actor, slot_booking, time};
use crate::conflicts;
use crate::kit::Precondition;
use crate::rooms;
use crate::rooms::RoomSeed;
use domain::access::Permit;
use domain::commitment::Subject;
use domain::conflict::TimeChange;
use domain::event::EventKind;
use domain::interview::{Interview, InterviewDetails, InterviewType, MatchResult, transitions};
use domain::{InterviewId, Refusal, UserId};
use persistence::store::schedules::LiveBooking;
use persistence::store::{interviews, match_results};
use persistence::{Scope, StoreError, Tx};
use scheduling_core::time::{Interval, Timestamp};

/// What is to change about an interview; `None` leaves a value as it is, `Some(None)` takes it away. Candidate and job
/// never change.
#[derive(Debug, Clone, Default)]
pub struct InterviewChange {
    pub interview_type: Option<InterviewType>,
    /// `Some(None)` gives the time back.
    pub start: Option<Option<Timestamp>>,
    pub duration_minutes: Option<i64>,
    pub interviewers: Option<Vec<UserId>>,
    pub round: Option<Option<String>>,
    pub location: Option<Option<String>>,
    pub notes: Option<Option<String>>,
    /// For the log.
    pub reason: Option<String>,
}

impl InterviewChange {
    fn details(&self, old: &InterviewDetails) -> InterviewDetails {
        InterviewDetails {
            interview_type: self.interview_type.unwrap_or(old.interview_type),
            duration_minutes: self.duration_minutes.unwrap_or(old.duration_minutes),
            interviewers: self.interviewers.clone().unwrap_or_else(|| old.interviewers.clone()),
            round: self.round.clone().unwrap_or_else(|| old.round.clone()),
            location: self.location.clone().unwrap_or_else(|| old.location.clone()),
            notes: self.notes.clone().unwrap_or_else(|| old.notes.clone()),
        }
    }
}

impl InterviewChange {
    /// The same without the length and the people that a client was shown and sends back: those of a slot are not stored
    /// with the interview, and stay the slot's.
    fn without_what_is_shown(&self, stored: &Interview, booking: Option<LiveBooking>) -> Self {
        let mut change = self.clone();
        change.duration_minutes = change.duration_minutes.filter(|minutes| *minutes != stored.minutes());
        let shown = stored.interviewers(booking.and_then(|booking| booking.holder));
        change.interviewers = change.interviewers.filter(|people| *people != shown);
        change
    }
}

/// Changes or reschedules an interview: all of it or nothing.
///
/// # Errors
/// `NotFound`, `VersionMismatch`, `Invalid`; `WrongState`: `not-changeable`, `already-scheduled` for another time, length
/// or panel of one that is booked to a slot, `candidate-unavailable`, `interviewer-unavailable`; `Rule` as for making one.
pub fn change(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: InterviewId,
    change: &InterviewChange,
    expected: &Precondition,
    seed: &RoomSeed,
    now: Timestamp,
) -> Result<Interview, StoreError> {
    let scope = &mut tx.scope(permit);
    expected.retry(|| {
        let stored = locked(scope, id, change.interviewers.as_deref().unwrap_or_default())?;
        expected.check("interview", stored.metadata.version)?;
        let scope = &mut scope.for_company(stored.company)?;
        apply(scope, permit, &stored, change, seed, now)
    })
}

/// The interview with the locks of everybody whose time it takes or is to take.
pub(super) fn locked(
    scope: &mut Scope<'_>,
    id: InterviewId,
    panel: &[UserId],
) -> Result<Interview, StoreError> {
    let seen = interviews::get(scope, id)?;
    let mut locks: Vec<Subject> = seen.subjects().collect();
    locks.extend(time::locks(panel));
    locks.extend(slot_booking::lock(scope, &seen)?);
    let stored = interviews::lock_seen(scope, &seen, &locks)?;
    // Another panel came in before we had the locks, or the candidate turned out to be a user: another attempt locks them.
    if !stored.subjects().eq(seen.subjects()) {
        return Err(Refusal::VersionMismatch { what: "interview" }.into());
    }
    Ok(stored)
}

fn apply(
    scope: &mut Scope<'_>,
    permit: &Permit,
    stored: &Interview,
    change: &InterviewChange,
    seed: &RoomSeed,
    now: Timestamp,
) -> Result<Interview, StoreError> {
    let booking = slot_booking::live(scope, stored)?;
    let change = &change.without_what_is_shown(stored, booking);
    let changed = transitions::change(stored, change.details(&stored.details))?;
    let new_panel = changed.details.interviewers != stored.details.interviewers;
    if new_panel {
        time::require_panel(scope, &changed.details.interviewers)?;
    }
    let gates = match_results::get(scope, stored.company, stored.candidate, stored.job)?;
    let timed = new_time(&changed, stored, change, &gates, permit.member(), now)?;
    let moved = timed.time != stored.time;
    if moved || new_panel {
        if booking.is_some() {
            return Err(booked_to_slot().into());
        }
        time::claim(scope, &timed, now)?;
    }
    let timed = transitions::with_room(timed, &gates, &seed.room(stored.id));
    if timed == *stored {
        return Ok(timed);
    }
    let saved = interviews::update(scope, &timed, now)?;
    rooms::choose(scope, stored.room_id.as_deref(), &saved, now)?;
    if new_panel {
        interviews::replace_panel(scope, &saved)?;
    }
    record_change(scope, permit, stored, &saved, change.reason.as_deref(), now)?;
    match (moved, saved.time) {
        (true, Some(_)) => conflicts::settle_one(scope, &saved, TimeChange::Booked, now)?,
        (true, None) => conflicts::settle_one(scope, &saved, TimeChange::Left, now)?,
        (false, _) if new_panel => conflicts::settle_absent(scope, &saved, now)?,
        (false, _) => {}
    }
    Ok(saved)
}

/// The interview with the time that it is to have.
fn new_time(
    changed: &Interview,
    stored: &Interview,
    change: &InterviewChange,
    gates: &MatchResult,
    by: Option<UserId>,
    now: Timestamp,
) -> Result<Interview, Refusal> {
    let start = stored.time.map(Interval::start);
    match change.start {
        Some(None) => transitions::take_time(changed),
        Some(Some(wanted)) if Some(wanted) != start => {
            transitions::give_time(changed, wanted, gates, by, now)
        }
        _ if changed.details.duration_minutes != stored.details.duration_minutes => {
            transitions::keep_start(changed, now)
        }
        _ => Ok(changed.clone()),
    }
}

/// One line, named after what became of the time, with all that changed at once.
fn record_change(
    scope: &mut Scope<'_>,
    permit: &Permit,
    old: &Interview,
    new: &Interview,
    reason: Option<&str>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let kind = match (old.time, new.time) {
        (before, after) if before == after => EventKind::InterviewChanged,
        (None, _) => EventKind::InterviewScheduled,
        (_, None) => EventKind::InterviewUnscheduled,
        _ => EventKind::InterviewRescheduled,
    };
    let cause = Cause { actor: &actor(permit), kind, reason };
    record::change(scope, &cause, Some(old), new, now)
}

fn booked_to_slot() -> Refusal {
    let detail = "the interview is booked to a slot; reschedule or cancel its schedule".into();
    Refusal::WrongState { slug: "already-scheduled", detail }
}
