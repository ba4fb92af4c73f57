//! Availability patterns: when interviewers are to be had, week by week.

use super::collection::{reached, shown};
use super::weeks::WeekColumns;
use super::{Result, acceptable, changed, companies_of, expect_version, ids, owners};
use crate::Scope;
use crate::db::connection::on_backend;
use crate::db::fragments::id_in;
use crate::db::types::DbTimestamp;
use crate::ledger;
use crate::schema::availability_patterns as patterns;
use diesel::prelude::*;
use domain::Metadata;
use domain::commitment::Subject;
use domain::slot::{Pattern, PatternDetails};
use domain::{CompanyId, PatternId, Refusal, UserId};
use scheduling_core::time::Timestamp;

const WHAT: &str = "availability pattern";

#[derive(Queryable)]
struct Row {
    id: i64,
    company_id: i64,
    user_id: i64,
    day_of_week: i64,
    starts_minute: i64,
    ends_minute: i64,
    slot_minutes: i64,
    break_minutes: i64,
    is_available: bool,
    max_slots_per_day: i64,
    valid_from: String,
    valid_until: Option<String>,
    version: i64,
    created_at: DbTimestamp,
    updated_at: DbTimestamp,
}

impl Row {
    fn pattern(self) -> Result<Pattern> {
        let week = WeekColumns {
            day_of_week: self.day_of_week,
            starts_minute: self.starts_minute,
            ends_minute: self.ends_minute,
            slot_minutes: self.slot_minutes,
            break_minutes: self.break_minutes,
            is_available: self.is_available,
            max_slots_per_day: self.max_slots_per_day,
            valid_from: self.valid_from,
            valid_until: self.valid_until,
        };
        Ok(Pattern {
            id: PatternId(self.id),
            company: CompanyId(self.company_id),
            interviewer: UserId(self.user_id),
            details: week.details("availability_patterns")?,
            metadata: Metadata {
                version: self.version,
                created_at: self.created_at.instant(),
                updated_at: self.updated_at.instant(),
            },
        })
    }
}

/// A page of patterns, of one interviewer or of all.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn list(
    scope: &mut Scope<'_>,
    interviewer: Option<UserId>,
    after: Option<PatternId>,
    limit: i64,
) -> Result<Vec<Pattern>> {
    let query = patterns::table.order(patterns::id).limit(limit).into_boxed();
    let query = reached(scope, patterns::company_id, query);
    let mut query = shown(scope, patterns::user_id, query);
    if let Some(interviewer) = interviewer {
        query = query.filter(patterns::user_id.eq(interviewer.0));
    }
    if let Some(after) = after {
        query = query.filter(patterns::id.gt(after.0));
    }
    let rows: Vec<Row> = query.load(scope.connection())?;
    rows.into_iter().map(Row::pattern).collect()
}

/// All patterns of these people, whether they hold today or not; one query however many people.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn of_users(scope: &mut Scope<'_>, users: &[UserId]) -> Result<Vec<Pattern>> {
    let companies = companies_of(scope, users)?;
    let query = patterns::table
        .filter(id_in(patterns::company_id, &companies))
        .filter(id_in(patterns::user_id, &ids(users)))
        .order(patterns::id);
    let rows: Vec<Row> = on_backend!(scope.connection(), |connection| query.load(connection))?;
    rows.into_iter().map(Row::pattern).collect()
}

/// One pattern.
///
/// # Errors
/// [`Refusal::NotFound`] where the scope reaches no such pattern.
pub fn get(scope: &mut Scope<'_>, id: PatternId) -> Result<Pattern> {
    let query = patterns::table.filter(patterns::id.eq(id.0)).into_boxed();
    let query = reached(scope, patterns::company_id, query);
    let row: Option<Row> = shown(scope, patterns::user_id, query).first(scope.connection()).optional()?;
    row.ok_or_else(|| Refusal::not_found(WHAT))?.pattern()
}

/// Makes a pattern of an interviewer, in their company.
///
/// # Errors
/// [`Refusal::NotFound`] with the pointer `/interviewer`.
pub fn insert(
    scope: &mut Scope<'_>,
    interviewer: UserId,
    details: &PatternDetails,
    now: Timestamp,
) -> Result<Pattern> {
    let company = owners::company(scope, interviewer, "/interviewer")?;
    let row: Row = diesel::insert_into(patterns::table)
        .values((
            patterns::company_id.eq(company.0),
            patterns::user_id.eq(interviewer.0),
            values(details),
            patterns::version.eq(1),
            patterns::created_at.eq(DbTimestamp::from(now)),
            patterns::updated_at.eq(DbTimestamp::from(now)),
        ))
        .returning(patterns::all_columns)
        .get_result(scope.connection())?;
    ledger::touch(scope, company, [Subject::User(interviewer)])?;
    row.pattern()
}

type Values = (
    diesel::dsl::Eq<patterns::day_of_week, i64>,
    diesel::dsl::Eq<patterns::starts_minute, i64>,
    diesel::dsl::Eq<patterns::ends_minute, i64>,
    diesel::dsl::Eq<patterns::slot_minutes, i64>,
    diesel::dsl::Eq<patterns::break_minutes, i64>,
    diesel::dsl::Eq<patterns::is_available, bool>,
    diesel::dsl::Eq<patterns::max_slots_per_day, i64>,
    diesel::dsl::Eq<patterns::valid_from, String>,
    diesel::dsl::Eq<patterns::valid_until, Option<String>>,
);

fn values(details: &PatternDetails) -> Values {
    (
        patterns::day_of_week.eq(i64::from(details.day_of_week.number())),
        patterns::starts_minute.eq(i64::from(details.start.minutes())),
        patterns::ends_minute.eq(i64::from(details.end.minutes())),
        patterns::slot_minutes.eq(details.slot_minutes),
        patterns::break_minutes.eq(details.break_minutes),
        patterns::is_available.eq(details.is_available),
        patterns::max_slots_per_day.eq(details.max_slots_per_day),
        patterns::valid_from.eq(details.valid_from.to_string()),
        patterns::valid_until.eq(details.valid_until.map(|date| date.to_string())),
    )
}

/// Changes a pattern; `expected` is the version that the caller knows.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::VersionMismatch`].
pub fn update(
    scope: &mut Scope<'_>,
    id: PatternId,
    details: &PatternDetails,
    expected: Option<i64>,
    now: Timestamp,
) -> Result<Pattern> {
    let stored = get(scope, id)?;
    expect_version(WHAT, expected, stored.metadata.version)?;
    let (low, high) = acceptable(expected);
    let row: Option<Row> =
        diesel::update(patterns::table.find(id.0).filter(patterns::version.between(low, high)))
            .set((
                values(details),
                patterns::version.eq(patterns::version + 1),
                patterns::updated_at.eq(DbTimestamp::from(now)),
            ))
            .returning(patterns::all_columns)
            .get_result(scope.connection())
            .optional()?;
    let row = changed(WHAT, row)?;
    ledger::touch(scope, stored.company, [Subject::User(stored.interviewer)])?;
    row.pattern()
}

/// Deletes a pattern.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::VersionMismatch`].
pub fn delete(scope: &mut Scope<'_>, id: PatternId, expected: Option<i64>) -> Result<()> {
    let stored = get(scope, id)?;
    expect_version(WHAT, expected, stored.metadata.version)?;
    diesel::delete(patterns::table.find(id.0)).execute(scope.connection())?;
    Ok(ledger::touch(scope, stored.company, [Subject::User(stored.interviewer)])?)
}
