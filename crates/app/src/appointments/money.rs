//! What appointments ask of payments.

use domain::CompanyId;
use domain::appointment::Appointment;
use domain::money::Money;
use persistence::{Scope, StoreError};
use scheduling_core::time::Timestamp;

/// What comes back to a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refunded {
    pub amount: Money,
    pub percent: i64,
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
