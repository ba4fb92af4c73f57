//! The parts that only the server has, made from its settings.

use anyhow::Context;
use api::StoredCredentials;
use app::accounts::sso::SingleSignOn;
use app::accounts::{Accounts, LoginLimit, random_password};
use app::calls::Ice;
use app::known_callers::KnownCallers;
use app::known_people::KnownPeople;
use app::rooms::RoomSeed;
use app::sealed::Vault;
use background::Worker;
use config::{Secret, Settings};
use http_kit::{Clock, Credentials, MemoryBudget, RateLimit, Server};
use integrations::sso::{self, SsoClient};
use persistence::{Database, DbError, StoreError};
use process::readiness::Stopping;
use process::shutdown::Stop;
use process::watched::Watched;
use process::wiring::{self, limits};
use std::num::NonZeroU32;
use std::time::Duration;
use tokio::task::JoinHandle;

/// A server whose requests are bounded as the settings say.
pub(crate) fn bounded(server: Server, settings: &Settings) -> Server {
    let bounds = settings.request_bounds;
    let server = server.memory(MemoryBudget::new(bounds.memory));
    match bounds.time {
        Some(time) => server.time_limit(time),
        None => server,
    }
}

/// Log-in through companies' own providers.
pub(crate) fn single_sign_on(settings: &Settings, vault: &Vault) -> anyhow::Result<SingleSignOn> {
    let client = SsoClient::new(limits(settings, &sso::LIMITS)).context("log-in providers can't be asked")?;
    Ok(SingleSignOn::new(client, vault.clone(), &settings.public_url))
}

/// The platform's own token, and the sessions and keys in the database.
pub(crate) fn credentials(settings: &Settings, people: &KnownPeople) -> Credentials {
    let token = settings.admin_token.as_ref().map(Secret::reveal);
    if token.is_none() {
        tracing::warn!(
            "ADMIN_TOKEN is not set: companies can't be made, accounts that exist are all there are, and the stateless query \
             answers anybody"
        );
    }
    Credentials::new(token).and(StoredCredentials::new(KnownCallers::beside(people)))
}

/// The servers by which browsers find a way to each other.
pub(crate) fn ice(settings: &Settings) -> Ice {
    let secret = settings.ice.secret.as_ref().map(|secret| secret.reveal().to_owned());
    let ice = Ice::new(settings.ice.urls.clone(), secret);
    if !ice.relays() {
        tracing::warn!(
            "RTC_ICE_SERVERS names no TURN server: in rooms of this server, people behind strict firewalls may not reach each other"
        );
    }
    ice
}

pub(crate) fn accounts(settings: &Settings) -> Accounts {
    Accounts::new(LoginLimit(settings.login_rate_limit.map(NonZeroU32::get)))
}

pub(crate) fn rate_limit(settings: &Settings) -> Option<RateLimit> {
    settings.rate_limit.map(RateLimit::per_minute)
}

/// How often a server waits for a lock, some seconds each time, while another makes the demonstration.
const DEMO_WAITS: u32 = 20;

/// Puts a company to look at into an empty database, and says how to look at it.
pub(crate) async fn fill_with_demo(
    settings: &Settings,
    db: &Database,
    accounts: &Accounts,
) -> anyhow::Result<()> {
    let now = Clock::system().now();
    let password = random_password()?;
    let hash = accounts.hash(password.clone()).await.context("a password for the demonstration")?;
    let seed = RoomSeed::new().context("a seed for the demonstration's rooms")?;
    let mut waits = DEMO_WAITS;
    let made = loop {
        let (hash, seed) = (hash.clone(), seed.clone());
        match db.write(move |tx| app::demo::fill(tx, &hash, &seed, now)).await {
            // Another server is making it, and takes longer than one waits for a lock.
            Err(StoreError::Db(DbError::Conflict)) if waits > 0 => waits -= 1,
            made => break made.context("demonstration data")?,
        }
    };
    if let Some(demo) = made {
        let url = &settings.public_url;
        tracing::info!(company = demo.company.0, "demonstration data made");
        // The one time that a password is logged: it opens nothing but made-up data, and is stored hashed alone.
        tracing::info!("log in as {} with the password {password}; it is shown this once", demo.owner_email);
        for (email, role) in &demo.others {
            tracing::info!("the same password opens {email}, {role}");
        }
        match settings.admin_token {
            Some(_) => tracing::info!(
                "try: curl -H \"Authorization: Bearer $ADMIN_TOKEN\" {url}/api/interviews/1/availability"
            ),
            None => tracing::info!(
                "try: curl {url}/api/v1/auth/login -H 'Content-Type: application/json' -d \
                 '{{\"email\":\"{}\",\"password\":\"{password}\"}}'",
                demo.owner_email
            ),
        }
    }
    Ok(())
}

/// Completes when the server is to stop: it is told so, and then says for a while that it is not ready, so that balancers
/// send it nothing any more.
pub(crate) fn stop_after(
    told: impl Future<Output = ()> + Send + 'static,
    stopping: &Stopping,
    delay: Duration,
) -> impl Future<Output = ()> + Send + 'static {
    let stopping = stopping.clone();
    async move {
        told.await;
        stopping.begin();
        tokio::time::sleep(delay).await;
    }
}

/// What operators see of the server, at METRICS_ADDRESS where there is one.
pub(crate) enum Observed {
    Here(JoinHandle<()>),
    Apart(Watched),
}

impl Observed {
    pub(crate) fn start(settings: &Settings, db: &Database, stopping: &Stopping) -> anyhow::Result<Self> {
        Ok(match settings.metrics_address {
            Some(address) => Self::Apart(Watched::start(address, db, stopping)?),
            None => Self::Here(wiring::gauges(db)),
        })
    }

    pub(crate) async fn stop(self) {
        match self {
            Self::Here(gauges) => gauges.abort(),
            Self::Apart(watched) => watched.stop().await,
        }
    }
}

/// The worker's jobs, run beside the server.
pub(crate) struct EmbeddedWorker {
    running: JoinHandle<()>,
}

impl EmbeddedWorker {
    /// Works until the process is told to stop: while the server finishes its requests, the worker finishes what it began.
    pub(crate) fn start(worker: Worker, stop: Stop) -> Self {
        Self { running: tokio::spawn(worker.run(stop.told())) }
    }

    /// Waits until it has finished what it began.
    pub(crate) async fn ended(self) {
        if let Err(error) = self.running.await {
            tracing::error!(%error, "the worker broke");
        }
    }
}
