//! Which relay, and how: read from one URL.

use crate::mail::Mailbox;
use percent_encoding::percent_decode_str;
use std::fmt;
use std::time::Duration;
use url::{Host, Url};

/// How a connection is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// Not at all, passwords included: for relays on the same machine, and tests.
    Plain,
    /// By STARTTLS where the server offers it. Credentials are not sent where it does not.
    Offered,
    /// By STARTTLS (RFC 3207), or not connected.
    Required,
    /// From the first octet (RFC 8314, 3.3).
    Implicit,
}

/// What a send may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SmtpLimits {
    /// Until the server has greeted, encrypted and authenticated us.
    pub connect: Duration,
    /// The whole send, the connecting included.
    pub whole: Duration,
}

impl Default for SmtpLimits {
    /// 15 and 60 seconds.
    fn default() -> Self {
        Self { connect: Duration::from_secs(15), whole: Duration::from_secs(60) }
    }
}

/// A relay, and who sends.
#[derive(Clone)]
pub struct SmtpSettings {
    /// The server's name or address; certificates must be for it.
    pub host: String,
    /// The server's port.
    pub port: u16,
    /// How the connection is encrypted.
    pub security: Security,
    /// The sender of the envelope, and of messages that name none.
    pub from: Mailbox,
    /// What we call ourselves to the server.
    pub hello: String,
    /// Certificates in PEM that are trusted beside those of the web.
    pub extra_roots: Option<Vec<u8>>,
    /// Time limits.
    pub limits: SmtpLimits,
    credentials: Option<(String, String)>,
}

impl SmtpSettings {
    /// Reads `smtp://[user:password@]host[:port][?options]`, or `smtps://` for TLS from the first octet.
    ///
    /// - `tls`: `none`, `starttls` (where offered) or `required`. With credentials it is `required` unless said
    ///   otherwise, without `starttls`.
    /// - `from`: the sender, `address` or `Name <address>`; `sender` is taken where it is absent.
    /// - `hello`: our own name; the domain of the sender where it is absent.
    ///
    /// Special characters are percent-encoded; a plus sign is a plus sign. Ports: 465 for `smtps`, 587 with
    /// credentials, else 25.
    ///
    /// # Errors
    /// Names the part that is wrong, and never shows the URL, which may hold a password.
    pub fn parse(text: &str, sender: Option<&Mailbox>) -> Result<Self, BadSmtpSettings> {
        let url = Url::parse(text.trim()).map_err(|_| BadSmtpSettings::NoUrl)?;
        let implicit = match url.scheme() {
            "smtp" => false,
            "smtps" => true,
            _ => return Err(BadSmtpSettings::Scheme),
        };
        if !matches!(url.path(), "" | "/") || url.fragment().is_some() {
            return Err(BadSmtpSettings::Path);
        }
        let host = match url.host() {
            Some(Host::Domain(name)) if !name.is_empty() => decoded(name)?,
            Some(Host::Ipv4(address)) => address.to_string(),
            Some(Host::Ipv6(address)) => address.to_string(),
            _ => return Err(BadSmtpSettings::Host),
        };
        let credentials = credentials(&url)?;
        let options = Options::read(url.query().unwrap_or_default())?;
        let from = options.from.or_else(|| sender.cloned()).ok_or(BadSmtpSettings::NoSender)?;
        let security = security(implicit, options.tls, credentials.is_some())?;
        let usual = if implicit { 465 } else { credentials.as_ref().map_or(25, |_| 587) };
        Ok(Self {
            host,
            port: url.port().unwrap_or(usual),
            security,
            hello: options.hello.unwrap_or_else(|| from.address.domain().to_owned()),
            from,
            extra_roots: None,
            limits: SmtpLimits::default(),
            credentials,
        })
    }

    /// User name and password.
    pub(super) fn credentials(&self) -> Option<(&str, &str)> {
        self.credentials.as_ref().map(|(user, password)| (user.as_str(), password.as_str()))
    }
}

