//! The address of a feed, apart from the credentials that may stand in it.

use super::error::FetchError;
use std::fmt;
use url::Url;

/// A user name and a password for HTTP's basic scheme (RFC 7617).
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The name.
    pub user: String,
    /// The password.
    pub password: String,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Credentials(..)")
    }
}

/// Where a feed is: an `http` or `https` URL with a host and no credentials in it, and the credentials.
#[derive(Clone, PartialEq, Eq)]
pub struct FeedAddress {
    url: Url,
    credentials: Option<Credentials>,
    was_webcal: bool,
}

impl FeedAddress {
    /// Reads an address as a person pastes it. `webcal://` means `https://`; credentials in the URL are taken
    /// out of it, and those given beside it win.
    ///
    /// # Errors
    /// Says what is wrong with the address, without repeating it.
    pub fn parse(text: &str, credentials: Option<Credentials>) -> Result<Self, FetchError> {
        let text = text.trim();
        let was_webcal = text.get(..6).is_some_and(|scheme| scheme.eq_ignore_ascii_case("webcal"));
        let text = match text.split_once("://") {
            Some((scheme, rest)) if ["webcal", "webcals"].contains(&scheme.to_ascii_lowercase().as_str()) => {
                format!("https://{rest}")
            }
            _ => text.to_owned(),
        };
        let url = Url::parse(&text).map_err(|_| FetchError::Address { reason: "it is no URL" })?;
        Ok(Self { was_webcal, ..Self::of(url, credentials)? })
    }

    fn of(mut url: Url, credentials: Option<Credentials>) -> Result<Self, FetchError> {
        let unusable = |reason| FetchError::Address { reason };
        if !matches!(url.scheme(), "http" | "https") {
            return Err(unusable("only http, https and webcal can be fetched"));
        }
        if url.host().is_none() {
            return Err(unusable("it has no host"));
        }
        let inside = (!url.username().is_empty() || url.password().is_some()).then(|| Credentials {
            user: decoded(url.username()),
            password: decoded(url.password().unwrap_or_default()),
        });
        let taken_out = url.set_username("").and_then(|()| url.set_password(None));
        taken_out.map_err(|()| unusable("its credentials can't be read"))?;
        url.set_fragment(None);
        Ok(Self { url, credentials: credentials.or(inside), was_webcal: false })
    }

    /// Where a redirect leads. Credentials stay behind when the scheme, host or port is another one, and
    /// nothing leads from `https` back to `http`.
    pub(crate) fn redirected(&self, location: &str) -> Result<Self, FetchError> {
        let unusable = |reason| FetchError::Address { reason };
        let url =
            self.url.join(location).map_err(|_| unusable("it redirects to something that is no URL"))?;
        if self.url.scheme() == "https" && url.scheme() == "http" {
            return Err(unusable("it redirects from https to http"));
        }
        let credentials = self.credentials.clone().filter(|_| url.origin() == self.url.origin());
        let mut address = Self::of(url, None)?;
        // What a server writes into its own redirect is not ours to send.
        address.credentials = credentials;
        Ok(address)
    }

    /// Whether it was given as `webcal`.
    pub(super) fn was_webcal(&self) -> bool {
        self.was_webcal
    }

    pub(crate) fn url(&self) -> &Url {
        &self.url
    }

    pub(crate) fn credentials(&self) -> Option<&Credentials> {
        self.credentials.as_ref()
    }

    /// The name of the host: all of the address that may be shown.
    #[must_use]
    pub fn host(&self) -> String {
        self.url.host_str().unwrap_or_default().to_owned()
    }
}

impl fmt::Debug for FeedAddress {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "FeedAddress({}, ..)", self.host())
    }
}

/// Percent-encoded text as text.
fn decoded(text: &str) -> String {
    // The query parser of the same crate decodes percent signs; a plus sign has to be kept from it.
    let query = format!("v={}", text.replace('+', "%2B").replace('&', "%26"));
    url::form_urlencoded::parse(query.as_bytes())
        .next()
        .map(|(_, value)| value.into_owned())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_lose_their_credentials() {
        let check = |text: &str, url: &str, credentials: Option<(&str, &str)>| {
            let address = FeedAddress::parse(text, None).expect(text);
            let seen = address.credentials().map(|c| (c.user.as_str(), c.password.as_str()));
            assert_eq!((address.url().as_str(), seen), (url, credentials), "{text}");
            assert!(!format!("{address:?}").contains("secret"), "{text}");
        };
        check("https://example.org/a.ics", "https://example.org/a.ics", None);
        check(" webcal://example.org/a.ics?key=secret ", "https://example.org/a.ics?key=secret", None);
        check("WEBCAL://example.org/a.ics", "https://example.org/a.ics", None);
        check("webcals://example.org/a.ics", "https://example.org/a.ics", None);
        check("https://me:secret@example.org/#x", "https://example.org/", Some(("me", "secret")));
        check("http://a%40b:s+e%26%3D@example.org/", "http://example.org/", Some(("a@b", "s+e&=")));
    }

    #[test]
    fn other_addresses_are_refused_without_being_repeated() {
        let words = ["secret", "file", "example"];
        for text in [
            "",
            "secret",
            "ftp://example.org/secret",
            "file:///etc/passwd",
            "https://",
            "data:text/calendar,secret",
            "javascript:1",
        ] {
            let error = FeedAddress::parse(text, None).expect_err(text).to_string();
            assert!(words.iter().all(|word| !error.contains(word)), "{error}");
        }
    }

    #[test]
    fn redirects_keep_credentials_at_home() {
        let check = |from: &str, location: &str, expected: Result<(&str, bool), &str>| {
            let mine = Credentials { user: "me".into(), password: "secret".into() };
            let address = FeedAddress::parse(from, Some(mine)).expect(from);
            let seen =
                address.redirected(location).map(|to| (to.url().to_string(), to.credentials().is_some()));
            let seen = seen.map_err(|error| error.to_string());
            match expected {
                Ok((url, kept)) => assert_eq!(seen, Ok((url.to_owned(), kept)), "{location}"),
                Err(part) => assert!(seen.expect_err(location).contains(part), "{location}"),
            }
        };
        check("https://example.org/a", "/b", Ok(("https://example.org/b", true)));
        check("https://example.org/a", "https://example.org:443/b", Ok(("https://example.org/b", true)));
        check("https://example.org/a", "https://example.org:444/b", Ok(("https://example.org:444/b", false)));
        check("https://example.org/a", "https://other.org/b", Ok(("https://other.org/b", false)));
        check("https://example.org/a", "https://me:theirs@other.org/b", Ok(("https://other.org/b", false)));
        check("https://example.org/a", "http://example.org/b", Err("https to http"));
        check("http://example.org/a", "https://example.org/b", Ok(("https://example.org/b", false)));
        check("https://example.org/a", "file:///etc/passwd", Err("only http"));
        check("https://example.org/a", "http://[::", Err("no URL"));
    }
}
