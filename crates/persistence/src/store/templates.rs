//! Interview templates and their interviewers: two queries, however many.

use super::collection::{Beside, Collection, Columns, Stored, collection};
use super::{Result, template_groups, users};
use crate::Scope;
use crate::db::connection::on_backend;
use crate::db::fragments::{Ids, id_in};
use crate::schema::{interview_templates as templates, template_interviewers as interviewers};
use diesel::prelude::*;
use domain::directory::{Template, TemplateDetails};
use domain::text::folded;
use domain::{CompanyId, TemplateId, UserId};
use scheduling_core::time::Timestamp;
use std::collections::HashMap;

#[derive(Queryable, Insertable, AsChangeset)]
#[diesel(table_name = templates, treat_none_as_null = true)]
pub(super) struct Values {
    name: String,
    name_key: String,
    duration_minutes: i64,
    groups: Option<serde_json::Value>,
    step_minutes: Option<i64>,
    minimum_notice_minutes: Option<i64>,
    buffer_before_minutes: Option<i64>,
    buffer_after_minutes: Option<i64>,
}

impl Columns for Values {
    type Details = TemplateDetails;

    fn of(template: &TemplateDetails) -> Result<Self> {
        Ok(Self {
            name: template.name.clone(),
            name_key: folded(&template.name),
            duration_minutes: template.duration_minutes,
            groups: template.groups.as_deref().map(template_groups::encode),
            step_minutes: template.step_minutes,
            minimum_notice_minutes: template.minimum_notice_minutes,
            buffer_before_minutes: template.buffer_before_minutes,
            buffer_after_minutes: template.buffer_after_minutes,
        })
    }

    /// The interviewers stand in a table of their own.
    fn details(self) -> Result<TemplateDetails> {
        Ok(TemplateDetails {
            name: self.name,
            duration_minutes: self.duration_minutes,
            interviewers: Vec::new(),
            groups: self.groups.as_ref().map(template_groups::decode).transpose()?,
            step_minutes: self.step_minutes,
            minimum_notice_minutes: self.minimum_notice_minutes,
            buffer_before_minutes: self.buffer_before_minutes,
            buffer_after_minutes: self.buffer_after_minutes,
        })
    }
}

/// What a list of templates can be narrowed by.
#[derive(Debug, Clone, Default)]
pub struct TemplateFilter {}

collection! {
    TemplateDetails "interview template", TemplateId(i64);
    table: templates as Values {
        name, name_key, duration_minutes, groups, step_minutes, minimum_notice_minutes, buffer_before_minutes,
        buffer_after_minutes,
    };
    owner: none;
    sort: Name by name_key (String);
    search: name_key;
    list: TemplateFilter, |query, request| {};
    beside: own;
}

impl Beside for TemplateDetails {
    fn complete(scope: &mut Scope<'_>, records: &mut [Template]) -> Result<()> {
        let companies: Ids = records.iter().map(|template| template.company.0).collect();
        let ids: Ids = records.iter().map(|template| template.id.0).collect();
        let pairs: Vec<(i64, i64)> = interviewers::table
            .select((interviewers::template_id, interviewers::user_id))
            .filter(id_in(interviewers::company_id, &companies))
            .filter(id_in(interviewers::template_id, &ids))
            .order((interviewers::template_id, interviewers::position))
            .load(scope.connection())?;
        let mut users: HashMap<i64, Vec<UserId>> = HashMap::new();
        for (template, user) in pairs {
            users.entry(template).or_default().push(UserId(user));
        }
        for template in records {
            template.details.interviewers = users.remove(&template.id.0).unwrap_or_default();
        }
        Ok(())
    }

    fn written(
        scope: &mut Scope<'_>,
        before: Option<&Stored<Self>>,
        details: &Self,
        after: &mut Stored<Self>,
        _now: Timestamp,
    ) -> Result<()> {
        after.details.interviewers.clone_from(&details.interviewers);
        if before.is_some_and(|before| before.details.interviewers == details.interviewers) {
            return Ok(());
        }
        let scope = &mut scope.for_company(after.company)?;
        users::require(scope, &details.interviewers, |index| format!("/interviewers/{index}"))?;
        put_interviewers(scope, after.company, after.id, &details.interviewers)
    }
}

/// Puts these interviewers in place of those that there are.
fn put_interviewers(
    scope: &mut Scope<'_>,
    company: CompanyId,
    template: TemplateId,
    users: &[UserId],
) -> Result<()> {
    let there = interviewers::table
        .filter(interviewers::company_id.eq(company.0))
        .filter(interviewers::template_id.eq(template.0));
    diesel::delete(there).execute(scope.connection())?;
    let rows: Vec<_> = (0_i64..)
        .zip(users)
        .map(|(position, user)| {
            (
                interviewers::company_id.eq(company.0),
                interviewers::template_id.eq(template.0),
                interviewers::position.eq(position),
                interviewers::user_id.eq(user.0),
            )
        })
        .collect();
    on_backend!(scope.connection(), |connection| diesel::insert_into(interviewers::table)
        .values(rows)
        .execute(connection))?;
    Ok(())
}

/// One template with its interviewers.
///
/// # Errors
/// [`Refusal::NotFound`](domain::Refusal::NotFound) where the scope reaches no such template.
pub fn get(scope: &mut Scope<'_>, id: TemplateId) -> Result<Template> {
    TemplateDetails::get(scope, id)
}
