//! What is kept of a client's appointments, as an export shows it.

use domain::appointment::{Appointment, Request};
use domain::conflict::Conflict;
use domain::money::{Bill, Money};
use persistence::store::appointment_export::KeptAppointments;
use persistence::store::appointment_logs::Entry;
use scheduling_core::time::Timestamp;
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

/// What the same person has booked as a client.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ExportedAppointments)]
pub(super) struct KeptOut {
    #[schema(value_type = Vec<Object>)]
    appointments: Vec<Value>,
    /// The logs of the appointments.
    #[schema(value_type = Vec<Object>)]
    logs: Vec<Value>,
    /// Times that were held.
    #[schema(value_type = Vec<Object>)]
    requests: Vec<Value>,
    /// What was asked for, paid and sent back.
    #[schema(value_type = Vec<Object>)]
    payments: Vec<Value>,
    /// What stood against the appointments.
    #[schema(value_type = Vec<Object>)]
    conflicts: Vec<Value>,
}

impl From<KeptAppointments> for KeptOut {
    fn from(kept: KeptAppointments) -> Self {
        let line = |entry: Entry, of: uuid::Uuid| {
            let json = |text: Option<String>| text.and_then(|text| serde_json::from_str::<Value>(&text).ok());
            json!({
                "appointment_id": of, "action": entry.action, "at": entry.at.to_string(), "actor": entry.actor,
                "old": json(entry.old), "new": json(entry.new), "reason": entry.reason,
            })
        };
        Self {
            appointments: kept.appointments.iter().map(appointment).collect(),
            logs: kept.logs.into_iter().map(|(of, entry)| line(entry, of.0)).collect(),
            requests: kept.requests.iter().map(request).collect(),
            payments: kept.payments.iter().map(payment).collect(),
            conflicts: kept.conflicts.iter().map(conflict).collect(),
        }
    }
}

fn appointment(appointment: &Appointment) -> Value {
    let Appointment { client, notes, cancelled, .. } = appointment;
    let text = |at: Timestamp| at.to_string();
    json!({
        "id": appointment.id.0, "service_id": appointment.service.0, "staff_id": appointment.staff.0,
        "service_name": appointment.terms.service_name, "status": appointment.status.name(),
        "start": text(appointment.time.start()), "end": text(appointment.time.end()),
        "name": client.name, "email": client.email, "phone": client.phone, "address": client.address,
        "want_reminder": notes.want_reminder, "additional_info": notes.additional_info,
        "internal_notes": notes.internal, "arrived_at": appointment.arrived_at().map(text),
        "client_joined_at": appointment.client_joined_at.map(text),
        "staff_joined_at": appointment.staff_joined_at.map(text),
        "cancelled_at": cancelled.as_ref().map(|how| text(how.at)),
        "cancellation_reason": cancelled.as_ref().map(|how| &how.reason),
        "created_at": text(appointment.metadata.created_at),
    })
}

fn request(request: &Request) -> Value {
    let client = request.client.as_ref();
    json!({
        "id": request.id.0, "service_id": request.service.0, "staff_id": request.staff.0,
        "status": request.noted.name(), "start": request.time.start().to_string(),
        "end": request.time.end().to_string(), "name": client.map(|client| &client.name),
        "email": client.map(|client| &client.email), "phone": client.and_then(|client| client.phone.as_ref()),
        "address": client.and_then(|client| client.address.as_ref()),
        "appointment_id": request.appointment.map(|id| id.0),
        "created_at": request.metadata.created_at.to_string(),
    })
}

fn payment(bill: &Bill) -> Value {
    let money = |money: Money| json!({"amount": money.amount(), "currency": money.currency().code()});
    let (payment, account) = (&bill.payment, bill.account());
    let entries = bill.entries.iter().map(|entry| {
        json!({
            "kind": entry.said.kind.kind(), "status": entry.said.kind.status(), "amount": money(entry.said.amount),
            "at": entry.at.to_string(), "reason": entry.said.reason, "provider_id": entry.said.provider_id,
        })
    });
    json!({
        "id": payment.id.0, "appointment_id": payment.appointment.0, "title": payment.title,
        "amount": money(bill.amount()), "paid": money(account.charged()), "refunded": money(account.refunded()),
        "created_at": payment.created_at.to_string(), "entries": entries.collect::<Vec<_>>(),
    })
}

/// What stood against an interview or an appointment.
pub(super) fn conflict(conflict: &Conflict) -> Value {
    json!({
        "id": conflict.id.0, "conflict_type": conflict.conflict_type.name(),
        "interview_id": conflict.meeting.interview().map(|id| id.0),
        "appointment_id": conflict.meeting.appointment().map(|id| id.0),
        "resolution": conflict.resolution.name(), "resolution_notes": conflict.resolution_notes,
        "details": serde_json::from_str::<Value>(&conflict.details).unwrap_or_default(),
        "detected_at": conflict.detected_at.to_string(),
        "resolved_at": conflict.resolved_at.map(|at| at.to_string()),
    })
}
