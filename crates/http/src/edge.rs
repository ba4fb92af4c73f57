//! The outermost layer, which sees every request and every answer.
//!
//! It gives each request its id, catches panics, turns every refusal into a problem with the id in it, adds
//! the headers that all answers have, counts, and writes the one line of the log. Bodies and names are never logged, and
//! addresses where the operator wants them; the route is logged as its pattern, so that no id or token of a path is either.

use crate::caller::{Accepted, client_address};
use crate::compression::compressed;
use crate::limits::Budget;
use crate::problem::Problem;
use crate::request_id::{self, RequestId};
use crate::state::State;
use crate::table::Found;
use crate::time_limit::TimeLimit;
use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpRequest};
use domain::access::Caller;
use futures_util::FutureExt;
use std::any::Any;
use std::net::IpAddr;
use std::panic::AssertUnwindSafe;
use std::time::Instant;
use tracing::Instrument;

/// The route of requests that no route took.
const NO_ROUTE: &str = "(none)";
/// The route of requests that took too long: the request is lost with its handler.
const LATE: &str = "(late)";
/// The route of requests whose handler panicked: the request is lost with the handler.
const PANICKED: &str = "(panic)";

pub(crate) async fn edge<B: MessageBody + 'static>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let mut seen = Seen::new(&request);
    request.extensions_mut().insert(seen.id);
    // Of the highest level, so that a quiet log has the id in its few lines too.
    let span = tracing::error_span!("request", request_id = %seen.id);
    if let Some(refusal) = seen.count(&request) {
        return span.in_scope(|| Ok(seen.finish(request.into_response(refusal.render()))));
    }
    // A HEAD is a GET of which only the head is sent; the codec leaves the body out.
    if request.method() == Method::HEAD {
        request.head_mut().method = Method::GET;
    }
    let time_limit = TimeLimit::new(seen.state.as_ref().and_then(State::time_limit));
    request.extensions_mut().insert(time_limit.clone());
    let handled = AssertUnwindSafe(next.call(request)).catch_unwind();
    let answer = time_limit.within(handled).instrument(span.clone()).await;
    span.in_scope(|| match answer {
        None => {
            tracing::warn!("a request took too long");
            Err(seen.fail(LATE, Problem::late()))
        }
        Some(answer) => seen.answer(answer),
    })
}

/// What a handler came to, or the panic that ended it.
type Handled<B> = Result<Result<ServiceResponse<B>, Error>, Box<dyn Any + Send>>;

impl Seen {
    fn answer<B: MessageBody + 'static>(
        &mut self,
        answer: Handled<B>,
    ) -> Result<ServiceResponse<BoxBody>, Error> {
        match answer {
            Ok(Ok(response)) => {
                self.learn(&response);
                Ok(self.finish(response))
            }
            Ok(Err(error)) => Err(self.fail(NO_ROUTE, problem_of(&error))),
            Err(panic) => {
                tracing::error!(panic = words_of(&*panic), "a handler panicked");
                Err(self.fail(PANICKED, Problem::opaque()))
            }
        }
    }
}

/// What is kept of a request while it is handled.
struct Seen {
    id: RequestId,
    method: Method,
    started: Instant,
    state: Option<State>,
    budget: Option<Budget>,
    caller: Option<Caller>,
    /// Where the request comes from, where the log may say it.
    address: Option<IpAddr>,
}

impl Seen {
    fn new(request: &ServiceRequest) -> Self {
        let state = request.app_data::<State>().cloned();
        let logged = state.as_ref().is_some_and(State::log_addresses);
        Self {
            id: RequestId::of(request),
            method: request.method().clone(),
            started: Instant::now(),
            state,
            budget: None,
            caller: None,
            address: logged.then(|| client_address(request.request())).flatten(),
        }
    }

    /// Counts the request for its sender; 429 where they sent too many.
    fn count(&mut self, request: &ServiceRequest) -> Option<Problem> {
        let verdict = self.state.as_ref()?.limiter()?.check(request)?;
        self.budget = Some(verdict.budget);
        verdict.refusal
    }

    /// Lets the limits learn who has good credentials.
    fn learn<B>(&self, response: &ServiceResponse<B>) {
        if let (Some(_), Some(limiter)) = (self.budget, self.state.as_ref().and_then(State::limiter)) {
            limiter.learn(response.request(), response.status());
        }
    }

    /// Notes whose credentials were good.
    fn learn_caller(&mut self, request: &HttpRequest) {
        self.caller = request.extensions().get::<Accepted>().map(|accepted| accepted.0.clone());
    }

