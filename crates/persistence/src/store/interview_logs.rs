//! What was done to interviews, by whom and why (requirement E7). The tables refuse to change or delete a line.

use super::{Result, uuid_at};
use crate::Scope;
use crate::db::DbError;
use crate::db::types::{At, Id};
use crate::schema::interview_logs as logs;
use diesel::prelude::*;
use domain::InterviewId;
use domain::interview::Interview;
use scheduling_core::time::Instant;

/// A line of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub id: uuid::Uuid,
    pub action: String,
    pub at: Instant,
    /// `user:12`, `api`, `system`, `candidate`, `interviewer`
    pub actor: String,
    /// JSON objects as text.
    pub old: Option<String>,
    pub new: Option<String>,
    pub reason: Option<String>,
}

/// What a line is to say.
#[derive(Debug, Clone, Copy)]
pub struct NewEntry<'a> {
    pub action: &'a str,
    pub actor: &'a str,
    /// JSON objects as text.
    pub old: Option<&'a str>,
    pub new: Option<&'a str>,
    pub reason: Option<&'a str>,
}

/// Adds a line.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn add(scope: &mut Scope<'_>, interview: &Interview, entry: &NewEntry<'_>, now: Instant) -> Result<()> {
    let json = |text: Option<&str>| text.map(serde_json::from_str::<serde_json::Value>).transpose();
    let broken = |error: serde_json::Error| DbError::other(error.to_string());
    diesel::insert_into(logs::table)
        .values((
            logs::id.eq(Id(uuid_at(now))),
            logs::company_id.eq(interview.company.0),
            logs::interview_id.eq(Id(interview.id.0)),
            logs::action.eq(entry.action),
            logs::at.eq(At::from(now)),
            logs::actor.eq(entry.actor),
            logs::old_values.eq(json(entry.old).map_err(broken)?),
            logs::new_values.eq(json(entry.new).map_err(broken)?),
            logs::reason.eq(entry.reason),
        ))
        .execute(scope.connection())?;
    Ok(())
}

/// A page of the log of an interview, oldest first.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn list(
    scope: &mut Scope<'_>,
    interview: &Interview,
    after: Option<uuid::Uuid>,
    limit: i64,
) -> Result<Vec<Entry>> {
    type Row = (Id, String, At, String, Option<serde_json::Value>, Option<serde_json::Value>, Option<String>);
    let InterviewId(id) = interview.id;
    let rows: Vec<Row> = logs::table
        .select((
            logs::id,
            logs::action,
            logs::at,
            logs::actor,
            logs::old_values,
            logs::new_values,
            logs::reason,
        ))
        .filter(logs::company_id.eq(interview.company.0))
        .filter(logs::interview_id.eq(Id(id)))
        .filter(logs::id.gt(Id(after.unwrap_or(uuid::Uuid::nil()))))
        .order(logs::id)
        .limit(limit)
        .load(scope.connection())?;
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
