//! Answers that are pages for people, with the policy that keeps them to this server.

use crate::problem::Problem;
use actix_web::http::{StatusCode, header};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

/// Only what this server itself sends is loaded, no script that stands in the page runs, nobody frames it,
/// and forms go nowhere else.
///
/// Pictures may be `data:`, because style sheets hold small ones.
pub const PAGE_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
     font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// No page may use what browsers guard, but the one that says so itself.
pub const NO_DEVICES: &str = "camera=(), microphone=(), display-capture=(), geolocation=()";

/// The header of what a page may use.
pub const PERMISSIONS: &str = "permissions-policy";

/// A page. `html` must have been escaped, which templates do.
#[must_use]
pub fn page(status: StatusCode, html: String) -> HttpResponse {
    HttpResponse::build(status)
        .insert_header((header::CONTENT_TYPE, "text/html; charset=utf-8"))
        .insert_header((header::CONTENT_SECURITY_POLICY, PAGE_POLICY))
        .insert_header((header::X_FRAME_OPTIONS, "DENY"))
        .insert_header((PERMISSIONS, NO_DEVICES))
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .body(html)
}

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage<'p> {
    title: &'p str,
    detail: &'p str,
    slug: &'p str,
}

/// A problem as a page, for a browser, whose user can't read JSON.
#[must_use]
pub fn problem(problem: &Problem) -> HttpResponse {
    like(page(problem.status(), problem_text(problem)), problem)
}

/// The answer with what the problem says in headers, such as when to come again.
#[must_use]
pub fn like(mut response: HttpResponse, problem: &Problem) -> HttpResponse {
    for (name, value) in problem.headers() {
        if let Ok(value) = header::HeaderValue::from_str(value) {
            response.headers_mut().insert(name.clone(), value);
        }
    }
    response
}

/// What that page says.
#[must_use]
pub fn problem_text(problem: &Problem) -> String {
    let kind = problem.kind();
    let text = ProblemPage { title: kind.title, detail: problem.detail(), slug: kind.slug }.render();
    // The template can't fail; a status without words would still say what there is to say.
    text.unwrap_or_default()
}

/// Whether the request comes from a browser that is to show what it gets.
#[must_use]
pub fn is_wanted(request: &HttpRequest) -> bool {
    let accept = request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok());
    accept.is_some_and(|accept| accept.contains("text/html"))
}

/// A file that is part of the program. `forever` is for paths that change when the file does.
#[must_use]
pub fn asset(content_type: &str, bytes: impl Into<Bytes>, forever: bool) -> HttpResponse {
    let cache = if forever { "public, max-age=31536000, immutable" } else { "public, max-age=3600" };
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, content_type))
        .insert_header((header::CACHE_CONTROL, cache))
        .body(bytes.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::catalogue;
    use actix_web::body::MessageBody;

    #[test]
    fn a_problem_is_a_page_that_escapes_what_it_says() {
        let said = Problem::new(&catalogue::UNAVAILABLE, "<b>&\"'").retry_after(5);
        let response = problem(&said);
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(response.headers().get("retry-after").and_then(|value| value.to_str().ok()), Some("5"));
        let body = response.into_body().try_into_bytes().expect("a body");
        let text = String::from_utf8_lossy(&body).into_owned();
        assert!(text.contains("<p>&#60;b&#62;&#38;&#34;&#39;</p>"), "{text}");
        assert!(text.contains("<a href=\"/problems/unavailable\">"), "{text}");
    }
}
