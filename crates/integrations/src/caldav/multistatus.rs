//! `DAV:multistatus`: many answers in one (RFC 4918, 13).

use super::account::{Account, Reply};
use super::error::CaldavError;
use super::xml::{self, Element, Ns};
use reqwest::StatusCode;
use std::fmt::Write as _;
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
    /// What can't be read in its address.
    pub(super) damage: Option<&'static str>,
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

    /// The resource is there: it has a good status of its own, or a property that has one.
    pub(super) fn is_there(&self) -> bool {
        self.status.map_or(!self.found.is_empty(), is_good)
    }

    /// Its address as the server writes it.
    pub(super) fn href(&self) -> String {
        href(&self.url)
    }

    /// Its address as it is compared and kept.
    pub(super) fn address(&self) -> String {
        address(&self.url)
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

/// An address on the server, as the server writes it: the path, with the query where there is one.
pub(super) fn href(url: &Url) -> String {
    match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    }
}

/// An address on the server, as it is compared and kept.
pub(super) fn address(url: &Url) -> String {
    notation(&href(url))
}

/// A path in the one notation in which paths are compared, for servers write the same one in several ways: what may stand
/// plain in a path does (`@`, and not `%40`), and all else is escaped in capital letters (RFC 3986, 3.3 and 6.2.2).
pub(super) fn notation(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((&first, behind)) = rest.split_first() {
        let code = behind.get(..2).filter(|_| first == b'%').and_then(escaped);
        let byte = code.unwrap_or(first);
        // A stroke or a question mark that is escaped is part of a name.
        if is_plain(byte) || (code.is_none() && matches!(byte, b'/' | b'?')) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
        rest = if code.is_some() { behind.get(2..).unwrap_or_default() } else { behind };
    }
    out
}

fn escaped(code: &[u8]) -> Option<u8> {
    let digits = code.iter().all(u8::is_ascii_hexdigit).then_some(code)?;
    u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

/// What may stand in a name of a path as it is (`pchar`).
fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@".contains(&byte)
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
        let mut damage = None;
        for reference in element.all(Ns::Dav, "href") {
            let Some(path) = reference.trimmed() else { continue };
            // What is left of a bad reference is part of the name, and no fragment.
            let path = if reference.damage.is_some() { path.replace('#', "%23") } else { path.to_owned() };
            damage = damage.or(reference.damage);
            let url = self.resolve(base, &path)?;
            if address(&url).len() > MAX_HREF {
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
            into.push(Response { url: url.clone(), status, damage, found });
        } else {
            into.extend(urls.into_iter().map(|url| Response { url, status, damage, found: Vec::new() }));
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
    fn addresses_have_one_notation() {
        let check = |path: &str, expected: &str| {
            assert_eq!(notation(path), expected, "{path}");
            assert_eq!(notation(expected), expected, "{path}");
        };
        check("/a%40b/c%20d", "/a@b/c%20d");
        check("/a@b/c d", "/a@b/c%20d");
        check("/%c3%a4%2D%7e.ics", "/%C3%A4-~.ics");
        check("/\u{e4}-~.ics", "/%C3%A4-~.ics");
        check("/%28a%29%2B%3a%3B%26%3D", "/(a)+:;&=");
        check("/a%2fb%3F?c=%2f", "/a%2Fb%3F?c=%2F");
        check("/100%/%zz/%4/%+1", "/100%25/%25zz/%254/%25+1");
        check("/%25%2541", "/%25%2541");
        check("/[a]", "/%5Ba%5D");
        check("", "");
    }
}
