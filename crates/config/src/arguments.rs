//! The flags, each of which is an environment variable too. Everything is read as text here and judged in
//! `read`, because `clap` would stop at the first mistake.

use clap::Parser;

/// What was given, unjudged.
#[derive(Parser, Default)]
#[command(version, max_term_width = 100)]
pub(crate) struct Arguments {
    /// Where the data is: sqlite://FILE or postgres://USER@HOST/DATABASE. Migrations run at start
    /// [default: sqlite://meridian.db]
    #[arg(long, env = "DATABASE_URL", hide_env_values = true, value_name = "URL")]
    pub(crate) database_url: Option<String>,

    /// Address and port to listen at; port 0 takes a free one [default: 127.0.0.1:8080]
    #[arg(long, env = "BIND_ADDRESS", hide_env_values = true, value_name = "ADDRESS:PORT")]
    pub(crate) bind_address: Option<String>,

    /// The server's address as people and mail see it [default: http://{BIND_ADDRESS}]
    #[arg(long, env = "PUBLIC_URL", hide_env_values = true, value_name = "URL")]
    pub(crate) public_url: Option<String>,

    /// A bearer token that is a platform administrator's [default: none]
    #[arg(long, env = "ADMIN_TOKEN", hide_env_values = true, value_name = "TOKEN")]
    pub(crate) admin_token: Option<String>,

    /// Run the worker's jobs inside the server [default: true on SQLite, else false]
    #[arg(long, env = "EMBEDDED_WORKER", hide_env_values = true, value_name = "BOOL",
        num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub(crate) embedded_worker: Option<String>,

    /// On an empty database: make a company, people, calendars and bookings to look at [default: false]
    #[arg(long, env = "DEMO_DATA", hide_env_values = true, value_name = "BOOL",
        num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub(crate) demo_data: Option<String>,

    /// Let calendar feeds be fetched from private and loopback addresses [default: false]
    #[arg(long, env = "ALLOW_PRIVATE_ADDRESSES", hide_env_values = true, value_name = "BOOL",
        num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub(crate) allow_private_addresses: Option<String>,

    /// How the log is written: text or json [default: text]
    #[arg(long, env = "LOG_FORMAT", hide_env_values = true, value_name = "FORMAT")]
    pub(crate) log_format: Option<String>,

    /// How much is logged: error, warn, info, debug or trace [default: info]
    #[arg(long, env = "LOG_LEVEL", hide_env_values = true, value_name = "LEVEL")]
    pub(crate) log_level: Option<String>,

    #[arg(long, env = "SMTP_URL", hide = true)]
    pub(crate) smtp_url: Option<String>,

    /// Encrypts the secrets that are stored, such as those of log-in providers; keep it, or they have to be given anew
    /// [default: made and kept in the database]
    #[arg(long, env = "SECRET_KEY", hide_env_values = true, value_name = "SECRET")]
    pub(crate) secret_key: Option<String>,

    /// Requests a minute for each key or address, or off [default: 1200]
    #[arg(long, env = "RATE_LIMIT", hide_env_values = true, value_name = "NUMBER")]
    pub(crate) rate_limit: Option<String>,

    /// Take clients' addresses from X-Forwarded-For: only behind a proxy that writes it [default: false]
    #[arg(long, env = "TRUST_FORWARDED_FOR", hide_env_values = true, value_name = "BOOL",
        num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub(crate) trust_forwarded_for: Option<String>,

    /// Failed log-ins in 15 minutes per account and per address, or off [default: 10]
    #[arg(long, env = "LOGIN_RATE_LIMIT", hide_env_values = true, value_name = "NUMBER")]
    pub(crate) login_rate_limit: Option<String>,
}
