//! How a payment, its refunds and the pages for paying it stand.

use super::Money;
use scheduling_core::time::Timestamp;
use std::collections::BTreeMap;
use uuid::Uuid;

/// How a payment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PaymentStatus {
    /// It is to be paid, to the company itself.
    Due,
    /// It is to be paid, to the provider.
    Pending,
    Paid,
    PartlyRefunded,
    Refunded,
    /// The provider refuses to take it.
    Failed,
    /// Nothing came, and nothing is asked for any more.
    Cancelled,
}

impl PaymentStatus {
    /// The name that is sent.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Due => "due",
            Self::Pending => "pending",
            Self::Paid => "paid",
            Self::PartlyRefunded => "partly_refunded",
            Self::Refunded => "refunded",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }
}

/// How a refund stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RefundStatus {
    Pending,
    Succeeded,
    /// The last attempt failed; another follows unless too many have.
    Failed,
}

impl RefundStatus {
    /// The name that is sent.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
        }
    }
}

/// Attempts at a refund before it is given up, over about a week.
pub const MOST_ATTEMPTS: i64 = 12;

/// One attempt at a refund.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    pub status: RefundStatus,
    /// The provider's id, once it is known.
    pub provider_id: Option<String>,
    /// When its status was last learnt.
    pub at: Timestamp,
}

/// Money that goes back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refund {
    pub id: Uuid,
    pub amount: Money,
    pub reason: Option<String>,
    /// The charge that it is a part of.
    pub charge: String,
    /// By number.
    pub attempts: BTreeMap<i64, Attempt>,
}

impl Refund {
    /// How it stands: one attempt that succeeded is enough.
    #[must_use]
    pub fn status(&self) -> RefundStatus {
        let mut attempts = self.attempts.values().rev();
        if self.attempts.values().any(|attempt| attempt.status == RefundStatus::Succeeded) {
            return RefundStatus::Succeeded;
        }
        attempts.next().map_or(RefundStatus::Pending, |last| last.status)
    }

    /// Whether nobody tries any more.
    #[must_use]
    pub fn is_given_up(&self) -> bool {
        let last = self.attempts.keys().next_back().copied().unwrap_or_default();
        self.status() == RefundStatus::Failed && last >= MOST_ATTEMPTS
    }
}

/// A page on which the client pays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    pub number: i64,
    pub amount: Money,
    pub until: Option<Timestamp>,
    /// The provider's id and where it is, once they are known.
    pub open: Option<OpenSession>,
    pub ended: bool,
    pub refused: bool,
}

/// A page that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenSession {
    pub id: String,
    pub link: String,
}

impl Session {
    /// Whether money may still come from it.
    #[must_use]
    pub fn is_live(&self) -> bool {
        !self.ended && !self.refused
    }
}
