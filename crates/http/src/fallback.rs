//! What no route takes: a path that nobody knows, or a method that the path does not take.

use crate::problem::{Problem, catalogue};
use crate::state::State;
use actix_web::http::Method;
use actix_web::{HttpRequest, HttpResponse};

/// 405 where the path is known with other methods, else 404.
///
/// Routes made by actix' macros are guarded by their method, so a request with another method falls through to
/// here. The pattern still matches, which tells the two cases apart.
pub(crate) async fn fallback(request: HttpRequest) -> Result<HttpResponse, Problem> {
    let Some(pattern) = request.match_pattern() else {
        return Err(Problem::new(&catalogue::NOT_FOUND, "there is nothing at this path"));
    };
    let pages_take = [Method::GET, Method::HEAD];
    let of_pattern = State::of(&request)?.methods(&pattern).unwrap_or(&pages_take);
    Err(Problem::method_not_allowed(request.method(), methods_at(&request).unwrap_or(of_pattern)))
}

/// The methods of a path that is known word for word, whatever patterns match it too.
pub(crate) fn methods_at(request: &HttpRequest) -> Option<&[Method]> {
    State::of(request).ok()?.methods(request.path().trim_end_matches('/'))
}

/// The refusal of a request whose query can't be read; where the path is known word for word and takes other methods, that is
/// said first: a word stands in the place of an id then.
#[must_use]
pub fn refused_query(request: &HttpRequest, problem: Problem) -> Problem {
    match methods_at(request) {
        Some(allowed) if !allowed.contains(request.method()) => {
            Problem::method_not_allowed(request.method(), allowed)
        }
        _ => problem,
    }
}
