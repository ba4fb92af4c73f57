//! Sending events to webhooks, signed as Standard Webhooks (standardwebhooks.com, version 1) say.
//!
//! The address comes from a customer and the request leaves from our network, so everything about it is distrusted: only
//! addresses of the public internet (checked by the resolver that the connection uses, so that a name can't mean another
//! address a moment later), no redirects, a total time limit, and of the answer only its beginning is read.

mod sign;

pub use sign::{SecretError, SigningSecret, sign};

use crate::calendars::feed::addresses::{PublicOnly, Refused};
use crate::calendars::feed::is_public;
use reqwest::{Client, Response, header};
use std::error::Error;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;
use url::{Host, Url};

/// What sending may cost, and where it may go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookLimits {
    /// The longest that a request may take, the beginning of its answer included.
    pub total: Duration,
    /// The most bytes of an answer that are read.
    pub bytes: usize,
    /// Whether addresses inside our own network may be sent to. For receivers of one's own, and tests.
    pub allow_private: bool,
}

impl Default for WebhookLimits {
    /// 15 seconds, 64 KiB, public addresses only.
    fn default() -> Self {
        Self { total: Duration::from_secs(15), bytes: 64 * 1024, allow_private: false }
    }
}

/// Sends events; one for all webhooks of a process, so that connections are used again.
#[derive(Debug, Clone)]
pub struct WebhookClient {
    client: Client,
    limits: WebhookLimits,
}

/// An event on its way.
#[derive(Debug)]
pub struct Message<'a> {
    pub url: &'a str,
    /// The event's id, the same for each attempt.
    pub id: &'a str,
    /// When it is sent, in seconds since 1970.
    pub timestamp: i64,
    /// JSON.
    pub body: &'a str,
    /// Each signs; the newest first.
    pub secrets: &'a [SigningSecret],
}

/// What the receiver answered. A redirect is an answer like any other: nobody follows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// The beginning of the body.
    pub body: String,
}

/// Why there was no answer. No variant holds the URL, which may be a secret itself.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// The address can't be used.
    #[error("the address can't be used: {0}")]
    Address(&'static str),
    /// The address lies in a network that must not be sent to.
    #[error("the address is not on the public internet")]
    Private,
    /// The host could not be reached, or its certificate is not good.
    #[error("the receiver can't be reached: {0}")]
    Unreachable(String),
    /// It took too long.
    #[error("the receiver did not answer within {0} seconds")]
    Timeout(u64),
    /// The client itself could not be made.
    #[error("webhooks can't be sent from this machine: {0}")]
    Setup(String),
}

impl WebhookClient {
    /// Prepares the client: TLS by rustls with ring, our own resolver, no proxy, no redirects.
    ///
    /// # Errors
    /// [`SendError::Setup`], for example because the machine has no root certificates.
    pub fn new(limits: WebhookLimits) -> Result<Self, SendError> {
        // Whoever comes second finds the provider installed, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder()
            .user_agent(concat!("Meridian-Webhooks/", env!("CARGO_PKG_VERSION")))
            .no_proxy()
            .no_gzip()
            .redirect(reqwest::redirect::Policy::none())
            .dns_resolver(Arc::new(PublicOnly { allow_private: limits.allow_private }))
            .connect_timeout(limits.total)
            .build()
            .map_err(|error| SendError::Setup(innermost(&error)))?;
        Ok(Self { client, limits })
    }

    /// Whether this address could be sent to, as far as can be told without asking for the addresses of its name.
    ///
    /// # Errors
    /// [`SendError::Address`], [`SendError::Private`].
    pub fn check(&self, url: &str) -> Result<(), SendError> {
        self.address(url).map(drop)
    }

    /// Sends a message once.
    ///
    /// # Errors
    /// [`SendError`] where there was no answer; an answer of any status is a [`Reply`].
    pub async fn send(&self, message: &Message<'_>) -> Result<Reply, SendError> {
        let url = self.address(message.url)?;
        match tokio::time::timeout(self.limits.total, self.ask(url, message)).await {
            Ok(reply) => reply,
            Err(_) => Err(SendError::Timeout(self.limits.total.as_secs())),
        }
    }

    fn address(&self, text: &str) -> Result<Url, SendError> {
        let url = Url::parse(text.trim()).map_err(|_| SendError::Address("it is no URL"))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(SendError::Address("only http and https can be sent to"));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(SendError::Address("it must not hold credentials"));
        }
        // The URL parser has already turned forms such as 0x7f.1 into plain addresses.
        let literal = match url.host() {
            Some(Host::Ipv4(address)) => Some(IpAddr::V4(address)),
            Some(Host::Ipv6(address)) => Some(IpAddr::V6(address)),
            Some(Host::Domain(_)) => None,
            None => return Err(SendError::Address("it has no host")),
        };
        match literal {
            Some(address) if !self.limits.allow_private && !is_public(address) => Err(SendError::Private),
            _ => Ok(url),
        }
    }

    async fn ask(&self, url: Url, message: &Message<'_>) -> Result<Reply, SendError> {
        let sign = |secret| sign(secret, message.id, message.timestamp, message.body);
        let signatures: Vec<String> = message.secrets.iter().map(sign).collect();
        let request = self
            .client
            .post(url)
            .header(header::CONTENT_TYPE, "application/json")
            .header("webhook-id", message.id)
            .header("webhook-timestamp", message.timestamp.to_string())
            .header("webhook-signature", signatures.join(" "))
            .body(message.body.to_owned());
        let response = request.send().await.map_err(|error| unreachable(&error))?;
        let status = response.status().as_u16();
        Ok(Reply { status, body: self.beginning(response).await })
    }

    /// The beginning of an answer's body, for people who look for what went wrong. What is unreadable there changes
    /// nothing about the status.
    async fn beginning(&self, mut response: Response) -> String {
        let mut body = Vec::new();
        while body.len() < self.limits.bytes {
            let Ok(Some(piece)) = response.chunk().await else { break };
            body.extend_from_slice(&piece);
        }
        body.truncate(self.limits.bytes);
        String::from_utf8_lossy(&body).into_owned()
    }
}

/// Names an error of the HTTP client, without its URL.
fn unreachable(error: &reqwest::Error) -> SendError {
    let mut causes = std::iter::successors(Some(error as &dyn Error), |&error| error.source());
    if causes.any(<dyn Error>::is::<Refused>) {
        return SendError::Private;
    }
    SendError::Unreachable(innermost(error))
}

/// The text of the last cause; the outer ones repeat the URL.
fn innermost(error: &reqwest::Error) -> String {
    std::iter::successors(error.source(), |&error| error.source())
        .last()
        .map_or_else(|| "the request failed".to_owned(), ToString::to_string)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_public_internet_are_taken() {
        let check = |text: &str, public: bool, private: bool| {
            for (allow_private, expected) in [(false, public), (true, private)] {
                let limits = WebhookLimits { allow_private, ..WebhookLimits::default() };
                let client = WebhookClient::new(limits).expect("a client");
                assert_eq!(client.check(text).is_ok(), expected, "{text} {allow_private}");
            }
        };
        check("https://hooks.example.com/x?y=1", true, true);
        check("http://127.0.0.1:9/", false, true);
        check("http://0x7f.1/", false, true);
        check("http://[::ffff:10.0.0.1]/", false, true);
        check("http://169.254.169.254/latest", false, true);
        check("https://me:secret@example.com/", false, false);
        check("ftp://example.com/", false, false);
        check("example.com", false, false);
    }
}
