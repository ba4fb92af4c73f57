//! What the cookies of this product have in common (RFC 6265); actix reads and writes them.

use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};

/// The cookie that holds the session's token in a browser.
pub const SESSION: &str = "meridian_session";
/// The cookie that ties a browser to the log-in that it began at a provider.
pub const LOGIN: &str = "meridian_login";

/// The cookie that ties forms to the browser that they were shown in, where nobody is logged in.
pub const FORM: &str = "meridian_form";
/// The cookie that holds the language of pages.
pub const LANGUAGE: &str = "meridian_language";
/// The cookie that holds whether pages are light or dark.
pub const THEME: &str = "meridian_theme";
/// Whether keys are shortcuts.
pub const KEYS: &str = "meridian_keys";
/// The cookie that holds where somebody wanted to go before they had to log in.
pub const NEXT: &str = "meridian_next";

/// A path of this server that a browser may be sent to; `None` for everything that could lead to another one.
#[must_use]
pub fn own_path(path: &str) -> Option<&str> {
    let is_own = path.starts_with('/') && !path.starts_with("//") && path.len() <= 2000;
    let is_plain = path.chars().all(|c| c.is_ascii_graphic() && !matches!(c, '\\' | '"' | '<' | '>'));
    (is_own && is_plain).then_some(path)
}

/// A cookie that no script reads, that other sites cause to be sent by links alone, and that with `secure` goes over TLS
/// only. It is gone after so many seconds; 0 takes it away.
#[must_use]
pub fn cookie<'c>(name: &'c str, value: &'c str, seconds: i64, secure: bool) -> Cookie<'c> {
    Cookie::build(name, value)
        .path("/")
        .max_age(Duration::seconds(seconds))
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(secure)
        .finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header;
    use actix_web::test::TestRequest;

    #[test]
    fn cookies_are_found_by_their_whole_name() {
        let check = |line: &str, value: Option<&str>| {
            let request = TestRequest::default().insert_header((header::COOKIE, line)).to_http_request();
            let shown = request.cookie(SESSION);
            assert_eq!(shown.as_ref().map(Cookie::value), value, "{line}");
        };
        check("meridian_session=abc", Some("abc"));
        check("a=1; meridian_session=abc; b=2", Some("abc"));
        check("a=1;meridian_session=abc", Some("abc"));
        check("no pair; =x; meridian_session=abc; meridian_session=later", Some("abc"));
        check("my_meridian_session=abc", None);
        check("meridian_session", None);
        check("", None);
    }

    #[test]
    fn nobody_is_sent_to_another_server() {
        for own in ["/", "/app/jobs?q=a%20b&sort=-name", "/login"] {
            assert_eq!(own_path(own), Some(own));
        }
        let long = format!("/{}", "a".repeat(2000));
        for other in [
            "",
            "app",
            "//other.example",
            "/\\other.example",
            "https://other.example/",
            "/a b",
            "/a\r\nX: y",
            &long,
        ] {
            assert_eq!(own_path(other), None, "{other}");
        }
    }

    #[test]
    fn cookies_are_kept_from_scripts_and_other_sites() {
        let check = |seen: Cookie<'_>, expected: &[&str]| {
            let line = seen.to_string();
            let mut parts: Vec<&str> = line.split("; ").collect();
            parts.sort_unstable();
            assert_eq!(parts, expected);
        };
        let plain = ["HttpOnly", "Max-Age=600", "Path=/", "SameSite=Lax", "meridian_login=a-_"];
        check(cookie(LOGIN, "a-_", 600, false), &plain);
        let secure = ["HttpOnly", "Max-Age=600", "Path=/", "SameSite=Lax", "Secure", "meridian_login=a-_"];
        check(cookie(LOGIN, "a-_", 600, true), &secure);
        let gone = ["HttpOnly", "Max-Age=0", "Path=/", "SameSite=Lax", "meridian_login="];
        check(cookie(LOGIN, "", 0, false), &gone);
    }
}
