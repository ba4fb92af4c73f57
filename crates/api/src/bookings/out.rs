//! Requests and appointments as they are answered.

use super::names::{AppointmentStatusName, PaymentTypeName, RequestStatusName};
use super::wire::ClientWire;
use crate::wire::cancellation_policy::{TierOut, policy_out};
use crate::wire::money::MoneyOut;
use app::appointments::{AppointmentView, RequestView, id_request, manage_url, meeting_link};
use app::sealed::Vault;
use domain::access::Role;
use domain::appointment::{Appointment, Client, Move, MoveStatus, Placement};
use http_kit::{InstantOut, Problem, wire_enum};
use scheduling_core::time::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A time that is held.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AppointmentRequest)]
pub(super) struct RequestOut {
    id: Uuid,
    company_id: i64,
    /// A token of this request that nobody can guess.
    id_request: String,
    service: i64,
    staff: i64,
    start: InstantOut,
    end: InstantOut,
    payment_type: PaymentTypeName,
    client: Option<ClientWire>,
    status: RequestStatusName,
    /// When the hold ends, or ended.
    expires_at: InstantOut,
    /// How often its appointment was moved.
    reschedule_attempts: i64,
    appointment: Option<Uuid>,
    created_at: InstantOut,
    updated_at: InstantOut,
}

impl RequestOut {
    pub(super) fn new(shown: RequestView, vault: &Vault, now: Timestamp) -> Self {
        let request = shown.request;
        Self {
            id: request.id.0,
            company_id: request.company.0,
            id_request: id_request(request.id, vault),
            service: request.service.0,
            staff: request.staff.0,
            start: request.time.start().into(),
            end: request.time.end().into(),
            payment_type: request.payment_type.into(),
            status: request.status(now).into(),
            client: request.client.map(Into::into),
            expires_at: request.expires_at.into(),
            reschedule_attempts: shown.reschedule_attempts,
            appointment: request.appointment.map(|id| id.0),
            created_at: request.metadata.created_at.into(),
            updated_at: request.metadata.updated_at.into(),
        }
    }
}

wire_enum! {
    /// What became of a move.
    pub(super) enum MoveStatusName {
        Pending = "pending",
        Confirmed = "confirmed",
        Expired = "expired",
        Refused = "refused",
    }
}

/// When and with whom.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AppointmentPlacement)]
struct PlacementOut {
    start: InstantOut,
    end: InstantOut,
    staff_id: i64,
}

impl From<Placement> for PlacementOut {
    fn from(place: Placement) -> Self {
        let Placement { time, staff } = place;
        Self { start: time.start().into(), end: time.end().into(), staff_id: staff.0 }
    }
}

/// A move of an appointment.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AppointmentMove)]
struct MoveOut {
    id: Uuid,
    at: InstantOut,
    /// `user:12`, `key:3 Shop`, `api`, `system`, `client`
    actor: String,
    from: PlacementOut,
    to: PlacementOut,
    reason: Option<String>,
    status: MoveStatusName,
    /// Whether it counts against the limit: not where the limit was passed, and not what the client refused or left unanswered.
    counted: bool,
}

impl MoveOut {
    fn new(one: Move, now: Timestamp) -> Self {
        let status = match one.status(now) {
            MoveStatus::Pending => MoveStatusName::Pending,
            MoveStatus::Confirmed => MoveStatusName::Confirmed,
            MoveStatus::Expired => MoveStatusName::Expired,
            MoveStatus::Refused => MoveStatusName::Refused,
        };
        Self {
            id: one.id,
            at: one.at.into(),
            counted: one.counts(now),
            actor: one.actor,
            from: one.from.into(),
            to: one.to.into(),
            reason: one.reason,
            status,
        }
    }
}

