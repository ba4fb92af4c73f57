//! Judging what was given: every mistake is noted, none stops the reading.

use crate::arguments::Arguments;
use crate::{Backend, DatabaseUrl, LogFormat, LogLevel, PoolSettings, Secret, Settings};
use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::time::Duration;

/// One setting that can't be used. Never quotes the value, which may be a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// The variable, for example `BIND_ADDRESS`.
    pub setting: &'static str,
    /// What is wrong with it.
    pub detail: String,
}

impl Mistake {
    pub(crate) fn new(setting: &'static str, detail: impl Into<String>) -> Self {
        Self { setting, detail: detail.into() }
    }
}

/// All settings that can't be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Mistakes(pub Vec<Mistake>);

impl fmt::Display for Mistakes {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "the configuration can't be used (--help lists all settings):")?;
        self.0.iter().try_for_each(|mistake| write!(out, "\n  {}: {}", mistake.setting, mistake.detail))
    }
}

/// The settings, or all mistakes.
pub(crate) fn settings(given: Arguments, env_file: Option<Mistake>) -> Result<Settings, Mistakes> {
    let mut reader = Reader { mistakes: env_file.into_iter().collect() };
    let room_urls = reader.room_urls(&given);
    let database_pool = reader.database_pool(&given);
    let notices = notices(&given);
    let smtp_url = present(given.smtp_url).map(|text| Secret::new(text.trim().to_owned()));
    let mail_from = present(given.mail_from).map(|text| text.trim().to_owned());
    let roots = present(given.smtp_root_certificates).map(|text| PathBuf::from(text.trim()));
    let database =
        reader.read("DATABASE_URL", given.database_url, "sqlite://meridian.db", DatabaseUrl::parse);
    let bind_address = reader.read("BIND_ADDRESS", given.bind_address, "127.0.0.1:8080", address);
    let metrics_address = reader.optional("METRICS_ADDRESS", given.metrics_address, address);
    let public_url = reader.public_url(given.public_url, bind_address);
    let admin_token = reader.optional("ADMIN_TOKEN", given.admin_token, token);
    let secret_key = present(given.secret_key).map(|text| Secret::new(text.trim().to_owned()));
    let on_sqlite = database.as_ref().is_some_and(|url| url.backend() == Backend::Sqlite);
    let worker_default = if on_sqlite { "true" } else { "false" };
    let embedded_worker = reader.read("EMBEDDED_WORKER", given.embedded_worker, worker_default, switch);
    let demo_data = reader.read("DEMO_DATA", given.demo_data, "false", switch);
    let private = reader.read("ALLOW_PRIVATE_ADDRESSES", given.allow_private_addresses, "false", switch);
    let calendar_bytes =
        reader.read("CALENDAR_MAX_BYTES", given.calendar_max_bytes, "26214400", calendar_bytes);
    let requests = reader.read("RATE_LIMIT", given.rate_limit, "1200", rate_limit);
    let logins = reader.read("LOGIN_RATE_LIMIT", given.login_rate_limit, "10", rate_limit);
    let forwarded = reader.read("TRUST_FORWARDED_FOR", given.trust_forwarded_for, "false", switch);
    let log_format = reader.read("LOG_FORMAT", given.log_format, "text", log_format);
    let log_level = reader.read("LOG_LEVEL", given.log_level, "info", log_level);

    let read = (|| {
        Some(Settings {
            database: database?,
            database_pool: database_pool?,
            bind_address: bind_address?,
            metrics_address: metrics_address?,
            mail_from: mail_from.unwrap_or_else(|| sender(public_url.as_deref().unwrap_or_default())),
            smtp_url,
            smtp_root_certificates: roots,
            public_url: public_url?,
            admin_token: admin_token?,
            secret_key,
            embedded_worker: embedded_worker?,
            demo_data: demo_data?,
            allow_private_addresses: private?,
            calendar_max_bytes: calendar_bytes?,
            rate_limit: requests?,
            login_rate_limit: logins?,
            trust_forwarded_for: forwarded?,
            room_urls,
            log_format: log_format?,
            log_level: log_level?,
            notices,
        })
    })();
    match read {
        Some(settings) if reader.mistakes.is_empty() => Ok(settings),
        _ => Err(Mistakes(reader.mistakes)),
    }
}

