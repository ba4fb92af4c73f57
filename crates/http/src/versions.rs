//! Versions of objects and of answers: `ETag` in answers, `If-Match` and `If-None-Match` in requests (RFC 9110, 8.8.3, 13.1.1 and
//! 13.1.2).

use crate::problem::Problem;
use actix_web::dev::Payload;
use actix_web::http::header::{self, HeaderMap};
use actix_web::{FromRequest, HttpRequest, HttpResponse, Responder};
use domain::Refusal;
use std::convert::Infallible;
use std::future::{Ready, ready};

/// The strong entity tag of a version.
pub(crate) fn etag(version: i64) -> String {
    format!("\"{version}\"")
}

/// Which versions the client is ready to change.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum IfMatch {
    /// No `If-Match`, or `*`: any version of an object that is there.
    #[default]
    Any,
    /// One of these. Weak, malformed and foreign tags match nothing and are left out, so the list may be
    /// empty, and then no version is good.
    OneOf(Vec<i64>),
}

impl IfMatch {
    fn of(headers: &HeaderMap) -> Self {
        let mut versions = Vec::new();
        let mut present = false;
        for value in headers.get_all(header::IF_MATCH) {
            present = true;
            for tag in value.to_str().unwrap_or_default().split(',').map(str::trim) {
                if tag == "*" {
                    return Self::Any;
                }
                let inner = tag.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
                // Only the form that we write is a tag of ours: "07" is another tag than "7".
                let version =
                    inner.and_then(|digits| digits.parse().ok()).filter(|version| etag(*version) == tag);
                versions.extend(version);
            }
        }
        if present { Self::OneOf(versions) } else { Self::Any }
    }

    /// Whether the client may change this version.
    #[must_use]
    pub fn allows(&self, version: i64) -> bool {
        match self {
            Self::Any => true,
            Self::OneOf(versions) => versions.contains(&version),
        }
    }

    /// Refuses to change an object whose version the client has not seen.
    ///
    /// # Errors
    /// 412.
    pub fn check(&self, what: &'static str, version: i64) -> Result<(), Problem> {
        if self.allows(version) { Ok(()) } else { Err(Refusal::VersionMismatch { what }.into()) }
    }

    /// The versions as a plain value for the layers below: `None` is any.
    #[must_use]
    pub fn into_versions(self) -> Option<Vec<i64>> {
        match self {
            Self::Any => None,
            Self::OneOf(versions) => Some(versions),
        }
    }
}

impl FromRequest for IfMatch {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self::of(request.headers())))
    }
}

/// The answers that the client has already, by what stands between the quotes of their entity tags.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct IfNoneMatch {
    tags: Vec<String>,
    any: bool,
}

impl IfNoneMatch {
    fn of(headers: &HeaderMap) -> Self {
        let values = headers.get_all(header::IF_NONE_MATCH).filter_map(|value| value.to_str().ok());
        let mut this = Self::default();
        for tag in values.flat_map(|value| value.split(',')).map(str::trim) {
            this.any |= tag == "*";
            // The comparison is weak: of one that somebody on the way has weakened the text is the same.
            let tag = tag.strip_prefix("W/").unwrap_or(tag);
            let inner = tag.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
            this.tags.extend(inner.map(str::to_owned));
        }
        this
    }

    /// Whether the client has the answer of this tag.
    #[must_use]
    pub fn has(&self, tag: &str) -> bool {
        self.any || self.tags.iter().any(|known| known == tag)
    }
}

impl FromRequest for IfNoneMatch {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self::of(request.headers())))
    }
}

/// 304: the client has the answer of this tag already, and it is still so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotModified(pub String);

impl Responder for NotModified {
    type Body = actix_web::body::BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        let mut response = HttpResponse::NotModified();
        response.insert_header((header::ETAG, format!("\"{}\"", self.0)));
        response.insert_header((header::CACHE_CONTROL, REVALIDATED)).finish()
    }
}

/// How answers with a tag of their own are kept: by the client alone, who asks each time whether they are still so.
pub(crate) const REVALIDATED: &str = "private, no-cache";

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn an_answer_is_known_by_its_tag() {
        let check = |headers: &[&str], tag: &str, expected: bool| {
            let mut request = TestRequest::default();
            for value in headers {
                request = request.append_header((header::IF_NONE_MATCH, *value));
            }
            let has = IfNoneMatch::of(request.to_http_request().headers()).has(tag);
            assert_eq!(has, expected, "{headers:?} and {tag}");
        };
        check(&[], "a", false);
        check(&["\"a\""], "a", true);
        check(&["W/\"a\""], "a", true);
        check(&["\"b\", \"a\""], "a", true);
        check(&["\"b\"", "\"a\""], "a", true);
        check(&["*"], "a", true);
        check(&["a"], "a", false);
        check(&["\"a"], "a", false);
        check(&["\"A\""], "a", false);
    }

    fn check(headers: &[&str], version: i64, expected: bool) {
        let mut request = TestRequest::default();
        for value in headers {
            request = request.append_header((header::IF_MATCH, *value));
        }
        let allows = IfMatch::of(request.to_http_request().headers()).allows(version);
        assert_eq!(allows, expected, "{headers:?} and version {version}");
    }

    #[test]
    fn matching_is_strong() {
        check(&[], 7, true);
        check(&["*"], 7, true);
        check(&["\"7\""], 7, true);
        check(&["\"7\""], 8, false);
        check(&["\"6\", \"7\""], 7, true);
        check(&["\"6\"", "\"7\""], 7, true);
        check(&["W/\"7\""], 7, false);
        check(&["7"], 7, false);
        check(&["\"07\""], 7, false);
        check(&["\"+7\""], 7, false);
        check(&["\"7"], 7, false);
        check(&[""], 7, false);
        check(&["\"a\",\"7\""], 7, true);
    }
}
