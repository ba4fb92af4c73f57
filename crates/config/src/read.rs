//! Judging what was given: every mistake is noted, none stops the reading.

mod ice;
mod values;

use crate::arguments::Arguments;
use crate::{
    Backend, CompanyMax, DatabaseUrl, IceSettings, PoolSettings, PrivateNetworks, RequestBounds, Secret,
    Settings,
};
use ice::ice_servers;
use std::fmt;
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::PathBuf;
use values::{
    address, base_url, calendar_bytes, count, days, delay, is_known_elsewhere, log_format, log_level,
    mebibytes, networks, pool_size, pooler, rate_limit, request_bytes, seconds, sender, switch, token,
};

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
    let (room_urls, ice) = (reader.room_urls(&given), reader.ice(&given));
    let stripe_api_url = reader.optional("STRIPE_API_URL", given.stripe_api_url.clone(), base_url);
    let database_pool = reader.database_pool(&given);
    let (private_networks, company_max) = (reader.private_networks(&given), reader.company_max(&given));
    let (notices, request_bounds) = (notices(&given), reader.request_bounds(&given));
    let database =
        reader.read("DATABASE_URL", given.database_url, "sqlite://meridian.db", DatabaseUrl::parse);
    let bind_address = reader.read("BIND_ADDRESS", given.bind_address, "127.0.0.1:8080", address);
    let metrics_address = reader.optional("METRICS_ADDRESS", given.metrics_address, address);
    let public_url = reader.public_url(given.public_url, bind_address);
    let admin_token = reader.optional("ADMIN_TOKEN", given.admin_token, token);
    let (secret_key, secret_key_previous) = reader.keys(given.secret_key, given.secret_key_previous);
    let embedded_worker = reader.embedded_worker(given.embedded_worker, database.as_ref());
    let demo_data = reader.read("DEMO_DATA", given.demo_data, "false", switch);
    let delay = reader.read("SHUTDOWN_DELAY", given.shutdown_delay, "0", delay);
    let retention = reader.read("RETENTION_DAYS", given.retention_days, "off", days);
    let bytes = reader.read("CALENDAR_MAX_BYTES", given.calendar_max_bytes, "26214400", calendar_bytes);
    let (requests, logins) = reader.rate_limits(given.rate_limit, given.login_rate_limit);
    let forwarded = reader.read("TRUST_FORWARDED_FOR", given.trust_forwarded_for, "false", switch);
    let log_addresses = reader.read("LOG_ADDRESSES", given.log_addresses, "false", switch);
    let log_format = reader.read("LOG_FORMAT", given.log_format, "text", log_format);
    let log_level = reader.read("LOG_LEVEL", given.log_level, "info", log_level);

    let read = (|| {
        Some(Settings {
            database: database?,
            database_pool: database_pool?,
            bind_address: bind_address?,
            metrics_address: metrics_address?,
            mail_from: mail_from(given.mail_from, public_url.as_deref()),
            smtp_url: secret(given.smtp_url),
            smtp_root_certificates: path(given.smtp_root_certificates),
            public_url: public_url?,
            admin_token: admin_token?,
            secret_key,
            secret_key_previous,
            shutdown_delay: delay?,
            retention_days: retention?,
            embedded_worker: embedded_worker?,
            demo_data: demo_data?,
            private_networks: private_networks?,
            calendar_max_bytes: bytes?,
            company_max: company_max?,
            request_bounds: request_bounds?,
            rate_limit: requests?,
            login_rate_limit: logins?,
            trust_forwarded_for: forwarded?,
            room_urls,
            ice: ice?,
            stripe_api_url: stripe_api_url?,
            log_addresses: log_addresses?,
            log_format: log_format?,
            log_level: log_level?,
            notices,
        })
    })();
    read.filter(|_| reader.mistakes.is_empty()).ok_or(Mistakes(reader.mistakes))
}

/// The sender's address as it was given, or one of the server's own.
fn mail_from(given: Option<String>, public_url: Option<&str>) -> String {
    let own = || sender(public_url.unwrap_or_default());
    present(given).map_or_else(own, |text| text.trim().to_owned())
}

fn path(given: Option<String>) -> Option<PathBuf> {
    present(given).map(|text| PathBuf::from(text.trim()))
}

struct Reader {
    mistakes: Vec<Mistake>,
}

impl Reader {
    /// Of requests and of log-ins.
    fn rate_limits(
        &mut self,
        requests: Option<String>,
        logins: Option<String>,
    ) -> (Option<Option<NonZeroU32>>, Option<Option<NonZeroU32>>) {
        let requests = self.read("RATE_LIMIT", requests, "1200", rate_limit);
        (requests, self.read("LOGIN_RATE_LIMIT", logins, "10", rate_limit))
    }

