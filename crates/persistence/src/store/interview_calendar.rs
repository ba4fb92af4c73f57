//! Interviews in order of time, for calendars: those that have a time, and those that wait on a slot to be confirmed.

use super::{Result, ids};
use crate::Scope;
use crate::db::DbError;
use crate::db::fragments::{Ids, id_in};
use crate::db::types::{DbTimestamp, DbUuid, interval};
use crate::schema::{interview_interviewers as panel, interviews, schedules, slots};
use diesel::prelude::*;
use domain::interview::InterviewStatus;
use domain::slot::AiKind;
use domain::{CandidateId, CompanyId, InterviewId, JobId, ScheduleId, SlotId, UserId};
use scheduling_core::time::{Interval, Timestamp};

/// The longest interview or slot, in seconds: how far before a window to look for what reaches into it.
const LONGEST: i64 = 86_400;

/// Which interviews are asked for; what is `None` is not.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    pub candidate: Option<CandidateId>,
    pub job: Option<JobId>,
    pub status: Option<InterviewStatus>,
    pub ai: Option<AiKind>,
    /// Only interviews whose slot one of these users holds, or of whose panel one of them is.
    pub interviewers: Option<Vec<UserId>>,
}

impl Filter {
    /// Of whom an interview has to be: of one of each of these.
    fn people(&self, scope: &Scope<'_>) -> Vec<Ids> {
        let only = scope.sees().only().map(|user| vec![user]);
        self.interviewers.iter().chain(&only).map(|users| ids(users)).collect()
    }
}

/// An interview at its time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub company: CompanyId,
    pub interview: InterviewId,
    pub candidate: CandidateId,
    pub job: JobId,
    pub status: InterviewStatus,
    pub time: Interval,
    pub ai: Option<AiKind>,
    /// The pending schedule that it has the time of, where it has none of its own.
    pub pending: Option<(ScheduleId, SlotId)>,
}

/// The interview, without its time.
#[derive(Queryable)]
struct Row {
    company_id: i64,
    id: DbUuid,
    candidate_id: i64,
    job_id: i64,
    status: String,
    ai: Option<String>,
}

/// An interview, and its time.
type TimedRow = (Row, Option<DbTimestamp>, Option<DbTimestamp>);
/// An interview, the time of the slot that it waits for, and the ids of the schedule and the slot.
type PendingRow = (Row, DbTimestamp, DbTimestamp, DbUuid, DbUuid);

impl Row {
    fn entry(self, time: Interval) -> Result<Entry> {
        Ok(Entry {
            company: CompanyId(self.company_id),
            interview: InterviewId(self.id.0),
            candidate: CandidateId(self.candidate_id),
            job: JobId(self.job_id),
            status: InterviewStatus::named(&self.status)
                .ok_or_else(|| DbError::corrupt("interviews.status", &self.status))?,
            time,
            ai: self.ai.as_deref().and_then(AiKind::named),
            pending: None,
        })
    }
}

/// The same query, of interviews with this candidate, job and AI interviewer alone.
macro_rules! about {
    ($query:expr, $filter:expr, $ai:expr) => {{
        let (mut query, filter): (_, &Filter) = ($query, $filter);
        if let Some(candidate) = filter.candidate {
            query = query.filter(interviews::candidate_id.eq(candidate.0));
        }
        if let Some(job) = filter.job {
            query = query.filter(interviews::job_id.eq(job.0));
        }
        if let Some(kind) = filter.ai {
            query = query.filter($ai.eq(kind.name()));
        }
        query
    }};
}

/// The seats of these users in the panel of an interview.
macro_rules! sat_in {
    ($users:expr) => {
        panel::table
            .filter(panel::company_id.eq(interviews::company_id))
            .filter(panel::interview_id.eq(interviews::id))
            .filter(id_in(panel::user_id, $users))
    };
}

