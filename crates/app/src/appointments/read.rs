//! Reading appointments and their logs.

use super::money::{self, Paid};
use crate::kit::page;
use domain::access::Permit;
use domain::appointment::{Appointment, AppointmentStatus, Move};
use domain::{AppointmentId, UserId};
use persistence::store::appointment_logs::{self, Entry};
use persistence::store::appointment_moves;
use persistence::store::appointments::{self, Filter};
use persistence::store::beginnings::{self, Beginnings};
use persistence::store::collection::Part;
use persistence::{StoreError, Tx};
use scheduling_core::time::Interval;
use std::collections::HashMap;

/// A page of appointments.
///
/// # Errors
/// `NotFound` where the company that was named is not there.
pub fn list(
    tx: &mut Tx<'_>,
    permit: &Permit,
    filter: &Filter,
    part: &Part<AppointmentId>,
) -> Result<Vec<Appointment>, StoreError> {
    let scope = &mut tx.scope(permit);
    let rows = appointments::list(scope, filter, part)?;
    page(scope, rows)
}

/// How many of them begin in each quarter of an hour of a window, and how they stand.
///
/// # Errors
/// Failures of the database.
pub fn beginnings(
    tx: &mut Tx<'_>,
    permit: &Permit,
    window: Interval,
) -> Result<Vec<Beginnings<AppointmentStatus>>, StoreError> {
    beginnings::of_appointments(&mut tx.scope(permit), window)
}

/// One appointment.
///
/// # Errors
/// `NotFound`.
pub fn get(tx: &mut Tx<'_>, permit: &Permit, id: AppointmentId) -> Result<Appointment, StoreError> {
    appointments::get(&mut tx.scope(permit), id)
}

/// Those of these appointments that the permit shows, in order of id.
///
/// # Errors
/// Failures of the database.
pub fn by_ids(
    tx: &mut Tx<'_>,
    permit: &Permit,
    ids: &[AppointmentId],
) -> Result<Vec<Appointment>, StoreError> {
    appointments::by_ids(&mut tx.scope(permit), ids)
}

/// The appointments of these people's that overlap a window and were not cancelled, at most `limit`; in order of start.
///
/// # Errors
/// Failures of the database.
pub fn of_people(
    tx: &mut Tx<'_>,
    permit: &Permit,
    people: &[UserId],
    window: Interval,
    limit: i64,
) -> Result<Vec<Appointment>, StoreError> {
    appointments::of_people(&mut tx.scope(permit), people, window, limit)
}

/// An appointment with its moves, the oldest first, and what was paid for it.
#[derive(Debug, Clone)]
pub struct AppointmentView {
    pub appointment: Appointment,
    pub moves: Vec<Move>,
    pub paid: Paid,
}

impl AppointmentView {
    /// One that was just made: it was never moved, and nothing has come for it.
    #[must_use]
    pub fn new(appointment: Appointment) -> Self {
        Self { appointment, moves: Vec::new(), paid: Paid::default() }
    }
}

/// These appointments with what is known of them: one query per table.
///
/// # Errors
/// Failures of the database.
pub fn shown(
    tx: &mut Tx<'_>,
    permit: &Permit,
    appointments: Vec<Appointment>,
) -> Result<Vec<AppointmentView>, StoreError> {
    let scope = &mut tx.scope(permit);
    let keys = appointments.iter().map(|one| (one.company, one.id)).collect();
    let mut moves: HashMap<_, _> = appointment_moves::of_all(scope, &keys)?;
    let mut paid = money::paid(scope, &keys)?;
    let show = |appointment: Appointment| AppointmentView {
        moves: moves.remove(&appointment.id).unwrap_or_default(),
        paid: paid.remove(&appointment.id).unwrap_or_default(),
        appointment,
    };
    Ok(appointments.into_iter().map(show).collect())
}

/// The same of one.
///
/// # Errors
/// Failures of the database.
pub fn shown_one(
    tx: &mut Tx<'_>,
    permit: &Permit,
    appointment: Appointment,
) -> Result<AppointmentView, StoreError> {
    let shown = shown(tx, permit, vec![appointment])?.pop();
    Ok(shown.ok_or_else(|| domain::Refusal::not_found("appointment"))?)
}

/// A page of what was done to an appointment.
///
/// # Errors
/// `NotFound`.
pub fn logs(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: AppointmentId,
    part: &Part<uuid::Uuid>,
) -> Result<Vec<Entry>, StoreError> {
    let appointment = get(tx, permit, id)?;
    appointment_logs::list(&mut tx.scope(permit), &appointment, part)
}
