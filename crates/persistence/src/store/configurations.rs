//! AI configurations: when AI interviewers of a type are offered, week by week.

use super::weeks::WeekColumns;
use super::{Result, acceptable, changed, expect_version};
use crate::Scope;
use crate::db::DbError;
use crate::db::types::DbTimestamp;
use crate::schema::ai_configurations as configurations;
use diesel::prelude::*;
use domain::Metadata;
use domain::slot::{AiKind, Configuration, ConfigurationDetails};
use domain::{CompanyId, ConfigurationId, Refusal};
use scheduling_core::time::Timestamp;

const WHAT: &str = "AI configuration";

#[derive(Queryable)]
struct Row {
    id: i64,
    company_id: i64,
    ai_interview_type: String,
    week: WeekColumns,
    ai_settings: Option<serde_json::Value>,
    version: i64,
    created_at: DbTimestamp,
    updated_at: DbTimestamp,
}

/// The columns in the order of [`Row`].
macro_rules! columns {
    () => {
        (
            configurations::id,
            configurations::company_id,
            configurations::ai_interview_type,
            (
                configurations::day_of_week,
                configurations::starts_minute,
                configurations::ends_minute,
                configurations::slot_minutes,
                configurations::break_minutes,
                configurations::is_available,
                configurations::max_slots_per_day,
                configurations::valid_from,
                configurations::valid_until,
            ),
            configurations::ai_settings,
            configurations::version,
            configurations::created_at,
            configurations::updated_at,
        )
    };
}

impl Row {
    fn configuration(self) -> Result<Configuration> {
        let corrupt = || DbError::corrupt("ai_configurations.ai_interview_type", &self.ai_interview_type);
        let kind = AiKind::named(&self.ai_interview_type).ok_or_else(corrupt)?;
        Ok(Configuration {
            id: ConfigurationId(self.id),
            company: CompanyId(self.company_id),
            details: ConfigurationDetails {
                kind,
                week: self.week.details("ai_configurations")?,
                settings: self.ai_settings.map(|document| document.to_string()),
            },
            metadata: Metadata {
                version: self.version,
                created_at: self.created_at.instant(),
                updated_at: self.updated_at.instant(),
            },
        })
    }
}

/// What of a row can be changed.
#[derive(Insertable, AsChangeset)]
#[diesel(table_name = configurations, treat_none_as_null = true)]
struct Values {
    ai_interview_type: &'static str,
    day_of_week: i64,
    starts_minute: i64,
    ends_minute: i64,
    slot_minutes: i64,
    break_minutes: i64,
    is_available: bool,
    max_slots_per_day: i64,
    valid_from: String,
    valid_until: Option<String>,
    ai_settings: Option<serde_json::Value>,
}

impl Values {
    fn new(details: &ConfigurationDetails) -> Result<Self> {
        let week = &details.week;
        let document = details.settings.as_deref().map(serde_json::from_str).transpose();
        Ok(Self {
            ai_interview_type: details.kind.name(),
            day_of_week: i64::from(week.day_of_week.number()),
            starts_minute: i64::from(week.start.minutes()),
            ends_minute: i64::from(week.end.minutes()),
            slot_minutes: week.slot_minutes,
            break_minutes: week.break_minutes,
            is_available: week.is_available,
            max_slots_per_day: week.max_slots_per_day,
            valid_from: week.valid_from.to_string(),
            valid_until: week.valid_until.map(|date| date.to_string()),
            ai_settings: document.map_err(|error| DbError::other(error.to_string()))?,
        })
    }
}

/// A page of configurations, of one type or of all.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn list(
    scope: &mut Scope<'_>,
    kind: Option<AiKind>,
    after: Option<ConfigurationId>,
    limit: i64,
) -> Result<Vec<Configuration>> {
    let mut query =
        configurations::table.select(columns!()).order(configurations::id).limit(limit).into_boxed();
    if let Some(company) = scope.company() {
        query = query.filter(configurations::company_id.eq(company.0));
    }
    if let Some(kind) = kind {
        query = query.filter(configurations::ai_interview_type.eq(kind.name()));
    }
    if let Some(after) = after {
        query = query.filter(configurations::id.gt(after.0));
    }
    let rows: Vec<Row> = query.load(scope.connection())?;
    rows.into_iter().map(Row::configuration).collect()
}

/// All configurations of a company for one type, whether they hold today or not.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn of_kind(scope: &mut Scope<'_>, company: CompanyId, kind: AiKind) -> Result<Vec<Configuration>> {
    let rows: Vec<Row> = configurations::table
        .select(columns!())
        .filter(configurations::company_id.eq(company.0))
        .filter(configurations::ai_interview_type.eq(kind.name()))
        .order(configurations::id)
        .load(scope.connection())?;
    rows.into_iter().map(Row::configuration).collect()
}

/// One configuration.
///
/// # Errors
/// [`Refusal::NotFound`] where the scope reaches no such configuration.
pub fn get(scope: &mut Scope<'_>, id: ConfigurationId) -> Result<Configuration> {
    let mut query = configurations::table.select(columns!()).filter(configurations::id.eq(id.0)).into_boxed();
    if let Some(company) = scope.company() {
        query = query.filter(configurations::company_id.eq(company.0));
    }
    let row: Option<Row> = query.first(scope.connection()).optional()?;
    row.ok_or_else(|| Refusal::not_found(WHAT))?.configuration()
}

/// Makes a configuration in the scope's company.
///
/// # Errors
/// [`Refusal::Invalid`] where the scope reaches all companies.
pub fn insert(
    scope: &mut Scope<'_>,
    details: &ConfigurationDetails,
    now: Timestamp,
) -> Result<Configuration> {
    let company = scope.home()?;
    let row: Row = diesel::insert_into(configurations::table)
        .values((
            configurations::company_id.eq(company.0),
            Values::new(details)?,
            configurations::version.eq(1),
            configurations::created_at.eq(DbTimestamp::from(now)),
            configurations::updated_at.eq(DbTimestamp::from(now)),
        ))
        .returning(columns!())
        .get_result(scope.connection())?;
    row.configuration()
}

/// Changes a configuration; `expected` is the version that the caller knows.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::VersionMismatch`].
pub fn update(
    scope: &mut Scope<'_>,
    id: ConfigurationId,
    details: &ConfigurationDetails,
    expected: Option<i64>,
    now: Timestamp,
) -> Result<Configuration> {
    let stored = get(scope, id)?;
    expect_version(WHAT, expected, stored.metadata.version)?;
    let (low, high) = acceptable(expected);
    let row = configurations::table.find(id.0).filter(configurations::version.between(low, high));
    let row: Option<Row> = diesel::update(row)
        .set((
            Values::new(details)?,
            configurations::version.eq(configurations::version + 1),
            configurations::updated_at.eq(DbTimestamp::from(now)),
        ))
        .returning(columns!())
        .get_result(scope.connection())
        .optional()?;
    changed(WHAT, row)?.configuration()
}

/// Deletes a configuration. Slots that were generated from it stay.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::VersionMismatch`].
pub fn delete(scope: &mut Scope<'_>, id: ConfigurationId, expected: Option<i64>) -> Result<()> {
    let stored = get(scope, id)?;
    expect_version(WHAT, expected, stored.metadata.version)?;
    diesel::delete(configurations::table.find(id.0)).execute(scope.connection())?;
    Ok(())
}
