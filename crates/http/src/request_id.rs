//! Request ids: one per request, in the answer, in its problem, and in every line of the log about it.

use actix_web::dev::{Payload, ServiceRequest};
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use std::convert::Infallible;
use std::fmt;
use std::future::{Ready, ready};
use uuid::Uuid;

/// The header that carries the id, both ways.
pub(crate) const HEADER: &str = "x-request-id";

/// The id of one request: the client's where it sent a UUID, else a new one (version 7, so that ids sort by
/// time).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequestId(Uuid);

impl RequestId {
    /// Takes the client's id or makes one. Anything but a UUID is ignored, so that nobody can write into our
    /// log what they like.
    pub(crate) fn of(request: &ServiceRequest) -> Self {
        let sent = request.headers().get(HEADER).and_then(|value| value.to_str().ok());
        Self(sent.and_then(|text| Uuid::try_parse(text.trim()).ok()).unwrap_or_else(Uuid::now_v7))
    }

    /// The id as a UUID.
    #[must_use]
    pub fn uuid(self) -> Uuid {
        self.0
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}

impl FromRequest for RequestId {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        // The edge puts one into every request; the nil id is for handlers that a test calls without it.
        ready(Ok(request.extensions().get::<Self>().copied().unwrap_or(Self(Uuid::nil()))))
    }
}
