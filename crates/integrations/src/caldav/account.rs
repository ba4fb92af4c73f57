//! Requests to one server: who asks, and where the answers may come from.

use super::error::CaldavError;
use super::{Collection, xml};
use crate::calendars::feed::{Credentials, FeedAddress, FeedClient, FetchError, is_redirect, text};
use crate::outbound::{Body, Client, within};
use reqwest::header::{self, HeaderValue};
use reqwest::{Method, Response, StatusCode};
use std::fmt;
use url::Url;

/// What consists of several requests may take as long as this many. Less than the lease that a worker has.
const REQUESTS: u32 = 4;

/// Makes the requests, by the client that fetches feeds: the same connections, the same limits.
#[derive(Debug, Clone)]
pub struct CaldavClient {
    outbound: Client,
}

/// How an account proves whose it is.
#[derive(Clone, PartialEq, Eq)]
pub enum Login {
    /// A name and a password (RFC 7617).
    Basic(Credentials),
    /// A token (RFC 6750).
    Bearer(String),
}

impl fmt::Debug for Login {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Login(..)")
    }
}

impl CaldavClient {
    /// The client of feeds, for CalDAV.
    #[must_use]
    pub fn over(feeds: &FeedClient) -> Self {
        Self { outbound: feeds.outbound.clone() }
    }

    /// An account at an address as a person pastes it. Credentials in the address are taken out of it; those given
    /// beside it win.
    ///
    /// # Errors
    /// [`FetchError::Address`] only.
    pub fn account(&self, address: &str, login: Option<Login>) -> Result<Account, CaldavError> {
        let address = FeedAddress::parse(address, None)?;
        let login = login.or_else(|| address.credentials().cloned().map(Login::Basic));
        Ok(Account { outbound: self.outbound.clone(), home: address.url().clone(), login })
    }
}

/// A server's address and the credentials for it.
#[derive(Clone)]
pub struct Account {
    outbound: Client,
    pub(super) home: Url,
    login: Option<Login>,
}

impl fmt::Debug for Account {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Account({}, ..)", self.host())
    }
}

/// One request.
pub(super) struct Ask {
    pub(super) method: &'static str,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: String,
}

impl Ask {
    pub(super) fn new(method: &'static str) -> Self {
        Self { method, headers: Vec::new(), body: String::new() }
    }

    /// A request with an XML body; `depth` is that of RFC 4918, 10.2.
    pub(super) fn xml(method: &'static str, depth: &'static str, body: String) -> Self {
        Self { body, ..Self::new(method) }.header("depth", depth).header("content-type", xml::CONTENT_TYPE)
    }

    pub(super) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

/// An answer, whatever its status.
pub(super) struct Reply {
    pub(super) status: StatusCode,
    pub(super) etag: Option<String>,
    pub(super) body: Body,
    /// Where it came from, after redirects.
    pub(super) url: Url,
}

impl Account {
    pub(super) fn outbound(&self) -> &Client {
        &self.outbound
    }

    /// A calendar that was found before.
    ///
    /// # Errors
    /// [`CaldavError::Elsewhere`] where it is on another server.
    pub fn collection(&self, url: &str) -> Result<Collection, CaldavError> {
        Ok(Collection { account: self.clone(), url: self.resolve(&self.home, url)? })
    }

    /// Where a reference of the server's leads: nowhere else than to itself.
    pub(super) fn resolve(&self, base: &Url, reference: &str) -> Result<Url, CaldavError> {
        let mut url = base.join(reference.trim()).map_err(|_| self.strange("an address can't be read"))?;
        if url.origin() != self.home.origin() {
            return Err(CaldavError::Elsewhere { host: url.host_str().unwrap_or_default().to_owned() });
        }
        url.set_fragment(None);
        // Names in it are not ours to send; the origin is what was compared.
        let _ = url.set_username("").and_then(|()| url.set_password(None));
        Ok(url)
    }

    pub(super) fn host(&self) -> String {
        self.home.host_str().unwrap_or_default().to_owned()
    }

    /// The server does not keep to the protocol.
    pub(super) fn strange(&self, reason: &'static str) -> CaldavError {
        CaldavError::Answer { host: self.host(), reason }
    }

    /// The server answered with a status that was not expected.
    pub(super) fn unexpected(&self, status: StatusCode) -> CaldavError {
        FetchError::Status { host: self.host(), status: status.as_u16() }.into()
    }

    /// Bounds the time of what consists of several requests.
    pub(super) async fn bounded<T>(
        &self,
        work: impl Future<Output = Result<T, CaldavError>>,
    ) -> Result<T, CaldavError> {
        within(self.outbound.limits().total * REQUESTS, work).await.map_err(FetchError::from)?
    }

    /// Makes one request and follows its redirects.
    pub(super) async fn send(&self, url: &Url, ask: &Ask) -> Result<Reply, CaldavError> {
        self.outbound.within(self.follow(url, ask)).await.map_err(FetchError::from)?
    }

    async fn follow(&self, url: &Url, ask: &Ask) -> Result<Reply, CaldavError> {
        let most = self.outbound.limits().redirects;
        let mut address = FeedAddress::parse(url.as_str(), None)?;
        for _ in 0..=most {
            let response = self.request(&address, ask).await?;
            if !is_redirect(response.status()) {
                return self.reply(&address, response).await;
            }
            let location = text(response.headers(), header::LOCATION);
            let nowhere = FetchError::Address { reason: "it redirects without saying where" };
            address = address.redirected(&location.ok_or(nowhere)?)?;
            // Without the credentials there would be nothing to be had there but a puzzling refusal.
            if self.login.is_some() && address.url().origin() != self.home.origin() {
                return Err(CaldavError::Elsewhere { host: address.host() });
            }
        }
        Err(FetchError::Redirects { most }.into())
    }

    async fn request(&self, address: &FeedAddress, ask: &Ask) -> Result<Response, CaldavError> {
        let method = Method::from_bytes(ask.method.as_bytes()).unwrap_or_default();
        let mut request = self.outbound.request(method, address.url().clone());
        for (name, value) in &ask.headers {
            let value = HeaderValue::from_str(value)
                .map_err(|_| self.strange("a version of an event can't be sent back"))?;
            request = request.header(*name, value);
        }
        if !ask.body.is_empty() {
            request = request.body(ask.body.clone());
        }
        // Asked again here, so that no path through this file can send them elsewhere.
        let at_home = address.url().origin() == self.home.origin();
        request = match self.login.as_ref().filter(|_| at_home) {
            Some(Login::Basic(login)) => request.basic_auth(&login.user, Some(&login.password)),
            Some(Login::Bearer(token)) => request.bearer_auth(token),
            None => request,
        };
        Ok(self.outbound.send(request).await.map_err(|failure| FetchError::of(failure, address.host()))?)
    }

    async fn reply(&self, address: &FeedAddress, response: Response) -> Result<Reply, CaldavError> {
        let (status, etag) = (response.status(), text(response.headers(), header::ETAG));
        let body = self.outbound.counted_body(response).await;
        let body = body.map_err(|failure| FetchError::of(failure, address.host()))?;
        Ok(Reply { status, etag, body, url: address.url().clone() })
    }
}
