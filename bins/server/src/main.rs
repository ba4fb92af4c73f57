//! The Meridian server: reads its settings, puts the parts together, and serves until it is told to stop.

mod parts;

use anyhow::Context;
use config::Settings;
use http_kit::{CalendarMaxBytes, Server};
use parts::EmbeddedWorker;
use process::wiring::{self, Parts};
use process::{program, shutdown};
use std::process::ExitCode;
use tokio::runtime::Builder;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let about = "Meridian: interview and appointment scheduling.";
    program::run("server", about, Builder::new_multi_thread(), serve)
}

async fn serve(settings: &Settings) -> anyhow::Result<()> {
    let stop = shutdown::signal().context("signals can't be listened for")?;
    let shared = Parts::new(settings).await?;
    let db = &shared.db;
    let accounts = parts::accounts(settings);
    if settings.demo_data {
        parts::fill_with_demo(settings, db, &accounts).await?;
    }
    let server = Server::new()
        .credentials(parts::credentials(settings, db))
        .readiness(wiring::readiness(db))
        .rate_limit(parts::rate_limit(settings))
        .provide(db.clone())
        .provide(api::Bookings::start(db).context("bookings can't be made")?)
        .provide(accounts)
        .provide(parts::single_sign_on(settings, &shared.vault)?)
        .provide(shared.feeds.clone())
        .provide(CalendarMaxBytes(settings.calendar_max_bytes))
        .provide(shared.webhooks.clone())
        .provide(shared.rooms.clone())
        .provide(shared.vault.clone());
    let running = web::mount(api::mount(server, &settings.public_url))
        .start(settings.bind_address, stop)
        .with_context(|| format!("can't listen at {}", settings.bind_address))?;
    tracing::info!(address = %running.address(), database = db.kind(), "listening");
    let worker = settings.embedded_worker.then(|| EmbeddedWorker::start(shared.worker(settings)));
    let gauges = wiring::gauges(db);
    running.finished().await.context("the server broke")?;
    gauges.abort();
    if let Some(worker) = worker {
        worker.stop().await;
    }
    db.close().await;
    tracing::info!("stopped");
    Ok(())
}
