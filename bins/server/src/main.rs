//! The Meridian server: reads its settings, puts the parts together, and serves until it is told to stop.

mod logging;

use anyhow::Context;
use config::Settings;
use http_kit::{Credentials, Server, shutdown};
use std::process::ExitCode;

fn main() -> ExitCode {
    let settings = match config::load("server", "Meridian: interview and appointment scheduling.") {
        Ok(settings) => settings,
        Err(refused) => return ExitCode::from(refused.report()),
    };
    logging::start(settings.log_format, settings.log_level);
    for notice in &settings.notices {
        tracing::warn!("{notice}");
    }
    match run(&settings) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(settings: &Settings) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    runtime.context("the runtime can't be started")?.block_on(serve(settings))
}

async fn serve(settings: &Settings) -> anyhow::Result<()> {
    let stop = shutdown::signal().context("signals can't be listened for")?;
    let server = Server::new().credentials(credentials(settings));
    let server = web::mount(api::mount(server, &settings.public_url));
    let running = server
        .start(settings.bind_address, stop)
        .with_context(|| format!("can't listen at {}", settings.bind_address))?;
    tracing::info!(address = %running.address(), "listening");
    running.finished().await.context("the server broke")?;
    tracing::info!("stopped");
    Ok(())
}

fn credentials(settings: &Settings) -> Credentials {
    let token = settings.admin_token.as_ref().map(config::Secret::reveal);
    if token.is_none() {
        tracing::warn!("ADMIN_TOKEN is not set: only what touches no data can be asked");
    }
    Credentials::new(token)
}
