//! Requests to providers: one at a time, bounded in time and size, to public addresses, never redirected.

use super::error::RoomError;
use crate::outbound::{Client, Limits, Networks, Purpose};
use reqwest::{Method, RequestBuilder, StatusCode, header};
use scheduling_core::time::Timestamp;
use serde_json::Value;
use std::time::{Duration, UNIX_EPOCH};
use url::Url;

/// What asking a provider may cost: 20 seconds for making, changing or ending a room, 2 MiB, public addresses only.
pub const LIMITS: Limits =
    Limits { total: Duration::from_secs(20), bytes: 2 * 1024 * 1024, redirects: 0, networks: Networks::NONE };

/// Makes the requests; one for all providers of a process, so that connections are used again.
#[derive(Debug, Clone)]
pub struct RoomClient {
    outbound: Client,
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
    /// Prepares the client.
    ///
    /// # Errors
    /// TLS can't be set up, for example because the machine has no root certificates.
    pub fn new(limits: Limits) -> Result<Self, RoomError> {
        let outbound = Client::new(limits, Purpose::Reading);
        Ok(Self { outbound: outbound.map_err(|reason| RoomError::Setup { reason })? })
    }

    /// Begins a request.
    pub(super) fn request(&self, method: Method, url: Url) -> RequestBuilder {
        self.outbound.request(method, url)
    }

    /// Gives a piece of work its time limit.
    pub(super) async fn within<T>(
        &self,
        provider: &'static str,
        work: impl Future<Output = Result<T, RoomError>> + Send,
    ) -> Result<T, RoomError> {
        self.outbound.within(work).await.map_err(|late| {
            let seconds = late.0.as_secs_f64();
            RoomError::again(provider, format!("it did not answer within {seconds} seconds"))
        })?
    }

    /// Sends a request that was made for `url` and takes the answer, whatever its status.
    pub(super) async fn send(
        &self,
        provider: &'static str,
        url: &Url,
        request: RequestBuilder,
        now: Timestamp,
    ) -> Result<Answer, RoomError> {
        self.outbound.check_secret(url).await.map_err(|failure| RoomError::of(provider, failure))?;
        let request = request.header(header::ACCEPT, "application/json");
        let response = self.outbound.send(request).await;
        let response = response.map_err(|failure| RoomError::of(provider, failure))?;
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
        let body = self.outbound.body(response).await;
        let body = body.map_err(|failure| RoomError::of(provider, failure))?;
        Ok(Answer { status, after, body })
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
}
