//! Asking a provider about one payment: one step at a time, each begun in one transaction, done with none open, and settled
//! in another.

use super::at_provider::{PaymentFailure, Payments};
use super::{locked, send_back};
use domain::access::Permit;
use domain::effect::{Due, Effect};
use domain::money::account::RefundStatus;
use domain::money::entry::{EntryKind, NewEntry};
use domain::money::plan::{self, SESSION_SECONDS, Step};
use domain::money::{Bill, Money, Payment, PaymentProvider as Account};
use domain::{AppointmentId, PaymentId, Refusal};
use integrations::payments::{
    After, Charge, DisputeState, NewRefund, NewSession, OurRefund, PaymentError, PaymentProvider, Refund,
    Session, SessionState,
};
use persistence::store::{payment_entries as entries, payment_providers, payments as store};
use persistence::{DbError, Scope, StoreError, Tx, outbox};
use scheduling_core::time::Timestamp;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// How long a worker leases a payment, in seconds: longer than a step can take.
pub(super) const LEASE: i64 = 90;
/// When to come back to a payment that another worker has leased, in seconds.
const LEASED: i64 = 2;
/// Steps of one run that ask nobody; there are never so many.
const STEPS: usize = 8;
/// When to look again at a page on which a client's money is on its way, in seconds.
const PROCESSING: i64 = 30;

/// Why money goes back that its appointment has no use for.
const NOT_KEPT: &str = "it came too late, or twice";

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

/// A request to a provider, under a lease of its payment.
#[derive(Debug, Clone)]
pub struct PaymentTask {
    bill: Bill,
    account: Account,
    step: Step,
}

/// What a provider said: facts that are entries once they are known.
#[derive(Debug, Clone, Default)]
pub struct Facts(Vec<NewEntry>);

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
            NextStep::Ask(Box::new(PaymentTask { bill, account, step }))
        }
        None => NextStep::Wait(now.plus_seconds(1)),
    })
}

/// Whether a step shows all that the provider knows.
fn looks(step: &Step) -> bool {
    matches!(step, Step::Look | Step::MakeSession { .. })
}

/// Asks the provider, with no transaction open.
///
/// # Errors
/// [`PaymentFailure`] says whether to ask again.
pub async fn run(payments: &Payments, task: &PaymentTask) -> Result<Facts, PaymentFailure> {
    let provider = payments.provider(&task.account)?;
    let payment = &task.bill.payment;
    match &task.step {
        Step::MakeSession { number, amount, until } => {
            let wanted = NewSession {
                payment: payment.id.0,
                number: *number,
                amount: *amount,
                title: payment.title.clone(),
                until: *until,
                back: payments.back(&super::path(payment.id)),
            };
            task.make_session(provider.as_ref(), &wanted).await
        }
        Step::EndSession { number, id } => {
            let session = provider.end_session(id).await?;
            task.of_session(*number, Money::zero(payment.currency), &session)
        }
        Step::MakeRefund { refund, number, charge, amount } => {
            let wanted = NewRefund {
                payment: payment.id.0,
                refund: *refund,
                number: *number,
                charge: charge.clone(),
                amount: *amount,
            };
            task.make_refund(provider.as_ref(), &wanted).await
        }
        _ => task.look(provider.as_ref()).await,
    }
}

fn refused(wanted: &NewRefund, reason: String) -> NewEntry {
    NewEntry {
        number: wanted.number,
        refund: Some(wanted.refund),
        charge: Some(wanted.charge.clone()),
        reason: Some(reason),
        ..NewEntry::new(EntryKind::RefundFailed, wanted.amount)
    }
}

