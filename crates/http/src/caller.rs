//! Who asks. The types here are the only way by which a handler learns it, and every handler takes one of
//! them: [`Authenticated`] where credentials are needed, [`Asker`] for questions that are answered while these are proven,
//! [`Anonymous`] where none are needed, [`MaybeAnonymous`] for the stateless query.

use crate::cookies;
use crate::judging::Judging;
use crate::limits;
use crate::problem::{Problem, catalogue};
use crate::state::State;
use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use domain::access::Caller;
use futures_util::future::LocalBoxFuture;
use futures_util::{FutureExt, future::BoxFuture};
use scheduling_core::time::Timestamp;
use sha2::{Digest, Sha256};
use std::convert::Infallible;
use std::fmt;
use std::future::{Ready, ready};
use std::net::IpAddr;
use std::ops::Deref;
use std::sync::Arc;
use subtle::ConstantTimeEq;

/// Finds out whose a token is: what a server knows beside the platform's own token, such as the sessions and keys in
/// its database. It is asked once per request that shows a token.
pub trait Lookup: Send + Sync {
    /// The caller behind a token, `None` for one that is not good (any more).
    ///
    /// # Errors
    /// 503 where it can't be found out: a client must not be told that good credentials are bad.
    fn caller<'a>(&'a self, token: &'a str, now: Timestamp)
    -> BoxFuture<'a, Result<Option<Caller>, Problem>>;

    /// Who a token stood for when it was looked up last, where that is remembered.
    fn remembered(&self, _token: &str, _now: Timestamp) -> Option<Remembered> {
        None
    }
}

/// A caller who is remembered, and may be somebody else by now, or nobody.
pub struct Remembered {
    pub caller: Caller,
    /// Finds out whether they still are.
    pub holds: BoxFuture<'static, Result<bool, Problem>>,
}

/// Which credentials the server takes. Only a digest of the platform's token is kept.
#[derive(Clone, Default)]
pub struct Credentials {
    admin: Option<[u8; 32]>,
    lookup: Option<Arc<dyn Lookup>>,
}

impl Credentials {
    /// The platform's own token, where one is set; the empty text is none.
    #[must_use]
    pub fn new(admin_token: Option<&str>) -> Self {
        let admin = admin_token.filter(|token| !token.is_empty()).map(digest);
        Self { admin, lookup: None }
    }

    /// And whatever `lookup` knows.
    #[must_use]
    pub fn and(self, lookup: impl Lookup + 'static) -> Self {
        Self { lookup: Some(Arc::new(lookup)), ..self }
    }

    /// Whether the platform has no token, so that nobody can have been given credentials by its operator.
    fn is_open(&self) -> bool {
        self.admin.is_none()
    }

    /// Whether this is the platform's own token. Digests are compared, in constant time, so that neither the time nor
    /// the length of the answer says how much of a guess was right.
    fn is_admin(&self, token: &str) -> bool {
        self.admin.is_some_and(|admin| bool::from(digest(token).ct_eq(&admin)))
    }

    /// Who a token stood for when it was looked up last. The platform's own is good without a question.
    fn remembered(&self, token: &str, now: Timestamp) -> Option<Remembered> {
        if self.is_admin(token) {
            let holds = std::future::ready(Ok(true)).boxed();
            return Some(Remembered { caller: Caller::platform_admin(), holds });
        }
        self.lookup.as_ref()?.remembered(token, now)
    }

    /// The caller behind a token.
    async fn caller(&self, token: &str, now: Timestamp) -> Result<Option<Caller>, Problem> {
        if self.is_admin(token) {
            return Ok(Some(Caller::platform_admin()));
        }
        match &self.lookup {
            Some(lookup) => lookup.caller(token, now).await,
            None => Ok(None),
        }
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Credentials").field("admin", &self.admin.is_some()).finish_non_exhaustive()
    }
}

fn digest(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

/// What a request shows.
enum Presented<'a> {
    Nothing,
    Token(&'a str),
    /// An `Authorization` that is no bearer token, or two of them.
    Unreadable,
}

fn shown(request: &HttpRequest) -> Presented<'_> {
    let mut values = request.headers().get_all(header::AUTHORIZATION);
    let (first, second) = (values.next(), values.next());
    let Some(value) = first else { return Presented::Nothing };
    let pair = value.to_str().ok().and_then(|text| text.trim().split_once(' '));
    match (pair, second) {
        (Some((scheme, token)), None) if scheme.eq_ignore_ascii_case("bearer") => {
            Presented::Token(token.trim())
        }
        _ => Presented::Unreadable,
    }
}

/// A digest of the token that a request shows, whether or not it is a good one.
pub(crate) fn shown_digest(request: &HttpRequest) -> Option<[u8; 32]> {
    match shown(request) {
        Presented::Token(token) => Some(digest(token)),
        Presented::Nothing | Presented::Unreadable => None,
    }
}

/// The mark of a request whose credentials were found to be good: whose they are.
#[derive(Debug, Clone)]
pub(crate) struct Accepted(pub(crate) Caller);

/// The caller, `None` for a request that shows nothing.
async fn caller(request: &HttpRequest) -> Result<Option<Caller>, Problem> {
    let caller = judged(request).await?;
    if let Some(caller) = &caller {
        request.extensions_mut().insert(Accepted(caller.clone()));
    }
    Ok(caller)
}

