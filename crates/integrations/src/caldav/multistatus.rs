//! `DAV:multistatus`: many answers in one (RFC 4918, 13).

use super::account::{Account, Reply};
use super::error::CaldavError;
use super::xml::{self, Element, Ns};
use reqwest::StatusCode;
use url::Url;

/// The longest address of an object, in bytes; longer ones would fit into no index of a database.
const MAX_HREF: usize = 1_000;

/// What a server says of several resources.
pub(super) struct Multistatus {
    pub(super) responses: Vec<Response>,
    /// `DAV:sync-token` (RFC 6578, 6.2).
    pub(super) token: Option<String>,
    /// Where it came from.
    pub(super) url: Url,
}

/// What it says of one of them.
pub(super) struct Response {
    pub(super) url: Url,
    /// The status of the resource as a whole, where there is one.
    pub(super) status: Option<u16>,
    /// The properties that it has.
    found: Vec<Element>,
}

impl Response {
    /// A property that the resource has.
    pub(super) fn prop(&self, ns: Ns, name: &str) -> Option<&Element> {
        self.found.iter().find(|prop| prop.is(ns, name))
    }

    /// The resource is not there (any more).
    pub(super) fn is_gone(&self) -> bool {
        matches!(self.status, Some(404 | 410))
    }

    /// Its address as it is kept: the path, with the query where there is one.
    pub(super) fn href(&self) -> String {
        href(&self.url)
    }

    /// `DAV:getetag`; empty where the server gives none.
    pub(super) fn etag(&self) -> String {
        let etag = self.prop(Ns::Dav, "getetag").and_then(Element::trimmed).unwrap_or_default();
        etag.chars().filter(|c| !c.is_control()).collect()
    }

    /// Whether `DAV:resourcetype` has this element.
    pub(super) fn is_a(&self, ns: Ns, name: &'static str) -> bool {
        self.prop(Ns::Dav, "resourcetype").is_some_and(|kinds| kinds.child(ns, name).is_some())
    }
}

/// An address on the server, as it is kept.
pub(super) fn href(url: &Url) -> String {
    match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    }
}

/// A path without its escapes: servers write the same one in several ways, `@` as `%40`, and not always in the same.
pub(super) fn plain(path: &str) -> String {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((&first, behind)) = rest.split_first() {
        let code = behind.get(..2).filter(|_| first == b'%').and_then(|code| std::str::from_utf8(code).ok());
        let escaped = code.and_then(|code| u8::from_str_radix(code, 16).ok());
        bytes.push(escaped.unwrap_or(first));
        rest = if escaped.is_some() { behind.get(2..).unwrap_or_default() } else { behind };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

impl Account {
    /// Reads an answer that must be a `207 Multi-Status`.
    pub(super) fn multistatus(&self, reply: &Reply) -> Result<Multistatus, CaldavError> {
        if reply.status != StatusCode::MULTI_STATUS {
            // A page where an answer should be; a "200" that is shown to somebody would only puzzle.
            return Err(match reply.status.is_success() {
                true => self.strange("it is a web page, or the address of something else"),
                false => self.unexpected(reply.status),
            });
        }
        let root = xml::parse(&reply.body).map_err(|reason| self.strange(reason))?;
        if !root.is(Ns::Dav, "multistatus") {
            return Err(self.strange("there is no multistatus"));
        }
        let token = root.child(Ns::Dav, "sync-token").and_then(Element::trimmed).map(str::to_owned);
        let mut responses = Vec::new();
        for child in root.children {
            if child.is(Ns::Dav, "response") {
                self.responses(&reply.url, child, &mut responses)?;
            }
        }
        Ok(Multistatus { responses, token, url: reply.url.clone() })
    }

    /// One element may speak of several resources, if all have the same status.
    fn responses(&self, base: &Url, element: Element, into: &mut Vec<Response>) -> Result<(), CaldavError> {
        let status = element.child(Ns::Dav, "status").and_then(self::status);
        let mut urls = Vec::new();
        for reference in element.all(Ns::Dav, "href").filter_map(Element::trimmed) {
            let url = self.resolve(base, reference)?;
            if href(&url).len() > MAX_HREF {
                return Err(self.strange("the address of an event is too long"));
            }
            urls.push(url);
        }
        let found: Vec<Element> = element
            .children
            .into_iter()
            .filter(|child| child.is(Ns::Dav, "propstat"))
            .filter(|propstat| propstat.child(Ns::Dav, "status").and_then(self::status).is_none_or(is_good))
            .flat_map(|propstat| propstat.children)
            .filter(|child| child.is(Ns::Dav, "prop"))
            .flat_map(|prop| prop.children)
            .collect();
        if let [url] = urls.as_slice() {
            into.push(Response { url: url.clone(), status, found });
        } else {
            into.extend(urls.into_iter().map(|url| Response { url, status, found: Vec::new() }));
        }
        Ok(())
    }
}

fn is_good(status: u16) -> bool {
    (200..300).contains(&status)
}

/// `HTTP/1.1 404 Not Found`.
fn status(element: &Element) -> Option<u16> {
    element.text.split_whitespace().nth(1)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_make_no_difference() {
        let check = |path: &str, expected: &str| assert_eq!(plain(path), expected, "{path}");
        check("/a%40b/c%20d", "/a@b/c d");
        check("/a@b/%C3%A9", "/a@b/é");
        check("/100%/%zz/%4", "/100%/%zz/%4");
        check("%2f%25", "/%");
        check("", "");
    }
}
