//! What can go wrong with a feed, in words for the person whose calendar it is.

use crate::outbound::{Failure, Forbidden, Late};

/// Why a calendar was not fetched. No variant holds a URL, for URLs of calendars are secrets themselves; the
/// name of the host is all that is shown.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum FetchError {
    /// The address can't be used.
    #[error("the calendar's address can't be used: {reason}")]
    Address {
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The address, or one that it redirects to, lies in a network that must not be asked.
    #[error("{host} is not on the public internet; calendars are not fetched from private networks")]
    Private {
        /// The host.
        host: String,
    },
    /// A password would go there unencrypted.
    #[error("the password for {host} would be sent unencrypted: give an address that begins with https://")]
    Plain {
        /// The host.
        host: String,
    },
    /// There were too many redirects.
    #[error("the calendar's address redirects more than {most} times")]
    Redirects {
        /// The limit.
        most: usize,
    },
    /// The host could not be reached, or its certificate is not good.
    #[error("{host} can't be reached: {reason}")]
    Unreachable {
        /// The host.
        host: String,
        /// The innermost cause.
        reason: String,
    },
    /// The same where the address was given as `webcal`, which is read as `https`.
    #[error(
        "{host} can't be reached over TLS: {reason}. webcal:// is read as https://; where the server has no TLS, give the \
         address with http:// in place of webcal://"
    )]
    NoTls {
        /// The host.
        host: String,
        /// The innermost cause.
        reason: String,
    },
    /// It took too long.
    #[error("the calendar did not arrive within {seconds} seconds")]
    Timeout {
        /// The limit.
        seconds: f64,
    },
    /// The answer was neither the calendar nor "not modified".
    #[error("{host} answered with status {status}{}", hint(*.status))]
    Status {
        /// The host.
        host: String,
        /// The HTTP status.
        status: u16,
    },
    /// The calendar is too large.
    #[error(
        "the calendar is larger than {most} bytes. An administrator can set CALENDAR_MAX_BYTES higher; otherwise \
         leave old events out of what is shared"
    )]
    TooLarge {
        /// The limit.
        most: usize,
    },
    /// The client itself could not be made.
    #[error("calendars can't be fetched on this machine: {reason}")]
    Setup {
        /// The innermost cause.
        reason: String,
    },
}

/// What the most common statuses mean for the person who reads them.
fn hint(status: u16) -> &'static str {
    match status {
        401 | 403 => ": it wants other credentials",
        404 | 410 => ": there is no calendar at this address (any more)",
        429 => ": it was asked too often",
        500..=599 => ": it has a problem of its own",
        _ => "",
    }
}

impl FetchError {
    /// The error of an address that was given as `webcal`, or not.
    pub(super) fn of_webcal(self, was_webcal: bool) -> Self {
        match self {
            Self::Unreachable { host, reason } if was_webcal => Self::NoTls { host, reason },
            other => other,
        }
    }

    /// Why a host gave no answer.
    pub(crate) fn of(failure: Failure, host: String) -> Self {
        match failure {
            Failure::Forbidden(Forbidden::Scheme) => {
                Self::Address { reason: "only http, https and webcal can be fetched" }
            }
            Failure::Forbidden(Forbidden::Host) => Self::Address { reason: "it has no host" },
            Failure::Forbidden(Forbidden::Private) => Self::Private { host },
            Failure::Forbidden(Forbidden::Plain) => Self::Plain { host },
            Failure::Unreachable(reason) => Self::Unreachable { host, reason },
            Failure::TooLarge(most) => Self::TooLarge { most },
        }
    }
}

impl From<Late> for FetchError {
    fn from(Late(limit): Late) -> Self {
        Self::Timeout { seconds: limit.as_secs_f64() }
    }
}
