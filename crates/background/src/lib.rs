//! Background work: runs effects, imports calendars on time, ends interviews that are over, and removes expired rows.
//!
//! The program `worker` is [`Worker::run`] and nothing else; a server on SQLite runs the same worker inside itself.
//! Several workers may share one PostgreSQL. Each leases the work that is due, so that no two do the same work. When a
//! worker dies, its leases expire and another worker takes over.

mod appointments;
mod calendars;
mod clock;
mod effects;
mod gauges;
mod handlers;
mod in_flight;
mod interviews;
mod mail;
mod mail_health;
mod outcome;
mod payments;
mod resets;
mod retention;
mod seats;
mod skew;
mod statistics;
mod sweeps;

pub use app::payments::Payments;
pub use app::rooms::Rooms;
pub use app::sealed::{KeySettings, Sealing, Vault, VaultError};
pub use clock::{Clock, system_clock};
pub use gauges::watch;
pub use in_flight::InFlight;
pub use mail::{MailConfig, MailConfigError, MailSettings};
pub use mail_health::MailHealth;
pub use retention::Retention;
pub use skew::Skew;
pub use statistics::look_after_tables;

use domain::effect::EffectQueue;
use integrations::calendars::feed::FeedClient;
use integrations::webhooks::WebhookClient;
use persistence::{Database, StoreError};
use std::time::Duration;
use tokio::sync::watch as signal;
use tokio::task::{JoinHandle, JoinSet};

/// How long work that was begun may take when the worker stops: a mail server that hangs would hold it for a minute, and
/// supervisors kill after half a one.
const GRACE: Duration = Duration::from_secs(20);
/// How often the worker looks for what a sweep is for.
const PAUSE: Duration = Duration::from_secs(5);

/// Everything that background work needs.
#[derive(Clone)]
pub struct Worker {
    pub db: Database,
    pub feeds: FeedClient,
    pub webhooks: WebhookClient,
    /// Decrypts the secrets of webhooks.
    pub vault: Vault,
    /// Companies' own providers of online rooms.
    pub rooms: Rooms,
    /// Companies' own providers of payments.
    pub payments: Payments,
    /// The base of links, without a slash at its end.
    pub public_url: String,
    /// The sender of mail, and the mail server.
    pub mail: MailConfig,
    pub clock: Clock,
    /// Requests that this worker has in flight; not shared between workers.
    pub in_flight: InFlight,
    /// How long what is over is kept.
    pub retention: Retention,
    /// How far the clock is off; a worker that is far off takes nothing.
    pub skew: Skew,
}

impl Worker {
    /// Works until `stop` completes, then finishes what it has begun, as far as that takes no more than 20 seconds.
    ///
    /// No failure ends the worker; while the database is unreachable, it waits.
    pub async fn run(self, stop: impl Future<Output = ()>) {
        let (stopping, stopped) = signal::channel(false);
        let mut parts = JoinSet::new();
        let measuring = self.watch_clock().await;
        for queue in EffectQueue::ALL {
            parts.spawn(effects::run(self.clone(), queue, stopped.clone()));
        }
        parts.spawn(calendars::run(self.clone(), stopped.clone()));
        for sweep in Sweep::ALL {
            parts.spawn(self.clone().run_sweep(sweep, stopped.clone()));
        }
        stop.await;
        measuring.abort();
        // Fails only when all parts have ended already.
        let _ = stopping.send(true);
        let ending = async {
            while let Some(ended) = parts.join_next().await {
                if let Err(error) = ended {
                    tracing::error!(%error, "a part of the worker broke");
                }
            }
        };
        if tokio::time::timeout(GRACE, ending).await.is_err() {
            tracing::warn!("work that does not end is given up; it is done again when its lease has run out");
            parts.shutdown().await;
        }
    }

    /// Nothing is taken before the clock was compared once, unless the database can't be asked.
    async fn watch_clock(&self) -> JoinHandle<()> {
        if let Err(error) = self.skew.measure(&self.db).await {
            tracing::warn!(%error, "the database's clock could not be asked");
        }
        tokio::spawn(skew::watch_clock(self.db.clone(), self.skew.clone()))
    }

