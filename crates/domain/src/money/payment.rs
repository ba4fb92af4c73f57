//! The payment of one place in an appointment.

use super::account::Account;
use super::entry::{Entry, EntryKind};
use super::{Currency, Money};
use crate::access::Sealed;
use crate::ids::{AppointmentId, CompanyId, PaymentId, PaymentProviderId};
use crate::record::Metadata;
use scheduling_core::time::Timestamp;

/// A payment. What it comes to is in its entries alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    pub id: PaymentId,
    pub company: CompanyId,
    pub appointment: AppointmentId,
    /// Which of the appointment's places it pays: the first one.
    pub place: i64,
    pub currency: Currency,
    /// The account at the provider that takes it; `None` where the company takes it itself.
    pub provider: Option<PaymentProviderId>,
    /// What the client sees that they pay for.
    pub title: String,
    /// Until when the client can pay online; `None` where nothing is to be paid there.
    pub pay_until: Option<Timestamp>,
    /// When the provider was asked last for all that it knows; `None` where it has reported something since.
    pub looked_at: Option<Timestamp>,
    /// When somebody is to see what there is to do next.
    pub look_at: Option<Timestamp>,
    /// A worker asks the provider about it until then.
    pub leased_until: Option<Timestamp>,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// A payment with its entries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bill {
    pub payment: Payment,
    pub entries: Vec<Entry>,
}

impl Bill {
    /// What its entries come to.
    #[must_use]
    pub fn account(&self) -> Account {
        Account::of(self.payment.currency, self.payment.provider.is_some(), &self.entries)
    }

    /// What the booking asks for, whatever has been paid, given up or sent back since.
    #[must_use]
    pub fn amount(&self) -> Money {
        let first = self.entries.iter().find(|entry| entry.said.kind == EntryKind::Due);
        first.map_or(Money::zero(self.payment.currency), |entry| entry.said.amount)
    }

    /// What the booking asks for, and is not asked for any more.
    #[must_use]
    pub fn given_up(&self) -> Money {
        let given_up = self.amount().amount().saturating_sub(self.account().asked().amount());
        Money::new(given_up, self.payment.currency).unwrap_or(Money::zero(self.payment.currency))
    }

    /// Rises with each change of the payment, and with each entry.
    #[must_use]
    pub fn version(&self) -> i64 {
        let entries = i64::try_from(self.entries.len()).unwrap_or(i64::MAX);
        self.payment.version.saturating_add(entries)
    }
}

/// A company's account with a provider of payments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentProvider {
    pub id: PaymentProviderId,
    pub company: CompanyId,
    /// Whether its key moves real money; `None` where the key does not say.
    pub live: Option<bool>,
    /// Its key and the secret of its reports, sealed.
    pub credentials: Sealed,
    /// Whether new payments are made there.
    pub in_use: bool,
    pub metadata: Metadata,
}
