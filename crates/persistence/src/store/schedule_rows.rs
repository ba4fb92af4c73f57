//! Schedules as they are stored.

use super::Result;
use crate::db::DbError;
use crate::db::bulk::bulk_rows;
use crate::db::types::{DbTimestamp, DbUuid, SqlTimestamp, SqlUuid};
use crate::schema::schedules;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};
use domain::schedule::{Schedule, ScheduleStatus};
use domain::{CompanyId, InterviewId, ScheduleId, SlotId, UserId};

bulk_rows! {
    /// A schedule as it is stored.
    #[derive(Queryable)]
    Row, schedules, {
        id: SqlUuid => DbUuid,
        company_id: BigInt => i64,
        interview_id: SqlUuid => DbUuid,
        slot_id: SqlUuid => DbUuid,
        status: Text => String,
        booking_notes: Nullable<Text> => Option<String>,
        booked_at: SqlTimestamp => DbTimestamp,
        booked_by: Nullable<BigInt> => Option<i64>,
        confirmed_at: Nullable<SqlTimestamp> => Option<DbTimestamp>,
        cancelled_at: Nullable<SqlTimestamp> => Option<DbTimestamp>,
        cancellation_reason: Nullable<Text> => Option<String>,
        cancelled_by: Nullable<BigInt> => Option<i64>,
        replaces: Nullable<SqlUuid> => Option<DbUuid>,
        version: BigInt => i64,
        updated_at: SqlTimestamp => DbTimestamp,
    }
}

impl Row {
    pub(crate) fn new(schedule: &Schedule) -> Self {
        Self {
            id: DbUuid(schedule.id.0),
            company_id: schedule.company.0,
            interview_id: DbUuid(schedule.interview.0),
            slot_id: DbUuid(schedule.slot.0),
            status: schedule.status.name().into(),
            booking_notes: schedule.booking_notes.clone(),
            booked_at: schedule.booked_at.into(),
            booked_by: schedule.booked_by.map(|user| user.0),
            confirmed_at: schedule.confirmed_at.map(DbTimestamp::from),
            cancelled_at: schedule.cancelled_at.map(DbTimestamp::from),
            cancellation_reason: schedule.cancellation_reason.clone(),
            cancelled_by: schedule.cancelled_by.map(|user| user.0),
            replaces: schedule.replaces.map(|id| DbUuid(id.0)),
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
            confirmed_at: self.confirmed_at.map(DbTimestamp::instant),
            cancelled_at: self.cancelled_at.map(DbTimestamp::instant),
            cancellation_reason: self.cancellation_reason,
            cancelled_by: self.cancelled_by.map(UserId),
            replaces: self.replaces.map(|id| ScheduleId(id.0)),
            version: self.version,
            updated_at: self.updated_at.instant(),
        })
    }
}