    /// Sweeps do not wait for one another: each has a loop of its own.
    async fn run_sweep(self, sweep: Sweep, mut stopped: signal::Receiver<bool>) {
        loop {
            let pause = if self.sweep(sweep).await { Duration::ZERO } else { PAUSE };
            if stops_within(&mut stopped, pause).await {
                return;
            }
        }
    }

    /// Runs one batch of everything that is due, to its end. Answers whether more may be due.
    pub async fn run_once(&self) -> bool {
        let mut more = more_or_log(calendars::WHAT, calendars::read_due(self).await);
        for sweep in Sweep::ALL {
            more |= self.sweep(sweep).await;
        }
        for queue in EffectQueue::ALL {
            more |= more_or_log("do what is due", effects::run_once(self, queue).await);
        }
        more
    }

    async fn sweep(&self, sweep: Sweep) -> bool {
        if self.skew.is_too_large() {
            return false;
        }
        let outcome = match sweep {
            Sweep::Lapsed => sweeps::notice_lapsed(self).await,
            Sweep::Resets => resets::answer(self).await,
            Sweep::Keys => sweeps::remove_expired_keys(self).await,
            Sweep::Deliveries => sweeps::remove_old_deliveries(self).await,
            Sweep::Interviews => interviews::end_over(self).await,
            Sweep::Appointments => appointments::end_over(self).await,
            Sweep::Payments => payments::wake_due(self).await,
            Sweep::Reports => sweeps::remove_old_reports(self).await,
            Sweep::Changes => sweeps::remove_old_changes(self).await,
            Sweep::Calls => sweeps::remove_old_calls(self).await,
            Sweep::Visitors => sweeps::remove_old_visitors(self).await,
            Sweep::Slots => sweeps::note_slots_over(self).await,
            Sweep::History => retention::remove_old(self).await,
        };
        let (name, what) = sweep.words();
        if outcome.is_ok() {
            gauges::swept(name, (self.clock)());
        }
        more_or_log(what, outcome)
    }
}

/// Work that comes up now and then by itself.
#[derive(Debug, Clone, Copy)]
enum Sweep {
    Lapsed,
    Resets,
    Keys,
    Deliveries,
    Interviews,
    Appointments,
    Payments,
    Reports,
    Changes,
    Calls,
    Visitors,
    Slots,
    History,
}

impl Sweep {
    const ALL: [Self; 13] = [
        Self::Lapsed,
        Self::Resets,
        Self::Keys,
        Self::Deliveries,
        Self::Interviews,
        Self::Appointments,
        Self::Payments,
        Self::Reports,
        Self::Changes,
        Self::Calls,
        Self::Visitors,
        Self::Slots,
        Self::History,
    ];

    /// Its name in the metrics, and what could not be done where it fails.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Lapsed => ("lapsed_calendars", "look for calendars that were not read"),
            Self::Resets => ("password_resets", "answer forgotten passwords"),
            Self::Keys => ("idempotency_keys", "remove expired keys"),
            Self::Deliveries => ("deliveries", "remove old deliveries"),
            Self::Interviews => ("interviews", "end interviews that are over"),
            Self::Appointments => ("appointments", "end appointments and holds that are over"),
            Self::Payments => ("payments", "ask about payments that are open"),
            Self::Reports => ("provider_events", "remove old reports of providers"),
            Self::Visitors => ("visitors", "remove what is known of visitors"),
            Self::Changes => ("changes", "remove what pages were told of"),
            Self::Calls => ("calls", "remove calls that are over"),
            Self::Slots => ("slots", "note slots that are over"),
            Self::History => ("history", "remove what is over"),
        }
    }
}

/// Answers whether more may be due. A failure is logged, and retried with the next sweep.
fn more_or_log(what: &str, outcome: Result<bool, StoreError>) -> bool {
    outcome.unwrap_or_else(|error| {
        tracing::warn!(%error, "the worker could not {what}");
        false
    })
}

/// Waits, unless the worker is to stop. Answers whether it is.
async fn stops_within(stopped: &mut signal::Receiver<bool>, pause: Duration) -> bool {
    if *stopped.borrow() {
        return true;
    }
    tokio::select! {
        changed = stopped.changed() => changed.is_err() || *stopped.borrow(),
        () = tokio::time::sleep(pause) => false,
    }
}
