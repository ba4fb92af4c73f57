//! Schedules: interviews booked to slots.
//!
//! A change of a schedule holds the locks of its interview's candidate and, where places move, of the slot's holder
//! ([`lock_people`]). What a change may be is the domain's to say, and asked before.

use super::collection::{Part, by_id, reached};
pub use super::schedule_ends::{Unconfirmed, unconfirmed};
pub(crate) use super::schedule_rows::Row;
use super::{Result, changed, ids, uuid_at};
use crate::db::concerned::schedules_of;
use crate::db::connection::load_scoped;
use crate::db::fragments::{Uuids, id_in, uuid_in};
use crate::db::loose::loose;
use crate::db::types::{DbTimestamp, DbUuid};
use crate::ledger;
use crate::schema::{candidates, interview_interviewers as panel, interviews, schedules, slots};
use crate::{Scope, Writes};
use diesel::prelude::*;
use domain::commitment::Subject;
use domain::schedule::{Schedule, ScheduleStatus};
use domain::slot::AiKind;
use domain::{CandidateId, CompanyId, InterviewId, Refusal, ScheduleId, SlotId, UserId};
use scheduling_core::time::Timestamp;
use std::collections::HashMap;

const WHAT: &str = "schedule";
/// Slots of a type from which their schedules are found.
const FEW_SLOTS: i64 = 400;
/// Those of a status that takes time. Not as a list, which diesel would prepare anew for each query.
#[diesel::dsl::auto_type]
pub(super) fn live() -> _ {
    let (pending, confirmed): (&'static str, &'static str) = ("pending", "confirmed");
    schedules::status.eq(pending).or(schedules::status.eq(confirmed))
}

/// Which schedules are asked for; what is `None` is not.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter {
    pub status: Option<ScheduleStatus>,
    pub interview: Option<InterviewId>,
    pub slot: Option<SlotId>,
    pub candidate: Option<CandidateId>,
    pub ai: Option<AiKind>,
    /// Only schedules that this user holds or is of the panel of.
    pub interviewer: Option<UserId>,
}

/// An id for a new schedule.
#[must_use]
pub fn new_id(now: Timestamp) -> ScheduleId {
    ScheduleId(uuid_at(now))
}

/// Narrows a query of schedules to those in which a user has a part.
macro_rules! of_person {
    ($query:expr, $user:expr) => {{
        let user: UserId = $user;
        let held = slots::table
            .filter(slots::company_id.eq(schedules::company_id))
            .filter(slots::id.eq(schedules::slot_id))
            .filter(slots::interviewer_id.eq(user.0));
        let sat_in = panel::table
            .filter(panel::company_id.eq(schedules::company_id))
            .filter(panel::interview_id.eq(schedules::interview_id))
            .filter(panel::user_id.eq(user.0));
        $query.filter(diesel::dsl::exists(held).or(diesel::dsl::exists(sat_in)))
    }};
}

/// A page of schedules, in order of id, or the other way round.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn list(scope: &mut Scope<'_>, filter: &Filter, part: &Part<ScheduleId>) -> Result<Vec<Schedule>> {
    let mut query = schedules::table.limit(part.limit).into_boxed();
    if let Some(company) = scope.company() {
        query = query.filter(schedules::company_id.eq(company.0));
    }
    if let Some(status) = filter.status {
        query = query.filter(schedules::status.eq(status.name()));
    }
    if let Some(interview) = filter.interview {
        query = query.filter(schedules::interview_id.eq(DbUuid(interview.0)));
    }
    if let Some(slot) = filter.slot {
        query = query.filter(schedules::slot_id.eq(DbUuid(slot.0)));
    }
    if let Some(candidate) = filter.candidate {
        let company = candidates::table.find(candidate.0).select(candidates::company_id).single_value();
        let of_candidate = interviews::table
            .select(interviews::id)
            .filter(interviews::company_id.nullable().eq(company))
            .filter(interviews::candidate_id.eq(candidate.0));
        query = query.filter(schedules::interview_id.eq_any(of_candidate));
    }
    let of_rare = match filter.ai {
        Some(kind) => rare(scope, kind)?,
        None => None,
    };
    if let Some(slots) = &of_rare {
        query = query.filter(uuid_in(schedules::slot_id, slots));
    } else if let Some(kind) = filter.ai {
        let of_kind = slots::table
            .filter(slots::company_id.eq(schedules::company_id))
            .filter(slots::id.eq(schedules::slot_id))
            .filter(slots::ai_interview_type.eq(kind.name()));
        query = query.filter(diesel::dsl::exists(of_kind));
    }
    let people: Vec<UserId> = [filter.interviewer, scope.sees().only()].into_iter().flatten().collect();
    for user in &people {
        query = query.filter(schedules_of(schedules::id, *user));
    }
    let few = filter.candidate.is_some() || !people.is_empty() || of_rare.is_some();
    if few {
        // The nought keeps PostgreSQL too from walking through all of them in order of id.
        query = query.order(schedules::version * 0);
    }
    let query = by_id(query, loose(schedules::id, few), part.sort.descending, part.after_id());
    let rows: Vec<Row> = query.load(scope.connection())?;
    rows.into_iter().map(Row::schedule).collect()
}

