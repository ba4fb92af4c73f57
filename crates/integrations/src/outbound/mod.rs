//! Requests that leave our network for an address that somebody else chose.
//!
//! One client for all of them: TLS by rustls with ring, no proxy, and a resolver of our own, so that a name can't mean
//! another address a moment after it was judged. Every request passes `Client::send`, which refuses what is not on the
//! public internet unless an operator has named its network. The client follows no redirect by itself: where somebody does, each step is
//! a request like the first. Time and size are bounded.
//!
//! No error holds a URL, which may be a secret itself.

mod addresses;
mod networks;

pub use addresses::is_public;
pub(crate) use addresses::{Forbidden, check, is_surely_plain, literal};
pub use networks::Networks;

use addresses::{Allowed, Refused, check_secret};
use reqwest::header::AUTHORIZATION;
use reqwest::{Method, Request, RequestBuilder, Response};
use std::error::Error;
use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use url::Url;

/// What asking may cost, and where it may lead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// The longest that a piece of work may take, with all requests that belong to it and their answers.
    pub total: Duration,
    /// The most bytes of one answer, decompressed.
    pub bytes: usize,
    /// The most redirects that are followed, where any is.
    pub redirects: usize,
    /// Which addresses inside our own network may be asked.
    pub networks: Networks,
}

/// What a client is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// To read what is there; answers may be compressed.
    Reading,
    /// To send events to webhooks, whose answers hardly matter.
    Webhooks,
}

/// Makes the requests. Clones share connections.
#[derive(Debug, Clone)]
pub(crate) struct Client {
    http: reqwest::Client,
    limits: Limits,
    /// The memory that all large answers share.
    memory: Arc<Semaphore>,
}

/// Bytes of memory that all large answers to one client share, and of a step in which an answer takes its part. The first
/// step of each is not counted.
const MEMORY: usize = 64 << 20;
const STEP: usize = 1 << 20;

/// A body as it came. A large one holds its part of the memory that all share, until it is dropped.
#[derive(Debug, Clone, Default)]
pub struct Body {
    bytes: Vec<u8>,
    room: Room,
}

/// A part of the memory that all large answers share, until it is dropped.
#[derive(Debug, Clone, Default)]
pub struct Room(Vec<Arc<OwnedSemaphorePermit>>);

/// It says nothing about what lies in it.
impl PartialEq for Room {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Room {}

impl Deref for Body {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes
    }
}

impl PartialEq for Body {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes
    }
}

impl Eq for Body {}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Failure {
    /// The address is not one that is asked.
    Forbidden(Forbidden),
    /// The host could not be reached, or its certificate is not good: the innermost cause.
    Unreachable(String),
    /// The answer is larger than so many bytes.
    TooLarge(usize),
}

/// It took longer than this.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Late(pub(crate) Duration);

impl Client {
    /// Prepares a client.
    ///
    /// # Errors
    /// TLS can't be set up, for example because the machine has no root certificates: the innermost cause.
    pub(crate) fn new(limits: Limits, purpose: Purpose) -> Result<Self, String> {
        // The second caller finds the provider installed, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .dns_resolver(Arc::new(Allowed { networks: limits.networks.clone() }))
            .connect_timeout(limits.total);
        let client = match purpose {
            Purpose::Reading => client.user_agent(concat!("Meridian/", env!("CARGO_PKG_VERSION"))),
            Purpose::Webhooks => {
                client.user_agent(concat!("Meridian-Webhooks/", env!("CARGO_PKG_VERSION"))).no_gzip()
            }
        };
        let http = client.build().map_err(|error| innermost(&error))?;
        Ok(Self { http, limits, memory: Arc::new(Semaphore::new(MEMORY / STEP)) })
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Begins a request.
    pub(crate) fn request(&self, method: Method, url: Url) -> RequestBuilder {
        self.http.request(method, url)
    }

    /// Sends a request and waits for the head of its answer.
    pub(crate) async fn send(&self, request: RequestBuilder) -> Result<Response, Failure> {
        self.execute(request.build().map_err(|error| Failure::of(&error))?).await
    }

    /// Sends a request that was made elsewhere. One that shows credentials goes over TLS, or within our own networks.
    pub(crate) async fn execute(&self, request: Request) -> Result<Response, Failure> {
        check(request.url(), &self.limits.networks).map_err(Failure::Forbidden)?;
        if request.headers().contains_key(AUTHORIZATION) {
            self.check_secret(request.url()).await?;
        }
        self.http.execute(request).await.map_err(|error| Failure::of(&error))
    }

    /// Refuses a URL to which no secret may go.
    pub(crate) async fn check_secret(&self, url: &Url) -> Result<(), Failure> {
        check_secret(url, &self.limits.networks).await.map_err(Failure::Forbidden)
    }

    /// Reads a body piece by piece and stops at the limit, whatever length was announced.
    pub(crate) async fn body(&self, response: Response) -> Result<Vec<u8>, Failure> {
        Ok(self.counted_body(response).await?.bytes)
    }

    /// The same; a large body waits for memory as it arrives, and holds it.
    pub(crate) async fn counted_body(&self, mut response: Response) -> Result<Body, Failure> {
        let most = self.limits.bytes;
        let mut body = Body::default();
        while let Some(piece) = response.chunk().await.map_err(|error| Failure::of(&error))? {
            let len = body.bytes.len() + piece.len();
            if len > most {
                return Err(Failure::TooLarge(most));
            }
            self.make_room(&mut body.room, len).await;
            body.bytes.extend_from_slice(&piece);
        }
        Ok(body)
    }

    /// Waits until so many bytes fit into a room; all there is has to be enough.
    pub(crate) async fn make_room(&self, room: &mut Room, bytes: usize) {
        while bytes > STEP * (1 + room.0.len()) && STEP * room.0.len() < MEMORY {
            // The semaphore is never closed.
            room.0.extend(Arc::clone(&self.memory).acquire_owned().await.ok().map(Arc::new));
        }
    }

    /// The beginning of a body, up to the limit, as far as it can be read.
    pub(crate) async fn beginning(&self, mut response: Response) -> Vec<u8> {
        let mut body = Vec::new();
        while body.len() < self.limits.bytes {
            let Ok(Some(piece)) = response.chunk().await else { break };
            body.extend_from_slice(&piece);
        }
        body.truncate(self.limits.bytes);
        body
    }

    /// Gives a piece of work its time limit.
    pub(crate) async fn within<T>(&self, work: impl Future<Output = T>) -> Result<T, Late> {
        within(self.limits.total, work).await
    }
}

/// Gives a piece of work a time limit.
pub(crate) async fn within<T>(limit: Duration, work: impl Future<Output = T>) -> Result<T, Late> {
    tokio::time::timeout(limit, work).await.map_err(|_| Late(limit))
}

impl Failure {
    /// Names an error of the HTTP client, without its URL.
    fn of(error: &reqwest::Error) -> Self {
        let mut causes = std::iter::successors(Some(error as &dyn Error), |&error| error.source());
        if causes.any(<dyn Error>::is::<Refused>) {
            return Self::Unreachable(Refused.to_string());
        }
        Self::Unreachable(innermost(error))
    }
}

/// The text of the last cause; the outer ones repeat the URL.
fn innermost(error: &reqwest::Error) -> String {
    std::iter::successors(error.source(), |&error| error.source())
        .last()
        .map_or_else(|| "the request failed".to_owned(), ToString::to_string)
}
