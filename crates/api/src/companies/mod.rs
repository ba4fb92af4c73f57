//! `/api/v1/companies`.

use crate::kit::dry_run::DryRunQuery;
use crate::kit::fields::{NAME, given, line, patched_or, zone};
use crate::kit::granted::NoQuery;
use crate::kit::prelude::*;
use domain::FieldProblem;
use domain::access::actions::{ChangeCompany, ManageCompanies, ReadDirectory};
use domain::access::{Caller, Permit, Role};
use domain::directory::{BusinessHours, Company, CompanyDetails};
use persistence::store::companies::CompanyFilter;
use std::ops::RangeInclusive;

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

impl Resource for CompanyDetails {
    const PATH: &'static str = "/api/v1/companies";
    type Out = CompanyOut;
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

impl CreateBody for CompanyIn {
    type Details = CompanyDetails;

    fn company(&self) -> Option<WholeNumber> {
        None
    }

    /// Companies are the platform's.
    fn place_problem(&self, _: &Permit) -> Option<FieldProblem> {
        None
    }

    fn details(self, checks: &mut Checks) -> Option<CompanyDetails> {
        let name = line(checks, "/name", &self.name, NAME);
        let time_zone = self.time_zone.as_deref().and_then(|name| zone(checks, "/time_zone", name));
        let hours = self.business_hours.as_ref().and_then(|hours| hours.check(checks));
        let parallel = self.ai_parallel.and_then(|n| checks.in_range("/ai_parallel", n, AI_PARALLEL));
        let default = CompanyDetails::named(name?);
        Some(CompanyDetails {
            time_zone: time_zone.unwrap_or(default.time_zone),
            business_hours: hours.unwrap_or(default.business_hours),
            ai_parallel: parallel.unwrap_or(default.ai_parallel),
            active: self.active.unwrap_or(default.active),
            suspended: false,
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
    /// Whether nobody of it gets in; only for the platform's administrators.
    #[serde(default)]
    suspended: Patch<bool>,
}

/// A change with who makes it.
struct CompanyChange {
    body: CompanyPatch,
    caller: Caller,
}

impl UpdateBody for CompanyChange {
    type Details = CompanyDetails;

    fn change(self, checks: &mut Checks) -> Change<CompanyDetails> {
        let mut body = self.body;
        let suspended = patched_or(std::mem::take(&mut body.suspended), || false, Some);
        if suspended.is_some() && self.caller.role != Role::Admin {
            checks.note("/suspended", "is for the platform's administrators to say");
        }
        let change = body.change(checks);
        Box::new(move |company| {
            set(&mut company.suspended, &suspended);
            change(company)
        })
    }
}

impl CompanyPatch {
    fn change(self, checks: &mut Checks) -> Change<CompanyDetails> {
        let default = CompanyDetails::named("");
        let name = self.name.and_then(|name| line(checks, "/name", &name, NAME));
        let time_zone =
            patched_or(self.time_zone, || default.time_zone, |name| zone(checks, "/time_zone", &name));
        let hours = patched_or(self.business_hours, || default.business_hours, |hours| hours.check(checks));
        let parallel = patched_or(
            self.ai_parallel,
            || default.ai_parallel,
            |n| checks.in_range("/ai_parallel", n, AI_PARALLEL),
        );
        let active = patched_or(self.active, || default.active, Some);
        Box::new(move |company| {
            set(&mut company.name, &name);
            set(&mut company.time_zone, &time_zone);
            set(&mut company.business_hours, &hours);
            set(&mut company.ai_parallel, &parallel);
            set(&mut company.active, &active);
            Ok(())
        })
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
pub(crate) struct CompanyOut {
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
    /// Whether the platform has suspended it: nobody of it gets in, and its data is kept.
    suspended: bool,
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
            suspended: details.suspended,
            created_at: metadata.created_at.into(),
            updated_at: metadata.updated_at.into(),
        }
    }
}

/// Which companies are asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct CompanyParams {
    /// Only companies whose name holds this, in any case.
    q: Option<String>,
    /// The order (`id`).
    #[param(value_type = Option<SortByName>)]
    sort: Option<SortByName>,
}

impl ListParams for CompanyParams {
    type Details = CompanyDetails;

    fn narrow(self) -> Narrow<CompanyDetails> {
        Narrow::new(CompanyFilter {}, self.q, self.sort)
    }
}

#[utoipa::path(
    tag = "Companies",
    summary = "List companies",
    description = "Platform administrators see all companies, other users their own.",
    params(ListQuery, CompanyParams),
    responses((status = 200, description = "A page", body = Page<CompanyOut>)),
)]
#[get("/api/v1/companies")]
async fn list_companies(granted: Granted<ReadDirectory, ListOf<CompanyParams>>) -> Answered {
    granted.list().await
}

#[utoipa::path(
    tag = "Companies",
    summary = "Make a company",
    request_body = CompanyIn,
    responses((status = 201, description = "The company, with its `Location`", body = CompanyOut)),
)]
#[post("/api/v1/companies")]
async fn create_company(granted: Granted<ManageCompanies, NoQuery>, Json(body): Json<CompanyIn>) -> Answered {
    granted.create(body).await
}

#[utoipa::path(
    tag = "Companies",
    summary = "Read a company",
    params(("id" = i64, Path, description = "The company's id")),
    responses((status = 200, description = "The company", body = CompanyOut)),
)]
#[get("/api/v1/companies/{id}")]
async fn get_company(granted: Granted<ReadDirectory, NoQuery>, id: web::Path<i64>) -> Answered {
    granted.get::<CompanyDetails>(*id).await
}

#[utoipa::path(
    tag = "Companies",
    summary = "Change a company",
    description = "One that is made inactive takes no bookings any more: those that there are show as conflicts, until \
                   it is active again. One that is `suspended` by the platform lets nobody in (403 `company-suspended`), \
                   sends nothing, and keeps its data until it is no more. Honours `If-Match`.",
    params(("id" = i64, Path, description = "The company's id"), DryRunQuery),
    request_body = CompanyPatch,
    responses((status = 200, description = "The company after the change", body = CompanyOut)),
)]
#[patch("/api/v1/companies/{id}")]
async fn update_company(
    granted: Granted<ChangeCompany, DryRunQuery>,
    id: web::Path<i64>,
    Json(body): Json<CompanyPatch>,
) -> Answered {
    let caller = granted.caller.clone();
    granted.update(*id, CompanyChange { body, caller }).await
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
async fn delete_company(granted: Granted<ManageCompanies, NoQuery>, id: web::Path<i64>) -> Answered {
    granted.delete::<CompanyDetails>(*id).await
}