struct Reader {
    mistakes: Vec<Mistake>,
}

impl Reader {
    /// Without a good address there is no default to judge; that mistake is noted already.
    fn public_url(&mut self, given: Option<String>, bind_address: Option<SocketAddr>) -> Option<String> {
        match present(given) {
            None => Some(bind_address.map_or_else(String::new, |address| format!("http://{address}"))),
            given => self.read("PUBLIC_URL", given, "", base_url),
        }
    }

    /// The value of a setting; a mistake is noted and gives `None`.
    fn read<T>(
        &mut self,
        setting: &'static str,
        given: Option<String>,
        default: &str,
        parse: impl Fn(&str) -> Result<T, &'static str>,
    ) -> Option<T> {
        let text = present(given).unwrap_or_else(|| default.to_owned());
        parse(text.trim()).map_err(|detail| self.mistakes.push(Mistake::new(setting, detail))).ok()
    }

    /// The value of a setting that need not be there.
    fn optional<T>(
        &mut self,
        setting: &'static str,
        given: Option<String>,
        parse: impl Fn(&str) -> Result<T, &'static str>,
    ) -> Option<Option<T>> {
        match present(given) {
            None => Some(None),
            given => self.read(setting, given, "", parse).map(Some),
        }
    }
}

impl Reader {
    fn database_pool(&mut self, given: &Arguments) -> Option<PoolSettings> {
        let size = self.optional("DATABASE_POOL_SIZE", given.database_pool_size.clone(), pool_size);
        let lifetime = given.database_max_lifetime.clone();
        let max_lifetime = self.read("DATABASE_MAX_LIFETIME", lifetime, "1800", seconds);
        let idle_timeout =
            self.read("DATABASE_IDLE_TIMEOUT", given.database_idle_timeout.clone(), "600", seconds);
        Some(PoolSettings { size: size?, max_lifetime: max_lifetime?, idle_timeout: idle_timeout? })
    }

    /// Addresses that are somewhere else only where somebody says so.
    fn room_urls(&mut self, given: &Arguments) -> Vec<(&'static str, &'static str, String)> {
        let settings = [
            ("zoom", "token_url", "ZOOM_TOKEN_URL", &given.zoom_token_url),
            ("zoom", "api_url", "ZOOM_API_URL", &given.zoom_api_url),
            ("google_meet", "token_url", "GOOGLE_TOKEN_URL", &given.google_token_url),
            ("google_meet", "api_url", "GOOGLE_API_URL", &given.google_api_url),
            ("teams", "login_url", "TEAMS_LOGIN_URL", &given.teams_login_url),
            ("teams", "api_url", "TEAMS_API_URL", &given.teams_api_url),
        ];
        let read = |(provider, field, setting, given): (_, _, _, &Option<String>)| {
            let url = self.read(setting, Some(present(given.clone())?), "", base_url)?;
            Some((provider, field, url))
        };
        settings.into_iter().filter_map(read).collect()
    }
}

/// A variable that is set to nothing is not set: that is how compose files and `.env` templates leave one out,
/// and an empty token must never be a good one.
fn present(given: Option<String>) -> Option<String> {
    given.filter(|text| !text.trim().is_empty())
}

fn address(text: &str) -> Result<SocketAddr, &'static str> {
    if let Some(port) = text.strip_prefix("localhost:").and_then(|port| port.parse().ok()) {
        return Ok(SocketAddr::from((Ipv4Addr::LOCALHOST, port)));
    }
    text.parse().map_err(|_| "must be an address with a port, such as 127.0.0.1:8080 or 0.0.0.0:80")
}

