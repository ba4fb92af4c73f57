//! Interviews and their panels.
//!
//! A change of an interview holds the lock of its candidate ([`lock`]): what is decided by its status and time can't
//! be overtaken then. What a change may be is the domain's to say, and asked before.

pub use super::interview_ends::{Over, over};
pub use super::interview_list::list;
use super::interview_rows::{NewRow, Shown, Values, shown};
use super::{Result, changed, uuid_at};
use crate::Scope;
use crate::db::connection::{AnyConnection, load_scoped, on_backend};
use crate::db::fragments::{Ids, Uuids, id_in, uuid_in};
use crate::db::many::SetRooms;
use crate::db::types::{DbTimestamp, DbUuid};
use crate::ledger;
use crate::schema::{interview_interviewers as panel, interviews};
use diesel::prelude::*;
use domain::commitment::Subject;
use domain::interview::{Interview, InterviewStatus};
use domain::{CandidateId, CompanyId, InterviewId, JobId, Refusal, UserId};
use scheduling_core::time::{Interval, Timestamp};
use std::collections::HashMap;

const WHAT: &str = "interview";
/// The longest interview, in seconds: how far before a window to look for what reaches into it.
const LONGEST: i64 = 86_400;

/// Rooms that begin alike; with 64 random bits there are hardly ever two.
const AT_MOST: i64 = 8;

/// Which interviews are asked for; what is `None` is not.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter {
    pub id: Option<InterviewId>,
    pub candidate: Option<CandidateId>,
    pub job: Option<JobId>,
    pub status: Option<InterviewStatus>,
    /// Only interviews that this user has to do with: of whose panel they are, or whose slot they hold.
    pub of: Option<UserId>,
    /// Interviews that have a time which overlaps it.
    pub window: Option<Interval>,
    /// Interviews that have a time which begins later.
    pub starts_after: Option<Timestamp>,
}

/// No interview that begins before it reaches into the window.
pub(super) fn earliest(window: Interval) -> Timestamp {
    window.start().plus_seconds(-LONGEST)
}

/// An id for a new interview.
#[must_use]
pub fn new_id(now: Timestamp) -> InterviewId {
    InterviewId(uuid_at(now))
}

/// Interviews of whose panel the user is one, or whose slot they hold.
macro_rules! concerns {
    ($user:expr) => {{
        use crate::schema::{interview_interviewers as panel, schedules, slots};
        let of_panel = panel::table
            .filter(panel::company_id.eq(interviews::company_id))
            .filter(panel::interview_id.eq(interviews::id))
            .filter(panel::user_id.eq($user.0));
        let slot = slots::company_id.eq(schedules::company_id).and(slots::id.eq(schedules::slot_id));
        let of_slot = schedules::table
            .inner_join(slots::table.on(slot))
            .filter(schedules::company_id.eq(interviews::company_id))
            .filter(schedules::interview_id.eq(interviews::id))
            .filter(schedules::status.eq("pending").or(schedules::status.eq("confirmed")))
            .filter(slots::interviewer_id.eq($user.0));
        diesel::dsl::exists(of_panel).or(diesel::dsl::exists(of_slot))
    }};
}
pub(super) use concerns;

