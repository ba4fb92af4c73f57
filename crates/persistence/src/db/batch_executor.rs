//! Work that many callers want done at the same time, done together.
//!
//! While some of it is being done, more of it comes in and waits; all that waits is done next, in one transaction. So
//! the more callers there are, the fewer transactions, statements and syncs of the disk each of them costs, and nobody
//! waits for company: a lone request is served at once. Those who were just served together often come back
//! together, so they are given a moment to.
//!
//! Where somebody else holds a row that one of them needs, all would wait for it. So they wait for half a second only, and
//! then each is tried alone, in a worker of its own: the others go on.

use super::{Database, DbError, Tx};
use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use tokio::sync::oneshot;

/// How much is done in one transaction at most.
const MOST: usize = 64;
/// How many transactions run beside each other.
const WORKERS: usize = 4;
/// How many of them with the same key: while one waits for the disk, another decides. More would be smaller each, and
/// cost more together; and so would two where there is one writer, at whom they would meet.
const MAX_CONCURRENT: usize = 2;
/// How much may wait before callers are sent away.
const QUEUE: usize = 4096;
/// How long callers who were served are waited for: less than a transaction of some of them takes.
const LINGER: Duration = Duration::from_millis(1);

/// How many of them are of items that are tried alone, each with another key.
const ALONE: usize = 2;
/// How long an item that meets a lock is tried again.
const PATIENCE: Duration = Duration::from_secs(5);

/// An item that waits, and who wants to know what became of it.
struct Waiting<J: BatchItem> {
    item: J,
    reply: oneshot::Sender<Result<J::Done, DbError>>,
    since: Instant,
    /// Whether it met a lock together with others, and is tried alone now.
    alone: bool,
}

/// What is done in one transaction.
type Batch<J> = Vec<Waiting<J>>;

/// Does items of one kind, as many together as there are.
///
/// Items that are done together have the same key; of those with the same `exclusive_key`, one alone is among them.
pub struct BatchExecutor<J: BatchItem> {
    shared: Arc<Shared<J>>,
    threads: Vec<JoinHandle<()>>,
}

/// Something to be done, with others or alone.
pub trait BatchItem: Send + Sync + 'static {
    /// What comes of it.
    type Done: Send + 'static;
    /// Items are done together that have the same.
    type Key: PartialEq + Copy + Send;
    /// Items that have the same are not done in two transactions at once: one would wait for what the other has locked.
    type Partition: PartialEq + Send;
    /// Items are not done together that have the same.
    type ExclusiveKey: PartialEq;

    fn key(&self) -> Self::Key;
    fn partition(&self) -> Self::Partition;
    /// `None` gets along with everybody.
    fn exclusive_key(&self) -> Option<Self::ExclusiveKey>;
    /// Does them all within one transaction; one answer for each, in order. Runs again where the transaction has to.
    ///
    /// # Errors
    /// Where nothing of it can be kept.
    fn run(tx: &mut Tx<'_>, items: &[Self]) -> Result<Vec<Self::Done>, DbError>
    where
        Self: Sized;
}

struct Shared<J: BatchItem> {
    queue: Mutex<Queue<J>>,
    /// Workers that have nothing to do wait here.
    idle: Condvar,
    /// A worker that waits for its callers to come back waits at its own.
    lingering: [Condvar; WORKERS],
}

struct Queue<J: BatchItem> {
    waiting: VecDeque<Waiting<J>>,
    running: Vec<Running<J>>,
    /// How many transactions with the same key run beside each other.
    max_concurrent: usize,
    open: bool,
}

/// A worker that is taken: by a transaction that runs, or for the callers of one that has ended.
struct Running<J: BatchItem> {
    worker: usize,
    key: J::Key,
    /// Whether it is one item that is tried alone.
    alone: bool,
    /// Those of its items; none once it has ended.
    partitions: Vec<J::Partition>,
    /// How many are waited for, and until when.
    awaits: Option<(usize, Instant)>,
}

