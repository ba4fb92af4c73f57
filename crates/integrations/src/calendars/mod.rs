//! Calendars that people keep elsewhere, read as busy time.
//!
//! - [`feed`]: subscription addresses (`https`, `webcal`), fetched with every precaution.
//! - [`simulated`]: made up, for demonstrations; the same for ever.
//!
//! Fetching and reading are apart on purpose: a fetch happens outside any transaction and gives bytes;
//! reading (the crate `ical`) is pure, so the same bytes give the same busy time wherever and whenever they are read.

pub mod feed;
pub mod simulated;
mod uid;

pub use uid::{booking_of, mentioned, own_uid};

use crate::outbound::Body;
use async_trait::async_trait;

/// What a server said about the version that it gave last, to be given back to it on the next fetch, so that
/// it can answer "not modified" (RFC 9110, 13.1).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Validators {
    /// The `ETag` header, as it came.
    pub etag: Option<String>,
    /// The `Last-Modified` header, as it came.
    pub last_modified: Option<String>,
}

/// What a fetch came back with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// What was stored last time still holds.
    NotModified,
    /// A new version.
    Fetched {
        /// The calendar as it came; `ical::parse` reads it.
        body: Body,
        /// The `ETag` header, to be kept for the next fetch; none of another server's than the address names.
        etag: Option<String>,
        /// The `Last-Modified` header, likewise.
        last_modified: Option<String>,
    },
}

/// A place from which a calendar can be fetched.
#[async_trait]
pub trait Source: Send + Sync {
    /// Fetches the calendar, unless it is still the version that `known` describes.
    ///
    /// # Errors
    /// Says what went wrong in words that can be shown to the person whose calendar it is; they never contain
    /// credentials.
    async fn fetch(&self, known: &Validators) -> Result<Outcome, feed::FetchError>;
}
