//! Cookies: what browsers show of themselves (RFC 6265). Values are tokens of ours, in base64url.

use actix_web::HttpRequest;
use actix_web::http::header;

/// The cookie that holds the session's token in a browser.
pub const SESSION: &str = "meridian_session";
/// The cookie that ties a browser to the log-in that it began at a provider.
pub const LOGIN: &str = "meridian_login";

/// The value of `Set-Cookie`: no script reads the cookie, other sites cause it to be sent by links alone, and with `secure`
/// it goes over TLS only. It is gone after so many seconds; 0 takes it away.
#[must_use]
pub fn set(name: &str, value: &str, seconds: i64, secure: bool) -> String {
    let secure = if secure { "; Secure" } else { "" };
    format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}")
}

/// The value of the cookie that the request shows; of several of one name the first.
#[must_use]
pub fn shown(request: &HttpRequest, name: &str) -> Option<String> {
    let lines = request.headers().get_all(header::COOKIE).filter_map(|line| line.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(shown, _)| *shown == name).map(|(_, value)| value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn cookies_are_found_by_their_whole_name() {
        let check = |line: &str, value: Option<&str>| {
            let request = TestRequest::default().insert_header((header::COOKIE, line)).to_http_request();
            assert_eq!(shown(&request, SESSION).as_deref(), value, "{line}");
        };
        check("meridian_session=abc", Some("abc"));
        check("a=1; meridian_session=abc; b=2", Some("abc"));
        check("a=1;meridian_session=abc", Some("abc"));
        check("my_meridian_session=abc", None);
        check("meridian_session", None);
        check("", None);
    }

    #[test]
    fn cookies_are_kept_from_scripts_and_other_sites() {
        let plain = "meridian_login=a; Path=/; Max-Age=600; HttpOnly; SameSite=Lax";
        assert_eq!(set(LOGIN, "a", 600, false), plain);
        assert_eq!(set(LOGIN, "a", 600, true), format!("{plain}; Secure"));
    }
}