impl<J: BatchItem> BatchExecutor<J> {
    /// Starts the threads that do the items. To be called where a tokio runtime runs, and ended before it.
    ///
    /// # Errors
    /// [`DbError`] where the system gives no threads.
    pub fn start(db: &Database) -> Result<Self, DbError> {
        let max_concurrent = if db.has_one_writer() { 1 } else { MAX_CONCURRENT };
        let queue =
            Mutex::new(Queue { waiting: VecDeque::new(), running: Vec::new(), max_concurrent, open: true });
        let lingering = std::array::from_fn(|_| Condvar::new());
        let shared = Arc::new(Shared { queue, idle: Condvar::new(), lingering });
        let mut threads = Vec::with_capacity(WORKERS);
        for worker in 0..WORKERS {
            let (shared, db, runtime) = (Arc::clone(&shared), db.clone(), tokio::runtime::Handle::current());
            let thread = std::thread::Builder::new().name("executor".into());
            let thread = thread.spawn(move || shared.work(worker, &db, &runtime));
            threads.push(thread.map_err(|error| DbError::Other(Arc::new(error)))?);
        }
        Ok(Self { shared, threads })
    }

    /// Has an item done, with others or alone.
    ///
    /// # Errors
    /// Where the transaction that it was part of failed: it may have been another item's fault.
    pub async fn run(&self, item: J) -> Result<J::Done, DbError> {
        let (reply, answer) = oneshot::channel();
        let whom = {
            let mut queue = self.shared.lock();
            if !queue.open || queue.waiting.len() >= QUEUE {
                return Err(DbError::Unavailable("too much is waiting to be written".into()));
            }
            queue.push(Waiting { item, reply, since: Instant::now(), alone: false })
        };
        self.shared.wake(whom);
        answer.await.map_err(|_| DbError::Unavailable("the database was closed".into()))?
    }
}

impl<J: BatchItem> Drop for BatchExecutor<J> {
    /// What waits is still done.
    fn drop(&mut self) {
        self.shared.lock().open = false;
        self.shared.idle.notify_all();
        self.shared.lingering.iter().for_each(Condvar::notify_all);
        for thread in self.threads.drain(..) {
            // It catches the panics of what it runs; had it died all the same, there is nothing left to do.
            let _ = thread.join();
        }
    }
}

impl<J: BatchItem> Shared<J> {
    fn lock(&self) -> MutexGuard<'_, Queue<J>> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn work(&self, worker: usize, db: &Database, runtime: &tokio::runtime::Handle) {
        while let Some(batch) = self.next(worker) {
            let (mut items, mut replies) = (Vec::with_capacity(batch.len()), Vec::with_capacity(batch.len()));
            for Waiting { item, reply, since, .. } in batch {
                items.push(item);
                replies.push((reply, since));
            }
            let (count, items) = (items.len(), Arc::new(items));
            let given = Arc::clone(&items);
            let done = db.write_here(runtime, move |tx| {
                tx.wait_little()?;
                J::run(tx, &given)
            });
            let (done, replies) = match (done, Arc::try_unwrap(items)) {
                (Err(DbError::Conflict), Ok(items)) => {
                    (Err(waits_too_long()), self.try_alone(items, replies))
                }
                (done, _) => (done, replies),
            };
            let left = {
                let mut queue = self.lock();
                queue.end(worker, Instant::now());
                queue.leaves_work()
            };
            self.wake(left.then_some(Wakes::Idle));
            let replies = replies.into_iter().map(|(reply, _)| reply);
            match done {
                Ok(done) if done.len() == count => {
                    for (reply, done) in replies.zip(done) {
                        // The caller may have gone away, which changes nothing about what is committed.
                        let _ = reply.send(Ok(done));
                    }
                }
                done => {
                    let error = done.err().unwrap_or_else(|| DbError::other("items were lost"));
                    replies.for_each(|reply| drop(reply.send(Err(error.clone()))));
                }
            }
        }
    }

    /// Has items tried again, each alone, that met a lock; those that have waited for too long are given back.
    fn try_alone(&self, items: Vec<J>, replies: Vec<(Reply<J>, Instant)>) -> Vec<(Reply<J>, Instant)> {
        let mut late = Vec::new();
        let mut queue = self.lock();
        for (item, (reply, since)) in items.into_iter().zip(replies) {
            if since.elapsed() < PATIENCE {
                queue.waiting.push_back(Waiting { item, reply, since, alone: true });
            } else {
                late.push((reply, since));
            }
        }
        late
    }

    /// What this worker does next; waits for it. `None` once the executor is closed and nothing waits.
    fn next(&self, worker: usize) -> Option<Batch<J>> {
        let mut queue = self.lock();
        loop {
            if let Some(left) = queue.linger(worker, Instant::now()) {
                let waited = self.lingering.get(worker)?.wait_timeout(queue, left);
                queue = waited.unwrap_or_else(PoisonError::into_inner).0;
                continue;
            }
            if let Some(batch) = queue.take(worker) {
                let left = queue.leaves_work();
                drop(queue);
                self.wake(left.then_some(Wakes::Idle));
                return Some(batch);
            }
            if !queue.open && queue.waiting.is_empty() {
                return None;
            }
            queue = self.idle.wait(queue).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn wake(&self, whom: Option<Wakes>) {
        match whom {
            Some(Wakes::Idle) => self.idle.notify_one(),
            Some(Wakes::Worker(worker)) => {
                self.lingering.get(worker).into_iter().for_each(Condvar::notify_one);
            }
            None => {}
        }
    }
}

/// How an item is answered.
type Reply<J> = oneshot::Sender<Result<<J as BatchItem>::Done, DbError>>;

fn waits_too_long() -> DbError {
    DbError::Unavailable("somebody else holds what the change needs".into())
}

/// Who has something to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wakes {
    /// Any worker that is idle.
    Idle,
    /// The worker that waited for this.
    Worker(usize),
}

