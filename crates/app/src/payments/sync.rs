//! Asking a provider about one payment: one step at a time, each begun in one transaction, done with none open, and settled
//! in another.

pub use super::asking::{Facts, PaymentTask, run};
use super::{give_back, locked};
use domain::access::Permit;
use domain::money::entry::{EntryKind, NewEntry};
use domain::money::plan::{self, SESSION_SECONDS, Step};
use domain::money::{Bill, Payment};
use domain::{AppointmentId, PaymentId, Refusal};
use persistence::store::{payment_entries as entries, payment_providers, payments as store};
use persistence::{DbError, Scope, StoreError, Tx};
use scheduling_core::time::Timestamp;

/// How long a worker leases a payment, in seconds: longer than a step can take.
pub(super) const LEASE: i64 = 90;
/// When to come back to a payment that another worker has leased, in seconds.
const LEASED: i64 = 2;
/// Steps of one run that ask nobody; there are never so many.
const STEPS: usize = 8;
/// When to look again at a page on which a client's money is on its way, in seconds.
const PROCESSING: i64 = 30;

/// What follows when money came for an appointment: it is confirmed, gets its time back, or is told that it can't. Whatever is
/// not kept goes back.
pub type Arrived<'a> = &'a dyn Fn(&mut Scope<'_>, AppointmentId, Timestamp) -> Result<(), StoreError>;

/// What to do next.
#[derive(Debug, Clone)]
pub enum NextStep {
    Nothing,
    /// Not before then: nothing is to be done, or another worker does it.
    Wait(Timestamp),
    Ask(Box<PaymentTask>),
}

/// Begins the next step; those that ask nobody are done at once.
///
/// # Errors
/// Failures of the database.
pub fn begin(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: PaymentId,
    now: Timestamp,
) -> Result<NextStep, StoreError> {
    let scope = &mut tx.scope(permit);
    let bill = match store::get(scope, id) {
        Err(StoreError::Refused(Refusal::NotFound { .. })) => return Ok(NextStep::Nothing),
        found => found?,
    };
    let mut bill = locked(scope, &bill.payment)?;
    if bill.payment.leased_until.is_some_and(|until| now < until) {
        return Ok(NextStep::Wait(now.plus_seconds(LEASED)));
    }
    for _ in 0..STEPS {
        let account = bill.account();
        let said = match plan::next(&bill.payment, &account, now) {
            Step::Nothing => return rest(scope, bill.payment, None, now),
            Step::Wait(at) => return rest(scope, bill.payment, Some(at), now),
            Step::StartSession { number, amount } => NewEntry {
                number,
                until: Some(now.plus_seconds(SESSION_SECONDS)),
                ..NewEntry::new(EntryKind::SessionStarted, amount)
            },
            Step::StartRefund { refund, number } => {
                let refunds = account.refunds();
                let Some(refund) = refunds.into_iter().find(|one| one.id == refund) else { break };
                NewEntry {
                    number,
                    refund: Some(refund.id),
                    charge: Some(refund.charge.clone()),
                    reason: refund.reason.clone(),
                    ..NewEntry::new(EntryKind::RefundPending, refund.amount)
                }
            }
            step => return lease(scope, bill, step, now),
        };
        bill.entries.extend(entries::append(scope, &bill.payment, &said, now)?);
    }
    Ok(NextStep::Wait(now.plus_seconds(1)))
}

/// Has the sweep come back then.
fn rest(
    scope: &mut Scope<'_>,
    payment: Payment,
    at: Option<Timestamp>,
    now: Timestamp,
) -> Result<NextStep, StoreError> {
    if payment.look_at != at {
        store::update(scope, &Payment { look_at: at, ..payment }, now)?;
    }
    Ok(at.map_or(NextStep::Nothing, NextStep::Wait))
}

fn lease(scope: &mut Scope<'_>, bill: Bill, step: Step, now: Timestamp) -> Result<NextStep, StoreError> {
    let id = bill.payment.provider.ok_or_else(|| DbError::other("a payment of no provider"))?;
    let account = payment_providers::find(scope, id)?;
    let account = account.ok_or_else(|| DbError::other("a payment of a provider that is not there"))?;
    let until = now.plus_seconds(LEASE);
    // A worker that dies is followed by the sweep. A report that comes from now on clears `looked_at`, and is not lost.
    let looked_at = if looks(&step) { Some(now) } else { bill.payment.looked_at };
    let leased = Payment { leased_until: Some(until), look_at: Some(until), looked_at, ..bill.payment };
    Ok(match store::update(scope, &leased, now)? {
        Some(payment) => {
            let bill = Bill { payment, ..bill };
            NextStep::Ask(Box::new(PaymentTask { bill, account, step, begun_at: now }))
        }
        None => NextStep::Wait(now.plus_seconds(1)),
    })
}

/// Whether a step shows all that the provider knows.
fn looks(step: &Step) -> bool {
    matches!(step, Step::Look | Step::MakeSession { .. })
}

/// Writes what a step brought, and what follows from it: money that came is told to its appointment, and what is above what
/// is asked for goes back, whether the client brought it or a bank. `facts` is `None` where the provider could not be asked. Answers
/// when to go on.
///
/// # Errors
/// Failures of the database; of `arrived`.
pub fn settle(
    tx: &mut Tx<'_>,
    permit: &Permit,
    task: &PaymentTask,
    facts: Option<&Facts>,
    arrived: Arrived<'_>,
    now: Timestamp,
) -> Result<NextStep, StoreError> {
    let scope = &mut tx.scope(permit);
    let payment = &task.bill.payment;
    let mut came = false;
    let mut is_news = false;
    for said in facts.map(|facts| facts.0.as_slice()).unwrap_or_default() {
        let new = entries::append(scope, payment, said, now)?;
        is_news |= new.is_some();
        came |= new.is_some_and(|entry| entry.said.kind == EntryKind::Paid);
    }
    // The appointment's lock comes before the payment's, here as everywhere.
    if came {
        arrived(scope, payment.appointment, now)?;
    }
    let bill = locked(scope, payment)?;
    if is_news {
        give_back(scope, &bill, now)?;
    }
    let bill = store::get(scope, payment.id)?;
    let failed = facts.is_none() && looks(&task.step);
    let looked_at = bill.payment.looked_at.filter(|_| !failed);
    let rested = Payment { leased_until: None, looked_at, ..bill.payment };
    let payment = store::update(scope, &rested, now)?.unwrap_or(rested);
    after(scope, task, Bill { payment, ..bill }, now)
}

/// What is next, and when.
fn after(
    scope: &mut Scope<'_>,
    task: &PaymentTask,
    bill: Bill,
    now: Timestamp,
) -> Result<NextStep, StoreError> {
    let next = plan::next(&bill.payment, &bill.account(), now);
    let at = match &next {
        Step::Nothing => return rest(scope, bill.payment, None, now),
        Step::Wait(at) => *at,
        // It could not be done, or the client's money is on its way: not at once again.
        same if *same == task.step => now.plus_seconds(PROCESSING),
        _ => now,
    };
    rest(scope, bill.payment, Some(at), now)
}
