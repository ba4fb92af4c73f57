//! Effects as JSON. What is written here is read by workers of other versions: fields are added, never renamed.

use domain::appointment::{ServiceId, StaffId};
use domain::effect::{Effect, EffectKind, Named, Notice};
use domain::event::{Event, EventKind};
use domain::{
    AppointmentId, CalendarId, CandidateId, ConflictId, InterviewId, JobId, Meeting, PaymentId, RequestId,
    ScheduleId, SchedulingLinkId, SlotId, UserId, WebhookId,
};
use scheduling_core::time::Timestamp;
use serde_json::{Value, json};
use uuid::Uuid;

/// The payload of an effect, with the millisecond of an event that is published.
pub(super) fn stamped(effect: &Effect, millisecond: i64) -> Value {
    match effect {
        Effect::Publish(event) => write_event(&Event { millisecond, ..Event::clone(event) }),
        effect => write(effect),
    }
}

/// The payload of an effect; its kind is stored beside it.
pub(super) fn write(effect: &Effect) -> Value {
    match effect {
        Effect::Publish(event) => write_event(event),
        Effect::Deliver { delivery } => json!({ "delivery": delivery }),
        Effect::Notify { meeting, notice, sequence } => {
            of_meeting(*meeting, json!({ "notice": notice.name(), "sequence": sequence }))
        }
        Effect::Remind { meeting, starts_at, minutes_before } => {
            of_meeting(*meeting, json!({ "starts_at": starts_at.unix(), "minutes_before": minutes_before }))
        }
        Effect::MailCode { request, sent_at } => json!({ "request": request.0, "sent_at": sent_at.unix() }),
        Effect::RefundNoShow { appointment, marked_at } => {
            json!({ "appointment": appointment.0, "marked_at": marked_at.unix() })
        }
        Effect::AskClient { appointment, question } => {
            json!({ "appointment": appointment.0, "question": question })
        }
        Effect::NotifyOfConflict { conflict } | Effect::NotifyOfAppointmentConflict { conflict } => {
            json!({ "conflict": conflict.0 })
        }
        Effect::Send { message } => json!({ "message": message }),
        Effect::MailSchedulingLink { link } => json!({ "link": link.0 }),
        Effect::SyncPayment { payment } => json!({ "payment": payment.0 }),
        Effect::TellMoneyReturned { payment, amount } => json!({ "payment": payment.0, "amount": amount }),
        Effect::SyncRoom { interview } | Effect::ShowInCalendars { interview } => {
            json!({ "interview": interview.0 })
        }
        Effect::HandOff { interview, starts_at } => {
            json!({ "interview": interview.0, "starts_at": starts_at.unix() })
        }
        Effect::Recheck { user } => json!({ "user": user.0 }),
        Effect::NotifyOfWebhook { webhook } => json!({ "webhook": webhook.0 }),
        Effect::ShowInCalendar { interview, calendar } => {
            json!({ "interview": interview.0, "calendar": calendar.0 })
        }
        Effect::SetReminders { after } => json!({ "after": after.map(|id| id.0) }),
        Effect::Retell { named, after } => {
            let (what, id) = match named {
                Named::Candidate(id) => ("candidate", id.0),
                Named::User(id) => ("user", id.0),
                Named::Job(id) => ("job", id.0),
            };
            json!({ "of": what, "id": id, "after": after.map(|id| id.0) })
        }
    }
}

/// The payload with the meeting that it is about, under the name of its kind.
fn of_meeting(meeting: Meeting, mut payload: Value) -> Value {
    let name = if meeting.interview().is_some() { "interview" } else { "appointment" };
    payload[name] = json!(meeting.id());
    payload
}

fn notify(meeting: Meeting, payload: &Value) -> Result<Effect, UnreadablePayload> {
    let name = text(payload, "notice").ok_or(UnreadablePayload::Corrupt("notice"))?;
    let notice = Notice::named(&name).ok_or(UnreadablePayload::Newer(name))?;
    Ok(Effect::Notify { meeting, notice, sequence: number(payload, "sequence")? })
}

fn remind(meeting: Meeting, payload: &Value) -> Result<Effect, UnreadablePayload> {
    let (starts_at, minutes_before) = (instant(payload, "starts_at")?, number(payload, "minutes_before")?);
    Ok(Effect::Remind { meeting, starts_at, minutes_before })
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
        "appointment": event.appointment.map(|id| id.0),
        "service": event.service.map(|id| id.0),
        "staff": event.staff.map(|id| id.0),
        "interviewers": event.interviewers.iter().map(|user| user.0).collect::<Vec<_>>(),
        "status": event.status,
        "start": event.start.map(Timestamp::unix),
        "end": event.end.map(Timestamp::unix),
        "reason": event.reason,
        "answered_by": event.answered_by,
        "answer": event.answer,
        "sequence": event.sequence,
        "previous": event.previous,
        "millisecond": event.millisecond,
    })
}

