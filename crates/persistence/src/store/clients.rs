//! Clients: those who have booked, by their addresses. They are known from their appointments alone; of somebody who sees what is
//! their own, from those that they hold.

use super::Result;
use super::appointment_rows::Row;
use super::collection::{SearchText, contains};
use crate::Scope;
use crate::db::types::DbTimestamp;
use crate::schema::appointments;
use diesel::dsl::{count_star, exists, not};
use diesel::prelude::*;
use diesel::sql_types::Bool;
use domain::CompanyId;
use domain::appointment::{Appointment, AppointmentStatus};
use scheduling_core::time::Timestamp;
use std::collections::HashMap;

diesel::alias!(appointments as later: Later);

/// A client with what they have booked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientSummary {
    /// By which they are known.
    pub key: String,
    /// What they booked last, with their name and number as they are there.
    pub newest: Appointment,
    pub appointments: i64,
    pub no_shows: i64,
}

/// Which clients are asked for; what is `None` is not.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// One client, in the form of `Client::key`.
    pub key: Option<String>,
    /// Part of a name, an address or a number that stands on one of their bookings.
    pub search: Option<SearchText>,
    /// Only those behind this one, in order of address.
    pub after: Option<String>,
}

/// What the scope shows of the table.
#[derive(Clone, Copy)]
struct Shown {
    company: i64,
    /// Whose appointments alone.
    user: Option<i64>,
}

/// The appointments that are shown, of a query on the table.
macro_rules! within {
    ($query:expr, $shown:expr) => {{
        let mut query = $query.filter(appointments::company_id.eq($shown.company));
        if let Some(user) = $shown.user {
            query = query.filter(appointments::user_id.eq(user));
        }
        query
    }};
}

/// A page of clients, in order of address. Three queries, however many.
///
/// # Errors
/// [`Refusal::Invalid`](domain::Refusal::Invalid) where the scope reaches all companies.
pub fn list(scope: &mut Scope<'_>, filter: &Filter, limit: i64) -> Result<Vec<ClientSummary>> {
    let shown = Shown { company: scope.home()?.0, user: scope.sees().only().map(|user| user.0) };
    let keys = keys(scope, shown, filter, limit)?;
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let counts = counts(scope, shown, &keys)?;
    let summary = |newest: Appointment| {
        let key = newest.client.key();
        let Count { all, no_shows } = counts.get(&key).copied().unwrap_or_default();
        ClientSummary { appointments: all, no_shows, key, newest }
    };
    Ok(newest(scope, shown, &keys)?.into_iter().map(summary).collect())
}

fn keys(scope: &mut Scope<'_>, shown: Shown, filter: &Filter, limit: i64) -> Result<Vec<String>> {
    let query = appointments::table.select(appointments::client_key).distinct().into_boxed();
    let mut query = within!(query, shown).order(appointments::client_key).limit(limit);
    if let Some(key) = &filter.key {
        query = query.filter(appointments::client_key.eq(key.clone()));
    }
    if let Some(text) = &filter.search {
        query = query.filter(contains(appointments::search_key, text));
    }
    if let Some(after) = &filter.after {
        query = query.filter(appointments::client_key.gt(after.clone()));
    }
    Ok(query.load(scope.connection())?)
}

/// What somebody has booked.
#[derive(Clone, Copy, Default)]
struct Count {
    all: i64,
    no_shows: i64,
}

fn counts(scope: &mut Scope<'_>, shown: Shown, keys: &[String]) -> Result<HashMap<String, Count>> {
    let query = appointments::table
        .group_by((appointments::client_key, appointments::status))
        .select((appointments::client_key, appointments::status, count_star()))
        .into_boxed();
    let query = within!(query, shown).filter(appointments::client_key.eq_any(keys.to_vec()));
    let rows: Vec<(String, String, i64)> = query.load(scope.connection())?;
    let mut counts: HashMap<String, Count> = HashMap::new();
    for (key, status, number) in rows {
        let count = counts.entry(key).or_default();
        count.all += number;
        if status == AppointmentStatus::NoShow.name() {
            count.no_shows += number;
        }
    }
    Ok(counts)
}

/// What each of them booked last, in order of address.
fn newest(scope: &mut Scope<'_>, shown: Shown, keys: &[String]) -> Result<Vec<Appointment>> {
    let is_shown = later
        .field(appointments::user_id)
        .eq(shown.user.unwrap_or_default())
        .or(shown.user.is_none().into_sql::<Bool>());
    let behind = later
        .filter(later.field(appointments::company_id).eq(appointments::company_id))
        .filter(later.field(appointments::client_key).eq(appointments::client_key))
        .filter(later.field(appointments::id).gt(appointments::id))
        .filter(is_shown);
    let query = within!(appointments::table.into_boxed(), shown)
        .filter(appointments::client_key.eq_any(keys.to_vec()))
        .filter(not(exists(behind)))
        .order(appointments::client_key);
    let rows: Vec<Row> = query.load(scope.connection())?;
    rows.into_iter().map(Row::appointment).collect()
}

/// What the client of that address, in the form of `Client::key`, has booked that stands and begins after `now`; in order of start.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn ahead_of(
    scope: &mut Scope<'_>,
    company: CompanyId,
    key: &str,
    now: Timestamp,
) -> Result<Vec<Appointment>> {
    let rows: Vec<Row> = appointments::table
        .filter(appointments::company_id.eq(company.0))
        .filter(appointments::client_key.eq(key))
        .filter(appointments::starts_at.gt(DbTimestamp::from(now)))
        .filter(appointments::status.eq("confirmed").or(appointments::status.eq("pending_payment")))
        .order((appointments::starts_at, appointments::id))
        .load(scope.connection())?;
    rows.into_iter().map(Row::appointment).collect()
}
