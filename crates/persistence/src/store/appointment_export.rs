//! Reads everything that is kept of a client's appointments.

use super::collection::Part;
use super::{Result, appointment_logs, appointments, requests};
use crate::Scope;
use crate::db::fragments::Uuids;
use appointment_logs::Entry;
use domain::AppointmentId;
use domain::appointment::{Appointment, Request};

/// More than anybody has of anything, and a bound.
const MOST: i64 = 10_000;
/// The same of lines of all their logs together.
const MOST_LINES: i64 = 200_000;

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
    let ids: Uuids = booked.iter().map(|appointment| appointment.id.0).collect();
    let logs = match booked.first() {
        Some(first) => appointment_logs::of_all(scope, first.company, &ids, MOST_LINES)?,
        None => Vec::new(),
    };
    let logs = logs.into_iter().map(|(of, line)| (AppointmentId(of), line)).collect();
    Ok(KeptAppointments { appointments: booked, logs, requests: asked })
}
