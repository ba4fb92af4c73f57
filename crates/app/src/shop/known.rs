//! A service with who offers it, as it was read once for several questions about its times.

use crate::free_busy;
use domain::access::Permit;
use domain::appointment::{Service, ServiceDetails, ServiceId, ShopSettings, Staff, StaffDetails, StaffId};
use domain::directory::{Company, User};
use domain::{Refusal, UserId};
use persistence::store::collection::Collection;
use persistence::store::shop::{settings, work};
use persistence::store::{companies, users};
use persistence::{Scope, StoreError, Tx};
use scheduling_core::time::TimeZone;
use std::collections::HashMap;

/// A service, and who may offer it.
#[derive(Debug, Clone)]
pub(super) struct Parts {
    pub(super) service: Service,
    pub(super) company: Company,
    pub(super) settings: ShopSettings,
    /// Active and offering it, in order of id; those with a user who is there.
    pub(super) staff: Vec<Staff>,
    /// In the same order.
    pub(super) users: Vec<User>,
}

impl Parts {
    /// Reads them. The scope is everybody's.
    pub(super) fn read(scope: &mut Scope<'_>, service: ServiceId) -> Result<Self, StoreError> {
        let service = ServiceDetails::get(scope, service)?;
        let scope = &mut scope.for_company(service.company)?;
        let company = companies::get(scope, service.company)?;
        let settings = settings::get(scope, company.id)?.details;
        let mut parts = Self { service, company, settings, staff: Vec::new(), users: Vec::new() };
        parts.read_staff(scope, |_| true)?;
        Ok(parts)
    }

    /// Reads those of the staff who are meant.
    pub(super) fn read_staff(
        &mut self,
        scope: &mut Scope<'_>,
        meant: impl Fn(&Staff) -> bool,
    ) -> Result<(), StoreError> {
        let mut staff = work::offering(scope, self.company.id, self.service.id)?;
        staff.retain(meant);
        let ids: Vec<UserId> = staff.iter().map(|one| one.details.user).collect();
        let mut users: HashMap<UserId, User> =
            users::by_ids(scope, &ids)?.into_iter().map(|user| (user.id, user)).collect();
        let pairs = staff.into_iter().filter_map(|one| Some((users.remove(&one.details.user)?, one)));
        (self.users, self.staff) = pairs.unzip();
        Ok(())
    }

    pub(super) fn open(&self) -> bool {
        self.company.details.active && self.service.details.active
    }

    pub(super) fn company_zone(&self) -> TimeZone {
        free_busy::zone(&self.company.details.time_zone)
    }

    /// Those of one member of the staff, where one is named.
    pub(super) fn only(mut self, staff: Option<StaffId>) -> Self {
        let Some(only) = staff else { return self };
        let pairs = self.staff.into_iter().zip(self.users).filter(|(one, _)| one.id == only);
        (self.staff, self.users) = pairs.unzip();
        self
    }
}

/// A service as it was read once, for several questions about it.
#[derive(Debug, Clone)]
pub struct KnownShop(pub(super) Parts);

impl KnownShop {
    /// Reads it, and who offers it.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn read(tx: &mut Tx<'_>, permit: &Permit, service: ServiceId) -> Result<Self, StoreError> {
        let mut scope = tx.scope(permit);
        Parts::read(&mut scope.everybodys(), service).map(Self)
    }

    #[must_use]
    pub fn service(&self) -> &Service {
        &self.0.service
    }

    #[must_use]
    pub fn company(&self) -> &Company {
        &self.0.company
    }

    #[must_use]
    pub fn settings(&self) -> &ShopSettings {
        &self.0.settings
    }

    /// Who offers it, in order of id.
    pub fn staff(&self) -> impl Iterator<Item = (StaffId, &User)> {
        self.0.staff.iter().map(|one| one.id).zip(&self.0.users)
    }
}

/// The zone of somebody who does not offer the service.
///
/// # Errors
/// `NotFound` at `/staff_id`.
pub(super) fn zone_of_staff(
    scope: &mut Scope<'_>,
    parts: &Parts,
    staff: StaffId,
) -> Result<TimeZone, StoreError> {
    let scope = &mut scope.for_company(parts.company.id)?;
    let found = StaffDetails::by_ids(scope, &[staff])?;
    let missing = || Refusal::NotFound { what: StaffDetails::NAME, pointer: Some("/staff_id".into()) };
    let profile = found.first().ok_or_else(missing)?;
    let user = users::get(scope, profile.details.user)?;
    Ok(free_busy::zone_of(&user, &parts.company_zone()))
}
