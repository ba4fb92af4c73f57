//! Connections that are kept for the next transaction.
//!
//! A semaphore lets in as many transactions at once as there may be connections, so that the pool itself is a stack
//! without waiting, threads or timers. A connection that broke while it lay here is replaced without anybody
//! noticing: that its transaction can't be opened shows it, and then nothing has happened yet. So nobody has to test
//! each connection before use, which would cost a round trip per request.

use super::DbError;
use super::connection::{Connector, Link, Purpose};
use super::error;
use diesel::r2d2::R2D2Connection;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

pub(crate) struct Pool {
    connector: Arc<Connector>,
    idle: Mutex<Vec<Link>>,
    seats: Arc<Semaphore>,
    size: usize,
    waiting: AtomicUsize,
}

impl Pool {
    pub(crate) fn new(connector: Arc<Connector>, size: usize) -> Self {
        Self {
            connector,
            idle: Mutex::default(),
            seats: Arc::new(Semaphore::new(size)),
            size,
            waiting: AtomicUsize::new(0),
        }
    }

    /// Waits for the right to use a connection, but not for long.
    pub(crate) async fn seat(&self) -> Result<OwnedSemaphorePermit, DbError> {
        let waiting = Waiting::new(&self.waiting);
        let seat = tokio::time::timeout(
            self.connector.settings.acquire_timeout,
            Arc::clone(&self.seats).acquire_owned(),
        );
        let seat = seat.await;
        drop(waiting);
        match seat {
            Ok(Ok(seat)) => Ok(seat),
            Ok(Err(_)) => Err(DbError::Unavailable("the database was closed".into())),
            Err(_) => Err(DbError::Unavailable("no connection became free in time".into())),
        }
    }

    /// Opens a transaction and hands its connection to `work`, which ends the transaction.
    ///
    /// Should `work` panic, the connection is dropped and with it the transaction.
    pub(crate) fn run<R>(&self, purpose: Purpose, work: impl FnOnce(&mut Link) -> R) -> Result<R, DbError> {
        let mut link = self.begin(purpose)?;
        let result = work(&mut link);
        if !link.notes.lost() && !link.connection.is_broken() {
            self.idle().push(link);
        }
        Ok(result)
    }

    fn begin(&self, purpose: Purpose) -> Result<Link, DbError> {
        let idle = self.idle().pop();
        if let Some(mut link) = idle {
            match self.connector.begin(&mut link.connection, purpose) {
                Ok(()) => return Ok(link),
                Err(failure) if error::is_lost(&failure) || link.connection.is_broken() => {}
                Err(failure) => return Err(failure.into()),
            }
        }
        // On SQLite the pool's connections are for reading, on PostgreSQL they serve both.
        let mut link = self.connector.connect(Purpose::Read)?;
        self.connector.begin(&mut link.connection, purpose)?;
        Ok(link)
    }

    /// Lets nobody in any more, and closes what is idle.
    pub(crate) fn close(&self) {
        self.seats.close();
        self.idle().clear();
    }

    pub(crate) fn size(&self) -> usize {
        self.size
    }

    pub(crate) fn in_use(&self) -> usize {
        self.size.saturating_sub(self.seats.available_permits())
    }

    pub(crate) fn idle_count(&self) -> usize {
        self.idle().len()
    }

    pub(crate) fn waiting(&self) -> usize {
        self.waiting.load(Relaxed)
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Link>> {
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
