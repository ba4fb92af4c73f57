//! Records changes of an interview in its log and as events.

use crate::history::{self, Actor};
use domain::event::{Event, EventKind};
use domain::interview::Interview;
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
        "duration_minutes": details.duration_minutes,
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

/// The fields that differ, as they were and as they are; as JSON objects.
pub(super) fn difference(
    old: Option<&Interview>,
    new: &Interview,
) -> (Map<String, Value>, Map<String, Value>) {
    let (old, new) = (old.map(fields).unwrap_or_default(), fields(new));
    let differs =
        |name: &String| old.get(name).unwrap_or(&Value::Null) != new.get(name).unwrap_or(&Value::Null);
    let only = |of: &Map<String, Value>| {
        let kept = of.iter().filter(|(name, _)| differs(name));
        kept.map(|(name, value)| (name.clone(), value.clone())).collect()
    };
    (only(&old), only(&new))
}

/// Records one change, with the fields that it changed.
pub(super) fn change(
    scope: &mut Scope<'_>,
    (actor, kind, reason): (&Actor, EventKind, Option<&str>),
    old: Option<&Interview>,
    new: &Interview,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (before, after) = difference(old, new);
    changed_fields(scope, (actor, kind, reason), new, (before, after), now)
}

/// The same, with the fields given.
pub(super) fn changed_fields(
    scope: &mut Scope<'_>,
    (actor, kind, reason): (&Actor, EventKind, Option<&str>),
    interview: &Interview,
    (before, after): (Map<String, Value>, Map<String, Value>),
    now: Timestamp,
) -> Result<(), StoreError> {
    let mut event = Event::new(kind, now, actor.user).about(interview);
    event.reason = reason.map(Into::into);
    let text = |fields: Map<String, Value>| (!fields.is_empty()).then(|| Value::Object(fields).to_string());
    let (before, after) = (text(before), text(after));
    history::record(scope, actor, interview, &event, (before.as_deref(), after.as_deref()), now)
}
