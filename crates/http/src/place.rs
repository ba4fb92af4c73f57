//! Where clients see the server: at an address that may have a path, behind a proxy that hands on what is below it.
//!
//! Handlers and pages name paths of the server as if it stood at the root. The edge puts the path of its address before
//! them: in `Location` and `Link`, and in pages, whose templates escape all quotes that are not their own.

use actix_web::http::header::{self, HeaderMap, HeaderValue};
use actix_web::web::Bytes;

/// The server's address as its clients see it, without a slash at the end.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Place {
    address: String,
    /// `/meridian`, or nothing.
    path: String,
}

impl Place {
    pub(crate) fn new(address: &str) -> Self {
        let address = address.trim_end_matches('/');
        let below = address.split_once("://").map_or(address, |(_, below)| below);
        let path = below.find('/').and_then(|start| below.get(start..)).unwrap_or_default();
        Self { address: address.to_owned(), path: path.to_owned() }
    }

    /// The address as it was given.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// Whether paths of the server are paths of its address too.
    pub(crate) fn is_root(&self) -> bool {
        self.path.is_empty()
    }

    /// Puts the path before those of headers.
    pub(crate) fn correct_headers(&self, headers: &mut HeaderMap) {
        for (name, before) in [(header::LOCATION, "/"), (header::LINK, "</")] {
            let value = headers.get(&name).and_then(|value| value.to_str().ok());
            let below = value.and_then(|value| value.strip_prefix(before));
            // What begins with two slashes names another host.
            let Some(below) = below.filter(|below| !below.starts_with('/')) else { continue };
            let opening = before.trim_end_matches('/');
            if let Ok(value) = HeaderValue::from_str(&format!("{opening}{}/{below}", self.path)) {
                headers.insert(name, value);
            }
        }
    }

    /// Puts the path before those of a page.
    pub(crate) fn corrected(&self, page: &Bytes) -> Bytes {
        let mut text = String::from_utf8_lossy(page).into_owned();
        for attribute in ["href", "src", "action"] {
            text = text.replace(&format!("{attribute}=\"/"), &format!("{attribute}=\"{}/", self.path));
        }
        text.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(place: &Place, name: header::HeaderName, value: &'static str) -> String {
        let mut headers = HeaderMap::new();
        headers.insert(name.clone(), HeaderValue::from_static(value));
        place.correct_headers(&mut headers);
        headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
    }

    #[test]
    fn the_path_of_an_address_stands_before_those_of_the_server() {
        let place = Place::new("https://book.example.com/meridian/");
        let location = |value| headers(&place, header::LOCATION, value);
        assert_eq!(location("/api/v1/jobs/1"), "/meridian/api/v1/jobs/1");
        assert_eq!(location("https://login.example.com/x"), "https://login.example.com/x");
        assert_eq!(location("//other.example/x"), "//other.example/x");
        let link = headers(&place, header::LINK, "</api/v1/jobs?limit=1>; rel=\"next\"");
        assert_eq!(link, "</meridian/api/v1/jobs?limit=1>; rel=\"next\"");
        let page = place.corrected(&Bytes::from_static(b"<a href=\"/x\"><img src=\"/y\"><a href=\"#z\">"));
        assert_eq!(page, "<a href=\"/meridian/x\"><img src=\"/meridian/y\"><a href=\"#z\">");
    }

    #[test]
    fn an_address_without_a_path_changes_nothing() {
        for address in ["", "https://book.example.com", "http://127.0.0.1:8080/"] {
            assert!(Place::new(address).is_root(), "{address}");
        }
        assert!(!Place::new("http://h/a/b").is_root());
    }
}
