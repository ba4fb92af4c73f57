//! What became of a message, recipient by recipient.

use super::Address;

/// What became of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Everybody whom it was to go to, in that order.
    pub recipients: Vec<Recipient>,
}

/// What became of a message to one recipient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient {
    /// Who.
    pub address: Address,
    /// What.
    pub outcome: Outcome,
}

/// How one recipient fared. Words are the server's, or ours where it said nothing: a single line of up to 300
/// characters without credentials, fit to be stored and shown to an administrator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The server has taken on to deliver it.
    Accepted {
        /// What it said, often the number of its queue.
        words: String,
    },
    /// It never will: trying again is of no use.
    Refused {
        /// Why.
        words: String,
    },
    /// The server refuses those who send, and not the recipient: the log-in, the sender, the relaying, or how much is sent.
    /// Somebody can put that right; to be tried again.
    NotFromUs {
        /// Why.
        words: String,
    },
    /// It may have been taken: the server had the whole message, and gave no answer. To be tried again.
    Unknown {
        /// Why.
        words: String,
    },
    /// Not now; the same may work later.
    Later {
        /// Why.
        words: String,
    },
}

impl Delivery {
    /// Those to whom it is worth trying again.
    #[must_use]
    pub fn to_retry(&self) -> Vec<Address> {
        let later = |recipient: &&Recipient| {
            matches!(
                recipient.outcome,
                Outcome::Later { .. } | Outcome::Unknown { .. } | Outcome::NotFromUs { .. }
            )
        };
        self.recipients.iter().filter(later).map(|recipient| recipient.address.clone()).collect()
    }
}
