//! Problems: what every answer that is no success looks like (RFC 9457).
//!
//! Handlers return `Result<_, Problem>` and use `?` on refusals. The body is rendered here and nowhere
//! else; the request id is added by the edge, which sees every answer.

mod because;
pub mod catalogue;
mod refusal;

pub use because::BecauseOut;

use crate::request_id::{self, RequestId};
use actix_web::http::{Method, StatusCode, header};
use actix_web::{HttpResponse, HttpResponseBuilder, ResponseError};
use catalogue::Kind;
use domain::FieldProblem;
use serde::Serialize;
use std::collections::BTreeMap;
use std::error::Error;
use std::fmt;

/// Problems of single values that an answer names, at most.
pub(crate) const MAX_PROBLEMS: usize = 100;

/// The content type of every problem.
pub const PROBLEM_JSON: &str = "application/problem+json";
/// Seconds after which it makes sense to ask again, where the server could not reach the database.
pub const RETRY_AFTER: u32 = 2;

/// An answer that says no, and why. Cheap to move; never holds what a client must not see.
#[derive(Debug, Clone)]
pub struct Problem(Box<Parts>);

#[derive(Debug, Clone)]
struct Parts {
    kind: &'static Kind,
    /// The kind's own, unless this answer has another.
    status: StatusCode,
    detail: String,
    errors: Vec<FieldProblem>,
    members: BTreeMap<&'static str, serde_json::Value>,
    headers: Vec<(header::HeaderName, String)>,
    instance: Option<RequestId>,
}

/// The members of RFC 9457, in the order in which people read them.
#[derive(Serialize)]
struct Wire<'a> {
    r#type: String,
    title: &'a str,
    status: u16,
    detail: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    instance: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<WireError<'a>>,
    #[serde(flatten)]
    members: &'a BTreeMap<&'static str, serde_json::Value>,
}

#[derive(Serialize)]
struct WireError<'a> {
    pointer: &'a str,
    detail: &'a str,
}

impl Problem {
    /// A problem of `kind`; `detail` is for people and says what is particular to this answer.
    pub fn new(kind: &'static Kind, detail: impl Into<String>) -> Self {
        Self(Box::new(Parts {
            kind,
            status: kind.status,
            detail: detail.into(),
            errors: Vec::new(),
            members: BTreeMap::new(),
            headers: Vec::new(),
            instance: None,
        }))
    }

    /// The same kind of problem with a status that is not the kind's own: what is a bad value in one place may be a
    /// state in another.
    #[must_use]
    pub(crate) fn with_status(mut self, status: StatusCode) -> Self {
        self.0.status = status;
        self
    }

    /// 422: values that are well formed, but can't be accepted; all of them at once.
    #[must_use]
    pub fn invalid(errors: Vec<FieldProblem>) -> Self {
        let detail = match errors.as_slice() {
            [only] if only.pointer.is_empty() => only.detail.clone(),
            [only] => format!("{}: {}", only.pointer, only.detail),
            many if many.len() > MAX_PROBLEMS => {
                format!("more than {MAX_PROBLEMS} values can't be accepted; see errors for the first")
            }
            many => format!("{} values can't be accepted; see errors", many.len()),
        };
        Self::new(&catalogue::INVALID, detail).with_errors(errors)
    }

    /// 400: the value at `pointer` (RFC 6901) has the wrong shape.
    pub fn malformed(pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        Self::pointing(&catalogue::MALFORMED_REQUEST, pointer.into(), detail.into())
    }

    /// 400: values that have the wrong shape; all of them at once.
    pub(crate) fn malformed_all(errors: Vec<FieldProblem>) -> Self {
        match <[FieldProblem; 1]>::try_from(errors) {
            Ok([only]) => Self::malformed(only.pointer, only.detail),
            Err(many) => {
                let detail = format!("{} fields can't be read; see errors", many.len());
                Self::new(&catalogue::MALFORMED_REQUEST, detail).with_errors(many)
            }
        }
    }

    /// 400: a parameter of the query string can't be read.
    pub fn malformed_query(name: &str, detail: impl Into<String>) -> Self {
        Self::pointing(
            &catalogue::MALFORMED_QUERY,
            format!("/{}", crate::pointer::escape(&crate::pointer::cut_name(name))),
            detail.into(),
        )
    }

