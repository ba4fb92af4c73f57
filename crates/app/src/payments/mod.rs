//! Money for appointments: what is to be paid, what came, and what goes back.
//!
//! Bookings call [`begin_with`], [`refund`], [`cancel`], [`give_up`] and [`keep`] in their own transactions; none of these asks
//! anybody. What has to be asked of a provider follows from the entries (`domain::money::plan`), and [`sync`] asks it, one
//! step at a time, however often it is run.

mod asking;
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
use domain::appointment::Appointment;
use domain::effect::{Due, Effect};
use domain::money::account::{PaymentStatus, RefundPart};
use domain::money::entry::{EntryKind, NewEntry};
use domain::money::plan::HOLD_SECONDS;
use domain::money::{Bill, Money, Payment, Percent, stripe};
use domain::{AppointmentId, PaymentId, PaymentProviderId, Refusal};
use persistence::store::appointments::AppointmentKeys;
use persistence::store::collection::Part;
use persistence::store::payments::{Filter, NewPayment};
use persistence::store::{payment_entries as entries, payment_providers, payments as store};
use persistence::{Scope, StoreError, Tx, Writes, outbox};
use scheduling_core::time::Timestamp;
use uuid::Uuid;

/// Why money goes back that is above what is asked for: it came too late or twice, or came back from a bank.
const NOT_KEPT: &str = "more was paid than is kept";

/// How a payment is taken online.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Online {
    provider: PaymentProviderId,
    /// Until when the client can pay, and the time is held.
    pub pay_until: Timestamp,
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

/// How a payment is taken that begins now; `None` where the company takes the money itself, so that the appointment is confirmed
/// at once.
///
/// # Errors
/// Failures of the database.
pub fn online(scope: &mut Scope<'_>, now: Timestamp) -> Result<Option<Online>, StoreError> {
    let pay_until = now.plus_seconds(HOLD_SECONDS);
    Ok(payment_providers::in_use(scope)?.map(|provider| Online { provider: provider.id, pay_until }))
}

/// Refuses an amount that can't be taken so.
///
/// # Errors
/// `Invalid` (`/payment_type`) for one that the company's provider can't carry.
pub fn require_carried(to_pay: Money, online: Option<Online>) -> Result<(), Refusal> {
    match (online, stripe::units(to_pay)) {
        (Some(_), Err(problem)) => Err(Refusal::invalid("/payment_type", problem.to_string())),
        _ => Ok(()),
    }
}

/// What is asked for a new appointment.
#[derive(Debug, Clone, Copy)]
pub struct Asking<'a> {
    pub appointment: &'a Appointment,
    pub to_pay: Money,
    pub online: Option<Online>,
}

/// Has money asked for the first place of an appointment; `None` where there is nothing to pay.
///
/// # Errors
/// Failures of the database.
pub fn begin_with(
    writes: &mut Writes,
    asking: &Asking<'_>,
    now: Timestamp,
) -> Result<Option<PaymentId>, StoreError> {
    let Asking { appointment, to_pay, online } = *asking;
    if to_pay.is_zero() {
        return Ok(None);
    }
    let (provider, pay_until) = online.map(|online| (online.provider, online.pay_until)).unzip();
    let title = &appointment.terms.service_name;
    let new =
        NewPayment { appointment: appointment.id, currency: to_pay.currency(), provider, title, pay_until };
    let payment = store::insert_with(writes, appointment.company, &new, now)?;
    entries::begin_with(writes, &payment, &NewEntry::new(EntryKind::Due, to_pay), now);
    if provider.is_some() {
        outbox::enqueue_with(writes, payment.company, &[asking_about(&payment, now)], now);
    }
    Ok(Some(payment.id))
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
    let Some(bill) = store::locked_of(scope, appointment)? else { return Ok(None) };
    let amount = share(&bill, percent);
    let less = bill.account().forgone(percent, step(&bill.payment));
    let bill = asking_less(scope, bill, &[less], now)?;
    send_back(scope, &bill, amount, reason, now)?;
    ask_provider(scope, &bill.payment, now)?;
    Ok((!amount.is_zero()).then_some(RefundMade { amount, percent }))
}

/// The same for an appointment that is cancelled: nothing more is asked for than is kept of what has come, the page for paying is
/// closed, and what comes all the same goes back in full.
///
/// # Errors
/// Failures of the database.
pub fn cancel(
    scope: &mut Scope<'_>,
    appointment: AppointmentId,
    percent: Percent,
    reason: &str,
    now: Timestamp,
) -> Result<Option<RefundMade>, StoreError> {
    let Some(bill) = store::locked_of(scope, appointment)? else { return Ok(None) };
    let account = bill.account();
    let amount = share(&bill, percent);
    let less = [account.to_pay(), account.forgone(percent, step(&bill.payment))];
    let bill = asking_less(scope, bill, &less, now)?;
    let bill = closed(scope, bill, now)?;
    send_back(scope, &bill, amount, reason, now)?;
    ask_provider(scope, &bill.payment, now)?;
    Ok((!amount.is_zero()).then_some(RefundMade { amount, percent }))
}

