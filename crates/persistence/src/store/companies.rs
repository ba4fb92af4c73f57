//! Companies. A scope of one company sees that one.

use super::{Result, acceptable, calendars, changed, expect_version, refusals};
use crate::Scope;
use crate::db::DbError;
use crate::db::types::DbTimestamp;
use crate::schema::{companies, users};
use diesel::prelude::*;
use domain::Metadata;
use domain::directory::{BusinessHours, Company, CompanyDetails};
use domain::{CompanyId, Refusal};
use scheduling_core::time::{TimeOfDay, Timestamp};

const WHAT: &str = "company";

#[derive(Queryable)]
pub(super) struct Row {
    id: i64,
    name: String,
    time_zone: String,
    opens_at: i64,
    closes_at: i64,
    ai_parallel: i64,
    active: bool,
    version: i64,
    created_at: DbTimestamp,
    updated_at: DbTimestamp,
}

impl Row {
    pub(super) fn company(self) -> Result<Company> {
        let business_hours =
            BusinessHours { start: time_of_day(self.opens_at)?, end: time_of_day(self.closes_at)? };
        Ok(Company {
            id: CompanyId(self.id),
            details: CompanyDetails {
                name: self.name,
                time_zone: self.time_zone,
                business_hours,
                ai_parallel: self.ai_parallel,
                active: self.active,
            },
            metadata: Metadata {
                version: self.version,
                created_at: self.created_at.instant(),
                updated_at: self.updated_at.instant(),
            },
        })
    }
}

fn time_of_day(minutes: i64) -> Result<TimeOfDay> {
    let time = u16::try_from(minutes).ok().and_then(|minutes| TimeOfDay::from_minutes(minutes).ok());
    Ok(time.ok_or_else(|| DbError::corrupt("companies.opens_at", minutes))?)
}

/// A page of companies.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn list(scope: &mut Scope<'_>, after: Option<CompanyId>, limit: i64) -> Result<Vec<Company>> {
    let mut query = companies::table.order(companies::id).limit(limit).into_boxed();
    if let Some(company) = scope.company() {
        query = query.filter(companies::id.eq(company.0));
    }
    if let Some(after) = after {
        query = query.filter(companies::id.gt(after.0));
    }
    let rows: Vec<Row> = query.load(scope.connection())?;
    rows.into_iter().map(Row::company).collect()
}

/// One company.
///
/// # Errors
/// [`Refusal::NotFound`] where the scope reaches no such company.
pub fn get(scope: &mut Scope<'_>, id: CompanyId) -> Result<Company> {
    if scope.company().is_some_and(|own| own != id) {
        return Err(Refusal::not_found(WHAT).into());
    }
    let row: Option<Row> = companies::table.find(id.0).first(scope.connection()).optional()?;
    row.ok_or_else(|| Refusal::not_found(WHAT))?.company()
}

/// Makes a company.
///
/// # Errors
/// [`Refusal::NotFound`] where the scope is that of one company: it sees no other.
pub fn insert(scope: &mut Scope<'_>, details: &CompanyDetails, now: Timestamp) -> Result<Company> {
    if scope.company().is_some() {
        return Err(Refusal::not_found(WHAT).into());
    }
    let row: Row = diesel::insert_into(companies::table)
        .values((
            companies::name.eq(&details.name),
            companies::time_zone.eq(&details.time_zone),
            companies::opens_at.eq(i64::from(details.business_hours.start.minutes())),
            companies::closes_at.eq(i64::from(details.business_hours.end.minutes())),
            companies::ai_parallel.eq(details.ai_parallel),
            companies::active.eq(details.active),
            companies::version.eq(1),
            companies::created_at.eq(DbTimestamp::from(now)),
            companies::updated_at.eq(DbTimestamp::from(now)),
        ))
        .returning(companies::all_columns)
        .get_result(scope.connection())?;
    row.company()
}

/// Changes a company; `expected` is the version that the caller knows.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::VersionMismatch`].
pub fn update(
    scope: &mut Scope<'_>,
    id: CompanyId,
    details: &CompanyDetails,
    expected: Option<i64>,
    now: Timestamp,
) -> Result<Company> {
    let stored = get(scope, id)?;
    expect_version(WHAT, expected, stored.metadata.version)?;
    let (low, high) = acceptable(expected);
    let row: Option<Row> =
        diesel::update(companies::table.find(id.0).filter(companies::version.between(low, high)))
            .set((
                companies::name.eq(&details.name),
                companies::time_zone.eq(&details.time_zone),
                companies::opens_at.eq(i64::from(details.business_hours.start.minutes())),
                companies::closes_at.eq(i64::from(details.business_hours.end.minutes())),
                companies::ai_parallel.eq(details.ai_parallel),
                companies::active.eq(details.active),
                companies::version.eq(companies::version + 1),
                companies::updated_at.eq(DbTimestamp::from(now)),
            ))
            .returning(companies::all_columns)
            .get_result(scope.connection())
            .optional()?;
    let company = changed(WHAT, row)?.company()?;
    if stored.details.time_zone != details.time_zone {
        calendars::void_expansion(scope, id, None, now)?;
    }
    Ok(company)
}

/// Deletes a company that has never had anybody in it.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::VersionMismatch`], [`Refusal::StillReferenced`].
pub fn delete(scope: &mut Scope<'_>, id: CompanyId, expected: Option<i64>) -> Result<()> {
    let stored = get(scope, id)?;
    expect_version(WHAT, expected, stored.metadata.version)?;
    let anybody = diesel::select(diesel::dsl::exists(users::table.filter(users::company_id.eq(id.0))));
    if anybody.get_result(scope.connection())? {
        return Err(Refusal::StillReferenced { what: WHAT, by: "a user" }.into());
    }
    scope
        .savepoint(|scope| {
            diesel::delete(companies::table.find(id.0)).execute(scope.connection())?;
            Ok(())
        })
        .map_err(|error| refusals::still_referenced(WHAT, error))
}
