//! The Meridian server: reads its settings, puts the parts together, and serves until it is told to stop.

mod commands;
mod parts;

use anyhow::Context;
use app::kit::limits::CompanyLimits;
use app::known_people::KnownPeople;
use config::{Command, Settings};
use http_kit::{CalendarMaxBytes, Server};
use parts::{EmbeddedWorker, Observed};
use process::program;
use process::readiness::{self, Stopping};
use process::shutdown::{self, Stop};
use process::wiring::Parts;
use std::net::TcpListener;
use std::process::ExitCode;
use tokio::runtime::Builder;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let about = "Meridian: interview and appointment scheduling.";
    program::run("server", about, true, Builder::new_multi_thread(), obey)
}

async fn obey(settings: &Settings, command: Command) -> anyhow::Result<()> {
    match command {
        Command::Run => serve(settings).await,
        Command::Backup { file } => commands::backup(settings, file).await,
        Command::Restore { file, replace } => commands::restore(settings, file, replace).await,
        Command::Migrate => commands::migrate(settings).await,
        Command::Doctor => commands::doctor(settings).await,
    }
}

async fn serve(settings: &Settings) -> anyhow::Result<()> {
    let stop = Stop::listen(settings.shutdown_delay).context("signals can't be listened for")?;
    // Before the database is migrated for a server that can't serve.
    drop(TcpListener::bind(settings.bind_address).with_context(|| no_address(settings))?);
    let shared = Parts::new(settings).await?;
    let (db, stopping) = (&shared.db, Stopping::default());
    let accounts = parts::accounts(settings);
    if settings.demo_data {
        parts::fill_with_demo(settings, db, &accounts).await?;
    }
    let people = KnownPeople::new(db.clone(), settings.request_bounds.availability_memory);
    let server = parts::bounded(Server::new(), settings)
        .credentials(parts::credentials(settings, &people))
        .readiness(readiness::of(db, &stopping))
        .rate_limit(parts::rate_limit(settings))
        .trust_forwarded_for(settings.trust_forwarded_for)
        .log_addresses(settings.log_addresses)
        .provide(db.clone())
        .provide(people)
        .provide(api::Bookings::start(db).context("bookings can't be made")?)
        .provide(api::AppointmentBookings::start(db).context("appointments can't be booked")?)
        .provide(accounts)
        .provide(if settings.smtp_url.is_some() { web::Mail::Sent } else { web::Mail::Kept })
        .provide(parts::single_sign_on(settings, &shared.vault)?)
        .provide(shared.feeds.clone())
        .provide(CalendarMaxBytes(settings.calendar_max_bytes))
        .provide(CompanyLimits {
            webhooks: settings.company_max.webhooks,
            calendars: settings.company_max.calendars,
            api_keys: settings.company_max.api_keys,
        })
        .provide(shared.webhooks.clone())
        .provide(shared.rooms.clone())
        .provide(parts::ice(settings))
        .provide(shared.payments.clone())
        .provide(shared.vault.clone());
    let server = if settings.metrics_address.is_some() { server.without_metrics() } else { server };
    let running = web::mount(api::mount(server, &settings.public_url))
        .start(
            settings.bind_address,
            parts::stop_after(stop.clone().told(), &stopping, settings.shutdown_delay),
        )
        .with_context(|| no_address(settings))?;
    tracing::info!(address = %running.address(), database = db.kind(), "listening");
    let worker = settings.embedded_worker.then(|| EmbeddedWorker::start(shared.worker(settings), stop));
    let observed = Observed::start(settings, db, &stopping)?;
    running.finished().await.context("the server broke")?;
    observed.stop().await;
    if let Some(worker) = worker {
        worker.ended().await;
    }
    shutdown::close(db).await;
    tracing::info!("stopped");
    Ok(())
}

fn no_address(settings: &Settings) -> String {
    format!("can't listen at {}", settings.bind_address)
}
