//! Answers of handlers: JSON with the headers that the API promises.

use crate::idempotency::IdempotentResponse;
use crate::pages::{Page, next_link};
use crate::problem::Problem;
use crate::versions::etag;
use actix_web::body::BoxBody;
use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, Responder};
use domain::idempotency::StoredResponse;
use serde::Serialize;

/// A good answer with a JSON body.
#[derive(Debug)]
pub struct Answer<T> {
    status: StatusCode,
    location: Option<String>,
    version: Option<i64>,
    next: Option<String>,
    secret: bool,
    body: T,
}

impl<T: Serialize> Answer<T> {
    /// 200.
    pub fn ok(body: T) -> Self {
        Self { status: StatusCode::OK, location: None, version: None, next: None, secret: false, body }
    }

    /// 201, with the path of what was made.
    pub fn created(location: impl Into<String>, body: T) -> Self {
        Self { status: StatusCode::CREATED, location: Some(location.into()), ..Self::ok(body) }
    }

    /// 202: the change is to follow.
    #[must_use]
    pub fn accepted(mut self) -> Self {
        self.status = StatusCode::ACCEPTED;
        self
    }

    /// Adds `ETag`, for answers that are one single object.
    #[must_use]
    pub fn version(mut self, version: i64) -> Self {
        self.version = Some(version);
        self
    }

    /// Notes that the body holds what is stored nowhere in the clear: under a client's key such an answer is kept sealed.
    #[must_use]
    pub fn secret(mut self) -> Self {
        self.secret = true;
        self
    }
}

impl<T: Serialize> Answer<T> {
    /// The answer in full, to be stored under a client's key. For answers that are no page of a list.
    ///
    /// # Errors
    /// 500 where the body is no JSON.
    pub fn keep(self) -> Result<IdempotentResponse, Problem> {
        let body = serde_json::to_vec(&self.body).map_err(|error| Problem::internal(&error))?;
        let headers = [
            Some((header::CONTENT_TYPE, "application/json".to_owned())),
            self.location.map(|location| (header::LOCATION, location)),
            self.version.map(|version| (header::ETAG, etag(version))),
        ];
        let headers = headers.into_iter().flatten().map(|(name, value)| (name.to_string(), value));
        let response = StoredResponse { status: self.status.as_u16(), headers: headers.collect(), body };
        Ok(IdempotentResponse { secret: self.secret, ..response.into() })
    }
}

impl<R: Serialize> Answer<Page<R>> {
    /// 200 with a page of a list and, where there is a next one, a `Link` to it.
    pub fn page(page: Page<R>) -> Self {
        let next = page.next.clone();
        Self { next, ..Self::ok(page) }
    }
}

impl<T: Serialize> Responder for Answer<T> {
    type Body = BoxBody;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse {
        let body = match serde_json::to_vec(&self.body) {
            Ok(body) => body,
            Err(error) => return Problem::internal(&error).render(),
        };
        let mut response = HttpResponse::build(self.status);
        response.insert_header((header::CONTENT_TYPE, "application/json"));
        if let Some(location) = self.location {
            response.insert_header((header::LOCATION, location));
        }
        if let Some(version) = self.version {
            response.insert_header((header::ETAG, etag(version)));
        }
        if let Some(cursor) = self.next {
            response.insert_header((header::LINK, next_link(request, &cursor)));
        }
        response.body(body)
    }
}

/// 204: done, and there is nothing to say, as after a `DELETE`.
#[derive(Debug, Clone, Copy)]
pub struct NoContent;

impl Responder for NoContent {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        HttpResponse::NoContent().finish()
    }
}
