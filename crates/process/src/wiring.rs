//! The parts of a program, put together from its settings: one place for the server and the worker.

use crate::usage;
use anyhow::Context;
use background::{
    InFlight, KeySettings, MailConfig, MailSettings, Payments, Retention, Rooms, Skew, Vault, Worker,
};
use config::{Pooler, PrivateNetworks, Secret, Settings};
use integrations::calendars::feed::{self, FeedClient};
use integrations::mail::{Mailbox, SmtpSettings};
use integrations::outbound::{Limits, Networks};
use integrations::payments::{self, PaymentClient};
use integrations::rooms::{self, RoomClient};
use integrations::webhooks::{self, WebhookClient};
use persistence::{Database, DatabaseSettings, DbError, OpenError};
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::time::Duration;
use tokio::task::JoinHandle;

/// How often it is looked what the process uses.
const USAGE_PAUSE: Duration = Duration::from_secs(15);
/// How often, and how long apart, a database is asked for that is not there yet when the program starts.
const OPENING: (u32, Duration) = (15, Duration::from_secs(1));

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
    /// Companies' own providers of payments.
    pub payments: Payments,
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
        let payments = payments(settings, &vault)?;
        if leads_nowhere(&settings.public_url) {
            tracing::warn!(
                url = settings.public_url,
                "PUBLIC_URL is not set: links in mail lead to an address that nobody can open"
            );
        }
        Ok(Self { db, feeds, webhooks, vault, rooms, payments, mail: mail(settings)? })
    }

    /// The worker of these parts.
    #[must_use]
    pub fn worker(&self, settings: &Settings) -> Worker {
        let Self { db, feeds, webhooks, vault, rooms, payments, mail } = self.clone();
        Worker {
            db,
            feeds,
            webhooks,
            vault,
            rooms,
            payments,
            mail,
            public_url: settings.public_url.clone(),
            clock: background::system_clock(),
            in_flight: InFlight::default(),
            retention: Retention::days(settings.retention_days),
            skew: Skew::default(),
        }
    }
}

/// Whether links below that address can be opened nowhere: it is every address of the machine, and none.
fn leads_nowhere(public_url: &str) -> bool {
    let host = public_url.strip_prefix("http://").unwrap_or_default();
    host.parse::<SocketAddr>().is_ok_and(|address| address.ip().is_unspecified())
}

/// A client's limits, with the private networks that the settings name.
#[must_use]
pub fn limits(settings: &Settings, of: &Limits) -> Limits {
    let networks = match &settings.private_networks {
        PrivateNetworks::All => Networks::all_private(),
        PrivateNetworks::Named(networks) => Networks::new(networks.iter().copied()),
    };
    Limits { networks, ..of.clone() }
}

/// Counts what waits, for the metrics of this process, and looks after tables that have grown, until it is aborted.
#[must_use]
pub fn gauges(db: &Database) -> JoinHandle<()> {
    let db = db.clone();
    usage::describe();
    tokio::spawn(async move {
        let own = async {
            loop {
                usage::record();
                tokio::time::sleep(USAGE_PAUSE).await;
            }
        };
        let tables = background::look_after_tables(db.clone());
        tokio::join!(background::watch(db, background::system_clock()), tables, own);
    })
}

async fn database(settings: &Settings) -> anyhow::Result<Database> {
    let (times, pause) = OPENING;
    for attempt in 1..times {
        match Database::open(database_settings(settings)).await {
            // Started together with its database, a program is often there first.
            Err(OpenError::Database(DbError::Unavailable(reason))) => {
                if attempt == 1 {
                    tracing::warn!(reason, "the database is not there yet; it is asked again every second");
                }
                tokio::time::sleep(pause).await;
            }
            opened => return opened.context("the database can't be opened"),
        }
    }
    Database::open(database_settings(settings)).await.context("the database can't be opened")
}

/// How the database is used.
#[must_use]
pub fn database_settings(settings: &Settings) -> DatabaseSettings {
    let pool = settings.database_pool;
    DatabaseSettings {
        pool_size: pool.size.map(NonZeroU32::get),
        max_lifetime: pool.max_lifetime,
        idle_timeout: pool.idle_timeout,
        behind_pooler: pool.pooler == Pooler::Transaction,
        migrate: pool.migrate,
        ..DatabaseSettings::new(settings.database.reveal())
    }
}

async fn vault(settings: &Settings, db: &Database) -> anyhow::Result<Vault> {
    let now = background::system_clock()();
    let (vault, sealing) =
        Vault::of(db, keys(settings), now).await.context("stored secrets can't be opened")?;
    if sealing.renewed() > 0 {
        tracing::info!(
            renewed = sealing.renewed(),
            "secrets were sealed anew, under the SECRET_KEY of today"
        );
    }
    if sealing.lost > 0 {
        tracing::warn!(
            lost = sealing.lost,
            "secrets can't be opened: they were sealed under another SECRET_KEY"
        );
    }
    Ok(vault)
}

/// What stored secrets are sealed with.
#[must_use]
pub fn keys(settings: &Settings) -> KeySettings<'_> {
    KeySettings {
        current: settings.secret_key.as_ref().map(Secret::reveal),
        previous: settings.secret_key_previous.as_ref().map(Secret::reveal),
    }
}

/// Where Stripe is for everybody.
const STRIPE: &str = "https://api.stripe.com";

/// An operator who says where Stripe is means that place, wherever it is.
fn payments(settings: &Settings, vault: &Vault) -> anyhow::Result<Payments> {
    let mut limits = limits(settings, &payments::LIMITS);
    if settings.stripe_api_url.is_some() {
        limits.networks = Networks::all_private();
    }
    let client = PaymentClient::new(limits).context("providers of payments can't be asked")?;
    let stripe = settings.stripe_api_url.as_deref().unwrap_or(STRIPE);
    let stripe = stripe.parse().context("STRIPE_API_URL can't be used")?;
    Ok(Payments::new(client, vault.clone(), stripe, &settings.public_url))
}

/// How the mail server is reached.
///
/// # Errors
/// What is wrong with `SMTP_URL` or the sender.
pub fn smtp(settings: &Settings, url: &Secret) -> anyhow::Result<SmtpSettings> {
    let sender = Mailbox::parse(&settings.mail_from).context("MAIL_FROM can't be used")?;
    SmtpSettings::parse(url.reveal(), Some(&sender)).context("SMTP_URL can't be used")
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_is_none_leads_nowhere() {
        for nowhere in ["http://0.0.0.0:8080", "http://[::]:80"] {
            assert!(leads_nowhere(nowhere), "{nowhere}");
        }
        for somewhere in ["http://127.0.0.1:8080", "https://example.com", "http://example.com:8080/a", ""] {
            assert!(!leads_nowhere(somewhere), "{somewhere}");
        }
    }
}