/// Whose bookings these are; one query, however many.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn interviews_of(
    scope: &mut Scope<'_>,
    wanted: &[ScheduleId],
) -> Result<HashMap<ScheduleId, InterviewId>> {
    let ids: Uuids = wanted.iter().map(|id| id.0).collect();
    let query = schedules::table
        .select((schedules::id, schedules::interview_id))
        .filter(uuid_in(schedules::id, &ids));
    let pairs: Vec<(DbUuid, DbUuid)> = load_scoped!(scope, schedules::company_id, query)?;
    Ok(pairs.into_iter().map(|(id, of)| (ScheduleId(id.0), InterviewId(of.0))).collect())
}

/// The slots of AI interviewers of this type, where they are few: then their schedules are found from them. Where they are many, so
/// are their schedules, and a page of these is full after a short walk.
fn rare(scope: &mut Scope<'_>, kind: AiKind) -> Result<Option<Uuids>> {
    let Some(company) = scope.company() else { return Ok(None) };
    let ids: Vec<DbUuid> = slots::table
        .select(slots::id)
        .filter(slots::company_id.eq(company.0))
        .filter(slots::ai_interview_type.eq(kind.name()))
        .limit(FEW_SLOTS + 1)
        .load(scope.connection())?;
    let are_few = i64::try_from(ids.len()).is_ok_and(|found| found <= FEW_SLOTS);
    Ok(are_few.then(|| ids.into_iter().map(|id| id.0).collect()))
}

/// One schedule.
///
/// # Errors
/// [`Refusal::NotFound`] where the scope reaches no such schedule.
pub fn get(scope: &mut Scope<'_>, id: ScheduleId) -> Result<Schedule> {
    let query = schedules::table.filter(schedules::id.eq(DbUuid(id.0))).into_boxed();
    let mut query = reached(scope, schedules::company_id, query);
    if let Some(user) = scope.sees().only() {
        query = of_person!(query, user);
    }
    let row: Option<Row> = query.first(scope.connection()).optional()?;
    row.ok_or_else(|| Refusal::not_found(WHAT))?.schedule()
}

/// The live schedule of an interview, of which there is one at the most.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn live_of_interview(
    scope: &mut Scope<'_>,
    company: CompanyId,
    interview: InterviewId,
) -> Result<Option<Schedule>> {
    let row: Option<Row> = schedules::table
        .filter(schedules::company_id.eq(company.0))
        .filter(schedules::interview_id.eq(DbUuid(interview.0)))
        .filter(live())
        .first(scope.connection())
        .optional()?;
    row.map(Row::schedule).transpose()
}

/// The live schedules of these interviews.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn live_of_interviews(scope: &mut Scope<'_>, interviews: &[InterviewId]) -> Result<Vec<Schedule>> {
    let ids: Uuids = interviews.iter().map(|id| id.0).collect();
    let mut query =
        schedules::table.filter(uuid_in(schedules::interview_id, &ids)).filter(live()).into_boxed();
    if let Some(company) = scope.company() {
        query = query.filter(schedules::company_id.eq(company.0));
    }
    let rows: Vec<Row> = query.load(scope.connection())?;
    rows.into_iter().map(Row::schedule).collect()
}

