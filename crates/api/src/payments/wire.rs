//! Payments on the wire.

use crate::wire::money::MoneyOut;
use domain::money::Bill;
use domain::money::account::{PaymentStatus, Refund, RefundStatus};
use domain::money::entry::Entry;
use http_kit::{InstantOut, wire_enum};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

wire_enum! {
    /// Who takes the money.
    pub(super) enum PaymentProviderName {
        /// The company itself.
        Offline = "offline",
        Stripe = "stripe",
    }
}

wire_enum! {
    /// How a payment stands.
    pub(super) enum PaymentStatusName {
        /// To be paid to the company itself.
        Due = "due",
        /// To be paid to the provider.
        Pending = "pending",
        Paid = "paid",
        PartlyRefunded = "partly_refunded",
        Refunded = "refunded",
        /// The provider refuses to take it.
        Failed = "failed",
        /// Nothing came, and nothing is asked for any more.
        Cancelled = "cancelled",
    }
}

wire_enum! {
    /// How a refund stands.
    pub(super) enum RefundStatusName {
        Pending = "pending",
        Succeeded = "succeeded",
        /// The last attempt failed. It is tried again, at least once a day, for about a week.
        Failed = "failed",
    }
}

impl From<PaymentStatus> for PaymentStatusName {
    fn from(status: PaymentStatus) -> Self {
        match status {
            PaymentStatus::Due => Self::Due,
            PaymentStatus::Pending => Self::Pending,
            PaymentStatus::Paid => Self::Paid,
            PaymentStatus::PartlyRefunded => Self::PartlyRefunded,
            PaymentStatus::Refunded => Self::Refunded,
            PaymentStatus::Failed => Self::Failed,
            PaymentStatus::Cancelled => Self::Cancelled,
        }
    }
}

impl From<RefundStatus> for RefundStatusName {
    fn from(status: RefundStatus) -> Self {
        match status {
            RefundStatus::Pending => Self::Pending,
            RefundStatus::Succeeded => Self::Succeeded,
            RefundStatus::Failed => Self::Failed,
        }
    }
}

/// What is to be paid for an appointment, what came, and what went back. Everything is computed from the entries.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Payment)]
pub(super) struct PaymentOut {
    id: Uuid,
    company_id: i64,
    /// The appointment's id.
    appointment: Uuid,
    /// What the booking asks for, whatever has been paid, given up or sent back since.
    amount: MoneyOut,
    /// What came, before refunds.
    paid: MoneyOut,
    /// What went back; never more than came.
    refunded: MoneyOut,
    provider: PaymentProviderName,
    status: PaymentStatusName,
    refunds: Vec<RefundOut>,
    /// In the order in which they were written; they never change.
    entries: Vec<EntryOut>,
    created_at: InstantOut,
}

/// Money that goes back.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Refund)]
struct RefundOut {
    id: Uuid,
    amount: MoneyOut,
    status: RefundStatusName,
    reason: Option<String>,
}

/// One entry of a payment's account.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PaymentEntry)]
struct EntryOut {
    id: Uuid,
    /// `charge`, `mark_paid`, `refund`, `dispute`
    kind: &'static str,
    amount: MoneyOut,
    /// How far it has come: of a charge `due`, `cancelled`, `started`, `pending`, `expired`, `failed`, `paid`; of a refund
    /// `pending`, `succeeded`, `failed`; of a dispute `opened`, `won`, `lost`.
    status: &'static str,
    at: InstantOut,
    /// What the provider calls it.
    provider_id: Option<String>,
}

impl From<Bill> for PaymentOut {
    fn from(bill: Bill) -> Self {
        let (amount, account) = (bill.amount(), bill.account());
        let Bill { payment, entries } = bill;
        let provider = if payment.provider.is_some() {
            PaymentProviderName::Stripe
        } else {
            PaymentProviderName::Offline
        };
        Self {
            id: payment.id.0,
            company_id: payment.company.0,
            appointment: payment.appointment.0,
            amount: amount.into(),
            paid: account.charged().into(),
            refunded: account.refunded().into(),
            provider,
            status: account.status().into(),
            refunds: account.refunds().map(RefundOut::from).collect(),
            entries: entries.into_iter().map(EntryOut::from).collect(),
            created_at: payment.created_at.into(),
        }
    }
}

impl From<&Refund> for RefundOut {
    fn from(refund: &Refund) -> Self {
        Self {
            id: refund.id,
            amount: refund.amount.into(),
            status: refund.status().into(),
            reason: refund.reason.clone(),
        }
    }
}

impl From<Entry> for EntryOut {
    fn from(entry: Entry) -> Self {
        Self {
            id: entry.id,
            kind: entry.said.kind.kind(),
            amount: entry.said.amount.into(),
            status: entry.said.kind.status(),
            at: entry.at.into(),
            provider_id: entry.said.provider_id,
        }
    }
}