/// Interviews that have a time which overlaps the window, in order of start, then of id; at most `limit` after that key.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn timed(
    scope: &mut Scope<'_>,
    window: Interval,
    filter: &Filter,
    after: Option<(Timestamp, InterviewId)>,
    limit: i64,
) -> Result<Vec<Entry>> {
    let mut query = interviews::table
        .select((
            (
                interviews::company_id,
                interviews::id,
                interviews::candidate_id,
                interviews::job_id,
                interviews::status,
                interviews::ai_interview_type,
            ),
            interviews::starts_at,
            interviews::ends_at,
        ))
        .filter(interviews::starts_at.gt(DbTimestamp::from(window.start().plus_seconds(-LONGEST))))
        .filter(interviews::starts_at.lt(DbTimestamp::from(window.end())))
        .filter(interviews::ends_at.gt(DbTimestamp::from(window.start())))
        .order((interviews::starts_at, interviews::id))
        .limit(limit)
        .into_boxed();
    if let Some(company) = scope.company() {
        query = query.filter(interviews::company_id.eq(company.0));
    }
    if let Some((start, id)) = after {
        let start = DbTimestamp::from(start);
        let later = interviews::starts_at.eq(start).and(interviews::id.nullable().gt(Some(DbUuid(id.0))));
        query = query.filter(interviews::starts_at.gt(start).or(later));
    }
    if let Some(status) = filter.status {
        query = query.filter(interviews::status.eq(status.name()));
    }
    query = about!(query, filter, interviews::ai_interview_type);
    for users in filter.people(scope) {
        let held = slots::table
            .filter(slots::company_id.eq(schedules::company_id))
            .filter(slots::id.eq(schedules::slot_id))
            .filter(id_in(slots::interviewer_id.assume_not_null(), &users));
        let booked = schedules::table
            .filter(schedules::company_id.eq(interviews::company_id))
            .filter(schedules::interview_id.eq(interviews::id))
            .filter(schedules::status.eq("confirmed"))
            .filter(diesel::dsl::exists(held));
        query = query.filter(diesel::dsl::exists(sat_in!(&users)).or(diesel::dsl::exists(booked)));
    }
    let rows: Vec<TimedRow> = query.load(scope.connection())?;
    rows.into_iter()
        .map(|(row, start, end)| {
            let times = start.zip(end).ok_or_else(|| DbError::corrupt("interviews.starts_at", row.id.0))?;
            row.entry(interval(times.0, times.1)?)
        })
        .collect()
}

/// Interviews that wait for a schedule to be confirmed, at their slot's time; otherwise as [`timed`].
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn pending(
    scope: &mut Scope<'_>,
    window: Interval,
    filter: &Filter,
    after: Option<(Timestamp, InterviewId)>,
    limit: i64,
) -> Result<Vec<Entry>> {
    let to_slot =
        slots::table.on(slots::company_id.eq(schedules::company_id).and(slots::id.eq(schedules::slot_id)));
    let to_interview = interviews::table
        .on(interviews::company_id.eq(schedules::company_id).and(interviews::id.eq(schedules::interview_id)));
    let mut query = schedules::table
        .inner_join(to_slot)
        .inner_join(to_interview)
        .select((
            (
                schedules::company_id,
                interviews::id,
                interviews::candidate_id,
                interviews::job_id,
                interviews::status,
                slots::ai_interview_type,
            ),
            slots::starts_at,
            slots::ends_at,
            schedules::id,
            schedules::slot_id,
        ))
        .filter(schedules::status.eq("pending"))
        .filter(interviews::status.eq("pending"))
        .filter(slots::starts_at.gt(DbTimestamp::from(window.start().plus_seconds(-LONGEST))))
        .filter(slots::starts_at.lt(DbTimestamp::from(window.end())))
        .filter(slots::ends_at.gt(DbTimestamp::from(window.start())))
        .order((slots::starts_at, interviews::id))
        .limit(limit)
        .into_boxed();
    if let Some(company) = scope.company() {
        query = query.filter(schedules::company_id.eq(company.0));
    }
    if let Some((start, id)) = after {
        let start = DbTimestamp::from(start);
        let later = slots::starts_at.eq(start).and(interviews::id.gt(DbUuid(id.0)));
        query = query.filter(slots::starts_at.gt(start).or(later));
    }
    query = about!(query, filter, slots::ai_interview_type);
    for users in filter.people(scope) {
        let holds = id_in(slots::interviewer_id.assume_not_null(), &users);
        query = query.filter(holds.or(diesel::dsl::exists(sat_in!(&users))));
    }
    let rows: Vec<PendingRow> = query.load(scope.connection())?;
    rows.into_iter()
        .map(|(row, start, end, schedule, slot)| {
            let pending = Some((ScheduleId(schedule.0), SlotId(slot.0)));
            Ok(Entry { pending, ..row.entry(interval(start, end)?)? })
        })
        .collect()
}
