//! What can go wrong with a feed, in words for the person whose calendar it is.

use super::address::FeedAddress;
use super::addresses::Refused;
use std::error::Error;

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
    #[error("the calendar is larger than {most} bytes")]
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
    pub(crate) fn setup(error: &reqwest::Error) -> Self {
        Self::Setup { reason: innermost(error) }
    }

    /// Names an error of the HTTP client, without its URL.
    pub(crate) fn of_request(error: &reqwest::Error, address: &FeedAddress) -> Self {
        let mut causes = std::iter::successors(Some(error as &dyn Error), |&error| error.source());
        if causes.any(<dyn Error>::is::<Refused>) {
            return Self::Private { host: address.host() };
        }
        Self::Unreachable { host: address.host(), reason: innermost(error) }
    }
}

/// The text of the last cause; the outer ones repeat the URL.
fn innermost(error: &reqwest::Error) -> String {
    std::iter::successors(error.source(), |&error| error.source())
        .last()
        .map_or_else(|| "the request failed".to_owned(), ToString::to_string)
}
