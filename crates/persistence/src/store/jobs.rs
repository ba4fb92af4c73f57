//! Jobs: what candidates are interviewed for.

use super::{Result, acceptable, changed, expect_version, refusals};
use crate::Scope;
use crate::db::fragments::{Ids, id_in};
use crate::db::types::At;
use crate::schema::jobs;
use diesel::prelude::*;
use domain::directory::{Job, JobDetails, Stamp};
use domain::{CompanyId, JobId, Refusal};
use scheduling_core::time::Timestamp;

const WHAT: &str = "job";

#[derive(Queryable)]
struct Row {
    id: i64,
    company_id: i64,
    title: String,
    active: bool,
    version: i64,
    created_at: At,
    updated_at: At,
}

impl Row {
    fn job(self) -> Job {
        Job {
            id: JobId(self.id),
            company: CompanyId(self.company_id),
            details: JobDetails { title: self.title, active: self.active },
            stamp: Stamp {
                version: self.version,
                created_at: self.created_at.instant(),
                updated_at: self.updated_at.instant(),
            },
        }
    }
}

/// A page of jobs.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn list(scope: &mut Scope<'_>, after: Option<JobId>, limit: i64) -> Result<Vec<Job>> {
    let mut query = jobs::table.order(jobs::id).limit(limit).into_boxed();
    if let Some(company) = scope.company() {
        query = query.filter(jobs::company_id.eq(company.0));
    }
    if let Some(after) = after {
        query = query.filter(jobs::id.gt(after.0));
    }
    let rows: Vec<Row> = query.load(scope.connection())?;
    Ok(rows.into_iter().map(Row::job).collect())
}

/// One job.
///
/// # Errors
/// [`Refusal::NotFound`] where the scope reaches no such job.
pub fn get(scope: &mut Scope<'_>, id: JobId) -> Result<Job> {
    let mut query = jobs::table.filter(jobs::id.eq(id.0)).into_boxed();
    if let Some(company) = scope.company() {
        query = query.filter(jobs::company_id.eq(company.0));
    }
    let row: Option<Row> = query.first(scope.connection()).optional()?;
    Ok(row.ok_or_else(|| Refusal::not_found(WHAT))?.job())
}

/// Those of these jobs that the scope reaches; one query however many.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn by_ids(scope: &mut Scope<'_>, ids: &[JobId]) -> Result<Vec<Job>> {
    let ids: Ids = ids.iter().map(|id| id.0).collect();
    let mut query = jobs::table.filter(id_in(jobs::id, &ids)).into_boxed();
    if let Some(company) = scope.company() {
        query = query.filter(jobs::company_id.eq(company.0));
    }
    let rows: Vec<Row> = query.load(scope.connection())?;
    Ok(rows.into_iter().map(Row::job).collect())
}

/// Makes a job in the scope's company.
///
/// # Errors
/// [`Refusal::Invalid`] where the scope reaches all companies.
pub fn insert(scope: &mut Scope<'_>, details: &JobDetails, now: Timestamp) -> Result<Job> {
    let company = scope.home()?;
    let row: Row = diesel::insert_into(jobs::table)
        .values((
            jobs::company_id.eq(company.0),
            jobs::title.eq(&details.title),
            jobs::active.eq(details.active),
            jobs::version.eq(1),
            jobs::created_at.eq(At::from(now)),
            jobs::updated_at.eq(At::from(now)),
        ))
        .returning(jobs::all_columns)
        .get_result(scope.connection())?;
    Ok(row.job())
}

/// Changes a job; `expected` is the version that the caller knows.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::VersionMismatch`].
pub fn update(
    scope: &mut Scope<'_>,
    id: JobId,
    details: &JobDetails,
    expected: Option<i64>,
    now: Timestamp,
) -> Result<Job> {
    let stored = get(scope, id)?;
    expect_version(WHAT, expected, stored.stamp.version)?;
    let (low, high) = acceptable(expected);
    let row: Option<Row> = diesel::update(jobs::table.find(id.0).filter(jobs::version.between(low, high)))
        .set((
            jobs::title.eq(&details.title),
            jobs::active.eq(details.active),
            jobs::version.eq(jobs::version + 1),
            jobs::updated_at.eq(At::from(now)),
        ))
        .returning(jobs::all_columns)
        .get_result(scope.connection())
        .optional()?;
    Ok(changed(WHAT, row)?.job())
}

/// Deletes a job that nothing names.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::VersionMismatch`], [`Refusal::StillReferenced`].
pub fn delete(scope: &mut Scope<'_>, id: JobId, expected: Option<i64>) -> Result<()> {
    let stored = get(scope, id)?;
    expect_version(WHAT, expected, stored.stamp.version)?;
    scope
        .savepoint(|scope| {
            diesel::delete(jobs::table.find(id.0)).execute(scope.connection())?;
            Ok(())
        })
        .map_err(|error| refusals::still_referenced(WHAT, error))
}
