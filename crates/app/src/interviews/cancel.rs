//! Calling interviews off.

use super::change::locked;
use super::record::{self, Cause};
use super::{actor, slot_booking, time};
use crate::conflicts;
use crate::kit::Precondition;
use crate::schedules::release_for_interview;
use domain::InterviewId;
use domain::access::Permit;
use domain::conflict::TimeChange;
use domain::event::EventKind;
use domain::interview::{Interview, transitions};
use persistence::store::interviews;
use persistence::{StoreError, Tx};
use scheduling_core::time::Timestamp;

/// Calls an interview off, and with it its booking to a slot, where its version is as expected. Everybody has their time back.
///
/// # Errors
/// `NotFound`; `VersionMismatch`; `WrongState` (`not-changeable`) for one that was cancelled already or is over.
pub fn cancel(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: InterviewId,
    reason: &str,
    expected: &Precondition,
    now: Timestamp,
) -> Result<Interview, StoreError> {
    let scope = &mut tx.scope(permit);
    let stored = expected.retry(|| {
        let stored = locked(scope, id, &[])?;
        expected.check("interview", stored.metadata.version)?;
        Ok(stored)
    })?;
    let scope = &mut scope.for_company(stored.company)?;
    let cancelled = transitions::cancel(&stored, reason, permit.member(), now)?;
    let actor = actor(permit);
    let booking = slot_booking::live(scope, &stored)?;
    if booking.is_some() {
        release_for_interview(scope, &stored, &actor, reason, now)?;
    }
    time::release(scope, &stored)?;
    let saved = interviews::update(scope, &cancelled, now)?;
    let cause = Cause { actor: &actor, kind: EventKind::InterviewCancelled, reason: Some(reason) };
    let holder = booking.and_then(|booking| booking.holder);
    record::cancelled(scope, &cause, &stored, &saved, holder, now)?;
    conflicts::settle_one(scope, &saved, TimeChange::Cancelled, now)?;
    Ok(saved)
}
