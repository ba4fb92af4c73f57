//! Asking a provider one thing about a payment, with no transaction open, and what its answer says.

use super::at_provider::{PaymentFailure, Payments};
use super::page::{BACK, PAID};
use domain::money::account::RefundStatus;
use domain::money::entry::{EntryKind, NewEntry};
use domain::money::plan::Step;
use domain::money::{Bill, Money, PaymentProvider as Account};
use integrations::payments::{
    After, DisputeState, NewRefund, NewSession, OurRefund, PaymentError, Refund, Session, SessionState,
    Stripe,
};
use scheduling_core::time::Timestamp;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use uuid::Uuid;

/// A request to a provider, under a lease of its payment.
#[derive(Debug, Clone)]
pub struct PaymentTask {
    pub(super) bill: Bill,
    pub(super) account: Account,
    pub(super) step: Step,
    /// When the step was begun.
    pub(super) begun_at: Timestamp,
}

/// What a provider said: facts that are entries once they are known.
#[derive(Debug, Clone, Default)]
pub struct Facts(pub(super) Vec<NewEntry>);

/// Asks the provider, with no transaction open.
///
/// # Errors
/// [`PaymentFailure`] says whether to ask again.
pub async fn run(payments: &Payments, task: &PaymentTask) -> Result<Facts, PaymentFailure> {
    let stripe = payments.provider(&task.account)?;
    let payment = &task.bill.payment;
    match &task.step {
        Step::MakeSession { number, amount, until } => {
            let page = payments.back(&super::path(payment.id));
            let wanted = NewSession {
                payment: payment.id.0,
                number: *number,
                amount: *amount,
                title: payment.title.clone(),
                until: *until,
                paid_url: format!("{page}?{PAID}"),
                back_url: format!("{page}?{BACK}"),
            };
            task.make_session(&stripe, &wanted).await
        }
        Step::EndSession { number, id } => {
            let seen = stripe.end_session(id).await;
            task.of_page(*number, Money::zero(payment.currency), seen)
        }
        Step::MakeRefund { refund, number, charge, amount } => {
            let wanted = NewRefund {
                payment: payment.id.0,
                refund: *refund,
                number: *number,
                charge: charge.clone(),
                amount: *amount,
            };
            task.make_refund(&stripe, &wanted).await
        }
        _ => task.look(&stripe).await,
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
    async fn make_session(&self, stripe: &Stripe, wanted: &NewSession) -> Result<Facts, PaymentFailure> {
        match stripe.make_session(wanted).await {
            Ok(session) => self.of_session(wanted.number, wanted.amount, &session),
            Err(PaymentError::Refused { reason, .. }) => {
                let refused = NewEntry::new(EntryKind::SessionRefused, wanted.amount);
                Ok(Facts(vec![NewEntry { number: wanted.number, reason: Some(reason), ..refused }]))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// The same of a refund. It is looked for first: where nobody heard that it was made, asking for it again finds it for a day
    /// alone, and would make another one then.
    async fn make_refund(&self, stripe: &Stripe, wanted: &NewRefund) -> Result<Facts, PaymentFailure> {
        let mut facts = self.of_after(&wanted.charge, &stripe.after(&wanted.charge).await?);
        let is_there = |said: &NewEntry| {
            let open = said.number == wanted.number || said.kind != EntryKind::RefundFailed;
            said.refund == Some(wanted.refund) && open
        };
        if facts.iter().any(is_there) {
            return Ok(Facts(facts));
        }
        let said = match stripe.refund(wanted).await {
            Ok(made) => {
                let ours = Some(OurRefund { refund: wanted.refund, number: wanted.number });
                self.of_refund(&wanted.charge, &Refund { ours, ..made })
            }
            Err(PaymentError::Refused { reason, .. }) => refused(wanted, reason),
            Err(PaymentError::Gone { .. }) => refused(wanted, "it is not there".into()),
            Err(error) => return Err(error.into()),
        };
        facts.push(said);
        Ok(Facts(facts))
    }

    /// All that the provider knows of the payment.
    async fn look(&self, stripe: &Stripe) -> Result<Facts, PaymentFailure> {
        let account = self.bill.account();
        let mut facts = Facts::default();
        for page in account.sessions().filter(|page| page.is_live()) {
            let Some(open) = &page.open else { continue };
            let seen = stripe.session(&open.id).await;
            facts.0.extend(self.of_page(page.number, page.amount, seen)?.0);
        }
        let said = self.bill.entries.iter().map(|entry| &entry.said).chain(&facts.0);
        let paid = said.filter(|said| said.kind == EntryKind::Paid);
        let charges: BTreeSet<String> = paid.filter_map(|said| said.provider_id.clone()).collect();
        for charge in charges {
            let after = stripe.after(&charge).await?;
            facts.0.extend(self.of_after(&charge, &after));
        }
        Ok(facts)
    }

    /// What a page says, where it is there. One that is gone after its end has ended: nothing comes from it any more.
    fn of_page(
        &self,
        number: i64,
        amount: Money,
        seen: Result<Session, PaymentError>,
    ) -> Result<Facts, PaymentFailure> {
        match seen {
            Err(PaymentError::Gone { .. }) if self.is_over(number) => {
                Ok(Facts(vec![NewEntry { number, ..NewEntry::new(EntryKind::SessionEnded, amount) }]))
            }
            seen => self.of_session(number, amount, &seen?),
        }
    }

    /// Whether the time of a page is over.
    fn is_over(&self, number: i64) -> bool {
        let account = self.bill.account();
        let until = account.sessions().find(|page| page.number == number).and_then(|page| page.until);
        until.is_some_and(|until| until <= self.begun_at)
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

    fn of_after(&self, charge: &str, after: &After) -> Vec<NewEntry> {
        let same = |amount: Money| amount.currency() == self.bill.payment.currency;
        let refunds = after.refunds.iter().filter(|refund| same(refund.amount));
        let refunds = refunds.map(|refund| self.of_refund(charge, refund));
        let disputes = after.disputes.iter().filter(|dispute| same(dispute.amount)).flat_map(|dispute| {
            let kinds: &[EntryKind] = match dispute.state {
                DisputeState::Opened => &[EntryKind::DisputeOpened],
                DisputeState::Won => &[EntryKind::DisputeWon],
                DisputeState::Lost => &[EntryKind::DisputeLost],
            };
            kinds.iter().map(|kind| NewEntry {
                provider_id: Some(dispute.id.clone()),
                charge: Some(charge.to_owned()),
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
