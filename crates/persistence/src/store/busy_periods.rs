//! Busy times that people enter by hand.

use super::collection::{reached, shown};
use super::{Result, acceptable, changed, companies_of, expect_version, ids, owners, uuid_at};
use crate::Scope;
use crate::db::connection::on_backend;
use crate::db::fragments::id_in;
use crate::db::types::{DbTimestamp, DbUuid, interval};
use crate::ledger;
use crate::schema::busy_periods;
use diesel::prelude::*;
use domain::Metadata;
use domain::commitment::Subject;
use domain::directory::{BusyPeriod, BusyPeriodDetails};
use domain::{BusyPeriodId, CompanyId, Refusal, UserId};
use scheduling_core::time::{Interval, Timestamp};

const WHAT: &str = "busy period";

#[derive(Queryable)]
struct Row {
    id: DbUuid,
    company_id: i64,
    user_id: i64,
    starts_at: DbTimestamp,
    ends_at: DbTimestamp,
    title: Option<String>,
    version: i64,
    created_at: DbTimestamp,
    updated_at: DbTimestamp,
}

impl Row {
    fn busy_period(self) -> Result<BusyPeriod> {
        Ok(BusyPeriod {
            id: BusyPeriodId(self.id.0),
            company: CompanyId(self.company_id),
            user: UserId(self.user_id),
            details: BusyPeriodDetails { time: interval(self.starts_at, self.ends_at)?, title: self.title },
            metadata: Metadata {
                version: self.version,
                created_at: self.created_at.instant(),
                updated_at: self.updated_at.instant(),
            },
        })
    }
}

/// A page of busy periods, of one user or of all.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn list(
    scope: &mut Scope<'_>,
    user: Option<UserId>,
    after: Option<BusyPeriodId>,
    limit: i64,
) -> Result<Vec<BusyPeriod>> {
    let query = busy_periods::table.order(busy_periods::id).limit(limit).into_boxed();
    let query = reached(scope, busy_periods::company_id, query);
    let mut query = shown(scope, busy_periods::user_id, query);
    if let Some(user) = user {
        query = query.filter(busy_periods::user_id.eq(user.0));
    }
    if let Some(after) = after {
        query = query.filter(busy_periods::id.gt(DbUuid(after.0)));
    }
    let rows: Vec<Row> = query.load(scope.connection())?;
    rows.into_iter().map(Row::busy_period).collect()
}

/// One busy period.
///
/// # Errors
/// [`Refusal::NotFound`] where the scope reaches no such busy period.
pub fn get(scope: &mut Scope<'_>, id: BusyPeriodId) -> Result<BusyPeriod> {
    let query = busy_periods::table.filter(busy_periods::id.eq(DbUuid(id.0))).into_boxed();
    let query = reached(scope, busy_periods::company_id, query);
    let row: Option<Row> = shown(scope, busy_periods::user_id, query).first(scope.connection()).optional()?;
    row.ok_or_else(|| Refusal::not_found(WHAT))?.busy_period()
}

/// Makes a busy period for a user of the scope's company.
///
/// # Errors
/// [`Refusal::NotFound`] with the pointer `/user_id`.
pub fn insert(
    scope: &mut Scope<'_>,
    user: UserId,
    details: &BusyPeriodDetails,
    now: Timestamp,
) -> Result<BusyPeriod> {
    let company = owners::company(scope, user, "/user_id")?;
    let row: Row = diesel::insert_into(busy_periods::table)
        .values((
            busy_periods::id.eq(DbUuid(uuid_at(now))),
            busy_periods::company_id.eq(company.0),
            busy_periods::user_id.eq(user.0),
            busy_periods::starts_at.eq(DbTimestamp::from(details.time.start())),
            busy_periods::ends_at.eq(DbTimestamp::from(details.time.end())),
            busy_periods::title.eq(&details.title),
            busy_periods::version.eq(1),
            busy_periods::created_at.eq(DbTimestamp::from(now)),
            busy_periods::updated_at.eq(DbTimestamp::from(now)),
        ))
        .returning(busy_periods::all_columns)
        .get_result(scope.connection())?;
    ledger::touch(scope, company, [Subject::User(user)])?;
    row.busy_period()
}

/// Changes a busy period; `expected` is the version that the caller knows.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::VersionMismatch`].
pub fn update(
    scope: &mut Scope<'_>,
    id: BusyPeriodId,
    details: &BusyPeriodDetails,
    expected: Option<i64>,
    now: Timestamp,
) -> Result<BusyPeriod> {
    let stored = get(scope, id)?;
    expect_version(WHAT, expected, stored.metadata.version)?;
    let (low, high) = acceptable(expected);
    let row = busy_periods::table.find((stored.company.0, DbUuid(id.0)));
    let row: Option<Row> = diesel::update(row.filter(busy_periods::version.between(low, high)))
        .set((
            busy_periods::starts_at.eq(DbTimestamp::from(details.time.start())),
            busy_periods::ends_at.eq(DbTimestamp::from(details.time.end())),
            busy_periods::title.eq(&details.title),
            busy_periods::version.eq(busy_periods::version + 1),
            busy_periods::updated_at.eq(DbTimestamp::from(now)),
        ))
        .returning(busy_periods::all_columns)
        .get_result(scope.connection())
        .optional()?;
    let row = changed(WHAT, row)?;
    ledger::touch(scope, stored.company, [Subject::User(stored.user)])?;
    row.busy_period()
}

/// Deletes a busy period.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::VersionMismatch`].
pub fn delete(scope: &mut Scope<'_>, id: BusyPeriodId, expected: Option<i64>) -> Result<()> {
    let stored = get(scope, id)?;
    expect_version(WHAT, expected, stored.metadata.version)?;
    diesel::delete(busy_periods::table.find((stored.company.0, DbUuid(id.0)))).execute(scope.connection())?;
    Ok(ledger::touch(scope, stored.company, [Subject::User(stored.user)])?)
}

/// The busy periods of these users that touch the window, uncut; one query however many users.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn busy_in(scope: &mut Scope<'_>, users: &[UserId], window: Interval) -> Result<Vec<(UserId, Interval)>> {
    let companies = companies_of(scope, users)?;
    let query = busy_periods::table
        .select((busy_periods::user_id, busy_periods::starts_at, busy_periods::ends_at))
        .filter(id_in(busy_periods::company_id, &companies))
        .filter(id_in(busy_periods::user_id, &ids(users)))
        .filter(busy_periods::ends_at.gt(DbTimestamp::from(window.start())))
        .filter(busy_periods::starts_at.lt(DbTimestamp::from(window.end())));
    let rows: Vec<(i64, DbTimestamp, DbTimestamp)> =
        on_backend!(scope.connection(), |connection| query.load(connection))?;
    rows.into_iter().map(|(user, start, end)| Ok((UserId(user), interval(start, end)?))).collect()
}
