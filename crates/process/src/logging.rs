//! Where the log goes, and how it looks.

use config::{LogFormat, LogLevel};
use tracing_subscriber::EnvFilter;

/// Sends the log of this process to standard output.
pub fn start(format: LogFormat, level: LogLevel) {
    // The web framework says at `info` how many workers it starts, which is nobody's concern, and calls it an
    // error when a client sends no HTTP, which would let anybody fill the log.
    let quiet = "actix_server=warn,actix_http::h1::dispatcher=off";
    let filter = EnvFilter::new(format!("{},{quiet}", level.name()));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_target(false);
    match format {
        LogFormat::Text => log.with_ansi(false).init(),
        LogFormat::Json => log.json().flatten_event(true).with_span_list(false).init(),
    }
    // A panic is a line of the log like any other, with its place, and not text between the lines.
    std::panic::set_hook(Box::new(|panic| tracing::error!(%panic, "panic")));
}
