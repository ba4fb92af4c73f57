//! What must happen by itself: calendars read on time, and removed what has expired.
//!
//! [`Worker::run`] is the whole of the program `worker`, and what a server on SQLite runs beside itself. Several may run
//! on one PostgreSQL: each takes leases on what is due, so that nothing is done twice, and what a worker that died had
//! taken is taken again when its lease runs out.

mod calendars;
mod clock;
mod post;
mod sweeps;

pub use clock::{Clock, system_clock};
pub use post::{BadPost, Post, PostSettings};

use integrations::calendars::feed::FeedClient;
use persistence::{Database, StoreError};
use std::time::Duration;

/// How often the worker looks for what is due.
const PAUSE: Duration = Duration::from_secs(5);

/// Everything that background work needs.
#[derive(Clone)]
pub struct Worker {
    pub db: Database,
    pub feeds: FeedClient,
    /// Who writes to people, and by which mail server.
    pub post: Post,
    pub clock: Clock,
}

impl Worker {
    /// Works until `stop` is done, and finishes what it began.
    ///
    /// A database that can't be reached is waited for; nothing that fails ends the worker.
    pub async fn run(self, stop: impl Future<Output = ()>) {
        tokio::pin!(stop);
        loop {
            let more = self.turn().await;
            let pause = if more { Duration::ZERO } else { PAUSE };
            tokio::select! {
                () = &mut stop => return,
                () = tokio::time::sleep(pause) => {}
            }
        }
    }

    /// Does what is due now, or a part of it; whether there may be more at once.
    pub async fn turn(&self) -> bool {
        let calendars = more_or_told("look for calendars that are due", calendars::read_due(self).await);
        let keys = more_or_told("remove expired keys", sweeps::remove_expired_keys(self).await);
        calendars || keys
    }
}

/// Whether there may be more to do at once. What failed is told, and tried again with the next turn.
fn more_or_told(what: &str, outcome: Result<bool, StoreError>) -> bool {
    outcome.unwrap_or_else(|error| {
        tracing::warn!(%error, "the worker could not {what}");
        false
    })
}
