//! Cancelling appointments.

use super::ask;
use super::change::locked;
use super::claims::of_appointment;
use super::money::{self, Refunded};
use super::record::{self, Cause, money_json};
use crate::history::Actor;
use crate::kit::Precondition;
use domain::AppointmentId;
use domain::access::Permit;
use domain::appointment::{Appointment, AppointmentStatus, Cancelling, transitions};
use domain::event::EventKind;
use persistence::store::{appointments, companies};
use persistence::{Scope, StoreError, Tx, ledger};
use scheduling_core::time::Timestamp;
use serde_json::json;

/// An appointment that was cancelled, and what comes back of its money.
#[derive(Debug, Clone)]
pub struct Cancelled {
    pub appointment: Appointment,
    pub refund: Option<Refunded>,
}

/// Cancels an appointment. What comes back says the policy that was stored with it; too late for that is no reason to
/// refuse.
///
/// # Errors
/// `NotFound`, `VersionMismatch`; `WrongState` (`wrong-status`) for one that was cancelled already or is over.
pub fn cancel(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: AppointmentId,
    reason: &str,
    expected: &Precondition,
    now: Timestamp,
) -> Result<Cancelled, StoreError> {
    let scope = &mut tx.scope(permit);
    expected.retry(|| {
        let stored = locked(scope, id)?;
        expected.check("appointment", stored.metadata.version)?;
        let scope = &mut scope.for_company(stored.company)?;
        end(scope, &stored, &Actor::of(permit), Cancelling::Wanted(reason), now)
    })
}

/// What would come back of the money of an appointment that is cancelled now.
///
/// # Errors
/// `NotFound`.
pub fn refund_of_cancelling(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: AppointmentId,
    now: Timestamp,
) -> Result<Option<Refunded>, StoreError> {
    let scope = &mut tx.scope(permit);
    let stored = appointments::get(scope, id)?;
    let scope = &mut scope.everybodys();
    let scope = &mut scope.for_company(stored.company)?;
    let percent = refund_percent(scope, &stored, now)?;
    money::would_refund(scope, &stored, percent)
}

/// Of what was paid, what comes back to somebody who cancels now.
fn refund_percent(scope: &mut Scope<'_>, stored: &Appointment, now: Timestamp) -> Result<i64, StoreError> {
    let zone = crate::free_busy::zone(&companies::get(scope, stored.company)?.details.time_zone);
    Ok(stored.refund_percent(&zone, now))
}

/// Cancels an appointment whose locks the caller has.
pub(super) fn end(
    scope: &mut Scope<'_>,
    stored: &Appointment,
    actor: &Actor,
    why: Cancelling<'_>,
    now: Timestamp,
) -> Result<Cancelled, StoreError> {
    let cancelled = transitions::cancel(stored, why, actor.member, now)?;
    let reason = why.reason();
    ledger::release(scope, of_appointment(stored))?;
    ask::end_pending(scope, stored, now)?;
    let saved = appointments::update(scope, &cancelled, now)?;
    let refund = match why {
        Cancelling::Unpaid => money::give_up(scope, &saved, now)?,
        Cancelling::Wanted(_) => {
            let percent = refund_percent(scope, stored, now)?;
            money::cancel(scope, &saved, percent, reason, now)?
        }
    };
    let also =
        refund.map(|refund| json!({ "amount": money_json(refund.amount), "percent": refund.percent.get() }));
    let cause = Cause { actor, kind: EventKind::AppointmentCancelled, reason: Some(reason) };
    record::change(scope, &cause, stored, &saved, also.map(|also| ("refund", also)), now)?;
    crate::conflicts::settle_of_appointment(scope, &saved, now)?;
    Ok(Cancelled { appointment: saved, refund })
}

/// Cancels an appointment that still waits for its money; what has become of it meanwhile stays.
pub(super) fn give_up(
    scope: &mut Scope<'_>,
    id: AppointmentId,
    actor: &Actor,
    why: Cancelling<'_>,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let scope = &mut scope.everybodys();
    let stored = locked(scope, id)?;
    if stored.status != AppointmentStatus::PendingPayment {
        return Ok(false);
    }
    end(scope, &stored, actor, why, now)?;
    Ok(true)
}
