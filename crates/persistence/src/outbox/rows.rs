//! Effects as the worker's own statements answer them.

use super::claimed::{ClaimedEffect, Key};
use super::payload;
use crate::db::types::{DbTimestamp, DbUuid, SqlTimestamp, SqlUuid};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Jsonb, Text};
use domain::{CompanyId, EffectId};

/// What a claim answers.
#[derive(QueryableByName)]
pub(super) struct ClaimedRow {
    #[diesel(sql_type = SqlUuid)]
    id: DbUuid,
    #[diesel(sql_type = BigInt)]
    company_id: i64,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Jsonb)]
    payload: serde_json::Value,
    #[diesel(sql_type = BigInt)]
    attempts: i64,
    #[diesel(sql_type = SqlTimestamp)]
    created_at: DbTimestamp,
}

impl ClaimedRow {
    pub(super) fn claimed(self) -> ClaimedEffect {
        ClaimedEffect {
            id: EffectId(self.id.0),
            company: CompanyId(self.company_id),
            effect: payload::read(&self.kind, &self.payload),
            kind: self.kind,
            attempts: self.attempts,
            created_at: self.created_at.instant(),
        }
    }
}

/// An effect that is due, with its place in the table where keys are slow to find by.
#[derive(QueryableByName)]
pub(super) struct DueRow {
    #[diesel(sql_type = BigInt)]
    pub(super) company_id: i64,
    #[diesel(sql_type = SqlUuid)]
    id: DbUuid,
    #[diesel(sql_type = BigInt)]
    pub(super) place: i64,
}

impl DueRow {
    pub(super) fn key(&self) -> Key {
        Key { company: CompanyId(self.company_id), id: EffectId(self.id.0) }
    }
}

/// A key alone.
#[derive(QueryableByName)]
pub(super) struct KeyRow {
    #[diesel(sql_type = BigInt)]
    company_id: i64,
    #[diesel(sql_type = SqlUuid)]
    id: DbUuid,
}

impl KeyRow {
    pub(super) fn key(&self) -> Key {
        Key { company: CompanyId(self.company_id), id: EffectId(self.id.0) }
    }
}
