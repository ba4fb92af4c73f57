//! A program from its first line to its exit code.

use crate::logging;
use anyhow::Context;
use config::{Command, Program, Settings};
use std::process::ExitCode;
use std::time::Duration;
use tokio::runtime::Builder;

/// How long threads that still work may take when everything else has ended.
const LAST_MOMENT: Duration = Duration::from_secs(1);

/// The version of what runs here: of the program, the commit that it was built from, and its time zone data.
#[must_use]
pub fn version() -> String {
    let (version, commit) = (env!("CARGO_PKG_VERSION"), env!("MERIDIAN_COMMIT"));
    format!("{version} (Meridian, commit {commit}, time zone data {})", http_kit::zone_data())
}

/// Reads the settings, starts the log, and works until the work is done. What went wrong is the last line of the log.
pub fn run(
    name: &'static str,
    about: &'static str,
    has_commands: bool,
    mut runtime: Builder,
    work: impl AsyncFnOnce(&Settings, Command) -> anyhow::Result<()>,
) -> ExitCode {
    // Once in the life of the process.
    let version = version().leak();
    let (settings, command) = match config::load(Program { name, about, version, has_commands }) {
        Ok(loaded) => loaded,
        Err(refused) => return ExitCode::from(refused.report()),
    };
    logging::start(settings.log_format, settings.log_level);
    for notice in &settings.notices {
        tracing::warn!("{notice}");
    }
    let runtime = runtime.enable_all().build().context("the runtime can't be started");
    let worked = runtime.and_then(|runtime| {
        let worked = runtime.block_on(work(&settings, command));
        // A database that hangs would hold a thread of ours for ever.
        runtime.shutdown_timeout(LAST_MOMENT);
        worked
    });
    match worked {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!("{error:#}");
            ExitCode::FAILURE
        }
    }
}
