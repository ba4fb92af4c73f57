//! Requests to providers: the address comes from a company's owner and the request leaves from our network (see
//! [`outbound`](crate::outbound)): checked addresses, no redirects, limits of size and time.

use super::address::check_endpoint;
use super::error::SsoError;
use crate::outbound::{Client, Limits, Purpose};
use openidconnect::{HttpRequest, HttpResponse};
use reqwest::{Method, Response, StatusCode, header};
use url::Url;

/// Makes the requests. Clones share connections.
#[derive(Debug, Clone)]
pub(super) struct Requests {
    pub(super) outbound: Client,
}

impl Requests {
    pub(super) fn new(limits: Limits) -> Result<Self, SsoError> {
        let outbound = Client::new(limits, Purpose::Reading);
        let outbound =
            outbound.map_err(|reason| SsoError::Unreachable { host: "this machine".to_owned(), reason })?;
        Ok(Self { outbound })
    }

    /// A JSON document.
    pub(super) async fn document(&self, url: &Url) -> Result<Vec<u8>, SsoError> {
        self.check(url)?;
        let request = self.outbound.request(Method::GET, url.clone());
        let request = request.header(header::ACCEPT, "application/json");
        let answer = self.outbound.send(request).await.map_err(|failure| SsoError::of(failure, host(url)))?;
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
        let answer = self.outbound.execute(request).await;
        let mut answer = answer.map_err(|failure| SsoError::of(failure, host(&url)))?;
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
        check_endpoint(url, &self.outbound.limits().networks).map_err(|reason| SsoError::Address { reason })
    }

    async fn body(&self, url: &Url, answer: Response) -> Result<Vec<u8>, SsoError> {
        self.outbound.body(answer).await.map_err(|failure| SsoError::of(failure, host(url)))
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
