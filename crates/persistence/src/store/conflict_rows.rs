//! Conflicts as they are stored.

use super::Result;
use crate::db::DbError;
use crate::db::types::{DbTimestamp, DbUuid};
use crate::schema::conflicts;
use diesel::prelude::*;
use domain::conflict::{Conflict, ConflictOrigin, ConflictType, Resolution};
use domain::{AppointmentId, CompanyId, ConflictId, InterviewId, Meeting, ScheduleId, SlotId, UserId};

#[derive(Queryable, Insertable)]
#[diesel(table_name = conflicts)]
pub(super) struct Row {
    id: DbUuid,
    company_id: i64,
    conflict_type: String,
    origin: String,
    resolution: String,
    primary_interview: Option<DbUuid>,
    conflicting_interview: Option<DbUuid>,
    slot_id: Option<DbUuid>,
    schedule_id: Option<DbUuid>,
    user_id: Option<i64>,
    conflict_details: serde_json::Value,
    detected_at: DbTimestamp,
    resolution_notes: Option<String>,
    resolved_at: Option<DbTimestamp>,
    resolved_by: Option<i64>,
    version: i64,
    appointment_id: Option<DbUuid>,
}

impl Row {
    pub(super) fn new(conflict: &Conflict) -> Result<Self> {
        let details = serde_json::from_str(&conflict.details);
        Ok(Self {
            id: DbUuid(conflict.id.0),
            company_id: conflict.company.0,
            conflict_type: conflict.conflict_type.name().into(),
            origin: conflict.origin.name().into(),
            resolution: conflict.resolution.name().into(),
            primary_interview: conflict.meeting.interview().map(|id| DbUuid(id.0)),
            conflicting_interview: conflict.conflicting_interview.map(|id| DbUuid(id.0)),
            slot_id: conflict.slot.map(|id| DbUuid(id.0)),
            schedule_id: conflict.schedule.map(|id| DbUuid(id.0)),
            user_id: conflict.user.map(|id| id.0),
            conflict_details: details.map_err(|error| DbError::other(error.to_string()))?,
            detected_at: conflict.detected_at.into(),
            resolution_notes: conflict.resolution_notes.clone(),
            resolved_at: conflict.resolved_at.map(DbTimestamp::from),
            resolved_by: conflict.resolved_by.map(|id| id.0),
            version: conflict.version,
            appointment_id: conflict.meeting.appointment().map(|id| DbUuid(id.0)),
        })
    }

    pub(super) fn conflict(self) -> Result<Conflict> {
        let interview = self.primary_interview.map(|id| Meeting::Interview(InterviewId(id.0)));
        let appointment = self.appointment_id.map(|id| Meeting::Appointment(AppointmentId(id.0)));
        let meeting = interview.or(appointment);
        let meeting = meeting.ok_or_else(|| DbError::corrupt("conflicts.primary_interview", self.id.0))?;
        let conflict_type = ConflictType::named(&self.conflict_type)
            .ok_or_else(|| DbError::corrupt("conflicts.conflict_type", &self.conflict_type))?;
        let origin = ConflictOrigin::named(&self.origin)
            .ok_or_else(|| DbError::corrupt("conflicts.origin", &self.origin))?;
        let resolution = Resolution::named(&self.resolution)
            .ok_or_else(|| DbError::corrupt("conflicts.resolution", &self.resolution))?;
        Ok(Conflict {
            id: ConflictId(self.id.0),
            company: CompanyId(self.company_id),
            conflict_type,
            origin,
            resolution,
            meeting,
            conflicting_interview: self.conflicting_interview.map(|id| InterviewId(id.0)),
            slot: self.slot_id.map(|id| SlotId(id.0)),
            schedule: self.schedule_id.map(|id| ScheduleId(id.0)),
            user: self.user_id.map(UserId),
            details: self.conflict_details.to_string(),
            detected_at: self.detected_at.instant(),
            resolution_notes: self.resolution_notes,
            resolved_at: self.resolved_at.map(DbTimestamp::instant),
            resolved_by: self.resolved_by.map(UserId),
            version: self.version,
        })
    }
}
