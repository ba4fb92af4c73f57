//! Connections that are kept for the next transaction: r2d2's pool, and what has to stand around it.
//!
//! A semaphore in front lets in as many transactions at once as there may be connections, so that tasks wait, and never a
//! thread. A connection that broke while it lay idle is replaced without anybody noticing: that its transaction can't be
//! opened shows it, and then nothing has happened yet. So nobody has to test each connection before use, which would cost
//! a round trip per request.
//!
//! One that broke is seldom alone: the server went away, or became a standby. So all whose opening was begun before that was
//! found are closed when their turn comes, and nobody has to try each.
//!
//! r2d2 opens connections in threads of its own, again and again until one succeeds. A caller that waits for one is told as
//! soon as an attempt has failed that was begun after they came. r2d2 looks for connections past their lifetime twice a
//! minute, and among idle ones alone; what is always in use is closed here, when it is given back.

use super::connection::{AccessMode, AnyConnection, ConnectionManager, PooledConnection};
use super::error;
use super::{DbError, Tx};
use diesel::r2d2::R2D2Connection;
use r2d2::{HandleError, ManageConnection};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// At most half of it is between two attempts of r2d2 to open a connection.
const RETRY: Duration = Duration::from_secs(1);
/// For so long nobody looks whether an attempt has failed; then for twice as long, and so on. Each look that finds
/// neither makes r2d2 begin another attempt, as long as there may be more connections.
const FIRST_LOOK: Duration = Duration::from_millis(50);

pub(crate) struct Pool {
    /// `None` once it is closed.
    connections: RwLock<Option<r2d2::Pool<Opener>>>,
    manager: Arc<ConnectionManager>,
    attempts: Arc<Attempts>,
    permits: Arc<Semaphore>,
    size: u32,
    waiting: AtomicUsize,
}