impl<J: BatchItem> Queue<J> {
    /// Takes an item in. Who is to be woken for it; nobody where it has to wait for what runs, or a worker awaits more like it.
    fn push(&mut self, one: Waiting<J>) -> Option<Wakes> {
        let (key, may_run) = (one.item.key(), self.may_run(&one));
        self.waiting.push_back(one);
        if !self.is_awaited(key) {
            return may_run.then_some(Wakes::Idle);
        }
        let mut of_key = self.running.iter().filter(|one| one.key == key);
        let enough = |one: &&Running<J>| one.awaits.is_some_and(|(many, _)| self.has(key, many));
        of_key.find(enough).map(|one| Wakes::Worker(one.worker))
    }

    /// Whether something waits that an idle worker could do.
    fn leaves_work(&self) -> bool {
        self.waiting.iter().any(|one| !self.is_awaited(one.item.key()) && self.may_run(one))
    }

    fn is_awaited(&self, key: J::Key) -> bool {
        self.running.iter().any(|one| one.key == key && one.awaits.is_some())
    }

    /// Whether so many with that key could run if a worker were given to them.
    fn has(&self, key: J::Key, many: usize) -> bool {
        let could_run =
            |one: &Waiting<J>| !one.alone && one.item.key() == key && self.partition_is_free(&one.item);
        self.waiting.iter().filter(|one| could_run(one)).take(many).count() >= many
    }

    /// The transaction in that worker has ended: its callers may come back. They are awaited with those who are served beside
    /// them: all where nothing could run beside, and each worker's share otherwise.
    fn end(&mut self, worker: usize, now: Instant) {
        let Some(place) = self.running.iter().position(|one| one.worker == worker) else { return };
        let ended = self.running.swap_remove(place);
        if ended.alone {
            return;
        }
        let of_key = self.running.iter().filter(|one| one.key == ended.key);
        let served = ended.partitions.len() + of_key.map(|one| one.partitions.len()).sum::<usize>();
        let one_partition = ended.partitions.len() > 1
            && ended.partitions.iter().all(|partition| ended.partitions.first() == Some(partition));
        let many = if one_partition { served } else { served.div_ceil(self.max_concurrent) };
        let awaits = Some((many.min(MOST), now + LINGER));
        self.running.push(Running { partitions: Vec::new(), awaits, ..ended });
    }

    /// How much longer the worker waits for its callers; it has given up where there is nothing to wait for any more.
    fn linger(&mut self, worker: usize, now: Instant) -> Option<Duration> {
        let place = self.running.iter().position(|one| one.worker == worker)?;
        let left = self.running.get(place).and_then(|one| {
            let (many, until) = one.awaits?;
            let others = self
                .waiting
                .iter()
                .any(|other| (other.alone || other.item.key() != one.key) && self.may_run(other));
            let waits = self.open && !others && !self.has(one.key, many);
            until.checked_duration_since(now).filter(|left| waits && !left.is_zero())
        });
        if left.is_none() {
            self.running.swap_remove(place);
        }
        left
    }

