//! Calendar subscriptions: an address that gives an iCalendar file, fetched now and then.
//!
//! The address comes from a user and the request leaves from our network (see [`outbound`](crate::outbound)): only `http`
//! and `https`, a total time limit, a size limit that is enforced while the body arrives, and few redirects, each of which
//! is checked like the first address. Credentials go only to the place that they were given for, and appear in no error.
//! Validators are those of one server: where a redirect leads to another one, none are sent to it and none of it are kept.

mod address;
mod error;

pub use address::{Credentials, FeedAddress};
pub use error::FetchError;

use super::{Outcome, Source, Validators};
use crate::outbound::{Client, Limits, Networks, Purpose, is_surely_plain};
use async_trait::async_trait;
use reqwest::header::{self, HeaderMap};
use reqwest::{Method, Response, StatusCode};
use std::time::Duration;

/// What fetching a feed may cost: 20 seconds, 25 MiB, 5 redirects, public addresses only.
pub const LIMITS: Limits =
    Limits { total: Duration::from_secs(20), bytes: 25 << 20, redirects: 5, networks: Networks::NONE };

/// Makes the requests; one for all feeds of a process, so that connections are used again.
#[derive(Debug, Clone)]
pub struct FeedClient {
    pub(crate) outbound: Client,
}

impl FeedClient {
    /// Prepares the client.
    ///
    /// # Errors
    /// TLS can't be set up, for example because the machine has no root certificates.
    pub fn new(limits: Limits) -> Result<Self, FetchError> {
        let outbound = Client::new(limits, Purpose::Reading);
        Ok(Self { outbound: outbound.map_err(|reason| FetchError::Setup { reason })? })
    }

    /// Whether a password for this address would surely go there unencrypted. What a name stands for is judged when it is
    /// asked.
    #[must_use]
    pub fn is_surely_plain(&self, address: &FeedAddress) -> bool {
        is_surely_plain(address.url(), &self.outbound.limits().networks)
    }

    /// The feed at an address.
    #[must_use]
    pub fn feed(&self, address: FeedAddress) -> Feed {
        Feed { client: self.outbound.clone(), address }
    }
}

/// One subscription.
#[derive(Debug, Clone)]
pub struct Feed {
    client: Client,
    address: FeedAddress,
}

#[async_trait]
impl Source for Feed {
    async fn fetch(&self, known: &Validators) -> Result<Outcome, FetchError> {
        self.client.within(self.follow(known)).await?
    }
}

impl Feed {
    /// Asks, and follows redirects, each to an address that is checked anew.
    async fn follow(&self, known: &Validators) -> Result<Outcome, FetchError> {
        let most = self.client.limits().redirects;
        let mut address = self.address.clone();
        for _ in 0..=most {
            // What another server calls a version, this one may call another.
            let known = if self.is_home(&address) { known } else { &Validators::default() };
            let response = self.ask(&address, known).await?;
            if !is_redirect(response.status()) {
                return self.outcome(&address, known, response).await;
            }
            let location = text(response.headers(), header::LOCATION);
            let nowhere = FetchError::Address { reason: "it redirects without saying where" };
            address = address.redirected(&location.ok_or(nowhere)?)?;
        }
        Err(FetchError::Redirects { most })
    }

    /// Whether an address is on the server that the feed's own names, with TLS or without.
    fn is_home(&self, address: &FeedAddress) -> bool {
        let (home, here) = (self.address.url(), address.url());
        (home.host_str(), home.port()) == (here.host_str(), here.port())
    }

    async fn ask(&self, address: &FeedAddress, known: &Validators) -> Result<Response, FetchError> {
        let mut request = self.client.request(Method::GET, address.url().clone());
        request = request.header(header::ACCEPT, "text/calendar, */*;q=0.5");
        if let Some(credentials) = address.credentials() {
            request = request.basic_auth(&credentials.user, Some(&credentials.password));
        }
        if let Some(etag) = &known.etag {
            request = request.header(header::IF_NONE_MATCH, etag);
        }
        if let Some(last_modified) = &known.last_modified {
            request = request.header(header::IF_MODIFIED_SINCE, last_modified);
        }
        let error = |failure| FetchError::of(failure, address.host()).of_webcal(address.was_webcal());
        self.client.send(request).await.map_err(error)
    }

    async fn outcome(
        &self,
        address: &FeedAddress,
        known: &Validators,
        response: Response,
    ) -> Result<Outcome, FetchError> {
        // "Not modified" answers a question that was asked with validators; to any other it says nothing.
        let asked_whether_modified = known.etag.is_some() || known.last_modified.is_some();
        match response.status() {
            StatusCode::NOT_MODIFIED if asked_whether_modified => Ok(Outcome::NotModified),
            StatusCode::OK => {
                let validator = |name| text(response.headers(), name).filter(|_| self.is_home(address));
                let (etag, last_modified) = (validator(header::ETAG), validator(header::LAST_MODIFIED));
                let body = self.client.counted_body(response).await;
                let body = body.map_err(|failure| FetchError::of(failure, address.host()))?;
                Ok(Outcome::Fetched { body, etag, last_modified })
            }
            status => Err(FetchError::Status { host: address.host(), status: status.as_u16() }),
        }
    }
}

pub(crate) fn is_redirect(status: StatusCode) -> bool {
    matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308)
}

pub(crate) fn text(headers: &HeaderMap, name: header::HeaderName) -> Option<String> {
    headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
}
