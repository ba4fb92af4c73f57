//! Slugs: the addresses of companies and services, the current one and those before.

use super::Result;
use crate::db::connection::on_backend;
use crate::db::fragments::{Ids, id_in};
use crate::db::types::DbTimestamp;
use crate::schema::{company_slugs, service_slugs};
use crate::{Scope, Tx};
use diesel::prelude::*;
use domain::appointment::ServiceId;
use domain::slug::candidates;
use domain::{CompanyId, Refusal};
use scheduling_core::time::Timestamp;
use std::collections::HashMap;

/// Slugs that a service or a company had before and that are kept, at most.
pub const KEPT: i64 = 20;

/// What a slug leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Led<Id> {
    pub to: Id,
    /// The slug that it has now.
    pub slug: String,
}

/// The company at a slug, whatever the company.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn company_at(tx: &mut Tx<'_>, slug: &str) -> Result<Option<Led<CompanyId>>> {
    let id: Option<i64> = company_slugs::table
        .find(slug)
        .select(company_slugs::company_id)
        .first(tx.connection())
        .optional()?;
    let Some(id) = id else { return Ok(None) };
    let current: Option<String> = company_slugs::table
        .filter(company_slugs::company_id.eq(id).and(company_slugs::is_current))
        .select(company_slugs::slug)
        .first(tx.connection())
        .optional()?;
    Ok(Some(Led { to: CompanyId(id), slug: current.unwrap_or_else(|| slug.to_owned()) }))
}

/// The slug of the scope's company.
///
/// # Errors
/// `NotFound` where it has none.
pub fn of_company(scope: &mut Scope<'_>) -> Result<String> {
    let company = scope.home()?;
    let slug = company_slugs::table
        .filter(company_slugs::company_id.eq(company.0).and(company_slugs::is_current))
        .select(company_slugs::slug)
        .first(scope.connection())
        .optional()?;
    Ok(slug.ok_or_else(|| Refusal::not_found("address"))?)
}

/// The service of the scope's company at a slug.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn service_at(scope: &mut Scope<'_>, slug: &str) -> Result<Option<Led<ServiceId>>> {
    let company = scope.home()?;
    let id: Option<i64> = service_slugs::table
        .find((company.0, slug))
        .select(service_slugs::service_id)
        .first(scope.connection())
        .optional()?;
    let Some(id) = id else { return Ok(None) };
    let current = of_services(scope, &[ServiceId(id)])?.remove(&ServiceId(id));
    Ok(Some(Led { to: ServiceId(id), slug: current.unwrap_or_else(|| slug.to_owned()) }))
}

/// The slugs of these services of the scope's company.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn of_services(scope: &mut Scope<'_>, services: &[ServiceId]) -> Result<HashMap<ServiceId, String>> {
    let company = scope.home()?;
    let ids: Ids = services.iter().map(|id| id.0).collect();
    let rows: Vec<(i64, String)> = service_slugs::table
        .filter(service_slugs::company_id.eq(company.0).and(service_slugs::is_current))
        .filter(id_in(service_slugs::service_id, &ids))
        .select((service_slugs::service_id, service_slugs::slug))
        .load(scope.connection())?;
    Ok(rows.into_iter().map(|(id, slug)| (ServiceId(id), slug)).collect())
}

/// All slugs of the scope's company that lead to it; the current one comes first.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn all_of_company(scope: &mut Scope<'_>) -> Result<Vec<String>> {
    let company = scope.home()?;
    let query = company_slugs::table
        .filter(company_slugs::company_id.eq(company.0))
        .order((company_slugs::is_current.desc(), company_slugs::slug))
        .select(company_slugs::slug);
    Ok(query.load(scope.connection())?)
}

/// The same of a service of the scope's company.
///
/// # Errors
/// [`StoreError::Db`](super::StoreError::Db) only.
pub fn all_of_service(scope: &mut Scope<'_>, service: ServiceId) -> Result<Vec<String>> {
    let company = scope.home()?;
    let query = service_slugs::table
        .filter(service_slugs::company_id.eq(company.0).and(service_slugs::service_id.eq(service.0)))
        .order((service_slugs::is_current.desc(), service_slugs::slug))
        .select(service_slugs::slug);
    Ok(query.load(scope.connection())?)
}

/// Gives a new company its first slug.
pub(super) fn make_of_company(
    scope: &mut Scope<'_>,
    company: CompanyId,
    name: &str,
    now: Timestamp,
) -> Result<()> {
    for slug in candidates(name, "company", company.0) {
        let row = (
            company_slugs::slug.eq(slug),
            company_slugs::company_id.eq(company.0),
            company_slugs::is_current.eq(true),
            company_slugs::created_at.eq(DbTimestamp::from(now)),
        );
        let made = on_backend!(scope.connection(), |connection| diesel::insert_into(company_slugs::table)
            .values(row)
            .on_conflict_do_nothing()
            .execute(connection))?;
        if made == 1 {
            break;
        }
    }
    Ok(())
}

