//! What has changed in a calendar since it was read last.

use super::account::{Ask, Reply};
use super::error::CaldavError;
use super::multistatus::{Multistatus, Response, notation};
use super::unread::{Unread, fault};
use super::xml::Ns;
use super::{Collection, requests};
use crate::calendars::feed::FetchError;
use crate::outbound::Room;
use reqwest::StatusCode;
use std::collections::{BTreeMap, HashMap, HashSet};

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
const WITHOUT_ITSELF: &str = "the list of its events is incomplete: the calendar itself is not in it";
/// Of an object that is in a list and not in the answer with the texts, where that has an address that can't be read.
const NAMELESS: &str = "the server gives the event under an address that can't be read";

/// What is known of a calendar from the last reading.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// What the server called its state then.
    pub token: Option<String>,
    /// The version of each object, by its address. Empty where it is to be read again.
    pub etags: HashMap<String, String>,
}

/// What is known, under the addresses by which objects are compared.
struct Compared {
    known: Known,
    /// Addresses in another notation, which an earlier version kept. Of these nothing is known: an object that was taken away may
    /// have stayed behind under one, so that all are listed and read again.
    outdated: Vec<String>,
}

impl Known {
    fn compared(&self) -> Compared {
        let (kept, outdated): (Vec<_>, Vec<_>) =
            self.etags.clone().into_iter().partition(|(href, _)| notation(href) == *href);
        let token = self.token.clone().filter(|_| outdated.is_empty());
        let known = Self { token, etags: kept.into_iter().collect() };
        Compared { known, outdated: outdated.into_iter().map(|(href, _)| href).collect() }
    }
}

/// A calendar object: an event, with the exceptions of its series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Object {
    /// Its address on the server: a path, in the notation in which addresses are compared.
    pub href: String,
    /// Its version; empty where the server gives none.
    pub etag: String,
    /// iCalendar, from its beginning to its end.
    pub text: String,
}

/// What brings the known state up to date.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// New, or new versions.
    pub changed: Vec<Object>,
    /// No longer there.
    pub removed: Vec<String>,
    /// There, and can't be read. What is known of them stands, and the state that is kept is one in which they are listed again.
    pub unread: Vec<Unread>,
    /// What the server calls the state now; `None` where it has no name for it.
    pub token: Option<String>,
    /// The memory that the texts take.
    pub room: Room,
}

/// A member of a calendar that was named.
struct Member {
    /// Its address as the server writes it.
    href: String,
    /// Its version; `None` where it is gone.
    etag: Option<String>,
}

/// What a server named of a calendar.
#[derive(Default)]
struct Listed {
    /// By the addresses by which they are compared.
    members: BTreeMap<String, Member>,
    /// Those whose addresses can't be read.
    unread: Vec<Unread>,
    /// Whether the calendar itself was named.
    has_itself: bool,
}

/// What a server named, and the state that it named it in.
struct List {
    listed: Listed,
    token: Option<String>,
    /// Whether that is all there is, and not what has changed.
    whole: bool,
}

/// A server answered with a status that says it can't do this, or not from where it was asked to begin.
enum Listing {
    Done(List),
    Refused,
}

/// An object whose text is to be fetched.
#[derive(Clone)]
struct Wanted {
    address: String,
    /// As the server writes it.
    href: String,
}