/// Why a payload can't be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnreadablePayload {
    /// It holds a word that a newer version wrote: left for a worker of that version.
    #[error("of a newer version: {0}")]
    Newer(String),
    /// Nobody can do anything with it.
    #[error("not readable: {0}")]
    Corrupt(&'static str),
}

/// The effect of a payload. Fields that are not known here are not looked at.
///
/// # Errors
/// [`UnreadablePayload`]
pub(super) fn read(name: &str, payload: &Value) -> Result<Effect, UnreadablePayload> {
    let kind = EffectKind::named(name).ok_or_else(|| UnreadablePayload::Newer(name.to_owned()))?;
    let interview = || id(payload, "interview").map(InterviewId);
    let appointment = || id(payload, "appointment").map(AppointmentId);
    Ok(match kind {
        EffectKind::Publish => Effect::Publish(Box::new(read_event(payload)?)),
        EffectKind::Deliver => Effect::Deliver { delivery: id(payload, "delivery")? },
        EffectKind::Notify => notify(interview()?.into(), payload)?,
        EffectKind::NotifyOfAppointment => notify(appointment()?.into(), payload)?,
        EffectKind::Remind => remind(interview()?.into(), payload)?,
        EffectKind::RemindOfAppointment => remind(appointment()?.into(), payload)?,
        EffectKind::MailCode => {
            let request = RequestId(id(payload, "request")?);
            Effect::MailCode { request, sent_at: instant(payload, "sent_at")? }
        }
        EffectKind::RefundNoShow => {
            let marked_at = instant(payload, "marked_at")?;
            Effect::RefundNoShow { appointment: appointment()?, marked_at }
        }
        EffectKind::AskClient => {
            Effect::AskClient { appointment: appointment()?, question: id(payload, "question")? }
        }
        EffectKind::NotifyOfConflict => {
            Effect::NotifyOfConflict { conflict: ConflictId(id(payload, "conflict")?) }
        }
        EffectKind::NotifyOfAppointmentConflict => {
            Effect::NotifyOfAppointmentConflict { conflict: ConflictId(id(payload, "conflict")?) }
        }
        EffectKind::MailSchedulingLink => {
            Effect::MailSchedulingLink { link: SchedulingLinkId(id(payload, "link")?) }
        }
        EffectKind::Send => Effect::Send { message: id(payload, "message")? },
        EffectKind::SyncPayment => Effect::SyncPayment { payment: PaymentId(id(payload, "payment")?) },
        EffectKind::TellMoneyReturned => {
            let payment = PaymentId(id(payload, "payment")?);
            Effect::TellMoneyReturned { payment, amount: number(payload, "amount")? }
        }
        EffectKind::SyncRoom => Effect::SyncRoom { interview: interview()? },
        EffectKind::ShowInCalendars => Effect::ShowInCalendars { interview: interview()? },
        EffectKind::HandOff => {
            Effect::HandOff { interview: interview()?, starts_at: instant(payload, "starts_at")? }
        }
        EffectKind::Recheck => Effect::Recheck { user: UserId(number(payload, "user")?) },
        EffectKind::NotifyOfWebhook => {
            Effect::NotifyOfWebhook { webhook: WebhookId(number(payload, "webhook")?) }
        }
        EffectKind::ShowInCalendar => {
            let calendar = CalendarId(number(payload, "calendar")?);
            Effect::ShowInCalendar { interview: interview()?, calendar }
        }
        EffectKind::SetReminders => Effect::SetReminders { after: after(payload)? },
        EffectKind::Retell => Effect::Retell { named: named(payload)?, after: after(payload)? },
    })
}

fn after(payload: &Value) -> Result<Option<InterviewId>, UnreadablePayload> {
    Ok(payload["after"].is_string().then(|| id(payload, "after")).transpose()?.map(InterviewId))
}

fn named(payload: &Value) -> Result<Named, UnreadablePayload> {
    let (what, id) = (text(payload, "of").unwrap_or_default(), number(payload, "id")?);
    match what.as_str() {
        "candidate" => Ok(Named::Candidate(CandidateId(id))),
        "user" => Ok(Named::User(UserId(id))),
        "job" => Ok(Named::Job(JobId(id))),
        _ => Err(UnreadablePayload::Newer(what)),
    }
}

