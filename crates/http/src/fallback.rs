//! What no route takes: a path that nobody knows, or a method that the path does not take.

use crate::problem::{Problem, catalogue};
use crate::state::{Data, State};
use crate::table::Found;
use actix_web::http::{Method, header};
use actix_web::{HttpRequest, HttpResponse};
use futures_util::future::LocalBoxFuture;

/// The page that says to a browser that there is nothing, given to a server by `Server::provide`.
#[derive(Clone, Copy)]
pub struct NowherePage(pub fn(HttpRequest) -> LocalBoxFuture<'static, HttpResponse>);

/// What programs ask for, whatever they accept.
const OF_PROGRAMS: [&str; 5] = ["api", "auth", "health", "metrics", "webhooks"];

/// 405 where the path is known with other methods, else 404.
pub(crate) async fn fallback(request: HttpRequest) -> Result<HttpResponse, Problem> {
    let table = State::of(&request)?.table();
    let Found::OtherMethods { pattern } = table.find(request.match_info().as_str(), request.method()) else {
        let page = request.app_data::<Data<NowherePage>>().filter(|_| is_for_people(&request));
        if let Some(Data(NowherePage(page))) = page.cloned() {
            return Ok(page(request).await);
        }
        return Err(Problem::new(&catalogue::NOT_FOUND, "there is nothing at this path"));
    };
    Err(Problem::method_not_allowed(request.method(), table.allowed(pattern).unwrap_or_default()))
}

/// The methods of a path that is known word for word, whatever patterns match it too.
pub(crate) fn methods_at(request: &HttpRequest) -> Option<&[Method]> {
    State::of(request).ok()?.table().allowed(request.path().trim_end_matches('/'))
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

/// Whether a browser asks, for what may be a page.
fn is_for_people(request: &HttpRequest) -> bool {
    let first = request.path().split('/').nth(1).unwrap_or_default();
    let accept = request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok());
    !OF_PROGRAMS.contains(&first) && prefers_page(accept.unwrap_or_default())
}

/// Whether an `Accept` names pages, and nothing of programs that it would rather have.
fn prefers_page(accept: &str) -> bool {
    let quality = |kind: &str| {
        let of_kind = accept.split(',').find_map(|one| {
            let mut parts = one.split(';').map(str::trim);
            parts.next()?.eq_ignore_ascii_case(kind).then_some(parts)
        });
        let weight = of_kind.map(|mut parts| parts.find_map(|part| part.strip_prefix("q=")).unwrap_or("1"));
        weight.and_then(|weight| weight.parse::<f32>().ok()).unwrap_or_default()
    };
    let page = quality("text/html");
    page > 0.0
        && ["application/json", "application/problem+json"].into_iter().all(|kind| page >= quality(kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_for_who_would_rather_have_one() {
        let check = |accept: &str, expected: bool| assert_eq!(prefers_page(accept), expected, "{accept}");
        check("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", true);
        check("Text/HTML; q=0.5", true);
        check("text/html;q=0.9, application/json;q=0.8", true);
        check("application/json, text/html;q=0.9", false);
        check("application/problem+json, text/html;q=0.5", false);
        check("text/html;q=0", false);
        check("*/*", false);
        check("", false);
    }
}
