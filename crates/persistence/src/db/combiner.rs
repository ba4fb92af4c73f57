//! Work that many callers want done at the same time, done together.
//!
//! While some of it is being done, more of it comes in and waits; all that waits is done next, in one transaction. So
//! the more callers there are, the fewer transactions, statements and syncs of the disk each of them costs, and nobody
//! waits for company: whoever comes alone is served at once.

use super::{Database, DbError, Tx};
use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use tokio::sync::oneshot;

/// How much is done in one transaction at most.
const MOST: usize = 64;
/// How many transactions run beside each other.
const LANES: usize = 4;
/// How many of them with the same key: while one waits for the disk, another decides. More would be smaller each, and
/// cost more together.
const ABREAST: usize = 2;
/// How much may wait before callers are sent away.
const QUEUE: usize = 4096;

/// A job that waits, and who wants to know what became of it.
type Waiting<J, R> = (J, oneshot::Sender<Result<R, DbError>>);

/// What is done in one transaction, and the number that it runs under.
type Batch<J> = (u64, Vec<Waiting<J, <J as Job>::Done>>);

/// Does jobs of one kind, as many together as there are.
///
/// Jobs that are done together have the same key; of those with the same `apart`, one alone is among them.
pub struct Combiner<J: Job> {
    shared: Arc<Shared<J>>,
    threads: Vec<JoinHandle<()>>,
}

/// Something to be done, with others or alone.
pub trait Job: Send + 'static {
    /// What comes of it.
    type Done: Send + 'static;
    /// Jobs are done together that have the same.
    type Key: PartialEq + Copy + Send;
    /// Jobs that have the same are not done in two transactions at once: one would wait for what the other has locked.
    type Turn: PartialEq + Send;
    /// Jobs are not done together that have the same.
    type Apart: PartialEq;

    fn key(&self) -> Self::Key;
    fn turn(&self) -> Self::Turn;
    /// `None` gets along with everybody.
    fn apart(&self) -> Option<Self::Apart>;
    /// Does them all within one transaction; one answer for each, in order. Runs again where the transaction has to.
    ///
    /// # Errors
    /// Where nothing of it can be kept.
    fn run(tx: &mut Tx<'_>, jobs: &[Self]) -> Result<Vec<Self::Done>, DbError>
    where
        Self: Sized;
}

struct Shared<J: Job> {
    queue: Mutex<Queue<J>>,
    more: Condvar,
}

struct Queue<J: Job> {
    waiting: VecDeque<Waiting<J, J::Done>>,
    running: Vec<Running<J>>,
    /// How many transactions have begun.
    begun: u64,
    open: bool,
}

/// A transaction that runs.
struct Running<J: Job> {
    number: u64,
    key: J::Key,
    turns: Vec<J::Turn>,
}

impl<J: Job> Combiner<J> {
    /// Starts the threads that do the jobs. To be called where a tokio runtime runs, and ended before it.
    ///
    /// # Errors
    /// [`DbError`] where the system gives no threads.
    pub fn start(db: &Database) -> Result<Self, DbError> {
        let queue = Mutex::new(Queue { waiting: VecDeque::new(), running: Vec::new(), begun: 0, open: true });
        let shared = Arc::new(Shared { queue, more: Condvar::new() });
        let mut threads = Vec::with_capacity(LANES);
        for _ in 0..LANES {
            let (shared, db, runtime) = (Arc::clone(&shared), db.clone(), tokio::runtime::Handle::current());
            let thread = std::thread::Builder::new().name("combiner".into());
            let thread = thread.spawn(move || shared.work(&db, &runtime));
            threads.push(thread.map_err(|error| DbError::Other(Arc::new(error)))?);
        }
        Ok(Self { shared, threads })
    }

    /// Has a job done, with others or alone.
    ///
    /// # Errors
    /// Where the transaction that it was part of failed: it may have been another job's fault.
    pub async fn run(&self, job: J) -> Result<J::Done, DbError> {
        let (reply, answer) = oneshot::channel();
        {
            let mut queue = self.shared.lock();
            if !queue.open || queue.waiting.len() >= QUEUE {
                return Err(DbError::Unavailable("too much is waiting to be written".into()));
            }
            queue.waiting.push_back((job, reply));
        }
        self.shared.more.notify_one();
        answer.await.map_err(|_| DbError::Unavailable("the database was closed".into()))?
    }
}

impl<J: Job> Drop for Combiner<J> {
    /// What waits is still done.
    fn drop(&mut self) {
        self.shared.lock().open = false;
        self.shared.more.notify_all();
        for thread in self.threads.drain(..) {
            // It catches the panics of what it runs; had it died all the same, there is nothing left to do.
            let _ = thread.join();
        }
    }
}

