//! Interviews that an AI service holds: who may tell their results, and what was told.

use super::Result;
use crate::db::connection::on_backend;
use crate::db::types::{DbTimestamp, DbUuid};
use crate::schema::{ai_callbacks as callbacks, ai_results as results, schedules, slots};
use crate::{Scope, Tx};
use diesel::prelude::*;
use domain::access::TokenHash;
use domain::interview::Interview;
use domain::{CompanyId, InterviewId};
use scheduling_core::time::Timestamp;
use serde_json::Value;

/// What a service told about an interview.
#[derive(Debug, Clone, PartialEq)]
pub struct AiResult {
    /// As it was told, a JSON object.
    pub details: Value,
    /// Of the details as they came: tells the same result from another.
    pub digest: String,
    pub received_at: Timestamp,
}

/// The settings of the slot that an interview is booked to, as JSON, where it is booked to one and that has some.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn configuration(scope: &mut Scope<'_>, interview: &Interview) -> Result<Option<Value>> {
    let slot: Option<DbUuid> = schedules::table
        .select(schedules::slot_id)
        .filter(schedules::company_id.eq(interview.company.0))
        .filter(schedules::interview_id.eq(DbUuid(interview.id.0)))
        .filter(schedules::status.eq("pending").or(schedules::status.eq("confirmed")))
        .first(scope.connection())
        .optional()?;
    let Some(slot) = slot else { return Ok(None) };
    let settings: Option<Option<Value>> = slots::table
        .find((interview.company.0, slot))
        .select(slots::ai_configuration)
        .first(scope.connection())
        .optional()?;
    Ok(settings.flatten())
}

/// Lets the bearer of the token tell the result of this interview until `expires_at`, and nobody who could before.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn allow(
    scope: &mut Scope<'_>,
    interview: &Interview,
    token: &TokenHash,
    expires_at: Timestamp,
) -> Result<()> {
    let key = (interview.company.0, DbUuid(interview.id.0));
    diesel::delete(callbacks::table.find(key)).execute(scope.connection())?;
    diesel::insert_into(callbacks::table)
        .values((
            callbacks::company_id.eq(interview.company.0),
            callbacks::interview_id.eq(DbUuid(interview.id.0)),
            callbacks::token_hash.eq(&token.0),
            callbacks::expires_at.eq(DbTimestamp::from(expires_at)),
        ))
        .execute(scope.connection())?;
    Ok(())
}

/// The interview whose result the token's bearer may tell. Before it nobody knows whose the token is, so it takes no
/// scope.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn bearer(
    tx: &mut Tx<'_>,
    token: &TokenHash,
    now: Timestamp,
) -> Result<Option<(CompanyId, InterviewId)>> {
    let row: Option<(i64, DbUuid)> = callbacks::table
        .select((callbacks::company_id, callbacks::interview_id))
        .filter(callbacks::token_hash.eq(&token.0))
        .filter(callbacks::expires_at.gt(DbTimestamp::from(now)))
        .first(tx.connection())
        .optional()?;
    Ok(row.map(|(company, id)| (CompanyId(company), InterviewId(id.0))))
}

/// What was told about an interview.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn get(scope: &mut Scope<'_>, company: CompanyId, interview: InterviewId) -> Result<Option<AiResult>> {
    let row: Option<(Value, String, DbTimestamp)> = results::table
        .find((company.0, DbUuid(interview.0)))
        .select((results::details, results::digest, results::received_at))
        .first(scope.connection())
        .optional()?;
    Ok(row.map(|(details, digest, at)| AiResult { details, digest, received_at: at.instant() }))
}

/// Stores what was told about an interview, unless something was before; whether it was stored.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn insert(scope: &mut Scope<'_>, interview: &Interview, result: &AiResult) -> Result<bool> {
    let made = on_backend!(scope.connection(), |connection| diesel::insert_into(results::table)
        .values((
            results::company_id.eq(interview.company.0),
            results::interview_id.eq(DbUuid(interview.id.0)),
            results::details.eq(&result.details),
            results::digest.eq(&result.digest),
            results::received_at.eq(DbTimestamp::from(result.received_at)),
        ))
        .on_conflict_do_nothing()
        .execute(connection))?;
    Ok(made == 1)
}
