//! Reading what is booked: several services at once, as one.

use super::shop::Shop;
use crate::kit::require_company;
use domain::appointment::{Service, ServiceDetails, ServiceId, ShopSettings, Staff, StaffDetails, StaffId};
use domain::directory::Company;
use domain::{CompanyId, Refusal};
use persistence::store::collection::Collection;
use persistence::store::companies;
use persistence::store::shop::{settings, work};
use persistence::{Scope, StoreError};
use std::collections::{BTreeMap, BTreeSet};

/// A service that is asked for, of anybody who offers it or of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Wish {
    pub(super) service: ServiceId,
    pub(super) staff: Option<StaffId>,
}

/// What is read for several wishes: one query for each table, and one for who offers each service.
struct Shelves {
    services: BTreeMap<ServiceId, Service>,
    companies: BTreeMap<CompanyId, (Company, ShopSettings)>,
    named: BTreeMap<StaffId, Staff>,
    offering: BTreeMap<ServiceId, Vec<Staff>>,
}

impl Shop {
    /// Reads a service, and who of its staff is asked for.
    ///
    /// # Errors
    /// `NotFound` at `/company_id`, `/service_id` or `/staff_id`.
    pub(super) fn read(
        scope: &mut Scope<'_>,
        service: ServiceId,
        staff: Option<StaffId>,
    ) -> Result<Self, StoreError> {
        let wish = Wish { service, staff };
        let mut all = Self::read_all(scope, &BTreeSet::from([wish]))?;
        Ok(all.remove(&wish).ok_or_else(|| missing(ServiceDetails::NAME, "/service_id"))??)
    }

    /// The same of several; each is refused by itself.
    ///
    /// # Errors
    /// `NotFound` at `/company_id`.
    pub(super) fn read_all(
        scope: &mut Scope<'_>,
        wishes: &BTreeSet<Wish>,
    ) -> Result<BTreeMap<Wish, Result<Self, Refusal>>, StoreError> {
        require_company(scope)?;
        let shelves = Shelves::read(&mut scope.everybodys(), wishes)?;
        Ok(wishes.iter().map(|wish| (*wish, shelves.shop(*wish))).collect())
    }
}

impl Shelves {
    fn read(scope: &mut Scope<'_>, wishes: &BTreeSet<Wish>) -> Result<Self, StoreError> {
        let ids: BTreeSet<ServiceId> = wishes.iter().map(|wish| wish.service).collect();
        let services: BTreeMap<ServiceId, Service> = ServiceDetails::by_ids(scope, &Vec::from_iter(ids))?
            .into_iter()
            .map(|one| (one.id, one))
            .collect();
        let mut companies = BTreeMap::new();
        for company in services.values().map(|service| service.company).collect::<BTreeSet<_>>() {
            let scope = &mut scope.for_company(company)?;
            let found = (companies::get(scope, company)?, settings::get(scope, company)?.details);
            companies.insert(company, found);
        }
        let named: BTreeSet<StaffId> = wishes.iter().filter_map(|wish| wish.staff).collect();
        let named = match named.is_empty() {
            true => Vec::new(),
            false => StaffDetails::by_ids(scope, &Vec::from_iter(named))?,
        };
        let mut offering = BTreeMap::new();
        for wish in wishes.iter().filter(|wish| wish.staff.is_none()) {
            let Some(service) = services.get(&wish.service) else { continue };
            let scope = &mut scope.for_company(service.company)?;
            offering.insert(service.id, work::offering(scope, service.company, service.id)?);
        }
        let named = named.into_iter().map(|one| (one.id, one)).collect();
        Ok(Self { services, companies, named, offering })
    }

    /// What is asked for by one wish.
    fn shop(&self, wish: Wish) -> Result<Shop, Refusal> {
        let no_service = || missing(ServiceDetails::NAME, "/service_id");
        let service = self.services.get(&wish.service).ok_or_else(no_service)?;
        let (company, settings) = self.companies.get(&service.company).ok_or_else(no_service)?;
        let staff = match wish.staff {
            Some(id) => {
                let found = self.named.get(&id).filter(|one| one.company == service.company);
                vec![found.ok_or_else(|| missing(StaffDetails::NAME, "/staff_id"))?.clone()]
            }
            None => self.offering.get(&service.id).cloned().unwrap_or_default(),
        };
        Ok(Shop {
            company: company.clone(),
            zone: crate::free_busy::zone(&company.details.time_zone),
            settings: settings.clone(),
            service: service.clone(),
            staff,
            named: wish.staff.is_some(),
        })
    }
}

fn missing(what: &'static str, pointer: &str) -> Refusal {
    Refusal::NotFound { what, pointer: Some(pointer.into()) }
}