fn base_url(text: &str) -> Result<String, &'static str> {
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
fn sender(public_url: &str) -> String {
    let url = url::Url::parse(public_url).ok();
    let name = url.as_ref().and_then(url::Url::domain).unwrap_or("localhost");
    format!("Meridian <noreply@{name}>")
}

/// What can stand in an `Authorization` header; any other token could never be shown.
fn token(text: &str) -> Result<Secret, &'static str> {
    if text.bytes().all(|byte| byte.is_ascii_graphic()) {
        Ok(Secret::new(text.to_owned()))
    } else {
        Err("must be of visible ASCII characters, without spaces")
    }
}

fn switch(text: &str) -> Result<bool, &'static str> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "1" | "yes" | "on" => Ok(true),
        "false" | "0" | "no" | "off" => Ok(false),
        _ => Err("must be true or false"),
    }
}

fn pool_size(text: &str) -> Result<NonZeroU32, &'static str> {
    const MOST: u32 = 1000;
    let number: Option<NonZeroU32> = text.parse().ok();
    number.filter(|number| number.get() <= MOST).ok_or("must be a whole number from 1 to 1000")
}

/// How long something lasts; a week at most, and `off` is for ever.
fn seconds(text: &str) -> Result<Option<Duration>, &'static str> {
    const MOST: u64 = 7 * 24 * 60 * 60;
    if text.eq_ignore_ascii_case("off") {
        return Ok(None);
    }
    let number: Option<u64> = text.parse().ok();
    let number = number.filter(|number| (1..=MOST).contains(number));
    number.map(|number| Some(Duration::from_secs(number))).ok_or("must be seconds from 1 to 604800, or off")
}

/// How often something may be done; more than a million is no limit, and is to be called `off`.
fn rate_limit(text: &str) -> Result<Option<NonZeroU32>, &'static str> {
    const MOST: u32 = 1_000_000;
    if text.eq_ignore_ascii_case("off") {
        return Ok(None);
    }
    let number: Option<NonZeroU32> = text.parse().ok();
    let number = number.filter(|number| number.get() <= MOST);
    number.map(Some).ok_or("must be a whole number from 1 to 1000000, or off")
}

/// More than 100 MiB would not be read in any time.
fn calendar_bytes(text: &str) -> Result<usize, &'static str> {
    let number: Option<usize> = text.parse().ok();
    let number = number.filter(|number| (1_000..=100 << 20).contains(number));
    number.ok_or("must be a whole number from 1000 to 104857600")
}

fn log_format(text: &str) -> Result<LogFormat, &'static str> {
    match text.to_ascii_lowercase().as_str() {
        "text" => Ok(LogFormat::Text),
        "json" => Ok(LogFormat::Json),
        _ => Err("must be text or json"),
    }
}

fn log_level(text: &str) -> Result<LogLevel, &'static str> {
    match text.to_ascii_lowercase().as_str() {
        "error" => Ok(LogLevel::Error),
        "warn" => Ok(LogLevel::Warn),
        "info" => Ok(LogLevel::Info),
        "debug" => Ok(LogLevel::Debug),
        "trace" => Ok(LogLevel::Trace),
        _ => Err("must be error, warn, info, debug or trace"),
    }
}

/// What is set, but weak.
fn notices(given: &Arguments) -> Vec<String> {
    let weak =
        |value: &Option<String>| value.as_ref().is_some_and(|text| (1..16).contains(&text.trim().len()));
    let mut notices = Vec::new();
    if weak(&given.secret_key) {
        notices.push("SECRET_KEY has fewer than 16 characters; choose a longer, random one".to_owned());
    }
    if weak(&given.admin_token) {
        notices.push(
            "ADMIN_TOKEN has fewer than 16 characters; choose a longer one outside of tests".to_owned(),
        );
    }
    notices
}

#[cfg(test)]
mod tests;
