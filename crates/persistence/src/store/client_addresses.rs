//! A record's new address takes along what its person has booked as a client.

use super::appointment_logs::{self, NewEntry};
use super::{Result, appointment_rows, appointments, changes, request_rows, requests, same_address};
use crate::ledger::{self, Namesake, Sorted};
use crate::schema::{appointment_requests, appointments as booked};
use crate::{Scope, Writes};
use diesel::prelude::*;
use domain::appointment::{Appointment, Client, Request};
use domain::commitment::Subject;
use domain::effect::Topic;
use domain::text::email_key;
use domain::{CandidateId, CompanyId};
use scheduling_core::time::Timestamp;
use serde_json::json;

/// Another address of a record.
#[derive(Debug, Clone, Copy)]
pub(super) struct NewAddress<'a> {
    pub(super) company: CompanyId,
    /// Whose time the record's bookings took until now.
    pub(super) subject: &'a Subject,
    /// When the record was made; none where whatever its address has booked is its person's.
    pub(super) made_at: Option<Timestamp>,
    /// The record, where it is a candidate's.
    pub(super) candidate: Option<CandidateId>,
    /// In the form that is compared.
    pub(super) before: &'a str,
    pub(super) email: &'a str,
}

impl NewAddress<'_> {
    /// The clients of both addresses.
    pub(super) fn clients(&self) -> [Subject; 2] {
        [same_address::client(self.before), same_address::client(&email_key(self.email))]
    }

    fn company(&self) -> i64 {
        self.company.0
    }

    /// Whether another record has the address that this one had: it is the client still.
    fn is_kept(&self, scope: &mut Scope<'_>) -> Result<bool> {
        let candidates = same_address::with_address(scope, self.company, self.before)?;
        let another = candidates.iter().any(|one| Some(one.id) != self.candidate);
        Ok(another || same_address::user_of(scope, self.company, self.before)?.is_some())
    }
}

/// Has what the person of a record has booked as a client be booked by their new address: appointments and requests, whatever became
/// of them, and their time. Where another record keeps the address, that is the client, and nothing goes along. Those whose time it
/// is have to be locked, and the clients of both addresses.
///
/// # Errors
/// [`Refusal::Overlap`](domain::Refusal::Overlap) where the client of the new address has something booked at the same time.
pub(super) fn take_along(scope: &mut Scope<'_>, new: &NewAddress<'_>, now: Timestamp) -> Result<()> {
    let [old, to] = &new.clients();
    if old == to || new.is_kept(scope)? {
        return Ok(());
    }
    let record = Namesake { subject: new.subject, made_at: new.made_at.unwrap_or(now) };
    let sorted = ledger::sorted(scope, new.company, old, record)?;
    if let Err(other) = ledger::readdress(scope, new.company, [old, to], &sorted, now)? {
        return Err(same_address::overlap(&other).into());
    }
    of_requests(scope, new, &sorted, now)?;
    of_appointments(scope, new, &sorted, now)
}

fn of_requests(scope: &mut Scope<'_>, new: &NewAddress<'_>, sorted: &Sorted, now: Timestamp) -> Result<()> {
    let rows: Vec<request_rows::Row> = appointment_requests::table
        .filter(appointment_requests::company_id.eq(new.company()))
        .filter(appointment_requests::client_key.eq(new.before))
        .load(scope.connection())?;
    for row in rows {
        let request = row.request()?;
        if sorted.is_own(request.id.0) {
            let client = request.client.clone().map(|client| at(client, new));
            requests::update(scope, &Request { client, ..request }, now)?;
        }
    }
    Ok(())
}

fn of_appointments(
    scope: &mut Scope<'_>,
    new: &NewAddress<'_>,
    sorted: &Sorted,
    now: Timestamp,
) -> Result<()> {
    let rows: Vec<appointment_rows::Row> = booked::table
        .filter(booked::company_id.eq(new.company()))
        .filter(booked::client_key.eq(new.before))
        .order(booked::id)
        .load(scope.connection())?;
    let mut lines = Writes::default();
    let mut changed = false;
    for row in rows {
        let old = row.appointment()?;
        if !sorted.is_own(old.id.0) {
            continue;
        }
        let client = at(old.client.clone(), new);
        let stored = appointments::update(scope, &Appointment { client, ..old.clone() }, now)?;
        log(&mut lines, &old, &stored, now)?;
        changed = true;
    }
    lines.run(scope)?;
    if changed {
        changes::note(scope, new.company, Topic::Appointments, now)?;
    }
    Ok(())
}

fn at(client: Client, new: &NewAddress<'_>) -> Client {
    Client { email: new.email.to_owned(), ..client }
}

fn log(lines: &mut Writes, old: &Appointment, new: &Appointment, now: Timestamp) -> Result<()> {
    let said = |one: &Appointment| {
        json!({"client": {"name": one.client.name, "email": one.client.email}}).to_string()
    };
    let (before, after) = (said(old), said(new));
    let entry = NewEntry {
        action: "changed",
        actor: "system",
        old: Some(&before),
        new: Some(&after),
        reason: Some("the client's record has another address"),
    };
    appointment_logs::add_with(lines, new, &entry, now)
}
