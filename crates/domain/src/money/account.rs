//! The account of a payment: what its entries come to, in whatever order they came and however often.

use super::entry::{Entry, EntryKind, NewEntry};
pub use super::state::{Attempt, MOST_ATTEMPTS, OpenSession, PaymentStatus, Refund, RefundStatus, Session};
use super::{Currency, MAX_AMOUNT, Money, Percent, share};
use scheduling_core::time::Timestamp;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Money that came.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Charge {
    amount: i64,
    at_provider: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum DisputeState {
    Opened,
    Won,
    Lost,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Dispute {
    charge: String,
    amount: i64,
    state: DisputeState,
}

/// A part of a charge that is to go back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundPart {
    pub charge: String,
    pub amount: Money,
    /// Whether the provider has to send it.
    pub at_provider: bool,
}

/// What the entries of a payment come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    currency: Currency,
    online: bool,
    latest: Option<Timestamp>,
    due: i64,
    waived: i64,
    charges: BTreeMap<String, Charge>,
    refunds: BTreeMap<Uuid, Refund>,
    disputes: BTreeMap<String, Dispute>,
    sessions: BTreeMap<i64, Session>,
}

impl Account {
    /// The account of these entries; `online` where a provider takes the money.
    #[must_use]
    pub fn of(currency: Currency, online: bool, entries: &[Entry]) -> Self {
        let (charges, refunds, disputes, sessions) =
            (BTreeMap::new(), BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        let mut account =
            Self { currency, online, latest: None, due: 0, waived: 0, charges, refunds, disputes, sessions };
        for entry in entries.iter().filter(|entry| entry.said.amount.currency() == currency) {
            account.add(entry);
        }
        account
    }

    fn add(&mut self, entry: &Entry) {
        use EntryKind as K;
        let (said, amount) = (&entry.said, entry.said.amount.amount());
        self.latest = self.latest.max(Some(entry.at));
        match said.kind {
            K::Due => self.due = self.due.saturating_add(amount),
            K::Waived => self.waived = self.waived.saturating_add(amount),
            K::Paid | K::MarkedPaid => self.add_charge(entry),
            K::SessionStarted | K::SessionOpen | K::SessionEnded | K::SessionRefused => {
                self.add_session(said);
            }
            K::RefundPending => self.add_attempt(entry, RefundStatus::Pending),
            K::RefundSucceeded => self.add_attempt(entry, RefundStatus::Succeeded),
            K::RefundFailed => self.add_attempt(entry, RefundStatus::Failed),
            K::DisputeOpened => self.add_dispute(said, DisputeState::Opened),
            K::DisputeWon => self.add_dispute(said, DisputeState::Won),
            K::DisputeLost => self.add_dispute(said, DisputeState::Lost),
        }
    }

    fn add_charge(&mut self, entry: &Entry) {
        let at_provider = entry.said.kind == EntryKind::Paid;
        let key = match &entry.said.provider_id {
            Some(id) if at_provider => id.clone(),
            _ => entry.id.to_string(),
        };
        self.charges.entry(key).or_insert(Charge { amount: entry.said.amount.amount(), at_provider });
    }

    fn add_session(&mut self, said: &NewEntry) {
        let new = || Session {
            number: said.number,
            amount: said.amount,
            until: None,
            open: None,
            ended: false,
            refused: false,
        };
        let session = self.sessions.entry(said.number).or_insert_with(new);
        session.until = session.until.max(said.until);
        match (said.kind, &said.provider_id, &said.link) {
            (EntryKind::SessionOpen, Some(id), Some(link)) if session.open.is_none() => {
                session.open = Some(OpenSession { id: id.clone(), link: link.clone() });
            }
            (EntryKind::SessionEnded, ..) => session.ended = true,
            (EntryKind::SessionRefused, ..) => session.refused = true,
            _ => {}
        }
    }

    fn add_attempt(&mut self, entry: &Entry, status: RefundStatus) {
        let said = &entry.said;
        let (Some(id), Some(charge)) = (said.refund, said.charge.clone()) else { return };
        let (amount, reason) = (said.amount, said.reason.clone());
        let refund = self.refunds.entry(id);
        let refund =
            refund.or_insert_with(|| Refund { id, amount, reason, charge, attempts: BTreeMap::new() });
        refund.attempts.entry(said.number).or_default().add(said.provider_id.clone(), status, entry.at);
    }

    fn add_dispute(&mut self, said: &NewEntry, state: DisputeState) {
        let (Some(id), Some(charge)) = (said.provider_id.clone(), said.charge.clone()) else { return };
        let amount = said.amount.amount();
        let dispute = self.disputes.entry(id).or_insert(Dispute { charge, amount, state });
        dispute.state = dispute.state.max(state);
        dispute.amount = dispute.amount.max(amount);
    }

    fn money(&self, amount: i64) -> Money {
        let bounded = amount.clamp(0, MAX_AMOUNT);
        Money::new(bounded, self.currency).unwrap_or(Money::zero(self.currency))
    }

    /// When the last entry was written.
    #[must_use]
    pub fn latest(&self) -> Option<Timestamp> {
        self.latest
    }

    /// What is asked for, paid or not.
    #[must_use]
    pub fn asked(&self) -> Money {
        self.money(self.due.saturating_sub(self.waived))
    }

    /// What came, before refunds.
    #[must_use]
    pub fn charged(&self) -> Money {
        self.money(self.charges.values().map(|charge| charge.amount).fold(0, i64::saturating_add))
    }

    /// What is still to be paid.
    #[must_use]
    pub fn to_pay(&self) -> Money {
        self.money(self.asked().amount().saturating_sub(self.charged().amount()))
    }

    /// What went back: never more than came.
    #[must_use]
    pub fn refunded(&self) -> Money {
        self.sent_back(|refund| refund.status() == RefundStatus::Succeeded)
    }

    /// What went back, or is on its way: never more than came.
    #[must_use]
    pub fn given_back(&self) -> Money {
        self.sent_back(|refund| !refund.is_given_up())
    }

    /// What is there: what came, less what went or is on its way.
    #[must_use]
    pub fn held(&self) -> Money {
        self.money(self.charged().amount().saturating_sub(self.sent_back(|_| true).amount()))
    }

    /// What these refunds return, of each charge what it brought at most.
    fn sent_back(&self, counts: impl Fn(&Refund) -> bool) -> Money {
        let of_charge = |(key, charge): (&String, &Charge)| self.refunds_of(key, &counts).min(charge.amount);
        self.money(self.charges.iter().map(of_charge).fold(0, i64::saturating_add))
    }

    fn refunds_of(&self, charge: &str, counts: impl Fn(&Refund) -> bool) -> i64 {
        let refunds = self.refunds.values().filter(|refund| refund.charge == charge && counts(refund));
        refunds.map(|refund| refund.amount.amount()).fold(0, i64::saturating_add)
    }

    /// What of a charge a bank has taken back, or may.
    fn with_bank(&self, charge: &str) -> i64 {
        let disputes = self.disputes.values();
        let disputes = disputes.filter(|one| one.charge == charge && one.state != DisputeState::Won);
        disputes.map(|dispute| dispute.amount).fold(0, i64::saturating_add)
    }

    /// What can go back: what came, less what went, is on its way, or is with a bank. A refund that was given up counts as sent: it is
    /// made by hand.
    #[must_use]
    pub fn left(&self) -> Money {
        let left = self.charges.iter().map(|(key, charge)| self.left_of(key, charge));
        self.money(left.fold(0, i64::saturating_add))
    }

    fn left_of(&self, key: &str, charge: &Charge) -> i64 {
        let gone = self.refunds_of(key, |_| true).saturating_add(self.with_bank(key));
        charge.amount.saturating_sub(gone).max(0)
    }

    /// How the payment stands.
    #[must_use]
    pub fn status(&self) -> PaymentStatus {
        let (charged, refunded) = (self.charged(), self.refunded());
        if charged.is_zero() {
            return self.unpaid_status();
        }
        if refunded.amount() >= charged.amount() {
            return PaymentStatus::Refunded;
        }
        if !refunded.is_zero() {
            return PaymentStatus::PartlyRefunded;
        }
        if self.to_pay().is_zero() { PaymentStatus::Paid } else { self.unpaid_status() }
    }

    fn unpaid_status(&self) -> PaymentStatus {
        if self.to_pay().is_zero() {
            return PaymentStatus::Cancelled;
        }
        if !self.online {
            return PaymentStatus::Due;
        }
        let last = self.sessions.values().next_back();
        if last.is_some_and(|session| session.refused) {
            PaymentStatus::Failed
        } else {
            PaymentStatus::Pending
        }
    }

    /// Refunds, in the order in which they were asked for.
    pub fn refunds(&self) -> impl Iterator<Item = &Refund> {
        self.refunds.values()
    }

    /// Pages on which the client could pay, the first one first.
    pub fn sessions(&self) -> impl DoubleEndedIterator<Item = &Session> {
        self.sessions.values()
    }

    /// The keys of what the provider took.
    pub fn provider_charges(&self) -> impl Iterator<Item = &str> {
        self.charges.iter().filter(|(_, charge)| charge.at_provider).map(|(key, _)| key.as_str())
    }

    /// Whether a bank has taken back a charge, or may.
    #[must_use]
    pub fn is_disputed(&self, charge: &str) -> bool {
        self.disputes.values().any(|one| one.charge == charge && one.state != DisputeState::Won)
    }

    /// What so many per cent of what came are, as far as it can go back now; rounded to what the provider can carry. What came above
    /// what is asked for does not count: it goes back whole, as [`excess`](Self::excess). What a bank has taken meanwhile counts, and
    /// goes back once it is won, where [`forgone`](Self::forgone) is asked for no more.
    #[must_use]
    pub fn share(&self, percent: Percent, step: i64) -> Money {
        let granted = self.granted(percent, step).amount();
        let above = self.above(self.kept(percent, step)).amount();
        self.money(granted.min(above - above % step.max(1)))
    }

    /// How much less is asked for of what came, where so many per cent of it go back.
    #[must_use]
    pub fn forgone(&self, percent: Percent, step: i64) -> Money {
        self.money(self.counted().amount().saturating_sub(self.kept(percent, step).amount()))
    }

    /// What is kept where so many per cent of what came go back. What went back before is not kept.
    fn kept(&self, percent: Percent, step: i64) -> Money {
        let of_it = self.counted().amount().min(self.held().amount());
        self.money(of_it.saturating_sub(self.granted(percent, step).amount()))
    }

    /// What a percentage is of what came, whatever is left of it.
    fn granted(&self, percent: Percent, step: i64) -> Money {
        let counted = self.counted();
        share(counted, percent, step, counted).unwrap_or(Money::zero(self.currency))
    }

    /// What came of what is asked for.
    fn counted(&self) -> Money {
        self.money(self.charged().amount().min(self.asked().amount()))
    }

    /// What came, and is above what is asked for: it goes back. Less is asked for once a part of it is given back; so whatever comes
    /// afterwards, from the client or from a bank, is above it too.
    #[must_use]
    pub fn excess(&self) -> Money {
        self.above(self.asked())
    }

    /// What the company has above so much, and nobody sends back yet.
    fn above(&self, kept: Money) -> Money {
        self.money(self.left().amount().saturating_sub(kept.amount()))
    }

    /// The parts of charges of which a refund consists; together never more than is left.
    #[must_use]
    pub fn parts(&self, wanted: Money) -> Vec<RefundPart> {
        let mut missing = if wanted.currency() == self.currency { wanted.amount() } else { 0 };
        let mut parts = Vec::new();
        for (key, charge) in &self.charges {
            let amount = self.left_of(key, charge).min(missing);
            if amount > 0 {
                missing -= amount;
                let (charge, at_provider) = (key.clone(), charge.at_provider);
                parts.push(RefundPart { charge, amount: self.money(amount), at_provider });
            }
        }
        parts
    }
}

#[cfg(test)]
#[path = "account_tests.rs"]
mod tests;
