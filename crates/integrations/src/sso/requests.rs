//! Requests to providers: the address comes from a company's owner and the request leaves from our network, so the same
//! distrust as of calendar feeds: checked addresses, our own resolver, no redirects, limits of size and time.

use super::SsoLimits;
use super::address::check_endpoint;
use super::error::SsoError;
use crate::calendars::feed::PublicOnly;
use openidconnect::{HttpRequest, HttpResponse};
use reqwest::{Client, Response, StatusCode, header};
use std::sync::Arc;
use url::Url;

/// Makes the requests. Clones share connections.
#[derive(Debug, Clone)]
pub(super) struct Requests {
    client: Client,
    pub(super) limits: SsoLimits,
}

impl Requests {
    pub(super) fn new(limits: SsoLimits) -> Result<Self, SsoError> {
        // Whoever comes second finds the provider installed, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder()
            .user_agent(concat!("Meridian/", env!("CARGO_PKG_VERSION")))
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .dns_resolver(Arc::new(PublicOnly { allow_private: limits.allow_private }))
            .connect_timeout(limits.total)
            .build()
            .map_err(|error| SsoError::of_request(&error, "this machine"))?;
        Ok(Self { client, limits })
    }

    /// A JSON document.
    pub(super) async fn document(&self, url: &Url) -> Result<Vec<u8>, SsoError> {
        self.check(url)?;
        let request = self.client.get(url.clone()).header(header::ACCEPT, "application/json");
        let answer = request.send().await.map_err(|error| SsoError::of_request(&error, host(url)))?;
        match answer.status() {
            StatusCode::OK => self.body(url, answer).await,
            status => Err(of_status(url, status)),
        }
    }

    /// A request that the protocol's library has made; this is its HTTP client.
    pub(super) async fn send(&self, request: HttpRequest) -> Result<HttpResponse, SsoError> {
        let request = reqwest::Request::try_from(request);
        let request = request.map_err(|_| SsoError::Address { reason: "must be an https URL" })?;
        let url = request.url().clone();
        self.check(&url)?;
        let answer = self.client.execute(request).await;
        let mut answer = answer.map_err(|error| SsoError::of_request(&error, host(&url)))?;
        let (status, headers) = (answer.status(), std::mem::take(answer.headers_mut()));
        if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS {
            return Err(of_status(&url, status));
        }
        let mut response = HttpResponse::new(self.body(&url, answer).await?);
        *response.status_mut() = status;
        *response.headers_mut() = headers;
        Ok(response)
    }

    fn check(&self, url: &Url) -> Result<(), SsoError> {
        check_endpoint(url, self.limits.allow_private).map_err(|reason| SsoError::Address { reason })
    }

    /// Reads the body piece by piece and stops at the limit, whatever length was announced.
    async fn body(&self, url: &Url, mut answer: Response) -> Result<Vec<u8>, SsoError> {
        let mut body = Vec::new();
        while let Some(piece) =
            answer.chunk().await.map_err(|error| SsoError::of_request(&error, host(url)))?
        {
            if body.len() + piece.len() > self.limits.bytes {
                return Err(SsoError::answer("it is too large"));
            }
            body.extend_from_slice(&piece);
        }
        Ok(body)
    }
}

fn host(url: &Url) -> &str {
    url.host_str().unwrap_or_default()
}

fn of_status(url: &Url, status: StatusCode) -> SsoError {
    let reason = format!("status {}", status.as_u16());
    if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS {
        return SsoError::Unreachable { host: host(url).to_owned(), reason };
    }
    SsoError::answer(reason)
}
