//! Erases what tells who a client is, and what people wrote about them, from the appointments and requests of an address. Times,
//! money, the ledger, and all counts stay.

use super::Result;
use super::appointment_rows::client_json;
use super::erased_words::wordless;
use crate::Scope;
use crate::db::fragments::{Uuids, uuid_in};
use crate::db::types::{DbTimestamp, DbUuid};
use crate::schema::{
    appointment_logs as logs, appointment_moves as moves, appointment_requests as requests, appointments,
    conflicts, payment_entries as entries, payments,
};
use diesel::prelude::*;
use domain::appointment::Client;
use domain::directory::ERASED;
use domain::message::Person;
use domain::{AppointmentId, CompanyId};
use scheduling_core::time::Timestamp;
use serde_json::Value;
use std::collections::BTreeSet;

/// What of a line of a log tells who the client is, or people write in their own words.
const WORDS: [&str; 6] = ["client", "phone", "address", "additional_info", "internal_notes", "joined_as"];
/// By what a client is known.
const KNOWN_BY: [&str; 4] = ["name", "email", "phone", "address"];

/// What the client of an address has booked and asked for.
pub(super) struct Booked {
    pub(super) appointments: Uuids,
    pub(super) requests: Uuids,
    /// By what the client is or was known there.
    pub(super) texts: BTreeSet<String>,
}

impl Booked {
    /// As messages name whom they are to: of an appointment, or of the request that is to become one.
    pub(super) fn people(&self) -> impl Iterator<Item = String> {
        let ids = self.appointments.list.iter().chain(&self.requests.list);
        ids.map(|id| Person::Client(AppointmentId(id.0)).to_string())
    }
}

/// Reads it, in the scope of the company.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub(super) fn of_client(scope: &mut Scope<'_>, company: CompanyId, key: &str) -> Result<Booked> {
    let booked: Vec<(DbUuid, Value)> = appointments::table
        .select((appointments::id, appointments::client))
        .filter(appointments::company_id.eq(company.0))
        .filter(appointments::client_key.eq(key))
        .order(appointments::id)
        .load(scope.connection())?;
    let asked: Vec<(DbUuid, Option<Value>)> = requests::table
        .select((requests::id, requests::client))
        .filter(requests::company_id.eq(company.0))
        .filter(requests::client_key.eq(key))
        .order(requests::id)
        .load(scope.connection())?;
    let own: Uuids = booked.iter().map(|(id, _)| id.0).collect();
    let logged: Vec<(Option<Value>, Option<Value>)> = logs::table
        .select((logs::old_values, logs::new_values))
        .filter(logs::company_id.eq(company.0))
        .filter(uuid_in(logs::appointment_id, &own))
        .load(scope.connection())?;
    let mut texts = BTreeSet::new();
    let clients = booked.iter().map(|(_, client)| client);
    for client in clients.chain(asked.iter().filter_map(|(_, client)| client.as_ref())) {
        known_by(client, &mut texts);
    }
    for said in logged.iter().flat_map(|(old, new)| old.iter().chain(new)) {
        known_by(said, &mut texts);
        if let Some(client) = said.get("client") {
            known_by(client, &mut texts);
        }
    }
    Ok(Booked { appointments: own, requests: asked.iter().map(|(id, _)| id.0).collect(), texts })
}

fn known_by(said: &Value, texts: &mut BTreeSet<String>) {
    let told = KNOWN_BY.iter().filter_map(|field| said.get(field)?.as_str());
    texts.extend(told.map(str::to_owned));
}

/// Erases it: the client has that address from then on, which reaches nobody. Answers how many lines of logs something was taken
/// out of.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub(super) fn erase(
    scope: &mut Scope<'_>,
    company: CompanyId,
    booked: &Booked,
    address: &str,
    now: Timestamp,
) -> Result<usize> {
    of_appointments(scope, company, booked, &Client::erased(address.to_owned()), now)?;
    of_requests(scope, company, booked, now)?;
    let reasons = moves::table
        .filter(moves::company_id.eq(company.0))
        .filter(uuid_in(moves::appointment_id, &booked.appointments))
        .filter(moves::reason.is_not_null());
    diesel::update(reasons).set(moves::reason.eq(ERASED)).execute(scope.connection())?;
    of_refunds(scope, company, booked)?;
    of_logs(scope, company, booked)
}