    /// 404: the object that the path names is not there, as in `Problem::not_found("user")`.
    #[must_use]
    pub fn not_found(what: &str) -> Self {
        Self::new(&catalogue::NOT_FOUND, format!("there is no such {what}"))
    }

    /// 405, with the methods that the path takes.
    #[must_use]
    pub fn method_not_allowed(method: &Method, allowed: &[Method]) -> Self {
        let allowed: Vec<&str> = allowed.iter().map(Method::as_str).collect();
        let allowed = allowed.join(", ");
        Self::new(&catalogue::METHOD_NOT_ALLOWED, format!("{method} is not allowed here; allowed: {allowed}"))
            .with_header(header::ALLOW, allowed)
    }

    /// 500: logs `error` with all its causes, and tells the client nothing but the request id.
    #[must_use]
    pub fn internal(error: &dyn Error) -> Self {
        tracing::error!(error = %Chain(error), "internal error");
        Self::opaque()
    }

    /// 500 with nothing in it; the cause has been logged already.
    pub(crate) fn opaque() -> Self {
        Self::new(
            &catalogue::INTERNAL,
            "the server made a mistake; its log has the cause under this request id",
        )
    }

    /// 503: something that the server needs is out of reach; `error` is logged, not sent.
    #[must_use]
    pub fn unavailable(error: &dyn Error, retry_after_seconds: u32) -> Self {
        tracing::warn!(error = %Chain(error), "unavailable");
        Self::new(&catalogue::UNAVAILABLE, "the server can't reach something it needs; nothing was changed")
            .retry_after(retry_after_seconds)
    }

    /// 503: the answer took longer than it may. What changes something may still be done.
    pub(crate) fn late() -> Self {
        let detail = "the server did not answer in time; a change may be made all the same, which the same request \
                      with the same Idempotency-Key tells";
        Self::new(&catalogue::UNAVAILABLE, detail).retry_after(1)
    }

    /// An answer of which only the status is known, such as those that the web framework makes itself.
    pub(crate) fn of_status(status: StatusCode) -> Self {
        let kind = catalogue::of_status(status);
        let mut problem = Self::new(kind, kind.title);
        problem.0.status = status;
        problem
    }

    fn pointing(kind: &'static Kind, pointer: String, detail: String) -> Self {
        let sentence = if pointer.is_empty() { detail.clone() } else { format!("{pointer}: {detail}") };
        Self::new(kind, sentence).with_errors(vec![FieldProblem { pointer, detail }])
    }

    /// The same problem where these values are to blame, and no others.
    #[must_use]
    pub(crate) fn blaming(mut self, errors: Vec<FieldProblem>) -> Self {
        if let [first, _, ..] = errors.as_slice() {
            self.0.detail =
                format!("{} values can't be accepted, {} the first; see errors", errors.len(), first.pointer);
        }
        self.0.errors.clear();
        self.with_errors(errors)
    }

    /// Adds to `errors`: the first 100, and then one that says that there are more.
    #[must_use]
    pub fn with_errors(mut self, errors: Vec<FieldProblem>) -> Self {
        let room = (MAX_PROBLEMS + 1).saturating_sub(self.0.errors.len());
        self.0.errors.extend(errors.into_iter().take(room));
        if let Some(beyond) = self.0.errors.get_mut(MAX_PROBLEMS) {
            *beyond = FieldProblem::new("", format!("there are more problems than these {MAX_PROBLEMS}"));
        }
        self
    }

    /// Adds a member of its own to the body, for example `conflict_id`.
    #[must_use]
    pub fn with_member(mut self, name: &'static str, value: serde_json::Value) -> Self {
        self.0.members.insert(name, value);
        self
    }

    /// Adds `Retry-After`, in seconds.
    #[must_use]
    pub fn retry_after(self, seconds: u32) -> Self {
        self.with_header(header::RETRY_AFTER, seconds.to_string())
    }

    pub(crate) fn with_header(mut self, name: header::HeaderName, value: impl Into<String>) -> Self {
        self.0.headers.push((name, value.into()));
        self
    }

