//! Conflicts and their history.

use super::collection::{Part, by_id, reached};
use super::conflict_rows::Row;
use super::{Result, changed, ids, uuid_at};
use crate::Scope;
use crate::db::concerned::conflicts_of;
use crate::db::connection::on_backend;
use crate::db::fragments::{Uuids, id_in, uuid_in};
use crate::db::loose::loose;
use crate::db::types::{DbTimestamp, DbUuid};
use crate::schema::{
    appointments, conflict_history as history, conflicts, interview_interviewers as panel, slots,
};
use diesel::prelude::*;
use domain::conflict::{Conflict, ConflictOrigin, ConflictType, Resolution};
use domain::{AppointmentId, CompanyId, ConflictId, InterviewId, Meeting, Refusal, UserId};
use scheduling_core::time::Timestamp;
use std::collections::HashMap;

const WHAT: &str = "conflict";
/// Conflicts that one statement writes.
const CHUNK: usize = 500;

/// Which conflicts are asked for; what is `None` is not.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter {
    pub resolution: Option<Resolution>,
    pub conflict_type: Option<ConflictType>,
    pub origin: Option<ConflictOrigin>,
    /// Conflicts of this interview, whether it is the one that can't be held or the one in its way.
    pub interview: Option<InterviewId>,
    /// Conflicts of this appointment.
    pub appointment: Option<AppointmentId>,
    /// Only conflicts in whose interview or slot this user has a part.
    pub interviewer: Option<UserId>,
}

/// A line of the history of a conflict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    pub resolution: Resolution,
    pub notes: Option<String>,
    pub at: Timestamp,
    /// `user:12`, `key:3 Careers page`, `api`, `system`
    pub actor: String,
}

/// An id for a new conflict.
#[must_use]
pub fn new_id(now: Timestamp) -> ConflictId {
    ConflictId(uuid_at(now))
}

macro_rules! of_person {
    ($query:expr, $user:expr) => {{
        let user: UserId = $user;
        let held = slots::table
            .filter(slots::company_id.eq(conflicts::company_id))
            .filter(slots::id.nullable().eq(conflicts::slot_id))
            .filter(slots::interviewer_id.eq(user.0));
        let sat_in = panel::table
            .filter(panel::company_id.eq(conflicts::company_id))
            .filter(panel::interview_id.nullable().eq(conflicts::primary_interview))
            .filter(panel::user_id.eq(user.0));
        let offered = appointments::table
            .filter(appointments::company_id.eq(conflicts::company_id))
            .filter(appointments::id.nullable().eq(conflicts::appointment_id))
            .filter(appointments::user_id.eq(user.0));
        let own = diesel::dsl::exists(held).or(diesel::dsl::exists(sat_in));
        $query.filter(own.or(diesel::dsl::exists(offered)))
    }};
}

/// A page of conflicts, in order of id, or the other way round.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn list(scope: &mut Scope<'_>, filter: &Filter, part: &Part<ConflictId>) -> Result<Vec<Conflict>> {
    let mut query = conflicts::table.limit(part.limit).into_boxed();
    if let Some(company) = scope.company() {
        query = query.filter(conflicts::company_id.eq(company.0));
    }
    if let Some(resolution) = filter.resolution {
        query = query.filter(conflicts::resolution.eq(resolution.name()));
    }
    if let Some(kind) = filter.conflict_type {
        query = query.filter(conflicts::conflict_type.eq(kind.name()));
    }
    if let Some(origin) = filter.origin {
        query = query.filter(conflicts::origin.eq(origin.name()));
    }
    if let Some(InterviewId(id)) = filter.interview {
        let other = conflicts::conflicting_interview
            .eq(Some(DbUuid(id)))
            .and(conflicts::conflicting_interview.is_not_null());
        let primary =
            conflicts::primary_interview.eq(Some(DbUuid(id))).and(conflicts::primary_interview.is_not_null());
        query = query.filter(primary.or(other));
    }
    if let Some(AppointmentId(id)) = filter.appointment {
        query = query.filter(conflicts::appointment_id.eq(Some(DbUuid(id))));
    }
    let people: Vec<UserId> = [filter.interviewer, scope.sees().only()].into_iter().flatten().collect();
    for user in &people {
        query = query.filter(conflicts_of(conflicts::id, *user));
    }
    let few = !people.is_empty();
    if few {
        // The nought keeps PostgreSQL too from walking through all of them in order of id.
        query = query.order(conflicts::version * 0);
    }
    let query = by_id(query, loose(conflicts::id, few), part.sort.descending, part.after_id());
    let rows: Vec<Row> = query.load(scope.connection())?;
    rows.into_iter().map(Row::conflict).collect()
}