impl<J: Job> Shared<J> {
    fn lock(&self) -> MutexGuard<'_, Queue<J>> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn work(&self, db: &Database, runtime: &tokio::runtime::Handle) {
        while let Some((number, batch)) = self.next() {
            let (jobs, replies): (Vec<J>, Vec<_>) = batch.into_iter().unzip();
            let count = jobs.len();
            let done = db.write_here(runtime, move |tx| J::run(tx, &jobs));
            self.free(number);
            match done {
                Ok(done) if done.len() == count => {
                    for (reply, done) in replies.into_iter().zip(done) {
                        // The caller may have gone away, which changes nothing about what is committed.
                        let _ = reply.send(Ok(done));
                    }
                }
                done => {
                    let error = done.err().unwrap_or_else(|| DbError::other("jobs were lost"));
                    replies.into_iter().for_each(|reply| drop(reply.send(Err(error.clone()))));
                }
            }
        }
    }

    /// What is to be done next; waits for it. `None` once the combiner is closed and nothing waits.
    fn next(&self) -> Option<Batch<J>> {
        let mut queue = self.lock();
        loop {
            if let Some(batch) = queue.take() {
                return Some(batch);
            }
            if !queue.open && queue.waiting.is_empty() {
                return None;
            }
            queue = self.more.wait(queue).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Lets those run that waited for this one.
    fn free(&self, number: u64) {
        self.lock().running.retain(|one| one.number != number);
        self.more.notify_all();
    }
}

impl<J: Job> Queue<J> {
    /// Takes out the first that need not wait for what runs, and what can be done together with it; the rest keeps its
    /// order.
    fn take(&mut self) -> Option<Batch<J>> {
        let key = self.waiting.iter().find(|(job, _)| self.may_run(job)).map(|(job, _)| job.key())?;
        let (mut apart, mut batch, mut rest) = (Vec::new(), Vec::new(), VecDeque::new());
        for one in std::mem::take(&mut self.waiting) {
            let mine = one.0.apart();
            let beside = mine.is_none() || !apart.contains(&mine);
            if batch.len() < MOST && one.0.key() == key && beside && self.may_run(&one.0) {
                apart.push(mine);
                batch.push(one);
            } else {
                rest.push_back(one);
            }
        }
        self.waiting = rest;
        self.begun += 1;
        let turns = batch.iter().map(|(job, _)| job.turn()).collect();
        self.running.push(Running { number: self.begun, key, turns });
        Some((self.begun, batch))
    }

    fn may_run(&self, job: &J) -> bool {
        let (key, turn) = (job.key(), job.turn());
        let abreast = self.running.iter().filter(|one| one.key == key).count();
        abreast < ABREAST && !self.running.iter().any(|one| one.key == key && one.turns.contains(&turn))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A job of a company at a slot, which must not be done with another of the same number.
    struct Numbered(u8, u8, Option<u8>);

    impl Job for Numbered {
        type Done = ();
        type Key = u8;
        type Turn = u8;
        type Apart = u8;

        fn key(&self) -> u8 {
            self.0
        }

        fn turn(&self) -> u8 {
            self.1
        }

        fn apart(&self) -> Option<u8> {
            self.2
        }

        fn run(_: &mut Tx<'_>, jobs: &[Self]) -> Result<Vec<()>, DbError> {
            Ok(jobs.iter().map(|_| ()).collect())
        }
    }

    fn queue(jobs: Vec<Numbered>) -> Queue<Numbered> {
        let waiting = jobs.into_iter().map(|job| (job, oneshot::channel().0)).collect();
        Queue { waiting, running: Vec::new(), begun: 0, open: true }
    }

    /// Takes what runs next, as company, slot and number.
    fn taken(queue: &mut Queue<Numbered>) -> Vec<(u8, u8, u8)> {
        let batch = queue.take().map(|(_, batch)| batch).unwrap_or_default();
        batch.iter().map(|(job, _)| (job.0, job.1, job.2.unwrap_or_default())).collect()
    }

    #[test]
    fn what_fits_together_is_taken_together_and_the_rest_keeps_its_order() {
        let jobs = [(1, 1, Some(1)), (2, 1, Some(2)), (1, 1, Some(1)), (1, 2, None), (1, 3, Some(1))];
        let mut queue = queue(jobs.map(|(company, slot, number)| Numbered(company, slot, number)).into());
        assert_eq!(taken(&mut queue), [(1, 1, 1), (1, 2, 0)]);
        // While a slot's jobs are done, its others wait, and those of other slots and companies do not.
        assert_eq!(taken(&mut queue), [(2, 1, 2)]);
        assert_eq!(taken(&mut queue), [(1, 3, 1)]);
        assert_eq!(taken(&mut queue), []);
        queue.running.retain(|one| one.number != 1);
        assert_eq!(taken(&mut queue), [(1, 1, 1)]);
        assert!(queue.waiting.is_empty());
    }

    #[test]
    fn few_of_one_company_run_at_once() {
        let mut queue = queue((0..4).map(|slot| Numbered(1, slot, Some(1))).collect());
        assert_eq!([taken(&mut queue), taken(&mut queue)], [[(1, 0, 1)], [(1, 1, 1)]]);
        assert_eq!(taken(&mut queue), []);
        queue.running.clear();
        assert_eq!(taken(&mut queue), [(1, 2, 1)]);
    }

    #[test]
    fn no_more_than_the_most_are_taken() {
        let mut queue = queue((0..=MOST).map(|_| Numbered(1, 1, None)).collect());
        assert_eq!(queue.take().map(|(_, batch)| batch.len()), Some(MOST));
        assert_eq!(queue.waiting.len(), 1);
    }
}
