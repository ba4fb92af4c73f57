//! Pages that links in mail lead to: nobody keeps them, and nobody is told where their readers come from.

use actix_web::HttpResponse;
use actix_web::http::{StatusCode, header};
use askama::Template;
use http_kit::html;
use http_kit::problem::{Problem, RETRY_AFTER};
use persistence::StoreError;

pub(crate) fn render(status: StatusCode, template: &impl Template) -> HttpResponse {
    match template.render() {
        Ok(text) => private(html::page(status, text)),
        Err(error) => html::problem(&Problem::internal(&error)),
    }
}

/// Nobody keeps these pages, and nobody is told where somebody comes from.
pub(crate) fn privacy() -> [(header::HeaderName, &'static str); 2] {
    [(header::CACHE_CONTROL, "no-store"), (header::REFERRER_POLICY, "no-referrer")]
}

/// The answer as one of these.
pub(crate) fn private(mut response: HttpResponse) -> HttpResponse {
    for (name, value) in privacy() {
        response.headers_mut().insert(name, header::HeaderValue::from_static(value));
    }
    response
}

pub(crate) fn failed(error: &StoreError) -> HttpResponse {
    let passes = matches!(error, StoreError::Db(error) if error.is_passing());
    html::problem(&if passes { Problem::unavailable(error, RETRY_AFTER) } else { Problem::internal(error) })
}
