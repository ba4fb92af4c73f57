//! Records changes of an interview in its log and as events.

use super::slot_booking;
use crate::history::{self, Actor, Change, Entry};
use domain::event::{Event, EventKind};
use domain::interview::Interview;
use domain::{InterviewId, UserId};
use persistence::store::notified;
use persistence::{Scope, StoreError};
use scheduling_core::time::{Interval, Timestamp};
use serde_json::{Map, Value, json};

/// What of an interview the log compares.
fn fields(interview: &Interview) -> Map<String, Value> {
    let details = &interview.details;
    let people: Vec<i64> = details.interviewers.iter().map(|user| user.0).collect();
    let round = details.round.as_deref().and_then(|text| serde_json::from_str::<Value>(text).ok());
    let text = |at: Option<Timestamp>| at.map(|at| at.to_string());
    let all = json!({
        "status": interview.status.name(),
        "scheduled_at": text(interview.time.map(Interval::start)),
        "ends_at": text(interview.time.map(Interval::end)),
        "interview_type": details.interview_type.name(),
        "duration_minutes": interview.minutes(),
        "interviewer_ids": people,
        "round": round,
        "location": details.location,
        "notes": details.notes,
        "candidate_joined_at": text(interview.candidate_joined_at),
        "interviewer_joined_at": text(interview.interviewer_joined_at),
        // The room itself opens the interview: it stays out of a log that others read.
        "has_room": interview.room_id.is_some(),
    });
    match all {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}

/// Who changed an interview, what that was, and why.
pub(super) struct Cause<'a> {
    pub(super) actor: &'a Actor,
    pub(super) kind: EventKind,
    pub(super) reason: Option<&'a str>,
}

/// What happened, for that cause, to an interview whose slot this user holds.
fn happened(cause: &Cause<'_>, interview: &Interview, holder: Option<UserId>, now: Timestamp) -> Event {
    let mut event = Event::new(cause.kind, now, cause.actor.user).about(interview);
    event.interviewers = interview.interviewers(holder);
    event.reason = cause.reason.map(Into::into);
    event
}

/// The fields that differ, as they were and as they are.
#[derive(Default)]
pub(super) struct Difference {
    pub(super) before: Map<String, Value>,
    pub(super) after: Map<String, Value>,
}

impl Difference {
    pub(super) fn between(old: Option<&Interview>, new: &Interview) -> Self {
        let (old, new) = (old.map(fields).unwrap_or_default(), fields(new));
        let differs =
            |name: &String| old.get(name).unwrap_or(&Value::Null) != new.get(name).unwrap_or(&Value::Null);
        let only = |of: &Map<String, Value>| {
            let kept = of.iter().filter(|(name, _)| differs(name));
            kept.map(|(name, value)| (name.clone(), value.clone())).collect()
        };
        Self { before: only(&old), after: only(&new) }
    }

    /// As the log keeps it.
    fn told(self) -> Change {
        let text =
            |fields: Map<String, Value>| (!fields.is_empty()).then(|| Value::Object(fields).to_string());
        Change { before: text(self.before), after: text(self.after) }
    }
}

/// Records that an interview was made, and that it was scheduled where it was given a time. It is booked to no slot.
pub(super) fn made(
    scope: &mut Scope<'_>,
    actor: &Actor,
    made: &Interview,
    scheduled: Option<&Interview>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let created = Cause { actor, kind: EventKind::InterviewCreated, reason: None };
    let mut entries = vec![Entry {
        interview: made,
        event: happened(&created, made, None, now),
        change: Difference::between(None, made).told(),
    }];
    if let Some(scheduled) = scheduled {
        let cause = Cause { kind: EventKind::InterviewScheduled, ..created };
        entries.push(Entry {
            interview: scheduled,
            event: happened(&cause, scheduled, None, now),
            change: Difference::between(Some(made), scheduled).told(),
        });
    }
    history::record_new(scope, actor, scheduled.unwrap_or(made), &entries, now)
}

/// Records changes of many interviews of one company for one cause, each as it was and as it is.
pub(super) fn change_all(
    scope: &mut Scope<'_>,
    cause: &Cause<'_>,
    changes: &[(Interview, Interview)],
    now: Timestamp,
) -> Result<(), StoreError> {
    let Some((first, _)) = changes.first() else { return Ok(()) };
    let ids: Vec<InterviewId> = changes.iter().map(|(_, new)| new.id).collect();
    let holders = notified::slot_holders(scope, first.company, &ids)?;
    let entries = changes.iter().map(|(old, new)| Entry {
        interview: new,
        event: happened(cause, new, holders.get(&new.id).copied(), now),
        change: Difference::between(Some(old), new).told(),
    });
    let entries: Vec<Entry<'_>> = entries.collect();
    history::record_all(scope, cause.actor, &entries, now)
}

/// Records one change, with the fields that it changed.
pub(super) fn change(
    scope: &mut Scope<'_>,
    cause: &Cause<'_>,
    old: Option<&Interview>,
    new: &Interview,
    now: Timestamp,
) -> Result<(), StoreError> {
    changed_fields(scope, cause, new, Difference::between(old, new), now)
}

/// The same, with the fields given.
pub(super) fn changed_fields(
    scope: &mut Scope<'_>,
    cause: &Cause<'_>,
    interview: &Interview,
    difference: Difference,
    now: Timestamp,
) -> Result<(), StoreError> {
    let holder = slot_booking::holder(scope, interview)?;
    let event = happened(cause, interview, holder, now);
    history::record(scope, cause.actor, interview, &event, &difference.told(), now)
}

/// Records that an interview was cancelled, which was booked to a slot of this user.
pub(super) fn cancelled(
    scope: &mut Scope<'_>,
    cause: &Cause<'_>,
    old: &Interview,
    new: &Interview,
    holder: Option<UserId>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let event = happened(cause, new, holder, now);
    let change = Difference::between(Some(old), new).told();
    history::record(scope, cause.actor, new, &event, &change, now)
}
