//! What can go wrong with a CalDAV server, in words for the person whose calendar it is.

use crate::calendars::feed::FetchError;

/// Why a calendar was not read or written. As in [`FetchError`], hosts are all that is shown of addresses.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum CaldavError {
    /// The server could not be asked, or answered with a status that was not expected.
    #[error(transparent)]
    Fetch(#[from] FetchError),
    /// The server sends us to another one, to which the credentials do not belong.
    #[error(
        "the calendar's address leads to another server, {host}; credentials are not sent there: give an address on it"
    )]
    Elsewhere {
        /// The other server.
        host: String,
    },
    /// The answer is not what CalDAV says.
    #[error("{host} answered with something that is not CalDAV: {reason}")]
    Answer {
        /// The server.
        host: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// There is no calendar to be found from the address.
    #[error("there is no calendar with events at this address, and the server names none")]
    NoCalendar,
    /// There are several, and somebody has to say which is meant.
    #[error("there is more than one calendar at this address; give the address of one of them: {names}")]
    Several {
        /// Their names with their paths.
        names: String,
    },
    /// The calendar holds more than is read.
    #[error("the calendar holds more than {most} {what}")]
    TooMuch {
        /// The limit.
        most: usize,
        /// What it limits.
        what: &'static str,
    },
}

impl CaldavError {
    /// The status that the server answered with, where that was the error.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Fetch(FetchError::Status { status, .. }) => Some(*status),
            _ => None,
        }
    }

    /// Whether the same may go well a while later, with nothing done about it.
    #[must_use]
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Fetch(FetchError::Status { status, .. }) => {
                matches!(status, 408 | 409 | 412 | 423 | 425 | 429 | 500..=599)
            }
            Self::Fetch(
                FetchError::Unreachable { .. }
                | FetchError::NoTls { .. }
                | FetchError::Timeout { .. }
                | FetchError::Setup { .. },
            )
            | Self::Answer { .. } => true,
            _ => false,
        }
    }
}
