//! What has changed in a calendar since it was read last.

use super::account::{Ask, Reply};
use super::error::CaldavError;
use super::multistatus::{Multistatus, Response, plain};
use super::xml::{Element, Ns};
use super::{Collection, requests};
use crate::calendars::feed::FetchError;
use crate::outbound::Room;
use reqwest::StatusCode;
use std::collections::{BTreeMap, HashMap};

/// Texts that are asked for at once.
const BATCH: usize = 100;
/// Entries of a list that are asked for at once where the whole list is too large for one answer.
const PAGE: usize = 1_000;
/// Pages of a list, at most.
const PAGES: usize = 1_000;
/// Objects of a calendar, at most.
const OBJECTS: usize = 50_000;
/// Bytes of all texts that one reading fetches, at most: several times what the most industrious write in ten years.
const BYTES: usize = 100 << 20;

const INCOMPLETE: &str = "the list of its events is incomplete";

/// What is known of a calendar from the last reading.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// What the server called its state then.
    pub token: Option<String>,
    /// The version of each object, by its address.
    pub etags: HashMap<String, String>,
}

/// A calendar object: an event, with the exceptions of its series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Object {
    /// Its address on the server: a path.
    pub href: String,
    /// Its version; empty where the server gives none.
    pub etag: String,
    /// iCalendar.
    pub text: String,
}

/// What brings the known state up to date.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// New, or new versions.
    pub changed: Vec<Object>,
    /// No longer there.
    pub removed: Vec<String>,
    /// What the server calls the state now; `None` where it has no name for it.
    pub token: Option<String>,
    /// The memory that the texts take.
    pub room: Room,
}

/// The members of a calendar that were named, with their versions; `None` for those that are gone.
type Listed = BTreeMap<String, Option<String>>;

/// A server answered with a status that says it can't do this, or not from where it was asked to begin.
enum Listing {
    Done { listed: Listed, token: Option<String>, whole: bool },
    Refused,
}

impl Collection {
    /// Reads what has changed. Where the server no longer knows the token, or never knew any, everything is listed and
    /// compared, and only what is new is fetched.
    ///
    /// # Errors
    /// Whatever keeps the server from being asked, or makes its answer incomplete: what is returned is all.
    pub async fn changes(&self, known: &Known) -> Result<Changes, CaldavError> {
        self.account.bounded(self.compare(known)).await
    }

    async fn compare(&self, known: &Known) -> Result<Changes, CaldavError> {
        let (listed, token, whole) = self.list(known.token.as_deref()).await?;
        let mut changes = Changes { token, ..Changes::default() };
        let mut wanted = Vec::new();
        for (href, etag) in &listed {
            match (etag, known.etags.get(href)) {
                (None, Some(_)) => changes.removed.push(href.clone()),
                (None, None) => {}
                // A server without versions can't say that nothing has changed.
                (Some(new), Some(old)) if new == old && !new.is_empty() => {}
                (Some(_), _) => wanted.push(href.clone()),
            }
        }
        if whole {
            let gone = known.etags.keys().filter(|href| !listed.contains_key(*href));
            changes.removed.extend(gone.cloned());
        }
        self.fetch(wanted, known, &mut changes).await?;
        changes.removed.sort_unstable();
        Ok(changes)
    }

    /// Lists members by the best means that the server knows: changes since the token, everything with a token, or
    /// everything.
    async fn list(&self, token: Option<&str>) -> Result<(Listed, Option<String>, bool), CaldavError> {
        // A server that has forgotten a token says so with a status that others have other meanings for: each refusal
        // leads to the next means, and the last one's is the error.
        for token in token.into_iter().chain([""]) {
            if let Listing::Done { listed, token, whole } = self.sync_collection(token).await? {
                return Ok((listed, token, whole));
            }
        }
        let ask = Ask::xml("PROPFIND", "1", requests::VERSIONS.to_owned());
        let all = self.account.multistatus(&self.account.send(&self.url, &ask).await?)?;
        let mut listed = Listed::new();
        // Where the server says that there is more, there is no way to ask for it here.
        if self.note(&all, &mut listed)? {
            return Err(self.account.strange(INCOMPLETE));
        }
        Ok((listed, None, true))
    }