impl Pool {
    pub(crate) fn new(manager: Arc<ConnectionManager>, size: u32) -> Self {
        let attempts = Arc::<Attempts>::default();
        let opener = Opener { manager: Arc::clone(&manager), attempts: Arc::clone(&attempts) };
        let settings = &manager.settings;
        let connections = r2d2::Pool::builder()
            .max_size(size)
            .min_idle(Some(0))
            .test_on_check_out(false)
            .max_lifetime(settings.max_lifetime)
            .idle_timeout(settings.idle_timeout)
            .connection_timeout(RETRY)
            .error_handler(Box::new(Quiet))
            .build_unchecked(opener);
        Self {
            connections: RwLock::new(Some(connections)),
            attempts,
            permits: Arc::new(Semaphore::new(usize::try_from(size).unwrap_or(1))),
            size,
            waiting: AtomicUsize::new(0),
            manager,
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
            Ok(Err(_)) => Err(closed()),
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
        let mut kept = self.begin(mode)?;
        kept.state = State::InUse;
        let result = work(&mut kept.pooled);
        kept.state = State::Idle;
        Ok(result)
    }

    /// Hands a connection to one statement, in no transaction.
    pub(crate) fn ask<R>(
        &self,
        statement: impl Fn(&mut AnyConnection) -> Result<R, DbError>,
    ) -> Result<R, DbError> {
        self.bare(|pooled| statement(&mut pooled.connection))?
    }

    /// Hands a connection to work that reads with one statement, in no transaction; `None` where that ran several.
    pub(crate) fn look<T, E>(
        &self,
        work: &impl Fn(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<Option<Result<T, E>>, DbError> {
        self.bare(|pooled| {
            let cipher = pooled.cipher.clone();
            let answer = work(&mut Tx::new(&mut pooled.connection, cipher));
            (pooled.state.statements() <= 1).then_some(answer)
        })
    }

    /// Hands a connection to `work`, which only reads, in no transaction.
    ///
    /// As with [`Pool::run`], a connection that broke while it lay idle is replaced, and `work` runs again.
    fn bare<R>(&self, work: impl Fn(&mut PooledConnection) -> R) -> Result<R, DbError> {
        let since = self.attempts.next();
        loop {
            let mut kept = self.connection(since)?;
            kept.state = State::InUse;
            kept.pooled.state.clear();
            let answer = work(&mut kept.pooled);
            let lost = kept.pooled.state.lost() || kept.pooled.connection.is_broken();
            kept.state = if lost { State::Lost } else { State::Idle };
            if !lost || kept.attempt >= since {
                return Ok(answer);
            }
        }
    }

    fn begin(&self, mode: AccessMode) -> Result<r2d2::PooledConnection<Opener>, DbError> {
        let since = self.attempts.next();
        loop {
            let mut kept = self.connection(since)?;
            let failure = match self.manager.begin(&mut kept.pooled.connection, mode) {
                Ok(()) => return Ok(kept),
                Err(failure) => failure,
            };
            let lost = error::is_lost(&failure) || kept.pooled.connection.is_broken();
            // One that was opened meanwhile says how the database is.
            if !lost || kept.attempt >= since {
                return Err(failure.into());
            }
            kept.state = State::Lost;
        }
    }

    /// A connection, after the time at most that it may take. The permit makes sure that one is idle or may be opened.
    ///
    /// An attempt to open one that was begun as `since` or later and failed ends the waiting.
    fn connection(&self, since: u64) -> Result<r2d2::PooledConnection<Opener>, DbError> {
        let connections = self.open()?;
        if let Some(kept) = self.trusted(since, || connections.try_get()) {
            return Ok(kept);
        }
        let (mut left, mut look) = (self.manager.settings.acquire_timeout, FIRST_LOOK);
        while !left.is_zero() {
            let wait = look.min(left);
            let until = Instant::now() + wait;
            let rest = || until.saturating_duration_since(Instant::now());
            if let Some(kept) = self.trusted(since, || connections.get_timeout(rest()).ok()) {
                return Ok(kept);
            }
            // Where the server gives no more connections, one of those that are there may become free.
            if let Some(reason) = self.attempts.failed_since(since).filter(|reason| !reason.is_crowded()) {
                return Err(reason);
            }
            left -= wait;
            look *= 2;
        }
        let crowded = self.attempts.failed_since(since);
        Err(crowded.unwrap_or_else(|| DbError::Unavailable("no connection could be opened in time".into())))
    }

    /// The first of those that `next` gives that is worth a try; the ones before it are closed.
    ///
    /// What was opened as `since` or later, after the caller came, says how the database is. So nobody waits for long
    /// while the server loses one connection after the other.
    fn trusted(
        &self,
        since: u64,
        next: impl FnMut() -> Option<r2d2::PooledConnection<Opener>>,
    ) -> Option<r2d2::PooledConnection<Opener>> {
        std::iter::from_fn(next).find(|kept| kept.attempt >= since.min(self.attempts.trusted()))
    }

    fn open(&self) -> Result<r2d2::Pool<Opener>, DbError> {
        self.connections.read().unwrap_or_else(PoisonError::into_inner).clone().ok_or_else(closed)
    }

    /// Lets nobody in any more, and closes what is idle.
    pub(crate) fn close(&self) {
        self.permits.close();
        drop(self.connections.write().unwrap_or_else(PoisonError::into_inner).take());
    }

    pub(crate) fn size(&self) -> usize {
        usize::try_from(self.size).unwrap_or(usize::MAX)
    }

    pub(crate) fn in_use(&self) -> usize {
        self.size().saturating_sub(self.permits.available_permits())
    }

    pub(crate) fn idle_count(&self) -> usize {
        let idle = self.open().map_or(0, |connections| connections.state().idle_connections);
        usize::try_from(idle).unwrap_or(usize::MAX)
    }

    /// How many connections were opened so far.
    pub(crate) fn opened(&self) -> u64 {
        self.attempts.lock().opened
    }

    pub(crate) fn waiting(&self) -> usize {
        self.waiting.load(Relaxed)
    }
}

fn closed() -> DbError {
    DbError::Unavailable("the database was closed".into())
}

/// Opens connections for r2d2 and says which are of no more use.
struct Opener {
    manager: Arc<ConnectionManager>,
    attempts: Arc<Attempts>,
}

/// A connection in the pool.
struct Kept {
    pooled: PooledConnection,
    state: State,
    /// The number of the attempt that opened it.
    attempt: u64,
    opened: Instant,
    /// How old it may become.
    lifetime: Duration,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Idle,
    /// In a transaction. Given back like this after a panic.
    InUse,
    /// Found to be broken.
    Lost,
}

impl ManageConnection for Opener {
    type Connection = Kept;
    type Error = DbError;

    fn connect(&self) -> Result<Kept, DbError> {
        let attempt = self.attempts.begin();
        // On SQLite the pool's connections are for reading, on PostgreSQL they serve both.
        let pooled = self.manager.connect(AccessMode::Read);
        self.attempts.end(attempt, pooled.as_ref().err());
        let lifetime =
            self.manager.settings.max_lifetime.map_or(Duration::MAX, |most| staggered(most, attempt));
        Ok(Kept { pooled: pooled?, state: State::Idle, attempt, opened: Instant::now(), lifetime })
    }

    fn is_valid(&self, _: &mut Kept) -> Result<(), DbError> {
        Ok(())
    }

    fn has_broken(&self, kept: &mut Kept) -> bool {
        if kept.state == State::Lost || kept.pooled.state.lost() {
            self.attempts.distrust();
        }
        kept.attempt < self.attempts.trusted()
            || kept.state == State::InUse
            || kept.pooled.connection.is_broken()
            || kept.opened.elapsed() >= kept.lifetime
    }
}

/// A little less for some than for others, so that connections which were opened together are not closed together.
fn staggered(most: Duration, attempt: u64) -> Duration {
    let eighths = u32::try_from(attempt % 8).unwrap_or(0);
    most - most / 80 * eighths
}

/// How r2d2's attempts to open connections went.
#[derive(Default)]
struct Attempts {
    tally: Mutex<Tally>,
    /// The first attempt whose connection is trusted.
    trusted: AtomicU64,
}

#[derive(Default)]
struct Tally {
    begun: u64,
    opened: u64,
    /// The latest attempt that failed, by when it was begun, and why.
    failed: Option<(u64, DbError)>,
}

impl Attempts {
    fn lock(&self) -> std::sync::MutexGuard<'_, Tally> {
        self.tally.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A connection is lost: what was begun before this moment may be, too.
    fn distrust(&self) {
        self.trusted.fetch_max(self.next(), Relaxed);
    }

    /// Connections of attempts before this one are of no more use.
    fn trusted(&self) -> u64 {
        self.trusted.load(Relaxed)
    }

    /// The number of the next attempt.
    fn next(&self) -> u64 {
        self.lock().begun
    }

    fn begin(&self) -> u64 {
        let mut tally = self.lock();
        tally.begun += 1;
        tally.begun - 1
    }

    fn end(&self, attempt: u64, failure: Option<&DbError>) {
        let mut tally = self.lock();
        match failure {
            None => tally.opened += 1,
            Some(failure) => {
                if tally.failed.as_ref().is_none_or(|(latest, _)| *latest < attempt) {
                    tally.failed = Some((attempt, failure.clone()));
                }
            }
        }
    }

    /// Why an attempt failed that was begun as the given number or later.
    fn failed_since(&self, attempt: u64) -> Option<DbError> {
        self.lock().failed.as_ref().filter(|(failed, _)| *failed >= attempt).map(|(_, why)| why.clone())
    }
}

/// r2d2 tries again by itself, several times a second; the caller that needs a connection is told, and logs it.
#[derive(Debug)]
struct Quiet;

impl HandleError<DbError> for Quiet {
    fn handle_error(&self, error: DbError) {
        tracing::debug!(%error, "a connection could not be opened");
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lifetimes_differ_by_a_tenth_at_most() {
        let most = Duration::from_secs(1800);
        let lifetimes: std::collections::BTreeSet<_> =
            (0..16).map(|attempt| staggered(most, attempt)).collect();
        assert_eq!(lifetimes.len(), 8);
        assert_eq!(lifetimes.last(), Some(&most));
        assert!(lifetimes.first().is_some_and(|least| *least >= most * 9 / 10));
    }

    #[test]
    fn a_failure_counts_for_those_who_came_before_its_attempt() {
        let attempts = Attempts::default();
        let failure = DbError::Unavailable("refused".into());
        let early = attempts.next();
        let first = attempts.begin();
        let late = attempts.next();
        attempts.end(first, Some(&failure));
        assert!(attempts.failed_since(early).is_some());
        assert!(attempts.failed_since(late).is_none());
        let second = attempts.begin();
        attempts.end(second, None);
        assert!(attempts.failed_since(late).is_none());
        assert_eq!(attempts.lock().opened, 1);
    }

    #[test]
    fn what_was_begun_before_one_was_lost_is_trusted_no_more() {
        let attempts = Attempts::default();
        let (idle, opening) = (attempts.begin(), attempts.begin());
        assert!(idle >= attempts.trusted() && opening >= attempts.trusted());
        attempts.distrust();
        assert!(idle < attempts.trusted() && opening < attempts.trusted());
        let after = attempts.begin();
        assert!(after >= attempts.trusted());
    }
}
