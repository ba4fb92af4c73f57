//! Conflicts: what stands against interviews and appointments, how it is found, and how it is settled.

mod appointments;
mod bookings;
mod dry_run;
mod interviews;
mod recheck;
mod unattended;

pub(crate) use appointments::{breach_at, settle as settle_of_appointment};
pub use dry_run::{BrokenBooking, Preview, preview_conflicts};
pub(crate) use interviews::{settle_absent, settle_all, settle_one};
pub use recheck::recheck_user;
pub(crate) use recheck::{recheck, recheck_company};

use crate::history::Actor;
use crate::kit::page;
use crate::kit::require_interviewer;
use domain::access::Permit;
use domain::conflict::{Conflict, ConflictOrigin, ConflictType, Resolution};
use domain::effect;
use domain::event::{Event, EventKind};
use domain::interview::Interview;
use domain::slot::Slot;
use domain::{CompanyId, ConflictId, InterviewId, Meeting, Refusal, ScheduleId, UserId};
use persistence::store::collection::Part;
use persistence::store::conflicts::{self as store, Filter, Step};
use persistence::store::{appointments as stored_appointments, interviews as stored_interviews, notified};
use persistence::{Scope, StoreError, Tx, outbox};
use scheduling_core::time::{Interval, Timestamp};
use std::collections::HashMap;

/// A conflict that was found, before it is stored.
pub(crate) struct DetectedConflict<'a> {
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

/// What a conflict says that somebody opened by refusing an invitation.
pub(crate) const DECLINED: &str = "declined the invitation";

/// Stores and records a conflict.
pub(crate) fn open(
    scope: &mut Scope<'_>,
    actor: &Actor,
    interview: &Interview,
    found: &DetectedConflict<'_>,
    now: Timestamp,
) -> Result<Conflict, StoreError> {
    let conflict = made(interview, found, now);
    keep(scope, actor, interview.company, &[(&conflict, interview)], now)?;
    Ok(conflict)
}

