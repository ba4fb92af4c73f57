//! The database as the rest of the program sees it: open, read, write, close.

use super::attempt::{self, Outcome};
use super::connection::{AccessMode, AnyConnection, ConnectionManager};
use super::migrations::{self, Direction};
use super::pool::Pool;
use super::settings::DatabaseAddress;
use super::sqlite_file::SqliteFile;
use super::writer::Writer;
use super::{Cipher, DatabaseSettings, DbError, OpenError, SchemaError, Tx};
use diesel::connection::SimpleConnection;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;
use tokio::runtime::Handle;

/// How often a transaction is run before it is given up as a conflict.
const ATTEMPTS: u32 = 8;
/// Readers of an SQLite database.
const SQLITE_READERS: u32 = 4;
/// Wider pools only worsen the worst case.
const WIDEST_POOL: u32 = 8;

/// An open database: SQLite or PostgreSQL. Cheap to clone; all clones are the same database.
#[derive(Clone)]
pub struct Database {
    inner: Arc<Inner>,
}

struct Inner {
    manager: Arc<ConnectionManager>,
    pool: Arc<Pool>,
    /// SQLite only.
    writer: Option<Writer>,
    /// SQLite only.
    file: Option<Arc<SqliteFile>>,
}

/// Numbers for `/metrics`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Metrics {
    /// Connections that there may be at once.
    pub pool_size: usize,
    /// Transactions that run.
    pub in_use: usize,
    /// Connections that are open and idle.
    pub idle: usize,
    /// Connections opened so far.
    pub opened: u64,
    /// Callers that wait for a connection.
    pub waiting: usize,
    /// Transactions in the queue of the SQLite writer.
    pub queued: usize,
    /// Statements run so far, without those that open, close or undo transactions.
    pub statements: u64,
    /// Transactions opened so far.
    pub transactions: u64,
    /// Statements prepared and kept so far.
    pub statements_cached: u64,
    /// Transactions tried again so far.
    pub retries: u64,
    /// Commits of the SQLite writer so far.
    pub commits: u64,
}

impl Database {
    /// Opens the database and brings its schema up to date.
    ///
    /// # Errors
    /// [`OpenError`] where the URL can't be used, the database does not answer, or a migration fails.
    pub async fn open(settings: DatabaseSettings) -> Result<Self, OpenError> {
        blocking(move || Self::open_blocking(settings)).await?
    }

    fn open_blocking(settings: DatabaseSettings) -> Result<Self, OpenError> {
        let manager = Arc::new(ConnectionManager::new(settings)?);
        let file = match &manager.target {
            DatabaseAddress::Sqlite(path) => Some(Arc::new(SqliteFile::open(path, &manager)?)),
            DatabaseAddress::Postgres(_) => None,
        };
        bring_up_to_date(&manager.settings)?;
        let (widest, writer) = match &file {
            Some(file) => (SQLITE_READERS, Some(Writer::start(Arc::clone(&manager), Arc::clone(file))?)),
            None => {
                let cores = std::thread::available_parallelism().map_or(1, usize::from);
                (u32::try_from(2 * cores).unwrap_or(WIDEST_POOL).min(WIDEST_POOL), None)
            }
        };
        let size = manager.settings.pool_size.unwrap_or(widest).max(1);
        let pool = Arc::new(Pool::new(Arc::clone(&manager), size));
        Ok(Self { inner: Arc::new(Inner { manager, pool, writer, file }) })
    }

