//! A program from its first line to its exit code.

use crate::logging;
use anyhow::Context;
use config::Settings;
use std::process::ExitCode;
use tokio::runtime::Builder;

/// Reads the settings, starts the log, and works until the work is done. What went wrong is the last line of the log.
pub fn run(
    name: &'static str,
    about: &'static str,
    mut runtime: Builder,
    work: impl AsyncFnOnce(&Settings) -> anyhow::Result<()>,
) -> ExitCode {
    let settings = match config::load(name, about) {
        Ok(settings) => settings,
        Err(refused) => return ExitCode::from(refused.report()),
    };
    logging::start(settings.log_format, settings.log_level);
    for notice in &settings.notices {
        tracing::warn!("{notice}");
    }
    let runtime = runtime.enable_all().build().context("the runtime can't be started");
    match runtime.and_then(|runtime| runtime.block_on(work(&settings))) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!("{error:#}");
            ExitCode::FAILURE
        }
    }
}
