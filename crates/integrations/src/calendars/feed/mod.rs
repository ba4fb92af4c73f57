//! Calendar subscriptions: an address that gives an iCalendar file, fetched now and then.
//!
//! The address comes from a user and the request leaves from our network, so everything about it is
//! distrusted: only `http` and `https`, only addresses of the public internet (see [`is_public`]), a total
//! time limit, a size limit that is enforced while the body arrives, and few redirects, each of which is
//! checked like the first address. Credentials go only to the place that they were given for, and appear in
//! no error.

mod address;
mod addresses;
mod error;

pub use address::{Credentials, FeedAddress};
pub use addresses::is_public;
pub use error::FetchError;

use super::{Outcome, Source, Validators};
pub(crate) use addresses::{PublicOnly, Refused};
use async_trait::async_trait;
use reqwest::header::{self, HeaderMap};
use reqwest::{Client, Response, StatusCode};
use std::sync::Arc;
use std::time::Duration;

/// What fetching may cost, and where it may go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedLimits {
    /// The longest that a fetch may take, redirects and body included.
    pub total: Duration,
    /// The most bytes of a calendar, decompressed.
    pub bytes: usize,
    /// The most redirects that are followed.
    pub redirects: usize,
    /// Whether addresses inside our own network may be asked. For calendar servers of one's own, and tests.
    pub allow_private: bool,
}

impl Default for FeedLimits {
    /// 20 seconds, 10 MiB, 5 redirects, public addresses only.
    fn default() -> Self {
        Self { total: Duration::from_secs(20), bytes: 10 * 1024 * 1024, redirects: 5, allow_private: false }
    }
}

/// Makes the requests; one for all feeds of a process, so that connections are used again.
#[derive(Debug, Clone)]
pub struct FeedClient {
    client: Client,
    limits: FeedLimits,
}

impl FeedClient {
    /// Prepares the client: TLS by rustls with ring, our own resolver, no proxy, no redirects of its own.
    ///
    /// # Errors
    /// TLS can't be set up, for example because the machine has no root certificates.
    pub fn new(limits: FeedLimits) -> Result<Self, FetchError> {
        // Whoever comes second finds the provider installed, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder()
            .user_agent(concat!("Meridian/", env!("CARGO_PKG_VERSION")))
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .dns_resolver(Arc::new(PublicOnly { allow_private: limits.allow_private }))
            .connect_timeout(limits.total)
            .build()
            .map_err(|error| FetchError::setup(&error))?;
        Ok(Self { client, limits })
    }

    /// The feed at an address.
    #[must_use]
    pub fn feed(&self, address: FeedAddress) -> Feed {
        Feed { client: self.clone(), address }
    }
}

/// One subscription.
#[derive(Debug, Clone)]
pub struct Feed {
    client: FeedClient,
    address: FeedAddress,
}

#[async_trait]
impl Source for Feed {
    async fn fetch(&self, known: &Validators) -> Result<Outcome, FetchError> {
        let limits = &self.client.limits;
        match tokio::time::timeout(limits.total, self.follow(known)).await {
            Ok(outcome) => outcome,
            Err(_) => Err(FetchError::Timeout { seconds: limits.total.as_secs_f64() }),
        }
    }
}

impl Feed {
    /// Asks, and follows redirects, each to an address that is checked anew.
    async fn follow(&self, known: &Validators) -> Result<Outcome, FetchError> {
        let limits = &self.client.limits;
        let mut address = self.address.clone();
        for _ in 0..=limits.redirects {
            let response = self.ask(&address, known).await?;
            if !is_redirect(response.status()) {
                return self.outcome(&address, known, response).await;
            }
            let location = text(response.headers(), header::LOCATION);
            let nowhere = FetchError::Address { reason: "it redirects without saying where" };
            address = address.redirected(&location.ok_or(nowhere)?)?;
        }
        Err(FetchError::Redirects { most: limits.redirects })
    }

    async fn ask(&self, address: &FeedAddress, known: &Validators) -> Result<Response, FetchError> {
        address.check(self.client.limits.allow_private)?;
        let mut request = self.client.client.get(address.url().clone());
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
        request.send().await.map_err(|error| FetchError::of_request(&error, address))
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
                let etag = text(response.headers(), header::ETAG);
                let last_modified = text(response.headers(), header::LAST_MODIFIED);
                let body = self.body(address, response).await?;
                Ok(Outcome::Fetched { body, etag, last_modified })
            }
            status => Err(FetchError::Status { host: address.host(), status: status.as_u16() }),
        }
    }

    /// Reads the body piece by piece and stops at the limit, whatever length was announced.
    async fn body(&self, address: &FeedAddress, mut response: Response) -> Result<Vec<u8>, FetchError> {
        let most = self.client.limits.bytes;
        let mut body = Vec::new();
        while let Some(piece) =
            response.chunk().await.map_err(|error| FetchError::of_request(&error, address))?
        {
            if body.len() + piece.len() > most {
                return Err(FetchError::TooLarge { most });
            }
            body.extend_from_slice(&piece);
        }
        Ok(body)
    }
}

fn is_redirect(status: StatusCode) -> bool {
    matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308)
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> Option<String> {
    headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
}
