//! Single events: read, written, taken away, found by their `UID`.

use super::account::{Ask, Reply};
use super::error::CaldavError;
use super::multistatus::{href, notation};
use super::xml::{self, Element, Ns};
use super::{Collection, requests};
use reqwest::StatusCode;
use url::Url;

/// What must hold for an object to be written (RFC 9110, 13.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// There is none at that address.
    New,
    /// It is still this version.
    Version(String),
    /// Nothing: for servers that give no versions.
    Whatever,
}

/// What came of writing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Put {
    /// It is there, in this version where the server says one.
    Done {
        /// The `ETag` header.
        etag: Option<String>,
    },
    /// The condition does not hold: somebody else was faster.
    Conflict,
    /// The calendar has the event already, at another address (RFC 4791, 5.3.2.1: `no-uid-conflict`).
    Elsewhere,
}

/// What came of taking away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deleted {
    /// It is gone, or was already.
    Gone,
    /// It is another version by now.
    Conflict,
}

/// An object as it is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Its version, where the server gives one.
    pub etag: Option<String>,
    /// iCalendar.
    pub text: String,
}

impl Collection {
    /// The address of an object of that name in this calendar, for [`Collection::put`]. Whatever is not plain in the name
    /// is left out.
    #[must_use]
    pub fn href_of(&self, name: &str) -> String {
        let plain = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        let name: String = name.chars().filter(plain).collect();
        format!("{}/{name}", self.url.path().trim_end_matches('/'))
    }

    /// Reads one object; `None` where there is none.
    ///
    /// # Errors
    /// Whatever keeps the server from being asked.
    pub async fn get(&self, href: &str) -> Result<Option<Found>, CaldavError> {
        let ask = Ask::new("GET").header("accept", "text/calendar");
        let reply = self.account.send(&self.member(href)?, &ask).await?;
        match reply.status {
            StatusCode::OK => {
                let text = String::from_utf8_lossy(&reply.body).into_owned();
                Ok(Some(Found { etag: reply.etag.as_deref().map(strong), text }))
            }
            StatusCode::NOT_FOUND | StatusCode::GONE => Ok(None),
            status => Err(self.account.unexpected(status)),
        }
    }

    /// Writes one object.
    ///
    /// # Errors
    /// Whatever keeps the server from being asked; a condition that does not hold is none.
    pub async fn put(&self, href: &str, text: &str, condition: &Condition) -> Result<Put, CaldavError> {
        let mut ask = Ask::new("PUT").header("content-type", "text/calendar; charset=utf-8");
        ask = match condition {
            Condition::New => ask.header("if-none-match", "*"),
            Condition::Version(etag) => ask.header("if-match", etag.clone()),
            Condition::Whatever => ask,
        };
        text.clone_into(&mut ask.body);
        let reply = self.account.send(&self.member(href)?, &ask).await?;
        match reply.status {
            status if status.is_success() => Ok(Put::Done { etag: reply.etag.as_deref().map(strong) }),
            StatusCode::PRECONDITION_FAILED => Ok(Put::Conflict),
            // What was there is not: the version, or the whole object.
            StatusCode::NOT_FOUND | StatusCode::GONE if matches!(condition, Condition::Version(_)) => {
                Ok(Put::Conflict)
            }
            StatusCode::CONFLICT | StatusCode::FORBIDDEN if says_uid_conflict(&reply) => Ok(Put::Elsewhere),
            status => Err(self.account.unexpected(status)),
        }
    }

    /// Takes one object away, if it is still the version given.
    ///
    /// # Errors
    /// Whatever keeps the server from being asked; an object that is not there is none.
    pub async fn delete(&self, href: &str, etag: Option<&str>) -> Result<Deleted, CaldavError> {
        let mut ask = Ask::new("DELETE");
        if let Some(etag) = etag {
            ask = ask.header("if-match", etag);
        }
        let reply = self.account.send(&self.member(href)?, &ask).await?;
        match reply.status {
            StatusCode::NOT_FOUND | StatusCode::GONE => Ok(Deleted::Gone),
            StatusCode::PRECONDITION_FAILED => Ok(Deleted::Conflict),
            status if status.is_success() => Ok(Deleted::Gone),
            status => Err(self.account.unexpected(status)),
        }
    }

    /// The address of the object that holds the event of this `UID`, wherever in the calendar somebody has put it.
    ///
    /// # Errors
    /// Whatever keeps the server from being asked.
    pub async fn find(&self, uid: &str) -> Result<Option<String>, CaldavError> {
        let ask = Ask::xml("REPORT", "1", requests::by_uid(uid));
        let found = self.account.multistatus(&self.account.send(&self.url, &ask).await?)?;
        let mut hrefs = found.responses.iter().filter(|response| !response.is_gone());
        Ok(hrefs.find_map(|response| {
            let inside = self.member(response.url.as_str()).is_ok();
            inside.then(|| href(&response.url))
        }))
    }

    /// The address of an object, which must lie inside the calendar: what is written or deleted must never be the
    /// calendar itself, or anything beside it.
    fn member(&self, href: &str) -> Result<Url, CaldavError> {
        let url = self.account.resolve(&self.url, href)?;
        let (home, path) = (notation(self.url.path()), notation(url.path()));
        let inside = path.strip_prefix(home.trim_end_matches('/')).and_then(|rest| rest.strip_prefix('/'));
        match inside {
            // There are servers to which an escaped stroke is one.
            Some(name) if !name.is_empty() && !name.contains('/') && !name.contains("%2F") => Ok(url),
            _ => Err(self.account.strange("an event lies outside of its calendar")),
        }
    }
}

/// A version to compare with, which must be a strong one (RFC 9110, 13.1.1). Servers that compress weaken those that they
/// give out and accept them as they were.
fn strong(etag: &str) -> String {
    etag.strip_prefix("W/").unwrap_or(etag).to_owned()
}

fn says_uid_conflict(reply: &Reply) -> bool {
    let conflict = |root: Element| root.child(Ns::Caldav, "no-uid-conflict").is_some();
    xml::parse(&reply.body).is_ok_and(conflict)
}
