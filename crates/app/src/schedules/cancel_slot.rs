//! Slots that fail the interviews booked to them: cancelled, or reported as broken.

use super::OnSlot;
use super::status::{WithoutTime, end, left};
use crate::conflicts::{self, DetectedConflict};
use crate::history::{self, Actor};
use crate::kit::Precondition;
use crate::slots::{show_one, source};
use domain::access::Permit;
use domain::commitment::Subject;
use domain::conflict::{ConflictOrigin, ConflictType};
use domain::event::{Event, EventKind};
use domain::interview::Interview;
use domain::schedule::Schedule;
use domain::slot::{Slot, SlotStatus};
use domain::{Refusal, SlotId};
use persistence::store::{interviews, schedules, slots};
use persistence::{Scope, StoreError, Tx, ledger};
use scheduling_core::time::Timestamp;

/// Cancels a slot whose version is as expected, and with it everything that was booked to it: its live schedules are cancelled
/// for the same reason, their interviews wait for another time, and each leaves a conflict `slot_unavailable` for a user to
/// resolve.
///
/// # Errors
/// `NotFound`; `VersionMismatch`; `WrongState` (`wrong-status`) for one that was cancelled already or is over, and for one
/// whose interview somebody has joined.
pub fn cancel_slot(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: SlotId,
    reason: &str,
    expected: &Precondition,
    now: Timestamp,
) -> Result<crate::slots::SlotView, StoreError> {
    let scope = &mut tx.scope(permit);
    let (slot, booked) = expected.retry(|| {
        let locked = lock_slot(scope, id)?;
        expected.check("slot", locked.0.metadata.version)?;
        Ok(locked)
    })?;
    let scope = &mut scope.for_company(slot.company)?;
    let detail = match slot.status(now) {
        SlotStatus::Cancelled => "the slot was cancelled already",
        SlotStatus::Completed => "the slot is over",
        SlotStatus::Available | SlotStatus::Booked => {
            slot_cancelled(scope, &Actor::of(permit), &slot, &booked, reason, now)?;
            ledger::release(scope, source(&slot))?;
            slots::clear_by_hand(scope, slot.company, slot.id)?;
            let cancelled = slots::cancel(scope, &slot, reason, now)?;
            return show_one(scope, vec![cancelled], now);
        }
    };
    Err(Refusal::WrongState { slug: "wrong-status", detail: detail.into() }.into())
}

/// A live schedule of a slot, with its interview.
type Booked = (Schedule, Interview);

/// A slot with its live schedules, and the locks of everybody concerned.
///
/// # Errors
/// `NotFound`; `VersionMismatch` where somebody booked before the locks were had: another attempt locks them too.
fn lock_slot(scope: &mut Scope<'_>, id: SlotId) -> Result<(Slot, Vec<Booked>), StoreError> {
    let seen = slots::get(scope, id)?;
    let before = booked(scope, &seen)?;
    let with = subjects(&before);
    let slot = slots::lock(scope, id, &with)?;
    let after = booked(scope, &slot)?;
    if subjects(&after).iter().any(|subject| !with.contains(subject)) {
        return Err(Refusal::VersionMismatch { what: "slot" }.into());
    }
    Ok((slot, after))
}

fn booked(scope: &mut Scope<'_>, slot: &Slot) -> Result<Vec<Booked>, StoreError> {
    let live = schedules::live_of_slot(scope, slot.company, slot.id)?;
    live.into_iter()
        .map(|schedule| Ok((schedule.clone(), interviews::get(scope, schedule.interview)?)))
        .collect()
}

fn subjects(booked: &[Booked]) -> Vec<Subject> {
    booked.iter().flat_map(|(_, interview)| interview.subjects().collect::<Vec<_>>()).collect()
}

/// Cancels the schedules of a slot that is being cancelled, and opens a conflict for each.
fn slot_cancelled(
    scope: &mut Scope<'_>,
    actor: &Actor,
    slot: &Slot,
    booked: &[Booked],
    reason: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let mut told = Event::new(EventKind::SlotCancelled, now, actor.user);
    told.slot = Some(slot.id);
    told.start = Some(slot.details.time.start());
    told.end = Some(slot.details.time.end());
    told.reason = Some(reason.into());
    told.sequence = Some(slot.metadata.version);
    history::publish(scope, slot.company, &told, 0, slot.details.holder.ai().is_some(), now)?;
    for (schedule, interview) in booked {
        let without_time = WithoutTime { before: interview, after: left(schedule, interview)? };
        let cancelled = end(scope, actor, interview, OnSlot { schedule, slot }, reason, now)?;
        without_time.record(scope, actor, OnSlot { schedule: &cancelled, slot }, reason, now)?;
        let why = format!("the slot was cancelled: {reason}");
        conflicts::open(
            scope,
            actor,
            interview,
            &found(ConflictType::SlotUnavailable, slot, schedule, &why),
            now,
        )?;
    }
    Ok(())
}

pub(super) fn found<'a>(
    conflict_type: ConflictType,
    slot: &'a Slot,
    schedule: &Schedule,
    why: &'a str,
) -> DetectedConflict<'a> {
    DetectedConflict {
        conflict_type,
        origin: ConflictOrigin::Broken,
        slot: Some(slot),
        time: Some(slot.details.time),
        schedule: Some(schedule.id),
        user: None,
        other: None,
        why,
    }
}

/// Notes that the AI interviewer of a slot has failed: each live schedule gets a conflict `ai_system_error`, unless it has
/// an open one already, and stays until somebody settles it.
///
/// # Errors
/// `NotFound`; `Invalid` for a slot of a person; `WrongState` (`wrong-status`) for one that was cancelled.
pub fn report_error(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: SlotId,
    details: &str,
    now: Timestamp,
) -> Result<crate::slots::SlotView, StoreError> {
    let (scope, actor) = (&mut tx.scope(permit), Actor::of(permit));
    let (slot, booked) = Precondition::default().retry(|| lock_slot(scope, id))?;
    {
        let scope = &mut scope.for_company(slot.company)?;
        if slot.details.holder.ai().is_none() {
            return Err(Refusal::invalid("", "the slot is a person's, not an AI interviewer's").into());
        }
        if slot.cancelled.is_some() {
            let detail = "the slot was cancelled".into();
            return Err(Refusal::WrongState { slug: "wrong-status", detail }.into());
        }
        for (schedule, interview) in &booked {
            let found = found(ConflictType::AiSystemError, &slot, schedule, details);
            conflicts::open_once(scope, &actor, interview, &found, now)?;
        }
    }
    crate::slots::get(tx, permit, id, now)
}
