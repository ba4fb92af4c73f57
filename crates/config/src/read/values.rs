//! What each setting's text may be.

use crate::{LogFormat, LogLevel, Pooler, Secret};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::num::NonZeroU32;
use std::time::Duration;

pub(super) fn address(text: &str) -> Result<SocketAddr, &'static str> {
    if let Some(port) = text.strip_prefix("localhost:").and_then(|port| port.parse().ok()) {
        return Ok(SocketAddr::from((Ipv4Addr::LOCALHOST, port)));
    }
    text.parse().map_err(|_| "must be an address with a port, such as 127.0.0.1:8080 or 0.0.0.0:80")
}

pub(super) fn base_url(text: &str) -> Result<String, &'static str> {
    const FORM: &str =
        "must be an http or https URL without query or credentials, such as https://book.example.com";
    let url = url::Url::parse(text).map_err(|_| FORM)?;
    let plain = matches!(url.scheme(), "http" | "https")
        && url.has_host()
        && url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none();
    if plain { Ok(url.as_str().trim_end_matches('/').to_owned()) } else { Err(FORM) }
}

/// Who mail comes from where nobody says: a mailbox at the server's own name. An address of numbers is no name.
pub(super) fn sender(public_url: &str) -> String {
    let name = own_name(public_url);
    format!("Meridian <noreply@{}>", name.as_deref().unwrap_or("localhost"))
}

/// Whether the server has a name that others may know: mail servers refuse senders of a name without a dot, or of this machine.
pub(super) fn is_known_elsewhere(public_url: &str) -> bool {
    let Some(name) = own_name(public_url) else { return false };
    let last = name.trim_end_matches('.').rsplit_once('.').map(|(_, last)| last);
    last.is_some_and(|last| !["localhost", "local", "invalid"].contains(&last))
}

fn own_name(public_url: &str) -> Option<String> {
    url::Url::parse(public_url).ok()?.domain().map(str::to_owned)
}

/// What can stand in an `Authorization` header; any other token could never be shown.
pub(super) fn token(text: &str) -> Result<Secret, &'static str> {
    if text.bytes().all(|byte| byte.is_ascii_graphic()) {
        Ok(Secret::new(text.to_owned()))
    } else {
        Err("must be of visible ASCII characters, without spaces")
    }
}

pub(super) fn switch(text: &str) -> Result<bool, &'static str> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "1" | "yes" | "on" => Ok(true),
        "false" | "0" | "no" | "off" => Ok(false),
        _ => Err("must be true or false"),
    }
}

pub(super) fn pool_size(text: &str) -> Result<NonZeroU32, &'static str> {
    const MOST: u32 = 1000;
    let number: Option<NonZeroU32> = text.parse().ok();
    number.filter(|number| number.get() <= MOST).ok_or("must be a whole number from 1 to 1000")
}

/// How long something lasts; a week at most, and `off` is for ever.
pub(super) fn seconds(text: &str) -> Result<Option<Duration>, &'static str> {
    const MOST: u64 = 7 * 24 * 60 * 60;
    if text.eq_ignore_ascii_case("off") {
        return Ok(None);
    }
    let number: Option<u64> = text.parse().ok();
    let number = number.filter(|number| (1..=MOST).contains(number));
    number.map(|number| Some(Duration::from_secs(number))).ok_or("must be seconds from 1 to 604800, or off")
}

pub(super) fn pooler(text: &str) -> Result<Pooler, &'static str> {
    match text.to_ascii_lowercase().as_str() {
        "none" | "session" => Ok(Pooler::None),
        "transaction" => Ok(Pooler::Transaction),
        _ => Err("must be none or transaction"),
    }
}

/// A supervisor ends a program that takes more than half a minute to stop.
pub(super) fn delay(text: &str) -> Result<Duration, &'static str> {
    const MOST: u64 = 20;
    let number: Option<u64> = text.parse().ok();
    let number = number.filter(|number| *number <= MOST);
    number.map(Duration::from_secs).ok_or("must be a whole number of seconds from 0 to 20")
}

