//! The one thread that writes to SQLite.
//!
//! SQLite lets one transaction write at a time, and a commit costs a sync of the disk. So writers queue up here, and
//! one thread takes as many as are waiting, 64 at most, into one transaction: each in a savepoint of its own, so that
//! one that fails undoes itself alone, and none is answered before all are on disk. Measured against connections that
//! compete: four times the bookings, and a worst case of milliseconds instead of seconds. The first has no savepoint, for
//! which SQLite would copy every page before it changes: there is nothing before it, so the whole transaction can go.

use super::connection::{AccessMode, ConnectionManager, PooledConnection};
use super::sqlite_file::SqliteFile;
use super::{DbError, Tx, savepoint};
use diesel::r2d2::R2D2Connection;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::sync::oneshot;

/// How many transactions share one commit at most.
const BATCH: usize = 64;
/// How many wait in the queue before the next caller has to wait outside.
const QUEUE: usize = 1024;

pub(crate) struct Writer {
    queue: Mutex<Option<Sender<Box<dyn QueuedWrite>>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Writer {
    /// Starts the thread.
    pub(crate) fn start(manager: Arc<ConnectionManager>, file: Arc<SqliteFile>) -> Result<Self, DbError> {
        let (sender, receiver) = channel(QUEUE);
        let pooled = manager.connect(AccessMode::Write)?;
        let thread = std::thread::Builder::new()
            .name("sqlite-writer".into())
            .spawn(move || Thread { manager, file, pooled: Some(pooled), queue: receiver }.run())
            .map_err(|error| DbError::Other(Arc::new(error)))?;
        Ok(Self { queue: Mutex::new(Some(sender)), thread: Mutex::new(Some(thread)) })
    }

    /// Queues `work` and waits until it is committed or refused.
    pub(crate) async fn run<T, E, F>(&self, work: F, patience: std::time::Duration) -> Result<T, E>
    where
        F: Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        let closed = || DbError::Unavailable("the database was closed".into());
        let queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner).clone().ok_or_else(closed)?;
        let (reply, answer) = oneshot::channel();
        let task = Task { work, result: None, reply };
        let sent = queue.send_timeout(Box::new(task), patience).await;
        drop(queue);
        sent.map_err(|_| DbError::Unavailable("too many transactions are waiting".into()))?;
        answer.await.map_err(|_| closed())?
    }

    /// How many transactions wait.
    pub(crate) fn queued(&self) -> usize {
        let queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        queue.as_ref().map_or(0, |queue| queue.max_capacity() - queue.capacity())
    }

    /// Takes no more, finishes what is queued, and waits for the thread. Blocks.
    pub(crate) fn close(&self) {
        drop(self.queue.lock().unwrap_or_else(PoisonError::into_inner).take());
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = thread {
            // The thread catches the panics of what it runs; had it died all the same, there is nothing left to do.
            let _ = thread.join();
        }
    }
}

struct Thread {
    manager: Arc<ConnectionManager>,
    file: Arc<SqliteFile>,
    /// `None` after the connection broke.
    pooled: Option<PooledConnection>,
    queue: Receiver<Box<dyn QueuedWrite>>,
}

impl Thread {
    fn run(mut self) {
        while let Some(first) = self.queue.blocking_recv() {
            let mut writes = vec![first];
            let committed = self.batch(&mut writes);
            for write in writes {
                write.settle(&committed);
            }
        }
    }

    /// Runs the write in `writes` and all that come along meanwhile, and commits them.
    fn batch(&mut self, writes: &mut Vec<Box<dyn QueuedWrite>>) -> Result<(), DbError> {
        let mut pooled = match self.pooled.take() {
            Some(pooled) => pooled,
            None => self.manager.connect(AccessMode::Write)?,
        };
        let committed = self.transaction(&mut pooled, writes);
        if committed.is_err() {
            let _ = savepoint::roll_back_to(&mut pooled.connection, 0);
        }
        if !pooled.connection.is_broken() {
            self.pooled = Some(pooled);
        }
        committed
    }

