//! Work that many callers want done at the same time, done together.
//!
//! While some of it is being done, more of it comes in and waits; all that waits is done next, in one transaction. So
//! the more callers there are, the fewer transactions, statements and syncs of the disk each of them costs, and nobody
//! waits for company: whoever comes alone is served at once. Those who were just served together tend to come back
//! together, so they are given a moment to.

use super::{Database, DbError, Tx};
use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use tokio::sync::oneshot;

/// How much is done in one transaction at most.
const MOST: usize = 64;
/// How many transactions run beside each other.
const LANES: usize = 4;
/// How many of them with the same key: while one waits for the disk, another decides. More would be smaller each, and
/// cost more together; and so would two where there is one writer, at whom they would meet.
const ABREAST: usize = 2;
/// How much may wait before callers are sent away.
const QUEUE: usize = 4096;
/// How long callers who were served are waited for: less than a transaction of some of them takes.
const PATIENCE: Duration = Duration::from_millis(1);

/// A job that waits, and who wants to know what became of it.
type Waiting<J, R> = (J, oneshot::Sender<Result<R, DbError>>);

/// What is done in one transaction.
type Batch<J> = Vec<Waiting<J, <J as Job>::Done>>;

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
    /// Lanes that have nothing to do wait here.
    idle: Condvar,
    /// A lane that waits for its callers to come back waits at its own.
    patient: [Condvar; LANES],
}

struct Queue<J: Job> {
    waiting: VecDeque<Waiting<J, J::Done>>,
    running: Vec<Running<J>>,
    /// How many transactions with the same key run beside each other.
    abreast: usize,
    open: bool,
}

/// A lane that is taken: by a transaction that runs, or for the callers of one that has ended.
struct Running<J: Job> {
    lane: usize,
    key: J::Key,
    /// Those of its jobs; none once it has ended.
    turns: Vec<J::Turn>,
    /// How many are waited for, and until when.
    awaits: Option<(usize, Instant)>,
}