    /// Takes out the first that need not wait for what runs, and what can be done together with it; the rest keeps its
    /// order.
    fn take(&mut self, worker: usize) -> Option<Batch<J>> {
        let first = self.waiting.iter().position(|one| self.may_run(one))?;
        let (key, alone) = self.waiting.get(first).map(|one| (one.item.key(), one.alone))?;
        if alone {
            let batch: Batch<J> = self.waiting.remove(first).into_iter().collect();
            let partitions = batch.iter().map(|one| one.item.partition()).collect();
            self.running.push(Running { worker, key, alone, partitions, awaits: None });
            return Some(batch);
        }
        let (mut exclusive_key, mut batch, mut rest) = (Vec::new(), Vec::new(), VecDeque::new());
        for one in std::mem::take(&mut self.waiting) {
            let mine = one.item.exclusive_key();
            let beside = mine.is_none() || !exclusive_key.contains(&mine);
            if batch.len() < MOST && !one.alone && one.item.key() == key && beside && self.may_run(&one) {
                exclusive_key.push(mine);
                batch.push(one);
            } else {
                rest.push_back(one);
            }
        }
        self.waiting = rest;
        let partitions = batch.iter().map(|one| one.item.partition()).collect();
        self.running.push(Running { worker, key, alone, partitions, awaits: None });
        Some(batch)
    }

    fn may_run(&self, one: &Waiting<J>) -> bool {
        let key = one.item.key();
        let beside = self.running.iter().filter(|other| other.alone == one.alone);
        let may = if one.alone {
            beside.clone().count() < ALONE && beside.clone().all(|other| other.key != key)
        } else {
            beside.filter(|other| other.key == key).count() < self.max_concurrent
        };
        may && self.partition_is_free(&one.item)
    }