/// What took the places of these schedules; those that were not rescheduled have no successor.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn successors(scope: &mut Scope<'_>, of: &[&Schedule]) -> Result<HashMap<ScheduleId, ScheduleId>> {
    let moved = of.iter().filter(|schedule| schedule.status == ScheduleStatus::Rescheduled);
    let interviews: Uuids = moved.clone().map(|schedule| schedule.interview.0).collect();
    if moved.count() == 0 {
        return Ok(HashMap::new());
    }
    // By interview, of which there is an index; it has few schedules.
    let query = schedules::table
        .select((schedules::replaces.assume_not_null(), schedules::id))
        .filter(uuid_in(schedules::interview_id, &interviews))
        .filter(schedules::replaces.is_not_null());
    let rows: Vec<(DbUuid, DbUuid)> = load_scoped!(scope, schedules::company_id, query)?;
    Ok(rows.into_iter().map(|(old, new)| (ScheduleId(old.0), ScheduleId(new.0))).collect())
}

/// The slot that an interview is booked to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LiveBooking {
    pub schedule: ScheduleId,
    pub slot: SlotId,
    /// The user whose slot it is; `None` for an AI interviewer's.
    pub holder: Option<UserId>,
}

/// The live bookings of these interviews; one query however many.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn live_bookings(
    scope: &mut Scope<'_>,
    interviews: &[InterviewId],
) -> Result<HashMap<InterviewId, LiveBooking>> {
    if interviews.is_empty() {
        return Ok(HashMap::new());
    }
    let ids: Uuids = interviews.iter().map(|id| id.0).collect();
    let slot = slots::company_id.eq(schedules::company_id).and(slots::id.eq(schedules::slot_id));
    let query = schedules::table
        .inner_join(slots::table.on(slot))
        .select((schedules::interview_id, schedules::id, slots::id, slots::interviewer_id))
        .filter(uuid_in(schedules::interview_id, &ids))
        .filter(live());
    let rows: Vec<(DbUuid, DbUuid, DbUuid, Option<i64>)> = load_scoped!(scope, schedules::company_id, query)?;
    let booking = |(interview, schedule, slot, holder): (DbUuid, DbUuid, DbUuid, Option<i64>)| {
        let (schedule, slot) = (ScheduleId(schedule.0), SlotId(slot.0));
        (InterviewId(interview.0), LiveBooking { schedule, slot, holder: holder.map(UserId) })
    };
    Ok(rows.into_iter().map(booking).collect())
}

/// The live schedules of a slot, in order of id.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn live_of_slot(scope: &mut Scope<'_>, company: CompanyId, slot: SlotId) -> Result<Vec<Schedule>> {
    let rows: Vec<Row> = schedules::table
        .filter(schedules::company_id.eq(company.0))
        .filter(schedules::slot_id.eq(DbUuid(slot.0)))
        .filter(live())
        .order(schedules::id)
        .load(scope.connection())?;
    rows.into_iter().map(Row::schedule).collect()
}

/// The live schedules in which one of these users has a part and whose slots end after `now`, in order of id; one query
/// however many users.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn live_of_users(
    scope: &mut Scope<'_>,
    company: CompanyId,
    users: &[UserId],
    now: Timestamp,
) -> Result<Vec<Schedule>> {
    let users = ids(users);
    let ahead = slots::table
        .filter(slots::company_id.eq(schedules::company_id))
        .filter(slots::id.eq(schedules::slot_id))
        .filter(slots::ends_at.gt(DbTimestamp::from(now)));
    let held = slots::table
        .filter(slots::company_id.eq(schedules::company_id))
        .filter(slots::id.eq(schedules::slot_id))
        .filter(id_in(slots::interviewer_id.assume_not_null(), &users));
    let sat_in = panel::table
        .filter(panel::company_id.eq(schedules::company_id))
        .filter(panel::interview_id.eq(schedules::interview_id))
        .filter(id_in(panel::user_id, &users));
    let of_theirs = candidates::table
        .inner_join(
            interviews::table.on(interviews::company_id
                .eq(candidates::company_id)
                .and(interviews::candidate_id.eq(candidates::id))),
        )
        .filter(interviews::company_id.eq(schedules::company_id))
        .filter(interviews::id.eq(schedules::interview_id))
        .filter(id_in(candidates::user_id.assume_not_null(), &users));
    let part = diesel::dsl::exists(held).or(diesel::dsl::exists(sat_in)).or(diesel::dsl::exists(of_theirs));
    let rows: Vec<Row> = schedules::table
        .filter(schedules::company_id.eq(company.0))
        .filter(live())
        .filter(diesel::dsl::exists(ahead))
        .filter(part)
        .order(schedules::id)
        .load(scope.connection())?;
    rows.into_iter().map(Row::schedule).collect()
}

