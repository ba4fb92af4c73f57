//! Bookings that come in at the same time, made together.

use super::wire::ScheduleOut;
use crate::kit::failure;
use crate::kit::idempotent::replayed;
use app::schedules::{self, Attempt, Booked, Booking, ScheduleView};
use domain::SlotId;
use domain::access::Reach;
use http_kit::{Answer, IdempotentRequest, IdempotentResponse, Problem};
use persistence::store::idempotency::{self, Claim};
use persistence::{BatchExecutor, BatchItem, Database, DbError, StoreError, Tx, Writes};
use scheduling_core::time::Timestamp;
use std::sync::Arc;

/// Makes bookings, as many in one transaction as there are.
#[derive(Clone)]
pub struct Bookings(Arc<BatchExecutor<BookingItem>>);

impl Bookings {
    /// Starts it. To be called where a tokio runtime runs.
    ///
    /// # Errors
    /// Where the system gives no threads.
    pub fn start(db: &Database) -> Result<Self, DbError> {
        Ok(Self(Arc::new(BatchExecutor::start(db)?)))
    }

    /// Makes a booking, once for each key; `None` where it is better tried alone.
    ///
    /// # Errors
    /// Refusals where there is no key to keep them under; 422 where the key stands for another request; 503 where the
    /// database is out of reach.
    pub(super) async fn make(
        &self,
        keyed: Option<IdempotentRequest>,
        booking: Booking,
    ) -> Option<Result<IdempotentResponse, Problem>> {
        match self.0.run(BookingItem { keyed, booking }).await {
            Ok(done) => Some(done),
            Err(error @ DbError::Unavailable(_)) => Some(Err(failure::problem(error.into()))),
            Err(_) => None,
        }
    }
}

/// A booking that is asked for.
struct BookingItem {
    keyed: Option<IdempotentRequest>,
    booking: Booking,
}

/// What was booked, or the refusal with the conflict that it has left.
pub(super) fn made(attempt: Attempt<ScheduleView>) -> Result<ScheduleView, Problem> {
    attempt.map_err(|refused| {
        Problem::from(refused.refusal).with_member("conflict_id", refused.conflict.0.to_string().into())
    })
}

/// A booking as it is answered.
pub(super) fn rendered(attempt: Attempt<ScheduleView>) -> Result<Answer<ScheduleOut>, Problem> {
    let shown = made(attempt)?;
    let path = format!("/api/interviews/schedules/{}", shown.schedule.id);
    let version = shown.schedule.version;
    Ok(Answer::created(path, ScheduleOut::from(shown)).version(version))
}

impl BatchItem for BookingItem {
    type Done = Result<IdempotentResponse, Problem>;
    type Key = Reach;
    type Partition = SlotId;
    type ExclusiveKey = [u8; 32];

    fn key(&self) -> Reach {
        self.booking.permit.reach()
    }

    fn partition(&self) -> SlotId {
        self.booking.request.slot
    }

    // Of two requests with one key, the second gets the answer of the first: not before there is one.
    fn exclusive_key(&self) -> Option<[u8; 32]> {
        self.keyed.as_ref().map(|keyed| keyed.key.name)
    }

    fn run(tx: &mut Tx<'_>, jobs: &[Self]) -> Result<Vec<Self::Done>, DbError> {
        run(tx, jobs).map_err(|error| match error {
            StoreError::Db(error) => error,
            StoreError::Refused(refusal) => DbError::defect(refusal.to_string()),
        })
    }
}

fn run(
    tx: &mut Tx<'_>,
    jobs: &[BookingItem],
) -> Result<Vec<Result<IdempotentResponse, Problem>>, StoreError> {
    let mut answers: Vec<Option<Result<IdempotentResponse, Problem>>> = earlier(tx, jobs)?;
    let open: Vec<(usize, &BookingItem)> = jobs
        .iter()
        .enumerate()
        .filter(|(index, _)| answers.get(*index).is_some_and(Option::is_none))
        .collect();
    let bookings: Vec<Booking> = open.iter().map(|(_, job)| job.booking.clone()).collect();
    let mut made: Vec<Option<IdempotentResponse>> = open.iter().map(|_| None).collect();
    let booked = schedules::book_many(tx, &bookings, |index, shown, writes| {
        let (Some((_, job)), Some(place)) = (open.get(index), made.get_mut(index)) else { return Ok(()) };
        let kept = rendered(Ok(shown.clone())).and_then(Answer::keep);
        let kept = kept.map_err(|_| DbError::defect("a schedule can't be rendered".into()))?;
        *place = Some(keep(writes, job, kept));
        Ok(())
    })?;
    let mut writes = Writes::default();
    for (((index, job), booked), made) in open.into_iter().zip(booked).zip(made) {
        let answer = made.map_or_else(|| refused(&mut writes, job, booked), Ok);
        if let Some(place) = answers.get_mut(index) {
            *place = Some(answer);
        }
    }
    if let Some(job) = jobs.first() {
        writes.run(&mut tx.scope(&job.booking.permit))?;
    }
    Ok(answers.into_iter().flatten().collect())
}

/// What was answered under the keys of these requests before.
fn earlier(
    tx: &mut Tx<'_>,
    jobs: &[BookingItem],
) -> Result<Vec<Option<Result<IdempotentResponse, Problem>>>, StoreError> {
    let now = jobs.iter().map(|job| job.booking.now).max().unwrap_or(Timestamp::MIN);
    let keys: Vec<_> = jobs.iter().filter_map(|job| job.keyed.as_ref()).map(|keyed| keyed.key).collect();
    let mut found = idempotency::find_many(tx, &keys, now)?;
    let of = |job: &BookingItem| match found.remove(&job.keyed.as_ref()?.key.name)? {
        Claim::Answered(answer) => Some(Ok(replayed(answer))),
        Claim::OtherRequest => Some(Err(IdempotentRequest::reused())),
        Claim::Ours => None,
    };
    Ok(jobs.iter().map(of).collect())
}

/// The answer to a booking that was not made.
fn refused(writes: &mut Writes, job: &BookingItem, booked: Booked) -> Result<IdempotentResponse, Problem> {
    let problem = match booked.map(rendered) {
        Ok(Ok(answer)) => return answer.keep(),
        Ok(Err(problem)) => problem,
        Err(refusal) => refusal.into(),
    };
    match &job.keyed {
        Some(keyed) => Ok(keep(writes, job, keyed.refusal(problem))),
        None => Err(problem),
    }
}

/// The answer as it is sent; under a key it is stored as well.
fn keep(writes: &mut Writes, job: &BookingItem, kept: IdempotentResponse) -> IdempotentResponse {
    if let Some(keyed) = &job.keyed {
        idempotency::keep_with(writes, &keyed.key, &kept.response, job.booking.now);
    }
    kept
}
