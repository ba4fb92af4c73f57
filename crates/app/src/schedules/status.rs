//! Confirming and cancelling schedules, and their notes.

use super::book::check_gates;
use super::locked_interview::LockedInterview;
use super::show::{ScheduleView, show_one};
use super::{OnSlot, event, line, require_in_place, time_line};
use crate::conflicts;
use crate::history::{self, Actor, Change};
use crate::kit::{Precondition, require_open};
use crate::reasons;
use crate::rooms;
use crate::rooms::RoomSeed;
use crate::slots::give_place;
use domain::access::Permit;
use domain::because::rules::CANNOT_INTERVIEW;
use domain::commitment::{Source, SourceKind};
use domain::conflict::TimeChange;
use domain::event::{Event, EventKind};
use domain::interview::{Interview, booking, rules, transitions};
use domain::schedule::{Schedule, ScheduleStatus};
use domain::slot::Slot;
use domain::{Because, Refusal, ScheduleId};
use persistence::store::{companies, interviews, schedules, users};
use persistence::{Scope, StoreError, Tx, ledger};
use scheduling_core::time::Timestamp;

/// A schedule with its interview and its slot, all locked.
pub(super) fn locked(
    scope: &mut Scope<'_>,
    id: ScheduleId,
) -> Result<(Schedule, Interview, Slot), StoreError> {
    Precondition::default().retry(|| {
        let seen = schedules::get(scope, id)?;
        let LockedInterview { interview, mut slots } =
            LockedInterview::lock(scope, seen.interview, &[seen.slot])?;
        let slot = slots.pop().ok_or_else(|| Refusal::not_found("slot"))?;
        Ok((schedules::get(scope, id)?, interview, slot))
    })
}

/// Confirms a schedule: the interview takes the slot's time, and gets a room where it is to have one.
///
/// # Errors
/// `NotFound`, `VersionMismatch`; `WrongState`: `wrong-status` for one that is not pending or whose slot is over,
/// `not-shortlisted`, `interview-not-enabled`, `candidate-inactive`, `job-inactive`; `Unavailable` where the company or an
/// interviewer takes no interviews any more.
pub fn confirm(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: ScheduleId,
    seed: &RoomSeed,
    now: Timestamp,
) -> Result<ScheduleView, StoreError> {
    let (scope, actor) = (&mut tx.scope(permit), Actor::of(permit));
    let (schedule, interview, slot) = locked(scope, id)?;
    let scope = &mut scope.for_company(schedule.company)?;
    require_in_place(scope, &schedule)?;
    let confirmed = schedule.confirm(now)?;
    if slot.details.time.end() <= now {
        let detail = "the slot is over".into();
        return Err(Refusal::WrongState { slug: "wrong-status", detail }.into());
    }
    let gates = check_gates(scope, &interview)?;
    rules::check_interviewee(interview.interviewee)?;
    require_people(scope, &interview, &slot)?;
    let scheduled = booking::take_slot(&interview, &slot, actor.member)?;
    let scheduled = transitions::with_room(scheduled, &gates, &seed.room(interview.id));
    let confirmed = schedules::update(scope, &confirmed, now)?;
    let scheduled = interviews::update(scope, &scheduled, now)?;
    rooms::choose(scope, interview.room_id.as_deref(), &scheduled, now)?;
    let booked = OnSlot { schedule: &confirmed, slot: &slot };
    let happened = event(EventKind::ScheduleConfirmed, &actor, &scheduled, booked, now);
    let change = Change::between(
        line(&interview, OnSlot { schedule: &schedule, slot: &slot }),
        line(&scheduled, booked),
    );
    history::record(scope, &actor, &scheduled, &happened, &change, now)?;
    let happened = event(EventKind::InterviewScheduled, &actor, &scheduled, booked, now);
    let change = Change::between(time_line(&interview), time_line(&scheduled));
    history::record(scope, &actor, &scheduled, &happened, &change, now)?;
    show_one(scope, confirmed, slot, now)
}

/// Refuses a company and interviewers who take no interviews any more.
fn require_people(scope: &mut Scope<'_>, interview: &Interview, slot: &Slot) -> Result<(), StoreError> {
    require_open(&companies::get(scope, interview.company)?)?;
    let people = interview.interviewers(slot.details.holder.interviewer());
    let gone = users::by_ids(scope, &people)?.into_iter().find(|user| !user.details.takes_bookings());
    let Some(user) = gone else { return Ok(()) };
    let because = vec![Because { user: Some(user.id), ..Because::of(CANNOT_INTERVIEW) }];
    let names = reasons::names(scope, &because)?.into();
    let (slug, detail) = ("interviewer-unavailable", "an interviewer takes no interviews any more".into());
    Err(Refusal::Unavailable { slug, pointer: None, detail, because, names }.into())
}

