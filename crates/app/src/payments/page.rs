//! Where clients pay: what their link leads to.

use domain::PaymentId;
use domain::access::Permit;
use domain::money::account::PaymentStatus;
use persistence::store::payments as store;
use persistence::{StoreError, Tx};
use scheduling_core::time::Timestamp;

/// What the client sees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Paying {
    /// They go on to the provider's page.
    Leads(String),
    /// The provider's page is being made.
    Awaited,
    Paid,
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
    let bill = store::get(&mut tx.scope(&Permit::guest(company)), id)?;
    let account = bill.account();
    if account.status() == PaymentStatus::Paid {
        return Ok(Paying::Paid);
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
