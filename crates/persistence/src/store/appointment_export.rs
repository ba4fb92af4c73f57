//! Reads everything that is kept of a client's appointments.

use super::appointment_keys::AppointmentKeys;
use super::collection::Part;
use super::{Result, appointment_logs, appointments, conflicts, payments, requests};
use crate::Scope;
use crate::db::fragments::Uuids;
use appointment_logs::Entry;
use domain::AppointmentId;
use domain::appointment::{Appointment, Request};
use domain::conflict::Conflict;
use domain::money::Bill;

/// More than anybody has of anything, and a bound.
const MOST: i64 = 10_000;
/// The same of lines of all their logs together.
const MOST_LINES: i64 = 200_000;

/// What is kept of a client, beside messages.
#[derive(Debug, Clone)]
pub struct KeptAppointments {
    pub appointments: Vec<Appointment>,
    /// Line by line, with whose log it is.
    pub logs: Vec<(AppointmentId, Entry)>,
    /// Times that were held.
    pub requests: Vec<Request>,
    /// What was asked for, paid and sent back.
    pub payments: Vec<Bill>,
    pub conflicts: Vec<Conflict>,
}

/// Reads what is kept of the client of that address, in the form of `Client::key`, in the scope of the company.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn of_client(scope: &mut Scope<'_>, key: &str) -> Result<KeptAppointments> {
    let filter = appointments::Filter { client: Some(key.to_owned()), ..appointments::Filter::default() };
    let booked = appointments::list(scope, &filter, &Part::after(None, MOST))?;
    let filter = requests::Filter { client: Some(key.to_owned()), ..requests::Filter::default() };
    let asked = requests::list(scope, &filter, &Part::after(None, MOST))?;
    let ids: Uuids = booked.iter().map(|appointment| appointment.id.0).collect();
    let (logs, conflicts) = match booked.first() {
        Some(first) => (
            appointment_logs::of_all(scope, first.company, &ids, MOST_LINES)?,
            conflicts::of_appointments(scope, first.company, &ids)?,
        ),
        None => (Vec::new(), Vec::new()),
    };
    let keys: AppointmentKeys = booked.iter().map(|one| (one.company, one.id)).collect();
    let payments = payments::of_appointments(scope, &keys)?;
    let logs = logs.into_iter().map(|(of, line)| (AppointmentId(of), line)).collect();
    Ok(KeptAppointments { appointments: booked, logs, requests: asked, payments, conflicts })
}
