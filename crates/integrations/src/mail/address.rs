//! Addresses that are safe in commands, headers and calendars.

use super::line::one_line;
use std::fmt;
use url::Host;

/// The most octets of an address (RFC 5321, 4.5.3.1.3, less the angle brackets).
const MAX_OCTETS: usize = 254;
/// The most octets of the part before the `@` (RFC 5321, 4.5.3.1.1).
const MAX_LOCAL: usize = 64;
/// The most characters of a display name.
const MAX_NAME: usize = 200;

/// An e-mail address. Nothing in it can end a command, a header or a quoted text.
///
/// International domains are kept in their ASCII form. Not taken: local parts in quotes, which no provider gives
/// out, and local parts beyond ASCII (RFC 6531), which a message could not carry past an older server.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Address(lettre::Address);

impl Address {
    /// Reads an address.
    ///
    /// # Errors
    /// Says what is wrong with it, without repeating it.
    pub fn parse(text: &str) -> Result<Self, BadAddress> {
        let text = text.trim();
        let (local, domain) = text.rsplit_once('@').ok_or(BadAddress("it has no @"))?;
        if !local.is_ascii() {
            return Err(BadAddress("the part before the @ has other characters than ASCII"));
        }
        if local.contains(|c: char| c.is_ascii_control() || " \"\\<>".contains(c)) {
            return Err(BadAddress("the part before the @ has quotes, spaces or control characters"));
        }
        let domain = match Host::parse(domain) {
            _ if domain.starts_with('[') => domain.to_owned(),
            Ok(host) => host.to_string(),
            Err(_) => return Err(BadAddress("the part after the @ is no domain")),
        };
        if local.len() + 1 + domain.len() > MAX_OCTETS {
            return Err(BadAddress("it is longer than 254 octets"));
        }
        lettre::Address::new(local, domain).map(Self).map_err(|_| BadAddress("it is no e-mail address"))
    }

    /// Reads the address of a person: at a full domain name. Every door asks this, so that what is taken can be written to.
    ///
    /// # Errors
    /// Says what is wrong with it, without repeating it.
    pub fn of_person(text: &str) -> Result<Self, BadAddress> {
        if text.chars().any(is_invisible) {
            return Err(BadAddress("it has characters that nobody sees"));
        }
        let address = Self::parse(text)?;
        if address.local().len() > MAX_LOCAL {
            return Err(BadAddress("the part before the @ is longer than 64 characters"));
        }
        let full = matches!(Host::parse(address.domain()), Ok(Host::Domain(name)) if name.contains('.'));
        if full { Ok(address) } else { Err(BadAddress("the part after the @ is no full domain name")) }
    }

    /// The address as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_ref()
    }

    /// The part after the `@`.
    #[must_use]
    pub fn domain(&self) -> &str {
        self.0.domain()
    }

    pub(super) fn local(&self) -> &str {
        self.0.user()
    }

    pub(super) fn wire(&self) -> lettre::Address {
        self.0.clone()
    }
}

/// Whether nobody sees that a text has that character: two addresses look the same that are not.
fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}'
    )
}

impl fmt::Display for Address {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

/// Why a text is no address that mail can be sent to.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an e-mail address: {0}")]
pub struct BadAddress(pub &'static str);

/// An address with the name of whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailbox {
    /// The name for display; any text is made a single line of up to 200 characters when it is sent.
    pub name: Option<String>,
    /// The address.
    pub address: Address,
}

impl Mailbox {
    /// A mailbox with a name.
    #[must_use]
    pub fn new(name: impl Into<String>, address: Address) -> Self {
        Self { name: Some(name.into()), address }
    }

    /// Reads `address` or `Name <address>`.
    ///
    /// # Errors
    /// Says what is wrong with the address.
    pub fn parse(text: &str) -> Result<Self, BadAddress> {
        let text = text.trim();
        let Some((name, rest)) = text.rsplit_once('<') else {
            return Address::parse(text).map(|address| Self { name: None, address });
        };
        let inner = rest.strip_suffix('>').ok_or(BadAddress("an angle bracket is not closed"))?;
        let name = name.trim().trim_matches('"').trim();
        let name = (!name.is_empty()).then(|| name.to_owned());
        Address::parse(inner).map(|address| Self { name, address })
    }

    /// The name on one line; none where nothing remains of it.
    pub(super) fn shown_name(&self) -> Option<String> {
        self.name.as_deref().map(|name| one_line(name, MAX_NAME)).filter(|name| !name.is_empty())
    }

    pub(super) fn wire(&self) -> lettre::message::Mailbox {
        lettre::message::Mailbox::new(self.shown_name(), self.address.wire())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read() {
        let check = |text: &str, expected: Option<&str>| {
            let seen = Address::parse(text).ok();
            assert_eq!(seen.as_ref().map(Address::as_str), expected, "{text:?}");
        };
        check("ada@example.org", Some("ada@example.org"));
        check(" a.b+c'd@example.org ", Some("a.b+c'd@example.org"));
        check("ada@bücher.example", Some("ada@xn--bcher-kva.example"));
        for bad in [
            "",
            "ada",
            "@example.org",
            "ada@",
            "a b@example.org",
            "a@b@example.org",
            "\"a b\"@example.org",
            "ädä@example.org",
            "ada@example.org\r\nRCPT TO:<eve@example.org>",
            "ada\r\n@example.org",
            "ada@exa mple.org",
            "<ada@example.org>",
        ] {
            check(bad, None);
        }
        check(&format!("{}@{}.org", "a".repeat(60), "b.".repeat(110)), None);
    }

    #[test]
    fn people_are_at_full_domain_names() {
        let check = |text: &str, expected: bool| {
            assert_eq!(Address::of_person(text).is_ok(), expected, "{text:?}");
        };
        check("ada@example.org", true);
        check("Ann.O'Neil+work@mail.example.co.uk", true);
        check("ada@bücher.example", true);
        let long = format!("{}@example.org", "a".repeat(65));
        let bad =
            ["ada@localhost", "ada@[192.0.2.1]", "ada@192.0.2.1", "ädä@example.org", "\"a b\"@example.org"];
        for text in bad.into_iter().chain(["Ada <ada@example.org>", "ada", "", long.as_str()]) {
            check(text, false);
        }
    }

    #[test]
    fn mailboxes_are_read() {
        let check = |text: &str, expected: Option<(Option<&str>, &str)>| {
            let seen = Mailbox::parse(text).ok();
            let seen = seen.as_ref().map(|m| (m.name.as_deref(), m.address.as_str()));
            assert_eq!(seen, expected, "{text:?}");
        };
        check("no-reply@example.org", Some((None, "no-reply@example.org")));
        check("Acme <no-reply@example.org>", Some((Some("Acme"), "no-reply@example.org")));
        check("\"Acme, Inc.\" <a@example.org>", Some((Some("Acme, Inc."), "a@example.org")));
        check("Acme <a@example.org", None);
        check("Acme", None);
    }
}
