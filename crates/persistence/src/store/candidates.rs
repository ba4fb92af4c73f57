//! Candidates: the people who are interviewed.

use super::{Result, acceptable, changed, expect_version, refusals};
use crate::Scope;
use crate::db::types::At;
use crate::schema::candidates;
use diesel::prelude::*;
use domain::directory::{Candidate, CandidateDetails, Stamp};
use domain::{CandidateId, CompanyId, Refusal};
use scheduling_core::time::Timestamp;

const WHAT: &str = "candidate";

#[derive(Queryable)]
struct Row {
    id: i64,
    company_id: i64,
    name: String,
    email: String,
    phone: Option<String>,
    time_zone: Option<String>,
    version: i64,
    created_at: At,
    updated_at: At,
}

impl Row {
    fn candidate(self) -> Candidate {
        Candidate {
            id: CandidateId(self.id),
            company: CompanyId(self.company_id),
            details: CandidateDetails {
                name: self.name,
                email: self.email,
                phone: self.phone,
                time_zone: self.time_zone,
            },
            stamp: Stamp {
                version: self.version,
                created_at: self.created_at.instant(),
                updated_at: self.updated_at.instant(),
            },
        }
    }
}

/// A page of candidates.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn list(scope: &mut Scope<'_>, after: Option<CandidateId>, limit: i64) -> Result<Vec<Candidate>> {
    let mut query = candidates::table.order(candidates::id).limit(limit).into_boxed();
    if let Some(company) = scope.company() {
        query = query.filter(candidates::company_id.eq(company.0));
    }
    if let Some(after) = after {
        query = query.filter(candidates::id.gt(after.0));
    }
    let rows: Vec<Row> = query.load(scope.connection())?;
    Ok(rows.into_iter().map(Row::candidate).collect())
}

/// The names of those of these candidates that the scope reaches; one query however many.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn names(scope: &mut Scope<'_>, wanted: &[CandidateId]) -> Result<Vec<(CandidateId, String)>> {
    let ids = wanted.iter().map(|id| id.0).collect();
    let mut query = candidates::table
        .select((candidates::id, candidates::name))
        .filter(crate::db::fragments::id_in(candidates::id, &ids))
        .into_boxed();
    if let Some(company) = scope.company() {
        query = query.filter(candidates::company_id.eq(company.0));
    }
    let rows: Vec<(i64, String)> = query.load(scope.connection())?;
    Ok(rows.into_iter().map(|(id, name)| (CandidateId(id), name)).collect())
}

/// One candidate.
///
/// # Errors
/// [`Refusal::NotFound`] where the scope reaches no such candidate.
pub fn get(scope: &mut Scope<'_>, id: CandidateId) -> Result<Candidate> {
    let mut query = candidates::table.filter(candidates::id.eq(id.0)).into_boxed();
    if let Some(company) = scope.company() {
        query = query.filter(candidates::company_id.eq(company.0));
    }
    let row: Option<Row> = query.first(scope.connection()).optional()?;
    Ok(row.ok_or_else(|| Refusal::not_found(WHAT))?.candidate())
}

/// Makes a candidate in the scope's company.
///
/// # Errors
/// [`Refusal::Invalid`] where the scope reaches all companies.
pub fn insert(scope: &mut Scope<'_>, details: &CandidateDetails, now: Timestamp) -> Result<Candidate> {
    let company = scope.home()?;
    let row: Row = diesel::insert_into(candidates::table)
        .values((
            candidates::company_id.eq(company.0),
            candidates::name.eq(&details.name),
            candidates::email.eq(&details.email),
            candidates::phone.eq(&details.phone),
            candidates::time_zone.eq(&details.time_zone),
            candidates::version.eq(1),
            candidates::created_at.eq(At::from(now)),
            candidates::updated_at.eq(At::from(now)),
        ))
        .returning(candidates::all_columns)
        .get_result(scope.connection())?;
    Ok(row.candidate())
}

/// Changes a candidate; `expected` is the version that the caller knows.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::VersionMismatch`].
pub fn update(
    scope: &mut Scope<'_>,
    id: CandidateId,
    details: &CandidateDetails,
    expected: Option<i64>,
    now: Timestamp,
) -> Result<Candidate> {
    let stored = get(scope, id)?;
    expect_version(WHAT, expected, stored.stamp.version)?;
    let (low, high) = acceptable(expected);
    let row: Option<Row> =
        diesel::update(candidates::table.find(id.0).filter(candidates::version.between(low, high)))
            .set((
                candidates::name.eq(&details.name),
                candidates::email.eq(&details.email),
                candidates::phone.eq(&details.phone),
                candidates::time_zone.eq(&details.time_zone),
                candidates::version.eq(candidates::version + 1),
                candidates::updated_at.eq(At::from(now)),
            ))
            .returning(candidates::all_columns)
            .get_result(scope.connection())
            .optional()?;
    Ok(changed(WHAT, row)?.candidate())
}

/// Deletes a candidate that nothing names.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::VersionMismatch`], [`Refusal::StillReferenced`].
pub fn delete(scope: &mut Scope<'_>, id: CandidateId, expected: Option<i64>) -> Result<()> {
    let stored = get(scope, id)?;
    expect_version(WHAT, expected, stored.stamp.version)?;
    scope
        .savepoint(|scope| {
            diesel::delete(candidates::table.find(id.0)).execute(scope.connection())?;
            Ok(())
        })
        .map_err(|error| refusals::still_referenced(WHAT, error))
}
