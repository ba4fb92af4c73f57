//! Schedules as they are stored.

use super::Result;
use crate::db::DbError;
use crate::db::types::{At, Id};
use crate::schema::schedules;
use diesel::prelude::*;
use domain::schedule::{Schedule, ScheduleStatus};
use domain::{CompanyId, InterviewId, ScheduleId, SlotId, UserId};

#[derive(Queryable, Insertable)]
#[diesel(table_name = schedules)]
pub(super) struct Row {
    id: Id,
    company_id: i64,
    interview_id: Id,
    slot_id: Id,
    status: String,
    booking_notes: Option<String>,
    booked_at: At,
    booked_by: Option<i64>,
    confirmed_at: Option<At>,
    cancelled_at: Option<At>,
    cancellation_reason: Option<String>,
    cancelled_by: Option<i64>,
    replaces: Option<Id>,
    version: i64,
    updated_at: At,
}

impl Row {
    pub(super) fn new(schedule: &Schedule) -> Self {
        Self {
            id: Id(schedule.id.0),
            company_id: schedule.company.0,
            interview_id: Id(schedule.interview.0),
            slot_id: Id(schedule.slot.0),
            status: schedule.status.name().into(),
            booking_notes: schedule.booking_notes.clone(),
            booked_at: schedule.booked_at.into(),
            booked_by: schedule.booked_by.map(|user| user.0),
            confirmed_at: schedule.confirmed_at.map(At::from),
            cancelled_at: schedule.cancelled_at.map(At::from),
            cancellation_reason: schedule.cancellation_reason.clone(),
            cancelled_by: schedule.cancelled_by.map(|user| user.0),
            replaces: schedule.replaces.map(|id| Id(id.0)),
            version: schedule.version,
            updated_at: schedule.updated_at.into(),
        }
    }

    pub(super) fn schedule(self) -> Result<Schedule> {
        let status = ScheduleStatus::named(&self.status)
            .ok_or_else(|| DbError::corrupt("schedules.status", &self.status))?;
        Ok(Schedule {
            id: ScheduleId(self.id.0),
            company: CompanyId(self.company_id),
            interview: InterviewId(self.interview_id.0),
            slot: SlotId(self.slot_id.0),
            status,
            booking_notes: self.booking_notes,
            booked_at: self.booked_at.instant(),
            booked_by: self.booked_by.map(UserId),
            confirmed_at: self.confirmed_at.map(At::instant),
            cancelled_at: self.cancelled_at.map(At::instant),
            cancellation_reason: self.cancellation_reason,
            cancelled_by: self.cancelled_by.map(UserId),
            replaces: self.replaces.map(|id| ScheduleId(id.0)),
            version: self.version,
            updated_at: self.updated_at.instant(),
        })
    }
}
