//! A worker whose clock is far from the database's takes nothing.
//!
//! Leases and due times are compared with the clocks of several machines. A worker that is far off would take what others
//! hold, and do it again.

use crate::clock::system_clock;
use persistence::{Database, StoreError, database_clock};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

/// How often the clocks are compared.
const PAUSE: Duration = Duration::from_secs(60);
/// What a worker does not work with, in seconds. Leases last several times as long.
const MOST: i64 = 30;

/// How far the clock is ahead of the database's, as far as it was measured; cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Skew(Arc<AtomicI64>);

impl Skew {
    /// Notes that the clock is so many seconds ahead.
    pub fn measured(&self, seconds: i64) {
        self.0.store(seconds, Ordering::Relaxed);
    }

    /// Whether the clock is too far off to work with.
    pub(crate) fn is_too_large(&self) -> bool {
        self.0.load(Ordering::Relaxed).abs() > MOST
    }

    /// Compares the clocks, where the database has one of its own.
    pub(crate) async fn measure(&self, db: &Database) -> Result<(), StoreError> {
        let there = db.read(|tx| Ok::<_, StoreError>(database_clock(tx)?)).await?;
        self.measured(there.map_or(0, |there| system_clock()().unix() - there.unix()));
        if self.is_too_large() {
            tracing::error!("the clock is far from the database's: no background work is taken");
        }
        Ok(())
    }
}

/// Compares the clocks each minute until the future is dropped.
pub(crate) async fn watch_clock(db: Database, skew: Skew) {
    loop {
        tokio::time::sleep(PAUSE).await;
        if let Err(error) = skew.measure(&db).await {
            tracing::debug!(%error, "the database's clock could not be asked");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_minute_is_too_much_either_way() {
        let skew = Skew::default();
        let check = |seconds, expected| {
            skew.measured(seconds);
            assert_eq!(skew.is_too_large(), expected, "{seconds}");
        };
        check(0, false);
        check(30, false);
        check(-30, false);
        check(31, true);
        check(-3_600, true);
    }
}