/// An appointment.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Appointment)]
pub(super) struct AppointmentOut {
    id: Uuid,
    company_id: i64,
    client: ClientWire,
    /// The request that led to it.
    request: Option<Uuid>,
    service: i64,
    staff: i64,
    start: InstantOut,
    end: InstantOut,
    phone: Option<String>,
    address: Option<String>,
    want_reminder: bool,
    additional_info: Option<String>,
    /// Null for customers.
    internal_notes: Option<String>,
    /// Whether all that the booking asks for is paid.
    paid: bool,
    /// What the booking asks for, whatever has been paid.
    amount_to_pay: Option<MoneyOut>,
    payment_type: PaymentTypeName,
    status: AppointmentStatusName,
    /// When the client was seen to have come.
    arrived_at: Option<InstantOut>,
    /// When the client first came in by the room of an online appointment.
    client_joined_at: Option<InstantOut>,
    /// When somebody of the staff did.
    staff_joined_at: Option<InstantOut>,
    /// Of online appointments: where they take place.
    meeting_link: Option<String>,
    cancellation_policy: Vec<TierOut>,
    cancelled_at: Option<InstantOut>,
    cancellation_reason: Option<String>,
    /// `user:12`, `key:3 Shop`, `api`
    made_by: String,
    reschedule_history: Vec<MoveOut>,
    created_at: InstantOut,
    updated_at: InstantOut,
}

impl AppointmentOut {
    pub(super) fn new(shown: AppointmentView, reader: Role, url: &str, now: Timestamp) -> Self {
        let AppointmentView { appointment, moves, paid } = shown;
        let link = meeting_link(&appointment, url);
        let arrived_at = appointment.arrived_at().map(Into::into);
        let Appointment { client, notes, terms, cancelled, metadata, .. } = appointment;
        let (phone, address) = (client.phone.clone(), client.address.clone());
        let (cancelled_at, cancellation_reason) = cancelled.map(|how| (how.at.into(), how.reason)).unzip();
        Self {
            id: appointment.id.0,
            company_id: appointment.company.0,
            client: Client::into(client),
            request: appointment.request.map(|id| id.0),
            service: appointment.service.0,
            staff: appointment.staff.0,
            start: appointment.time.start().into(),
            end: appointment.time.end().into(),
            phone,
            address,
            want_reminder: notes.want_reminder,
            additional_info: notes.additional_info,
            internal_notes: notes.internal.filter(|_| reader != Role::Customer),
            paid: paid.in_full,
            amount_to_pay: terms.amount_to_pay.map(Into::into),
            payment_type: terms.payment_type.into(),
            status: appointment.status.into(),
            arrived_at,
            client_joined_at: appointment.client_joined_at.map(Into::into),
            staff_joined_at: appointment.staff_joined_at.map(Into::into),
            meeting_link: link,
            cancellation_policy: policy_out(&terms.policy),
            cancelled_at,
            cancellation_reason,
            made_by: appointment.made_by,
            reschedule_history: moves.into_iter().map(|one| MoveOut::new(one, now)).collect(),
            created_at: metadata.created_at.into(),
            updated_at: metadata.updated_at.into(),
        }
    }
}

/// A new appointment, with what its client gets.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BookedAppointment)]
pub(super) struct BookedOut {
    #[serde(flatten)]
    appointment: AppointmentOut,
    /// The appointment as iCalendar.
    ics_url: String,
    /// The page on which the client moves and cancels it.
    manage_url: String,
    /// Where it is paid, where it is paid online.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    payment_url: Option<String>,
}

impl BookedOut {
    pub(super) fn new(
        appointment: AppointmentOut,
        booked: &Appointment,
        payment_path: Option<String>,
        vault: &Vault,
        url: &str,
    ) -> Result<Self, Problem> {
        let manage_url = manage_url(booked, vault, url).map_err(|error| Problem::internal(&error))?;
        let base = url.trim_end_matches('/');
        let ics_url = format!("{base}/api/v1/appointments/appointments/{}/ics", booked.id);
        let payment_url = payment_path.map(|path| format!("{base}{path}"));
        Ok(Self { appointment, ics_url, manage_url, payment_url })
    }
}