/// One conflict.
///
/// # Errors
/// [`Refusal::NotFound`] where the scope reaches no such conflict.
pub fn get(scope: &mut Scope<'_>, id: ConflictId) -> Result<Conflict> {
    let query = conflicts::table.filter(conflicts::id.eq(DbUuid(id.0))).into_boxed();
    let mut query = reached(scope, conflicts::company_id, query);
    if let Some(user) = scope.sees().only() {
        query = of_person!(query, user);
    }
    let row: Option<Row> = query.first(scope.connection()).optional()?;
    row.ok_or_else(|| Refusal::not_found(WHAT))?.conflict()
}

/// Those of these conflicts that the scope reaches, in order of id; one query however many.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn by_ids(scope: &mut Scope<'_>, wanted: &[ConflictId]) -> Result<Vec<Conflict>> {
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<DbUuid> = wanted.iter().map(|id| DbUuid(id.0)).collect();
    let mut query = conflicts::table.filter(conflicts::id.eq_any(ids)).order(conflicts::id).into_boxed();
    if let Some(company) = scope.company() {
        query = query.filter(conflicts::company_id.eq(company.0));
    }
    let rows: Vec<Row> = query.load(scope.connection())?;
    rows.into_iter().map(Row::conflict).collect()
}

/// All open conflicts of these interviews of one company: of refused attempts and of broken bookings; one query however many.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn open_of_interviews(
    scope: &mut Scope<'_>,
    company: CompanyId,
    interviews: &[InterviewId],
) -> Result<Vec<Conflict>> {
    let wanted: Uuids = interviews.iter().map(|id| id.0).collect();
    let query = conflicts::table
        .filter(conflicts::company_id.eq(company.0))
        .filter(uuid_in(conflicts::primary_interview.assume_not_null(), &wanted))
        .filter(conflicts::resolution.eq(Resolution::Pending.name()))
        .order(conflicts::id);
    let rows: Vec<Row> = on_backend!(scope.connection(), |connection| query.load(connection))?;
    rows.into_iter().map(Row::conflict).collect()
}

/// The open conflicts of bookings that a change has broken, of one company and these users; one query however many.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn open_of_users(scope: &mut Scope<'_>, company: CompanyId, users: &[UserId]) -> Result<Vec<Conflict>> {
    let rows: Vec<Row> = conflicts::table
        .filter(conflicts::company_id.eq(company.0))
        .filter(conflicts::resolution.eq(Resolution::Pending.name()))
        .filter(conflicts::origin.eq(ConflictOrigin::Broken.name()))
        .filter(id_in(conflicts::user_id.assume_not_null(), &ids(users)))
        .order(conflicts::id)
        .load(scope.connection())?;
    rows.into_iter().map(Row::conflict).collect()
}

/// The open conflicts of bookings that a change has broken and that are about nobody's time, of one company and type.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn open_of_nobody(
    scope: &mut Scope<'_>,
    company: CompanyId,
    conflict_type: ConflictType,
) -> Result<Vec<Conflict>> {
    let rows: Vec<Row> = conflicts::table
        .filter(conflicts::company_id.eq(company.0))
        .filter(conflicts::resolution.eq(Resolution::Pending.name()))
        .filter(conflicts::origin.eq(ConflictOrigin::Broken.name()))
        .filter(conflicts::conflict_type.eq(conflict_type.name()))
        .filter(conflicts::user_id.is_null())
        .order(conflicts::id)
        .load(scope.connection())?;
    rows.into_iter().map(Row::conflict).collect()
}

