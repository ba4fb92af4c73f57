//! Moving a schedule to another slot: at once or not at all.

use super::availability_check::AvailabilityCheck;
use super::book::check_rules;
use super::locked_interview::LockedInterview;
use super::rejection::Attempt;
use super::show::{ScheduleView, show_one};
use super::{OnSlot, event, line, require_in_place, time_line};
use crate::conflicts;
use crate::history::{self, Actor, Change};
use crate::kit::Precondition;
use crate::slots::give_place;
use domain::access::Permit;
use domain::commitment::{Source, SourceKind};
use domain::conflict::TimeChange;
use domain::event::{Event, EventKind};
use domain::interview::{Interview, Pair, booking};
use domain::schedule::{Schedule, ScheduleStatus};
use domain::slot::Slot;
use domain::{Refusal, ScheduleId, SlotId};
use persistence::store::{companies, interviews, schedules};
use persistence::{Rollback, Scope, StoreError, Tx, Writes, ledger};
use scheduling_core::time::Timestamp;

/// Moves a schedule to another slot. The new one keeps its status; the old one stays as `rescheduled`.
///
/// # Errors
/// `NotFound`; `Invalid` for the slot that it is on; `WrongState` and failed [`Attempt`]s as [`book`](super::book), and
/// `wrong-status` for a schedule that takes no time any more or whose interview somebody has joined.
pub fn reschedule(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: ScheduleId,
    target: SlotId,
    reason: &str,
    now: Timestamp,
) -> Result<Attempt<ScheduleView>, StoreError> {
    let (scope, actor) = (&mut tx.scope(permit), Actor::of(permit));
    let (schedule, interview, [from, to]) = Precondition::default().retry(|| locked(scope, id, target))?;
    let scope = &mut scope.for_company(schedule.company)?;
    require_in_place(scope, &schedule)?;
    schedule.require_live()?;
    check_rules(scope, &interview, &to, now)?;
    let confirmed = schedule.status == ScheduleStatus::Confirmed;
    let moved = confirmed.then(|| booking::move_to_slot(&interview, &to, actor.member)).transpose()?;
    let new_id = schedules::new_id(now);
    let (old, new) = schedule.reschedule(new_id, to.id, actor.member, now)?;
    let done = scope.savepoint(|scope| {
        ledger::release(scope, Source { kind: SourceKind::Schedule, id: schedule.id.0 })?;
        give_place(scope, &from, now)?;
        let pair = Pair { interview: &interview, slot: &to };
        let company = companies::get(scope, interview.company)?;
        let mut check = AvailabilityCheck::open(scope, &company, &[pair], to.details.time, now)?;
        let taken = check.reserve(new_id, pair, now).map_err(Rollback::Because)?;
        let mut writes = Writes::default();
        check.write(&mut writes);
        writes.run(scope)?;
        schedules::update(scope, &old, now)?;
        schedules::insert(scope, &new)?;
        Ok(taken)
    });
    let taken = match done {
        Ok(taken) => taken,
        Err(Rollback::Because(rejection)) => {
            let pair = Pair { interview: &interview, slot: &to };
            return Ok(Err(rejection.record(scope, &actor, pair, Some(schedule.id), now)?));
        }
        Err(Rollback::Failed(error)) => return Err(error),
    };
    let booking = MovedBooking {
        interview: &interview,
        moved,
        from: OnSlot { schedule: &schedule, slot: &from },
        to: OnSlot { schedule: &new, slot: &taken },
    };
    booking.record(scope, &actor, reason, now)?;
    conflicts::settle_one(scope, &interview, TimeChange::Booked, now)?;
    Ok(Ok(show_one(scope, new, taken, now)?))
}

fn locked(
    scope: &mut Scope<'_>,
    id: ScheduleId,
    target: SlotId,
) -> Result<(Schedule, Interview, [Slot; 2]), StoreError> {
    let seen = schedules::get(scope, id)?;
    require_in_place(scope, &seen)?;
    seen.require_live()?;
    if seen.slot == target {
        return Err(Refusal::invalid("/slot_id", "the schedule is on this slot already").into());
    }
    let no_slot = || Refusal::NotFound { what: "slot", pointer: Some("/slot_id".into()) };
    let locked = LockedInterview::lock(scope, seen.interview, &[seen.slot, target]);
    let LockedInterview { interview, slots } = locked.map_err(|error| match error {
        StoreError::Refused(Refusal::NotFound { what: "slot", .. }) => no_slot().into(),
        other => other,
    })?;
    let slots = <[Slot; 2]>::try_from(slots).map_err(|_| no_slot())?;
    Ok((schedules::get(scope, id)?, interview, slots))
}

/// A booking that was moved to another slot.
struct MovedBooking<'a> {
    /// The interview before.
    interview: &'a Interview,
    /// The interview at its new time, where it had the old one.
    moved: Option<Interview>,
    from: OnSlot<'a>,
    to: OnSlot<'a>,
}

impl MovedBooking<'_> {
    /// Stores the interview, and records what happened to it and to its schedule.
    fn record(
        self,
        scope: &mut Scope<'_>,
        actor: &Actor,
        reason: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let before = self.interview;
        let after = match &self.moved {
            Some(moved) => &interviews::update(scope, moved, now)?,
            None => before,
        };
        let happened =
            |kind| Event { reason: Some(reason.into()), ..event(kind, actor, after, self.to, now) };
        let change = Change::between(line(before, self.from), line(after, self.to));
        history::record(scope, actor, after, &happened(EventKind::ScheduleRescheduled), &change, now)?;
        if self.moved.is_none() {
            return Ok(());
        }
        let change = Change::between(time_line(before), time_line(after));
        history::record(scope, actor, after, &happened(EventKind::InterviewRescheduled), &change, now)
    }
}