/// Cancels a live schedule: its place is free again, and its interview, where it had the slot's time, waits for another.
///
/// # Errors
/// `NotFound`; `WrongState` (`wrong-status`) for one that takes no time any more, or whose interview somebody has joined
/// or is over.
pub fn cancel(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: ScheduleId,
    reason: &str,
    now: Timestamp,
) -> Result<ScheduleView, StoreError> {
    let (scope, actor) = (&mut tx.scope(permit), Actor::of(permit));
    let (schedule, interview, slot) = locked(scope, id)?;
    let scope = &mut scope.for_company(schedule.company)?;
    require_in_place(scope, &schedule)?;
    let left = left(&schedule, &interview)?;
    let booked = OnSlot { schedule: &schedule, slot: &slot };
    let cancelled = end(scope, &actor, &interview, booked, reason, now)?;
    let slot = give_place(scope, &slot, now)?;
    let without_time = WithoutTime { before: &interview, after: left };
    without_time.record(scope, &actor, OnSlot { schedule: &cancelled, slot: &slot }, reason, now)?;
    show_one(scope, cancelled, slot, now)
}

/// The interview without the slot's time; `None` where it has not got it.
pub(super) fn left(schedule: &Schedule, interview: &Interview) -> Result<Option<Interview>, Refusal> {
    schedule.require_live()?;
    let confirmed = schedule.status == ScheduleStatus::Confirmed;
    confirmed.then(|| booking::leave_slot(interview)).transpose()
}

/// Cancels a schedule and gives back what it took of people's time; the slot's place is the caller's to give.
pub(super) fn end(
    scope: &mut Scope<'_>,
    actor: &Actor,
    interview: &Interview,
    booked: OnSlot<'_>,
    reason: &str,
    now: Timestamp,
) -> Result<Schedule, StoreError> {
    let OnSlot { schedule, slot } = booked;
    let cancelled = schedule.cancel(reason, actor.member, now)?;
    ledger::release(scope, Source { kind: SourceKind::Schedule, id: schedule.id.0 })?;
    let cancelled = schedules::update(scope, &cancelled, now)?;
    let ended = OnSlot { schedule: &cancelled, slot };
    let mut happened = event(EventKind::ScheduleCancelled, actor, interview, ended, now);
    happened.reason = Some(reason.into());
    let change = Change::between(line(interview, booked), line(interview, ended));
    history::record(scope, actor, interview, &happened, &change, now)?;
    conflicts::settle_one(scope, interview, TimeChange::Left, now)?;
    Ok(cancelled)
}

/// An interview whose schedule is cancelled, and how it stands without the slot's time, where it had that.
pub(super) struct WithoutTime<'a> {
    pub(super) before: &'a Interview,
    pub(super) after: Option<Interview>,
}

impl WithoutTime<'_> {
    /// Stores and records that the interview has lost its time, where it has.
    pub(super) fn record(
        self,
        scope: &mut Scope<'_>,
        actor: &Actor,
        booked: OnSlot<'_>,
        reason: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let Some(after) = self.after else { return Ok(()) };
        let after = interviews::update(scope, &after, now)?;
        let event = event(EventKind::InterviewUnscheduled, actor, &after, booked, now);
        // The schedule keeps its time; the interview has none after it.
        let event = Event { reason: Some(reason.into()), start: None, end: None, ..event };
        let change = Change::between(time_line(self.before), time_line(&after));
        history::record(scope, actor, &after, &event, &change, now)
    }
}

/// Cancels the live schedule, if there is one, of an interview that is itself cancelled in this transaction: what becomes
/// of the interview is recorded by the caller. Locks what it needs beyond the interview's candidate, so nothing of
/// the slot's holder or the panel may be locked yet in another order.
///
/// # Errors
/// Failures of the database; `VersionMismatch` where somebody else was faster.
pub fn release_for_interview(
    scope: &mut Scope<'_>,
    interview: &Interview,
    actor: &Actor,
    reason: &str,
    now: Timestamp,
) -> Result<Option<Schedule>, StoreError> {
    let Some(live) = schedules::live_of_interview(scope, interview.company, interview.id)? else {
        return Ok(None);
    };
    let (schedule, _, slot) = locked(scope, live.id)?;
    let cancelled = end(scope, actor, interview, OnSlot { schedule: &schedule, slot: &slot }, reason, now)?;
    give_place(scope, &slot, now)?;
    Ok(Some(cancelled))
}

/// Changes the notes of a schedule, of whatever status.
///
/// # Errors
/// `NotFound`, `VersionMismatch`.
pub fn change_notes(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: ScheduleId,
    notes: Option<&str>,
    expected: &Precondition,
    now: Timestamp,
) -> Result<ScheduleView, StoreError> {
    let scope = &mut tx.scope(permit);
    let (changed, slot) = expected.retry(|| {
        let (stored, _, slot) = locked(scope, id)?;
        expected.check("schedule", stored.version)?;
        let wanted = Schedule { booking_notes: notes.map(str::to_owned), ..stored };
        Ok((schedules::update(scope, &wanted, now)?, slot))
    })?;
    show_one(scope, changed, slot, now)
}
