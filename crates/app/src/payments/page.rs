//! Where clients pay: what their link leads to.

use domain::PaymentId;
use domain::access::Permit;
use domain::appointment::AppointmentStatus;
use domain::money::account::PaymentStatus;
use persistence::store::{appointments, payments as store};
use persistence::{StoreError, Tx};
use scheduling_core::time::Timestamp;

/// The query of the link by which clients come back who have paid.
pub const PAID: &str = "paid";
/// The same of those who have not.
pub const BACK: &str = "back";

/// What the client sees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Paying {
    /// They go on to the provider's page.
    Leads(String),
    /// The provider's page is being made.
    Awaited,
    Paid,
    /// Something was paid for an appointment that was cancelled.
    Cancelled,
    /// The time to pay is over, or there is nothing to pay.
    Over,
    /// There is no such payment.
    Unknown,
}

/// What the link of a payment leads to.
///
/// # Errors
/// Failures of the database.
pub fn look(tx: &mut Tx<'_>, id: PaymentId, now: Timestamp) -> Result<Paying, StoreError> {
    let Some(company) = store::company_of(tx, id)? else { return Ok(Paying::Unknown) };
    let scope = &mut tx.scope(&Permit::guest(company));
    let bill = store::get(scope, id)?;
    let account = bill.account();
    if account.to_pay().is_zero() && !account.charged().is_zero() {
        let appointment = appointments::get(scope, bill.payment.appointment)?;
        return Ok(match (appointment.status, account.status()) {
            (AppointmentStatus::Cancelled, _) => Paying::Cancelled,
            (_, PaymentStatus::Paid) => Paying::Paid,
            _ => Paying::Over,
        });
    }
    if bill.payment.pay_until.is_none_or(|until| until <= now) || account.to_pay().is_zero() {
        return Ok(Paying::Over);
    }
    let open =
        account.sessions().filter(|session| session.is_live()).find_map(|session| session.open.clone());
    Ok(match (open, account.status()) {
        (Some(open), _) => Paying::Leads(open.link),
        (None, PaymentStatus::Failed) => Paying::Over,
        (None, _) => Paying::Awaited,
    })
}
