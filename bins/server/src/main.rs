//! The Meridian server: reads its settings, puts the parts together, and serves until it is told to stop.

mod parts;

use anyhow::Context;
use config::Settings;
use http_kit::Server;
use process::{logging, shutdown};
use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

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
    let db = parts::database(settings).await?;
    let feeds = parts::feeds(settings)?;
    let webhooks = parts::webhooks(settings)?;
    let vault = parts::vault(settings, &db).await?;
    let sso = parts::single_sign_on(settings, &vault)?;
    let rooms = parts::rooms(settings, &vault)?;
    let mail = parts::mail(settings)?;
    let accounts = parts::accounts(settings);
    if settings.demo_data {
        parts::fill_with_demo(settings, &db, &accounts).await?;
    }
    let server = Server::new()
        .credentials(parts::credentials(settings, &db))
        .readiness(parts::readiness(&db))
        .rate_limit(parts::rate_limit(settings))
        .provide(db.clone())
        .provide(api::Bookings::start(&db).context("bookings can't be made")?)
        .provide(accounts)
        .provide(sso)
        .provide(feeds.clone())
        .provide(webhooks.clone())
        .provide(rooms.clone())
        .provide(vault.clone());
    let running = web::mount(api::mount(server, &settings.public_url))
        .start(settings.bind_address, stop)
        .with_context(|| format!("can't listen at {}", settings.bind_address))?;
    tracing::info!(address = %running.address(), database = db.kind(), "listening");
    let outside = (&feeds, &webhooks, &vault, &rooms);
    let worker = settings.embedded_worker.then(|| parts::EmbeddedWorker::start(settings, &db, outside, mail));
    let standing = tokio::spawn(background::watch(db.clone(), background::system_clock()));
    running.finished().await.context("the server broke")?;
    standing.abort();
    if let Some(worker) = worker {
        worker.stop().await;
    }
    db.close().await;
    tracing::info!("stopped");
    Ok(())
}