    /// Runs `work` in one transaction that reads: all of it sees the database as it was at one moment.
    ///
    /// # Errors
    /// Those of `work`; [`DbError::Unavailable`] where the database is out of reach or busy.
    pub async fn read<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        let permit = self.inner.pool.permit().await?;
        let pool = Arc::clone(&self.inner.pool);
        let outcome = blocking(move || {
            let _seat = permit;
            pool.run(AccessMode::Read, |pooled| attempt::finish(pooled, work))
        });
        match outcome.await?? {
            Outcome::Done(result) => result,
            Outcome::Again => Err(DbError::Conflict.into()),
        }
    }

    /// Runs `work`, which reads with one statement, in no transaction: that takes one round trip instead of three. Where it turns
    /// out to have run several, which could have seen the database at several moments, it is run again as by
    /// [`Database::read`]; so it is always right, and only worth it where one statement is the rule.
    ///
    /// # Errors
    /// As for [`Database::read`].
    pub async fn read_one<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        // A pooler's session has no time-outs outside of transactions.
        if self.inner.manager.settings.behind_pooler {
            return self.read(work).await;
        }
        let permit = self.inner.pool.permit().await?;
        let pool = Arc::clone(&self.inner.pool);
        let looked = blocking(move || {
            let _seat = permit;
            pool.look(&work).map(|answer| (answer, work))
        });
        match looked.await?? {
            (Some(answer), _) => answer,
            (None, work) => self.read(work).await,
        }
    }

    /// Whether lists that look for a text ask an index of texts first, by a statement of its own: on SQLite.
    #[must_use]
    pub fn looks_up_texts(&self) -> bool {
        self.inner.file.is_some()
    }

    /// Runs one statement that reads, in no transaction: one round trip, which sees what was committed before it began.
    pub(crate) async fn ask<T, F>(&self, statement: F) -> Result<T, DbError>
    where
        F: Fn(&mut AnyConnection) -> Result<T, DbError> + Send + 'static,
        T: Send + 'static,
    {
        let permit = self.inner.pool.permit().await?;
        let pool = Arc::clone(&self.inner.pool);
        let answer = blocking(move || {
            let _seat = permit;
            pool.ask(statement)
        });
        answer.await?
    }

    /// Runs `work` in one transaction that writes, and commits it where `work` succeeds.
    ///
    /// `work` runs again where PostgreSQL rolled it back because of others beside it; so it may change nothing but the
    /// database. Nothing else in the program retries transactions.
    ///
    /// # Errors
    /// Those of `work`, and then nothing was written; [`DbError::Unavailable`] where the database is out of reach or
    /// busy; [`DbError::Conflict`] where each attempt lost against others.
    pub async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        match &self.inner.writer {
            Some(writer) => writer.run(work, self.inner.manager.settings.acquire_timeout).await,
            None => self.write_with_retries(work).await,
        }
    }

    /// As [`Database::write`], on this very thread, which may block: for threads that do nothing else.
    pub(crate) fn write_here<T, E, F>(&self, runtime: &Handle, work: F) -> Result<T, E>
    where
        F: Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        if self.inner.writer.is_some() {
            return runtime.block_on(self.write(work));
        }
        for attempt in 1..=ATTEMPTS {
            let permit = runtime.block_on(self.inner.pool.permit())?;
            let attempted = catch_unwind(AssertUnwindSafe(|| {
                self.inner.pool.run(AccessMode::Write, |pooled| attempt::finish(pooled, &work))
            }));
            drop(permit);
            match attempted.map_err(|_| DbError::other("a transaction panicked"))?? {
                Outcome::Done(result) => return result,
                Outcome::Again => {}
            }
            self.inner.manager.counters.retries.fetch_add(1, Relaxed);
            runtime.block_on(tokio::time::sleep(back_off(attempt)));
        }
        Err(DbError::Conflict.into())
    }

    async fn write_with_retries<T, E, F>(&self, mut work: F) -> Result<T, E>
    where
        F: Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        for attempt in 1..=ATTEMPTS {
            let permit = self.inner.pool.permit().await?;
            let pool = Arc::clone(&self.inner.pool);
            let (outcome, returned) = blocking(move || {
                let _seat = permit;
                let outcome = pool.run(AccessMode::Write, |pooled| attempt::finish(pooled, &work));
                (outcome, work)
            })
            .await?;
            match outcome? {
                Outcome::Done(result) => return result,
                Outcome::Again => work = returned,
            }
            self.inner.manager.counters.retries.fetch_add(1, Relaxed);
            tokio::time::sleep(back_off(attempt)).await;
        }
        Err(DbError::Conflict.into())
    }

    /// Whether the database answers, and has the schema.
    ///
    /// # Errors
    /// [`DbError`] where it does not.
    pub async fn ping(&self) -> Result<(), DbError> {
        if let Some(file) = &self.inner.file {
            file.check()?;
        }
        self.read(|tx| Ok(tx.connection().batch_execute("SELECT 1 FROM settings LIMIT 1")?)).await
    }

    /// Looks after the file of an SQLite database: that it is still there, and that its log, which grows while something
    /// reads for long, is short again afterwards. Answers how many bytes the log has; `None` on PostgreSQL.
    ///
    /// # Errors
    /// [`DbError::Unavailable`] where the file is gone.
    pub async fn look_after_file(&self) -> Result<Option<u64>, DbError> {
        let Some(file) = self.inner.file.clone() else { return Ok(None) };
        let manager = Arc::clone(&self.inner.manager);
        blocking(move || {
            file.check()?;
            file.shorten_log(&manager).map(Some)
        })
        .await?
    }

    /// Has secrets of calendars, and answers with secrets, sealed and opened from now on. The first cipher stays.
    pub fn seal_with(&self, cipher: Arc<dyn Cipher>) {
        self.inner.manager.cipher.set(cipher);
    }

    /// Whether no two transactions ever write at once.
    pub(crate) fn has_one_writer(&self) -> bool {
        self.inner.writer.is_some()
    }

    /// Which of the two databases it is: `sqlite` or `postgres`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self.inner.manager.target {
            DatabaseAddress::Sqlite(_) => "sqlite",
            DatabaseAddress::Postgres(_) => "postgres",
        }
    }

    /// How busy it is.
    #[must_use]
    pub fn metrics(&self) -> Metrics {
        let (pool, counters) = (&self.inner.pool, &self.inner.manager.counters);
        Metrics {
            pool_size: pool.size(),
            in_use: pool.in_use(),
            idle: pool.idle_count(),
            opened: pool.opened(),
            waiting: pool.waiting(),
            queued: self.inner.writer.as_ref().map_or(0, Writer::queued),
            statements: counters.statements.load(Relaxed),
            transactions: counters.transactions.load(Relaxed),
            statements_cached: counters.cached.load(Relaxed),
            retries: counters.retries.load(Relaxed),
            commits: counters.commits.load(Relaxed),
        }
    }

    /// Finishes the writes that are queued and closes the idle connections; later calls are
    /// [`DbError::Unavailable`]. What runs at this moment still finishes.
    pub async fn close(&self) {
        let inner = Arc::clone(&self.inner);
        let closed = blocking(move || {
            if let Some(writer) = &inner.writer {
                writer.close();
            }
            inner.pool.close();
        });
        if closed.await.is_err() {
            tracing::warn!("the database could not be closed in good order");
        }
    }
}

fn bring_up_to_date(settings: &DatabaseSettings) -> Result<(), OpenError> {
    if settings.migrate {
        let ran = migrations::run(settings, Direction::Up)?;
        if ran > 0 {
            tracing::info!(migrations = ran, "the database was migrated");
        }
        return Ok(());
    }
    let pending = migrations::pending(settings)?;
    match pending.first() {
        Some(first) => Err(SchemaError::Pending { count: pending.len(), first: first.clone() }.into()),
        None => Ok(()),
    }
}

/// Runs what blocks where blocking is allowed. A panic becomes an error, since one broken request must not take others
/// along.
async fn blocking<R: Send + 'static>(work: impl FnOnce() -> R + Send + 'static) -> Result<R, DbError> {
    tokio::task::spawn_blocking(work).await.map_err(|_| DbError::other("a transaction panicked"))
}

/// Longer after each attempt, and by chance, so that those who collided do not collide again.
fn back_off(attempt: u32) -> Duration {
    let most = 5_000_u64 << attempt.min(6);
    let (_, chance) = uuid::Uuid::new_v4().as_u64_pair();
    Duration::from_micros(most / 2 + chance % (most / 2))
}
