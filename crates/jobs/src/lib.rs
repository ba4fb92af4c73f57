//! What must happen by itself: effects done, calendars read on time, interviews ended that are over, and removed what has
//! expired.
//!
//! [`Worker::run`] is the whole of the program `worker`, and what a server on SQLite runs beside itself. Several may run
//! on one PostgreSQL: each takes leases on what is due, so that nothing is done twice, and what a worker that died had
//! taken is taken again when its lease runs out.

mod busy;
mod calendars;
mod clock;
mod effects;
mod handlers;
mod interviews;
mod outcome;
mod post;
mod resets;
mod standing;
mod sweeps;

pub use app::rooms::Rooms;
pub use app::sealed::{Vault, VaultError};
pub use busy::Busy;
pub use clock::{Clock, system_clock};
pub use post::{BadPost, Post, PostSettings};
pub use standing::watch;

use domain::effect::Lane;
use integrations::calendars::feed::FeedClient;
use integrations::webhooks::WebhookClient;
use persistence::{Database, StoreError};
use std::time::Duration;
use tokio::sync::watch as signal;
use tokio::task::JoinSet;

/// How often the worker looks for calendars that are due, and for what has expired.
const PAUSE: Duration = Duration::from_secs(5);

/// Everything that background work needs.
#[derive(Clone)]
pub struct Worker {
    pub db: Database,
    pub feeds: FeedClient,
    pub webhooks: WebhookClient,
    /// Opens the secrets of webhooks.
    pub vault: Vault,
    /// Companies' own providers of online rooms.
    pub rooms: Rooms,
    /// The base of links, without a slash at its end.
    pub public_url: String,
    /// Who writes to people, and by which mail server.
    pub post: Post,
    pub clock: Clock,
    /// What this worker is at; new for each worker.
    pub busy: Busy,
}

impl Worker {
    /// Works until `stop` is done, and finishes what it began.
    ///
    /// A database that can't be reached is waited for; nothing that fails ends the worker.
    pub async fn run(self, stop: impl Future<Output = ()>) {
        let (stopping, stopped) = signal::channel(false);
        let mut parts = JoinSet::new();
        for lane in Lane::ALL {
            parts.spawn(effects::run(self.clone(), lane, stopped.clone()));
        }
        parts.spawn(self.run_turns(stopped));
        stop.await;
        // Fails where all parts have ended, which is what is wanted.
        let _ = stopping.send(true);
        while let Some(ended) = parts.join_next().await {
            if let Err(error) = ended {
                tracing::error!(%error, "a part of the worker broke");
            }
        }
    }

    async fn run_turns(self, mut stopped: signal::Receiver<bool>) {
        loop {
            let pause = if self.sweep().await { Duration::ZERO } else { PAUSE };
            if stops_within(&mut stopped, pause).await {
                return;
            }
        }
    }

    /// Does what is due now, or a part of it, and waits for its end; whether there may be more at once.
    pub async fn turn(&self) -> bool {
        let mut more = self.sweep().await;
        for lane in Lane::ALL {
            more |= more_or_told("do what is due", effects::round(self, lane).await);
        }
        more
    }

    async fn sweep(&self) -> bool {
        let calendars = more_or_told("look for calendars that are due", calendars::read_due(self).await);
        let lapsed = more_or_told("look for calendars that were not read", sweeps::notice_lapsed(self).await);
        let resets = more_or_told("answer forgotten passwords", resets::answer(self).await);
        let keys = more_or_told("remove expired keys", sweeps::remove_expired_keys(self).await);
        let log = more_or_told("remove old deliveries", sweeps::remove_old_deliveries(self).await);
        let interviews = more_or_told("end interviews that are over", interviews::end_over(self).await);
        calendars || lapsed || resets || keys || log || interviews
    }
}

/// Whether there may be more to do at once. What failed is told, and tried again with the next turn.
fn more_or_told(what: &str, outcome: Result<bool, StoreError>) -> bool {
    outcome.unwrap_or_else(|error| {
        tracing::warn!(%error, "the worker could not {what}");
        false
    })
}

/// Waits; whether the worker is to stop, which ends the wait.
async fn stops_within(stopped: &mut signal::Receiver<bool>, pause: Duration) -> bool {
    if *stopped.borrow() {
        return true;
    }
    tokio::select! {
        changed = stopped.changed() => changed.is_err() || *stopped.borrow(),
        () = tokio::time::sleep(pause) => false,
    }
}
