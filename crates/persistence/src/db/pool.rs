//! Connections that are kept for the next transaction.
//!
//! A semaphore lets in as many transactions at once as there may be connections, so that the pool itself is a stack
//! without waiting, threads or timers. A connection that broke while it lay here is replaced without anybody
//! noticing: that its transaction can't be opened shows it, and then nothing has happened yet. So nobody has to test
//! each connection before use, which would cost a round trip per request.

use super::DbError;
use super::connection::{AccessMode, ConnectionManager, PooledConnection};
use super::error;
use diesel::r2d2::R2D2Connection;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

pub(crate) struct Pool {
    manager: Arc<ConnectionManager>,
    idle: Mutex<Vec<PooledConnection>>,
    permits: Arc<Semaphore>,
    size: usize,
    waiting: AtomicUsize,
}

impl Pool {
    pub(crate) fn new(manager: Arc<ConnectionManager>, size: usize) -> Self {
        Self {
            manager,
            idle: Mutex::default(),
            permits: Arc::new(Semaphore::new(size)),
            size,
            waiting: AtomicUsize::new(0),
        }
    }

    /// Waits for the right to use a connection, but not for long.
    pub(crate) async fn permit(&self) -> Result<OwnedSemaphorePermit, DbError> {
        let waiting = Waiting::new(&self.waiting);
        let permit = tokio::time::timeout(
            self.manager.settings.acquire_timeout,
            Arc::clone(&self.permits).acquire_owned(),
        );
        let permit = permit.await;
        drop(waiting);
        match permit {
            Ok(Ok(permit)) => Ok(permit),
            Ok(Err(_)) => Err(DbError::Unavailable("the database was closed".into())),
            Err(_) => Err(DbError::Unavailable("no connection became free in time".into())),
        }
    }

    /// Opens a transaction and hands its connection to `work`, which ends the transaction.
    ///
    /// Should `work` panic, the connection is dropped and with it the transaction.
    pub(crate) fn run<R>(
        &self,
        mode: AccessMode,
        work: impl FnOnce(&mut PooledConnection) -> R,
    ) -> Result<R, DbError> {
        let mut pooled = self.begin(mode)?;
        let result = work(&mut pooled);
        if !pooled.state.lost() && !pooled.connection.is_broken() {
            self.idle().push(pooled);
        }
        Ok(result)
    }

    fn begin(&self, mode: AccessMode) -> Result<PooledConnection, DbError> {
        let idle = self.idle().pop();
        if let Some(mut pooled) = idle {
            match self.manager.begin(&mut pooled.connection, mode) {
                Ok(()) => return Ok(pooled),
                Err(failure) if error::is_lost(&failure) || pooled.connection.is_broken() => {}
                Err(failure) => return Err(failure.into()),
            }
        }
        // On SQLite the pool's connections are for reading, on PostgreSQL they serve both.
        let mut pooled = self.manager.connect(AccessMode::Read)?;
        self.manager.begin(&mut pooled.connection, mode)?;
        Ok(pooled)
    }

    /// Lets nobody in any more, and closes what is idle.
    pub(crate) fn close(&self) {
        self.permits.close();
        self.idle().clear();
    }

    pub(crate) fn size(&self) -> usize {
        self.size
    }

    pub(crate) fn in_use(&self) -> usize {
        self.size.saturating_sub(self.permits.available_permits())
    }

    pub(crate) fn idle_count(&self) -> usize {
        self.idle().len()
    }

    pub(crate) fn waiting(&self) -> usize {
        self.waiting.load(Relaxed)
    }

    fn idle(&self) -> MutexGuard<'_, Vec<PooledConnection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Counts somebody who waits, also if they stop waiting because their request was dropped.
struct Waiting<'p>(&'p AtomicUsize);

impl<'p> Waiting<'p> {
    fn new(count: &'p AtomicUsize) -> Self {
        count.fetch_add(1, Relaxed);
        Self(count)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Relaxed);
    }
}