pub(super) fn days(text: &str) -> Result<Option<NonZeroU32>, &'static str> {
    const MOST: u32 = 36_500;
    if text.eq_ignore_ascii_case("off") {
        return Ok(None);
    }
    let number: Option<NonZeroU32> = text.parse().ok();
    let number = number.filter(|number| number.get() <= MOST);
    number.map(Some).ok_or("must be days from 1 to 36500, or off")
}

/// Networks between commas; one without a length is a single address.
pub(super) fn networks(text: &str) -> Result<Vec<(IpAddr, u8)>, &'static str> {
    text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(network).collect()
}

pub(super) fn network(text: &str) -> Result<(IpAddr, u8), &'static str> {
    const FORM: &str = "must be networks between commas, such as 10.1.0.0/16,127.0.0.1";
    let (address, prefix) =
        text.split_once('/').map_or((text, None), |(address, bits)| (address, Some(bits)));
    let address: IpAddr = address.parse().map_err(|_| FORM)?;
    let most = if address.is_ipv4() { 32 } else { 128 };
    let prefix = prefix.map_or(Ok(most), str::parse).map_err(|_| FORM)?;
    if prefix <= most { Ok((address, prefix)) } else { Err(FORM) }
}

/// How often something may be done; more than a million is no limit, and is to be called `off`.
pub(super) fn rate_limit(text: &str) -> Result<Option<NonZeroU32>, &'static str> {
    const MOST: u32 = 1_000_000;
    if text.eq_ignore_ascii_case("off") {
        return Ok(None);
    }
    let number: Option<NonZeroU32> = text.parse().ok();
    let number = number.filter(|number| number.get() <= MOST);
    number.map(Some).ok_or("must be a whole number from 1 to 1000000, or off")
}

/// More than 100 MiB would not be read in any time.
pub(super) fn calendar_bytes(text: &str) -> Result<usize, &'static str> {
    let number: Option<usize> = text.parse().ok();
    let number = number.filter(|number| (1_000..=100 << 20).contains(number));
    number.ok_or("must be a whole number from 1000 to 104857600")
}

/// How many of something a company may have.
pub(super) fn count(text: &str) -> Result<u32, &'static str> {
    let number: Option<u32> = text.parse().ok();
    number.filter(|number| (1..=1_000_000).contains(number)).ok_or("must be a whole number from 1 to 1000000")
}

/// Less would not hold one large question and its answer.
pub(super) fn request_bytes(text: &str) -> Result<usize, &'static str> {
    let number: Option<usize> = text.parse().ok();
    let number = number.filter(|number| (64 << 20..=1 << 40).contains(number));
    number.ok_or("must be a whole number of bytes from 67108864 (64 MiB)")
}

/// Mebibytes, as bytes.
pub(super) fn mebibytes(text: &str) -> Result<usize, &'static str> {
    let number: Option<usize> = text.parse().ok();
    let number = number.filter(|number| *number <= 1 << 20);
    number.map(|number| number << 20).ok_or("must be a whole number of mebibytes from 0 to 1048576")
}

pub(super) fn log_format(text: &str) -> Result<LogFormat, &'static str> {
    match text.to_ascii_lowercase().as_str() {
        "text" => Ok(LogFormat::Text),
        "json" => Ok(LogFormat::Json),
        _ => Err("must be text or json"),
    }
}

pub(super) fn log_level(text: &str) -> Result<LogLevel, &'static str> {
    match text.to_ascii_lowercase().as_str() {
        "error" => Ok(LogLevel::Error),
        "warn" => Ok(LogLevel::Warn),
        "info" => Ok(LogLevel::Info),
        "debug" => Ok(LogLevel::Debug),
        "trace" => Ok(LogLevel::Trace),
        _ => Err("must be error, warn, info, debug or trace"),
    }
}