    fn company_max(&mut self, given: &Arguments) -> Option<CompanyMax> {
        let webhooks = self.read("COMPANY_MAX_WEBHOOKS", given.company_max_webhooks.clone(), "100", count);
        let calendars =
            self.read("COMPANY_MAX_CALENDARS", given.company_max_calendars.clone(), "5000", count);
        let api_keys = self.read("COMPANY_MAX_API_KEYS", given.company_max_api_keys.clone(), "200", count);
        Some(CompanyMax { webhooks: webhooks?, calendars: calendars?, api_keys: api_keys? })
    }

    /// Without a good address there is no default to judge; that mistake is noted already.
    fn public_url(&mut self, given: Option<String>, bind_address: Option<SocketAddr>) -> Option<String> {
        match present(given) {
            None => Some(bind_address.map_or_else(String::new, |address| format!("http://{address}"))),
            given => self.read("PUBLIC_URL", given, "", base_url),
        }
    }

    fn request_bounds(&mut self, given: &Arguments) -> Option<RequestBounds> {
        let memory = self.read("REQUEST_MEMORY", given.request_memory.clone(), "201326592", request_bytes);
        let time = self.read("REQUEST_TIME_LIMIT", given.request_time_limit.clone(), "10", seconds);
        let known = given.availability_memory_mb.clone();
        let known = self.read("AVAILABILITY_MEMORY_MB", known, "64", mebibytes);
        Some(RequestBounds { memory: memory?, time: time?, availability_memory: known? })
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
        let pooler = self.read("DATABASE_POOLER", given.database_pooler.clone(), "none", pooler);
        let migrate = self.read("MIGRATE_AT_START", given.migrate_at_start.clone(), "true", switch);
        Some(PoolSettings {
            size: size?,
            max_lifetime: max_lifetime?,
            idle_timeout: idle_timeout?,
            pooler: pooler?,
            migrate: migrate?,
        })
    }

    fn private_networks(&mut self, given: &Arguments) -> Option<PrivateNetworks> {
        let all = given.allow_private_addresses.clone();
        let all = self.read("ALLOW_PRIVATE_ADDRESSES", all, "false", switch);
        let named = given.allowed_private_networks.clone();
        let named = self.optional("ALLOWED_PRIVATE_NETWORKS", named, networks);
        Some(match (all?, named?) {
            (true, _) => PrivateNetworks::All,
            (false, named) => PrivateNetworks::Named(named.unwrap_or_default()),
        })
    }

    /// Where there is no other program to do it, the server does the worker's jobs.
    fn embedded_worker(&mut self, given: Option<String>, database: Option<&DatabaseUrl>) -> Option<bool> {
        let on_sqlite = database.is_some_and(|url| url.backend() == Backend::Sqlite);
        self.read("EMBEDDED_WORKER", given, if on_sqlite { "true" } else { "false" }, switch)
    }

    fn keys(&mut self, key: Option<String>, previous: Option<String>) -> (Option<Secret>, Option<Secret>) {
        let (key, previous) = (secret(key), secret(previous));
        if previous.is_some() && key.is_none() {
            self.note("SECRET_KEY_PREVIOUS", "needs a SECRET_KEY that takes its place");
        }
        (key, previous)
    }

    fn note(&mut self, setting: &'static str, detail: &str) {
        self.mistakes.push(Mistake::new(setting, detail));
    }

    /// TURN servers take nobody without a secret, and carry nobody where it is not known.
    fn ice(&mut self, given: &Arguments) -> Option<IceSettings> {
        let urls = present(given.rtc_ice_servers.clone()).map_or(Ok(Vec::new()), |text| ice_servers(&text));
        let urls = urls.map_err(|detail| self.note("RTC_ICE_SERVERS", &detail)).ok()?;
        let secret = secret(given.rtc_turn_secret.clone());
        if secret.is_none() && urls.iter().any(|url| url.starts_with("turn")) {
            self.note("RTC_TURN_SECRET", "must be set where RTC_ICE_SERVERS names a TURN server");
        }
        Some(IceSettings { urls, secret })
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

fn secret(given: Option<String>) -> Option<Secret> {
    present(given).map(|text| Secret::new(text.trim().to_owned()))
}

/// What is set, but weak or of no use.
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
    // Where there is no PUBLIC_URL, the server's address stands for it, which is no name.
    let public_url = present(given.public_url.clone()).unwrap_or_default();
    let sends = present(given.smtp_url.clone()).is_some() && present(given.mail_from.clone()).is_none();
    if sends && !is_known_elsewhere(public_url.trim()) {
        let sender = sender(public_url.trim());
        notices.push(format!(
            "MAIL_FROM is not set, and PUBLIC_URL has no name that others know: mail comes from {sender}, which mail servers refuse"
        ));
    }
    notices
}

#[cfg(test)]
mod tests;
