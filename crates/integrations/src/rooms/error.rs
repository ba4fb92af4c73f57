//! What can go wrong with a provider of rooms, in words for a coordinator.

use crate::outbound::{Failure, Forbidden};
use std::time::Duration;

/// Why a room was not made, changed or ended. No variant holds a secret or a URL.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RoomError {
    /// It may succeed later: the provider is down, slow, busy, or answers what can't be understood.
    #[error("{provider} could not be used just now: {reason}")]
    TryAgain {
        /// The provider's name.
        provider: &'static str,
        /// What happened.
        reason: String,
        /// How long the provider wants to be left alone, where it says so.
        after: Option<Duration>,
    },
    /// It will not succeed until somebody changes something.
    #[error("{provider} refused: {reason}")]
    Refused {
        /// The provider's name.
        provider: &'static str,
        /// What the provider says, or what is wrong with its address.
        reason: String,
    },
    /// The provider does not accept the credentials in the company's settings.
    #[error("{provider} does not accept the company's credentials: {reason}")]
    Credentials {
        /// The provider's name.
        provider: &'static str,
        /// What the provider says.
        reason: String,
    },
    /// The room that was to be changed does not exist any more; another can be made.
    #[error("the meeting no longer exists at {provider}")]
    Gone {
        /// The provider's name.
        provider: &'static str,
    },
    /// The HTTP client itself could not be made.
    #[error("rooms can't be made on this machine: {reason}")]
    Setup {
        /// The innermost cause.
        reason: String,
    },
}

impl RoomError {
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
                Self::refused(provider, "its address in the settings must begin with https://")
            }
            Failure::Forbidden(_) => Self::private(provider),
            Failure::Unreachable(reason) => Self::again(provider, format!("it can't be reached ({reason})")),
            Failure::TooLarge(most) => {
                Self::again(provider, format!("its answer is larger than {most} bytes"))
            }
        }
    }

    pub(super) fn private(provider: &'static str) -> Self {
        Self::refused(provider, "its address in the settings is not on the public internet")
    }
}