    /// All pages of a `sync-collection` report (RFC 6578, 3.6). An empty token begins at the beginning.
    async fn sync_collection(&self, start: &str) -> Result<Listing, CaldavError> {
        let (mut listed, mut token, mut limit) = (Listed::new(), start.to_owned(), None);
        for _ in 0..PAGES {
            let ask = Ask::xml("REPORT", "0", requests::sync_collection(&token, limit));
            let reply = match self.account.send(&self.url, &ask).await {
                Err(CaldavError::Fetch(FetchError::TooLarge { .. })) if limit.is_none() => {
                    limit = Some(PAGE);
                    continue;
                }
                reply => reply?,
            };
            if refuses(&reply) {
                return Ok(Listing::Refused);
            }
            let page = self.account.multistatus(&reply)?;
            let more = self.note(&page, &mut listed)?;
            let Some(next) = page.token else {
                return Err(self.account.strange("a report of changes has no token"));
            };
            if !more {
                return Ok(Listing::Done { listed, token: Some(next), whole: start.is_empty() });
            }
            if next == token {
                return Err(self.account.strange("a report of changes goes round in circles"));
            }
            token = next;
        }
        Err(self.account.strange("a report of changes has no end"))
    }

    /// Takes down the members of an answer; whether there are more (507, RFC 6578, 3.6).
    fn note(&self, page: &Multistatus, listed: &mut Listed) -> Result<bool, CaldavError> {
        let mut more = false;
        for response in &page.responses {
            let itself = plain(response.url.path().trim_end_matches('/'))
                == plain(page.url.path().trim_end_matches('/'));
            if itself && response.status == Some(507) {
                more = true;
            } else if response.is_gone() && !itself {
                listed.insert(response.href(), None);
            } else if response.status.is_some_and(|status| !(200..300).contains(&status)) {
                return Err(self.account.strange(INCOMPLETE));
            } else if !itself && !response.is_a(Ns::Dav, "collection") {
                listed.insert(response.href(), Some(response.etag()));
            }
        }
        match listed.len() > OBJECTS {
            true => Err(CaldavError::TooMuch { most: OBJECTS, what: "events" }),
            false => Ok(more),
        }
    }

    /// Fetches texts in batches. A batch that is too large for one answer is cut in half.
    async fn fetch(
        &self,
        wanted: Vec<String>,
        known: &Known,
        changes: &mut Changes,
    ) -> Result<(), CaldavError> {
        let mut batches: Vec<Vec<String>> = wanted.chunks(BATCH).rev().map(<[String]>::to_vec).collect();
        let mut bytes = 0;
        while let Some(mut batch) = batches.pop() {
            let ask = Ask::xml("REPORT", "1", requests::multiget(&batch));
            let reply = match self.account.send(&self.url, &ask).await {
                Err(CaldavError::Fetch(FetchError::TooLarge { .. })) if batch.len() > 1 => {
                    batches.push(batch.split_off(batch.len() / 2));
                    batches.push(batch);
                    continue;
                }
                reply => reply?,
            };
            bytes += reply.body.len();
            if bytes > BYTES {
                return Err(CaldavError::TooMuch { most: BYTES, what: "bytes" });
            }
            let mut answers = by_address(self.account.multistatus(&reply)?);
            for href in batch {
                // What was not asked for is not taken, and what was asked for must be there.
                let Some(answer) = answers.remove(&plain(&href)) else {
                    return Err(self.account.strange("it left out an event that it had listed"));
                };
                self.take(href, &answer, known, changes)?;
            }
            drop((reply, answers));
            self.account.outbound().make_room(&mut changes.room, bytes).await;
        }
        Ok(())
    }

    fn take(
        &self,
        href: String,
        answer: &Response,
        known: &Known,
        changes: &mut Changes,
    ) -> Result<(), CaldavError> {
        match answer.prop(Ns::Caldav, "calendar-data").map(text) {
            Some(text) => changes.changed.push(Object { href, etag: answer.etag(), text }),
            // Somebody took it away after it was listed; or it is there, and the server can't show it yet. The state that was listed
            // is not reached, so that it is listed again.
            None if answer.is_gone() => {
                changes.token.clone_from(&known.token);
                if known.etags.contains_key(&href) {
                    changes.removed.push(href);
                }
            }
            None => return Err(self.account.strange("it listed an event and does not show it")),
        }
        Ok(())
    }
}

fn by_address(answer: Multistatus) -> HashMap<String, Response> {
    answer.responses.into_iter().map(|response| (plain(&response.href()), response)).collect()
}

fn text(data: &Element) -> String {
    data.text.clone()
}

/// Whether an answer says no to the report as such. Asking for credentials, for patience or for another time does not.
fn refuses(reply: &Reply) -> bool {
    let status = reply.status;
    status == StatusCode::NOT_IMPLEMENTED
        || status == StatusCode::INSUFFICIENT_STORAGE
        || (status.is_client_error() && !matches!(status.as_u16(), 401 | 407 | 408 | 423 | 425 | 429))
}
