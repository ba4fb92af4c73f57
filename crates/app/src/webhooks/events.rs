//! From an event to what each webhook is sent.

use super::{deliver, store};
use domain::event::Event;
use domain::webhook::Webhook;
use persistence::store::webhook_deliveries::{self as deliveries, NewDelivery};
use persistence::{Scope, StoreError};
use scheduling_core::time::Timestamp;
use serde_json::{Map, Value, json};
use uuid::Uuid;

/// What an AI service is told beside the event, so that it can hold the interview.
#[derive(Debug, Clone)]
pub struct HandedOver {
    /// What the interviewer asks about, by its name.
    pub ai_interview_type: &'static str,
    /// The settings of the slot, as JSON.
    pub configuration: Option<Value>,
    /// Where to tell the result.
    pub callback_url: String,
    /// With this, sealed: it is in no log of deliveries.
    pub sealed_token: String,
}

/// Notes an event for each webhook of the scope's company that wants it, and has it sent. `id` is the event's: told twice,
/// it is noted once. How many webhooks it goes to.
///
/// # Errors
/// Failures of the database.
pub fn fan_out(
    scope: &mut Scope<'_>,
    id: Uuid,
    event: &Event,
    handed_over: Option<&HandedOver>,
    now: Timestamp,
) -> Result<usize, StoreError> {
    let mut webhooks = store::active(scope)?;
    webhooks.retain(|webhook| webhook.details.wants(event.kind));
    let mut sent = 0;
    for webhook in &webhooks {
        let body = body(event, webhook, handed_over);
        let token = handed_over.map(|handed_over| handed_over.sealed_token.as_str());
        let new = NewDelivery { webhook: webhook.id, event: id, kind: event.kind.name(), body: &body, token };
        if let Some(made) = deliveries::insert(scope, &new, now)? {
            deliver(scope, webhook, made, now)?;
            sent += 1;
        }
    }
    Ok(sent)
}

/// `{"type", "timestamp", "data"}`, as Standard Webhooks recommend. What has no part in the event is left out.
fn body(event: &Event, webhook: &Webhook, handed_over: Option<&HandedOver>) -> String {
    let mut data = Map::new();
    let mut say = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            data.insert(name.to_owned(), value);
        }
    };
    let text = |text: String| Some(Value::from(text));
    say("company_id", Some(webhook.company.0.into()));
    say("by_user_id", event.by.map(|id| id.0.into()));
    say("interview_id", event.interview.and_then(|id| text(id.to_string())));
    say("candidate_id", event.candidate.map(|id| id.0.into()));
    say("job_id", event.job.map(|id| id.0.into()));
    say("schedule_id", event.schedule.and_then(|id| text(id.to_string())));
    say("slot_id", event.slot.and_then(|id| text(id.to_string())));
    say("conflict_id", event.conflict.and_then(|id| text(id.to_string())));
    say("appointment_id", event.appointment.and_then(|id| text(id.to_string())));
    say("service_id", event.service.map(|id| id.0.into()));
    say("staff_id", event.staff.map(|id| id.0.into()));
    let people = || event.interviewers.iter().map(|user| user.0).collect::<Vec<_>>();
    say("interviewer_ids", event.interview.map(|_| people().into()));
    say("status", event.status.clone().map(Value::from));
    say("start", event.start.and_then(|at| text(at.to_string())));
    say("end", event.end.and_then(|at| text(at.to_string())));
    say("reason", event.reason.clone().map(Value::from));
    say("who", event.answered_by.clone().map(Value::from));
    say("answer", event.answer.clone().map(Value::from));
    say("sequence", event.sequence.map(Value::from));
    say("previous", event.previous.as_deref().and_then(previous));
    if let Some(handed_over) = handed_over {
        say("ai_interview_type", Some(handed_over.ai_interview_type.into()));
        say("ai_configuration", handed_over.configuration.clone());
        say("callback_url", text(handed_over.callback_url.clone()));
    }
    framed(event.kind.name(), event.at, event.millisecond, &Value::Object(data))
}

/// The event that only tries a webhook.
pub(super) fn test_body(kind: &str, webhook: &Webhook, now: Timestamp) -> String {
    framed(kind, now, 0, &json!({ "company_id": webhook.company.0, "webhook_id": webhook.id.0 }))
}

/// Fields of the log that are called otherwise in events.
const RENAMED: [(&str, &str); 2] = [("scheduled_at", "start"), ("ends_at", "end")];
/// Fields of the log that stay within the company.
const INSIDE: [&str; 3] = ["notes", "has_room", "internal_notes"];

/// What was so before the event, by the names that events have for it.
fn previous(logged: &str) -> Option<Value> {
    let Ok(Value::Object(logged)) = serde_json::from_str(logged) else { return None };
    let outside = logged.into_iter().filter(|(name, _)| !INSIDE.contains(&name.as_str()));
    let renamed = outside.map(|(name, value)| {
        let found = RENAMED.iter().find(|(logged, _)| *logged == name);
        (found.map_or(name, |(_, renamed)| (*renamed).to_owned()), value)
    });
    Some(Value::Object(renamed.collect()))
}

fn framed(kind: &str, at: Timestamp, millisecond: i64, data: &Value) -> String {
    let second = at.plus_seconds(millisecond.div_euclid(1000)).to_string();
    let timestamp = format!("{}.{:03}Z", second.trim_end_matches('Z'), millisecond.rem_euclid(1000));
    json!({ "type": kind, "timestamp": timestamp, "data": data }).to_string()
}

/// The body as it is sent, with the token of a hand-off in it.
pub(super) fn with_token(body: &str, token: &str) -> Option<String> {
    let mut body: Value = serde_json::from_str(body).ok()?;
    body.get_mut("data")?.as_object_mut()?.insert("callback_token".to_owned(), token.into());
    Some(body.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_put_into_the_data() {
        let body = framed("a.b", Timestamp::saturating_from_unix(0), 7, &json!({ "n": 1 }));
        let sent: Value = serde_json::from_str(&with_token(&body, "t").expect("a body")).expect("JSON");
        let data = json!({ "n": 1, "callback_token": "t" });
        assert_eq!(sent, json!({ "type": "a.b", "timestamp": "1970-01-01T00:00:00.007Z", "data": data }));
        assert_eq!(with_token("[]", "t"), None);
    }

    #[test]
    fn what_was_so_before_has_the_names_of_events_and_no_notes() {
        let check =
            |logged: &str, expected: Option<Value>| assert_eq!(previous(logged), expected, "{logged}");
        let logged =
            r#"{"scheduled_at": "a", "ends_at": null, "status": "pending", "notes": "x", "has_room": true}"#;
        check(logged, Some(json!({ "start": "a", "end": null, "status": "pending" })));
        check("{}", Some(json!({})));
        check("7", None);
    }
}
