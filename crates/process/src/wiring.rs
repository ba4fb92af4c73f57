//! The parts of a program, put together from its settings: one place for the server and the worker.

use anyhow::Context;
use background::{InFlight, MailConfig, MailSettings, Rooms, Vault, Worker};
use config::{Secret, Settings};
use http_kit::{NotReady, Readiness};
use integrations::calendars::feed::{self, FeedClient};
use integrations::outbound::Limits;
use integrations::rooms::{self, RoomClient};
use integrations::webhooks::{self, WebhookClient};
use persistence::{Database, DatabaseSettings};
use std::num::NonZeroU32;
use tokio::task::JoinHandle;

/// What requests and background work share.
#[derive(Clone)]
pub struct Parts {
    pub db: Database,
    pub feeds: FeedClient,
    pub webhooks: WebhookClient,
    /// Seals the secrets that are stored.
    pub vault: Vault,
    /// Companies' own providers of online rooms.
    pub rooms: Rooms,
    /// The sender of mail, and the mail server.
    pub mail: MailConfig,
}

impl Parts {
    /// Opens the database, brings its schema up to date, and prepares the clients. Only the database is connected to.
    ///
    /// # Errors
    /// What can't be had, and why.
    pub async fn new(settings: &Settings) -> anyhow::Result<Self> {
        let db = database(settings).await?;
        let reading = Limits { bytes: settings.calendar_max_bytes, ..limits(settings, &feed::LIMITS) };
        let feeds = FeedClient::new(reading).context("calendar feeds can't be fetched")?;
        let webhooks = WebhookClient::new(limits(settings, &webhooks::LIMITS));
        let webhooks = webhooks.context("webhooks can't be sent")?;
        let vault = vault(settings, &db).await?;
        let client = RoomClient::new(limits(settings, &rooms::LIMITS));
        let client = client.context("providers of rooms can't be asked")?;
        let rooms = Rooms::new(client, vault.clone(), settings.room_urls.clone());
        Ok(Self { db, feeds, webhooks, vault, rooms, mail: mail(settings)? })
    }

    /// The worker of these parts.
    #[must_use]
    pub fn worker(&self, settings: &Settings) -> Worker {
        let Self { db, feeds, webhooks, vault, rooms, mail } = self.clone();
        Worker {
            db,
            feeds,
            webhooks,
            vault,
            rooms,
            mail,
            public_url: settings.public_url.clone(),
            clock: background::system_clock(),
            in_flight: InFlight::default(),
        }
    }
}

/// A client's limits, with private addresses where the settings allow them.
#[must_use]
pub fn limits(settings: &Settings, of: &Limits) -> Limits {
    Limits { allow_private: settings.allow_private_addresses, ..of.clone() }
}

/// Ready while the database answers: without it no program of ours can do anything.
#[must_use]
pub fn readiness(db: &Database) -> Readiness {
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

/// Counts what waits, for the metrics of this process, until it is aborted.
#[must_use]
pub fn gauges(db: &Database) -> JoinHandle<()> {
    tokio::spawn(background::watch(db.clone(), background::system_clock()))
}

async fn database(settings: &Settings) -> anyhow::Result<Database> {
    let pool = settings.database_pool;
    let opened = Database::open(DatabaseSettings {
        pool_size: pool.size.map(NonZeroU32::get),
        max_lifetime: pool.max_lifetime,
        idle_timeout: pool.idle_timeout,
        ..DatabaseSettings::new(settings.database.reveal())
    });
    opened.await.context("the database can't be opened")
}

async fn vault(settings: &Settings, db: &Database) -> anyhow::Result<Vault> {
    let configured = settings.secret_key.as_ref().map(Secret::reveal);
    let now = background::system_clock()();
    Vault::of(db, configured, now).await.context("stored secrets can't be opened")
}

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