/// The live schedules on slots of AI interviewers that end after `now`, of interviews without a panel, in order of id.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn live_unattended(scope: &mut Scope<'_>, company: CompanyId, now: Timestamp) -> Result<Vec<Schedule>> {
    let machines = slots::table
        .filter(slots::company_id.eq(schedules::company_id))
        .filter(slots::id.eq(schedules::slot_id))
        .filter(slots::interviewer_id.is_null())
        .filter(slots::ends_at.gt(DbTimestamp::from(now)));
    let sat_in = panel::table
        .filter(panel::company_id.eq(schedules::company_id))
        .filter(panel::interview_id.eq(schedules::interview_id));
    let rows: Vec<Row> = schedules::table
        .filter(schedules::company_id.eq(company.0))
        .filter(live())
        .filter(diesel::dsl::exists(machines))
        .filter(diesel::dsl::not(diesel::dsl::exists(sat_in)))
        .order(schedules::id)
        .load(scope.connection())?;
    rows.into_iter().map(Row::schedule).collect()
}

/// Stores a new schedule.
///
/// # Errors
/// `WrongState` (`already-scheduled`) where the interview has a live one.
pub fn insert(scope: &mut Scope<'_>, schedule: &Schedule) -> Result<()> {
    diesel::insert_into(schedules::table).values(Row::new(schedule)).execute(scope.connection())?;
    Ok(())
}

/// Has a new schedule stored. That its interview has no live one was asked under the locks.
pub fn insert_with(writes: &mut Writes, schedule: &Schedule) {
    writes.add(Row::new(schedule));
}

/// Stores a schedule as it is to be from now on. The caller has locked it; its version is the one that was read.
///
/// # Errors
/// [`Refusal::VersionMismatch`] where somebody changed it without the lock.
pub fn update(scope: &mut Scope<'_>, schedule: &Schedule, now: Timestamp) -> Result<Schedule> {
    let row = schedules::table.find((schedule.company.0, DbUuid(schedule.id.0)));
    let rows = diesel::update(row.filter(schedules::version.eq(schedule.version)))
        .set((
            schedules::status.eq(schedule.status.name()),
            schedules::booking_notes.eq(&schedule.booking_notes),
            schedules::confirmed_at.eq(schedule.confirmed_at.map(DbTimestamp::from)),
            schedules::cancelled_at.eq(schedule.cancelled_at.map(DbTimestamp::from)),
            schedules::cancellation_reason.eq(&schedule.cancellation_reason),
            schedules::cancelled_by.eq(schedule.cancelled_by.map(|user| user.0)),
            schedules::version.eq(schedule.version + 1),
            schedules::updated_at.eq(DbTimestamp::from(now)),
        ))
        .execute(scope.connection())?;
    changed(WHAT, (rows == 1).then_some(()))?;
    Ok(Schedule { version: schedule.version + 1, updated_at: now, ..schedule.clone() })
}

/// Locks everybody whose time a booking concerns, until the transaction ends: in the one order in which all lock.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn lock_people(
    scope: &mut Scope<'_>,
    company: CompanyId,
    people: impl IntoIterator<Item = Subject>,
) -> Result<()> {
    Ok(ledger::touch(scope, company, people)?)
}
