//! What is kept of a client's appointments, as an export shows it.

use domain::appointment::{Appointment, Request};
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
