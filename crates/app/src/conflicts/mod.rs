//! Conflicts: what stands against interviews, how it is found, and how it is settled (requirements A7, B4).

mod dry_run;
mod recheck;

pub use dry_run::{Broken, would_break};
pub(crate) use recheck::recheck;
pub use recheck::recheck_user;

use crate::directory::page;
use crate::happenings::{self, Actor};
use crate::schedules::require_interviewer;
use domain::access::Permit;
use domain::conflict::{Conflict, ConflictOrigin, ConflictType, Resolution};
use domain::event::{Event, EventKind};
use domain::interview::Interview;
use domain::slot::Slot;
use domain::{ConflictId, InterviewId, Refusal, ScheduleId, UserId};
use persistence::store::conflicts::{self as store, Filter, Step};
use persistence::store::interviews;
use persistence::{Scope, StoreError, Tx};
use scheduling_core::time::{Instant, Interval};

/// Something that stands against an interview.
pub(crate) struct Found<'a> {
    pub(crate) conflict_type: ConflictType,
    pub(crate) origin: ConflictOrigin,
    pub(crate) slot: Option<&'a Slot>,
    /// When the interview is, or was to be.
    pub(crate) time: Option<Interval>,
    pub(crate) schedule: Option<ScheduleId>,
    pub(crate) user: Option<UserId>,
    pub(crate) other: Option<InterviewId>,
    pub(crate) why: &'a str,
}

/// Stores a conflict and tells of it.
pub(crate) fn open(
    scope: &mut Scope<'_>,
    actor: &Actor,
    interview: &Interview,
    found: &Found<'_>,
    now: Instant,
) -> Result<Conflict, StoreError> {
    let details = serde_json::json!({
        "reason": found.why,
        "start": found.time.map(|time| time.start().to_string()),
        "end": found.time.map(|time| time.end().to_string()),
    });
    let conflict = Conflict {
        id: store::new_id(now),
        company: interview.company,
        conflict_type: found.conflict_type,
        origin: found.origin,
        resolution: Resolution::Pending,
        primary_interview: interview.id,
        conflicting_interview: found.other,
        slot: found.slot.map(|slot| slot.id),
        schedule: found.schedule,
        user: found.user,
        details: details.to_string(),
        detected_at: now,
        resolution_notes: None,
        resolved_at: None,
        resolved_by: None,
        version: 1,
    };
    store::insert(scope, &conflict, &actor.name)?;
    tell(scope, actor, EventKind::ConflictDetected, &conflict, interview, now)?;
    Ok(conflict)
}

/// The same, unless the interview has an open one of this type and person.
pub(crate) fn open_once(
    scope: &mut Scope<'_>,
    actor: &Actor,
    interview: &Interview,
    found: &Found<'_>,
    now: Instant,
) -> Result<(), StoreError> {
    let same = |other: &Conflict| other.conflict_type == found.conflict_type && other.user == found.user;
    if store::open_of_interview(scope, interview.company, interview.id)?.iter().any(same) {
        return Ok(());
    }
    open(scope, actor, interview, found, now).map(drop)
}

fn tell(
    scope: &mut Scope<'_>,
    actor: &Actor,
    kind: EventKind,
    conflict: &Conflict,
    interview: &Interview,
    now: Instant,
) -> Result<(), StoreError> {
    let mut event = Event::new(kind, now, actor.user).about(interview);
    event.conflict = Some(conflict.id);
    event.schedule = conflict.schedule;
    event.slot = conflict.slot;
    event.status = Some(conflict.resolution.name().into());
    event.reason.clone_from(&conflict.resolution_notes);
    happenings::spread(scope, conflict.company, &event, interview.sequence, interview.ai.is_some(), now)
}

/// A conflict with its history, oldest first.
#[derive(Debug, Clone)]
pub struct Shown {
    pub conflict: Conflict,
    pub history: Vec<Step>,
}

/// A page of conflicts, in order of id.
///
/// # Errors
/// `NotFound` where the company or the interviewer that was named is not there.
pub fn list(
    tx: &mut Tx<'_>,
    permit: &Permit,
    filter: &Filter,
    after: Option<ConflictId>,
    limit: i64,
) -> Result<Vec<Conflict>, StoreError> {
    let scope = &mut tx.scope(permit);
    require_interviewer(scope, filter.interviewer)?;
    let rows = store::list(scope, filter, after, limit)?;
    page(scope, rows)
}

/// One conflict. `only` is whose conflicts the caller sees, where not everybody's.
///
/// # Errors
/// `NotFound`.
pub fn get(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: ConflictId,
    only: Option<UserId>,
) -> Result<Shown, StoreError> {
    let scope = &mut tx.scope(permit);
    let conflict = store::get(scope, id)?;
    if let Some(user) = only
        && !store::concerns(scope, &conflict, user)?
    {
        return Err(Refusal::not_found("conflict").into());
    }
    let history = store::steps(scope, &conflict)?;
    Ok(Shown { conflict, history })
}

/// Settles a conflict. It changes no booking: whoever settles it has done that, or has decided that nothing is to be done.
///
/// # Errors
/// `NotFound`; `WrongState` (`already-resolved`); `Invalid` for the resolution `pending`.
pub fn resolve(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: ConflictId,
    (resolution, notes): (Resolution, Option<&str>),
    now: Instant,
) -> Result<Shown, StoreError> {
    let (scope, actor) = (&mut tx.scope(permit), Actor::of(permit));
    // Where two settle it at once, the later one's second look finds it settled.
    let resolved = crate::directory::Expected::default()
        .amend(|| settle(scope, &actor, id, (resolution, notes), now))?;
    let history = store::steps(scope, &resolved)?;
    Ok(Shown { conflict: resolved, history })
}

/// Settles one and tells of it.
fn settle(
    scope: &mut Scope<'_>,
    actor: &Actor,
    id: ConflictId,
    (resolution, notes): (Resolution, Option<&str>),
    now: Instant,
) -> Result<Conflict, StoreError> {
    let stored = store::get(scope, id)?;
    let resolved = stored.resolve(resolution, notes, actor.user, now)?;
    let resolved = store::update(scope, &resolved, &actor.name, now)?;
    let interview = interviews::get(scope, resolved.primary_interview)?;
    tell(scope, actor, EventKind::ConflictResolved, &resolved, &interview, now)?;
    Ok(resolved)
}
