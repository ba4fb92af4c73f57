//! Addresses of calendar feeds, as far as they can be judged without asking them. Whether a host may be asked at all
//! is judged when it is (`integrations::calendars::feed`), since names can change what they stand for.

use url::Url;

/// What stands for what is not shown.
const HIDDEN: &str = "…";

/// Judges the address of a feed: an `http`, `https` or `webcal` URL with a host. Addresses are shown to users who
/// may manage calendars, so there may be no password in one.
///
/// # Errors
/// What is wrong, in words that don't repeat the address.
pub fn check_feed_url(text: &str) -> Result<(), &'static str> {
    let url = parse(text).ok_or("must be an http, https or webcal URL with a host")?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err("must hold no user name and no password; they belong into credentials");
    }
    Ok(())
}

/// The address as those see it who need not know it: where it is, and nothing of what may be a secret. Of a text that is no
/// address nothing is shown.
#[must_use]
pub fn masked_address(text: &str) -> String {
    let Some(url) = parse(text) else { return HIDDEN.into() };
    let scheme = text.split_once("://").map_or("", |(scheme, _)| scheme);
    format!("{scheme}://{}/{HIDDEN}", url.host_str().unwrap_or(HIDDEN))
}

/// Whether two addresses are of one server, so that what one may know the other may know too.
pub(super) fn same_server(one: &str, other: &str) -> bool {
    match (parse(one), parse(other)) {
        (Some(one), Some(other)) => one.origin() == other.origin(),
        _ => false,
    }
}

/// `webcal` is what calendars on the web are linked by; it means `https`.
fn parse(text: &str) -> Option<Url> {
    let (scheme, rest) = text.split_once("://")?;
    let scheme = match scheme.to_ascii_lowercase().as_str() {
        "http" => "http",
        "https" | "webcal" | "webcals" => "https",
        _ => return None,
    };
    let url = Url::parse(&format!("{scheme}://{rest}")).ok()?;
    url.host_str().is_some_and(|host| !host.is_empty()).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, good: bool) {
        assert_eq!(check_feed_url(text).is_ok(), good, "{text}");
    }

    #[test]
    fn addresses_have_a_host_and_no_secrets() {
        check("https://cal.example.com/a.ics?key=1", true);
        check("http://cal.example.com:8080/a.ics", true);
        check("webcal://cal.example.com/a.ics", true);
        check("WEBCAL://cal.example.com/a.ics", true);
        check("https://[2001:db8::1]/a.ics", true);
        check("ftp://cal.example.com/a.ics", false);
        check("file:///etc/passwd", false);
        check("javascript:alert(1)", false);
        check("cal.example.com/a.ics", false);
        check("https://", false);
        check("https://ann@cal.example.com/a.ics", false);
        check("https://ann:secret@cal.example.com/a.ics", false);
        check("", false);
    }

    #[test]
    fn masks_show_the_host_alone() {
        let check = |text: &str, expected: &str| assert_eq!(masked_address(text), expected);
        check("https://cal.example.com/private-0123/basic.ics?key=1", "https://cal.example.com/…");
        check("webcal://cal.example.com:8443/a", "webcal://cal.example.com/…");
        check("cal.example.com/private-0123/basic.ics", "…");
        check("ftp://cal.example.com/private-0123", "…");
        check("private-0123://cal.example.com/a.ics", "…");
    }

    #[test]
    fn a_server_is_scheme_host_and_port() {
        let check = |one, other, same: bool| assert_eq!(same_server(one, other), same, "{one} {other}");
        check("https://a.example/1.ics", "https://A.example:443/2.ics", true);
        check("https://a.example/1.ics", "webcal://a.example/2.ics", true);
        check("https://a.example/1.ics", "http://a.example/1.ics", false);
        check("https://a.example/1.ics", "https://b.example/1.ics", false);
        check("https://a.example/1.ics", "https://a.example:8443/1.ics", false);
    }
}
