//! AI configurations: when AI interviewers of a type are offered, week by week.

use super::Result;
use super::collection::{Columns, all, collection};
use super::weeks::with_week;
use crate::Scope;
use crate::db::DbError;
use crate::schema::ai_configurations as configurations;
use diesel::prelude::*;
use domain::slot::{AiKind, Configuration, ConfigurationDetails};
use domain::{CompanyId, ConfigurationId};

with_week!(configurations: ai_interview_type: String; ai_settings: Option<serde_json::Value>);

impl Columns for Values {
    type Details = ConfigurationDetails;

    fn of(configuration: &ConfigurationDetails) -> Result<Self> {
        let settings = configuration.settings.as_deref().map(serde_json::from_str).transpose();
        let settings = settings.map_err(|error| DbError::other(error.to_string()))?;
        Ok(Self::new(configuration.kind.name().to_owned(), &configuration.week, settings))
    }

    fn details(self) -> Result<ConfigurationDetails> {
        let corrupt = || DbError::corrupt("ai_configurations.ai_interview_type", &self.ai_interview_type);
        let kind = AiKind::named(&self.ai_interview_type).ok_or_else(corrupt)?;
        let week = self.week().hours("ai_configurations")?;
        Ok(ConfigurationDetails {
            kind,
            week,
            settings: self.ai_settings.map(|document| document.to_string()),
        })
    }
}

/// What a list of configurations can be narrowed by.
#[derive(Debug, Clone, Default)]
pub struct ConfigurationFilter {
    pub kind: Option<AiKind>,
}

collection! {
    ConfigurationDetails "AI configuration", ConfigurationId(i64);
    table: configurations as Values {
        ai_interview_type, day_of_week, starts_minute, ends_minute, slot_minutes, break_minutes, is_available,
        max_slots_per_day, valid_from, valid_until, ai_settings,
    };
    owner: none;
    sort: ;
    list: ConfigurationFilter, |query, request| {
        if let Some(kind) = request.filter.kind {
            query = query.filter(configurations::ai_interview_type.eq(kind.name()));
        }
    };
}

/// All configurations of a company for one type, whether they hold today or not.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn of_kind(scope: &mut Scope<'_>, company: CompanyId, kind: AiKind) -> Result<Vec<Configuration>> {
    let rows: Vec<StoredRow> = configurations::table
        .select(columns())
        .filter(configurations::company_id.eq(company.0))
        .filter(configurations::ai_interview_type.eq(kind.name()))
        .order(configurations::id)
        .load(scope.connection())?;
    all(scope, rows)
}