fn of_appointments(
    scope: &mut Scope<'_>,
    company: CompanyId,
    booked: &Booked,
    left: &Client,
    now: Timestamp,
) -> Result<()> {
    let at = DbTimestamp::from(now);
    let own = || {
        appointments::table
            .filter(appointments::company_id.eq(company.0))
            .filter(uuid_in(appointments::id, &booked.appointments))
    };
    diesel::update(own())
        .set((
            (appointments::client.eq(client_json(left)), appointments::client_key.eq(left.key())),
            appointments::search_key.eq(left.search_text()),
            (
                appointments::additional_info.eq(None::<String>),
                appointments::internal_notes.eq(None::<String>),
            ),
            (appointments::erased_at.eq(at), appointments::updated_at.eq(at)),
            appointments::version.eq(appointments::version + 1),
        ))
        .execute(scope.connection())?;
    diesel::update(own().filter(appointments::cancellation_reason.is_not_null()))
        .set(appointments::cancellation_reason.eq(ERASED))
        .execute(scope.connection())?;
    Ok(())
}

/// A request that still holds a time is for nobody then: it ends by the clock.
fn of_requests(scope: &mut Scope<'_>, company: CompanyId, booked: &Booked, now: Timestamp) -> Result<()> {
    let own = requests::table
        .filter(requests::company_id.eq(company.0))
        .filter(uuid_in(requests::id, &booked.requests));
    diesel::update(own)
        .set((
            (requests::client.eq(None::<Value>), requests::client_key.eq(None::<String>)),
            (requests::code.eq(None::<Value>), requests::code_hash.eq(None::<String>)),
            requests::version.eq(requests::version + 1),
            requests::updated_at.eq(DbTimestamp::from(now)),
        ))
        .execute(scope.connection())?;
    Ok(())
}

/// Why money went back. The database lets it go once the appointment is noted as erased.
fn of_refunds(scope: &mut Scope<'_>, company: CompanyId, booked: &Booked) -> Result<()> {
    let own: Vec<DbUuid> = payments::table
        .select(payments::id)
        .filter(payments::company_id.eq(company.0))
        .filter(uuid_in(payments::appointment_id, &booked.appointments))
        .load(scope.connection())?;
    let own: Uuids = own.into_iter().map(|id| id.0).collect();
    let reasons = entries::table
        .filter(entries::company_id.eq(company.0))
        .filter(uuid_in(entries::payment_id, &own))
        .filter(entries::reason.is_not_null());
    diesel::update(reasons).set(entries::reason.eq(ERASED)).execute(scope.connection())?;
    Ok(())
}

fn of_logs(scope: &mut Scope<'_>, company: CompanyId, booked: &Booked) -> Result<usize> {
    type Line = (DbUuid, DbUuid, Option<Value>, Option<Value>, Option<String>);
    let lines: Vec<Line> = logs::table
        .select((logs::appointment_id, logs::id, logs::old_values, logs::new_values, logs::reason))
        .filter(logs::company_id.eq(company.0))
        .filter(uuid_in(logs::appointment_id, &booked.appointments))
        .load(scope.connection())?;
    let mut changed = 0;
    for (appointment, id, old, new, reason) in lines {
        let (bare_old, bare_new) = (wordless(old.as_ref(), &WORDS), wordless(new.as_ref(), &WORDS));
        if (&bare_old, &bare_new, &reason) == (&old, &new, &None) {
            continue;
        }
        changed += diesel::update(logs::table.find((company.0, appointment, id)))
            .set((
                logs::old_values.eq(bare_old),
                logs::new_values.eq(bare_new),
                logs::reason.eq(reason.map(|_| ERASED)),
            ))
            .execute(scope.connection())?;
    }
    Ok(changed)
}

/// The conflicts that stand or stood against these appointments.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub(super) fn conflicts_of(
    scope: &mut Scope<'_>,
    company: CompanyId,
    booked: &Booked,
) -> Result<Vec<DbUuid>> {
    Ok(conflicts::table
        .select(conflicts::id)
        .filter(conflicts::company_id.eq(company.0))
        .filter(uuid_in(conflicts::appointment_id.assume_not_null(), &booked.appointments))
        .load(scope.connection())?)
}

/// Whether the client of an appointment was erased; `false` where the scope reaches no such appointment.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn is_erased(scope: &mut Scope<'_>, id: AppointmentId) -> Result<bool> {
    let mut query = appointments::table
        .select(appointments::erased_at)
        .filter(appointments::id.eq(DbUuid(id.0)))
        .into_boxed();
    if let Some(company) = scope.company() {
        query = query.filter(appointments::company_id.eq(company.0));
    }
    let row: Option<Option<DbTimestamp>> = query.first(scope.connection()).optional()?;
    Ok(row.flatten().is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_client_is_known_by_all_that_was_ever_said() {
        let mut texts = BTreeSet::new();
        known_by(
            &json!({"name": "Ann", "email": "ann@example.com", "phone": null, "status": "x"}),
            &mut texts,
        );
        known_by(&json!([]), &mut texts);
        assert_eq!(texts, BTreeSet::from(["Ann".to_owned(), "ann@example.com".to_owned()]));
    }
}
