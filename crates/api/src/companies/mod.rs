//! `/api/v1/companies`.

use crate::kit::company_param::ListQuery;
use crate::kit::dry_run::{DryRunQuery, dry_run};
use crate::kit::failure;
use crate::kit::fields::{NAME, given, line, patched_or, zone};
use crate::kit::idempotent::{Once, idempotent};
use actix_web::{Responder, delete, get, patch, post, web};
use app::directory::Precondition;
use app::directory::companies::{self, CompanyChange};
use domain::CompanyId;
use domain::access::{Action, authorise};
use domain::directory::{BusinessHours, Company, CompanyDetails};
use http_kit::{
    Answer, Authenticated, Checks, Data, EmptyQuery, Idempotency, IfMatch, InstantOut, Json, NoContent, Now,
    Page, Patch, Problem, Query, WholeNumber,
};
use persistence::{Database, Tx};
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

/// How many AI slots of one type may overlap.
const AI_PARALLEL: RangeInclusive<i64> = 1..=1000;

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(list_companies)
        .service(create_company)
        .service(get_company)
        .service(update_company)
        .service(delete_company);
}

/// The daily opening time, in the company's zone; over midnight where `end` is not after `start`.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct BusinessHoursIn {
    /// `HH:MM`, 00:00 to 23:59.
    start: String,
    /// `HH:MM`, 00:00 to 24:00.
    end: String,
}

impl BusinessHoursIn {
    fn check(&self, checks: &mut Checks) -> Option<BusinessHours> {
        let start = checks.time_of_day("/business_hours/start", &self.start, false);
        let end = checks.time_of_day("/business_hours/end", &self.end, true);
        Some(BusinessHours { start: start?, end: end? })
    }
}

/// A new company.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CompanyIn {
    /// 1 to 200 characters.
    name: String,
    /// IANA name (`UTC`).
    time_zone: Option<String>,
    /// When the company is open (08:00 to 22:00).
    business_hours: Option<BusinessHoursIn>,
    /// How many AI slots of one type may overlap: 1 to 1000 (1).
    ai_parallel: Option<WholeNumber>,
    /// Whether it takes new bookings (true).
    active: Option<bool>,
}

impl CompanyIn {
    fn details(&self) -> Result<CompanyDetails, Problem> {
        let mut checks = Checks::new();
        let name = line(&mut checks, "/name", &self.name, NAME);
        let default = CompanyDetails::named(name.unwrap_or_default());
        let time_zone = self.time_zone.as_deref().and_then(|name| zone(&mut checks, "/time_zone", name));
        let hours = self.business_hours.as_ref().and_then(|hours| hours.check(&mut checks));
        let parallel = self.ai_parallel.and_then(|n| checks.in_range("/ai_parallel", n, AI_PARALLEL));
        checks.finish()?;
        Ok(CompanyDetails {
            time_zone: time_zone.unwrap_or(default.time_zone),
            business_hours: hours.unwrap_or(default.business_hours),
            ai_parallel: parallel.unwrap_or(default.ai_parallel),
            active: self.active.unwrap_or(default.active),
            name: default.name,
        })
    }
}

/// A change of a company: what is absent stays, what is null goes back to its default.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CompanyPatch {
    /// 1 to 200 characters.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    name: Option<String>,
    /// IANA name.
    #[serde(default)]
    time_zone: Patch<String>,
    /// When the company is open.
    #[serde(default)]
    business_hours: Patch<BusinessHoursIn>,
    /// How many AI slots of one type may overlap: 1 to 1000.
    #[serde(default)]
    ai_parallel: Patch<WholeNumber>,
    /// Whether it takes new bookings.
    #[serde(default)]
    active: Patch<bool>,
}

impl CompanyPatch {
    fn change(self) -> Result<CompanyChange, Problem> {
        let mut checks = Checks::new();
        let default = CompanyDetails::named("");
        let change = CompanyChange {
            name: self.name.and_then(|name| line(&mut checks, "/name", &name, NAME)),
            time_zone: patched_or(
                self.time_zone,
                || default.time_zone,
                |name| zone(&mut checks, "/time_zone", &name),
            ),
            business_hours: patched_or(
                self.business_hours,
                || default.business_hours,
                |hours| hours.check(&mut checks),
            ),
            ai_parallel: patched_or(
                self.ai_parallel,
                || default.ai_parallel,
                |n| checks.in_range("/ai_parallel", n, AI_PARALLEL),
            ),
            active: patched_or(self.active, || default.active, Some),
        };
        checks.finish()?;
        Ok(change)
    }
}

/// The daily opening time.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BusinessHours)]
struct BusinessHoursOut {
    /// `HH:MM`.
    start: String,
    /// `HH:MM`, up to `24:00`.
    end: String,
}

/// A company.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Company)]
struct CompanyOut {
    id: i64,
    name: String,
    /// IANA name.
    time_zone: String,
    /// When the company is open, in its zone.
    business_hours: BusinessHoursOut,
    /// How many AI slots of one type may overlap.
    ai_parallel: i64,
    /// Whether it takes new bookings.
    active: bool,
    created_at: InstantOut,
    updated_at: InstantOut,
}