/// The open conflicts of bookings that a change has broken, of one meeting.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn open_of_meeting(scope: &mut Scope<'_>, company: CompanyId, meeting: Meeting) -> Result<Vec<Conflict>> {
    let query = conflicts::table.filter(conflicts::company_id.eq(company.0)).into_boxed();
    let query = match meeting {
        Meeting::Interview(id) => query.filter(conflicts::primary_interview.eq(Some(DbUuid(id.0)))),
        Meeting::Appointment(id) => query.filter(conflicts::appointment_id.eq(Some(DbUuid(id.0)))),
    };
    let rows: Vec<Row> = query
        .filter(conflicts::resolution.eq(Resolution::Pending.name()))
        .filter(conflicts::origin.eq(ConflictOrigin::Broken.name()))
        .order(conflicts::id)
        .load(scope.connection())?;
    rows.into_iter().map(Row::conflict).collect()
}

/// All conflicts that these interviews of one company ever had.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub(super) fn of_interviews(
    scope: &mut Scope<'_>,
    company: CompanyId,
    interviews: &Uuids,
) -> Result<Vec<Conflict>> {
    let rows: Vec<Row> = conflicts::table
        .filter(conflicts::company_id.eq(company.0))
        .filter(uuid_in(conflicts::primary_interview.assume_not_null(), interviews))
        .order(conflicts::id)
        .load(scope.connection())?;
    rows.into_iter().map(Row::conflict).collect()
}

/// The same of appointments.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub(super) fn of_appointments(
    scope: &mut Scope<'_>,
    company: CompanyId,
    appointments: &Uuids,
) -> Result<Vec<Conflict>> {
    let rows: Vec<Row> = conflicts::table
        .filter(conflicts::company_id.eq(company.0))
        .filter(uuid_in(conflicts::appointment_id.assume_not_null(), appointments))
        .order(conflicts::id)
        .load(scope.connection())?;
    rows.into_iter().map(Row::conflict).collect()
}

/// Stores new conflicts of one company, each with the first line of its history. The transaction remembers them
/// ([`Tx::opened_conflicts`](crate::Tx::opened_conflicts)).
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn insert(scope: &mut Scope<'_>, new: &[Conflict], actor: &str) -> Result<()> {
    for chunk in new.chunks(CHUNK) {
        let rows = chunk.iter().map(Row::new).collect::<Result<Vec<_>>>()?;
        on_backend!(scope.connection(), |connection| diesel::insert_into(conflicts::table)
            .values(&rows)
            .execute(connection))?;
        add_steps(scope, chunk, actor, |conflict| conflict.detected_at)?;
        scope.note_opened(chunk.iter().map(|conflict| conflict.id));
    }
    Ok(())
}

