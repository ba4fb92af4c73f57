//! When the people of an interview are reminded of it (requirement D12).

use crate::notifications::due_at;
use domain::effect::{Due, Effect};
use domain::interview::{Interview, InterviewStatus};
use persistence::{Scope, StoreError, outbox};
use scheduling_core::time::Instant;

/// Sets the reminders of an interview anew, after whatever changed its time, its people or its status: those that were
/// set are dropped, and those of a scheduled one that still lie ahead are put, at each time that one of its people wants.
pub(crate) fn set(scope: &mut Scope<'_>, interview: &Interview, now: Instant) -> Result<(), StoreError> {
    outbox::drop_about(scope, interview.company, interview.id.0, "remind")?;
    let scheduled = interview.status == InterviewStatus::Scheduled;
    let Some(time) = interview.time.filter(|_| scheduled) else { return Ok(()) };
    let starts_at = time.start();
    let remind = |minutes_before: i64| Due {
        effect: Effect::Remind { interview: interview.id, starts_at, minutes_before },
        at: starts_at.plus_minutes(-minutes_before),
    };
    let due = due_at(scope, interview)?.into_iter().map(remind).filter(|due| due.at > now);
    Ok(outbox::put(scope, interview.company, &due.collect::<Vec<_>>(), now)?)
}
