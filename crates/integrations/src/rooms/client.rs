//! Requests to providers: one at a time, bounded in time and size, to public addresses, never redirected.

use super::error::RoomError;
use crate::calendars::feed::{PublicOnly, is_public};
use reqwest::{Client, RequestBuilder, Response, StatusCode, header};
use scheduling_core::time::Timestamp;
use serde_json::Value;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};
use url::{Host, Url};

/// What asking a provider may cost, and where it may lead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoomLimits {
    /// The longest that making, changing or ending a room may take, with all requests that belong to it.
    pub total: Duration,
    /// The most bytes of one answer, decompressed.
    pub bytes: usize,
    /// Whether addresses inside our own network may be asked.
    pub allow_private: bool,
}

impl Default for RoomLimits {
    /// 20 seconds, 2 MiB, public addresses only.
    fn default() -> Self {
        Self { total: Duration::from_secs(20), bytes: 2 * 1024 * 1024, allow_private: false }
    }
}

/// Makes the requests; one for all providers of a process, so that connections are used again.
#[derive(Debug, Clone)]
pub struct RoomClient {
    pub(super) http: Client,
    limits: RoomLimits,
}

/// An answer that arrived whole.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    /// How long the provider wants to be left alone.
    pub(super) after: Option<Duration>,
    body: Vec<u8>,
}

impl Answer {
    /// The body as JSON; `Null` where it is none.
    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}

impl RoomClient {
    /// Prepares the client: TLS by rustls with ring, the resolver of the feeds, no proxy, no redirects.
    ///
    /// # Errors
    /// TLS can't be set up, for example because the machine has no root certificates.
    pub fn new(limits: RoomLimits) -> Result<Self, RoomError> {
        // Whoever comes second finds the provider installed, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = Client::builder()
            .user_agent(concat!("Meridian/", env!("CARGO_PKG_VERSION")))
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .dns_resolver(Arc::new(PublicOnly { allow_private: limits.allow_private }))
            .connect_timeout(limits.total)
            .build()
            .map_err(|error| RoomError::setup(&error))?;
        Ok(Self { http, limits })
    }

    /// Gives a piece of work its time limit.
    pub(super) async fn within<T>(
        &self,
        provider: &'static str,
        work: impl Future<Output = Result<T, RoomError>> + Send,
    ) -> Result<T, RoomError> {
        let late = |_| {
            let seconds = self.limits.total.as_secs_f64();
            RoomError::again(provider, format!("it did not answer within {seconds} seconds"))
        };
        tokio::time::timeout(self.limits.total, work).await.map_err(late)?
    }

    /// Sends a request that was made for `url` and takes the answer, whatever its status.
    pub(super) async fn send(
        &self,
        provider: &'static str,
        url: &Url,
        request: RequestBuilder,
        now: Timestamp,
    ) -> Result<Answer, RoomError> {
        if !self.limits.allow_private && (url.scheme() != "https" || is_private_literal(url)) {
            return Err(RoomError::private(provider));
        }
        let request = request.header(header::ACCEPT, "application/json");
        let response = request.send().await.map_err(|error| RoomError::of_request(provider, &error))?;
        let status = response.status();
        if status.is_redirection() {
            let reason = format!("it answered with a redirect ({}); its address is wrong", status.as_u16());
            return Err(RoomError::refused(provider, reason));
        }
        let after = response
            .headers()
            .get(header::RETRY_AFTER)
            .and_then(|value| value.to_str().ok())
            .and_then(|text| retry_after(text, now));
        let body = self.body(provider, response).await?;
        Ok(Answer { status, after, body })
    }

    /// Reads the body piece by piece and stops at the limit, whatever length was announced.
    async fn body(&self, provider: &'static str, mut response: Response) -> Result<Vec<u8>, RoomError> {
        let most = self.limits.bytes;
        let mut body = Vec::new();
        while let Some(piece) =
            response.chunk().await.map_err(|error| RoomError::of_request(provider, &error))?
        {
            if body.len() + piece.len() > most {
                return Err(RoomError::again(provider, format!("its answer is larger than {most} bytes")));
            }
            body.extend_from_slice(&piece);
        }
        Ok(body)
    }
}

/// Whether an IP address stands in place of a name and is not public; names are checked when they are
/// resolved.
fn is_private_literal(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => !is_public(IpAddr::V4(address)),
        Some(Host::Ipv6(address)) => !is_public(IpAddr::V6(address)),
        _ => false,
    }
}

/// The `Retry-After` header: seconds or an HTTP date (RFC 9110, 10.2.3), or a timestamp, which Zoom sends
/// where a daily limit is reached ("Rate limits").
fn retry_after(text: &str, now: Timestamp) -> Option<Duration> {
    let text = text.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = || httpdate::parse_http_date(text).ok()?.duration_since(UNIX_EPOCH).ok();
    let seconds = match Timestamp::parse(text) {
        Ok(instant) => instant.unix(),
        Err(_) => i64::try_from(date()?.as_secs()).ok()?,
    };
    Some(Duration::from_secs(u64::try_from(seconds.saturating_sub(now.unix())).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_is_read_in_every_form() {
        let now = Timestamp::parse("2026-11-21T10:00:00Z").expect("an instant");
        let check = |text: &str, expected: Option<u64>| {
            assert_eq!(retry_after(text, now), expected.map(Duration::from_secs), "{text}");
        };
        check("17", Some(17));
        check(" 0 ", Some(0));
        check("Sat, 21 Nov 2026 10:01:00 GMT", Some(60));
        check("2026-11-22T00:00:00Z", Some(14 * 3600));
        check("Sat, 21 Nov 2026 09:00:00 GMT", Some(0));
        check("-3", None);
        check("soon", None);
    }

    #[test]
    fn private_literals_are_known() {
        let check = |text: &str, expected: bool| {
            assert_eq!(is_private_literal(&Url::parse(text).expect(text)), expected, "{text}");
        };
        check("https://127.0.0.1/", true);
        check("https://0x7f.1/", true);
        check("https://[::1]/", true);
        check("https://8.8.8.8/", false);
        check("https://api.zoom.us/", false);
    }
}