/// Stores how these conflicts of one company were settled, all alike, each with a line of its history. Those that
/// somebody else has settled meanwhile stay as they are; answers the others.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn settle(
    scope: &mut Scope<'_>,
    settled: &[Conflict],
    actor: &str,
    now: Timestamp,
) -> Result<Vec<Conflict>> {
    let mut done = Vec::with_capacity(settled.len());
    for chunk in settled.chunks(CHUNK) {
        let Some(first) = chunk.first() else { continue };
        let ids: Vec<DbUuid> = chunk.iter().map(|conflict| DbUuid(conflict.id.0)).collect();
        let open = conflicts::table
            .filter(conflicts::company_id.eq(first.company.0))
            .filter(conflicts::id.eq_any(ids))
            .filter(conflicts::resolution.eq(Resolution::Pending.name()));
        let changed: Vec<(DbUuid, i64)> = diesel::update(open)
            .set((
                conflicts::resolution.eq(first.resolution.name()),
                conflicts::resolution_notes.eq(&first.resolution_notes),
                conflicts::resolved_at.eq(first.resolved_at.map(DbTimestamp::from)),
                conflicts::resolved_by.eq(first.resolved_by.map(|user| user.0)),
                conflicts::version.eq(conflicts::version + 1),
            ))
            .returning((conflicts::id, conflicts::version))
            .get_results(scope.connection())?;
        let versions: HashMap<_, _> = changed.into_iter().map(|(id, version)| (id.0, version)).collect();
        let with_version = |conflict: &Conflict| {
            versions.get(&conflict.id.0).map(|&version| Conflict { version, ..conflict.clone() })
        };
        let changed: Vec<Conflict> = chunk.iter().filter_map(with_version).collect();
        add_steps(scope, &changed, actor, |_| now)?;
        done.extend(changed);
    }
    Ok(done)
}

/// Stores how a conflict was settled, with a line of its history.
///
/// # Errors
/// [`Refusal::VersionMismatch`] where somebody else was faster.
pub fn update(scope: &mut Scope<'_>, conflict: &Conflict, actor: &str, now: Timestamp) -> Result<Conflict> {
    let row = conflicts::table.find((conflict.company.0, DbUuid(conflict.id.0)));
    let rows = diesel::update(row.filter(conflicts::version.eq(conflict.version)))
        .set((
            conflicts::resolution.eq(conflict.resolution.name()),
            conflicts::resolution_notes.eq(&conflict.resolution_notes),
            conflicts::resolved_at.eq(conflict.resolved_at.map(DbTimestamp::from)),
            conflicts::resolved_by.eq(conflict.resolved_by.map(|user| user.0)),
            conflicts::version.eq(conflict.version + 1),
        ))
        .execute(scope.connection())?;
    changed(WHAT, (rows == 1).then_some(()))?;
    add_steps(scope, std::slice::from_ref(conflict), actor, |_| now)?;
    Ok(Conflict { version: conflict.version + 1, ..conflict.clone() })
}

fn add_steps(
    scope: &mut Scope<'_>,
    of: &[Conflict],
    actor: &str,
    at: impl Fn(&Conflict) -> Timestamp,
) -> Result<()> {
    let row = |conflict: &Conflict| {
        (
            history::id.eq(DbUuid(uuid_at(at(conflict)))),
            history::company_id.eq(conflict.company.0),
            history::conflict_id.eq(DbUuid(conflict.id.0)),
            history::resolution.eq(conflict.resolution.name()),
            history::notes.eq(conflict.resolution_notes.clone()),
            history::at.eq(DbTimestamp::from(at(conflict))),
            history::actor.eq(actor.to_owned()),
        )
    };
    let rows: Vec<_> = of.iter().map(row).collect();
    if rows.is_empty() {
        return Ok(());
    }
    on_backend!(scope.connection(), |connection| diesel::insert_into(history::table)
        .values(rows)
        .execute(connection))?;
    Ok(())
}

/// The history of a conflict, oldest first.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn steps(scope: &mut Scope<'_>, conflict: &Conflict) -> Result<Vec<Step>> {
    let rows: Vec<(String, Option<String>, DbTimestamp, String)> = history::table
        .select((history::resolution, history::notes, history::at, history::actor))
        .filter(history::company_id.eq(conflict.company.0))
        .filter(history::conflict_id.eq(DbUuid(conflict.id.0)))
        .order(history::id)
        .load(scope.connection())?;
    let step = |(resolution, notes, at, actor): (String, Option<String>, DbTimestamp, String)| {
        let resolution = Resolution::named(&resolution)
            .ok_or_else(|| crate::DbError::corrupt("conflict_history.resolution", &resolution))?;
        Ok(Step { resolution, notes, at: at.instant(), actor })
    };
    rows.into_iter().map(step).collect()
}
