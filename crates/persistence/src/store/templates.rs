//! Interview templates and their interviewers: two queries, however many.

use super::{Result, acceptable, changed, expect_version, template_groups, users};
use crate::Scope;
use crate::db::connection::on_backend;
use crate::db::fragments::{Ids, id_in};
use crate::db::types::DbTimestamp;
use crate::schema::{interview_templates as templates, template_interviewers as interviewers};
use diesel::prelude::*;
use domain::Metadata;
use domain::directory::{Template, TemplateDetails};
use domain::{CompanyId, Refusal, TemplateId, UserId};
use scheduling_core::time::Timestamp;
use std::collections::HashMap;

const WHAT: &str = "interview template";

#[derive(Queryable)]
struct Row {
    id: i64,
    company_id: i64,
    name: String,
    duration_minutes: i64,
    groups: Option<serde_json::Value>,
    step_minutes: Option<i64>,
    minimum_notice_minutes: Option<i64>,
    buffer_before_minutes: Option<i64>,
    buffer_after_minutes: Option<i64>,
    version: i64,
    created_at: DbTimestamp,
    updated_at: DbTimestamp,
}

impl Row {
    fn template(self, interviewers: Vec<UserId>) -> Result<Template> {
        Ok(Template {
            id: TemplateId(self.id),
            company: CompanyId(self.company_id),
            details: TemplateDetails {
                name: self.name,
                duration_minutes: self.duration_minutes,
                interviewers,
                groups: self.groups.as_ref().map(template_groups::decode).transpose()?,
                step_minutes: self.step_minutes,
                minimum_notice_minutes: self.minimum_notice_minutes,
                buffer_before_minutes: self.buffer_before_minutes,
                buffer_after_minutes: self.buffer_after_minutes,
            },
            metadata: Metadata {
                version: self.version,
                created_at: self.created_at.instant(),
                updated_at: self.updated_at.instant(),
            },
        })
    }
}

/// A page of templates.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn list(scope: &mut Scope<'_>, after: Option<TemplateId>, limit: i64) -> Result<Vec<Template>> {
    let mut query = templates::table.order(templates::id).limit(limit).into_boxed();
    if let Some(company) = scope.company() {
        query = query.filter(templates::company_id.eq(company.0));
    }
    if let Some(after) = after {
        query = query.filter(templates::id.gt(after.0));
    }
    let rows: Vec<Row> = query.load(scope.connection())?;
    with_interviewers(scope, rows)
}

/// One template with its interviewers.
///
/// # Errors
/// [`Refusal::NotFound`] where the scope reaches no such template.
pub fn get(scope: &mut Scope<'_>, id: TemplateId) -> Result<Template> {
    let mut query = templates::table.filter(templates::id.eq(id.0)).into_boxed();
    if let Some(company) = scope.company() {
        query = query.filter(templates::company_id.eq(company.0));
    }
    let rows: Vec<Row> = query.load(scope.connection())?;
    let found = with_interviewers(scope, rows)?.pop();
    Ok(found.ok_or_else(|| Refusal::not_found(WHAT))?)
}

fn with_interviewers(scope: &mut Scope<'_>, rows: Vec<Row>) -> Result<Vec<Template>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let companies: Ids = rows.iter().map(|row| row.company_id).collect();
    let ids: Ids = rows.iter().map(|row| row.id).collect();
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
    rows.into_iter()
        .map(|row| {
            let interviewers = users.remove(&row.id).unwrap_or_default();
            row.template(interviewers)
        })
        .collect()
}

/// Makes a template in the scope's company.
///
/// # Errors
/// [`Refusal::NotFound`] with a pointer for an interviewer who is not there; [`Refusal::Invalid`].
pub fn insert(scope: &mut Scope<'_>, details: &TemplateDetails, now: Timestamp) -> Result<Template> {
    let company = scope.home()?;
    users::require(scope, &details.interviewers, |index| format!("/interviewers/{index}"))?;
    let row: Row = diesel::insert_into(templates::table)
        .values((
            templates::company_id.eq(company.0),
            templates::name.eq(&details.name),
            templates::duration_minutes.eq(details.duration_minutes),
            templates::groups.eq(details.groups.as_deref().map(template_groups::encode)),
            templates::step_minutes.eq(details.step_minutes),
            templates::minimum_notice_minutes.eq(details.minimum_notice_minutes),
            templates::buffer_before_minutes.eq(details.buffer_before_minutes),
            templates::buffer_after_minutes.eq(details.buffer_after_minutes),
            templates::version.eq(1),
            templates::created_at.eq(DbTimestamp::from(now)),
            templates::updated_at.eq(DbTimestamp::from(now)),
        ))
        .returning(templates::all_columns)
        .get_result(scope.connection())?;
    put_interviewers(scope, company, row.id, &details.interviewers)?;
    row.template(details.interviewers.clone())
}

/// Changes a template; `expected` is the version that the caller knows.
///
/// # Errors
/// [`Refusal::NotFound`], with a pointer for an interviewer; [`Refusal::VersionMismatch`], [`Refusal::Invalid`].
pub fn update(
    scope: &mut Scope<'_>,
    id: TemplateId,
    details: &TemplateDetails,
    expected: Option<i64>,
    now: Timestamp,
) -> Result<Template> {
    let stored = get(scope, id)?;
    expect_version(WHAT, expected, stored.metadata.version)?;
    let mut scope = scope.for_company(stored.company)?;
    users::require(&mut scope, &details.interviewers, |index| format!("/interviewers/{index}"))?;
    let (low, high) = acceptable(expected);
    let row: Option<Row> =
        diesel::update(templates::table.find(id.0).filter(templates::version.between(low, high)))
            .set((
                templates::name.eq(&details.name),
                templates::duration_minutes.eq(details.duration_minutes),
                templates::groups.eq(details.groups.as_deref().map(template_groups::encode)),
                templates::step_minutes.eq(details.step_minutes),
                templates::minimum_notice_minutes.eq(details.minimum_notice_minutes),
                templates::buffer_before_minutes.eq(details.buffer_before_minutes),
                templates::buffer_after_minutes.eq(details.buffer_after_minutes),
                templates::version.eq(templates::version + 1),
                templates::updated_at.eq(DbTimestamp::from(now)),
            ))
            .returning(templates::all_columns)
            .get_result(scope.connection())
            .optional()?;
    let row = changed(WHAT, row)?;
    if stored.details.interviewers != details.interviewers {
        put_interviewers(&mut scope, stored.company, id.0, &details.interviewers)?;
    }
    row.template(details.interviewers.clone())
}

/// Puts these interviewers in place of those that there are.
fn put_interviewers(
    scope: &mut Scope<'_>,
    company: CompanyId,
    template: i64,
    users: &[UserId],
) -> Result<()> {
    let there = interviewers::table
        .filter(interviewers::company_id.eq(company.0))
        .filter(interviewers::template_id.eq(template));
    diesel::delete(there).execute(scope.connection())?;
    let rows: Vec<_> = (0_i64..)
        .zip(users)
        .map(|(position, user)| {
            (
                interviewers::company_id.eq(company.0),
                interviewers::template_id.eq(template),
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

/// Deletes a template.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::VersionMismatch`].
pub fn delete(scope: &mut Scope<'_>, id: TemplateId, expected: Option<i64>) -> Result<()> {
    let stored = get(scope, id)?;
    expect_version(WHAT, expected, stored.metadata.version)?;
    diesel::delete(templates::table.find(id.0)).execute(scope.connection())?;
    Ok(())
}
