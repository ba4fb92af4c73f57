//! The flags, each of which is an environment variable too. Everything is read as text here and judged in
//! `read`, because `clap` would stop at the first mistake.

use clap::Parser;

/// What was given, unjudged.
#[derive(Parser, Default)]
#[command(max_term_width = 100)]
pub(crate) struct Arguments {
    /// Where the data is: sqlite://FILE or postgres://USER@HOST/DATABASE. Migrations run at start
    /// [default: sqlite://meridian.db]
    #[arg(long, env = "DATABASE_URL", hide_env_values = true, value_name = "URL")]
    pub(crate) database_url: Option<String>,

    /// Connections to the database at once, 1 to 1000; on SQLite those that read
    /// [default: 4 on SQLite, else twice the cores and at most 8]
    #[arg(long, env = "DATABASE_POOL_SIZE", hide_env_values = true, value_name = "NUMBER")]
    pub(crate) database_pool_size: Option<String>,

    /// After how many seconds a connection to the database is replaced, or off [default: 1800]
    #[arg(long, env = "DATABASE_MAX_LIFETIME", hide_env_values = true, value_name = "SECONDS")]
    pub(crate) database_max_lifetime: Option<String>,

    /// After how many seconds a connection to the database that nobody uses is closed, or off [default: 600]
    #[arg(long, env = "DATABASE_IDLE_TIMEOUT", hide_env_values = true, value_name = "SECONDS")]
    pub(crate) database_idle_timeout: Option<String>,

    /// What stands before PostgreSQL: none, or transaction for a pooler such as pgbouncer in its transaction mode
    /// [default: none]
    #[arg(long, env = "DATABASE_POOLER", hide_env_values = true, value_name = "POOLER")]
    pub(crate) database_pooler: Option<String>,

    /// Migrate the database at the start; otherwise refuse to start where migrations are pending [default: true]
    #[arg(long, env = "MIGRATE_AT_START", hide_env_values = true, value_name = "BOOL",
        num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub(crate) migrate_at_start: Option<String>,

    /// Address and port to listen at; port 0 takes a free one [default: 127.0.0.1:8080]
    #[arg(long, env = "BIND_ADDRESS", hide_env_values = true, value_name = "ADDRESS:PORT")]
    pub(crate) bind_address: Option<String>,

    /// Address and port at which /metrics and /health are served; the server then has /metrics there alone
    /// [default: none for a worker, BIND_ADDRESS for the server]
    #[arg(long, env = "METRICS_ADDRESS", hide_env_values = true, value_name = "ADDRESS:PORT")]
    pub(crate) metrics_address: Option<String>,

    /// The server's address as people and mail see it [default: http://{BIND_ADDRESS}]
    #[arg(long, env = "PUBLIC_URL", hide_env_values = true, value_name = "URL")]
    pub(crate) public_url: Option<String>,

    /// A bearer token that is a platform administrator's [default: none]
    #[arg(long, env = "ADMIN_TOKEN", hide_env_values = true, value_name = "TOKEN")]
    pub(crate) admin_token: Option<String>,

    /// Run the worker inside the server [default: true on SQLite, else false]
    #[arg(long, env = "EMBEDDED_WORKER", hide_env_values = true, value_name = "BOOL",
        num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub(crate) embedded_worker: Option<String>,

    /// On an empty database: make a company, people, calendars and bookings to look at [default: false]
    #[arg(long, env = "DEMO_DATA", hide_env_values = true, value_name = "BOOL",
        num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub(crate) demo_data: Option<String>,

    /// Networks inside your own in which calendar feeds, webhooks and other servers that companies name may be, such as
    /// 10.1.0.0/16,127.0.0.1; never those of a link, where clouds have their metadata [default: none]
    #[arg(long, env = "ALLOWED_PRIVATE_NETWORKS", hide_env_values = true, value_name = "NETWORKS")]
    pub(crate) allowed_private_networks: Option<String>,

    /// As ALLOWED_PRIVATE_NETWORKS with this machine and all private networks: for demonstrations and tests
    /// [default: false]
    #[arg(long, env = "ALLOW_PRIVATE_ADDRESSES", hide_env_values = true, value_name = "BOOL",
        num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub(crate) allow_private_addresses: Option<String>,

    /// Bytes that a calendar may have, imported or fetched [default: 26214400]
    #[arg(long, env = "CALENDAR_MAX_BYTES", hide_env_values = true, value_name = "BYTES")]
    pub(crate) calendar_max_bytes: Option<String>,
    /// Webhooks that a company may have [default: 100]
    #[arg(long, env = "COMPANY_MAX_WEBHOOKS", hide_env_values = true, value_name = "NUMBER")]
    pub(crate) company_max_webhooks: Option<String>,
    /// Calendars that a company may have [default: 5000]
    #[arg(long, env = "COMPANY_MAX_CALENDARS", hide_env_values = true, value_name = "NUMBER")]
    pub(crate) company_max_calendars: Option<String>,
    /// API keys that a company may have [default: 200]
    #[arg(long, env = "COMPANY_MAX_API_KEYS", hide_env_values = true, value_name = "NUMBER")]
    pub(crate) company_max_api_keys: Option<String>,

    /// Bytes that all large requests and answers together may take in memory [default: 201326592]
    #[arg(long, env = "REQUEST_MEMORY", hide_env_values = true, value_name = "BYTES")]
    pub(crate) request_memory: Option<String>,

