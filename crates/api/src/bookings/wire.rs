//! Requests and bookings as clients send them.

use super::names::PaymentTypeName;
use crate::kit::fields::{NAME, TITLE, email, given, line, notes, patched};
use app::appointments::{AppointmentChange, NewBooking, NewRequest, Rescheduling, StartAsked};
use domain::appointment::{Client, Notes, PaymentType, ServiceId, StaffId};
use domain::{FieldProblem, Refusal};
use http_kit::{Checks, InstantIn, Patch, Problem, WholeNumber, WireDate};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Characters of a telephone number, at most.
const PHONE: usize = 50;
/// Characters of a reason, at most.
pub(super) const REASON: usize = 500;

/// Who an appointment is for.
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
#[schema(as = AppointmentClient)]
#[serde(deny_unknown_fields)]
pub(super) struct ClientWire {
    /// 1 to 200 characters.
    pub(super) name: String,
    /// By which the client is known.
    pub(super) email: String,
    /// 1 to 50 characters.
    #[serde(default)]
    pub(super) phone: Option<String>,
    /// 1 to 500 characters.
    #[serde(default)]
    pub(super) address: Option<String>,
}

impl ClientWire {
    pub(super) fn check(&self, checks: &mut Checks, at: &str) -> Option<Client> {
        let name = line(checks, &format!("{at}/name"), &self.name, NAME);
        let email = email(checks, &format!("{at}/email"), &self.email);
        let phone = optional(checks, &format!("{at}/phone"), self.phone.as_deref(), PHONE);
        let address = optional(checks, &format!("{at}/address"), self.address.as_deref(), TITLE);
        Some(Client { name: name?, email: email?, phone: phone?, address: address? })
    }
}

impl From<Client> for ClientWire {
    fn from(client: Client) -> Self {
        let Client { name, email, phone, address } = client;
        Self { name, email, phone, address }
    }
}

/// A text that may be absent; `None` where it is there and wrong.
fn optional(checks: &mut Checks, at: &str, text: Option<&str>, most: usize) -> Option<Option<String>> {
    match text {
        None => Some(None),
        Some(text) => line(checks, at, text, most).map(Some),
    }
}

/// A time that is to be held.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = AppointmentRequestIn)]
#[serde(deny_unknown_fields)]
pub(super) struct RequestIn {
    #[schema(value_type = i64)]
    service_id: WholeNumber,
    /// Somebody who offers the service; without it one of those who are free is chosen.
    #[schema(value_type = Option<i64>)]
    staff_id: Option<WholeNumber>,
    /// When it starts: this, or `date` with `start_time`.
    start: Option<InstantIn>,
    /// A local date of `time_zone`.
    date: Option<WireDate>,
    /// A time of day: `HH:MM` or `HH:MM:SS`. The earlier one of a repeated hour.
    start_time: Option<String>,
    /// IANA name (that of the member of staff, or the company's where none is named).
    time_zone: Option<String>,
    payment_type: Option<PaymentTypeName>,
    client: Option<ClientWire>,
    /// The company; administrators name it here or in the query.
    #[schema(value_type = Option<i64>)]
    pub(super) company_id: Option<WholeNumber>,
}

impl RequestIn {
    pub(super) fn new_request(&self) -> Result<NewRequest, Problem> {
        let mut checks = Checks::new();
        let start = self.start(&mut checks);
        let client = self.client.as_ref().map(|client| client.check(&mut checks, "/client"));
        checks.finish()?;
        let Some(start) = start else { return Err(missing_start()) };
        Ok(NewRequest {
            service: ServiceId(self.service_id.0),
            staff: self.staff_id.map(|id| StaffId(id.0)),
            start,
            payment_type: self.payment_type.map_or(PaymentType::None, Into::into),
            client: client.flatten(),
        })
    }

