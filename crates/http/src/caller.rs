//! Who asks. The types here are the only way by which a handler learns it, and every handler takes one of
//! them: [`Authenticated`] where credentials are needed, [`Anonymous`] where none are, [`Visitor`] for the
//! stateless query.

use crate::problem::{Problem, catalogue};
use crate::state::State;
use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpRequest};
use domain::access::Caller;
use sha2::{Digest, Sha256};
use std::convert::Infallible;
use std::fmt;
use std::future::{Ready, ready};
use std::ops::Deref;
use subtle::ConstantTimeEq;

/// Which credentials the server takes. Only a digest of the platform's token is kept.
#[derive(Clone, Default)]
pub struct Credentials {
    admin: Option<[u8; 32]>,
}

impl Credentials {
    /// The platform's own token, where one is set; the empty text is none.
    #[must_use]
    pub fn new(admin_token: Option<&str>) -> Self {
        Self { admin: admin_token.filter(|token| !token.is_empty()).map(digest) }
    }

    /// Whether the server has no credentials at all, so that nobody could show any.
    fn is_empty(&self) -> bool {
        self.admin.is_none()
    }

    /// The caller behind a token. Digests are compared, in constant time, so that neither the time nor the
    /// length of the answer says how much of a guess was right.
    fn caller(&self, token: &str) -> Option<Caller> {
        let admin = self.admin?;
        bool::from(digest(token).ct_eq(&admin)).then(Caller::platform_admin)
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Credentials").field("admin", &self.admin.is_some()).finish()
    }
}

fn digest(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

/// What a request shows.
enum Shown<'a> {
    Nothing,
    Token(&'a str),
    /// An `Authorization` that is no bearer token, or two of them.
    Unreadable,
}

fn shown(request: &HttpRequest) -> Shown<'_> {
    let mut values = request.headers().get_all(header::AUTHORIZATION);
    let (first, second) = (values.next(), values.next());
    let Some(value) = first else { return Shown::Nothing };
    let pair = value.to_str().ok().and_then(|text| text.trim().split_once(' '));
    match (pair, second) {
        (Some((scheme, token)), None) if scheme.eq_ignore_ascii_case("bearer") => Shown::Token(token.trim()),
        _ => Shown::Unreadable,
    }
}

/// The caller, `None` for a request that shows nothing.
fn caller(request: &HttpRequest) -> Result<Option<Caller>, Problem> {
    let credentials = State::of(request)?.credentials();
    match shown(request) {
        Shown::Nothing => Ok(None),
        Shown::Token(token) => credentials.caller(token).map(Some).ok_or_else(bad_credentials),
        Shown::Unreadable => Err(bad_credentials()),
    }
}

fn bad_credentials() -> Problem {
    Problem::new(&catalogue::UNAUTHENTICATED, "the credentials are not valid")
        .with_header(header::WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"")
}

fn no_credentials() -> Problem {
    Problem::new(&catalogue::UNAUTHENTICATED, "credentials are needed: Authorization: Bearer <token>")
        .with_header(header::WWW_AUTHENTICATE, "Bearer")
}

/// A caller with good credentials; a request without them is answered with 401 before the handler runs.
#[derive(Debug, Clone)]
pub struct Authenticated(pub Caller);

impl Deref for Authenticated {
    type Target = Caller;

    fn deref(&self) -> &Caller {
        &self.0
    }
}

impl FromRequest for Authenticated {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(caller(request).and_then(|caller| caller.map(Self).ok_or_else(no_credentials)))
    }
}

/// Says that a path is open to everyone; what the request shows is not looked at.
#[derive(Debug, Clone, Copy)]
pub struct Anonymous;

impl FromRequest for Anonymous {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(_: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self))
    }
}

/// Who may ask a question that touches no stored data.
///
/// Credentials that are shown must be good. A request that shows none is served only by a server that has no
/// credentials to show: one that was started without `ADMIN_TOKEN`.
#[derive(Debug, Clone)]
pub enum Visitor {
    /// Somebody with good credentials.
    Known(Caller),
    /// Anybody, on a server without credentials.
    Unknown,
}

impl FromRequest for Visitor {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(caller(request).and_then(|caller| match caller {
            Some(caller) => Ok(Self::Known(caller)),
            None if State::of(request)?.credentials().is_empty() => Ok(Self::Unknown),
            None => Err(no_credentials()),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(configured: Option<&str>, token: &str, known: bool) {
        assert_eq!(Credentials::new(configured).caller(token).is_some(), known, "{configured:?} {token:?}");
    }

    #[test]
    fn only_the_whole_token_is_the_token() {
        check(Some("correct horse"), "correct horse", true);
        check(Some("correct horse"), "correct hors", false);
        check(Some("correct horse"), "correct horse ", false);
        check(Some("correct horse"), "", false);
        check(None, "", false);
        check(Some(""), "", false);
        check(None, "anything", false);
    }

    #[test]
    fn debug_output_has_no_secret() {
        let text = format!("{:?}", Credentials::new(Some("correct horse")));
        assert_eq!(text, "Credentials { admin: true }");
    }
}
