//! What the rest of the product is told.

use crate::{DatabaseUrl, Secret};
use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::time::Duration;

/// All settings of a process, checked.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where the data is.
    pub database: DatabaseUrl,
    /// How its connections are kept.
    pub database_pool: PoolSettings,
    /// Where to listen; port 0 takes a free one.
    pub bind_address: SocketAddr,
    /// Where a worker in a process of its own serves its metrics and its health; `None` is nowhere.
    pub metrics_address: Option<SocketAddr>,
    /// The base of links, without a slash at its end.
    pub public_url: String,
    /// The platform administrator's bearer token; never the empty text.
    pub admin_token: Option<Secret>,
    /// Whether the server runs the worker inside itself.
    pub embedded_worker: bool,
    /// Whether to fill an empty database with something to look at.
    pub demo_data: bool,
    /// Where inside our own network calendar feeds, webhooks and the like may be. Nowhere unless it is named, because such
    /// an address is chosen by users and the server stands inside somebody's network.
    pub private_networks: PrivateNetworks,
    /// Bytes that a calendar may have, imported or fetched.
    pub calendar_max_bytes: usize,
    /// How much one company may have.
    pub company_max: CompanyMax,
    /// What requests may cost.
    pub request_bounds: RequestBounds,
    /// Requests a minute for each key or address; `None` is any number.
    pub rate_limit: Option<NonZeroU32>,
    /// Whether a proxy in front says in `X-Forwarded-For` from which address a request came.
    pub trust_forwarded_for: bool,
    /// Failed log-ins in 15 minutes, per account and per address, before log-ins are refused; `None` is any number.
    pub login_rate_limit: Option<NonZeroU32>,
    /// What stored secrets are sealed with; without it a key that the installation makes and keeps in its database.
    pub secret_key: Option<Secret>,
    /// The key before it: what is sealed with it is sealed anew.
    pub secret_key_previous: Option<Secret>,
    /// How long the server says that it is not ready before it stops taking connections.
    pub shutdown_delay: Duration,
    /// For how many days what is over is kept: messages, and work that failed for good; `None` is for ever.
    pub retention_days: Option<NonZeroU32>,
    /// The mail server, which may hold a password; `None` keeps mail in the database. Read by what sends.
    pub smtp_url: Option<Secret>,
    /// The sender of mail: an address, with or without a name.
    pub mail_from: String,
    /// A file of certificates in PEM that the mail server's may be signed by.
    pub smtp_root_certificates: Option<PathBuf>,
    /// Where providers of online rooms are, where it is not where the whole world finds them, as in a national cloud: the
    /// provider, the name of its setting, and the address.
    pub room_urls: Vec<(&'static str, &'static str, String)>,
    /// The servers by which browsers find a way to each other in rooms of this server.
    pub ice: IceSettings,
    /// Where Stripe is, where it is not where the whole world finds it.
    pub stripe_api_url: Option<String>,
    /// Whether the log has the addresses of clients.
    pub log_addresses: bool,
    /// How the log is written.
    pub log_format: LogFormat,
    /// How much is logged.
    pub log_level: LogLevel,
    /// What the operator should know, though it stops nothing; to be logged at start.
    pub notices: Vec<String>,
}

/// The servers by which browsers find a way to each other.
#[derive(Debug, Clone)]
pub struct IceSettings {
    /// `stun:`, `turn:` and `turns:` addresses.
    pub urls: Vec<String>,
    /// What the TURN servers share with this one.
    pub secret: Option<Secret>,
}

/// Where inside our own network may be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PrivateNetworks {
    /// These, each by its first address and how many bits of it count.
    Named(Vec<(IpAddr, u8)>),
    /// This machine and all private ones.
    All,
}

/// What stands before PostgreSQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pooler {
    /// Nothing, or a pooler that keeps sessions.
    None,
    /// A pooler that hands a connection to somebody else after each transaction.
    Transaction,
}

/// How connections to the database are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PoolSettings {
    /// How many there may be at once; `None` is left to the database.
    pub size: Option<NonZeroU32>,
    /// How old one may become; `None` is any age.
    pub max_lifetime: Option<Duration>,
    /// What stands before it.
    pub pooler: Pooler,
    /// Whether the database is migrated at the start.
    pub migrate: bool,
    /// How long nobody has to use one until it is closed; `None` is for ever.
    pub idle_timeout: Option<Duration>,
}

/// What requests may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequestBounds {
    /// Bytes of all large requests and answers together.
    pub memory: usize,
    /// How long one may take, without the time in which its body arrives; `None` is for ever.
    pub time: Option<Duration>,
    /// Bytes in which the server keeps what it knows of people's time; 0 keeps nothing.
    pub availability_memory: usize,
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

/// How many of what costs everybody one company may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CompanyMax {
    /// `COMPANY_MAX_WEBHOOKS`
    pub webhooks: u32,
    /// `COMPANY_MAX_CALENDARS`
    pub calendars: u32,
    /// `COMPANY_MAX_API_KEYS`
    pub api_keys: u32,
}