    fn start(&self, checks: &mut Checks) -> Option<StartAsked> {
        let zone = self.time_zone.as_deref().map(|name| checks.zone("/time_zone", name));
        match (self.start, self.date, self.start_time.as_deref()) {
            (Some(start), None, None) => checks.instant("/start", start).map(StartAsked::At),
            (None, Some(date), Some(time)) => {
                let time = checks.time_of_day("/start_time", time, false)?;
                let zone = match zone {
                    Some(zone) => Some(zone?),
                    None => None,
                };
                Some(StartAsked::Local { date: date.0, time, zone })
            }
            (None, None, None) => {
                checks.note("/start", "is missing: name it, or `date` with `start_time`");
                None
            }
            (Some(_), _, _) => {
                checks.note("/start", "stands alone, without `date` and `start_time`");
                None
            }
            (None, None, Some(_)) => {
                checks.note("/date", "is missing beside `start_time`");
                None
            }
            (None, Some(_), None) => {
                checks.note("/start_time", "is missing beside `date`");
                None
            }
        }
    }
}

fn missing_start() -> Problem {
    Problem::invalid(vec![FieldProblem::new("/start", "can't be read")])
}

/// A change of a request: its client.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = AppointmentRequestPatch)]
#[serde(deny_unknown_fields)]
pub(super) struct RequestPatch {
    pub(super) client: ClientPatch,
}

/// What is absent stays; without a client before, name and e-mail are needed.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[schema(as = AppointmentClientPatch)]
#[serde(deny_unknown_fields)]
pub(super) struct ClientPatch {
    /// 1 to 200 characters.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    name: Option<String>,
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    email: Option<String>,
    /// 1 to 50 characters, or null.
    #[serde(default)]
    phone: Patch<String>,
    /// 1 to 500 characters, or null.
    #[serde(default)]
    address: Patch<String>,
}

/// Checked values of a client's fields.
#[derive(Debug, Clone, Default)]
pub(super) struct ClientChange {
    name: Option<String>,
    email: Option<String>,
    phone: Option<Option<String>>,
    address: Option<Option<String>>,
}

impl ClientPatch {
    pub(super) fn check(self) -> Result<ClientChange, Problem> {
        let mut checks = Checks::new();
        let change = ClientChange {
            name: self.name.and_then(|text| line(&mut checks, "/client/name", &text, NAME)),
            email: self.email.and_then(|text| email(&mut checks, "/client/email", &text)),
            phone: patched(self.phone, |text| line(&mut checks, "/client/phone", &text, PHONE)),
            address: patched(self.address, |text| line(&mut checks, "/client/address", &text, TITLE)),
        };
        checks.finish()?;
        Ok(change)
    }
}

impl ClientChange {
    pub(super) fn apply(&self, before: Option<Client>) -> Result<Client, Refusal> {
        let (name, email) = match &before {
            Some(client) => (Some(client.name.clone()), Some(client.email.clone())),
            None => (None, None),
        };
        let (name, email) = (self.name.clone().or(name), self.email.clone().or(email));
        let (Some(name), Some(email)) = (name, email) else {
            return Err(Refusal::invalid("/client", "needs a name and an e-mail"));
        };
        let (phone, address) = before.map(|client| (client.phone, client.address)).unwrap_or_default();
        Ok(Client {
            name,
            email,
            phone: self.phone.clone().unwrap_or(phone),
            address: self.address.clone().unwrap_or(address),
        })
    }
}

/// A code that a client shows.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = AppointmentCodeIn)]
#[serde(deny_unknown_fields)]
pub(super) struct CodeIn {
    /// Six digits.
    pub(super) code: String,
}

/// What belongs to an appointment beside its time.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[schema(as = AppointmentConfirmIn)]
#[serde(deny_unknown_fields)]
pub(super) struct ConfirmIn {
    /// Whether the client is reminded (true).
    #[serde(default)]
    want_reminder: Option<bool>,
    /// Up to 5000 characters.
    #[serde(default)]
    additional_info: Option<String>,
}

impl ConfirmIn {
    pub(super) fn notes(&self) -> Result<Notes, Problem> {
        let mut checks = Checks::new();
        let notes = checked_notes(&mut checks, self.want_reminder, self.additional_info.as_deref());
        checks.finish()?;
        Ok(notes)
    }
}

fn checked_notes(checks: &mut Checks, want_reminder: Option<bool>, info: Option<&str>) -> Notes {
    Notes {
        want_reminder: want_reminder.unwrap_or(true),
        additional_info: info.and_then(|text| notes(checks, "/additional_info", text)),
        internal: None,
    }
}

