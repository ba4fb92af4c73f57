//! Marking whether the client came.

use super::change::locked;
use super::record::{self, Cause};
use crate::history::Actor;
use crate::kit::Precondition;
use domain::AppointmentId;
use domain::Refusal;
use domain::access::Permit;
use domain::appointment::{Appointment, MarkKind, marks};
use domain::event::EventKind;
use persistence::store::appointments;
use persistence::{StoreError, Tx};
use scheduling_core::time::Timestamp;

/// Marks an appointment.
///
/// # Errors
/// `NotFound`, `VersionMismatch`; `WrongState` (`wrong-status`).
pub fn mark(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: AppointmentId,
    kind: MarkKind,
    expected: &Precondition,
    now: Timestamp,
) -> Result<Appointment, StoreError> {
    let event = match kind {
        MarkKind::Arrived => EventKind::AppointmentArrived,
        MarkKind::NoShow => EventKind::AppointmentNoShow,
    };
    apply(tx, permit, id, event, expected, now, |stored| marks::mark(stored, kind, now))
}

/// Takes the mark of an appointment away.
///
/// # Errors
/// `NotFound`, `VersionMismatch`; `WrongState` (`wrong-status`).
pub fn unmark(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: AppointmentId,
    expected: &Precondition,
    now: Timestamp,
) -> Result<Appointment, StoreError> {
    let kind = EventKind::AppointmentUnmarked;
    apply(tx, permit, id, kind, expected, now, |stored| marks::unmark(stored, now))
}

fn apply(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: AppointmentId,
    kind: EventKind,
    expected: &Precondition,
    now: Timestamp,
    transition: impl Fn(&Appointment) -> Result<Appointment, Refusal>,
) -> Result<Appointment, StoreError> {
    let scope = &mut tx.scope(permit);
    expected.retry(|| {
        let stored = locked(scope, id)?;
        expected.check("appointment", stored.metadata.version)?;
        let scope = &mut scope.for_company(stored.company)?;
        let saved = appointments::update(scope, &transition(&stored)?, now)?;
        let cause = Cause { actor: &Actor::of(permit), kind, reason: None };
        record::change(scope, &cause, &stored, &saved, None, now)?;
        super::money::marked(scope, &saved, now)?;
        Ok(saved)
    })
}
