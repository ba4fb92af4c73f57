//! Records what happens to appointments: a line in the log, and the effects that follow, in the transaction of the change.

use crate::history::Actor;
use domain::UserId;
use domain::appointment::{Appointment, Move};
use domain::effect;
use domain::event::{Event, EventKind};
use domain::money::Money;
use persistence::store::appointment_logs::{self as logs, NewEntry};
use persistence::{Scope, StoreError, Writes, outbox};
use scheduling_core::time::Timestamp;
use serde_json::{Map, Value, json};

/// An appointment as the client who booked it is told of it.
#[derive(Debug, Clone)]
pub struct Booked {
    pub appointment: Appointment,
    /// Where the money is paid, below the address of this server, where it is paid online.
    pub payment_path: Option<String>,
}

/// Who changed an appointment, what that was, and why.
pub(super) struct Cause<'a> {
    pub(super) actor: &'a Actor,
    pub(super) kind: EventKind,
    pub(super) reason: Option<&'a str>,
}

/// What of an appointment the log compares.
fn fields(appointment: &Appointment) -> Map<String, Value> {
    let Appointment { client, notes, .. } = appointment;
    let text = |at: Timestamp| at.to_string();
    let all = json!({
        "status": appointment.status.name(),
        "start": text(appointment.time.start()),
        "end": text(appointment.time.end()),
        "staff": appointment.staff.0,
        "service": appointment.service.0,
        "client": { "name": client.name, "email": client.email },
        "phone": client.phone,
        "address": client.address,
        "want_reminder": notes.want_reminder,
        "additional_info": notes.additional_info,
        "internal_notes": notes.internal,
        "arrived_at": appointment.arrived_at().map(text),
        "client_joined_at": appointment.client_joined_at.map(text),
        "staff_joined_at": appointment.staff_joined_at.map(text),
    });
    match all {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}

/// The fields that differ, as they were and as they are, as JSON objects.
struct Difference {
    before: Option<String>,
    after: Option<String>,
}

impl Difference {
    fn between(old: Option<&Appointment>, new: &Appointment, also: Option<(&str, Value)>) -> Self {
        let (old, new) = (old.map(fields).unwrap_or_default(), fields(new));
        let differs =
            |name: &String| old.get(name).unwrap_or(&Value::Null) != new.get(name).unwrap_or(&Value::Null);
        let only = |of: &Map<String, Value>| -> Map<String, Value> {
            let kept = of.iter().filter(|(name, _)| differs(name));
            kept.map(|(name, value)| (name.clone(), value.clone())).collect()
        };
        let (before, mut after) = (only(&old), only(&new));
        if let Some((name, value)) = also {
            after.insert(name.into(), value);
        }
        let text =
            |fields: Map<String, Value>| (!fields.is_empty()).then(|| Value::Object(fields).to_string());
        Self { before: text(before), after: text(after) }
    }
}

/// Records a change, with the fields that it changed. `also` is said in the log beside them.
pub(super) fn change(
    scope: &mut Scope<'_>,
    cause: &Cause<'_>,
    old: &Appointment,
    new: &Appointment,
    also: Option<(&str, Value)>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let mut writes = Writes::default();
    add(&mut writes, cause, Some(old), new, also, now)?;
    writes.run(scope)?;
    if cause.kind.moves_reminders() {
        crate::reminders::set_of_appointment(scope, new, now)?;
    }
    Ok(())
}

/// Has it recorded that an appointment was made, and who was weighed for it; reminders are set besides.
pub(super) fn made_with(
    writes: &mut Writes,
    actor: &Actor,
    new: &Appointment,
    weighed: Value,
    now: Timestamp,
) -> Result<(), StoreError> {
    let cause = Cause { actor, kind: EventKind::AppointmentBooked, reason: None };
    add(writes, &cause, None, new, Some(("weighed", weighed)), now)
}

/// Adds the line of the log, and the effects.
fn add(
    writes: &mut Writes,
    cause: &Cause<'_>,
    old: Option<&Appointment>,
    new: &Appointment,
    also: Option<(&str, Value)>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let difference = Difference::between(old, new, also);
    let action = cause.kind.name().rsplit('.').next().unwrap_or_default();
    let entry = NewEntry {
        action,
        actor: &cause.actor.name,
        old: difference.before.as_deref(),
        new: difference.after.as_deref(),
        reason: cause.reason,
    };
    logs::add_with(writes, new, &entry, now)?;
    let event = Event {
        previous: difference.before.clone(),
        reason: cause.reason.map(Into::into),
        ..about(cause.kind, new, cause.actor.user, now)
    };
    let due = effect::of_event(&event, new.sequence, false);
    outbox::enqueue_with(writes, new.company, &due, now);
    Ok(())
}

fn about(kind: EventKind, appointment: &Appointment, by: Option<UserId>, now: Timestamp) -> Event {
    Event {
        appointment: Some(appointment.id),
        service: Some(appointment.service),
        staff: Some(appointment.staff),
        status: Some(appointment.status.name().into()),
        start: Some(appointment.time.start()),
        end: Some(appointment.time.end()),
        sequence: Some(appointment.metadata.version),
        ..Event::new(kind, now, by)
    }
}

/// A move as the log names it.
pub(super) fn move_json(one: &Move) -> Value {
    let place = |place: &domain::appointment::Placement| {
        json!({
            "start": place.time.start().to_string(),
            "end": place.time.end().to_string(),
            "staff": place.staff.0,
        })
    };
    json!({
        "id": one.id, "from": place(&one.from), "to": place(&one.to),
        "counted": one.counted, "until": one.expires_at.map(|at| at.to_string()),
    })
}

/// An amount as the log names it.
pub(super) fn money_json(money: Money) -> Value {
    json!({ "amount": money.amount(), "currency": money.currency().code() })
}