macro_rules! matching {
    ($scope:expr, $filter:expr) => {{
        let filter: &Filter = $filter;
        let mut query = interviews::table.select(shown!()).into_boxed();
        if let Some(company) = $scope.company() {
            query = query.filter(interviews::company_id.eq(company.0));
        }
        if let Some(candidate) = filter.candidate {
            query = query.filter(interviews::candidate_id.eq(candidate.0));
        }
        if let Some(job) = filter.job {
            query = query.filter(interviews::job_id.eq(job.0));
        }
        if let Some(status) = filter.status {
            query = query.filter(interviews::status.eq(status.name()));
        }
        for user in [filter.of, $scope.sees().only()].into_iter().flatten() {
            query = match filter.id {
                Some(_) => query.filter(concerns!(user)),
                None => query.filter($crate::db::concerned::interviews_of(interviews::id, user)),
            };
        }
        if let Some(id) = filter.id {
            query = query.filter(interviews::id.eq(DbUuid(id.0)));
        }
        if let Some(after) = filter.starts_after {
            query = query.filter(interviews::starts_at.gt(DbTimestamp::from(after)));
        }
        if let Some(window) = filter.window {
            query = query
                .filter(interviews::starts_at.gt(DbTimestamp::from(earliest(window))))
                .filter(interviews::starts_at.lt(DbTimestamp::from(window.end())))
                .filter(interviews::ends_at.gt(DbTimestamp::from(window.start())));
        }
        query
    }};
}
pub(super) use matching;

/// One interview.
///
/// # Errors
/// [`Refusal::NotFound`] where the scope reaches no such interview.
pub fn get(scope: &mut Scope<'_>, id: InterviewId) -> Result<Interview> {
    let filter = Filter { id: Some(id), ..Filter::default() };
    let row: Option<Shown> = matching!(scope, &filter).first(scope.connection()).optional()?;
    let found = whole(scope, row.into_iter().collect())?.pop();
    Ok(found.ok_or_else(|| Refusal::not_found(WHAT))?)
}

/// Those of these interviews that the scope reaches, in order of id; one query however many, and another where somebody is
/// in a panel.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn by_ids(scope: &mut Scope<'_>, wanted: &[InterviewId]) -> Result<Vec<Interview>> {
    let ids: Uuids = wanted.iter().map(|id| id.0).collect();
    let in_panel = panel::table
        .filter(panel::company_id.eq(interviews::company_id))
        .filter(panel::interview_id.eq(interviews::id))
        .select(panel::user_id)
        .single_value();
    let query = interviews::table
        .select((shown!(), in_panel))
        .filter(uuid_in(interviews::id, &ids))
        .order(interviews::id);
    let rows: Vec<(Shown, Option<i64>)> = load_scoped!(scope, interviews::company_id, query)?;
    if rows.iter().any(|(_, in_panel)| in_panel.is_some()) {
        return whole(scope, rows.into_iter().map(|(row, _)| row).collect());
    }
    rows.into_iter().map(|(row, _)| row.interview(Vec::new())).collect()
}

/// One interview, which nobody changes until the transaction ends; several may hold it so at once.
///
/// # Errors
/// [`Refusal::NotFound`] where the scope reaches no such interview.
pub fn hold(scope: &mut Scope<'_>, id: InterviewId) -> Result<Interview> {
    // On SQLite nobody else writes meanwhile.
    if let AnyConnection::Pg(connection) = scope.connection() {
        let row = interviews::table.filter(interviews::id.eq(DbUuid(id.0))).select(interviews::version);
        row.for_share().load::<i64>(connection)?;
    }
    get(scope, id)
}

/// One interview, with the lock of its candidate, and of all that is in `with`, until the transaction ends. A caller that needs
/// other subjects too (a slot's holder, the panel) has to name them here: locks are taken in one order by everybody.
///
/// # Errors
/// [`Refusal::NotFound`] where the scope reaches no such interview.
pub fn lock(scope: &mut Scope<'_>, id: InterviewId, with: &[Subject]) -> Result<Interview> {
    let seen = get(scope, id)?;
    lock_seen(scope, &seen, with)
}

/// The same of one that was read before, as it is now.
///
/// # Errors
/// As [`lock`].
pub fn lock_seen(scope: &mut Scope<'_>, seen: &Interview, with: &[Subject]) -> Result<Interview> {
    let locks = std::iter::once(Subject::Candidate(seen.candidate)).chain(with.iter().cloned());
    ledger::touch(scope, seen.company, locks)?;
    get(scope, seen.id)
}