impl<J: Job> Combiner<J> {
    /// Starts the threads that do the jobs. To be called where a tokio runtime runs, and ended before it.
    ///
    /// # Errors
    /// [`DbError`] where the system gives no threads.
    pub fn start(db: &Database) -> Result<Self, DbError> {
        let abreast = if db.has_one_writer() { 1 } else { ABREAST };
        let queue = Mutex::new(Queue { waiting: VecDeque::new(), running: Vec::new(), abreast, open: true });
        let patient = std::array::from_fn(|_| Condvar::new());
        let shared = Arc::new(Shared { queue, idle: Condvar::new(), patient });
        let mut threads = Vec::with_capacity(LANES);
        for lane in 0..LANES {
            let (shared, db, runtime) = (Arc::clone(&shared), db.clone(), tokio::runtime::Handle::current());
            let thread = std::thread::Builder::new().name("combiner".into());
            let thread = thread.spawn(move || shared.work(lane, &db, &runtime));
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
        let whom = {
            let mut queue = self.shared.lock();
            if !queue.open || queue.waiting.len() >= QUEUE {
                return Err(DbError::Unavailable("too much is waiting to be written".into()));
            }
            queue.push((job, reply))
        };
        self.shared.wake(whom);
        answer.await.map_err(|_| DbError::Unavailable("the database was closed".into()))?
    }
}

impl<J: Job> Drop for Combiner<J> {
    /// What waits is still done.
    fn drop(&mut self) {
        self.shared.lock().open = false;
        self.shared.idle.notify_all();
        self.shared.patient.iter().for_each(Condvar::notify_all);
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

    fn work(&self, lane: usize, db: &Database, runtime: &tokio::runtime::Handle) {
        while let Some(batch) = self.next(lane) {
            let (jobs, replies): (Vec<J>, Vec<_>) = batch.into_iter().unzip();
            let count = jobs.len();
            let done = db.write_here(runtime, move |tx| J::run(tx, &jobs));
            self.lock().end(lane, Instant::now());
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

    /// What this lane does next; waits for it. `None` once the combiner is closed and nothing waits.
    fn next(&self, lane: usize) -> Option<Batch<J>> {
        let mut queue = self.lock();
        loop {
            if let Some(left) = queue.patience(lane, Instant::now()) {
                let waited = self.patient.get(lane)?.wait_timeout(queue, left);
                queue = waited.unwrap_or_else(PoisonError::into_inner).0;
                continue;
            }
            if let Some(batch) = queue.take(lane) {
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
            Some(Wakes::Lane(lane)) => self.patient.get(lane).into_iter().for_each(Condvar::notify_one),
            None => {}
        }
    }
}

/// Who has something to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wakes {
    /// Any lane that is idle.
    Idle,
    /// The lane that waited for this.
    Lane(usize),
}

impl<J: Job> Queue<J> {
    /// Takes a job in. Who is to be woken for it; nobody where it has to wait for what runs, or a lane awaits more like it.
    fn push(&mut self, one: Waiting<J, J::Done>) -> Option<Wakes> {
        let (key, may_run) = (one.0.key(), self.may_run(&one.0));
        self.waiting.push_back(one);
        if !self.is_awaited(key) {
            return may_run.then_some(Wakes::Idle);
        }
        let mut of_key = self.running.iter().filter(|one| one.key == key);
        let enough = |one: &&Running<J>| one.awaits.is_some_and(|(many, _)| self.has(key, many));
        of_key.find(enough).map(|one| Wakes::Lane(one.lane))
    }

    /// Whether something waits that an idle lane could do.
    fn leaves_work(&self) -> bool {
        self.waiting.iter().any(|(job, _)| !self.is_awaited(job.key()) && self.may_run(job))
    }

    fn is_awaited(&self, key: J::Key) -> bool {
        self.running.iter().any(|one| one.key == key && one.awaits.is_some())
    }

    /// Whether so many with that key could run if a lane were given to them.
    fn has(&self, key: J::Key, many: usize) -> bool {
        let could_run = |job: &J| job.key() == key && self.has_its_turn(job);
        self.waiting.iter().filter(|(job, _)| could_run(job)).take(many).count() >= many
    }

    /// The transaction in that lane has ended: its callers may come back. They are awaited with those who are served beside
    /// them: all where nothing could run beside, and each lane's share otherwise.
    fn end(&mut self, lane: usize, now: Instant) {
        let Some(place) = self.running.iter().position(|one| one.lane == lane) else { return };
        let ended = self.running.swap_remove(place);
        let of_key = self.running.iter().filter(|one| one.key == ended.key);
        let served = ended.turns.len() + of_key.map(|one| one.turns.len()).sum::<usize>();
        let one_turn =
            ended.turns.len() > 1 && ended.turns.iter().all(|turn| ended.turns.first() == Some(turn));
        let many = if one_turn { served } else { served.div_ceil(self.abreast) };
        let awaits = Some((many.min(MOST), now + PATIENCE));
        self.running.push(Running { turns: Vec::new(), awaits, ..ended });
    }

    /// How much longer the lane waits for its callers; it has given up where there is nothing to wait for any more.
    fn patience(&mut self, lane: usize, now: Instant) -> Option<Duration> {
        let place = self.running.iter().position(|one| one.lane == lane)?;
        let left = self.running.get(place).and_then(|one| {
            let (many, until) = one.awaits?;
            let others = self.waiting.iter().any(|(job, _)| job.key() != one.key && self.may_run(job));
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
    fn take(&mut self, lane: usize) -> Option<Batch<J>> {
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
        let turns = batch.iter().map(|(job, _)| job.turn()).collect();
        self.running.push(Running { lane, key, turns, awaits: None });
        Some(batch)
    }

    fn may_run(&self, job: &J) -> bool {
        let abreast = self.running.iter().filter(|one| one.key == job.key()).count();
        abreast < self.abreast && self.has_its_turn(job)
    }

    fn has_its_turn(&self, job: &J) -> bool {
        let (key, turn) = (job.key(), job.turn());
        !self.running.iter().any(|one| one.key == key && one.turns.contains(&turn))
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
        Queue {
            waiting: jobs.into_iter().map(waiting).collect(),
            running: Vec::new(),
            abreast: 2,
            open: true,
        }
    }

    fn waiting(job: Numbered) -> Waiting<Numbered, ()> {
        (job, oneshot::channel().0)
    }

    /// Takes what the lane does next, as company, slot and number.
    fn taken(queue: &mut Queue<Numbered>, lane: usize) -> Vec<(u8, u8, u8)> {
        let batch = queue.take(lane).unwrap_or_default();
        batch.iter().map(|(job, _)| (job.0, job.1, job.2.unwrap_or_default())).collect()
    }

    #[test]
    fn what_fits_together_is_taken_together_and_the_rest_keeps_its_order() {
        let jobs = [(1, 1, Some(1)), (2, 1, Some(2)), (1, 1, Some(1)), (1, 2, None), (1, 3, Some(1))];
        let mut queue = queue(jobs.map(|(company, slot, number)| Numbered(company, slot, number)).into());
        assert_eq!(taken(&mut queue, 0), [(1, 1, 1), (1, 2, 0)]);
        // While a slot's jobs are done, its others wait, and those of other slots and companies do not.
        assert_eq!(taken(&mut queue, 1), [(2, 1, 2)]);
        assert_eq!(taken(&mut queue, 2), [(1, 3, 1)]);
        assert_eq!(taken(&mut queue, 3), []);
        queue.running.retain(|one| one.lane != 0);
        assert_eq!(taken(&mut queue, 0), [(1, 1, 1)]);
        assert!(queue.waiting.is_empty());
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
        queue.abreast = 1;
        assert_eq!(taken(&mut queue, 0), [(1, 0, 1)]);
        assert_eq!(taken(&mut queue, 1), []);
        queue.running.clear();
        queue.waiting = (0..4).map(|slot| waiting(Numbered(1, slot, None))).collect();
        assert_eq!(taken(&mut queue, 0).len(), 4);
        queue.end(0, now);
        let back: Vec<_> = (0..4).map(|slot| queue.push(waiting(Numbered(1, slot, None)))).collect();
        assert_eq!(back, [None, None, None, Some(Wakes::Lane(0))]);
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
        assert_eq!(queue.patience(0, now), Some(PATIENCE), "half of the four are awaited");
        assert_eq!(queue.push(waiting(Numbered(1, 1, None))), None);
        assert_eq!(queue.patience(0, now), Some(PATIENCE));
        assert_eq!(queue.push(waiting(Numbered(1, 1, None))), Some(Wakes::Lane(0)));
        assert_eq!(queue.patience(0, now), None);
        assert_eq!(taken(&mut queue, 0).len(), 2);
        queue.end(0, now);
        assert_eq!(queue.push(waiting(Numbered(1, 1, None))), None);
        assert_eq!(queue.patience(0, now), Some(PATIENCE), "both are awaited who take turns");
        assert_eq!(queue.push(waiting(Numbered(1, 1, None))), Some(Wakes::Lane(0)));
        assert_eq!(queue.patience(0, now), None);
        assert_eq!(taken(&mut queue, 0).len(), 2);
        queue.end(0, now);
        assert_eq!(queue.patience(0, now + PATIENCE), None, "for a moment alone");
        assert!(queue.running.is_empty());
    }

    #[test]
    fn nobody_waits_for_callers_of_another() {
        let now = Instant::now();
        let mut queue = queue((0..4).map(|slot| Numbered(1, slot, None)).collect());
        assert_eq!(taken(&mut queue, 0).len(), 4);
        queue.end(0, now);
        assert_eq!(queue.push(waiting(Numbered(2, 1, None))), Some(Wakes::Idle));
        assert_eq!(queue.patience(0, now), None);
    }

    #[test]
    fn whoever_comes_alone_is_served_at_once() {
        let now = Instant::now();
        let mut queue = queue(vec![Numbered(1, 1, None)]);
        assert_eq!(taken(&mut queue, 0).len(), 1);
        queue.end(0, now);
        assert_eq!(queue.patience(0, now), Some(PATIENCE));
        assert_eq!(queue.push(waiting(Numbered(1, 1, None))), Some(Wakes::Lane(0)));
        assert_eq!(queue.patience(0, now), None);
    }
}
