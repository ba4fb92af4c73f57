//! What money that comes does to appointments.

use super::cancel::end;
use super::change::locked;
use super::claims::of_appointment;
use super::made::take;
use super::record::{self, Cause};
use super::requests::booked;
use super::shop::Shop;
use crate::history::Actor;
use crate::payments;
use domain::AppointmentId;
use domain::appointment::{Appointment, AppointmentStatus, Cancelling, transitions};
use domain::effect::{Due, Effect};
use domain::event::EventKind;
use persistence::store::{appointment_erasure, appointments};
use persistence::{Scope, StoreError, ledger, outbox};
use scheduling_core::time::Timestamp;

/// Money came for an appointment: it is confirmed, or, where its time was given up because the money was late, gets it back while
/// it is free and its client was not erased. Of one that can't, the money goes back.
///
/// # Errors
/// Failures of the database.
pub fn money_arrived(scope: &mut Scope<'_>, id: AppointmentId, now: Timestamp) -> Result<(), StoreError> {
    let stored = locked(scope, id)?;
    let scope = &mut scope.for_company(stored.company)?;
    if !payments::is_covered(scope, &stored)? {
        return Ok(());
    }
    match stored.status {
        AppointmentStatus::PendingPayment => confirm(scope, &stored, now),
        AppointmentStatus::Cancelled if stored.is_given_up_unpaid() => revive(scope, &stored, now),
        _ => Ok(()),
    }
}

fn confirm(scope: &mut Scope<'_>, stored: &Appointment, now: Timestamp) -> Result<(), StoreError> {
    let confirmed = transitions::paid(stored)?;
    if ledger::confirm(scope, of_appointment(stored), now)? == 0 {
        return revive(scope, stored, now);
    }
    save(scope, stored, &confirmed, now)
}

/// Takes the time again whose hold has ended. What stands against it is looked for anew: of a cancelled appointment nobody did.
/// A client who was erased meanwhile gets no time: there is nobody to tell that the appointment stands again.
fn revive(scope: &mut Scope<'_>, stored: &Appointment, now: Timestamp) -> Result<(), StoreError> {
    let revived = Appointment {
        status: AppointmentStatus::Confirmed,
        cancelled: None,
        pay_until: None,
        sequence: stored.sequence + 1,
        ..stored.clone()
    };
    let buffer = Shop::buffer_of(scope, stored.staff)?;
    let wanted = stored.time.start() > now && !appointment_erasure::is_erased(scope, stored.id)?;
    let free = wanted && is_taken(take(scope, &revived, buffer, now))?;
    if !free {
        let given_up = stored.status == AppointmentStatus::PendingPayment;
        let actor = Actor::system();
        return match given_up {
            true => end(scope, stored, &actor, Cancelling::Unpaid, now).map(drop),
            false => Ok(()),
        };
    }
    payments::keep(scope, stored.id, now)?;
    save(scope, stored, &revived, now)?;
    let recheck = Due { effect: Effect::Recheck { user: stored.staff_user }, at: now };
    Ok(outbox::enqueue(scope, stored.company, &[recheck], now)?)
}

/// Whether the time could be taken; another booking that has it is no failure.
fn is_taken(taken: Result<(), StoreError>) -> Result<bool, StoreError> {
    match taken {
        Ok(()) => Ok(true),
        Err(StoreError::Refused(domain::Refusal::Unavailable { .. })) => Ok(false),
        Err(error) => Err(error),
    }
}

fn save(
    scope: &mut Scope<'_>,
    stored: &Appointment,
    confirmed: &Appointment,
    now: Timestamp,
) -> Result<(), StoreError> {
    let saved = appointments::update(scope, confirmed, now)?;
    booked(scope, &saved, now)?;
    let kind = EventKind::AppointmentConfirmed;
    let cause = Cause { actor: &Actor::system(), kind, reason: None };
    record::change(scope, &cause, stored, &saved, None, now)
}
