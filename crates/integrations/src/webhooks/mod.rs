//! Sending events to webhooks, signed as Standard Webhooks (standardwebhooks.com, version 1) say.
//!
//! The address comes from a customer and the request leaves from our network (see [`outbound`](crate::outbound)): only
//! addresses of the public internet, no redirects, a total time limit, and of the answer only its beginning is read.

mod sign;

pub use sign::{SecretError, SigningSecret, sign};

use crate::outbound::{Client, Failure, Forbidden, Limits, Networks, Purpose, check};
use reqwest::{Method, header};
use std::time::Duration;
use url::Url;

/// What sending may cost: 15 seconds, 64 KiB of an answer that are read, public addresses only.
pub const LIMITS: Limits =
    Limits { total: Duration::from_secs(15), bytes: 64 * 1024, redirects: 0, networks: Networks::NONE };

/// Sends events; one for all webhooks of a process, so that connections are used again.
#[derive(Debug, Clone)]
pub struct WebhookClient {
    outbound: Client,
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
    /// Whether the body has a token in it, which is sent over TLS, or within our own networks.
    pub shows_token: bool,
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
    /// Prepares the client.
    ///
    /// # Errors
    /// [`SendError::Setup`], for example because the machine has no root certificates.
    pub fn new(limits: Limits) -> Result<Self, SendError> {
        Ok(Self { outbound: Client::new(limits, Purpose::Webhooks).map_err(SendError::Setup)? })
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
        let asked = self.outbound.within(self.ask(url, message)).await;
        asked.unwrap_or_else(|late| Err(SendError::Timeout(late.0.as_secs())))
    }

    fn address(&self, text: &str) -> Result<Url, SendError> {
        let url = Url::parse(text.trim()).map_err(|_| SendError::Address("it is no URL"))?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(SendError::Address("it must not hold credentials"));
        }
        match check(&url, &self.outbound.limits().networks) {
            Ok(()) => Ok(url),
            Err(why) => Err(SendError::of(why)),
        }
    }

    async fn ask(&self, url: Url, message: &Message<'_>) -> Result<Reply, SendError> {
        if message.shows_token {
            self.outbound.check_secret(&url).await?;
        }
        let sign = |secret| sign(secret, message.id, message.timestamp, message.body);
        let signatures: Vec<String> = message.secrets.iter().map(sign).collect();
        let request = self
            .outbound
            .request(Method::POST, url)
            .header(header::CONTENT_TYPE, "application/json")
            .header("webhook-id", message.id)
            .header("webhook-timestamp", message.timestamp.to_string())
            .header("webhook-signature", signatures.join(" "))
            .body(message.body.to_owned());
        let response = self.outbound.send(request).await?;
        let status = response.status().as_u16();
        // What is unreadable there changes nothing about the status.
        let body = self.outbound.beginning(response).await;
        Ok(Reply { status, body: String::from_utf8_lossy(&body).into_owned() })
    }
}

impl SendError {
    fn of(why: Forbidden) -> Self {
        match why {
            Forbidden::Scheme => Self::Address("only http and https can be sent to"),
            Forbidden::Host => Self::Address("it has no host"),
            Forbidden::Private => Self::Private,
            Forbidden::Plain => {
                Self::Address("a token would be sent unencrypted; give one that begins with https://")
            }
        }
    }
}

impl From<Failure> for SendError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Forbidden(why) => Self::of(why),
            Failure::Unreachable(reason) => Self::Unreachable(reason),
            Failure::TooLarge(most) => Self::Unreachable(format!("its answer is larger than {most} bytes")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_public_internet_are_taken() {
        let check = |text: &str, public: bool, private: bool| {
            for (networks, expected) in [(Networks::NONE, public), (Networks::all_private(), private)] {
                let limits = Limits { networks, ..LIMITS };
                let client = WebhookClient::new(limits.clone()).expect("a client");
                assert_eq!(client.check(text).is_ok(), expected, "{text} {limits:?}");
            }
        };
        check("https://hooks.example.com/x?y=1", true, true);
        check("http://127.0.0.1:9/", false, true);
        check("http://0x7f.1/", false, true);
        check("http://[::ffff:10.0.0.1]/", false, true);
        check("http://169.254.169.254/latest", false, false);
        check("https://me:secret@example.com/", false, false);
        check("ftp://example.com/", false, false);
        check("example.com", false, false);
    }
}
