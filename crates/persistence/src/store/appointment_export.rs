//! Reads everything that is kept of a client's appointments.

use super::collection::Part;
use super::{Result, appointment_logs, appointments, requests};
use crate::Scope;
use appointment_logs::Entry;
use domain::AppointmentId;
use domain::appointment::{Appointment, Request};

/// More than anybody has of anything, and a bound.
const MOST: i64 = 10_000;

/// What is kept of a client, beside messages and money.
#[derive(Debug, Clone)]
pub struct KeptAppointments {
    pub appointments: Vec<Appointment>,
    /// Line by line, with whose log it is.
    pub logs: Vec<(AppointmentId, Entry)>,
    /// Times that were held.
    pub requests: Vec<Request>,
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
    let mut logs = Vec::new();
    for appointment in &booked {
        let lines = appointment_logs::list(scope, appointment, &Part::after(None, MOST))?;
        logs.extend(lines.into_iter().map(|line| (appointment.id, line)));
    }
    Ok(KeptAppointments { appointments: booked, logs, requests: asked })
}