fn read_event(payload: &Value) -> Result<Event, UnreadablePayload> {
    let name = text(payload, "event").ok_or(UnreadablePayload::Corrupt("event"))?;
    let kind = EventKind::named(&name).ok_or(UnreadablePayload::Newer(name))?;
    let by = payload["by"].as_i64().map(UserId);
    let given = |field| payload[field].is_string().then(|| id(payload, field)).transpose();
    let at = |field| payload[field].as_i64().map(Timestamp::saturating_from_unix);
    Ok(Event {
        interview: given("interview")?.map(InterviewId),
        candidate: payload["candidate"].as_i64().map(CandidateId),
        job: payload["job"].as_i64().map(JobId),
        schedule: given("schedule")?.map(ScheduleId),
        slot: given("slot")?.map(SlotId),
        conflict: given("conflict")?.map(ConflictId),
        appointment: given("appointment")?.map(AppointmentId),
        service: payload["service"].as_i64().map(ServiceId),
        staff: payload["staff"].as_i64().map(StaffId),
        interviewers: payload["interviewers"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|id| id.as_i64().map(UserId))
            .collect(),
        status: text(payload, "status"),
        start: at("start"),
        end: at("end"),
        reason: text(payload, "reason"),
        answered_by: text(payload, "answered_by"),
        answer: text(payload, "answer"),
        sequence: payload["sequence"].as_i64(),
        previous: text(payload, "previous"),
        millisecond: payload["millisecond"].as_i64().unwrap_or_default(),
        ..Event::new(kind, instant(payload, "at")?, by)
    })
}

fn text(payload: &Value, field: &str) -> Option<String> {
    payload[field].as_str().map(str::to_owned)
}

fn number(payload: &Value, field: &'static str) -> Result<i64, UnreadablePayload> {
    payload[field].as_i64().ok_or(UnreadablePayload::Corrupt(field))
}

fn instant(payload: &Value, field: &'static str) -> Result<Timestamp, UnreadablePayload> {
    number(payload, field).map(Timestamp::saturating_from_unix)
}