/// Gives a new service its first slug.
pub(super) fn make_of_service(
    scope: &mut Scope<'_>,
    company: CompanyId,
    service: ServiceId,
    name: &str,
    now: Timestamp,
) -> Result<()> {
    for slug in candidates(name, "service", service.0) {
        let row = (
            service_slugs::company_id.eq(company.0),
            service_slugs::slug.eq(slug),
            service_slugs::service_id.eq(service.0),
            service_slugs::is_current.eq(true),
            service_slugs::created_at.eq(DbTimestamp::from(now)),
        );
        let made = on_backend!(scope.connection(), |connection| diesel::insert_into(service_slugs::table)
            .values(row)
            .on_conflict_do_nothing()
            .execute(connection))?;
        if made == 1 {
            break;
        }
    }
    Ok(())
}

/// Another slug for the scope's company; the one before leads on. None is ever another company's, so a company has a limited number.
///
/// # Errors
/// `Duplicate` where another company has it, or had it once; `Invalid` where it has had as many as it may; `VersionMismatch` where
/// somebody changed it meanwhile.
pub fn put_company(scope: &mut Scope<'_>, slug: &str, now: Timestamp) -> Result<()> {
    let company = scope.home()?;
    let had: Option<i64> = company_slugs::table
        .find(slug)
        .select(company_slugs::company_id)
        .first(scope.connection())
        .optional()?;
    if had.is_some_and(|of| of != company.0) {
        return Err(taken());
    }
    if had.is_none() {
        let own = company_slugs::table.filter(company_slugs::company_id.eq(company.0));
        let kept: i64 = own.count().get_result(scope.connection())?;
        if kept > KEPT {
            let detail = "was changed as often as it can be; choose one of those that the company had before";
            return Err(Refusal::invalid("/slug", detail).into());
        }
    }
    // First none is current, and then one: the index looks at each row by itself.
    let own = company_slugs::table.filter(company_slugs::company_id.eq(company.0));
    diesel::update(own.filter(company_slugs::is_current))
        .set(company_slugs::is_current.eq(false))
        .execute(scope.connection())?;
    if had.is_some() {
        diesel::update(company_slugs::table.find(slug))
            .set(company_slugs::is_current.eq(true))
            .execute(scope.connection())?;
        return Ok(());
    }
    let row = (
        company_slugs::slug.eq(slug),
        company_slugs::company_id.eq(company.0),
        company_slugs::is_current.eq(true),
        company_slugs::created_at.eq(DbTimestamp::from(now)),
    );
    diesel::insert_into(company_slugs::table).values(row).execute(scope.connection())?;
    Ok(())
}

/// Another slug for a service of the scope's company; the one before leads on, and so do [`KEPT`] of those before that.
///
/// # Errors
/// `Duplicate` where another service has it, or had it once; `VersionMismatch` where somebody changed it meanwhile.
pub fn put_service(scope: &mut Scope<'_>, service: ServiceId, slug: &str, now: Timestamp) -> Result<()> {
    let company = scope.home()?;
    let had: Option<i64> = service_slugs::table
        .find((company.0, slug))
        .select(service_slugs::service_id)
        .first(scope.connection())
        .optional()?;
    if had.is_some_and(|of| of != service.0) {
        return Err(taken());
    }
    let own = service_slugs::table
        .filter(service_slugs::company_id.eq(company.0).and(service_slugs::service_id.eq(service.0)));
    diesel::update(own.filter(service_slugs::is_current))
        .set(service_slugs::is_current.eq(false))
        .execute(scope.connection())?;
    if had.is_some() {
        diesel::update(service_slugs::table.find((company.0, slug)))
            .set(service_slugs::is_current.eq(true))
            .execute(scope.connection())?;
        return Ok(());
    }
    let row = (
        service_slugs::company_id.eq(company.0),
        service_slugs::slug.eq(slug),
        service_slugs::service_id.eq(service.0),
        service_slugs::is_current.eq(true),
        service_slugs::created_at.eq(DbTimestamp::from(now)),
    );
    diesel::insert_into(service_slugs::table).values(row).execute(scope.connection())?;
    forget_eldest(scope, company, service)
}

/// Forgets which slugs the service had first, so that no more than [`KEPT`] lead on to it.
fn forget_eldest(scope: &mut Scope<'_>, company: CompanyId, service: ServiceId) -> Result<()> {
    let before = service_slugs::table
        .filter(service_slugs::company_id.eq(company.0).and(service_slugs::service_id.eq(service.0)))
        .filter(service_slugs::is_current.eq(false));
    let slugs: Vec<String> = before
        .select(service_slugs::slug)
        .order(service_slugs::created_at.desc())
        .load(scope.connection())?;
    for slug in slugs.iter().skip(usize::try_from(KEPT).unwrap_or_default()) {
        diesel::delete(service_slugs::table.find((company.0, slug.as_str()))).execute(scope.connection())?;
    }
    Ok(())
}

fn taken() -> super::StoreError {
    Refusal::Duplicate { what: "address", field: "slug" }.into()
}
