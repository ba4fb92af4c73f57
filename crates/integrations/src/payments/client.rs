//! Requests to providers: bounded in time and size, never redirected.

use super::error::PaymentError;
use crate::outbound::{Client, Limits, Networks, Purpose};
use reqwest::{RequestBuilder, StatusCode, header};
use serde_json::Value;
use std::time::Duration;
use url::Url;

/// What asking a provider may cost: 20 seconds for each step, 1 MiB, public addresses only.
pub const LIMITS: Limits =
    Limits { total: Duration::from_secs(20), bytes: 1024 * 1024, redirects: 0, networks: Networks::NONE };

/// The longest that a provider may want to be left alone.
const LONGEST: u64 = 3600;

/// Makes the requests; one for all companies of a process, so that connections are used again.
#[derive(Debug, Clone)]
pub struct PaymentClient {
    outbound: Client,
}

/// An answer that arrived whole.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) after: Option<Duration>,
    /// `Null` where the body is no JSON.
    pub(super) json: Value,
}

impl PaymentClient {
    /// Prepares the client.
    ///
    /// # Errors
    /// TLS can't be set up, for example because the machine has no root certificates.
    pub fn new(limits: Limits) -> Result<Self, PaymentError> {
        let outbound = Client::new(limits, Purpose::Reading);
        Ok(Self { outbound: outbound.map_err(|reason| PaymentError::Setup { reason })? })
    }

    pub(super) fn request(&self, method: reqwest::Method, url: Url) -> RequestBuilder {
        self.outbound.request(method, url)
    }

    /// Gives a piece of work its time limit.
    pub(super) async fn within<T>(
        &self,
        provider: &'static str,
        work: impl Future<Output = Result<T, PaymentError>> + Send,
    ) -> Result<T, PaymentError> {
        self.outbound.within(work).await.map_err(|late| {
            let seconds = late.0.as_secs_f64();
            PaymentError::again(provider, format!("it did not answer within {seconds} seconds"))
        })?
    }

    /// Sends a request and takes the answer, whatever its status.
    pub(super) async fn send(
        &self,
        provider: &'static str,
        request: RequestBuilder,
    ) -> Result<Answer, PaymentError> {
        let response = self.outbound.send(request.header(header::ACCEPT, "application/json")).await;
        let response = response.map_err(|failure| PaymentError::of(provider, failure))?;
        let status = response.status();
        let after = response.headers().get(header::RETRY_AFTER).and_then(|value| value.to_str().ok());
        let after = after.and_then(|text| text.trim().parse().ok());
        let after = after.map(|seconds: u64| Duration::from_secs(seconds.min(LONGEST)));
        let body =
            self.outbound.body(response).await.map_err(|failure| PaymentError::of(provider, failure))?;
        Ok(Answer { status, after, json: serde_json::from_slice(&body).unwrap_or_default() })
    }
}