    fn transaction(
        &mut self,
        pooled: &mut PooledConnection,
        writes: &mut Vec<Box<dyn QueuedWrite>>,
    ) -> Result<(), DbError> {
        self.file.check()?;
        self.manager.begin(&mut pooled.connection, AccessMode::Write)?;
        let (mut next, mut first) = (0, true);
        while let Some(write) = writes.get_mut(next) {
            match first {
                true if write.run_first(pooled) => first = false,
                true => {
                    savepoint::roll_back_to(&mut pooled.connection, 0)?;
                    self.manager.begin(&mut pooled.connection, AccessMode::Write)?;
                }
                false => write.run(pooled),
            }
            // On a full disk and the like SQLite rolls back everything, savepoints and all.
            if savepoint::depth(&mut pooled.connection)? != 1 {
                return Err(DbError::other("SQLite gave up the transaction"));
            }
            next += 1;
            if next < BATCH
                && let Ok(write) = self.queue.try_recv()
            {
                writes.push(write);
            }
        }
        savepoint::commit(&mut pooled.connection)?;
        // What went into a file that somebody took away meanwhile is not there: nobody may be told that it is.
        self.file.check()?;
        self.manager.counters.commits.fetch_add(1, Relaxed);
        Ok(())
    }
}

/// A queued transaction, whatever its types.
trait QueuedWrite: Send {
    /// Runs it in a savepoint and keeps the result.
    fn run(&mut self, pooled: &mut PooledConnection);
    /// Runs it in the transaction itself and keeps the result. Whether it succeeded: where not, the transaction has to be
    /// rolled back.
    fn run_first(&mut self, pooled: &mut PooledConnection) -> bool;
    /// Answers the caller, now that everything is committed or nothing is.
    fn settle(self: Box<Self>, committed: &Result<(), DbError>);
}

fn panicked<E: From<DbError>>() -> E {
    DbError::other("a transaction panicked").into()
}

struct Task<F, T, E> {
    work: F,
    result: Option<Result<T, E>>,
    reply: oneshot::Sender<Result<T, E>>,
}

impl<F, T, E> QueuedWrite for Task<F, T, E>
where
    F: Fn(&mut Tx<'_>) -> Result<T, E> + Send,
    T: Send,
    E: From<DbError> + Send,
{
    fn run(&mut self, pooled: &mut PooledConnection) {
        // What `work` captured is not used again after a panic, and what it wrote is rolled back.
        let cipher = pooled.cipher.clone();
        let ran = catch_unwind(AssertUnwindSafe(|| {
            savepoint::savepoint(&mut pooled.connection, |connection| {
                (self.work)(&mut Tx::new(connection, cipher))
            })
        }));
        self.result = Some(ran.unwrap_or_else(|_| {
            // Where this fails, the depth tells the caller.
            let _ = savepoint::roll_back_to(&mut pooled.connection, 1);
            Err(panicked())
        }));
    }

    fn run_first(&mut self, pooled: &mut PooledConnection) -> bool {
        let cipher = pooled.cipher.clone();
        let ran =
            catch_unwind(AssertUnwindSafe(|| (self.work)(&mut Tx::new(&mut pooled.connection, cipher))));
        let result = ran.unwrap_or_else(|_| Err(panicked()));
        self.result.insert(result).is_ok()
    }

    fn settle(self: Box<Self>, committed: &Result<(), DbError>) {
        let answer = match (committed, self.result) {
            (Ok(()), Some(result)) => result,
            (Ok(()), None) => Err(DbError::other("a queued transaction did not run").into()),
            (Err(error), _) => Err(error.clone().into()),
        };
        // The caller may have gone away meanwhile, which changes nothing about what is committed.
        let _ = self.reply.send(answer);
    }
}
