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

/// One attempt at a refund: what was noted of it here, and what was seen of it at the provider.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Attempt {
    /// By the provider's id; what was noted of an answer alone has none.
    known: BTreeMap<Option<String>, Known>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Known {
    status: RefundStatus,
    /// When it was learnt.
    at: Timestamp,
}

impl Attempt {
    pub(super) fn add(&mut self, provider_id: Option<String>, status: RefundStatus, at: Timestamp) {
        let new = Known { status, at };
        let known = self.known.entry(provider_id).or_insert(new);
        // A refund may fail after it has succeeded, never the other way round.
        if status > known.status {
            *known = new;
        }
    }

    /// What counts: what was seen at the provider, before what was noted; and what succeeded there, before all else.
    fn counting(&self) -> Option<Known> {
        let weight = |status| match status {
            RefundStatus::Failed => 0,
            RefundStatus::Pending => 1,
            RefundStatus::Succeeded => 2,
        };
        let known = self.known.iter().max_by_key(|(id, known)| (id.is_some(), weight(known.status)));
        known.map(|(_, known)| *known)
    }

    /// How it stands.
    #[must_use]
    pub fn status(&self) -> RefundStatus {
        self.counting().map_or(RefundStatus::Pending, |known| known.status)
    }

    /// When that was learnt.
    #[must_use]
    pub fn since(&self) -> Option<Timestamp> {
        self.counting().map(|known| known.at)
    }

    /// Whether the provider is known to have it.
    #[must_use]
    pub fn is_at_provider(&self) -> bool {
        self.known.keys().any(Option::is_some)
    }
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
        if self.attempts.values().any(|attempt| attempt.status() == RefundStatus::Succeeded) {
            return RefundStatus::Succeeded;
        }
        self.attempts.values().next_back().map_or(RefundStatus::Pending, Attempt::status)
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
