//! Reads commitments.

use super::MAX_MEETING;
use super::conflicting::ConflictingCommitments;
use super::rows::{COLUMNS, Row};
use super::touching::TouchingCommitments;
use crate::Scope;
use crate::db::DbError;
use crate::db::connection::on_backend;
use crate::db::fragments::{Ids, Texts};
use crate::db::types::DbUuid;
use crate::homes;
use crate::schema::{commitments, interviews, schedules, scheduling_links};
use diesel::prelude::*;
use domain::commitment::{Commitment, Hold, MAX_BUFFER, Source, Subject};
use domain::{CandidateId, CompanyId, UserId};
use scheduling_core::time::{Interval, Timestamp};

/// The commitments of these subjects that matter to a search in the window: their meeting or a buffer of theirs
/// touches it, or could be reached by a buffer of up to a day around something in it. Holds that have expired at
/// `now` are left out. In order of subject and start; one query however many subjects.
///
/// A scope that reaches all companies finds the users among the subjects, since only their ids are unique over the
/// platform.
///
/// # Errors
/// [`DbError`] only.
pub fn busy_of(
    scope: &mut Scope<'_>,
    subjects: &[Subject],
    window: Interval,
    now: Timestamp,
) -> Result<Vec<Commitment>, DbError> {
    let (companies, subjects): (Ids, Vec<Subject>) = match scope.company() {
        Some(company) => ([company.0].into_iter().collect(), subjects.to_vec()),
        None => {
            let users: Vec<UserId> = subjects.iter().filter_map(Subject::user).collect();
            let companies = homes::companies(scope, &users)?;
            (companies, users.into_iter().map(Subject::User).collect())
        }
    };
    let names: Texts = subjects.iter().map(Subject::to_string).collect();
    let mut all = touching(scope, companies, names, window)?;
    all.retain(|commitment| !expired(commitment, now));
    Ok(all)
}

/// The same of one company, with holds that have expired: what does not change with the clock.
///
/// # Errors
/// [`DbError`] where the scope reaches more than one company, and where the database fails.
pub fn busy_at_any_time(
    scope: &mut Scope<'_>,
    subjects: &[Subject],
    window: Interval,
) -> Result<Vec<Commitment>, DbError> {
    let company = scope.company().ok_or_else(|| DbError::other("commitments of no company"))?;
    let names: Texts = subjects.iter().map(Subject::to_string).collect();
    touching(scope, [company.0].into_iter().collect(), names, window)
}

/// Whether it is a hold that has expired.
pub(super) fn expired(commitment: &Commitment, now: Timestamp) -> bool {
    matches!(commitment.hold, Hold::Until(end) if end <= now)
}

/// The commitments that could conflict with a meeting of one of these subjects in the window, without buffers of its own.
/// Holds that have expired at `now` are left out. One query however many subjects.
///
/// # Errors
/// [`DbError`] only.
pub fn conflicting_with(
    scope: &mut Scope<'_>,
    company: CompanyId,
    subjects: &[Subject],
    window: Interval,
    now: Timestamp,
) -> Result<Vec<Commitment>, DbError> {
    let mut all = conflicting(scope, company, subjects, window)?;
    all.retain(|commitment| !expired(commitment, now));
    Ok(all)
}

/// The same, including expired holds.
pub(super) fn conflicting(
    scope: &mut Scope<'_>,
    company: CompanyId,
    subjects: &[Subject],
    window: Interval,
) -> Result<Vec<Commitment>, DbError> {
    let query = ConflictingCommitments {
        company: company.0,
        subjects: subjects.iter().map(Subject::to_string).collect(),
        from: window.start().into(),
        to: window.end().into(),
        earliest: window.start().plus_seconds(-MAX_BUFFER - MAX_MEETING).into(),
        latest: window.end().plus_seconds(MAX_BUFFER).into(),
    };
    let rows: Vec<Row> = on_backend!(scope.connection(), |connection| query.load(connection))?;
    rows.into_iter().map(Row::commitment).collect()
}

fn touching(
    scope: &mut Scope<'_>,
    companies: Ids,
    subjects: Texts,
    window: Interval,
) -> Result<Vec<Commitment>, DbError> {
    let from = window.start().plus_seconds(-MAX_BUFFER);
    let to = window.end().plus_seconds(MAX_BUFFER);
    let query = TouchingCommitments {
        companies,
        subjects,
        from: from.into(),
        to: to.into(),
        earliest: from.plus_seconds(-MAX_MEETING).into(),
    };
    let rows: Vec<Row> = on_backend!(scope.connection(), |connection| query.load(connection))?;
    rows.into_iter().map(Row::commitment).collect()
}

/// All that a subject has, in order of start.
pub(super) fn of_subject(
    scope: &mut Scope<'_>,
    company: CompanyId,
    subject: &Subject,
) -> Result<Vec<Commitment>, DbError> {
    let query = commitments::table
        .select(COLUMNS)
        .filter(commitments::company_id.eq(company.0))
        .filter(commitments::subject.eq(subject.to_string()))
        .order(commitments::starts_at);
    let rows: Vec<Row> = query.load(scope.connection())?;
    rows.into_iter().map(Row::commitment).collect()
}

/// What of a subject's time the interviews of a candidate take, directly or by their schedules, and what is held for them by links by
/// which they choose a time.
pub(super) fn of_candidate(
    scope: &mut Scope<'_>,
    company: CompanyId,
    candidate: CandidateId,
    subject: &Subject,
) -> Result<Vec<Commitment>, DbError> {
    let own = interviews::table
        .select(interviews::id)
        .filter(interviews::company_id.eq(company.0))
        .filter(interviews::candidate_id.eq(candidate.0));
    let of_own = interviews::table
        .select(interviews::id)
        .filter(interviews::company_id.eq(company.0))
        .filter(interviews::candidate_id.eq(candidate.0));
    let booked = schedules::table
        .select(schedules::id)
        .filter(schedules::company_id.eq(company.0))
        .filter(schedules::interview_id.eq_any(of_own));
    let chosen = scheduling_links::table
        .select(scheduling_links::id)
        .filter(scheduling_links::company_id.eq(company.0))
        .filter(scheduling_links::candidate_id.eq(candidate.0));
    let of_candidate = commitments::source_id
        .eq_any(own)
        .or(commitments::source_id.eq_any(booked))
        .or(commitments::source_id.eq_any(chosen));
    let query = commitments::table
        .select(COLUMNS)
        .filter(commitments::company_id.eq(company.0))
        .filter(commitments::subject.eq(subject.to_string()))
        .filter(of_candidate)
        .order(commitments::starts_at);
    let rows: Vec<Row> = query.load(scope.connection())?;
    rows.into_iter().map(Row::commitment).collect()
}

/// The commitments of one source, in order of subject, expired holds too.
///
/// # Errors
/// [`DbError`] only.
pub fn of_source(scope: &mut Scope<'_>, source: Source) -> Result<Vec<Commitment>, DbError> {
    let mut query = commitments::table
        .select(COLUMNS)
        .filter(commitments::source_id.eq(DbUuid(source.id)))
        .filter(commitments::source_kind.eq(source.kind.name()))
        .order((commitments::subject, commitments::starts_at))
        .into_boxed();
    if let Some(company) = scope.company() {
        query = query.filter(commitments::company_id.eq(company.0));
    }
    let rows: Vec<Row> = query.load(scope.connection())?;
    rows.into_iter().map(Row::commitment).collect()
}
