//! Changing and deleting slots.

use super::rules::{Rules, lanes, others, overlap, require_job, store_moves};
use super::show::{SlotView, show_one};
use crate::kit::Precondition;
use domain::access::Permit;
use domain::commitment::Subject;
use domain::slot::{AiKind, Holder, Slot, SlotDetails, SlotDraft, SlotStatus, SlotType};
use domain::{JobId, Refusal, SlotId, UserId};
use persistence::store::{companies, slots};
use persistence::{Scope, StoreError, Tx};
use scheduling_core::time::Timestamp;

/// What is to change about a slot; `None` leaves a value as it is, `Some(None)` takes it away.
#[derive(Debug, Clone, Default)]
pub struct SlotChange {
    pub slot_type: Option<SlotType>,
    pub start: Option<Timestamp>,
    pub end: Option<Timestamp>,
    /// Has to be what lies between start and end after the change.
    pub duration_minutes: Option<i64>,
    pub interviewer: Option<Option<UserId>>,
    pub ai: Option<Option<AiKind>>,
    pub ai_configuration: Option<Option<String>>,
    pub job: Option<Option<JobId>>,
    pub notes: Option<Option<String>>,
    pub max_candidates: Option<i64>,
}

impl SlotChange {
    fn apply(&self, old: SlotDetails) -> Result<SlotDetails, Refusal> {
        let old = SlotDraft::from(old);
        let draft = SlotDraft {
            slot_type: self.slot_type.unwrap_or(old.slot_type),
            start: self.start.unwrap_or(old.start),
            end: self.end.unwrap_or(old.end),
            duration_minutes: self.duration_minutes,
            interviewer: self.interviewer.unwrap_or(old.interviewer),
            ai: self.ai.unwrap_or(old.ai),
            ai_configuration: self.ai_configuration.clone().unwrap_or(old.ai_configuration),
            job: self.job.unwrap_or(old.job),
            notes: self.notes.clone().unwrap_or(old.notes),
            max_candidates: self.max_candidates.unwrap_or(old.max_candidates),
        };
        draft.check().map_err(Refusal::Invalid)
    }

    /// The locks of those who may hold the slot after the change.
    fn locks(&self) -> Vec<Subject> {
        let person = self.interviewer.flatten().map(Holder::Interviewer);
        let machine = self.ai.flatten().map(Holder::Ai);
        person.into_iter().chain(machine).map(Holder::lock).collect()
    }
}

/// Changes a slot.
///
/// # Errors
/// `NotFound`, `VersionMismatch`, `Invalid`; `WrongState`: `slot-has-bookings` where places are taken and the change
/// is more than they can bear, `wrong-status` for a new time or holder of a slot that was cancelled or is over,
/// `outside-availability`, `slot-overlap`.
pub fn change(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: SlotId,
    change: &SlotChange,
    expected: &Precondition,
    now: Timestamp,
) -> Result<SlotView, StoreError> {
    let scope = &mut tx.scope(permit);
    let changed = expected.retry(|| {
        let stored = slots::lock(scope, id, &change.locks())?;
        expected.check("slot", stored.metadata.version)?;
        let details = change.apply(stored.details.clone())?;
        check_state(&stored, &details, now)?;
        let scope = &mut scope.for_company(stored.company)?;
        if details.job != stored.details.job {
            require_job(scope, details.job)?;
        }
        let unit =
            if moves(&stored, &details) { find_unit(scope, &stored, &details, now)? } else { stored.unit };
        slots::update(scope, &stored, &details, unit, Some(stored.metadata.version), now)
    })?;
    let scope = &mut scope.for_company(changed.company)?;
    show_one(scope, vec![changed], now)
}

fn moves(stored: &Slot, details: &SlotDetails) -> bool {
    details.time != stored.details.time || details.holder != stored.details.holder
}

/// What the state of the slot lets change.
fn check_state(stored: &Slot, details: &SlotDetails, now: Timestamp) -> Result<(), Refusal> {
    let moved = moves(stored, details);
    let other_type = details.slot_type != stored.details.slot_type;
    let smaller = details.max_candidates < stored.details.max_candidates;
    if stored.current_bookings > 0 && (moved || other_type || smaller) {
        return Err(has_bookings());
    }
    let over = matches!(stored.status(now), SlotStatus::Cancelled | SlotStatus::Completed);
    if over && moved {
        let detail = "a slot that was cancelled or is over keeps its time and holder".into();
        return Err(Refusal::WrongState { slug: "wrong-status", detail });
    }
    Ok(())
}

fn has_bookings() -> Refusal {
    let detail =
        "places of the slot are taken; notes, job and ai_configuration may change, and max_candidates grow";
    Refusal::WrongState { slug: "slot-has-bookings", detail: detail.into() }
}

/// The unit that has room at the slot's new time, or with its new holder; other slots may change units for it.
fn find_unit(
    scope: &mut Scope<'_>,
    stored: &Slot,
    details: &SlotDetails,
    now: Timestamp,
) -> Result<u32, StoreError> {
    let company = companies::get(scope, stored.company)?;
    let rules = Rules::of(scope, company, details.holder, "/interviewer", now)?;
    rules.check(scope, details)?;
    let there = others(scope, &rules.company, details.holder, details.time, Some(stored.id))?;
    rules.check_day(details, &there)?;
    let mut lanes = lanes(&rules.company, details.holder, &there);
    let placed = lanes.place(details.time).ok_or_else(|| overlap(&there, details.time))?;
    let aside = (stored.details.holder == details.holder).then_some(stored.id);
    store_moves(scope, &rules.company, details.holder, &lanes, &there, aside)?;
    Ok(lanes.unit(placed))
}

/// Deletes a slot of which no place is taken.
///
/// # Errors
/// `NotFound`, `VersionMismatch`; `WrongState` (`slot-has-bookings`).
pub fn remove(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: SlotId,
    expected: &Precondition,
) -> Result<(), StoreError> {
    let scope = &mut tx.scope(permit);
    expected.retry(|| {
        let stored = slots::lock(scope, id, &[])?;
        expected.check("slot", stored.metadata.version)?;
        if stored.current_bookings > 0 {
            return Err(has_bookings().into());
        }
        slots::delete(scope, &stored)
    })
}