/// The interviews with their panels: one query for all of them.
pub(super) fn whole(scope: &mut Scope<'_>, rows: Vec<Shown>) -> Result<Vec<Interview>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Uuids = rows.iter().map(|row| row.0.id().0).collect();
    let query = panel::table
        .select((panel::interview_id, panel::user_id))
        .filter(uuid_in(panel::interview_id, &ids))
        .order((panel::interview_id, panel::position));
    let pairs: Vec<(DbUuid, i64)> = load_scoped!(scope, panel::company_id, query)?;
    let mut panels: HashMap<uuid::Uuid, Vec<UserId>> = HashMap::new();
    for (interview, user) in pairs {
        panels.entry(interview.0).or_default().push(UserId(user));
    }
    rows.into_iter()
        .map(|row| {
            let interviewers = panels.remove(&row.0.id().0).unwrap_or_default();
            row.interview(interviewers)
        })
        .collect()
}

/// Stores a new interview; its metadata is made here.
///
/// # Errors
/// [`Refusal::NotFound`] for somebody or something that was deleted meanwhile.
pub fn insert(scope: &mut Scope<'_>, interview: &Interview, now: Timestamp) -> Result<Interview> {
    diesel::insert_into(interviews::table)
        .values(NewRow::new(interview, now)?)
        .execute(scope.connection())?;
    add_panel(scope, interview)?;
    let mut made = interview.clone();
    made.metadata = domain::Metadata { version: 1, created_at: now, updated_at: now };
    Ok(made)
}

/// Stores an interview as it is to be from now on. The caller has locked it; its version is the one that was read.
///
/// # Errors
/// [`Refusal::VersionMismatch`] where somebody changed it without the lock.
pub fn update(scope: &mut Scope<'_>, interview: &Interview, now: Timestamp) -> Result<Interview> {
    let row = interviews::table.find((interview.company.0, DbUuid(interview.id.0)));
    let version = interview.metadata.version;
    let rows = diesel::update(row.filter(interviews::version.eq(version)))
        .set((
            Values::new(interview)?,
            interviews::version.eq(version + 1),
            interviews::updated_at.eq(DbTimestamp::from(now)),
        ))
        .execute(scope.connection())?;
    changed(WHAT, (rows == 1).then_some(()))?;
    let mut stored = interview.clone();
    stored.metadata.version = version + 1;
    stored.metadata.updated_at = now;
    Ok(stored)
}

/// Stores the rooms of interviews of one company as they are to be from now on, and nothing else of them: one statement,
/// however many. The caller has locked them; their versions are those that were read.
///
/// # Errors
/// [`Refusal::VersionMismatch`] where somebody changed one of them without the lock.
pub fn set_rooms(scope: &mut Scope<'_>, interviews: &[Interview], now: Timestamp) -> Result<Vec<Interview>> {
    let Some(company) = interviews.first().map(|one| one.company) else { return Ok(Vec::new()) };
    let rows = interviews.iter().map(|one| (DbUuid(one.id.0), one.metadata.version, one.room_id.as_deref()));
    let rows: Vec<_> = rows.collect();
    let written = SetRooms::new(company.0, &rows, DbTimestamp::from(now)).execute(scope.connection())?;
    changed(WHAT, (written == interviews.len()).then_some(()))?;
    let stored = |one: &Interview| {
        let mut one = one.clone();
        one.metadata.version += 1;
        one.metadata.updated_at = now;
        one
    };
    Ok(interviews.iter().map(stored).collect())
}

/// Puts the panel in the place of the one that is stored.
///
/// # Errors
/// [`Refusal::NotFound`] for somebody who was deleted meanwhile.
pub fn replace_panel(scope: &mut Scope<'_>, interview: &Interview) -> Result<()> {
    let of_interview = panel::table
        .filter(panel::company_id.eq(interview.company.0))
        .filter(panel::interview_id.eq(DbUuid(interview.id.0)));
    diesel::delete(of_interview).execute(scope.connection())?;
    add_panel(scope, interview)
}

