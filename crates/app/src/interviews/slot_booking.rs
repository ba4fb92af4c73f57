//! An interview's booking to a slot, as far as the interview itself has to do with it.

use domain::UserId;
use domain::commitment::Subject;
use domain::interview::Interview;
use persistence::store::schedules::{self, LiveBooking};
use persistence::store::slots;
use persistence::{Scope, StoreError};

/// The slot that an interview is booked to.
pub(super) fn live(scope: &mut Scope<'_>, interview: &Interview) -> Result<Option<LiveBooking>, StoreError> {
    Ok(schedules::live_bookings(scope, &[interview.id])?.remove(&interview.id))
}

/// The user who holds the slot that an interview is booked to.
pub(super) fn holder(scope: &mut Scope<'_>, interview: &Interview) -> Result<Option<UserId>, StoreError> {
    Ok(live(scope, interview)?.and_then(|booking| booking.holder))
}

/// The lock of the holder of the slot that an interview is booked to.
pub(super) fn lock(scope: &mut Scope<'_>, interview: &Interview) -> Result<Option<Subject>, StoreError> {
    let live = schedules::live_of_interview(scope, interview.company, interview.id)?;
    let Some(schedule) = live else { return Ok(None) };
    Ok(Some(slots::get(scope, schedule.slot)?.details.holder.lock()))
}
