//! Bookings that come in at the same time, made together.

use super::wire::ScheduleOut;
use crate::kit::batched::{BatchRequest, Batched};
use app::schedules::{self, Attempt, Booking, ScheduleView};
use domain::access::Permit;
use domain::{Refusal, SlotId};
use http_kit::{Answer, IdempotentRequest, IdempotentResponse, Problem};
use persistence::{Database, DbError, StoreError, Tx, Writes};
use scheduling_core::time::Timestamp;

/// Books interviews to slots, as many in one transaction as there are.
#[derive(Clone)]
pub struct Bookings(Batched<Booking>);

impl Bookings {
    /// Starts it. To be called where a tokio runtime runs.
    ///
    /// # Errors
    /// Where the system gives no threads.
    pub fn start(db: &Database) -> Result<Self, DbError> {
        Ok(Self(Batched::start(db)?))
    }

    /// As [`Batched::make`].
    pub(super) async fn make(
        &self,
        keyed: Option<IdempotentRequest>,
        booking: Booking,
    ) -> Option<Result<IdempotentResponse, Problem>> {
        self.0.make(keyed, booking).await
    }
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

impl BatchRequest for Booking {
    type Partition = SlotId;
    type Made = Attempt<ScheduleView>;

    fn permit(&self) -> &Permit {
        &self.permit
    }

    fn now(&self) -> Timestamp {
        self.now
    }

    fn partition(&self) -> SlotId {
        self.request.slot
    }

    fn carry_out(
        tx: &mut Tx<'_>,
        requests: &[&Self],
        mut also: impl FnMut(usize, &Self::Made, &mut Writes) -> Result<(), StoreError>,
    ) -> Result<Vec<Result<Self::Made, Refusal>>, StoreError> {
        let bookings: Vec<Self> = requests.iter().copied().cloned().collect();
        schedules::book_many(tx, &bookings, |index, shown, writes| also(index, &Ok(shown.clone()), writes))
    }

    fn answer(&self, made: &Self::Made) -> Result<IdempotentResponse, Problem> {
        rendered(made.clone())?.keep()
    }
}
