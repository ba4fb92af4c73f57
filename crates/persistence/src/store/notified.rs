//! Who is to be told: the holder of an interview's slot, people by their role.

use super::{Result, users};
use crate::Scope;
use crate::db::DbError;
use crate::db::fragments::{Texts, text_in};
use crate::db::types::DbUuid;
use crate::schema::{conflicts, schedules, slots, users as people};
use diesel::prelude::*;
use domain::access::Role;
use domain::conflict::{ConflictOrigin, Resolution};
use domain::directory::User;
use domain::{AppointmentId, CompanyId, ConflictId, InterviewId, Meeting, UserId};
use std::collections::HashMap;

/// The people who hold the slots that these interviews of one company are booked to. Those that an AI interviewer holds,
/// or that are booked to no slot, have none. One query however many.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn slot_holders(
    scope: &mut Scope<'_>,
    company: CompanyId,
    interviews: &[InterviewId],
) -> Result<HashMap<InterviewId, UserId>> {
    if interviews.is_empty() {
        return Ok(HashMap::new());
    }
    let ids: Vec<DbUuid> = interviews.iter().map(|id| DbUuid(id.0)).collect();
    let held: Vec<(DbUuid, Option<i64>)> = schedules::table
        .inner_join(
            slots::table
                .on(slots::company_id.eq(schedules::company_id).and(slots::id.eq(schedules::slot_id))),
        )
        .select((schedules::interview_id, slots::interviewer_id))
        .filter(schedules::company_id.eq(company.0))
        .filter(schedules::interview_id.eq_any(ids))
        .filter(schedules::status.eq("pending").or(schedules::status.eq("confirmed")))
        .load(scope.connection())?;
    let holder = |(interview, user): (DbUuid, Option<i64>)| Some((InterviewId(interview.0), UserId(user?)));
    Ok(held.into_iter().filter_map(holder).collect())
}

/// The active users of a company who have one of these roles.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn of_roles(scope: &mut Scope<'_>, company: CompanyId, roles: &[Role]) -> Result<Vec<User>> {
    let names: Texts = roles.iter().map(|role| role.name().to_owned()).collect();
    let ids: Vec<i64> = people::table
        .select(people::id)
        .filter(people::company_id.eq(company.0))
        .filter(people::active.eq(true))
        .filter(text_in(people::role, &names))
        .load(scope.connection())?;
    let ids: Vec<UserId> = ids.into_iter().map(UserId).collect();
    users::by_ids(scope, &ids)
}

/// The meeting that an open conflict of a booking stands against, and its details; `None` where it was resolved meanwhile, or
/// was the refusal of a booking, of which its caller was told.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn open_conflict(
    scope: &mut Scope<'_>,
    company: CompanyId,
    conflict: ConflictId,
) -> Result<Option<(Meeting, String)>> {
    type Row = (Option<DbUuid>, Option<DbUuid>, serde_json::Value, String, String);
    let found: Option<Row> = conflicts::table
        .find((company.0, DbUuid(conflict.0)))
        .select((
            conflicts::primary_interview,
            conflicts::appointment_id,
            conflicts::conflict_details,
            conflicts::resolution,
            conflicts::origin,
        ))
        .first(scope.connection())
        .optional()?;
    let Some((interview, appointment, details, resolution, origin)) = found else { return Ok(None) };
    let known = |column, name: &str| DbError::corrupt(column, name);
    let resolution =
        Resolution::named(&resolution).ok_or_else(|| known("conflicts.resolution", &resolution))?;
    let origin = ConflictOrigin::named(&origin).ok_or_else(|| known("conflicts.origin", &origin))?;
    let open = resolution == Resolution::Pending && origin == ConflictOrigin::Broken;
    let interview = interview.map(|id| Meeting::Interview(InterviewId(id.0)));
    let meeting = interview.or(appointment.map(|id| Meeting::Appointment(AppointmentId(id.0))));
    Ok(meeting.filter(|_| open).map(|meeting| (meeting, details.to_string())))
}