async fn judged(request: &HttpRequest) -> Result<Option<Caller>, Problem> {
    let state = State::of(request)?;
    match shown(request) {
        Presented::Nothing => Ok(None),
        Presented::Token(token) => {
            let caller = state.credentials().caller(token, state.clock().now()).await?;
            caller.map(Some).ok_or_else(bad_credentials)
        }
        Presented::Unreadable => Err(bad_credentials()),
    }
}

/// 401: the caller can't be believed, and why, without saying how close they came.
#[must_use]
pub fn unauthenticated(detail: &str) -> Problem {
    Problem::new(&catalogue::UNAUTHENTICATED, detail).with_header(header::WWW_AUTHENTICATE, "Bearer")
}

fn bad_credentials() -> Problem {
    Problem::new(&catalogue::UNAUTHENTICATED, "the credentials are not valid")
        .with_header(header::WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"")
}

fn no_credentials() -> Problem {
    unauthenticated("credentials are needed: Authorization: Bearer <token>")
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
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let (judging, request) = (Judging::begin(request), request.clone());
        async move {
            let caller = caller(&request).await;
            judging.end();
            caller?.map(Self).ok_or_else(no_credentials)
        }
        .boxed_local()
    }
}

/// Somebody who shows credentials which are yet to be proven, for questions: what is only read may be read meanwhile. A request
/// that shows none is answered with 401 before the handler runs.
#[derive(Debug, Clone)]
pub struct Asker(HttpRequest);

impl Asker {
    /// Does `work`, which may change nothing, for who this is. Where a caller is remembered it is done while they are proven,
    /// so that both can share a statement; its outcome is thrown away where they are not, and then it is done again for who they
    /// are now.
    ///
    /// # Errors
    /// 401 for credentials that are not good; those of `work`.
    pub async fn read<T>(self, work: impl AsyncFn(Caller) -> Result<T, Problem>) -> Result<T, Problem> {
        let state = State::of(&self.0)?;
        let remembered = match shown(&self.0) {
            Presented::Token(token) => state.credentials().remembered(token, state.clock().now()),
            Presented::Nothing | Presented::Unreadable => None,
        };
        if let Some(Remembered { caller, holds }) = remembered {
            let (held, outcome) = futures_util::future::join(holds, work(caller.clone())).await;
            if held? {
                self.0.extensions_mut().insert(Accepted(caller));
                return outcome;
            }
        }
        let Authenticated(caller) = Authenticated::extract(&self.0).await?;
        work(caller).await
    }
}

impl FromRequest for Asker {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(match shown(request) {
            Presented::Nothing => Err(no_credentials()),
            Presented::Unreadable => Err(bad_credentials()),
            Presented::Token(_) => Ok(Self(request.clone())),
        })
    }
}

/// The bearer token that the request shows, for the few handlers that end it or spare it. It says nothing about whether
/// the token is good: take [`Authenticated`] too. Empty where there is none.
#[derive(Clone)]
pub struct PresentedToken(pub String);

impl FromRequest for PresentedToken {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let token = match shown(request) {
            Presented::Token(token) => token.to_owned(),
            Presented::Nothing | Presented::Unreadable => String::new(),
        };
        ready(Ok(Self(token)))
    }
}

/// The address that a request comes from, as limits see it: the connection's, or what a trusted proxy
/// wrote. `None` where there is none, as in a unit test.
#[derive(Debug, Clone, Copy)]
pub struct ClientAddress(pub Option<IpAddr>);

impl FromRequest for ClientAddress {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self(client_address(request))))
    }
}

pub(crate) fn client_address(request: &HttpRequest) -> Option<IpAddr> {
    let trusts_proxy = request.app_data::<State>().is_some_and(State::trusts_proxy);
    limits::client_address(request, trusts_proxy)
}

/// Somebody who is logged in with a browser.
#[derive(Clone)]
pub struct SessionCaller {
    pub caller: Caller,
    /// The token of the session, which the cookie holds.
    pub token: String,
}

/// The session whose cookie a browser sends; `None` where there is none that is good. Pages alone take it: the API never
/// reads cookies, so that no other site can have a browser call it.
#[derive(Clone)]
pub struct BrowserSession(pub Option<SessionCaller>);

impl FromRequest for BrowserSession {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        async move { Ok(Self(session(&request).await?)) }.boxed_local()
    }
}

async fn session(request: &HttpRequest) -> Result<Option<SessionCaller>, Problem> {
    let Some(cookie) = request.cookie(cookies::SESSION) else { return Ok(None) };
    let (state, token) = (State::of(request)?, cookie.value().to_owned());
    let found = state.credentials().caller(&token, state.clock().now()).await?;
    // The platform's token and keys are no sessions, wherever they stand.
    let Some(caller) = found.filter(|caller| caller.user.is_some() && caller.key.is_none()) else {
        return Ok(None);
    };
    request.extensions_mut().insert(Accepted(caller.clone()));
    Ok(Some(SessionCaller { caller, token }))
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
pub enum MaybeAnonymous {
    /// Somebody with good credentials.
    Known(Caller),
    /// Anybody, on a server without credentials.
    Unknown,
}

impl FromRequest for MaybeAnonymous {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        let visitor = async move {
            match caller(&request).await? {
                Some(caller) => Ok(Self::Known(caller)),
                None if State::of(&request)?.credentials().is_open() => Ok(Self::Unknown),
                None => Err(no_credentials()),
            }
        };
        visitor.boxed_local()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(configured: Option<&str>, token: &str, known: bool) {
        assert_eq!(Credentials::new(configured).is_admin(token), known, "{configured:?} {token:?}");
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
        assert_eq!(text, "Credentials { admin: true, .. }");
    }
}
