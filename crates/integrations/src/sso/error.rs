//! What can go wrong with a log-in provider. The texts are for the log: nothing of a provider's answer is shown to the user who
//! wants to log in, and no secret is in them.

use crate::outbound::Failure;

/// Why a provider did not say who somebody is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SsoError {
    /// It can't be reached, takes too long, or has a problem of its own: trying again may help.
    #[error("the provider at {host} can't be asked: {reason}")]
    Unreachable {
        /// Its host.
        host: String,
        /// The innermost cause.
        reason: String,
    },
    /// It, or something that it names, lies where nothing is asked.
    #[error("the provider's address can't be used: {reason}")]
    Address {
        /// What is wrong with it.
        reason: &'static str,
    },
    /// It answered, but not as the standard says, or not truthfully.
    #[error("the provider's answer can't be accepted: {reason}")]
    Answer {
        /// What is wrong with it.
        reason: String,
    },
    /// It does not accept the code, or us: the code of RFC 6749, section 5.2.
    #[error("the provider refuses: {code}")]
    Refused {
        /// For example `invalid_grant`.
        code: String,
    },
}

impl SsoError {
    #[expect(clippy::needless_pass_by_value, reason = "errors are handed over by value, by `map_err`")]
    pub(super) fn answer(reason: impl ToString) -> Self {
        Self::Answer { reason: reason.to_string() }
    }

    /// Why a provider gave no answer.
    pub(super) fn of(failure: Failure, host: &str) -> Self {
        match failure {
            Failure::Forbidden(_) => Self::Address { reason: super::PRIVATE },
            Failure::Unreachable(reason) => Self::Unreachable { host: host.to_owned(), reason },
            Failure::TooLarge(_) => Self::answer("it is too large"),
        }
    }
}