impl PaymentTask {
    /// A page that is refused is a fact too: it is never made under that number.
    async fn make_session(
        &self,
        provider: &dyn PaymentProvider,
        wanted: &NewSession,
    ) -> Result<Facts, PaymentFailure> {
        match provider.make_session(wanted).await {
            Ok(session) => self.of_session(wanted.number, wanted.amount, &session),
            Err(PaymentError::Refused { reason, .. }) => {
                let refused = NewEntry::new(EntryKind::SessionRefused, wanted.amount);
                Ok(Facts(vec![NewEntry { number: wanted.number, reason: Some(reason), ..refused }]))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// The same of a refund.
    async fn make_refund(
        &self,
        provider: &dyn PaymentProvider,
        wanted: &NewRefund,
    ) -> Result<Facts, PaymentFailure> {
        match provider.refund(wanted).await {
            Ok(made) => {
                let ours = Some(OurRefund { refund: wanted.refund, number: wanted.number });
                Ok(Facts(vec![self.of_refund(&wanted.charge, &Refund { ours, ..made })]))
            }
            Err(PaymentError::Refused { reason, .. }) => Ok(Facts(vec![refused(wanted, reason)])),
            Err(PaymentError::Gone { .. }) => Ok(Facts(vec![refused(wanted, "it is not there".into())])),
            Err(error) => Err(error.into()),
        }
    }

    /// All that the provider knows of the payment.
    async fn look(&self, provider: &dyn PaymentProvider) -> Result<Facts, PaymentFailure> {
        let account = self.bill.account();
        let mut facts = Facts::default();
        for session in account.sessions().filter(|session| session.is_live()) {
            let Some(open) = &session.open else { continue };
            let seen = provider.session(&open.id).await?;
            facts.0.extend(self.of_session(session.number, session.amount, &seen)?.0);
        }
        let paid = self.bill.entries.iter().chain([]).map(|entry| &entry.said).chain(&facts.0);
        let paid = paid.filter(|said| said.kind == EntryKind::Paid);
        let charges: Vec<Charge> = paid
            .filter_map(|said| Some(Charge { id: said.provider_id.clone()?, amount: said.amount }))
            .collect();
        for charge in charges {
            let after = provider.after(&charge).await?;
            facts.0.extend(self.of_after(&charge, &after));
        }
        Ok(facts)
    }

    /// What a page says. One of another payment or of another mode is not believed.
    fn of_session(&self, number: i64, amount: Money, seen: &Session) -> Result<Facts, PaymentFailure> {
        let payment = &self.bill.payment;
        let other =
            |what: &str| Err(PaymentFailure::Contradiction(format!("the page {} is {what}", seen.id)));
        if seen.payment.is_some_and(|of| of != payment.id.0) {
            return other("of another payment");
        }
        if self.account.live.zip(seen.live).is_some_and(|(ours, theirs)| ours != theirs) {
            return other("of another mode");
        }
        let entry = |kind, amount| NewEntry {
            number,
            provider_id: Some(seen.id.clone()),
            ..NewEntry::new(kind, amount)
        };
        let mut said = Vec::new();
        if let Some(link) = &seen.link {
            said.push(NewEntry { link: Some(link.clone()), ..entry(EntryKind::SessionOpen, amount) });
        }
        if let Some(paid) = &seen.paid {
            if paid.amount.currency() != payment.currency {
                return other("in another currency");
            }
            let received = NewEntry::new(EntryKind::Paid, paid.amount);
            said.push(NewEntry { provider_id: Some(paid.id.clone()), ..received });
        }
        if seen.state == SessionState::Ended {
            said.push(entry(EntryKind::SessionEnded, amount));
        }
        Ok(Facts(said))
    }

    fn of_after(&self, charge: &Charge, after: &After) -> Vec<NewEntry> {
        let same = |amount: Money| amount.currency() == self.bill.payment.currency;
        let refunds = after.refunds.iter().filter(|refund| same(refund.amount));
        let refunds = refunds.map(|refund| self.of_refund(&charge.id, refund));
        let disputes = after.disputes.iter().filter(|dispute| same(dispute.amount)).flat_map(|dispute| {
            let kinds: &[EntryKind] = match dispute.state {
                DisputeState::Opened => &[EntryKind::DisputeOpened],
                DisputeState::Won => &[EntryKind::DisputeWon],
                DisputeState::Lost => &[EntryKind::DisputeLost],
            };
            kinds.iter().map(|kind| NewEntry {
                provider_id: Some(dispute.id.clone()),
                charge: Some(charge.id.clone()),
                ..NewEntry::new(*kind, dispute.amount)
            })
        });
        refunds.chain(disputes).collect()
    }

    /// What a refund says: one of ours, or one that somebody made at the provider.
    fn of_refund(&self, charge: &str, seen: &Refund) -> NewEntry {
        let account = self.bill.account();
        let ours = seen.ours.filter(|ours| account.refunds().any(|refund| refund.id == ours.refund));
        let ours = ours.unwrap_or(OurRefund { refund: foreign(&seen.id), number: 1 });
        let kind = match seen.status {
            RefundStatus::Pending => EntryKind::RefundPending,
            RefundStatus::Succeeded => EntryKind::RefundSucceeded,
            RefundStatus::Failed => EntryKind::RefundFailed,
        };
        let known = account.refunds().find(|refund| refund.id == ours.refund);
        let reason = match known {
            Some(known) => known.reason.clone(),
            None => Some("made at the provider".to_owned()),
        };
        NewEntry {
            number: ours.number,
            provider_id: Some(seen.id.clone()),
            refund: Some(ours.refund),
            charge: Some(charge.to_owned()),
            reason: seen.reason.clone().filter(|_| seen.status == RefundStatus::Failed).or(reason),
            ..NewEntry::new(kind, seen.amount)
        }
    }
}

/// The id here of a refund that was made elsewhere: the same one each time it is seen.
fn foreign(id: &str) -> Uuid {
    let digest = Sha256::new().chain_update("meridian: a provider's refund\0").chain_update(id).finalize();
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(digest).for_each(|(byte, from)| *byte = from);
    Uuid::from_bytes(bytes)
}

/// Writes what a step brought, and what follows from it: money that came is told to its appointment, and what is above what
/// is asked for goes back. `facts` is `None` where the provider could not be asked. Answers when to go on.
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
    for said in facts.map(|facts| facts.0.as_slice()).unwrap_or_default() {
        let new = entries::append(scope, payment, said, now)?;
        came |= new.is_some_and(|entry| entry.said.kind == EntryKind::Paid);
    }
    // The appointment's lock comes before the payment's, here as everywhere.
    if came {
        arrived(scope, payment.appointment, now)?;
    }
    let bill = locked(scope, payment)?;
    if came {
        give_back(scope, &bill, now)?;
    }
    let bill = store::get(scope, payment.id)?;
    let failed = facts.is_none() && looks(&task.step);
    let looked_at = bill.payment.looked_at.filter(|_| !failed);
    let rested = Payment { leased_until: None, looked_at, ..bill.payment };
    let payment = store::update(scope, &rested, now)?.unwrap_or(rested);
    after(scope, task, Bill { payment, ..bill }, now)
}

/// Has go back what is above what is asked for, and the client told.
fn give_back(scope: &mut Scope<'_>, bill: &Bill, now: Timestamp) -> Result<(), StoreError> {
    let excess = bill.account().excess();
    if excess.is_zero() {
        return Ok(());
    }
    send_back(scope, bill, excess, NOT_KEPT, now)?;
    let effect = Effect::TellMoneyReturned { payment: bill.payment.id, amount: excess.amount() };
    Ok(outbox::enqueue(scope, bill.payment.company, &[Due { effect, at: now }], now)?)
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
