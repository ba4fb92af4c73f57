//! What the rest of the product is told.

use crate::{DatabaseUrl, Secret};
use std::net::SocketAddr;
use std::num::NonZeroU32;

/// All settings of a process, checked.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where the data is.
    pub database: DatabaseUrl,
    /// Where to listen; port 0 takes a free one.
    pub bind_address: SocketAddr,
    /// The base of links, without a slash at its end.
    pub public_url: String,
    /// The platform administrator's bearer token; never the empty text.
    pub admin_token: Option<Secret>,
    /// What the key is derived from with which stored secrets are encrypted; `None` where the installation makes one itself.
    pub secret_key: Option<Secret>,
    /// Whether the server runs the worker's jobs.
    pub embedded_worker: bool,
    /// Whether to fill an empty database with something to look at.
    pub demo_data: bool,
    /// Whether calendar feeds may be fetched from private and loopback addresses. Off, because a feed's address
    /// is chosen by users and the server stands inside somebody's network.
    pub allow_private_addresses: bool,
    /// Requests a minute for each key or address; `None` is any number.
    pub rate_limit: Option<NonZeroU32>,
    /// Whether a proxy in front says in `X-Forwarded-For` from which address a request came.
    pub trust_forwarded_for: bool,
    /// Failed log-ins in 15 minutes, per account and per address, before log-ins are refused; `None` is any number.
    pub login_rate_limit: Option<NonZeroU32>,
    /// How the log is written.
    pub log_format: LogFormat,
    /// How much is logged.
    pub log_level: LogLevel,
    /// What the operator should know, though it stops nothing; to be logged at start.
    pub notices: Vec<String>,
}

/// How the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// Lines for people.
    Text,
    /// One JSON object a line, for machines.
    Json,
}

/// How much is logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogLevel {
    /// Only what broke.
    Error,
    /// And what may break.
    Warn,
    /// And one line per request.
    Info,
    /// And details for developers.
    Debug,
    /// And everything else.
    Trace,
}

impl LogLevel {
    /// The level's name in a filter of `tracing`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warn => "warn",
            Self::Info => "info",
            Self::Debug => "debug",
            Self::Trace => "trace",
        }
    }
}
