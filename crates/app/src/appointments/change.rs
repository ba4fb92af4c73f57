//! Changing what is said about an appointment.

use super::record::{self, Cause};
use crate::history::Actor;
use crate::kit::Precondition;
use domain::AppointmentId;
use domain::access::Permit;
use domain::appointment::{Appointment, Client, Notes};
use domain::event::EventKind;
use persistence::store::appointments;
use persistence::{Scope, StoreError, Tx};
use scheduling_core::time::Timestamp;

/// What is to change; `None` leaves a value as it is, `Some(None)` takes it away.
#[derive(Debug, Clone, Default)]
pub struct AppointmentChange {
    pub phone: Option<Option<String>>,
    pub address: Option<Option<String>>,
    pub additional_info: Option<Option<String>>,
    pub internal_notes: Option<Option<String>>,
    pub want_reminder: Option<bool>,
}

impl AppointmentChange {
    fn apply(&self, old: &Appointment) -> Appointment {
        let Appointment { client, notes, .. } = old;
        Appointment {
            client: Client {
                phone: self.phone.clone().unwrap_or_else(|| client.phone.clone()),
                address: self.address.clone().unwrap_or_else(|| client.address.clone()),
                ..client.clone()
            },
            notes: Notes {
                want_reminder: self.want_reminder.unwrap_or(notes.want_reminder),
                additional_info: self
                    .additional_info
                    .clone()
                    .unwrap_or_else(|| notes.additional_info.clone()),
                internal: self.internal_notes.clone().unwrap_or_else(|| notes.internal.clone()),
            },
            ..old.clone()
        }
    }
}

/// Changes what is said about an appointment. That may be said of one that is over, too.
///
/// # Errors
/// `NotFound`, `VersionMismatch`.
pub fn change(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: AppointmentId,
    change: &AppointmentChange,
    expected: &Precondition,
    now: Timestamp,
) -> Result<Appointment, StoreError> {
    let scope = &mut tx.scope(permit);
    expected.retry(|| {
        let stored = locked(scope, id)?;
        expected.check("appointment", stored.metadata.version)?;
        let scope = &mut scope.for_company(stored.company)?;
        let changed = change.apply(&stored);
        if changed == stored {
            return Ok(stored);
        }
        let saved = appointments::update(scope, &changed, now)?;
        let cause = Cause { actor: &Actor::of(permit), kind: EventKind::AppointmentChanged, reason: None };
        record::change(scope, &cause, &stored, &saved, None, now)?;
        Ok(saved)
    })
}

/// An appointment with the locks of everybody whose time it takes.
pub(super) fn locked(scope: &mut Scope<'_>, id: AppointmentId) -> Result<Appointment, StoreError> {
    let seen = appointments::get(scope, id)?;
    let scope = &mut scope.for_company(seen.company)?;
    let locks = super::people::of_client(scope, seen.company, &seen.client)?;
    appointments::lock(scope, id, &Vec::from_iter(locks))
}
