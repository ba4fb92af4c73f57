//! The server's parts, made from its settings.

use anyhow::Context;
use api::StoredCredentials;
use app::accounts::sso::SingleSignOn;
use app::accounts::{Accounts, LoginLimit, random_password};
use app::sealed::Vault;
use background::{InFlight, MailConfig, MailSettings, Rooms, Worker};
use config::{Secret, Settings};
use http_kit::{Clock, Credentials, NotReady, RateLimit, Readiness};
use integrations::calendars::feed::{self, FeedClient};
use integrations::outbound::Limits;
use integrations::rooms::{self, RoomClient};
use integrations::sso::{self, SsoClient};
use integrations::webhooks::{self, WebhookClient};
use persistence::{Database, DatabaseSettings};
use std::num::NonZeroU32;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// Opens the database and brings its schema up to date.
pub(crate) async fn database(settings: &Settings) -> anyhow::Result<Database> {
    let pool = settings.database_pool;
    let opened = Database::open(DatabaseSettings {
        pool_size: pool.size.map(NonZeroU32::get),
        max_lifetime: pool.max_lifetime,
        idle_timeout: pool.idle_timeout,
        ..DatabaseSettings::new(settings.database.reveal())
    })
    .await;
    opened.context("the database can't be opened")
}

pub(crate) fn feeds(settings: &Settings) -> anyhow::Result<FeedClient> {
    let limits = Limits { allow_private: settings.allow_private_addresses, ..feed::LIMITS };
    FeedClient::new(limits).context("calendar feeds can't be fetched")
}

pub(crate) fn webhooks(settings: &Settings) -> anyhow::Result<WebhookClient> {
    let limits = Limits { allow_private: settings.allow_private_addresses, ..webhooks::LIMITS };
    WebhookClient::new(limits).context("webhooks can't be sent")
}

/// What seals the secrets that are stored.
pub(crate) async fn vault(settings: &Settings, db: &Database) -> anyhow::Result<Vault> {
    let configured = settings.secret_key.as_ref().map(Secret::reveal);
    let vault = Vault::of(db, configured, Clock::system().now()).await;
    vault.context("stored secrets can't be opened")
}

/// Who writes to people, and by which mail server.
pub(crate) fn mail(settings: &Settings) -> anyhow::Result<MailConfig> {
    let roots = settings.smtp_root_certificates.as_ref().map(std::fs::read).transpose();
    let settings = MailSettings {
        smtp_url: settings.smtp_url.as_ref().map(Secret::reveal),
        from: &settings.mail_from,
        roots: roots.context("SMTP_ROOT_CERTIFICATES can't be read")?,
        public_url: &settings.public_url,
    };
    MailConfig::new(settings).context("mail can't be sent")
}

/// Companies' own providers of online rooms.
pub(crate) fn rooms(settings: &Settings, vault: &Vault) -> anyhow::Result<Rooms> {
    let limits = Limits { allow_private: settings.allow_private_addresses, ..rooms::LIMITS };
    let client = RoomClient::new(limits).context("providers of rooms can't be asked")?;
    Ok(Rooms::new(client, vault.clone(), settings.room_urls.clone()))
}

/// Log-in through companies' own providers.
pub(crate) fn single_sign_on(settings: &Settings, vault: &Vault) -> anyhow::Result<SingleSignOn> {
    let limits = Limits { allow_private: settings.allow_private_addresses, ..sso::LIMITS };
    let client = SsoClient::new(limits).context("log-in providers can't be asked")?;
    Ok(SingleSignOn::new(client, vault.clone(), &settings.public_url))
}

/// The platform's own token, and the sessions and keys in the database.
pub(crate) fn credentials(settings: &Settings, db: &Database) -> Credentials {
    let token = settings.admin_token.as_ref().map(Secret::reveal);
    if token.is_none() {
        tracing::warn!(
            "ADMIN_TOKEN is not set: companies can't be made, and accounts that exist are all there are"
        );
    }
    Credentials::new(token).and(StoredCredentials::new(db.clone()))
}

pub(crate) fn accounts(settings: &Settings) -> Accounts {
    Accounts::new(LoginLimit(settings.login_rate_limit.map(NonZeroU32::get)))
}

pub(crate) fn rate_limit(settings: &Settings) -> Option<RateLimit> {
    let limit = settings.rate_limit.map(RateLimit::per_minute);
    limit.map(|limit| limit.trust_forwarded_for(settings.trust_forwarded_for))
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
pub(crate) async fn fill_with_demo(
    settings: &Settings,
    db: &Database,
    accounts: &Accounts,
) -> anyhow::Result<()> {
    let now = Clock::system().now();
    let password = random_password()?;
    let hash = accounts.hash(password.clone()).await.context("a password for the demonstration")?;
    let made = db.write(move |tx| app::demo::fill(tx, &hash, now)).await.context("demonstration data")?;
    if let Some(demo) = made {
        let url = &settings.public_url;
        tracing::info!(company = demo.company.0, "demonstration data made");
        // The one time that a password is logged: it opens nothing but made-up data, and is stored hashed alone.
        tracing::info!("log in as {} with the password {password}; it is shown this once", demo.owner_email);
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
    pub(crate) fn start(
        settings: &Settings,
        db: &Database,
        (feeds, webhooks, vault, rooms): (&FeedClient, &WebhookClient, &Vault, &Rooms),
        mail: MailConfig,
    ) -> Self {
        let worker = Worker {
            db: db.clone(),
            feeds: feeds.clone(),
            webhooks: webhooks.clone(),
            vault: vault.clone(),
            rooms: rooms.clone(),
            mail,
            public_url: settings.public_url.clone(),
            clock: background::system_clock(),
            in_flight: InFlight::default(),
        };
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