    pub(crate) fn with_instance(mut self, id: RequestId) -> Self {
        self.0.instance = Some(id);
        self
    }

    /// The kind of problem.
    #[must_use]
    pub fn kind(&self) -> &'static Kind {
        self.0.kind
    }

    /// What is particular to this answer.
    #[must_use]
    pub fn detail(&self) -> &str {
        &self.0.detail
    }

    /// The problems of single values.
    #[must_use]
    pub fn errors(&self) -> &[FieldProblem] {
        &self.0.errors
    }

    /// The status of the answer.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.0.status
    }

    /// The headers that this problem has beyond those of every problem.
    #[must_use]
    pub fn headers(&self) -> &[(header::HeaderName, String)] {
        &self.0.headers
    }

    /// The body, as JSON.
    pub(crate) fn body(&self) -> Vec<u8> {
        let parts = &*self.0;
        let wire = Wire {
            r#type: format!("/problems/{}", parts.kind.slug),
            title: parts.kind.title,
            status: parts.status.as_u16(),
            detail: &parts.detail,
            instance: parts.instance.map(|id| id.to_string()),
            errors: parts
                .errors
                .iter()
                .map(|e| WireError { pointer: &e.pointer, detail: &e.detail })
                .collect(),
            members: &parts.members,
        };
        serde_json::to_vec(&wire).unwrap_or_default()
    }

    /// The answer, complete once the edge has added the request id. Before, it carries the problem without a body, as the
    /// edge renders it.
    pub(crate) fn render(&self) -> HttpResponse {
        let parts = &*self.0;
        let mut answer = HttpResponseBuilder::new(parts.status);
        answer.insert_header((header::CONTENT_TYPE, PROBLEM_JSON));
        answer.insert_header((header::CACHE_CONTROL, "no-store"));
        for (name, value) in &parts.headers {
            answer.insert_header((name.clone(), value.as_str()));
        }
        if let Some(id) = parts.instance {
            answer.insert_header((request_id::HEADER, id.to_string()));
        }
        if parts.instance.is_some() {
            return answer.body(self.body());
        }
        let mut response = answer.finish();
        response.extensions_mut().insert(self.clone());
        response
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}", self.0.kind.slug, self.0.detail)
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        self.0.status
    }

    fn error_response(&self) -> HttpResponse {
        self.render()
    }
}

/// An error with all its causes on one line, for the log.
struct Chain<'a>(&'a dyn Error);

impl fmt::Display for Chain<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self.0, out)?;
        let mut cause = self.0.source();
        while let Some(error) = cause {
            write!(out, ": {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}

/// What a problem looks like, for the OpenAPI document.
#[derive(utoipa::ToSchema)]
#[schema(as = Problem)]
#[expect(dead_code, reason = "read by the derive alone; answers are rendered by `Problem`")]
pub struct ProblemSchema {
    /// A stable relative reference, for example `/problems/not-found`, which is a page on this server.
    r#type: String,
    /// What happened, the same for every problem of this type.
    title: String,
    /// The HTTP status.
    status: u16,
    /// What is particular to this answer.
    detail: String,
    /// The request id, as in `X-Request-Id`.
    instance: String,
    /// The values that are to blame, where single values are.
    #[schema(nullable = false)]
    errors: Option<Vec<ProblemErrorSchema>>,
    /// Why a time can't be had.
    #[schema(nullable = false)]
    because: Option<Vec<BecauseOut>>,
    /// The schedule that took the place of a rescheduled one.
    #[schema(nullable = false)]
    replaced_by: Option<uuid::Uuid>,
    /// The conflict that a refused booking has left.
    #[schema(nullable = false)]
    conflict_id: Option<uuid::Uuid>,
    /// How many wrong codes may still be tried.
    #[schema(nullable = false)]
    attempts_left: Option<i64>,
}

/// One value that is to blame.
#[derive(utoipa::ToSchema)]
#[schema(as = ProblemError)]
#[expect(dead_code, reason = "read by the derive alone; answers are rendered by `Problem`")]
pub struct ProblemErrorSchema {
    /// A JSON pointer (RFC 6901) into the body, or `/name` of a parameter.
    pointer: String,
    /// What is wrong with it.
    detail: String,
}