    fn partition_is_free(&self, item: &J) -> bool {
        let (key, partition) = (item.key(), item.partition());
        !self.running.iter().any(|one| one.key == key && one.partitions.contains(&partition))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An item of a company at a slot, which must not be done with another of the same number.
    struct Numbered(u8, u8, Option<u8>);

    impl BatchItem for Numbered {
        type Done = ();
        type Key = u8;
        type Partition = u8;
        type ExclusiveKey = u8;

        fn key(&self) -> u8 {
            self.0
        }

        fn partition(&self) -> u8 {
            self.1
        }

        fn exclusive_key(&self) -> Option<u8> {
            self.2
        }

        fn run(_: &mut Tx<'_>, items: &[Self]) -> Result<Vec<()>, DbError> {
            Ok(items.iter().map(|_| ()).collect())
        }
    }

    fn queue(items: Vec<Numbered>) -> Queue<Numbered> {
        Queue {
            waiting: items.into_iter().map(waiting).collect(),
            running: Vec::new(),
            max_concurrent: 2,
            open: true,
        }
    }

    fn waiting(item: Numbered) -> Waiting<Numbered> {
        Waiting { item, reply: oneshot::channel().0, since: Instant::now(), alone: false }
    }

    /// Takes what the worker does next, as company, slot and number.
    fn taken(queue: &mut Queue<Numbered>, worker: usize) -> Vec<(u8, u8, u8)> {
        let batch = queue.take(worker).unwrap_or_default();
        batch.iter().map(|Waiting { item, .. }| (item.0, item.1, item.2.unwrap_or_default())).collect()
    }

    #[test]
    fn what_fits_together_is_taken_together_and_the_rest_keeps_its_order() {
        let items = [(1, 1, Some(1)), (2, 1, Some(2)), (1, 1, Some(1)), (1, 2, None), (1, 3, Some(1))];
        let mut queue = queue(items.map(|(company, slot, number)| Numbered(company, slot, number)).into());
        assert_eq!(taken(&mut queue, 0), [(1, 1, 1), (1, 2, 0)]);
        // While a slot's items are done, its others wait, and those of other slots and companies do not.
        assert_eq!(taken(&mut queue, 1), [(2, 1, 2)]);
        assert_eq!(taken(&mut queue, 2), [(1, 3, 1)]);
        assert_eq!(taken(&mut queue, 3), []);
        queue.running.retain(|one| one.worker != 0);
        assert_eq!(taken(&mut queue, 0), [(1, 1, 1)]);
        assert!(queue.waiting.is_empty());
    }

    #[test]
    fn what_met_a_lock_is_tried_alone_beside_all_others() {
        let mut queue = queue((0..3).map(|slot| Numbered(1, slot, None)).collect());
        queue.waiting.iter_mut().take(2).for_each(|one| one.alone = true);
        queue.waiting.push_back(Waiting { alone: true, ..waiting(Numbered(2, 1, None)) });
        queue.waiting.push_back(Waiting { alone: true, ..waiting(Numbered(3, 1, None)) });
        assert_eq!(taken(&mut queue, 0), [(1, 0, 0)]);
        assert_eq!(
            taken(&mut queue, 1),
            [(1, 2, 0)],
            "one of a company is tried alone, and the others go on"
        );
        assert_eq!(taken(&mut queue, 2), [(2, 1, 0)], "another company's too");
        assert_eq!(taken(&mut queue, 3), [], "and no more, so that workers are left");
        queue.end(0, Instant::now());
        assert_eq!(taken(&mut queue, 0), [(1, 1, 0)]);
    }

    #[test]
    fn few_of_one_company_run_at_once() {
        let mut queue = queue((0..4).map(|slot| Numbered(1, slot, Some(1))).collect());
        assert_eq!([taken(&mut queue, 0), taken(&mut queue, 1)], [[(1, 0, 1)], [(1, 1, 1)]]);
        assert_eq!(taken(&mut queue, 2), []);
        assert!(!queue.leaves_work());
        assert_eq!(queue.push(waiting(Numbered(1, 5, None))), None);
        queue.running.clear();
        assert!(queue.leaves_work());
        assert_eq!(queue.push(waiting(Numbered(1, 6, None))), Some(Wakes::Idle));
        assert_eq!(taken(&mut queue, 2), [(1, 2, 1), (1, 5, 0), (1, 6, 0)]);
    }

    #[test]
    fn where_one_writes_one_runs_and_waits_for_all() {
        let (now, mut queue) =
            (Instant::now(), queue((0..3).map(|slot| Numbered(1, slot, Some(1))).collect()));
        queue.max_concurrent = 1;
        assert_eq!(taken(&mut queue, 0), [(1, 0, 1)]);
        assert_eq!(taken(&mut queue, 1), []);
        queue.running.clear();
        queue.waiting = (0..4).map(|slot| waiting(Numbered(1, slot, None))).collect();
        assert_eq!(taken(&mut queue, 0).len(), 4);
        queue.end(0, now);
        let back: Vec<_> = (0..4).map(|slot| queue.push(waiting(Numbered(1, slot, None)))).collect();
        assert_eq!(back, [None, None, None, Some(Wakes::Worker(0))]);
    }

    #[test]
    fn no_more_than_the_most_are_taken() {
        let mut queue = queue((0..=MOST).map(|_| Numbered(1, 1, None)).collect());
        assert_eq!(queue.take(0).map(|batch| batch.len()), Some(MOST));
        assert_eq!(queue.waiting.len(), 1);
    }

    #[test]
    fn whoever_was_served_together_may_come_back_together() {
        let now = Instant::now();
        let mut queue = queue((0..4).map(|slot| Numbered(1, slot, None)).collect());
        assert_eq!(taken(&mut queue, 0).len(), 4);
        queue.end(0, now);
        assert_eq!(queue.linger(0, now), Some(LINGER), "half of the four are awaited");
        assert_eq!(queue.push(waiting(Numbered(1, 1, None))), None);
        assert_eq!(queue.linger(0, now), Some(LINGER));
        assert_eq!(queue.push(waiting(Numbered(1, 1, None))), Some(Wakes::Worker(0)));
        assert_eq!(queue.linger(0, now), None);
        assert_eq!(taken(&mut queue, 0).len(), 2);
        queue.end(0, now);
        assert_eq!(queue.push(waiting(Numbered(1, 1, None))), None);
        assert_eq!(queue.linger(0, now), Some(LINGER), "both are awaited who take partitions");
        assert_eq!(queue.push(waiting(Numbered(1, 1, None))), Some(Wakes::Worker(0)));
        assert_eq!(queue.linger(0, now), None);
        assert_eq!(taken(&mut queue, 0).len(), 2);
        queue.end(0, now);
        assert_eq!(queue.linger(0, now + LINGER), None, "for a moment alone");
        assert!(queue.running.is_empty());
    }

    #[test]
    fn nobody_waits_for_callers_of_another() {
        let now = Instant::now();
        let mut queue = queue((0..4).map(|slot| Numbered(1, slot, None)).collect());
        assert_eq!(taken(&mut queue, 0).len(), 4);
        queue.end(0, now);
        assert_eq!(queue.push(waiting(Numbered(2, 1, None))), Some(Wakes::Idle));
        assert_eq!(queue.linger(0, now), None);
    }

    #[test]
    fn whoever_comes_alone_is_served_at_once() {
        let now = Instant::now();
        let mut queue = queue(vec![Numbered(1, 1, None)]);
        assert_eq!(taken(&mut queue, 0).len(), 1);
        queue.end(0, now);
        assert_eq!(queue.linger(0, now), Some(LINGER));
        assert_eq!(queue.push(waiting(Numbered(1, 1, None))), Some(Wakes::Worker(0)));
        assert_eq!(queue.linger(0, now), None);
    }
}
