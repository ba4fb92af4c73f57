//! Calendars on CalDAV servers (RFC 4791), read and written.
//!
//! A person gives an address and credentials. The address may be a calendar's own, that of a server or of anything in
//! between: [`Account::only_calendar`] finds the calendar (RFC 6764, RFC 5397). [`Collection::changes`] tells what has
//! changed since the last time (RFC 6578, and by comparing ETags where a server knows no better);
//! [`Collection::put`] and [`Collection::delete`] write single events, never over what somebody else wrote meanwhile.
//!
//! Everything about the other side is distrusted as in [`feed`](crate::calendars::feed), whose client makes the requests:
//! only public addresses, limits of time and size on every request, XML without entities and bounded in every
//! direction. Credentials go to the server that they were given for and to no other, and appear in no error.

mod account;
mod discovery;
mod error;
mod event;
mod merge;
mod multistatus;
mod objects;
mod requests;
mod sync;
mod unread;
mod xml;

pub use account::{Account, CaldavClient, Login};
pub use discovery::CalendarInfo;
pub use error::CaldavError;
pub use event::Event;
pub use objects::{Condition, Deleted, Found, Put};
pub use sync::{Changes, Known, Object};
pub use unread::Unread;

use url::Url;

/// One calendar on a server.
#[derive(Debug, Clone)]
pub struct Collection {
    account: Account,
    url: Url,
}

impl Collection {
    /// Where it is, to be given to [`Account::collection`] the next time.
    #[must_use]
    pub fn url(&self) -> &str {
        self.url.as_str()
    }
}