/// A booking in one call.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = AppointmentIn)]
#[serde(deny_unknown_fields)]
pub(super) struct BookIn {
    #[schema(value_type = i64)]
    service_id: WholeNumber,
    /// Somebody who offers the service; without it one of those who are free is chosen.
    #[schema(value_type = Option<i64>)]
    staff_id: Option<WholeNumber>,
    start: InstantIn,
    client: ClientWire,
    /// Whether the client is reminded (true).
    want_reminder: Option<bool>,
    /// Up to 5000 characters.
    additional_info: Option<String>,
    payment_type: Option<PaymentTypeName>,
    /// The company; administrators name it here or in the query.
    #[schema(value_type = Option<i64>)]
    pub(super) company_id: Option<WholeNumber>,
}

impl BookIn {
    pub(super) fn new_booking(&self) -> Result<NewBooking, Problem> {
        let mut checks = Checks::new();
        let start = checks.instant("/start", self.start);
        let client = self.client.check(&mut checks, "/client");
        let notes = checked_notes(&mut checks, self.want_reminder, self.additional_info.as_deref());
        checks.finish()?;
        let (Some(start), Some(client)) = (start, client) else { return Err(missing_start()) };
        Ok(NewBooking {
            service: ServiceId(self.service_id.0),
            staff: self.staff_id.map(|id| StaffId(id.0)),
            start,
            client,
            notes,
            payment_type: self.payment_type.map_or(PaymentType::None, Into::into),
        })
    }
}

/// A change of what is said about an appointment.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = AppointmentPatch)]
#[serde(deny_unknown_fields)]
pub(super) struct AppointmentPatch {
    /// 1 to 50 characters, or null.
    #[serde(default)]
    phone: Patch<String>,
    /// 1 to 500 characters, or null.
    #[serde(default)]
    address: Patch<String>,
    /// Up to 5000 characters, or null.
    #[serde(default)]
    additional_info: Patch<String>,
    /// Up to 5000 characters, or null. Not for the client.
    #[serde(default)]
    internal_notes: Patch<String>,
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    want_reminder: Option<bool>,
}

impl AppointmentPatch {
    pub(super) fn change(self) -> Result<AppointmentChange, Problem> {
        let mut checks = Checks::new();
        let change = AppointmentChange {
            phone: patched(self.phone, |text| line(&mut checks, "/phone", &text, PHONE)),
            address: patched(self.address, |text| line(&mut checks, "/address", &text, TITLE)),
            additional_info: long(&mut checks, "/additional_info", self.additional_info),
            internal_notes: long(&mut checks, "/internal_notes", self.internal_notes),
            want_reminder: self.want_reminder,
        };
        checks.finish()?;
        Ok(change)
    }
}

/// A text of several lines; an empty one is none.
fn long(checks: &mut Checks, at: &str, text: Patch<String>) -> Option<Option<String>> {
    match text {
        Patch::Keep => None,
        Patch::Clear => Some(None),
        Patch::Set(text) => Some(notes(checks, at, &text)),
    }
}

/// Another time for an appointment.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = AppointmentRescheduleIn)]
#[serde(deny_unknown_fields)]
pub(super) struct RescheduleIn {
    start: InstantIn,
    /// The same as before where it is absent.
    #[schema(value_type = Option<i64>)]
    staff_id: Option<WholeNumber>,
    /// 1 to 500 characters.
    reason: Option<String>,
    /// Passes the limits, and is not counted (false); for HR managers and above.
    #[serde(rename = "override")]
    overrides: Option<bool>,
    /// Whether the client is asked first (false).
    ask: Option<bool>,
}

impl RescheduleIn {
    pub(super) fn rescheduling(&self) -> Result<Rescheduling, Problem> {
        let mut checks = Checks::new();
        let start = checks.instant("/start", self.start);
        let reason = self.reason.as_deref().and_then(|text| line(&mut checks, "/reason", text, REASON));
        checks.finish()?;
        let Some(start) = start else { return Err(missing_start()) };
        Ok(Rescheduling {
            start,
            staff: self.staff_id.map(|id| StaffId(id.0)),
            reason,
            overrides: self.overrides.unwrap_or_default(),
            ask: self.ask.unwrap_or_default(),
        })
    }
}
