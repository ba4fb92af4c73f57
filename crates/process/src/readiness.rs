//! Whether a program is ready: whether balancers and supervisors should send it work.

use http_kit::{NotReady, Readiness};
use persistence::store::settings;
use persistence::{Database, DbError, StoreError};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::{Duration, Instant};
use tokio::sync::Mutex;

/// How long an answer holds whether something can be written: probes come from everywhere, and each would cost a commit.
const PROBE_HOLDS: Duration = Duration::from_secs(5);
/// A database that takes longer to write one row is none to send work to.
const PROBE_TIME: Duration = Duration::from_secs(5);

/// Says that the program is about to stop.
#[derive(Clone, Default)]
pub struct Stopping(Arc<AtomicBool>);

impl Stopping {
    /// From now on the program is not ready.
    pub fn begin(&self) {
        self.0.store(true, Relaxed);
    }

    fn has_begun(&self) -> bool {
        self.0.load(Relaxed)
    }
}

/// Ready while the database answers and takes writes, until the program is about to stop.
#[must_use]
pub fn of(db: &Database, stopping: &Stopping) -> Readiness {
    let (db, stopping, probe) = (db.clone(), stopping.clone(), Arc::<Probe>::default());
    Readiness::new(move || {
        let (db, stopping, probe) = (db.clone(), stopping.clone(), Arc::clone(&probe));
        async move {
            if stopping.has_begun() {
                return Err(NotReady("stop"));
            }
            db.ping().await.map_err(|error| {
                tracing::warn!(%error, "not ready");
                NotReady("database")
            })?;
            probe.writes(&db).await
        }
    })
}

/// Whether something can be written, as it was found last.
#[derive(Default)]
struct Probe(Mutex<Option<(Instant, Result<(), NotReady>)>>);

impl Probe {
    async fn writes(&self, db: &Database) -> Result<(), NotReady> {
        let mut last = self.0.lock().await;
        if let Some((at, found)) = &*last
            && at.elapsed() < PROBE_HOLDS
        {
            return *found;
        }
        let now = background::system_clock()();
        let written = db.write(move |tx| settings::probe_writing(tx, now));
        let late = StoreError::Db(DbError::Unavailable("it took too long".into()));
        let written = tokio::time::timeout(PROBE_TIME, written).await.unwrap_or(Err(late));
        let found = written.map_err(|error| {
            tracing::warn!(%error, "not ready: nothing can be written");
            NotReady("writing")
        });
        *last = Some((Instant::now(), found));
        found
    }
}