fn add_panel(scope: &mut Scope<'_>, interview: &Interview) -> Result<()> {
    let rows: Vec<_> = (0_i64..)
        .zip(&interview.details.interviewers)
        .map(|(position, user)| {
            (
                panel::company_id.eq(interview.company.0),
                panel::interview_id.eq(DbUuid(interview.id.0)),
                panel::position.eq(position),
                panel::user_id.eq(user.0),
            )
        })
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    on_backend!(scope.connection(), |connection| diesel::insert_into(panel::table)
        .values(rows)
        .execute(connection))?;
    Ok(())
}

/// The first of the panel of each of these interviews that has one.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn first_of_panels(
    scope: &mut Scope<'_>,
    interviews: &[InterviewId],
) -> Result<HashMap<InterviewId, UserId>> {
    if interviews.is_empty() {
        return Ok(HashMap::new());
    }
    let ids: Vec<DbUuid> = interviews.iter().map(|id| DbUuid(id.0)).collect();
    let mut query = panel::table
        .select((panel::interview_id, panel::user_id))
        .filter(panel::interview_id.eq_any(ids))
        .filter(panel::position.eq(0))
        .into_boxed();
    if let Some(company) = scope.company() {
        query = query.filter(panel::company_id.eq(company.0));
    }
    let pairs: Vec<(DbUuid, i64)> = query.load(scope.connection())?;
    Ok(pairs.into_iter().map(|(interview, user)| (InterviewId(interview.0), UserId(user))).collect())
}

/// Whose an interview is and what its room opens with, whatever the company: for those who have no account. It costs
/// the same whether or not there is such an interview.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn room(tx: &mut crate::Tx<'_>, id: InterviewId) -> Result<Option<(CompanyId, String)>> {
    let row: Option<(i64, Option<String>)> = interviews::table
        .select((interviews::company_id, interviews::room_id))
        .filter(interviews::id.eq(DbUuid(id.0)))
        .first(tx.connection())
        .optional()?;
    Ok(row.and_then(|(company, room)| Some((CompanyId(company), room?))))
}

/// The interviews, of whatever company, whose rooms begin with that text of hexadecimal digits: a visitor who follows a link shows
/// nothing else. The beginning alone is looked for, so that how long it takes tells nothing of the rest.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn by_beginning_of_room(
    tx: &mut crate::Tx<'_>,
    beginning: &str,
) -> Result<Vec<(InterviewId, CompanyId, String)>> {
    // "g" comes after all hexadecimal digits.
    let rows: Vec<(DbUuid, i64, Option<String>)> = interviews::table
        .select((interviews::id, interviews::company_id, interviews::room_id))
        .filter(interviews::room_id.ge(beginning))
        .filter(interviews::room_id.lt(format!("{beginning}g")))
        .limit(AT_MOST)
        .load(tx.connection())?;
    let found = rows.into_iter();
    Ok(found.filter_map(|(id, company, room)| Some((InterviewId(id.0), CompanyId(company), room?))).collect())
}

/// The online interviews of these candidates for a job that have a time and are not over: those whose rooms come and go with
/// what is enabled.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn online_with_time(
    scope: &mut Scope<'_>,
    company: CompanyId,
    job: JobId,
    candidates: &[CandidateId],
) -> Result<Vec<Interview>> {
    if candidates.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Ids = candidates.iter().map(|id| id.0).collect();
    let rows: Vec<Shown> = interviews::table
        .select(shown!())
        .filter(interviews::company_id.eq(company.0))
        .filter(id_in(interviews::candidate_id, &ids))
        .filter(interviews::job_id.eq(job.0))
        .filter(interviews::status.eq("scheduled").or(interviews::status.eq("in_progress")))
        .filter(interviews::interview_type.eq("online"))
        .order(interviews::id)
        .load(scope.connection())?;
    whole(scope, rows)
}
