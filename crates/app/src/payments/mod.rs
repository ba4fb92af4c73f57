//! Money for appointments: what is to be paid, what came, and what goes back.
//!
//! Bookings call [`begin`], [`refund`], [`cancel_unpaid`], [`moved`] and [`keep`] in their own transactions; none of these asks
//! anybody. What has to be asked of a provider follows from the entries (`domain::money::plan`), and [`sync`] asks it, one
//! step at a time, however often it is run.

mod at_provider;
pub mod page;
pub mod provider;
pub mod reports;
pub mod sync;
mod wake;

pub use at_provider::{PaymentFailure, Payments};
pub use wake::wake_due;

use crate::kit::page as checked;
use domain::access::Permit;
use domain::effect::{Due, Effect};
use domain::money::account::{PaymentStatus, RefundPart};
use domain::money::entry::{EntryKind, NewEntry};
use domain::money::plan::HOLD_SECONDS;
use domain::money::{Bill, Money, Payment, Percent, stripe};
use domain::{AppointmentId, PaymentId, Refusal};
use persistence::store::collection::Part;
use persistence::store::payments::{Filter, NewPayment};
use persistence::store::{payment_entries as entries, payment_providers, payments as store};
use persistence::{Scope, StoreError, Tx, outbox};
use scheduling_core::time::Timestamp;
use uuid::Uuid;

/// A payment that has begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Begun {
    pub payment: PaymentId,
    /// Until when the client can pay online, and the time is held; `None` where the company takes the money itself, so that
    /// the appointment is confirmed at once.
    pub pay_until: Option<Timestamp>,
}

/// Money that goes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RefundMade {
    pub amount: Money,
    pub percent: Percent,
}

/// Where the client pays, below the address of this server.
#[must_use]
pub fn path(payment: PaymentId) -> String {
    format!("/pay/{payment}")
}

/// Until when a time is held whose payment begins now; `None` where the company takes the money itself, so that the
/// appointment is confirmed at once.
///
/// # Errors
/// Failures of the database.
pub fn pay_until(scope: &mut Scope<'_>, now: Timestamp) -> Result<Option<Timestamp>, StoreError> {
    Ok(payment_providers::in_use(scope)?.map(|_| now.plus_seconds(HOLD_SECONDS)))
}

/// Asks for money for the first place of an appointment; `title` is what the client sees that they pay for. `None` where
/// there is nothing to pay.
///
/// # Errors
/// `Invalid` (`/payment_type`) for an amount that the company's provider can't carry.
pub fn begin(
    scope: &mut Scope<'_>,
    appointment: AppointmentId,
    to_pay: Money,
    title: &str,
    now: Timestamp,
) -> Result<Option<Begun>, StoreError> {
    if to_pay.is_zero() {
        return Ok(None);
    }
    let provider = payment_providers::in_use(scope)?.map(|provider| provider.id);
    if let (Some(_), Err(problem)) = (provider, stripe::units(to_pay)) {
        return Err(Refusal::invalid("/payment_type", problem.to_string()).into());
    }
    let pay_until = provider.map(|_| now.plus_seconds(HOLD_SECONDS));
    let new = NewPayment { appointment, currency: to_pay.currency(), provider, title, pay_until };
    let payment = store::insert(scope, &new, now)?;
    entries::append(scope, &payment, &NewEntry::new(EntryKind::Due, to_pay), now)?;
    ask_provider(scope, &payment, now)?;
    Ok(Some(Begun { payment: payment.id, pay_until }))
}

/// Has so much of what came go back; nothing is `None`. `reason` is shown.
///
/// # Errors
/// Failures of the database.
pub fn refund(
    scope: &mut Scope<'_>,
    appointment: AppointmentId,
    percent: Percent,
    reason: &str,
    now: Timestamp,
) -> Result<Option<RefundMade>, StoreError> {
    let Some(bill) = locked_of(scope, appointment)? else { return Ok(None) };
    let amount = bill.account().share(percent, step(&bill.payment));
    if amount.is_zero() {
        return Ok(None);
    }
    send_back(scope, &bill, amount, reason, now)?;
    Ok(Some(RefundMade { amount, percent }))
}

/// Asks for nothing more than has come: the page for paying is closed, and what comes all the same goes back in full.
///
/// # Errors
/// Failures of the database.
pub fn cancel_unpaid(
    scope: &mut Scope<'_>,
    appointment: AppointmentId,
    now: Timestamp,
) -> Result<(), StoreError> {
    let Some(bill) = locked_of(scope, appointment)? else { return Ok(()) };
    let left = bill.account().to_pay();
    if !left.is_zero() {
        entries::append(scope, &bill.payment, &NewEntry::new(EntryKind::Waived, left), now)?;
    }
    let over = Payment { pay_until: None, ..bill.payment };
    let payment = store::update(scope, &over, now)?.unwrap_or(over);
    ask_provider(scope, &payment, now)
}

