//! Slots as they are stored.

use super::Result;
use crate::db::DbError;
use crate::db::types::{DbTimestamp, DbUuid, interval};
use crate::schema::slots;
use diesel::prelude::*;
use domain::Metadata;
use domain::commitment::Subject;
use domain::slot::{AiKind, Cancellation, Holder, Slot, SlotDetails, SlotType};
use domain::{CompanyId, JobId, SlotId, UserId};
use scheduling_core::time::Timestamp;

#[derive(Queryable)]
pub(super) struct Row {
    id: DbUuid,
    company_id: i64,
    subject: String,
    interviewer_id: Option<i64>,
    ai_interview_type: Option<String>,
    ai_configuration: Option<serde_json::Value>,
    slot_type: String,
    starts_at: DbTimestamp,
    ends_at: DbTimestamp,
    job_id: Option<i64>,
    notes: Option<String>,
    max_candidates: i64,
    current_bookings: i64,
    cancelled_at: Option<DbTimestamp>,
    cancellation_reason: Option<String>,
    version: i64,
    created_at: DbTimestamp,
    updated_at: DbTimestamp,
    _over_at: Option<DbTimestamp>,
}

impl Row {
    pub(super) fn slot(self) -> Result<Slot> {
        let kind = self.ai_interview_type.as_deref().map(ai_kind).transpose()?;
        let holder = match (self.interviewer_id, kind) {
            (Some(user), None) => Holder::Interviewer(UserId(user)),
            (None, Some(kind)) => Holder::Ai(kind),
            _ => return Err(DbError::corrupt("slots.interviewer_id", &self.subject).into()),
        };
        let unit = match Subject::parse(&self.subject) {
            Some(Subject::Ai { unit, .. }) => unit,
            Some(_) => 0,
            None => return Err(DbError::corrupt("slots.subject", &self.subject).into()),
        };
        let slot_type = SlotType::named(&self.slot_type)
            .ok_or_else(|| DbError::corrupt("slots.slot_type", &self.slot_type))?;
        let reason = self.cancellation_reason;
        Ok(Slot {
            id: SlotId(self.id.0),
            company: CompanyId(self.company_id),
            details: SlotDetails {
                slot_type,
                time: interval(self.starts_at, self.ends_at)?,
                holder,
                ai_configuration: self.ai_configuration.map(|document| document.to_string()),
                job: self.job_id.map(JobId),
                notes: self.notes,
                max_candidates: self.max_candidates,
            },
            unit,
            current_bookings: self.current_bookings,
            cancelled: self
                .cancelled_at
                .zip(reason)
                .map(|(at, reason)| Cancellation { at: at.instant(), reason }),
            metadata: Metadata {
                version: self.version,
                created_at: self.created_at.instant(),
                updated_at: self.updated_at.instant(),
            },
        })
    }
}

fn ai_kind(name: &str) -> Result<AiKind> {
    Ok(AiKind::named(name).ok_or_else(|| DbError::corrupt("slots.ai_interview_type", name))?)
}

/// What of a row can be changed.
#[derive(Insertable, AsChangeset)]
#[diesel(table_name = slots, treat_none_as_null = true)]
pub(super) struct Values {
    subject: String,
    interviewer_id: Option<i64>,
    ai_interview_type: Option<&'static str>,
    ai_configuration: Option<serde_json::Value>,
    slot_type: &'static str,
    starts_at: DbTimestamp,
    ends_at: DbTimestamp,
    job_id: Option<i64>,
    notes: Option<String>,
    max_candidates: i64,
}

impl Values {
    pub(super) fn new(details: &SlotDetails, unit: u32) -> Result<Self> {
        let document = details.ai_configuration.as_deref().map(serde_json::from_str).transpose();
        Ok(Self {
            subject: details.holder.subject(unit).to_string(),
            interviewer_id: details.holder.interviewer().map(|user| user.0),
            ai_interview_type: details.holder.ai().map(AiKind::name),
            ai_configuration: document.map_err(|error| DbError::other(error.to_string()))?,
            slot_type: details.slot_type.name(),
            starts_at: details.time.start().into(),
            ends_at: details.time.end().into(),
            job_id: details.job.map(|job| job.0),
            notes: details.notes.clone(),
            max_candidates: details.max_candidates,
        })
    }
}

/// A new row.
#[derive(Insertable)]
#[diesel(table_name = slots)]
pub(super) struct NewRow {
    pub(super) id: DbUuid,
    company_id: i64,
    #[diesel(embed)]
    values: Values,
    current_bookings: i64,
    version: i64,
    created_at: DbTimestamp,
    updated_at: DbTimestamp,
}

impl NewRow {
    pub(super) fn new(company: CompanyId, values: Values, id: uuid::Uuid, now: Timestamp) -> Self {
        let now = DbTimestamp::from(now);
        let (id, company_id) = (DbUuid(id), company.0);
        Self { id, company_id, values, current_bookings: 0, version: 1, created_at: now, updated_at: now }
    }
}
