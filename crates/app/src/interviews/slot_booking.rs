//! An interview's booking to a slot, as far as the interview itself has to do with it.

use domain::commitment::Subject;
use domain::interview::Interview;
use persistence::store::{schedules, slots};
use persistence::{Scope, StoreError};

/// Whether the interview is booked to a slot.
pub(super) fn is_live(scope: &mut Scope<'_>, interview: &Interview) -> Result<bool, StoreError> {
    Ok(schedules::live_of_interview(scope, interview.company, interview.id)?.is_some())
}

/// The lock of the holder of the slot that an interview is booked to.
pub(super) fn lock(scope: &mut Scope<'_>, interview: &Interview) -> Result<Option<Subject>, StoreError> {
    let live = schedules::live_of_interview(scope, interview.company, interview.id)?;
    let Some(schedule) = live else { return Ok(None) };
    Ok(Some(slots::get(scope, schedule.slot)?.details.holder.lock()))
}
