//! Which addresses of a provider may be asked, and which a browser may be sent to.

use crate::outbound::{Networks, check, literal};
use url::Url;

/// What is said of an address inside our own network.
pub(super) const PRIVATE: &str = "must be on the public internet";

/// Judges an issuer (OpenID Connect Discovery 1.0, section 3): `https`, a host, and neither query nor fragment. Where
/// this machine may be asked, `http` to it will do too.
pub(super) fn check_issuer(text: &str, networks: &Networks) -> Result<Url, &'static str> {
    let url = Url::parse(text).map_err(|_| "must be an https URL")?;
    if url.query().is_some() {
        return Err("must have no query");
    }
    check_endpoint(&url, networks)?;
    Ok(url)
}

/// Judges an address that a provider names as one of its own. Names are judged when they are resolved.
pub(super) fn check_endpoint(url: &Url, networks: &Networks) -> Result<(), &'static str> {
    if url.host_str().is_none_or(str::is_empty) {
        return Err("must have a host");
    }
    let loopback =
        literal(url).is_some_and(|address| address.is_loopback()) || url.host_str() == Some("localhost");
    match url.scheme() {
        "https" => {}
        "http" if loopback && networks.has_loopback() => {}
        _ => return Err("must be an https URL"),
    }
    if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
        return Err("must have no user name, password or fragment");
    }
    if (loopback && !networks.has_loopback()) || check(url, networks).is_err() {
        return Err(PRIVATE);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, in_public: bool, with_private: bool) {
        let private = Networks::all_private();
        let seen = (check_issuer(text, &Networks::NONE).is_ok(), check_issuer(text, &private).is_ok());
        assert_eq!(seen, (in_public, with_private), "{text}");
    }

    #[test]
    fn issuers_are_https_and_public() {
        check("https://login.example.com", true, true);
        check("https://login.example.com/realms/a", true, true);
        check("https://93.184.216.34/", true, true);
        check("http://login.example.com", false, false);
        check("https://127.0.0.1:8443", false, true);
        check("https://10.0.0.1", false, true);
        check("https://[::1]/", false, true);
        check("https://0x7f.1/", false, true);
        check("https://localhost/", false, true);
        check("http://localhost:3000", false, true);
        check("http://127.0.0.1:3000", false, true);
        check("http://10.0.0.1:3000", false, false);
        check("https://login.example.com?a=1", false, false);
        check("https://login.example.com#a", false, false);
        check("https://me:secret@login.example.com", false, false);
        check("file:///etc/passwd", false, false);
        check("javascript:alert(1)", false, false);
        check("login.example.com", false, false);
        check("", false, false);
    }
}
