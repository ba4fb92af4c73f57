//! What visitors see of a company before they book: its services at their addresses, and who offers them.

use super::directory::refuse;
use crate::kit::require_company;
use domain::access::{Permit, check_company};
use domain::appointment::{BookingPage, Service, ServiceDetails, ServiceId, ShopSettings, StaffId};
use domain::directory::{Company, CompanyDetails};
use domain::slug::{is_slug, slug_typed};
use domain::{FieldProblem, Refusal};
use persistence::store::collection::{Collection, ListRequest, Position, Sort, SortKey};
use persistence::store::shop::services::ServiceFilter;
use persistence::store::shop::{settings, work};
use persistence::store::{booking_pages, companies, payment_providers, slugs, users};
use persistence::{Scope, StoreError, Tx};
use scheduling_core::time::Timestamp;
use std::collections::HashMap;

/// Services that one page lists.
const OF_A_PAGE: usize = 100;

/// A company as its visitors see it.
#[derive(Debug, Clone)]
pub struct Front {
    pub company: Company,
    /// The slug that it has now.
    pub slug: String,
    pub settings: ShopSettings,
    pub page: BookingPage,
}

/// A service with its slug.
#[derive(Debug, Clone)]
pub struct Listed {
    pub service: Service,
    pub slug: String,
}

/// Somebody who offers a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    pub id: StaffId,
    pub name: String,
}

/// A service as its visitors see it.
#[derive(Debug, Clone)]
pub struct ServiceFront {
    pub front: Front,
    pub listed: Listed,
    /// In order of id.
    pub staff: Vec<Member>,
    /// Whether money is taken online.
    pub pays_online: bool,
}

/// The company at a slug; `None` where there is none, or it is suspended.
///
/// # Errors
/// Failures of the database.
pub fn front(tx: &mut Tx<'_>, slug: &str) -> Result<Option<Front>, StoreError> {
    let Some(slug) = slug_typed(slug) else { return Ok(None) };
    let Some(led) = slugs::company_at(tx, &slug)? else { return Ok(None) };
    let scope = &mut tx.scope(&Permit::visitor(led.to, String::new()));
    let company = companies::get(scope, led.to)?;
    if check_company(Some(company.details.suspended)).is_err() {
        return Ok(None);
    }
    let settings = settings::get(scope, company.id)?.details;
    let (page, _) = booking_pages::get(scope)?;
    Ok(Some(Front { company, slug: led.slug, settings, page }))
}

/// Some of the services of a company.
#[derive(Debug, Clone, Default)]
pub struct Services {
    pub listed: Vec<Listed>,
    /// Where the next ones begin.
    pub next: Option<Position<ServiceId>>,
}

/// The order in which services are listed.
pub const BY_NAME: Sort = Sort { key: SortKey::Name, descending: false };

/// The services of a company that can be booked, in order of name, from there on.
///
/// # Errors
/// Failures of the database.
pub fn services(
    tx: &mut Tx<'_>,
    front: &Front,
    after: Option<Position<ServiceId>>,
) -> Result<Services, StoreError> {
    let scope = &mut tx.scope(&Permit::visitor(front.company.id, String::new()));
    let request = ListRequest::<ServiceDetails> {
        filter: ServiceFilter { active: Some(true), staff: None },
        sort: BY_NAME,
        after,
        limit: OF_A_PAGE,
        ..ListRequest::default()
    };
    let found = ServiceDetails::list(scope, &request)?;
    let ids: Vec<ServiceId> = found.records.iter().map(|one| one.id).collect();
    let mut slugs: HashMap<ServiceId, String> = slugs::of_services(scope, &ids)?;
    let listed = |service: Service| Some(Listed { slug: slugs.remove(&service.id)?, service });
    let offered = found.records.into_iter().filter(|one| !one.details.staff.is_empty());
    Ok(Services { listed: offered.filter_map(listed).collect(), next: found.next })
}

/// A service at its address; `None` where there is none.
///
/// # Errors
/// Failures of the database.
pub fn service_front(tx: &mut Tx<'_>, company: &str, slug: &str) -> Result<Option<ServiceFront>, StoreError> {
    let Some(slug) = slug_typed(slug) else { return Ok(None) };
    let Some(front) = front(tx, company)? else { return Ok(None) };
    let scope = &mut tx.scope(&Permit::visitor(front.company.id, String::new()));
    let Some(led) = slugs::service_at(scope, &slug)? else { return Ok(None) };
    let service = ServiceDetails::get(scope, led.to)?;
    let staff = members(scope, &service)?;
    let pays_online = payment_providers::in_use(scope)?.is_some();
    Ok(Some(ServiceFront { front, listed: Listed { service, slug: led.slug }, staff, pays_online }))
}

