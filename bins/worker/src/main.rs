//! The Meridian worker: does what must happen by itself, until it is told to stop.
//!
//! For companies on PostgreSQL: as many as are wanted, beside as many servers. On SQLite the server runs these jobs
//! itself.

mod watched;

use anyhow::Context;
use background::{InFlight, MailConfig, MailSettings, Rooms, Vault, Worker};
use config::{Secret, Settings};
use integrations::calendars::feed::{self, FeedClient};
use integrations::outbound::Limits;
use integrations::rooms::{self, RoomClient};
use integrations::webhooks::{self, WebhookClient};
use persistence::{Database, DatabaseSettings};
use process::{logging, shutdown};
use std::num::NonZeroU32;
use std::process::ExitCode;
use watched::Watched;

fn main() -> ExitCode {
    let settings = match config::load("worker", "Meridian: background jobs.") {
        Ok(settings) => settings,
        Err(refused) => return ExitCode::from(refused.report()),
    };
    logging::start(settings.log_format, settings.log_level);
    match run(&settings) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(settings: &Settings) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.context("the runtime can't be started")?.block_on(work(settings))
}

async fn work(settings: &Settings) -> anyhow::Result<()> {
    let stop = shutdown::signal().context("signals can't be listened for")?;
    let pool = settings.database_pool;
    let db = Database::open(DatabaseSettings {
        pool_size: pool.size.map(NonZeroU32::get),
        max_lifetime: pool.max_lifetime,
        idle_timeout: pool.idle_timeout,
        ..DatabaseSettings::new(settings.database.reveal())
    });
    let db = db.await.context("the database can't be opened")?;
    let limits = Limits { allow_private: settings.allow_private_addresses, ..feed::LIMITS };
    let feeds = FeedClient::new(limits).context("calendar feeds can't be fetched")?;
    let limits = Limits { allow_private: settings.allow_private_addresses, ..webhooks::LIMITS };
    let webhooks = WebhookClient::new(limits).context("webhooks can't be sent")?;
    let clock = background::system_clock();
    let secret_key = settings.secret_key.as_ref().map(Secret::reveal);
    let vault = Vault::of(&db, secret_key, clock()).await.context("stored secrets can't be opened")?;
    let limits = Limits { allow_private: settings.allow_private_addresses, ..rooms::LIMITS };
    let client = RoomClient::new(limits).context("providers of rooms can't be asked")?;
    let rooms = Rooms::new(client, vault.clone(), settings.room_urls.clone());
    let mail = mail(settings)?;
    let watched = settings.metrics_address.map(|address| Watched::start(address, &db)).transpose()?;
    tracing::info!(database = db.kind(), "working");
    let (public_url, in_flight) = (settings.public_url.clone(), InFlight::default());
    Worker { db: db.clone(), feeds, webhooks, vault, rooms, mail, public_url, clock, in_flight }
        .run(stop)
        .await;
    if let Some(watched) = watched {
        watched.stop().await;
    }
    db.close().await;
    tracing::info!("stopped");
    Ok(())
}

/// Who writes to people, and by which mail server.
fn mail(settings: &Settings) -> anyhow::Result<MailConfig> {
    let roots = settings.smtp_root_certificates.as_ref().map(std::fs::read).transpose();
    let settings = MailSettings {
        smtp_url: settings.smtp_url.as_ref().map(Secret::reveal),
        from: &settings.mail_from,
        roots: roots.context("SMTP_ROOT_CERTIFICATES can't be read")?,
        public_url: &settings.public_url,
    };
    MailConfig::new(settings).context("mail can't be sent")
}
