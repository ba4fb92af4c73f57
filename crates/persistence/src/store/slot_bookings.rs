//! The schedule that an interview is booked to a slot by, as far as the interview has to do with it.

use super::Result;
use crate::Scope;
use crate::db::types::{At, Id};
use crate::schema::schedules;
use diesel::prelude::*;
use domain::interview::Interview;
use domain::{ScheduleId, SlotId, UserId};
use scheduling_core::time::Instant;

/// An interview's live booking of a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SlotBooking {
    pub schedule: ScheduleId,
    pub slot: SlotId,
}

#[diesel::dsl::auto_type]
fn live(interview: &Interview) -> _ {
    let company: i64 = interview.company.0;
    let id: Id = Id(interview.id.0);
    schedules::table
        .filter(schedules::company_id.eq(company))
        .filter(schedules::interview_id.eq(id))
        .filter(schedules::status.eq("pending").or(schedules::status.eq("confirmed")))
}

/// The live booking of an interview, where it has one.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn of(scope: &mut Scope<'_>, interview: &Interview) -> Result<Option<SlotBooking>> {
    let row: Option<(Id, Id)> =
        live(interview).select((schedules::id, schedules::slot_id)).first(scope.connection()).optional()?;
    Ok(row.map(|(schedule, slot)| SlotBooking { schedule: ScheduleId(schedule.0), slot: SlotId(slot.0) }))
}

/// Marks the live booking of an interview as cancelled. The caller gives back what it took.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn cancel(
    scope: &mut Scope<'_>,
    interview: &Interview,
    booking: SlotBooking,
    (reason, by): (&str, Option<UserId>),
    now: Instant,
) -> Result<()> {
    let now = At::from(now);
    diesel::update(schedules::table.find((interview.company.0, Id(booking.schedule.0))))
        .set((
            schedules::status.eq("cancelled"),
            schedules::cancelled_at.eq(now),
            schedules::cancellation_reason.eq(reason),
            schedules::cancelled_by.eq(by.map(|user| user.0)),
            schedules::version.eq(schedules::version + 1),
            schedules::updated_at.eq(now),
        ))
        .execute(scope.connection())?;
    Ok(())
}