fn members(scope: &mut Scope<'_>, service: &Service) -> Result<Vec<Member>, StoreError> {
    let staff = work::offering(scope, service.company, service.id)?;
    let ids: Vec<_> = staff.iter().map(|one| one.details.user).collect();
    let names: HashMap<_, _> =
        users::by_ids(scope, &ids)?.into_iter().map(|user| (user.id, user.details.name)).collect();
    let member = |one: domain::appointment::Staff| {
        Some(Member { id: one.id, name: names.get(&one.details.user)?.clone() })
    };
    Ok(staff.into_iter().filter_map(member).collect())
}

/// What an owner sets of the pages on which people book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageSettings {
    pub slug: String,
    pub page: BookingPage,
}

/// What is set, and the version of it.
///
/// # Errors
/// `Invalid` where no company was named.
pub fn settings_of(tx: &mut Tx<'_>, permit: &Permit) -> Result<(PageSettings, i64), StoreError> {
    let scope = &mut tx.scope(permit);
    require_company(scope)?;
    let (page, version) = booking_pages::get(scope)?;
    Ok((PageSettings { slug: slugs::of_company(scope)?, page }, version))
}

/// Sets it; the address before leads on to the new one.
///
/// # Errors
/// `Invalid`; `Duplicate` where the address is another company's, or was; `VersionMismatch`.
pub fn put_settings(
    tx: &mut Tx<'_>,
    permit: &Permit,
    given: &PageSettings,
    expected: i64,
    now: Timestamp,
) -> Result<(), StoreError> {
    check_slug(&given.slug)?;
    let scope = &mut tx.scope(permit);
    require_company(scope)?;
    if slugs::of_company(scope)? != given.slug {
        slugs::put_company(scope, &given.slug, now)?;
    }
    booking_pages::put(scope, &given.page, expected, now)
}

/// The addresses of these services, below that of their company.
///
/// # Errors
/// `Invalid` where no company was named.
pub fn addresses(
    tx: &mut Tx<'_>,
    permit: &Permit,
    services: &[ServiceId],
) -> Result<HashMap<ServiceId, String>, StoreError> {
    let scope = &mut tx.scope(permit);
    require_company(scope)?;
    let company = slugs::of_company(scope)?;
    let slugs = slugs::of_services(scope, services)?;
    Ok(slugs.into_iter().map(|(id, slug)| (id, format!("/book/{company}/{slug}"))).collect())
}

/// The path of the page of a service, in the scope of its company.
pub(crate) fn path_of(scope: &mut Scope<'_>, service: ServiceId) -> Result<Option<String>, StoreError> {
    let company = slugs::of_company(scope)?;
    let slug = slugs::of_services(scope, &[service])?.remove(&service);
    Ok(slug.map(|slug| format!("/book/{company}/{slug}")))
}

/// The slug of a service.
///
/// # Errors
/// `NotFound`.
pub fn slug_of_service(tx: &mut Tx<'_>, permit: &Permit, service: ServiceId) -> Result<String, StoreError> {
    let scope = &mut tx.scope(permit);
    let service = ServiceDetails::get(scope, service)?;
    let scope = &mut scope.for_company(service.company)?;
    let slug = slugs::of_services(scope, &[service.id])?.remove(&service.id);
    Ok(slug.ok_or_else(|| Refusal::not_found("address"))?)
}

/// Another slug for a service; the one before leads on to it.
///
/// # Errors
/// `NotFound`; `Invalid`; `Duplicate` where another service has it, or had it.
pub fn put_slug_of_service(
    tx: &mut Tx<'_>,
    permit: &Permit,
    service: ServiceId,
    slug: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    check_slug(slug)?;
    let scope = &mut tx.scope(permit);
    let service = ServiceDetails::get(scope, service)?;
    let scope = &mut scope.for_company(service.company)?;
    slugs::put_service(scope, service.id, slug, now)
}

fn check_slug(slug: &str) -> Result<(), Refusal> {
    let detail = "must be 1 to 60 small letters (a to z), digits and single hyphens";
    refuse(if is_slug(slug) { Vec::new() } else { vec![FieldProblem::new("/slug", detail)] })
}

/// Whether the company takes bookings at all.
#[must_use]
pub fn is_open(company: &CompanyDetails, service: &ServiceDetails) -> bool {
    company.active && service.active
}
