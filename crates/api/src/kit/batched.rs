//! Requests of one kind that come in at the same time: carried out together, each once for its key.

use crate::kit::failure;
use crate::kit::idempotent::replayed;
use domain::Refusal;
use domain::access::{Permit, Reach};
use http_kit::{IdempotentRequest, IdempotentResponse, Problem};
use persistence::store::idempotency::{self, Claim, Keeper, NewAnswer};
use persistence::{BatchExecutor, BatchItem, Database, DbError, StoreError, Tx, Writes};
use scheduling_core::time::Timestamp;
use std::sync::Arc;

/// A request that is carried out with others of its kind.
pub(crate) trait BatchRequest: Send + Sync + 'static {
    /// Requests that have the same are not carried out in two transactions at once: one would wait for the other's locks.
    type Partition: PartialEq + Send;
    /// What comes of it.
    type Made;

    fn permit(&self) -> &Permit;
    fn now(&self) -> Timestamp;
    fn partition(&self) -> Self::Partition;
    /// Carries them out, all of whose permits reach equally far, and calls `also` for each that changes something, to add what is
    /// written with it; answers them in order.
    ///
    /// # Errors
    /// Where nothing of it can be kept.
    fn carry_out(
        tx: &mut Tx<'_>,
        requests: &[&Self],
        also: impl FnMut(usize, &Self::Made, &mut Writes) -> Result<(), StoreError>,
    ) -> Result<Vec<Result<Self::Made, Refusal>>, StoreError>
    where
        Self: Sized;
    /// The answer to it.
    ///
    /// # Errors
    /// What was refused, with what the refusal left behind.
    fn answer(&self, made: &Self::Made) -> Result<IdempotentResponse, Problem>;
}

/// Carries out requests of one kind, as many in one transaction as there are.
pub(crate) struct Batched<R: BatchRequest>(Arc<BatchExecutor<Item<R>>>);

impl<R: BatchRequest> Clone for Batched<R> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

/// A request under its key.
struct Item<R> {
    keyed: Option<IdempotentRequest>,
    request: R,
}

/// What is answered.
type Done = Result<IdempotentResponse, Problem>;

impl<R: BatchRequest> Batched<R> {
    /// Starts it. To be called where a tokio runtime runs.
    ///
    /// # Errors
    /// Where the system gives no threads.
    pub(crate) fn start(db: &Database) -> Result<Self, DbError> {
        Ok(Self(Arc::new(BatchExecutor::start(db)?)))
    }

    /// Carries a request out, once for each key; `None` where it is better tried alone.
    ///
    /// # Errors
    /// Refusals where there is no key to keep them under; 422 where the key stands for another request; 503 where the
    /// database is out of reach.
    pub(crate) async fn make(&self, keyed: Option<IdempotentRequest>, request: R) -> Option<Done> {
        match self.0.run(Item { keyed, request }).await {
            Ok(done) => Some(done),
            Err(error @ DbError::Unavailable(_)) => Some(Err(failure::problem(error.into()))),
            Err(_) => None,
        }
    }
}

impl<R: BatchRequest> BatchItem for Item<R> {
    type Done = Done;
    type Key = Reach;
    type Partition = R::Partition;
    type ExclusiveKey = [u8; 32];

    fn key(&self) -> Reach {
        self.request.permit().reach()
    }

    fn partition(&self) -> R::Partition {
        self.request.partition()
    }

    // Of two requests with one key, the second gets the answer of the first: not before there is one.
    fn exclusive_key(&self) -> Option<[u8; 32]> {
        self.keyed.as_ref().map(|keyed| keyed.key.name)
    }

    fn run(tx: &mut Tx<'_>, items: &[Self]) -> Result<Vec<Done>, DbError> {
        run(tx, items).map_err(|error| match error {
            StoreError::Db(error) => error,
            StoreError::Refused(refusal) => DbError::defect(refusal.to_string()),
        })
    }
}

fn run<R: BatchRequest>(tx: &mut Tx<'_>, items: &[Item<R>]) -> Result<Vec<Done>, StoreError> {
    let keeper = Keeper::of(tx);
    let mut answers: Vec<Option<Done>> = earlier(tx, items)?;
    let new = items.iter().zip(&answers).filter(|(_, answer)| answer.is_none());
    let new: Vec<&Item<R>> = new.map(|(item, _)| item).collect();
    let requests: Vec<&R> = new.iter().map(|item| &item.request).collect();
    let mut kept: Vec<Option<Done>> = new.iter().map(|_| None).collect();
    let made = R::carry_out(tx, &requests, |index, made, writes| {
        let (Some(item), Some(place)) = (new.get(index), kept.get_mut(index)) else { return Ok(()) };
        let answer = item.request.answer(made);
        let answer = answer.map_err(|_| DbError::defect("what was made can't be answered".into()))?;
        *place = Some(Ok(item.keep(&keeper, writes, answer)?));
        Ok(())
    })?;
    let mut writes = Writes::default();
    let mut done = Vec::with_capacity(new.len());
    for ((item, made), kept) in new.iter().zip(made).zip(kept) {
        done.push(match kept {
            Some(kept) => kept,
            None => item.refused(&keeper, &mut writes, made)?,
        });
    }
    if let Some(item) = items.first() {
        writes.run(&mut tx.scope(item.request.permit()))?;
    }
    let mut done = done.into_iter();
    answers.iter_mut().filter(|answer| answer.is_none()).for_each(|answer| *answer = done.next());
    Ok(answers.into_iter().flatten().collect())
}

/// What was answered under the keys of these requests before.
fn earlier<R: BatchRequest>(tx: &mut Tx<'_>, items: &[Item<R>]) -> Result<Vec<Option<Done>>, StoreError> {
    let now = items.iter().map(|item| item.request.now()).max().unwrap_or(Timestamp::MIN);
    let keys: Vec<_> = items.iter().filter_map(|item| item.keyed.as_ref()).map(|keyed| keyed.key).collect();
    let mut found = idempotency::find_many(tx, &keys, now)?;
    let of = |item: &Item<R>| match found.remove(&item.keyed.as_ref()?.key.name)? {
        Claim::Answered(answer) => Some(Ok(replayed(answer))),
        Claim::OtherRequest => Some(Err(IdempotentRequest::reused())),
        Claim::Ours => None,
    };
    Ok(items.iter().map(of).collect())
}

impl<R: BatchRequest> Item<R> {
    /// The answer to a request that was not carried out.
    fn refused(
        &self,
        keeper: &Keeper,
        writes: &mut Writes,
        made: Result<R::Made, Refusal>,
    ) -> Result<Done, StoreError> {
        let problem = match made.map(|made| self.request.answer(&made)) {
            Ok(Ok(answer)) => return Ok(Ok(answer)),
            Ok(Err(problem)) => problem,
            Err(refusal) => refusal.into(),
        };
        match &self.keyed {
            Some(keyed) => Ok(Ok(self.keep(keeper, writes, keyed.refusal(problem))?)),
            None => Ok(Err(problem)),
        }
    }

    /// The answer as it is sent; under a key it is stored as well.
    fn keep(
        &self,
        keeper: &Keeper,
        writes: &mut Writes,
        answer: IdempotentResponse,
    ) -> Result<IdempotentResponse, StoreError> {
        if let Some(keyed) = &self.keyed {
            let new = NewAnswer { key: &keyed.key, answer: &answer.response, secret: answer.secret };
            keeper.keep_with(writes, &new, self.request.now())?;
        }
        Ok(answer)
    }
}