impl From<Company> for CompanyOut {
    fn from(company: Company) -> Self {
        let (details, metadata) = (company.details, company.metadata);
        let hours = details.business_hours;
        Self {
            id: company.id.0,
            name: details.name,
            time_zone: details.time_zone,
            business_hours: BusinessHoursOut { start: hours.start.to_string(), end: hours.end.to_string() },
            ai_parallel: details.ai_parallel,
            active: details.active,
            created_at: metadata.created_at.into(),
            updated_at: metadata.updated_at.into(),
        }
    }
}

#[utoipa::path(
    tag = "Companies",
    summary = "List companies",
    description = "Platform administrators see all companies, other users their own.",
    params(ListQuery),
    responses((status = 200, description = "A page, in order of id", body = Page<CompanyOut>)),
)]
#[get("/api/v1/companies")]
async fn list_companies(
    caller: Authenticated,
    Query(query): Query<ListQuery>,
    db: Data<Database>,
) -> Result<impl Responder, Problem> {
    let (permit, page) = query.admit::<i64>(&caller, Action::ReadDirectory, "companies")?;
    let (after, fetch) = (page.after.map(CompanyId), page.fetch());
    let rows =
        db.read(move |tx| companies::list(tx, &permit, after, fetch)).await.map_err(failure::problem)?;
    Ok(Answer::page(page.page(rows, |company| company.id.0).map(CompanyOut::from)))
}

#[utoipa::path(
    tag = "Companies",
    summary = "Make a company",
    request_body = CompanyIn,
    responses((status = 201, description = "The company, with its `Location`", body = CompanyOut)),
)]
#[post("/api/v1/companies")]
async fn create_company(
    caller: Authenticated,
    key: Idempotency,
    _: EmptyQuery,
    Now(now): Now,
    db: Data<Database>,
    Json(body): Json<CompanyIn>,
) -> Result<impl Responder, Problem> {
    let permit = authorise(&caller, Action::ManageCompanies, None)?;
    let details = body.details()?;
    let work = move |tx: &mut Tx<'_>| companies::make(tx, &permit, &details, now);
    idempotent(&db, Once::new(&key, &caller, now), work, |company| {
        let (path, version) = (format!("/api/v1/companies/{}", company.id), company.metadata.version);
        Answer::created(path, CompanyOut::from(company)).version(version)
    })
    .await
}

#[utoipa::path(
    tag = "Companies",
    summary = "Read a company",
    params(("id" = i64, Path, description = "The company's id")),
    responses((status = 200, description = "The company", body = CompanyOut)),
)]
#[get("/api/v1/companies/{id}")]
async fn get_company(
    caller: Authenticated,
    id: web::Path<i64>,
    _: EmptyQuery,
    db: Data<Database>,
) -> Result<impl Responder, Problem> {
    let permit = authorise(&caller, Action::ReadDirectory, None)?;
    let id = CompanyId(*id);
    let company = db.read(move |tx| companies::get(tx, &permit, id)).await.map_err(failure::problem)?;
    let version = company.metadata.version;
    Ok(Answer::ok(CompanyOut::from(company)).version(version))
}

#[utoipa::path(
    tag = "Companies",
    summary = "Change a company",
    description = "One that is made inactive takes no bookings any more: those that there are show as conflicts, until \
                   it is active again. Honours `If-Match`.",
    params(("id" = i64, Path, description = "The company's id"), DryRunQuery),
    request_body = CompanyPatch,
    responses((status = 200, description = "The company after the change", body = CompanyOut)),
)]
#[patch("/api/v1/companies/{id}")]
async fn update_company(
    caller: Authenticated,
    id: web::Path<i64>,
    Query(dry): Query<DryRunQuery>,
    if_match: IfMatch,
    Now(now): Now,
    db: Data<Database>,
    Json(body): Json<CompanyPatch>,
) -> Result<impl Responder, Problem> {
    let permit = dry.place().permit(&caller, Action::ChangeCompany)?;
    let (id, change, expected) =
        (CompanyId(*id), body.change()?, Precondition::new(if_match.into_versions()));
    let told = permit.clone();
    let work = move |tx: &mut Tx<'_>| companies::change(tx, &permit, id, &change, &expected, now);
    if dry.is_dry() {
        return dry_run(&db, told, work).await;
    }
    let company = db.write(work).await.map_err(failure::problem)?;
    let version = company.metadata.version;
    Answer::ok(CompanyOut::from(company)).version(version).keep()
}

#[utoipa::path(
    tag = "Companies",
    summary = "Delete a company",
    description = "Only a company without users (409 `still-referenced`); `{\"active\": false}` is for the others. \
                   Honours `If-Match`.",
    params(("id" = i64, Path, description = "The company's id")),
    responses((status = 204, description = "It is gone")),
)]
#[delete("/api/v1/companies/{id}")]
async fn delete_company(
    caller: Authenticated,
    id: web::Path<i64>,
    _: EmptyQuery,
    if_match: IfMatch,
    db: Data<Database>,
) -> Result<impl Responder, Problem> {
    let permit = authorise(&caller, Action::ManageCompanies, None)?;
    let (id, expected) = (CompanyId(*id), Precondition::new(if_match.into_versions()));
    db.write(move |tx| companies::remove(tx, &permit, id, &expected)).await.map_err(failure::problem)?;
    Ok(NoContent)
}
