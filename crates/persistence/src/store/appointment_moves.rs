//! Moves of appointments: those that took place, and those whose clients are asked.

use super::Result;
use super::appointment_keys::AppointmentKeys;
use crate::db::DbError;
use crate::db::fragments::{id_in, uuid_in};
use crate::db::types::{DbTimestamp, DbUuid, interval};
use crate::db::words::is;
use crate::schema::appointment_moves as moves;
use crate::{Scope, Tx};
use diesel::prelude::*;
use domain::appointment::{Appointment, Move, MoveStatus, Placement, StaffId};
use domain::{AppointmentId, CompanyId};
use scheduling_core::time::Timestamp;
use std::collections::HashMap;

#[derive(Queryable, Insertable)]
#[diesel(table_name = moves)]
struct Row {
    id: DbUuid,
    company_id: i64,
    appointment_id: DbUuid,
    at: DbTimestamp,
    actor: String,
    from_starts_at: DbTimestamp,
    from_ends_at: DbTimestamp,
    from_staff_id: i64,
    to_starts_at: DbTimestamp,
    to_ends_at: DbTimestamp,
    to_staff_id: i64,
    reason: Option<String>,
    status: String,
    expires_at: Option<DbTimestamp>,
    counted: bool,
}

impl Row {
    fn new(appointment: &Appointment, one: &Move) -> Self {
        Self {
            id: DbUuid(one.id),
            company_id: appointment.company.0,
            appointment_id: DbUuid(appointment.id.0),
            at: one.at.into(),
            actor: one.actor.clone(),
            from_starts_at: one.from.time.start().into(),
            from_ends_at: one.from.time.end().into(),
            from_staff_id: one.from.staff.0,
            to_starts_at: one.to.time.start().into(),
            to_ends_at: one.to.time.end().into(),
            to_staff_id: one.to.staff.0,
            reason: one.reason.clone(),
            status: one.noted.name().into(),
            expires_at: one.expires_at.map(DbTimestamp::from),
            counted: one.counted,
        }
    }

    fn read(self) -> Result<Move> {
        let noted = MoveStatus::named(&self.status)
            .ok_or_else(|| DbError::corrupt("appointment_moves.status", &self.status))?;
        let place = |start, end, staff| -> Result<Placement> {
            Ok(Placement { time: interval(start, end)?, staff: StaffId(staff) })
        };
        Ok(Move {
            id: self.id.0,
            at: self.at.instant(),
            actor: self.actor,
            from: place(self.from_starts_at, self.from_ends_at, self.from_staff_id)?,
            to: place(self.to_starts_at, self.to_ends_at, self.to_staff_id)?,
            reason: self.reason,
            noted,
            expires_at: self.expires_at.map(DbTimestamp::instant),
            counted: self.counted,
        })
    }
}

/// An id for a new move.
#[must_use]
pub fn new_id(now: Timestamp) -> uuid::Uuid {
    super::uuid_at(now)
}

/// Stores a move.
///
/// # Errors
/// `VersionMismatch` where the client is asked about another one already.
pub fn insert(scope: &mut Scope<'_>, appointment: &Appointment, one: &Move) -> Result<()> {
    diesel::insert_into(moves::table).values(Row::new(appointment, one)).execute(scope.connection())?;
    Ok(())
}

/// Notes what became of a move that was pending; whether it was.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn settle(
    scope: &mut Scope<'_>,
    appointment: &Appointment,
    id: uuid::Uuid,
    status: MoveStatus,
) -> Result<bool> {
    let row = moves::table.find((appointment.company.0, DbUuid(appointment.id.0), DbUuid(id)));
    let rows = diesel::update(row.filter(moves::status.eq(MoveStatus::Pending.name())))
        .set(moves::status.eq(status.name()))
        .execute(scope.connection())?;
    Ok(rows == 1)
}

/// The moves of an appointment, the oldest first.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn of(scope: &mut Scope<'_>, appointment: &Appointment) -> Result<Vec<Move>> {
    let keys = [(appointment.company, appointment.id)].into_iter().collect();
    Ok(of_all(scope, &keys)?.remove(&appointment.id).unwrap_or_default())
}

/// The moves of each of these appointments, the oldest first; one query however many.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn of_all(scope: &mut Scope<'_>, keys: &AppointmentKeys) -> Result<HashMap<AppointmentId, Vec<Move>>> {
    if keys.is_empty() {
        return Ok(HashMap::new());
    }
    let mut query = moves::table
        .filter(id_in(moves::company_id, &keys.companies))
        .filter(uuid_in(moves::appointment_id, &keys.ids))
        .order(moves::id)
        .into_boxed();
    if let Some(company) = scope.company() {
        query = query.filter(moves::company_id.eq(company.0));
    }
    let rows: Vec<Row> = query.load(scope.connection())?;
    let mut all: HashMap<AppointmentId, Vec<Move>> = HashMap::new();
    for row in rows {
        all.entry(AppointmentId(row.appointment_id.0)).or_default().push(row.read()?);
    }
    Ok(all)
}

/// Appointments whose clients did not answer until `now`.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn ended(tx: &mut Tx<'_>, now: Timestamp, limit: i64) -> Result<Vec<(CompanyId, AppointmentId)>> {
    let rows: Vec<(i64, DbUuid)> = moves::table
        .select((moves::company_id, moves::appointment_id))
        .filter(is(moves::status, MoveStatus::Pending.name()))
        .filter(moves::expires_at.le(DbTimestamp::from(now)))
        .order(moves::expires_at)
        .limit(limit)
        .load(tx.connection())?;
    Ok(rows.into_iter().map(|(company, id)| (CompanyId(company), AppointmentId(id.0))).collect())
}
