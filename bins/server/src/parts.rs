//! The server's parts, made from its settings.

use anyhow::Context;
use config::{Secret, Settings};
use http_kit::{Clock, Credentials, NotReady, Readiness};
use integrations::calendars::feed::{FeedClient, FeedLimits};
use jobs::Worker;
use persistence::{Database, DatabaseSettings};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// Opens the database and brings its schema up to date.
pub(crate) async fn database(settings: &Settings) -> anyhow::Result<Database> {
    let opened = Database::open(DatabaseSettings::new(settings.database.reveal())).await;
    opened.context("the database can't be opened")
}

pub(crate) fn feeds(settings: &Settings) -> anyhow::Result<FeedClient> {
    let limits = FeedLimits { allow_private: settings.allow_private_addresses, ..FeedLimits::default() };
    FeedClient::new(limits).context("calendar feeds can't be fetched")
}

pub(crate) fn credentials(settings: &Settings) -> Credentials {
    let token = settings.admin_token.as_ref().map(Secret::reveal);
    if token.is_none() {
        tracing::warn!("ADMIN_TOKEN is not set: only what touches no data can be asked");
    }
    Credentials::new(token)
}

pub(crate) fn readiness(db: &Database) -> Readiness {
    let db = db.clone();
    Readiness::new(move || {
        let db = db.clone();
        async move {
            db.ping().await.map_err(|error| {
                tracing::warn!(%error, "not ready");
                NotReady("database")
            })
        }
    })
}

/// Puts a company to look at into an empty database, and says how to look at it.
pub(crate) async fn fill_with_demo(settings: &Settings, db: &Database) -> anyhow::Result<()> {
    let now = Clock::system().now();
    let made = db.write(move |tx| app::demo::fill(tx, now)).await.context("demonstration data")?;
    if let Some(company) = made {
        let url = &settings.public_url;
        tracing::info!(company = company.0, "demonstration data made");
        tracing::info!(
            "try: curl -H \"Authorization: Bearer $ADMIN_TOKEN\" {url}/api/interviews/1/availability"
        );
    }
    Ok(())
}

/// The worker's jobs, run beside the server.
pub(crate) struct EmbeddedWorker {
    stop: oneshot::Sender<()>,
    running: JoinHandle<()>,
}

impl EmbeddedWorker {
    pub(crate) fn start(db: &Database, feeds: &FeedClient) -> Self {
        let worker = Worker { db: db.clone(), feeds: feeds.clone(), clock: jobs::system_clock() };
        let (stop, stopped) = oneshot::channel::<()>();
        let running = tokio::spawn(worker.run(async move {
            // Dropping the sender says the same as sending.
            let _ = stopped.await;
        }));
        Self { stop, running }
    }

    /// Lets it finish what it began.
    pub(crate) async fn stop(self) {
        drop(self.stop);
        if let Err(error) = self.running.await {
            tracing::error!(%error, "the worker broke");
        }
    }
}