impl fmt::Debug for SmtpSettings {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("SmtpSettings")
            .field("host", &self.host)
            .field("port", &self.port)
            .field("security", &self.security)
            .field("from", &self.from)
            .field("credentials", &self.credentials.as_ref().map(|_| "(secret)"))
            .finish_non_exhaustive()
    }
}

/// Why mail can't be set up. No variant holds the URL.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadSmtpSettings {
    /// It can't be read at all.
    #[error("the SMTP address is no URL; special characters in user name and password are percent-encoded")]
    NoUrl,
    /// Another protocol.
    #[error("the SMTP address must begin with smtp:// or smtps://")]
    Scheme,
    /// No host.
    #[error("the SMTP address names no host")]
    Host,
    /// Something after the host.
    #[error("the SMTP address must have no path; \"/\", \"?\" and \"#\" in a password are percent-encoded")]
    Path,
    /// Half of the credentials.
    #[error("the SMTP address has a user name without a password, or a password without a user name")]
    Credentials,
    /// Percent signs that do not make UTF-8, or control characters.
    #[error("the SMTP address has characters that can't be used")]
    Characters,
    /// An option that does not exist.
    #[error("the SMTP address has an option that does not exist; there are tls, from and hello")]
    Option,
    /// A value of `tls` that does not exist.
    #[error("tls in the SMTP address must be none, starttls or required; smtps:// takes none of them")]
    Tls,
    /// `hello` is no host name.
    #[error("hello in the SMTP address is no host name")]
    Hello,
    /// `from` is no address.
    #[error("from in the SMTP address: {0}")]
    From(crate::mail::BadAddress),
    /// Nobody to send as.
    #[error("there is no sender: from is missing in the SMTP address")]
    NoSender,
    /// The extra roots are no certificates.
    #[error("the extra root certificates for SMTP can't be read as PEM")]
    Roots,
}

fn credentials(url: &Url) -> Result<Option<(String, String)>, BadSmtpSettings> {
    match (url.username(), url.password().unwrap_or_default()) {
        ("", "") => Ok(None),
        ("", _) | (_, "") => Err(BadSmtpSettings::Credentials),
        (user, password) => Ok(Some((decoded(user)?, decoded(password)?))),
    }
}

fn security(
    implicit: bool,
    asked: Option<Security>,
    with_credentials: bool,
) -> Result<Security, BadSmtpSettings> {
    match (implicit, asked) {
        (true, None) => Ok(Security::Implicit),
        (true, Some(_)) => Err(BadSmtpSettings::Tls),
        (false, Some(asked)) => Ok(asked),
        (false, None) if with_credentials => Ok(Security::Required),
        (false, None) => Ok(Security::Offered),
    }
}

#[derive(Default)]
struct Options {
    tls: Option<Security>,
    from: Option<Mailbox>,
    hello: Option<String>,
}

impl Options {
    fn read(query: &str) -> Result<Self, BadSmtpSettings> {
        let mut options = Self::default();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let value = decoded(value)?;
            match name {
                "tls" => options.tls = Some(tls(&value)?),
                "from" => options.from = Some(Mailbox::parse(&value).map_err(BadSmtpSettings::From)?),
                "hello" if is_host_name(&value) => options.hello = Some(value),
                "hello" => return Err(BadSmtpSettings::Hello),
                _ => return Err(BadSmtpSettings::Option),
            }
        }
        Ok(options)
    }
}

fn tls(value: &str) -> Result<Security, BadSmtpSettings> {
    match value {
        "none" => Ok(Security::Plain),
        "starttls" => Ok(Security::Offered),
        "required" => Ok(Security::Required),
        _ => Err(BadSmtpSettings::Tls),
    }
}

fn is_host_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "-.[]:".contains(c))
}

fn decoded(text: &str) -> Result<String, BadSmtpSettings> {
    let decoded = percent_decode_str(text).decode_utf8().map_err(|_| BadSmtpSettings::Characters)?;
    if decoded.chars().any(char::is_control) {
        return Err(BadSmtpSettings::Characters);
    }
    Ok(decoded.into_owned())
}

#[cfg(test)]
mod tests;
