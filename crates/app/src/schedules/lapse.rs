//! Ends schedules that nobody has confirmed when their slot is over, for the worker.

use super::OnSlot;
use super::cancel_slot::found;
use super::status::{end, locked};
use crate::conflicts;
use crate::history::Actor;
use crate::slots::give_place;
use domain::CompanyId;
use domain::access::Permit;
use domain::conflict::ConflictType;
use domain::schedule::ScheduleStatus;
use persistence::store::schedules::{self, Unconfirmed};
use persistence::{Database, StoreError, Tx};
use scheduling_core::time::Timestamp;

/// Schedules that are read at once.
const BATCH: i64 = 200;
/// Why they are cancelled.
const UNCONFIRMED: &str = "nobody confirmed it before its time was over";

/// Cancels all schedules that nobody has confirmed and whose slot is over at `now`, each in a transaction of its own: the interview
/// can be booked again, and a conflict says what became of it. `permit` makes the permit for a company. Answers how many.
///
/// # Errors
/// Where the list of them can't be read.
pub async fn end_unconfirmed(
    db: &Database,
    permit: impl Fn(CompanyId) -> Permit,
    now: Timestamp,
) -> Result<usize, StoreError> {
    let (mut ended, mut after) = (0, None::<Unconfirmed>);
    loop {
        let batch = db.read(move |tx| schedules::unconfirmed(tx, after, now, BATCH)).await?;
        let Some(last) = batch.last().copied() else { return Ok(ended) };
        after = Some(last);
        for one in batch {
            let permit = permit(one.company);
            match db.write(move |tx| end_one(tx, &permit, one, now)).await {
                Ok(is_ended) => ended += usize::from(is_ended),
                Err(error) => tracing::warn!(schedule = %one.id, %error, "a schedule can't be ended"),
            }
        }
    }
}

/// Ends one; false where somebody was faster.
fn end_one(tx: &mut Tx<'_>, permit: &Permit, one: Unconfirmed, now: Timestamp) -> Result<bool, StoreError> {
    let (scope, actor) = (&mut tx.scope(permit), Actor::of(permit));
    let scope = &mut scope.for_company(one.company)?;
    let (schedule, interview, slot) = locked(scope, one.id)?;
    if schedule.status != ScheduleStatus::Pending || slot.details.time.end() > now {
        return Ok(false);
    }
    end(scope, &actor, &interview, OnSlot { schedule: &schedule, slot: &slot }, UNCONFIRMED, now)?;
    give_place(scope, &slot, now)?;
    let found = found(ConflictType::SlotUnavailable, &slot, &schedule, UNCONFIRMED);
    conflicts::open(scope, &actor, &interview, &found, now)?;
    Ok(true)
}
