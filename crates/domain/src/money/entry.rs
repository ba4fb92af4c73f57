//! Entries of a payment's account: what was asked for, what came, and what went back. They are appended and never change.

use super::Money;
use scheduling_core::time::Timestamp;
use uuid::Uuid;

/// Makes the enum of kinds, and the names that are stored and sent.
macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident = $kind:literal, $status:literal;)*) => {
        /// What an entry says.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum EntryKind {
            $($(#[$doc])* $variant,)*
        }

        impl EntryKind {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// What it is about.
            #[must_use]
            pub fn kind(self) -> &'static str {
                match self { $(Self::$variant => $kind,)* }
            }

            /// How far that has come.
            #[must_use]
            pub fn status(self) -> &'static str {
                match self { $(Self::$variant => $status,)* }
            }
        }
    };
}

kinds! {
    /// So much more is asked for.
    Due = "charge", "due";
    /// So much less is asked for.
    Waived = "charge", "cancelled";
    /// The provider is about to be asked for a page on which the client pays.
    SessionStarted = "charge", "started";
    /// The page is there.
    SessionOpen = "charge", "pending";
    /// The page is closed, and nothing was paid there.
    SessionEnded = "charge", "expired";
    /// The provider refused to make the page.
    SessionRefused = "charge", "failed";
    /// The provider has the money.
    Paid = "charge", "paid";
    /// Somebody of the company says that the money came some other way.
    MarkedPaid = "mark_paid", "paid";
    /// Money is to go back.
    RefundPending = "refund", "pending";
    /// It went back.
    RefundSucceeded = "refund", "succeeded";
    /// An attempt to send it back failed.
    RefundFailed = "refund", "failed";
    /// The client's bank took it back, until somebody decides.
    DisputeOpened = "dispute", "opened";
    /// It came back to the company.
    DisputeWon = "dispute", "won";
    /// It stays with the client.
    DisputeLost = "dispute", "lost";
}

impl EntryKind {
    /// The kind of these names.
    #[must_use]
    pub fn named(kind: &str, status: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|one| one.kind() == kind && one.status() == status)
    }
}

/// What an entry says, before it has a place in the account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEntry {
    pub kind: EntryKind,
    pub amount: Money,
    /// The provider's name of what the entry is about.
    pub provider_id: Option<String>,
    /// Which page: they are numbered from 1. Of a refund, which attempt.
    pub number: i64,
    /// Which refund.
    pub refund: Option<Uuid>,
    /// What was paid that a refund or a dispute is about: the key of a charge.
    pub charge: Option<String>,
    /// Why money goes back.
    pub reason: Option<String>,
    /// Where the client pays.
    pub link: Option<String>,
    /// When the page closes.
    pub until: Option<Timestamp>,
}

impl NewEntry {
    /// An entry that says nothing but an amount.
    #[must_use]
    pub fn new(kind: EntryKind, amount: Money) -> Self {
        let (provider_id, refund, charge, reason, link, until) = (None, None, None, None, None, None);
        Self { kind, amount, provider_id, number: 0, refund, charge, reason, link, until }
    }

    /// What makes a fact of the provider another one: told again, it has the same key. `None` for what the product says itself,
    /// each time anew.
    #[must_use]
    pub fn key(&self) -> Option<String> {
        use EntryKind as K;
        let id = self.provider_id.as_deref().unwrap_or_default();
        let number = self.number;
        match self.kind {
            K::Due | K::Waived | K::MarkedPaid => None,
            K::SessionStarted | K::SessionOpen | K::SessionEnded | K::SessionRefused => {
                Some(format!("session:{number}:{}", self.kind.status()))
            }
            K::Paid => Some(format!("paid:{id}")),
            K::RefundPending | K::RefundSucceeded | K::RefundFailed => {
                let refund = self.refund.unwrap_or_default();
                Some(format!("refund:{refund}:{number}:{}:{id}", self.kind.status()))
            }
            K::DisputeOpened | K::DisputeWon | K::DisputeLost => {
                Some(format!("dispute:{id}:{}", self.kind.status()))
            }
        }
    }
}

/// An entry with its place in the account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub id: Uuid,
    pub at: Timestamp,
    pub said: NewEntry,
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn each_kind_is_found_by_its_own_names() {
        for kind in EntryKind::ALL {
            assert_eq!(EntryKind::named(kind.kind(), kind.status()), Some(*kind));
        }
        let names: HashSet<_> = EntryKind::ALL.iter().map(|kind| (kind.kind(), kind.status())).collect();
        assert_eq!(names.len(), EntryKind::ALL.len());
        assert_eq!(EntryKind::named("charge", "lost"), None);
    }
}