    /// Mebibytes in which the server keeps what it knows of people's time; 0 keeps nothing [default: 64]
    #[arg(long, env = "AVAILABILITY_MEMORY_MB", hide_env_values = true, value_name = "MIB")]
    pub(crate) availability_memory_mb: Option<String>,

    /// Seconds that a request may take, without the time in which its body arrives, or "off" [default: 10]
    #[arg(long, env = "REQUEST_TIME_LIMIT", hide_env_values = true, value_name = "SECONDS")]
    pub(crate) request_time_limit: Option<String>,

    /// Where Zoom gives access tokens [default: https://zoom.us/oauth/token]
    #[arg(long, env = "ZOOM_TOKEN_URL", hide_env_values = true, value_name = "URL")]
    pub(crate) zoom_token_url: Option<String>,

    /// Zoom's interface [default: https://api.zoom.us/v2]
    #[arg(long, env = "ZOOM_API_URL", hide_env_values = true, value_name = "URL")]
    pub(crate) zoom_api_url: Option<String>,

    /// Stripe's interface, without /v1 [default: https://api.stripe.com]
    #[arg(long, env = "STRIPE_API_URL", hide_env_values = true, value_name = "URL")]
    pub(crate) stripe_api_url: Option<String>,

    /// STUN and TURN servers for rooms, such as "stun:stun.example.com turns:turn.example.com" [default: none]
    #[arg(long, env = "RTC_ICE_SERVERS", hide_env_values = true, value_name = "URLS")]
    pub(crate) rtc_ice_servers: Option<String>,

    /// The secret that the TURN servers share with this one (coturn: static-auth-secret) [default: none]
    #[arg(long, env = "RTC_TURN_SECRET", hide_env_values = true, value_name = "SECRET")]
    pub(crate) rtc_turn_secret: Option<String>,

    /// Where Google gives access tokens [default: https://oauth2.googleapis.com/token]
    #[arg(long, env = "GOOGLE_TOKEN_URL", hide_env_values = true, value_name = "URL")]
    pub(crate) google_token_url: Option<String>,

    /// Google's interfaces [default: https://www.googleapis.com]
    #[arg(long, env = "GOOGLE_API_URL", hide_env_values = true, value_name = "URL")]
    pub(crate) google_api_url: Option<String>,

    /// Where Microsoft gives access tokens [default: https://login.microsoftonline.com]
    #[arg(long, env = "TEAMS_LOGIN_URL", hide_env_values = true, value_name = "URL")]
    pub(crate) teams_login_url: Option<String>,

    /// Microsoft Graph [default: https://graph.microsoft.com]
    #[arg(long, env = "TEAMS_API_URL", hide_env_values = true, value_name = "URL")]
    pub(crate) teams_api_url: Option<String>,

    /// Write the addresses of clients into the log [default: false]
    #[arg(long, env = "LOG_ADDRESSES", hide_env_values = true, value_name = "BOOL",
        num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub(crate) log_addresses: Option<String>,

    /// How the log is written: text or json [default: text]
    #[arg(long, env = "LOG_FORMAT", hide_env_values = true, value_name = "FORMAT")]
    pub(crate) log_format: Option<String>,

    /// How much is logged: error, warn, info, debug or trace [default: info]
    #[arg(long, env = "LOG_LEVEL", hide_env_values = true, value_name = "LEVEL")]
    pub(crate) log_level: Option<String>,

    /// The mail server: smtp://[USER:PASSWORD@]HOST[:PORT][?tls=none|starttls|required] or smtps://…; without it mail
    /// is kept in the database and shown at /admin/outbox [default: none]
    #[arg(long, env = "SMTP_URL", hide_env_values = true, value_name = "URL")]
    pub(crate) smtp_url: Option<String>,

    /// The sender of mail, ADDRESS or NAME <ADDRESS> [default: Meridian <noreply@{host of PUBLIC_URL}>]
    #[arg(long, env = "MAIL_FROM", hide_env_values = true, value_name = "ADDRESS")]
    pub(crate) mail_from: Option<String>,

    /// A file of certificates (PEM) that the mail server's may be signed by, beside those of the web [default: none]
    #[arg(long, env = "SMTP_ROOT_CERTIFICATES", hide_env_values = true, value_name = "FILE")]
    pub(crate) smtp_root_certificates: Option<String>,

    /// Seals the secrets that are stored, such as those of webhooks; random, and kept as long as they are
    /// [default: made at the first start and kept in the database]
    #[arg(long, env = "SECRET_KEY", hide_env_values = true, value_name = "TEXT")]
    pub(crate) secret_key: Option<String>,

    /// The key before SECRET_KEY: what is sealed with it is sealed anew at the start [default: none]
    #[arg(long, env = "SECRET_KEY_PREVIOUS", hide_env_values = true, value_name = "TEXT")]
    pub(crate) secret_key_previous: Option<String>,

    /// For how many seconds /health/ready says no before the server stops taking connections [default: 0]
    #[arg(long, env = "SHUTDOWN_DELAY", hide_env_values = true, value_name = "SECONDS")]
    pub(crate) shutdown_delay: Option<String>,

    /// For how many days messages that were sent or given up, and work that failed for good, are kept, or off
    /// [default: off]
    #[arg(long, env = "RETENTION_DAYS", hide_env_values = true, value_name = "DAYS")]
    pub(crate) retention_days: Option<String>,

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