impl Changes {
    /// Takes down an object that can't be read. The state that was listed is not reached, so that it is listed again.
    fn leave_unread(&mut self, unread: Unread, known: &Known) {
        self.unread.push(unread);
        self.token.clone_from(&known.token);
    }
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
        let Compared { known, outdated } = known.compared();
        let List { listed, token, whole } = self.list(known.token.as_deref()).await?;
        let mut changes = Changes { token, ..Changes::default() };
        let all_are_named = listed.unread.is_empty();
        for unread in listed.unread {
            changes.leave_unread(unread, &known);
        }
        let mut wanted = Vec::new();
        for (address, member) in &listed.members {
            match (&member.etag, known.etags.get(address)) {
                (None, Some(_)) => changes.removed.push(address.clone()),
                (None, None) => {}
                // A server without versions can't say that nothing has changed.
                (Some(new), Some(old)) if new == old && !new.is_empty() => {}
                (Some(_), _) => wanted.push(Wanted { address: address.clone(), href: member.href.clone() }),
            }
        }
        // What is not listed may be what can't be named.
        if whole && all_are_named {
            let gone = known.etags.keys().filter(|address| !listed.members.contains_key(*address));
            changes.removed.extend(gone.cloned());
        }
        self.fetch(wanted, &known, &mut changes).await?;
        let unread: HashSet<&str> = changes.unread.iter().map(|unread| unread.href.as_str()).collect();
        let is_over = |href: &String| {
            let address = notation(href);
            (all_are_named || listed.members.contains_key(&address)) && !unread.contains(address.as_str())
        };
        let over: Vec<String> = outdated.into_iter().filter(is_over).collect();
        changes.removed.extend(over);
        changes.removed.sort_unstable();
        Ok(changes)
    }

    /// Lists members by the best means that the server knows: changes since the token, everything with a token, or
    /// everything.
    async fn list(&self, token: Option<&str>) -> Result<List, CaldavError> {
        // A server that has forgotten a token says so with a status that others have other meanings for: each refusal
        // leads to the next means, and the last one's is the error.
        for token in token.into_iter().chain([""]) {
            if let Listing::Done(list) = self.sync_collection(token).await? {
                return Ok(list);
            }
        }
        let ask = Ask::xml("PROPFIND", "1", requests::VERSIONS.to_owned());
        let all = self.account.multistatus(&self.account.send(&self.url, &ask).await?)?;
        let mut listed = Listed::default();
        // Where the server says that there is more, there is no way to ask for it here.
        if self.note(&all, &mut listed)? {
            return Err(self.account.strange(INCOMPLETE));
        }
        // An answer about a collection has the collection itself (RFC 4918, 9.1): without it, this is one about something else.
        if !listed.has_itself {
            return Err(self.account.strange(WITHOUT_ITSELF));
        }
        Ok(List { listed, token: None, whole: true })
    }

    /// All pages of a `sync-collection` report (RFC 6578, 3.6). An empty token begins at the beginning.
    async fn sync_collection(&self, start: &str) -> Result<Listing, CaldavError> {
        let (mut listed, mut token, mut limit) = (Listed::default(), start.to_owned(), None);
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
                return Ok(Listing::Done(List { listed, token: Some(next), whole: start.is_empty() }));
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
            let itself = notation(response.url.path().trim_end_matches('/'))
                == notation(page.url.path().trim_end_matches('/'));
            listed.has_itself |= itself && response.is_there();
            if let Some(reason) = response.damage {
                listed.unread.push(Unread { href: response.address(), reason, text: None });
            } else if itself && response.status == Some(507) {
                more = true;
            } else if response.is_gone() && !itself {
                listed.members.insert(response.address(), Member { href: response.href(), etag: None });
            } else if response.status.is_some_and(|status| !(200..300).contains(&status)) {
                return Err(self.account.strange(INCOMPLETE));
            } else if !itself && !response.is_a(Ns::Dav, "collection") {
                let member = Member { href: response.href(), etag: Some(response.etag()) };
                listed.members.insert(response.address(), member);
            }
        }
        match listed.members.len() + listed.unread.len() > OBJECTS {
            true => Err(CaldavError::TooMuch { most: OBJECTS, what: "events" }),
            false => Ok(more),
        }
    }

    /// Fetches texts in batches. A batch that is too large for one answer is cut in half.
    async fn fetch(
        &self,
        wanted: Vec<Wanted>,
        known: &Known,
        changes: &mut Changes,
    ) -> Result<(), CaldavError> {
        let mut batches: Vec<Vec<Wanted>> = wanted.chunks(BATCH).rev().map(<[Wanted]>::to_vec).collect();
        let mut bytes = 0;
        while let Some(mut batch) = batches.pop() {
            let hrefs = batch.iter().map(|wanted| wanted.href.as_str());
            let ask = Ask::xml("REPORT", "1", requests::multiget(hrefs));
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
            let has_nameless = answers.values().any(|answer| answer.damage.is_some());
            for Wanted { address, .. } in batch {
                // What was not asked for is not taken, and what was asked for must be there.
                match answers.remove(&address) {
                    Some(answer) => self.take(address, &answer, known, changes)?,
                    None if has_nameless => {
                        let unread = Unread { href: address, reason: NAMELESS, text: None };
                        changes.leave_unread(unread, known);
                    }
                    None => return Err(self.account.strange("it left out an event that it had listed")),
                }
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
        let data = answer.prop(Ns::Caldav, "calendar-data");
        match data.map(|data| (fault(data), data.text.clone())) {
            Some((None, text)) => changes.changed.push(Object { href, etag: answer.etag(), text }),
            Some((Some(reason), text)) => {
                changes.leave_unread(Unread { href, reason, text: Some(text) }, known);
            }
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
    answer.responses.into_iter().map(|response| (response.address(), response)).collect()
}

/// Whether an answer says no to the report as such. Asking for credentials, for patience or for another time does not.
fn refuses(reply: &Reply) -> bool {
    let status = reply.status;
    status == StatusCode::NOT_IMPLEMENTED
        || status == StatusCode::INSUFFICIENT_STORAGE
        || (status.is_client_error() && !matches!(status.as_u16(), 401 | 407 | 408 | 423 | 425 | 429))
}
