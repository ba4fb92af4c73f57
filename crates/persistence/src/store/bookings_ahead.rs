//! What is booked and lies ahead, by whom it concerns: what a later change may break.

use super::schedules::live;
use super::{Result, ids};
use crate::Scope;
use crate::db::fragments::id_in;
use crate::db::types::{DbTimestamp, DbUuid};
use crate::schema::{
    appointments, candidates, conflicts, interview_interviewers as panel, interviews, schedules, slots,
};
use diesel::prelude::*;
use domain::conflict::{ConflictOrigin, Resolution};
use domain::{CompanyId, InterviewId, UserId};
use scheduling_core::time::Timestamp;
use std::collections::BTreeSet;

/// Interviews with a time of their own (no slot's) that lie ahead and of whose panel one of these users is, or whose
/// candidate; one query however many.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn direct_of_users(
    scope: &mut Scope<'_>,
    company: CompanyId,
    users: &[UserId],
    now: Timestamp,
) -> Result<Vec<InterviewId>> {
    let sits_in = panel::table
        .filter(panel::company_id.eq(interviews::company_id))
        .filter(panel::interview_id.eq(interviews::id))
        .filter(id_in(panel::user_id, &ids(users)));
    let theirs = candidates::table
        .filter(candidates::company_id.eq(interviews::company_id))
        .filter(candidates::id.eq(interviews::candidate_id))
        .filter(id_in(candidates::user_id.assume_not_null(), &ids(users)));
    let found: Vec<DbUuid> = interviews::table
        .select(interviews::id)
        .filter(interviews::company_id.eq(company.0))
        .filter(interviews::status.eq("scheduled").or(interviews::status.eq("in_progress")))
        .filter(interviews::ends_at.gt(Some(DbTimestamp::from(now))))
        .filter(diesel::dsl::exists(sits_in).or(diesel::dsl::exists(theirs)))
        .order(interviews::id)
        .load(scope.connection())?;
    Ok(found.into_iter().map(|id| InterviewId(id.0)).collect())
}

/// Interviews with a time of their own (no slot's) that lie ahead and have no panel, in order of id.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn direct_unattended(
    scope: &mut Scope<'_>,
    company: CompanyId,
    now: Timestamp,
) -> Result<Vec<InterviewId>> {
    let sits_in = panel::table
        .filter(panel::company_id.eq(interviews::company_id))
        .filter(panel::interview_id.eq(interviews::id));
    let booked = schedules::table
        .filter(schedules::company_id.eq(interviews::company_id))
        .filter(schedules::interview_id.eq(interviews::id))
        .filter(live());
    let found: Vec<DbUuid> = interviews::table
        .select(interviews::id)
        .filter(interviews::company_id.eq(company.0))
        .filter(interviews::status.eq("scheduled").or(interviews::status.eq("in_progress")))
        .filter(interviews::ends_at.gt(Some(DbTimestamp::from(now))))
        .filter(diesel::dsl::not(diesel::dsl::exists(sits_in)))
        .filter(diesel::dsl::not(diesel::dsl::exists(booked)))
        .order(interviews::id)
        .load(scope.connection())?;
    Ok(found.into_iter().map(|id| InterviewId(id.0)).collect())
}

/// The users of a company who have a part in a booking ahead, or against one of whose bookings something stands.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn users_with_bookings(scope: &mut Scope<'_>, company: CompanyId, now: Timestamp) -> Result<Vec<UserId>> {
    let (own, ahead) = (company.0, DbTimestamp::from(now));
    let live = schedules::table
        .filter(schedules::company_id.eq(slots::company_id))
        .filter(schedules::slot_id.eq(slots::id))
        .filter(schedules::status.eq_any(["pending", "confirmed"]));
    let holders: Vec<Option<i64>> = slots::table
        .select(slots::interviewer_id)
        .filter(slots::company_id.eq(own))
        .filter(slots::interviewer_id.is_not_null())
        .filter(slots::ends_at.gt(ahead))
        .filter(diesel::dsl::exists(live))
        .distinct()
        .load(scope.connection())?;
    let to_be = interviews::status.eq_any(["pending", "scheduled", "in_progress"]);
    let sitting: Vec<i64> = panel::table
        .inner_join(
            interviews::table
                .on(interviews::company_id.eq(panel::company_id).and(interviews::id.eq(panel::interview_id))),
        )
        .select(panel::user_id)
        .filter(panel::company_id.eq(own))
        .filter(to_be)
        .distinct()
        .load(scope.connection())?;
    let offering: Vec<i64> = appointments::table
        .select(appointments::user_id)
        .filter(appointments::company_id.eq(own))
        .filter(appointments::status.eq_any(["confirmed", "pending_payment"]))
        .filter(appointments::ends_at.gt(ahead))
        // Not `DISTINCT`: for that SQLite walks over all that the company ever booked.
        .load(scope.connection())?;
    let stood_against: Vec<Option<i64>> = conflicts::table
        .select(conflicts::user_id)
        .filter(conflicts::company_id.eq(own))
        .filter(conflicts::resolution.eq(Resolution::Pending.name()))
        .filter(conflicts::origin.eq(ConflictOrigin::Broken.name()))
        .distinct()
        .load(scope.connection())?;
    let all = holders.into_iter().chain(stood_against).flatten().chain(sitting).chain(offering);
    let each_once: BTreeSet<i64> = all.collect();
    Ok(each_once.into_iter().map(UserId).collect())
}
