//! Effects as JSON. What is written here is read by workers of other versions: fields are added, never renamed.

use domain::effect::Effect;
use domain::event::Event;
use scheduling_core::time::Instant;
use serde_json::{Value, json};

/// The payload of an effect; its kind is stored beside it.
pub(super) fn write(effect: &Effect) -> Value {
    match effect {
        Effect::Publish(event) => write_event(event),
        Effect::Deliver { delivery } => json!({ "delivery": delivery }),
        Effect::Tell { interview, notice, sequence } => {
            json!({ "interview": interview.0, "notice": notice.name(), "sequence": sequence })
        }
        Effect::Remind { interview, starts_at, minutes_before } => {
            json!({ "interview": interview.0, "starts_at": starts_at.unix(), "minutes_before": minutes_before })
        }
        Effect::TellOfConflict { conflict } => json!({ "conflict": conflict.0 }),
        Effect::Send { message } => json!({ "message": message }),
        Effect::TendRoom { interview } | Effect::ShowInCalendars { interview } => {
            json!({ "interview": interview.0 })
        }
        Effect::HandOff { interview, starts_at } => {
            json!({ "interview": interview.0, "starts_at": starts_at.unix() })
        }
        Effect::Recheck { user } => json!({ "user": user.0 }),
    }
}

fn write_event(event: &Event) -> Value {
    json!({
        "event": event.kind.name(),
        "at": event.at.unix(),
        "by": event.by.map(|user| user.0),
        "interview": event.interview.map(|id| id.0),
        "candidate": event.candidate.map(|id| id.0),
        "job": event.job.map(|id| id.0),
        "schedule": event.schedule.map(|id| id.0),
        "slot": event.slot.map(|id| id.0),
        "conflict": event.conflict.map(|id| id.0),
        "status": event.status,
        "start": event.start.map(Instant::unix),
        "end": event.end.map(Instant::unix),
        "reason": event.reason,
    })
}
