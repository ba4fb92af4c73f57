//! All pages that there are: for a test that asks each of them, and forgets none.

use crate::ROUTES;
use http_kit::{Method, Routes};

/// Each method and pattern that is served.
#[must_use]
pub fn patterns() -> Vec<(Method, String)> {
    let mut routes = Routes::default();
    ROUTES.into_iter().for_each(|mount| mount(&mut routes));
    routes.patterns().map(|(method, pattern)| (method, pattern.to_owned())).collect()
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
    }
}