/// Stores and records conflicts of one company, in a fixed number of statements.
fn open_all(
    scope: &mut Scope<'_>,
    actor: &Actor,
    company: CompanyId,
    found: &[(&Interview, DetectedConflict<'_>)],
    now: Timestamp,
) -> Result<(), StoreError> {
    let conflicts: Vec<Conflict> =
        found.iter().map(|(interview, found)| made(interview, found, now)).collect();
    let of: Vec<_> = conflicts.iter().zip(found.iter().map(|(interview, _)| *interview)).collect();
    keep(scope, actor, company, &of, now)
}

/// Stores and records new conflicts, each with its interview.
fn keep(
    scope: &mut Scope<'_>,
    actor: &Actor,
    company: CompanyId,
    new: &[(&Conflict, &Interview)],
    now: Timestamp,
) -> Result<(), StoreError> {
    let conflicts: Vec<Conflict> = new.iter().map(|(conflict, _)| (*conflict).clone()).collect();
    store::insert(scope, &conflicts, &actor.name)?;
    record(scope, actor, EventKind::ConflictDetected, company, new.iter().copied(), now)
}

fn made(interview: &Interview, found: &DetectedConflict<'_>, now: Timestamp) -> Conflict {
    let details = serde_json::json!({
        "reason": found.why,
        "start": found.time.map(|time| time.start().to_string()),
        "end": found.time.map(|time| time.end().to_string()),
    });
    Conflict {
        id: store::new_id(now),
        company: interview.company,
        conflict_type: found.conflict_type,
        origin: found.origin,
        resolution: Resolution::Pending,
        meeting: interview.id.into(),
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
    }
}

/// The same, unless the interview has an open one of this type and person.
pub(crate) fn open_once(
    scope: &mut Scope<'_>,
    actor: &Actor,
    interview: &Interview,
    found: &DetectedConflict<'_>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let same = |other: &Conflict| other.conflict_type == found.conflict_type && other.user == found.user;
    if store::open_of_meeting(scope, interview.company, interview.id.into())?.iter().any(same) {
        return Ok(());
    }
    open(scope, actor, interview, found, now).map(drop)
}

/// Settles what somebody opened by refusing the invitation to an interview, and nothing else that stands against it.
pub(crate) fn take_back(
    scope: &mut Scope<'_>,
    interview: &Interview,
    conflict_type: ConflictType,
    user: Option<UserId>,
    notes: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let mut open = store::open_of_meeting(scope, interview.company, interview.id.into())?;
    let declined = |conflict: &Conflict| cause(&conflict.details).is_some_and(|why| why.ends_with(DECLINED));
    open.retain(|one| one.conflict_type == conflict_type && one.user == user && declined(one));
    resolve_all(scope, &Actor::system(), interview.company, &open, notes, now)
}

/// What stands against the interview, in words, of the details of a conflict.
pub(crate) fn cause(details: &str) -> Option<String> {
    let details: serde_json::Value = serde_json::from_str(details).ok()?;
    details.get("reason")?.as_str().map(str::to_owned)
}

/// Records changes of conflicts of one company, each with its interview.
fn record<'a>(
    scope: &mut Scope<'_>,
    actor: &Actor,
    kind: EventKind,
    company: CompanyId,
    conflicts: impl Iterator<Item = (&'a Conflict, &'a Interview)>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let conflicts: Vec<(&Conflict, &Interview)> = conflicts.collect();
    let ids: Vec<InterviewId> = conflicts.iter().map(|(_, interview)| interview.id).collect();
    let holders = notified::slot_holders(scope, company, &ids)?;
    let mut effects = Vec::new();
    for (conflict, interview) in conflicts {
        let mut event = Event::new(kind, now, actor.user).about(interview);
        event.interviewers = interview.interviewers(holders.get(&interview.id).copied());
        event.conflict = Some(conflict.id);
        event.schedule = conflict.schedule;
        event.slot = conflict.slot;
        event.status = Some(conflict.resolution.name().into());
        event.reason.clone_from(&conflict.resolution_notes);
        event.sequence = Some(conflict.version);
        effects.extend(effect::of_event(&event, interview.sequence, interview.ai.is_some()));
    }
    Ok(outbox::enqueue(scope, company, &effects, now)?)
}

/// A conflict with its history, oldest first.
#[derive(Debug, Clone)]
pub struct ConflictView {
    pub conflict: Conflict,
    pub history: Vec<Step>,
}

/// A page of conflicts.
///
/// # Errors
/// `NotFound` where the company or the interviewer that was named is not there.
pub fn list(
    tx: &mut Tx<'_>,
    permit: &Permit,
    filter: &Filter,
    part: &Part<ConflictId>,
) -> Result<Vec<Conflict>, StoreError> {
    let scope = &mut tx.scope(permit);
    require_interviewer(scope, filter.interviewer)?;
    let rows = store::list(scope, filter, part)?;
    page(scope, rows)
}

/// One conflict.
///
/// # Errors
/// `NotFound`.
pub fn get(tx: &mut Tx<'_>, permit: &Permit, id: ConflictId) -> Result<ConflictView, StoreError> {
    let scope = &mut tx.scope(permit);
    let conflict = store::get(scope, id)?;
    let history = store::steps(scope, &conflict)?;
    Ok(ConflictView { conflict, history })
}

/// Settles a conflict. It changes no booking: the user has done that, or has decided that nothing is to be done.
///
/// # Errors
/// `NotFound`; `WrongState` (`already-resolved`); `Invalid` for the resolution `pending`.
pub fn resolve(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: ConflictId,
    resolution: Resolution,
    notes: Option<&str>,
    now: Timestamp,
) -> Result<ConflictView, StoreError> {
    let (scope, actor) = (&mut tx.scope(permit), Actor::of(permit));
    // Where two settle it at once, the later one's second look finds it settled.
    let resolved = crate::directory::Precondition::default()
        .retry(|| settle(scope, &actor, id, resolution, notes, now))?;
    let history = store::steps(scope, &resolved)?;
    Ok(ConflictView { conflict: resolved, history })
}

/// Settles one and records it.
fn settle(
    scope: &mut Scope<'_>,
    actor: &Actor,
    id: ConflictId,
    resolution: Resolution,
    notes: Option<&str>,
    now: Timestamp,
) -> Result<Conflict, StoreError> {
    let stored = store::get(scope, id)?;
    let resolved = stored.resolve(resolution, notes, actor.member, now)?;
    let resolved = store::update(scope, &resolved, &actor.name, now)?;
    match resolved.meeting {
        Meeting::Interview(id) => {
            let interview = stored_interviews::get(scope, id)?;
            let one = std::iter::once((&resolved, &interview));
            record(scope, actor, EventKind::ConflictResolved, resolved.company, one, now)?;
        }
        Meeting::Appointment(id) => {
            let appointment = stored_appointments::get(&mut scope.everybodys(), id)?;
            let one = [(&resolved, &appointment)];
            appointments::record(scope, actor, EventKind::ConflictResolved, &one, now)?;
        }
    }
    Ok(resolved)
}

/// Resolves what has no cause any more, all of one company, in some statements however many.
fn resolve_all(
    scope: &mut Scope<'_>,
    actor: &Actor,
    company: CompanyId,
    open: &[Conflict],
    notes: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let settled = open.iter().map(|one| one.resolve(Resolution::Resolved, Some(notes), actor.member, now));
    let settled = settled.collect::<Result<Vec<_>, Refusal>>()?;
    keep_settled(scope, actor, company, &settled, now)
}

/// Stores and records conflicts of one company that are settled.
fn keep_settled(
    scope: &mut Scope<'_>,
    actor: &Actor,
    company: CompanyId,
    settled: &[Conflict],
    now: Timestamp,
) -> Result<(), StoreError> {
    if settled.is_empty() {
        return Ok(());
    }
    let settled = store::settle(scope, settled, &actor.name, now)?;
    let ids: Vec<InterviewId> = settled.iter().filter_map(|conflict| conflict.meeting.interview()).collect();
    let of: HashMap<InterviewId, Interview> = stored_interviews::by_ids(scope, &ids)?
        .into_iter()
        .map(|interview| (interview.id, interview))
        .collect();
    let pairs = settled.iter().filter_map(|one| Some((one, of.get(&one.meeting.interview()?)?)));
    record(scope, actor, EventKind::ConflictResolved, company, pairs, now)
}