    /// The pattern of the request's path.
    fn route<'s>(&'s self, request: &HttpRequest) -> &'s str {
        let table = self.state.as_ref().map(State::table);
        let path = request.match_info().as_str();
        match table.map_or(Found::Nothing, |table| table.find(path, request.method())) {
            Found::Route { pattern, .. } | Found::OtherMethods { pattern } => pattern,
            Found::Nothing => NO_ROUTE,
        }
    }

    /// The answer with the paths in it as clients see them.
    fn placed(&self, response: ServiceResponse<BoxBody>) -> ServiceResponse<BoxBody> {
        let Some(place) = self.state.as_ref().map(State::place).filter(|place| !place.is_root()) else {
            return response;
        };
        let is_text = |value: &HeaderValue| value.as_bytes().starts_with(b"text/html");
        let is_html = response.headers().get(header::CONTENT_TYPE).is_some_and(is_text);
        let mut response = response.map_body(|_, body| match body.try_into_bytes() {
            Ok(page) if is_html => BoxBody::new(place.corrected(&page)),
            Ok(bytes) => BoxBody::new(bytes),
            Err(stream) => stream,
        });
        place.correct_headers(response.headers_mut());
        response
    }

    fn finish<B: MessageBody + 'static>(&mut self, response: ServiceResponse<B>) -> ServiceResponse<BoxBody> {
        self.learn_caller(response.request());
        let route = self.route(response.request());
        let mut response = self.placed(self.as_problem(response.map_into_boxed_body()));
        response = compressed(response);
        let is_page = is_page(response.headers());
        common_headers(response.headers_mut(), self.id, is_page);
        if let Some(budget) = self.budget {
            budget.write_headers(response.headers_mut());
        }
        self.record(route, response.status());
        response
    }

    /// Renders the problem of an answer that has one, or makes one for an error that has no words.
    fn as_problem(&self, response: ServiceResponse<BoxBody>) -> ServiceResponse<BoxBody> {
        let status = response.status();
        if !(status.is_client_error() || status.is_server_error()) {
            return response;
        }
        let carried = response.response().extensions().get::<Problem>().cloned();
        let wordless = matches!(response.response().body().size(), BodySize::None | BodySize::Sized(0));
        let problem = match carried {
            Some(problem) => problem,
            // A page says itself what is wrong.
            None if is_page(response.headers()) => return response,
            None if wordless || response.response().error().is_some() => Problem::of_status(status),
            None => return response,
        };
        let mut rendered = problem.with_instance(self.id).render();
        for (name, value) in response.headers() {
            if !rendered.headers().contains_key(name) && name != header::CONTENT_LENGTH {
                rendered.headers_mut().append(name.clone(), value.clone());
            }
        }
        let (request, _) = response.into_parts();
        ServiceResponse::new(request, rendered)
    }

    /// An error that has no request any more: actix renders it, so the problem must know the id.
    fn fail(&self, route: &str, problem: Problem) -> Error {
        let mut problem = problem.with_instance(self.id);
        for (name, value) in self.budget.into_iter().flat_map(Budget::headers) {
            problem = problem.with_header(name, value);
        }
        self.record(route, problem.kind().status);
        problem.into()
    }

    /// Counts the request and writes its line.
    fn record(&self, route: &str, status: StatusCode) {
        let took = self.started.elapsed();
        if let Some(state) = &self.state {
            state.metrics().request(&self.method, route, status, took);
        }
        let milliseconds = f64::from(u32::try_from(took.as_micros()).unwrap_or(u32::MAX)) / 1000.0;
        let (method, status, ms) = (self.method.as_str(), status.as_u16(), milliseconds);
        let caller = self.caller.as_ref();
        let user = caller.and_then(|caller| caller.user).map(|user| user.0);
        let company = caller.and_then(|caller| caller.company).map(|company| company.0);
        let role = caller.map(|caller| caller.role.name());
        let address = self.address.map(tracing::field::display);
        if status >= 500 {
            tracing::warn!(method, route, status, ms, role, user, company, address, "answered");
        } else if matches!(route, "/health/live" | "/health/ready" | "/metrics") {
            // Probes come every few seconds for ever; they are worth a line only to somebody who looks for them.
            tracing::debug!(method, route, status, ms, address, "answered");
        } else {
            tracing::info!(method, route, status, ms, role, user, company, address, "answered");
        }
    }
}

fn problem_of(error: &Error) -> Problem {
    match error.as_error::<Problem>() {
        Some(problem) => problem.clone(),
        None => Problem::of_status(error.as_response_error().status_code()),
    }
}

/// What a panic said, where it said it in words.
fn words_of(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("(no words)")
}

fn is_page(headers: &HeaderMap) -> bool {
    headers.get(header::CONTENT_SECURITY_POLICY).is_some()
}

/// Headers that every answer has. What is no page may be neither framed nor guessed at, and must not be kept:
/// it is somebody's data.
fn common_headers(headers: &mut HeaderMap, id: RequestId, is_page: bool) {
    if let Ok(value) = HeaderValue::from_str(&id.to_string()) {
        headers.insert(HeaderName::from_static(request_id::HEADER), value);
    }
    if !is_page {
        // Answers about time rest on it: a client that keeps one can tell by which release it was right.
        let release = HeaderValue::from_static(scheduling_core::time::zone_data_release());
        headers.insert(HeaderName::from_static("meridian-zone-data"), release);
    }
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    // A page whose own address is a secret says so itself.
    if !headers.contains_key(header::REFERRER_POLICY) {
        headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if !is_page {
        let policy = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
}