/// Has the payment move along with its appointment, whose price is this now. What was paid counts; what came too much goes back.
/// Answers what is still to be paid.
///
/// # Errors
/// `Invalid` (`/start`) where the price is in another currency now, or one that the provider can't carry.
pub fn moved(
    scope: &mut Scope<'_>,
    appointment: AppointmentId,
    price: Money,
    now: Timestamp,
) -> Result<Money, StoreError> {
    let Some(bill) = locked_of(scope, appointment)? else { return Ok(Money::zero(price.currency())) };
    if price.currency() != bill.payment.currency {
        return Err(Refusal::invalid("/start", "the price is in another currency now").into());
    }
    if let (Some(_), Err(problem)) = (bill.payment.provider, stripe::units(price)) {
        return Err(Refusal::invalid("/start", problem.to_string()).into());
    }
    let Some(entry) = bill.account().reprice(price) else { return Ok(bill.account().to_pay()) };
    let bill = appended(scope, bill, &[entry], now)?;
    let account = bill.account();
    send_back(scope, &bill, account.excess(), "moved", now)?;
    let pay_until = match (bill.payment.provider, account.to_pay().is_zero()) {
        (Some(_), false) => Some(now.plus_seconds(HOLD_SECONDS)),
        _ => None,
    };
    let payment = Payment { pay_until, ..bill.payment };
    let payment = store::update(scope, &payment, now)?.unwrap_or(payment);
    ask_provider(scope, &payment, now)?;
    Ok(account.to_pay())
}

/// Keeps what came after it was given up: the appointment has its time again.
///
/// # Errors
/// Failures of the database.
pub fn keep(scope: &mut Scope<'_>, appointment: AppointmentId, now: Timestamp) -> Result<(), StoreError> {
    let Some(bill) = locked_of(scope, appointment)? else { return Ok(()) };
    let excess = bill.account().excess();
    if !excess.is_zero() {
        entries::append(scope, &bill.payment, &NewEntry::new(EntryKind::Due, excess), now)?;
    }
    Ok(())
}

/// The payments of these appointments.
///
/// # Errors
/// Failures of the database.
pub fn of_appointments(
    scope: &mut Scope<'_>,
    appointments: &[AppointmentId],
) -> Result<Vec<Bill>, StoreError> {
    store::of_appointments(scope, appointments)
}

/// A page of payments.
///
/// # Errors
/// `NotFound` where the company that was named is not there.
pub fn list(
    tx: &mut Tx<'_>,
    permit: &Permit,
    filter: &Filter,
    part: &Part<PaymentId>,
) -> Result<Vec<Bill>, StoreError> {
    let scope = &mut tx.scope(permit);
    let rows = store::list(scope, filter, part)?;
    checked(scope, rows)
}

/// One payment.
///
/// # Errors
/// `NotFound`.
pub fn get(tx: &mut Tx<'_>, permit: &Permit, id: PaymentId) -> Result<Bill, StoreError> {
    store::get(&mut tx.scope(permit), id)
}

/// Notes that the company has got the money.
///
/// # Errors
/// `NotFound`; `wrong-status` where nothing is due, or a provider takes it.
pub fn mark_paid(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: PaymentId,
    now: Timestamp,
) -> Result<Bill, StoreError> {
    let scope = &mut tx.scope(permit);
    let found = store::get(scope, id)?;
    let scope = &mut scope.for_company(found.payment.company)?;
    let bill = locked(scope, &found.payment)?;
    let account = bill.account();
    if account.status() != PaymentStatus::Due {
        let detail = format!("the payment is {}", account.status().name());
        return Err(Refusal::WrongState { slug: "wrong-status", detail }.into());
    }
    appended(scope, bill, &[NewEntry::new(EntryKind::MarkedPaid, account.to_pay())], now)
}

/// The multiples in which money goes back.
fn step(payment: &Payment) -> i64 {
    payment.provider.map_or(1, |_| stripe::step(payment.currency))
}

/// The payment of the first place as it is now, which nobody else changes before this transaction ends.
fn locked_of(scope: &mut Scope<'_>, appointment: AppointmentId) -> Result<Option<Bill>, StoreError> {
    let Some(bill) = store::of_appointment(scope, appointment)? else { return Ok(None) };
    locked(scope, &bill.payment).map(Some)
}

fn locked(scope: &mut Scope<'_>, payment: &Payment) -> Result<Bill, StoreError> {
    store::lock(scope, payment)?;
    store::get(scope, payment.id)
}

/// The bill with these entries; those that are known are left out.
fn appended(
    scope: &mut Scope<'_>,
    mut bill: Bill,
    said: &[NewEntry],
    now: Timestamp,
) -> Result<Bill, StoreError> {
    for said in said {
        bill.entries.extend(entries::append(scope, &bill.payment, said, now)?);
    }
    Ok(bill)
}

/// Has an amount go back, in parts where it came in parts.
fn send_back(
    scope: &mut Scope<'_>,
    bill: &Bill,
    amount: Money,
    reason: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let parts = bill.account().parts(amount);
    for part in &parts {
        entries::append(scope, &bill.payment, &begun(part, reason, now), now)?;
    }
    match parts.iter().any(|part| part.at_provider) {
        true => ask_provider(scope, &bill.payment, now),
        false => Ok(()),
    }
}

/// What the company itself sends back is there at once.
fn begun(part: &RefundPart, reason: &str, now: Timestamp) -> NewEntry {
    let kind = if part.at_provider { EntryKind::RefundPending } else { EntryKind::RefundSucceeded };
    let refund: Uuid = outbox::new_id(now).0;
    NewEntry {
        number: 1,
        refund: Some(refund),
        charge: Some(part.charge.clone()),
        reason: Some(reason.to_owned()),
        ..NewEntry::new(kind, part.amount)
    }
}

/// Has the provider asked soon, where there is one.
fn ask_provider(scope: &mut Scope<'_>, payment: &Payment, now: Timestamp) -> Result<(), StoreError> {
    if payment.provider.is_none() {
        return Ok(());
    }
    let due = Due { effect: Effect::SyncPayment { payment: payment.id }, at: now };
    store::wake(scope, payment, now)?;
    Ok(outbox::enqueue(scope, payment.company, &[due], now)?)
}
