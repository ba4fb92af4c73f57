//! What was done to appointments, by whom and why. The tables refuse to change or delete a line.

use super::collection::{Part, by_id};
use super::{Result, uuid_at};
use crate::db::DbError;
use crate::db::bulk::bulk_rows;
use crate::db::types::{DbTimestamp, DbUuid, SqlTimestamp, SqlUuid};
use crate::schema::appointment_logs::{self, self as logs};
use crate::{Scope, Writes};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Jsonb, Nullable, Text};
use domain::AppointmentId;
use domain::appointment::Appointment;
use scheduling_core::time::Timestamp;

pub use super::interview_logs::{Entry, NewEntry};

bulk_rows! {
    /// A line that is to be stored.
    NewRow, appointment_logs, {
        id: SqlUuid => DbUuid,
        company_id: BigInt => i64,
        appointment_id: SqlUuid => DbUuid,
        action: Text => String,
        at: SqlTimestamp => DbTimestamp,
        actor: Text => String,
        old_values: Nullable<Jsonb> => Option<serde_json::Value>,
        new_values: Nullable<Jsonb> => Option<serde_json::Value>,
        reason: Nullable<Text> => Option<String>,
    }
}

/// Adds a line.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn add(
    scope: &mut Scope<'_>,
    appointment: &Appointment,
    entry: &NewEntry<'_>,
    now: Timestamp,
) -> Result<()> {
    let mut writes = Writes::default();
    add_with(&mut writes, appointment, entry, now)?;
    Ok(writes.run(scope)?)
}

/// Has a line added.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) for values that are no JSON.
pub fn add_with(
    writes: &mut Writes,
    appointment: &Appointment,
    entry: &NewEntry<'_>,
    now: Timestamp,
) -> Result<()> {
    let json = |text: Option<&str>| {
        let read = text.map(serde_json::from_str::<serde_json::Value>).transpose();
        read.map_err(|error| DbError::other(error.to_string()))
    };
    writes.add(NewRow {
        id: DbUuid(uuid_at(now)),
        company_id: appointment.company.0,
        appointment_id: DbUuid(appointment.id.0),
        action: entry.action.into(),
        at: now.into(),
        actor: entry.actor.into(),
        old_values: json(entry.old)?,
        new_values: json(entry.new)?,
        reason: entry.reason.map(str::to_owned),
    });
    Ok(())
}

/// A page of the log of an appointment, the oldest first, or the newest.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn list(scope: &mut Scope<'_>, appointment: &Appointment, part: &Part<uuid::Uuid>) -> Result<Vec<Entry>> {
    type Row = (
        DbUuid,
        String,
        DbTimestamp,
        String,
        Option<serde_json::Value>,
        Option<serde_json::Value>,
        Option<String>,
    );
    let AppointmentId(id) = appointment.id;
    let query = logs::table
        .select((
            logs::id,
            logs::action,
            logs::at,
            logs::actor,
            logs::old_values,
            logs::new_values,
            logs::reason,
        ))
        .filter(logs::company_id.eq(appointment.company.0))
        .filter(logs::appointment_id.eq(DbUuid(id)))
        .limit(part.limit)
        .into_boxed();
    let query = by_id(query, logs::id, part.sort.descending, part.after_id());
    let rows: Vec<Row> = query.load(scope.connection())?;
    let entry = |(id, action, at, actor, old, new, reason): Row| Entry {
        id: id.0,
        action,
        at: at.instant(),
        actor,
        old: old.map(|json| json.to_string()),
        new: new.map(|json| json.to_string()),
        reason,
    };
    Ok(rows.into_iter().map(entry).collect())
}