/// Nothing is asked for any more, because the money did not come in time: the page for paying is closed, and whatever came or comes
/// goes back in full, which the client is told.
///
/// # Errors
/// Failures of the database.
pub fn give_up(
    scope: &mut Scope<'_>,
    appointment: AppointmentId,
    now: Timestamp,
) -> Result<Option<RefundMade>, StoreError> {
    let Some(bill) = store::locked_of(scope, appointment)? else { return Ok(None) };
    let asked = bill.account().asked();
    let bill = asking_less(scope, bill, &[asked], now)?;
    let bill = closed(scope, bill, now)?;
    let amount = give_back(scope, &bill, now)?;
    if amount.is_zero() {
        ask_provider(scope, &bill.payment, now)?;
    }
    Ok((!amount.is_zero()).then_some(RefundMade { amount, percent: Percent::ALL }))
}

/// Keeps what came after it was given up: the appointment has its time again.
///
/// # Errors
/// Failures of the database.
pub fn keep(scope: &mut Scope<'_>, appointment: AppointmentId, now: Timestamp) -> Result<(), StoreError> {
    let Some(bill) = store::locked_of(scope, appointment)? else { return Ok(()) };
    let again = bill.given_up();
    if !again.is_zero() {
        entries::append(scope, &bill.payment, &NewEntry::new(EntryKind::Due, again), now)?;
    }
    Ok(())
}

/// The payments of these appointments.
///
/// # Errors
/// Failures of the database.
pub fn of_appointments(scope: &mut Scope<'_>, keys: &AppointmentKeys) -> Result<Vec<Bill>, StoreError> {
    store::of_appointments(scope, keys)
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

/// Whether all that the booking of an appointment asks for is there.
///
/// # Errors
/// Failures of the database.
pub fn is_covered(scope: &mut Scope<'_>, appointment: &Appointment) -> Result<bool, StoreError> {
    let bill = of_one(&mut scope.everybodys(), appointment)?;
    Ok(bill.is_some_and(|bill| bill.account().held().amount() >= bill.amount().amount()))
}

/// What is to be paid for an appointment, where something is.
///
/// # Errors
/// Failures of the database.
pub fn of_one(scope: &mut Scope<'_>, appointment: &Appointment) -> Result<Option<Bill>, StoreError> {
    let keys = [(appointment.company, appointment.id)].into_iter().collect();
    Ok(of_appointments(scope, &keys)?.into_iter().next())
}

/// What [`cancel`] would send back now; nothing is `None`.
///
/// # Errors
/// Failures of the database.
pub fn would_refund(
    scope: &mut Scope<'_>,
    appointment: &Appointment,
    percent: Percent,
) -> Result<Option<RefundMade>, StoreError> {
    let amount =
        of_one(scope, appointment)?.map(|bill| share(&bill, percent)).filter(|amount| !amount.is_zero());
    Ok(amount.map(|amount| RefundMade { amount, percent }))
}

/// What so many per cent of what came are, as far as it can go back.
#[must_use]
pub fn share(bill: &Bill, percent: Percent) -> Money {
    bill.account().share(percent, step(&bill.payment))
}

/// The multiples in which money goes back.
fn step(payment: &Payment) -> i64 {
    payment.provider.map_or(1, |_| stripe::step(payment.currency))
}

/// The payment as it is now, which nobody else changes before this transaction ends.
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

/// So much less is asked for.
fn asking_less(
    scope: &mut Scope<'_>,
    bill: Bill,
    less: &[Money],
    now: Timestamp,
) -> Result<Bill, StoreError> {
    let less = less.iter().filter(|less| !less.is_zero());
    let said: Vec<NewEntry> = less.map(|less| NewEntry::new(EntryKind::Waived, *less)).collect();
    appended(scope, bill, &said, now)
}

/// The page for paying is closed.
fn closed(scope: &mut Scope<'_>, bill: Bill, now: Timestamp) -> Result<Bill, StoreError> {
    let closed = Payment { pay_until: None, ..bill.payment };
    let payment = store::update(scope, &closed, now)?.unwrap_or(closed);
    Ok(Bill { payment, ..bill })
}

/// Has an amount go back, in parts where it came in parts. Who has the provider asked is the caller.
fn send_back(
    scope: &mut Scope<'_>,
    bill: &Bill,
    amount: Money,
    reason: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    for part in &bill.account().parts(amount) {
        entries::append(scope, &bill.payment, &begun(part, reason, now), now)?;
    }
    Ok(())
}

/// Has go back what is above what is asked for, and the client told; answers how much that is.
fn give_back(scope: &mut Scope<'_>, bill: &Bill, now: Timestamp) -> Result<Money, StoreError> {
    let excess = bill.account().excess();
    if excess.is_zero() {
        return Ok(excess);
    }
    send_back(scope, bill, excess, NOT_KEPT, now)?;
    ask_provider(scope, &bill.payment, now)?;
    let effect = Effect::TellMoneyReturned { payment: bill.payment.id, amount: excess.amount() };
    outbox::enqueue(scope, bill.payment.company, &[Due { effect, at: now }], now)?;
    Ok(excess)
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
    store::wake(scope, payment, now)?;
    Ok(outbox::enqueue(scope, payment.company, &[asking_about(payment, now)], now)?)
}

fn asking_about(payment: &Payment, now: Timestamp) -> Due {
    Due { effect: Effect::SyncPayment { payment: payment.id }, at: now }
}
