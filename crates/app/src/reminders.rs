//! When the people of an interview are reminded of it.

use domain::effect::{Due, Effect};
use domain::interview::{Interview, InterviewStatus};
use persistence::{Scope, StoreError, outbox};
use scheduling_core::time::Instant;

/// Minutes before the start at which people are reminded.
const BEFORE: [i64; 2] = [1440, 60];

/// Sets the reminders of an interview anew, after whatever changed its time or status: those for another time are
/// dropped, and those of a scheduled one put that still lie ahead.
pub(crate) fn set(scope: &mut Scope<'_>, interview: &Interview, now: Instant) -> Result<(), StoreError> {
    outbox::drop_about(scope, interview.company, interview.id.0, "remind")?;
    Ok(outbox::put(scope, interview.company, &due(interview, now), now)?)
}

fn due(interview: &Interview, now: Instant) -> Vec<Due> {
    let scheduled = interview.status == InterviewStatus::Scheduled;
    let Some(time) = interview.time.filter(|_| scheduled) else { return Vec::new() };
    let starts_at = time.start();
    let remind = |minutes_before: i64| Due {
        effect: Effect::Remind { interview: interview.id, starts_at, minutes_before },
        at: starts_at.plus_minutes(-minutes_before),
    };
    BEFORE.into_iter().map(remind).filter(|due| due.at > now).collect()
}
