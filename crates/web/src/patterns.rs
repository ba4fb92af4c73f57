//! All pages that there are, as the router knows them: for a test that asks each of them, and forgets none.

use crate::ROUTES;
use actix_web::http::{Method, StatusCode};
use actix_web::rt::System;
use actix_web::test::{TestRequest, init_service, read_body, try_call_service};
use actix_web::{App, HttpRequest, HttpResponse, web};

/// What forms and links ask with.
const METHODS: [Method; 2] = [Method::GET, Method::POST];
/// What a pattern is called where the router's map is written out.
const NAME: &str = "patterns: Single(\"";
/// A path that no page has.
const NOWHERE: &str = "/-";

/// Each method and pattern that is served. Starts a runtime of its own, so that it is called outside of any.
#[must_use]
pub fn patterns() -> Vec<(Method, String)> {
    System::new().block_on(served())
}

async fn served() -> Vec<(Method, String)> {
    let configure = |config: &mut web::ServiceConfig| ROUTES.into_iter().for_each(|routes| routes(config));
    let app = init_service(App::new().configure(configure).default_service(web::to(map))).await;
    let Ok(answer) = try_call_service(&app, TestRequest::with_uri(NOWHERE).to_request()).await else {
        return Vec::new();
    };
    let map = String::from_utf8_lossy(&read_body(answer).await).into_owned();
    let mut served = Vec::new();
    let patterns = map.split(NAME).skip(1).filter_map(|rest| rest.split('"').next());
    // The root of the map has no pattern.
    for pattern in patterns.filter(|pattern| !pattern.is_empty()) {
        for method in METHODS {
            let request = TestRequest::with_uri(&path_of(pattern)).method(method.clone()).to_request();
            // A page can not answer without a database; that it was asked is enough.
            let answer = try_call_service(&app, request).await;
            if answer.map_or(true, |answer| answer.status() != StatusCode::METHOD_NOT_ALLOWED) {
                served.push((method, pattern.to_owned()));
            }
        }
    }
    served
}

/// The router's map, written out.
async fn map(request: HttpRequest) -> HttpResponse {
    HttpResponse::Ok().body(format!("{:?}", request.resource_map()))
}

/// A path of this pattern.
fn path_of(pattern: &str) -> String {
    let mut parts = pattern.split('{');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |path, part| format!("{path}x{}", part.split_once('}').map_or("", |(_, rest)| rest)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_pages_are_known_with_their_methods() {
        let seen = patterns();
        let has = |method: Method, pattern: &str| seen.contains(&(method, pattern.to_owned()));
        assert!(has(Method::GET, "/app/jobs") && !has(Method::POST, "/app/jobs"));
        assert!(has(Method::POST, "/app/jobs/{id}/delete") && !has(Method::GET, "/app/jobs/{id}/delete"));
        assert!(has(Method::GET, "/book/{company}/{service}/{when}") && has(Method::GET, "/"));
        assert_eq!(path_of("/a/{b}/c/{d:.*}"), "/a/x/c/x");
    }
}
