//! What appointments ask of payments.

use super::stats::Sums;
use domain::appointment::Appointment;
use domain::money::Money;
use domain::{AppointmentId, CompanyId};
use persistence::{Scope, StoreError};
use scheduling_core::time::Timestamp;
use std::collections::{BTreeMap, HashMap};

/// What comes back to a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refunded {
    pub amount: Money,
    pub percent: i64,
}

/// What was paid for an appointment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Paid {
    /// Whether all that the booking asks for is paid.
    pub in_full: bool,
}

/// Until when a time is held for its money; `None` where the company takes it itself, and the appointment is confirmed at
/// once.
pub(super) fn pay_until(
    _scope: &mut Scope<'_>,
    _company: CompanyId,
    _now: Timestamp,
) -> Result<Option<Timestamp>, StoreError> {
    Ok(None)
}

/// Begins the payment of a new appointment; answers where it is paid, where that is online.
pub(super) fn begin(
    _scope: &mut Scope<'_>,
    _appointment: &Appointment,
    _now: Timestamp,
) -> Result<Option<String>, StoreError> {
    Ok(None)
}

/// Gives that part of what was paid back; `None` where nothing comes back.
pub(super) fn refund(
    _scope: &mut Scope<'_>,
    _appointment: &Appointment,
    _percent: i64,
    _reason: &str,
    _now: Timestamp,
) -> Result<Option<Refunded>, StoreError> {
    Ok(None)
}

/// The payment moves along with its appointment.
pub(super) fn moved(
    _scope: &mut Scope<'_>,
    _appointment: &Appointment,
    _now: Timestamp,
) -> Result<(), StoreError> {
    Ok(())
}

/// A client was marked as not having come, or that was undone: what comes back follows once it can't be undone any more.
pub(super) fn marked(
    _scope: &mut Scope<'_>,
    _appointment: &Appointment,
    _now: Timestamp,
) -> Result<(), StoreError> {
    Ok(())
}

/// What was paid for each of these appointments.
pub(super) fn paid(
    _scope: &mut Scope<'_>,
    _appointments: &[AppointmentId],
) -> Result<HashMap<AppointmentId, Paid>, StoreError> {
    Ok(HashMap::new())
}

/// Adds what these appointments asked for, and what was paid and given back.
pub(super) fn sums(
    _scope: &mut Scope<'_>,
    appointments: &[Appointment],
    sums: &mut BTreeMap<String, Sums>,
) -> Result<(), StoreError> {
    for amount in appointments.iter().filter_map(|one| one.terms.amount_to_pay) {
        let sum = sums.entry(amount.currency().code().to_owned()).or_default();
        sum.booked = sum.booked.saturating_add(amount.amount());
    }
    Ok(())
}
