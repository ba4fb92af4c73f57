//! `Idempotency-Key`: a request that is sent again gets the first answer again (draft-ietf-httpapi-idempotency-key-header).
//!
//! This is the half that knows HTTP: the header, what makes two requests the same, and an answer in a form that can be
//! stored. Storing it in the transaction of the change is the business of the crates with a database. A handler takes
//! [`Idempotency`], asks it for the [`IdempotentRequest`] request, and answers with a [`IdempotentResponse`].
//!
//! A key belongs to the caller and the path. Requests without credentials may send one, but nothing is kept for them:
//! there is nobody to keep it for.

use crate::caller;
use crate::problem::{PROBLEM_JSON, Problem, catalogue};
use crate::request_id::RequestId;
use actix_web::body::BoxBody;
use actix_web::dev::Payload;
use actix_web::http::{StatusCode, header};
use actix_web::{FromRequest, HttpMessage, HttpRequest, HttpResponse, Responder};
use domain::access::Caller;
use domain::idempotency::{RequestKey, StoredResponse};
use sha2::{Digest, Sha256};
use std::future::{Ready, ready};

/// The header with the client's key.
pub(crate) const HEADER: &str = "idempotency-key";
/// The header that tells an answer given again from the first one.
const REPLAYED: &str = "idempotent-replayed";
/// Characters that a key may have.
const LONGEST: usize = 255;

/// The key of a request, where it has one; a key that is none is refused with 400 before the handler runs.
///
/// Every handler of a `POST` takes it. Those that write nothing need do no more: their answers follow from the request.
#[derive(Debug, Clone)]
pub struct Idempotency {
    key: Option<String>,
    request: HttpRequest,
}

impl Idempotency {
    /// What the key stands for, once the body has been read; `None` for requests without a key.
    ///
    /// The caller is the user, or for credentials without one the credentials themselves.
    #[must_use]
    pub fn by(&self, caller: &Caller) -> Option<IdempotentRequest> {
        let key = self.key.as_deref()?;
        let who = match caller.user {
            Some(user) => format!("user:{user}").into_bytes(),
            None => caller::shown_digest(&self.request)?.to_vec(),
        };
        let request = &self.request;
        let body = request.extensions().get::<BodyDigest>().copied();
        let body = body.map_or_else(Vec::new, |BodyDigest(digest)| digest.to_vec());
        let (path, query) = (request.path().as_bytes(), request.query_string().as_bytes());
        let key = RequestKey {
            company: caller.company,
            name: digest(&[&who, path, key.as_bytes()]),
            fingerprint: digest(&[request.method().as_str().as_bytes(), path, query, &body]),
        };
        Some(IdempotentRequest { key, request_id: request.extensions().get::<RequestId>().copied() })
    }
}

impl FromRequest for Idempotency {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(key(request).map(|key| Self { key, request: request.clone() }))
    }
}

/// The key that the request names.
fn key(request: &HttpRequest) -> Result<Option<String>, Problem> {
    let mut values = request.headers().get_all(HEADER);
    let (Some(value), second) = (values.next(), values.next()) else { return Ok(None) };
    let text = value.to_str().unwrap_or_default();
    let visible = (1..=LONGEST).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
    if visible && second.is_none() {
        return Ok(Some(text.to_owned()));
    }
    let detail =
        format!("the header Idempotency-Key must be given once, as 1 to {LONGEST} visible ASCII characters");
    Err(Problem::new(&catalogue::MALFORMED_REQUEST, detail))
}

/// A digest of these parts; no two lists of parts look the same to it, since each is told with its length.
fn digest(parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.len().to_be_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

/// SHA-256 of the body that an extractor has read; only where the request has a key.
#[derive(Debug, Clone, Copy)]
struct BodyDigest([u8; 32]);

/// Notes what was read as the body of a request.
pub(crate) fn note_body(request: &HttpRequest, body: &[u8]) {
    if request.headers().contains_key(HEADER) {
        request.extensions_mut().insert(BodyDigest(Sha256::digest(body).into()));
    }
}

/// A request under a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotentRequest {
    /// What the key stands for.
    pub key: RequestKey,
    request_id: Option<RequestId>,
}

impl IdempotentRequest {
    /// The answer to a request that was refused, to be kept like a good one. It names this request as its `instance`,
    /// also when it is given again.
    #[must_use]
    pub fn refusal(&self, problem: Problem) -> IdempotentResponse {
        let problem = match self.request_id {
            Some(id) => problem.with_instance(id),
            None => problem,
        };
        let mut headers = vec![(header::CONTENT_TYPE.to_string(), PROBLEM_JSON.to_owned())];
        headers.extend(problem.headers().iter().map(|(name, value)| (name.to_string(), value.clone())));
        StoredResponse { status: problem.status().as_u16(), headers, body: problem.body() }.into()
    }

    /// The answer to another request under a key that was used before.
    #[must_use]
    pub fn reused() -> Problem {
        let detail = "another request was sent under this Idempotency-Key; use a new key for a new request";
        Problem::new(&catalogue::IDEMPOTENCY_KEY_REUSED, detail)
    }
}

/// An answer in full, as it goes out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotentResponse {
    pub response: StoredResponse,
    /// Whether it is given again.
    pub replayed: bool,
    /// Whether its body holds what is stored nowhere in the clear.
    pub secret: bool,
}

impl From<StoredResponse> for IdempotentResponse {
    /// Given for the first time, with nothing secret in it.
    fn from(response: StoredResponse) -> Self {
        Self { response, replayed: false, secret: false }
    }
}

impl Responder for IdempotentResponse {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        let StoredResponse { status, headers, body } = self.response;
        let Ok(status) = StatusCode::from_u16(status) else {
            tracing::error!(status, "a kept answer has no status of HTTP");
            return Problem::opaque().render();
        };
        let mut answer = HttpResponse::build(status);
        for (name, value) in &headers {
            answer.insert_header((name.as_str(), value.as_str()));
        }
        if self.replayed {
            answer.insert_header((REPLAYED, "true"));
        }
        answer.body(body)
    }
}

#[cfg(test)]
#[path = "idempotency_tests.rs"]
mod tests;