fn id(payload: &Value, field: &'static str) -> Result<Uuid, UnreadablePayload> {
    let text = payload[field].as_str().unwrap_or_default();
    Uuid::parse_str(text).map_err(|_| UnreadablePayload::Corrupt(field))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn every_effect() -> Vec<Effect> {
        let (uuid, at) = (Uuid::from_u128(7), Timestamp::saturating_from_unix(1_800_000_000));
        let interview = InterviewId(uuid);
        let bare = Event::new(EventKind::SlotCancelled, at, None);
        let full = Event {
            interview: Some(interview),
            candidate: Some(CandidateId(1)),
            job: Some(JobId(2)),
            schedule: Some(ScheduleId(uuid)),
            slot: Some(SlotId(uuid)),
            conflict: Some(ConflictId(uuid)),
            appointment: Some(AppointmentId(uuid)),
            service: Some(ServiceId(4)),
            staff: Some(StaffId(5)),
            status: Some("scheduled".into()),
            start: Some(at),
            end: Some(at.plus_minutes(60)),
            reason: Some("ill".into()),
            answered_by: Some("candidate:1".into()),
            answer: Some("declined".into()),
            sequence: Some(4),
            previous: Some("{}".into()),
            millisecond: 7,
            ..Event::new(EventKind::InterviewScheduled, at, Some(UserId(3)))
        };
        vec![
            Effect::Publish(Box::new(bare)),
            Effect::Publish(Box::new(full)),
            Effect::Deliver { delivery: uuid },
            Effect::Notify { meeting: interview.into(), notice: Notice::Rescheduled, sequence: 2 },
            Effect::Remind { meeting: interview.into(), starts_at: at, minutes_before: 30 },
            Effect::Notify { meeting: AppointmentId(uuid).into(), notice: Notice::Cancelled, sequence: 2 },
            Effect::Remind { meeting: AppointmentId(uuid).into(), starts_at: at, minutes_before: 60 },
            Effect::MailCode { request: RequestId(uuid), sent_at: at },
            Effect::AskClient { appointment: AppointmentId(uuid), question: uuid },
            Effect::RefundNoShow { appointment: AppointmentId(uuid), marked_at: at },
            Effect::NotifyOfConflict { conflict: ConflictId(uuid) },
            Effect::NotifyOfAppointmentConflict { conflict: ConflictId(uuid) },
            Effect::Send { message: uuid },
            Effect::MailSchedulingLink { link: SchedulingLinkId(uuid) },
            Effect::SyncPayment { payment: PaymentId(uuid) },
            Effect::TellMoneyReturned { payment: PaymentId(uuid), amount: 500 },
            Effect::SyncRoom { interview },
            Effect::ShowInCalendars { interview },
            Effect::HandOff { interview, starts_at: at },
            Effect::Recheck { user: UserId(9) },
            Effect::NotifyOfWebhook { webhook: WebhookId(4) },
            Effect::ShowInCalendar { interview, calendar: CalendarId(5) },
            Effect::SetReminders { after: None },
            Effect::SetReminders { after: Some(interview) },
            Effect::Retell { named: Named::Candidate(CandidateId(6)), after: None },
            Effect::Retell { named: Named::User(UserId(6)), after: None },
            Effect::Retell { named: Named::Job(JobId(6)), after: Some(interview) },
        ]
    }

    #[test]
    fn every_effect_round_trips() {
        let effects = every_effect();
        for effect in &effects {
            assert_eq!(read(effect.kind().name(), &write(effect)).as_ref(), Ok(effect));
        }
        for kind in EffectKind::ALL {
            assert!(effects.iter().any(|effect| effect.kind() == *kind), "{kind:?}");
        }
    }

    #[test]
    fn workers_that_know_interviews_alone_read_theirs_as_ever_and_leave_those_of_appointments() {
        let (id, at) = (Uuid::from_u128(7), Timestamp::saturating_from_unix(1_800_000_000));
        let check = |effect: Effect, kind: &str, payload: &str| {
            assert_eq!((effect.kind().name(), write(&effect).to_string().as_str()), (kind, payload));
        };
        let notify = |meeting| Effect::Notify { meeting, notice: Notice::Rescheduled, sequence: 2 };
        let remind = |meeting| Effect::Remind { meeting, starts_at: at, minutes_before: 30 };
        let of_interview = Meeting::Interview(InterviewId(id));
        let told =
            r#"{"interview":"00000000-0000-0000-0000-000000000007","notice":"rescheduled","sequence":2}"#;
        check(notify(of_interview), "tell", told);
        let reminded = r#"{"interview":"00000000-0000-0000-0000-000000000007","minutes_before":30,"starts_at":1800000000}"#;
        check(remind(of_interview), "remind", reminded);
        let conflict = r#"{"conflict":"00000000-0000-0000-0000-000000000007"}"#;
        check(Effect::NotifyOfConflict { conflict: ConflictId(id) }, "tell_of_conflict", conflict);
        let of_appointment = Meeting::Appointment(AppointmentId(id));
        check(notify(of_appointment), "tell_of_appointment", &told.replace("interview", "appointment"));
        let before = json!({"appointment": id, "minutes_before": 30, "starts_at": 1_800_000_000}).to_string();
        check(remind(of_appointment), "remind_of_appointment", &before);
        let against_appointment = Effect::NotifyOfAppointmentConflict { conflict: ConflictId(id) };
        check(against_appointment, "tell_of_appointment_conflict", conflict);
        // What such a worker knows has not changed: it would give up what names no interview.
        let corrupt = Err(UnreadablePayload::Corrupt("interview"));
        assert_eq!(read("tell", &write(&notify(of_appointment))), corrupt);
    }

    #[test]
    fn what_a_newer_version_wrote_is_told_from_what_nobody_can_read() {
        let check = |kind: &str, payload: Value, expected: Result<Effect, UnreadablePayload>| {
            assert_eq!(read(kind, &payload), expected, "{kind} {payload}");
        };
        let recheck = Effect::Recheck { user: UserId(1) };
        check("recheck", json!({"user": 1, "thoroughly": true}), Ok(recheck));
        check("recheck", json!({"user": "1"}), Err(UnreadablePayload::Corrupt("user")));
        check("recheck", json!(null), Err(UnreadablePayload::Corrupt("user")));
        check("sing", json!({}), Err(UnreadablePayload::Newer("sing".into())));
        check(
            "publish",
            json!({"event": "moon.full", "at": 1}),
            Err(UnreadablePayload::Newer("moon.full".into())),
        );
        let tell = json!({"interview": Uuid::nil(), "notice": "delayed", "sequence": 1});
        check("tell", tell, Err(UnreadablePayload::Newer("delayed".into())));
        check("deliver", json!({"delivery": "x"}), Err(UnreadablePayload::Corrupt("delivery")));
    }
}
