//! Ids in paths.

use crate::fallback::methods_at;
use crate::problem::{Problem, catalogue};
use actix_web::{HttpRequest, web};

/// What a path can't be read as is not there: `/users/abc` is no user, so it is 404 and not 400.
pub(crate) fn config() -> web::PathConfig {
    web::PathConfig::default().error_handler(|_, request| unreadable(request).into())
}

/// Where a word stands in the place of an id, the path may be one of its own, which takes other methods: `PUT
/// /slots/generate` is no slot that is not there, but a call that takes `POST`.
fn unreadable(request: &HttpRequest) -> Problem {
    match methods_at(request) {
        Some(allowed) => Problem::method_not_allowed(request.method(), allowed),
        None => Problem::new(&catalogue::NOT_FOUND, "there is nothing at this path"),
    }
}
