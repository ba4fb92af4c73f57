//! Reading what of a service is not remembered as it is.

use super::super::entry::{Entry, Fresh, Key, Offer, Shop, Times};
use super::super::lock;
use super::super::memory::Memory;
use super::super::people::{People, Seen, read_open};
use super::{KnownService, Remembered, StaffTimes, WantedService, Windowed, meant, names, terms};
use crate::free_busy::{self, zone_of};
use crate::worked::Hours;
use domain::appointment::{ServiceDetails, Staff, StaffId};
use domain::{CompanyId, UserId};
use persistence::ledger::Version;
use persistence::store::collection::Collection;
use persistence::store::shop::{settings, work};
use persistence::store::{booking_pages, payment_providers, slugs, users};
use persistence::{Scope, StoreError};
use scheduling_core::time::{Interval, Timestamp};
use std::sync::{Arc, Mutex};

/// What is asked of a service.
pub(super) struct Question<'a, W> {
    pub(super) memory: &'a Mutex<Memory>,
    pub(super) wanted: WantedService,
    pub(super) windowed: &'a W,
    pub(super) now: Timestamp,
}

/// A service, and the versions of all who are concerned.
type ServiceNow = (Arc<Fresh<Offer>>, Seen);

impl<W: Windowed> Question<'_, W> {
    /// Reads what of it is not remembered as it is in this transaction, and remembers it. `None` where somebody is named who does
    /// not offer it.
    pub(super) fn read(
        &self,
        scope: &mut Scope<'_>,
        remembered: Option<&Remembered>,
    ) -> Result<Option<KnownService>, StoreError> {
        let (offer, seen) = match self.still_service(scope, remembered)? {
            Some(known) => known,
            None => self.read_service(scope)?,
        };
        let company = offer.value.service.company;
        let scope = &mut scope.for_company(company)?;
        let shop = self.read_shop(scope, company, seen.thing)?;
        let open = read_open(scope, self.memory, seen.company, company)?;
        let staff = meant(&offer.value, self.wanted.only);
        let named = match (self.wanted.only, staff.first()) {
            (Some(_), None) => return Ok(None),
            (Some(_), Some(one)) => match users::by_ids(scope, &[one.details.user])?.first() {
                Some(user) => Some(zone_of(user, &open.value.zone)),
                None => return Ok(None),
            },
            (None, _) => None,
        };
        let windows = (self.windowed)(terms(&open, &offer, &shop, named.as_ref()));
        let window = windows.map_or_else(|| soon(self.now), |windows| Some(windows.window));
        let Some(window) = window else { return Ok(None) };
        let ids: Vec<UserId> = staff.iter().map(|one| one.details.user).collect();
        let people = People { memory: self.memory, company, window, now: self.now };
        let people = people.read(scope, &ids, &seen, &open.value.zone)?;
        let times = match windows {
            Some(windows) => self.read_times(scope, company, &staff, &seen, windows.hours)?,
            None => StaffTimes { of: vec![None; staff.len()], everybodys: None },
        };
        let people: Option<Vec<_>> = people.into_iter().collect();
        Ok(people.map(|people| KnownService { open, shop, offer, staff, people, times }))
    }

    /// The service that is remembered, if it is still so in this transaction.
    fn still_service(
        &self,
        scope: &mut Scope<'_>,
        remembered: Option<&Remembered>,
    ) -> Result<Option<ServiceNow>, StoreError> {
        let Some(remembered) = remembered else { return Ok(None) };
        let seen = remembered.names.within(scope)?;
        Ok(remembered.holds(&seen).map(|offer| (Arc::clone(offer), seen)))
    }

    fn read_service(&self, scope: &mut Scope<'_>) -> Result<ServiceNow, StoreError> {
        let service = ServiceDetails::get(scope, self.wanted.service)?;
        let company = service.company;
        let scope = &mut scope.for_company(company)?;
        let staff: Vec<Arc<Staff>> =
            work::offering(scope, company, service.id)?.into_iter().map(Arc::new).collect();
        let slugs = slugs::all_of_service(scope, service.id)?;
        let offer = Offer { service: Arc::new(service), staff, slugs };
        let seen = names(company, &meant(&offer, self.wanted.only)).within(scope)?;
        let key = Key::Service(self.wanted.service);
        let offer = Fresh::new(seen.thing, None, offer);
        lock(self.memory).put(company, key, Entry::Service(Arc::clone(&offer)));
        Ok((offer, seen))
    }

    fn read_shop(
        &self,
        scope: &mut Scope<'_>,
        company: CompanyId,
        version: Version,
    ) -> Result<Arc<Fresh<Shop>>, StoreError> {
        let remembered = lock(self.memory).get(company, Key::Shop);
        if let Some(Entry::Shop(shop)) = remembered
            && shop.holds(version, None)
        {
            return Ok(shop);
        }
        let shop = Shop {
            settings: Arc::new(settings::get(scope, company)?.details),
            page: booking_pages::get(scope)?.0,
            pays_online: payment_providers::in_use(scope)?.is_some(),
            slugs: slugs::all_of_company(scope)?,
        };
        let shop = Fresh::new(version, None, shop);
        lock(self.memory).put(company, Key::Shop, Entry::Shop(Arc::clone(&shop)));
        Ok(shop)
    }

    /// The hours of the staff; read for all of them whose are not remembered as they are now.
    fn read_times(
        &self,
        scope: &mut Scope<'_>,
        company: CompanyId,
        staff: &[Arc<Staff>],
        seen: &Seen,
        window: Interval,
    ) -> Result<StaffTimes, StoreError> {
        let get = |whose: Option<UserId>, version: Version| match lock(self.memory)
            .get(company, Key::Hours(whose))
        {
            Some(Entry::Hours(times)) => {
                Some(times).filter(|times| times.holds(version, None) && times.value.cover(window))
            }
            _ => None,
        };
        let versioned = || staff.iter().zip(&seen.people);
        let mut all = StaffTimes {
            of: versioned().map(|(one, version)| get(Some(one.details.user), *version)).collect(),
            everybodys: get(None, seen.thing),
        };
        let missing: Vec<StaffId> =
            staff.iter().zip(&all.of).filter(|(_, times)| times.is_none()).map(|(one, _)| one.id).collect();
        if missing.is_empty() && all.everybodys.is_some() {
            return Ok(all);
        }
        let range = free_busy::range(window, self.now, None).unwrap_or(window);
        let hours = Hours::read(scope, company, &missing, range)?;
        let put = |of: Option<StaffId>, whose: Option<UserId>, version: Version| {
            let times = Fresh::new(version, None, Times { range, times: hours.times(of) });
            lock(self.memory).put(company, Key::Hours(whose), Entry::Hours(Arc::clone(&times)));
            times
        };
        for ((one, version), times) in versioned().zip(&mut all.of).filter(|(_, times)| times.is_none()) {
            *times = Some(put(Some(one.id), Some(one.details.user), *version));
        }
        all.everybodys = Some(put(None, None, seen.thing));
        Ok(all)
    }
}

/// The days that are looked at first where nothing says which.
fn soon(now: Timestamp) -> Option<Interval> {
    Interval::new(now, now.plus_seconds(86_400)).ok()
}
