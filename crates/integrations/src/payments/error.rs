//! What can go wrong with a provider of payments.

use crate::outbound::{Failure, Forbidden};
use std::time::Duration;

/// Why a provider did not do it. No variant holds a secret or a URL.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PaymentError {
    /// It may succeed later, and may have been done all the same: ask again with the same key.
    #[error("{provider} could not be used just now: {reason}")]
    TryAgain {
        provider: &'static str,
        reason: String,
        /// How long the provider wants to be left alone, where it says so.
        after: Option<Duration>,
    },
    /// It was not done, and will not be.
    #[error("{provider} refused: {reason}")]
    Refused { provider: &'static str, reason: String },
    /// The provider does not accept the key in the company's settings.
    #[error("{provider} does not accept the company's key: {reason}")]
    Credentials { provider: &'static str, reason: String },
    /// There is no such thing at the provider.
    #[error("{provider} knows no such object")]
    Gone { provider: &'static str },
    /// The HTTP client itself could not be made.
    #[error("payments can't be taken on this machine: {reason}")]
    Setup { reason: String },
}

impl PaymentError {
    pub(super) fn again(provider: &'static str, reason: impl Into<String>) -> Self {
        Self::TryAgain { provider, reason: reason.into(), after: None }
    }

    pub(super) fn refused(provider: &'static str, reason: impl Into<String>) -> Self {
        Self::Refused { provider, reason: reason.into() }
    }

    /// Why a provider gave no answer.
    pub(super) fn of(provider: &'static str, failure: Failure) -> Self {
        match failure {
            Failure::Forbidden(Forbidden::Plain) => {
                Self::again(provider, "its address must begin with https://")
            }
            Failure::Forbidden(_) => Self::again(provider, "its address is not on the public internet"),
            Failure::Unreachable(reason) => Self::again(provider, format!("it can't be reached ({reason})")),
            Failure::TooLarge(most) => {
                Self::again(provider, format!("its answer is larger than {most} bytes"))
            }
        }
    }
}
