//! A service, and who may offer it.

mod read;

use super::entry::{Alias, Entry, Fresh, Key, Offer, Open, Person, Shop, Times};
use super::memory::Memory;
use super::people::{Guess, Names, Seen, guess, guess_open, proven};
use super::{AnswerName, KnownPeople, Tag, lock};
use crate::free_busy::Gathered;
use crate::worked::Hours;
use domain::CompanyId;
use domain::access::{Permit, Reach};
use domain::appointment::{BookingPage, Service, ServiceId, ShopSettings, Staff, StaffId};
use domain::directory::Company;
use persistence::ledger::{Version, Versioned};
use persistence::store::slugs;
use persistence::{StoreError, Tx};
use read::Question;
use scheduling_core::time::{Interval, TimeZone, Timestamp};
use std::sync::{Arc, Mutex};

/// Which service is wanted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct WantedService {
    pub(crate) service: ServiceId,
    /// Everybody who offers it where none is named.
    pub(crate) only: Option<StaffId>,
}

/// The addresses of a company and of a service of it.
#[derive(Debug, Clone)]
pub(crate) struct Slugs {
    pub(crate) company: String,
    pub(crate) service: String,
}

/// Where time is looked at.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Windows {
    pub(crate) window: Interval,
    /// For hours.
    pub(crate) hours: Interval,
}

/// What windows follow from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Terms<'a> {
    pub(crate) company: &'a Company,
    pub(crate) service: &'a Service,
    pub(crate) settings: &'a ShopSettings,
    /// That of the member of the staff who is named.
    pub(crate) zone: Option<&'a TimeZone>,
}

/// A service with all that is known of who may offer it, as it is now.
pub(crate) struct KnownService {
    open: Arc<Fresh<Open>>,
    shop: Arc<Fresh<Shop>>,
    offer: Arc<Fresh<Offer>>,
    /// Those who are meant, in order of id.
    pub(crate) staff: Vec<Arc<Staff>>,
    /// In the same order.
    people: Vec<Arc<Fresh<Person>>>,
    times: StaffTimes,
}

/// When the staff work, and everybody's special hours; `None` where that was not asked for.
struct StaffTimes {
    of: Vec<Option<Arc<Fresh<Times>>>>,
    everybodys: Option<Arc<Fresh<Times>>>,
}

impl StaffTimes {
    fn cover(&self, window: Interval) -> bool {
        let covers =
            |times: &Option<Arc<Fresh<Times>>>| times.as_ref().is_some_and(|times| times.value.cover(window));
        covers(&self.everybodys) && self.of.iter().all(covers)
    }
}

impl Times {
    fn cover(&self, window: Interval) -> bool {
        self.range.start() <= window.start() && window.end() <= self.range.end()
    }
}

impl KnownService {
    pub(crate) fn company(&self) -> &Arc<Company> {
        &self.open.value.company
    }

    pub(crate) fn service(&self) -> &Arc<Service> {
        &self.offer.value.service
    }

    pub(crate) fn settings(&self) -> &Arc<ShopSettings> {
        &self.shop.value.settings
    }

    /// What the company says on its pages.
    pub(crate) fn page(&self) -> &BookingPage {
        &self.shop.value.page
    }

    /// Whether the company takes money online.
    pub(crate) fn pays_online(&self) -> bool {
        self.shop.value.pays_online
    }

    /// The addresses that it has now; `None` where one of them is missing.
    pub(crate) fn slugs(&self) -> Option<Slugs> {
        let (company, service) = (self.shop.value.slugs.first()?, self.offer.value.slugs.first()?);
        Some(Slugs { company: company.clone(), service: service.clone() })
    }

    /// The name of the member of the staff at that place.
    pub(crate) fn name(&self, place: usize) -> Option<&str> {
        Some(self.people.get(place)?.value.facts.user.details.name.as_str())
    }

    /// The zone of the member of the staff who comes first.
    pub(crate) fn first_zone(&self) -> Option<&TimeZone> {
        Some(&self.people.first()?.value.facts.zone)
    }

    /// The same with one member of the staff alone; `None` where they do not offer it.
    pub(crate) fn with(&self, staff: StaffId) -> Option<Self> {
        let place = self.staff.iter().position(|one| one.id == staff)?;
        Some(Self {
            open: Arc::clone(&self.open),
            shop: Arc::clone(&self.shop),
            offer: Arc::clone(&self.offer),
            staff: vec![Arc::clone(self.staff.get(place)?)],
            people: vec![Arc::clone(self.people.get(place)?)],
            times: StaffTimes {
                of: vec![self.times.of.get(place)?.clone()],
                everybodys: self.times.everybodys.clone(),
            },
        })
    }

    /// What windows follow from, where a member of the staff of that zone is named.
    pub(crate) fn terms<'a>(&'a self, zone: Option<&'a TimeZone>) -> Terms<'a> {
        terms(&self.open, &self.offer, &self.shop, zone)
    }

    fn covers(&self, windows: Windows) -> bool {
        let covers = |person: &Arc<Fresh<Person>>| person.value.facts.cover(windows.window);
        self.people.iter().all(covers) && self.times.cover(windows.hours)
    }

    /// The name of the answer to a question about these windows; `None` where not all that is asked is known. Hours have the
    /// versions of the people whose they are, and those of everybody that of the shop.
    pub(crate) fn answer_name(
        &self,
        mut question: Tag,
        windows: Windows,
        now: Timestamp,
    ) -> Option<AnswerName> {
        if !self.covers(windows) {
            return None;
        }
        for version in [self.open.version(), self.shop.version(), self.offer.version()] {
            question.version(version);
        }
        self.people.iter().for_each(|person| question.person(person, windows.window, now));
        Some(AnswerName { company: self.open.value.company.id, tag: question.told() })
    }

    /// All that is known of their time in these windows; `None` where that is not all that there is, or calendars have to be
    /// followed.
    pub(crate) fn time(&self, windows: Windows, now: Timestamp) -> Option<(Gathered, Hours)> {
        if !self.covers(windows) {
            return None;
        }
        let facts = self.people.iter().map(|person| Arc::clone(&person.value.facts)).collect();
        let own = self.staff.iter().zip(&self.times.of).map(|(staff, times)| (Some(staff.id), times));
        let all = own.chain([(None, &self.times.everybodys)]);
        let times = |(whose, times): (_, &Option<Arc<Fresh<Times>>>)| {
            Some((whose, Arc::clone(&times.as_ref()?.value.times)))
        };
        Some((Gathered::of(facts, windows.window, now), all.filter_map(times).collect()))
    }

    fn leads(&self, slugs: &Slugs) -> bool {
        self.shop.value.slugs.contains(&slugs.company) && self.offer.value.slugs.contains(&slugs.service)
    }
}

/// What is remembered for an answer, before it is known whether it holds.
struct Remembered {
    names: Names,
    open: Arc<Fresh<Open>>,
    shop: Arc<Fresh<Shop>>,
    offer: Arc<Fresh<Offer>>,
    staff: Vec<Arc<Staff>>,
    people: Vec<Guess>,
    times: StaffTimes,
    windows: Option<Windows>,
}

/// The windows of a question, from what is known of the service.
pub(crate) trait Windowed: Fn(Terms<'_>) -> Option<Windows> + Send + 'static {}
impl<F: Fn(Terms<'_>) -> Option<Windows> + Send + 'static> Windowed for F {}

impl KnownPeople {
    /// A service and who may offer it, for the windows that follow from it. `None` where that can't be had from what is
    /// remembered: nothing is to be, the member of the staff who is named does not offer it, or a calendar has to be followed beyond what is stored.
    ///
    /// # Errors
    /// `NotFound`.
    pub(crate) async fn service(
        &self,
        permit: &Permit,
        wanted: WantedService,
        windowed: impl Windowed,
        now: Timestamp,
    ) -> Result<Option<KnownService>, StoreError> {
        let Some(memory) = self.memory.clone() else { return Ok(None) };
        let remembered = Remembered::of(&memory, permit, wanted, &windowed);
        if let Some(known) = self.still(permit, remembered.as_ref()).await? {
            return Ok(Some(known));
        }
        let permit = permit.clone();
        let read = self.db.read(move |tx| {
            let mut scope = tx.scope(&permit);
            let question = Question { memory: &memory, wanted, windowed: &windowed, now };
            question.read(&mut scope.everybodys(), remembered.as_ref())
        });
        read.await
    }

    /// The same for the service at an address, for everybody's eyes. `None` too where the address leads nowhere.
    ///
    /// # Errors
    /// Failures of the database.
    pub(crate) async fn service_at(
        &self,
        slugs: Slugs,
        windowed: impl Windowed,
        now: Timestamp,
    ) -> Result<Option<KnownService>, StoreError> {
        let Some(memory) = self.memory.clone() else { return Ok(None) };
        let place = found(&lock(&memory), &slugs);
        let mut remembered = None;
        if let Some((company, wanted)) = place {
            let permit = Permit::visitor(company, String::new());
            remembered = Remembered::of(&memory, &permit, wanted, &windowed);
            let still = self.still(&permit, remembered.as_ref()).await?;
            if let Some(known) = still.filter(|known| known.leads(&slugs)) {
                return Ok(Some(known));
            }
        }
        let read = self.db.read(move |tx| -> Result<_, StoreError> {
            let Some((permit, wanted)) = read_place(tx, &slugs)? else { return Ok(None) };
            let mut scope = tx.scope(&permit);
            let question = Question { memory: &memory, wanted, windowed: &windowed, now };
            // The address may lead elsewhere by now.
            let same = place.is_some_and(|(company, known)| {
                permit.reach() == Reach::Company(company) && known.service == wanted.service
            });
            question.read(&mut scope.everybodys(), remembered.as_ref().filter(|_| same))
        });
        read.await
    }

    async fn still(
        &self,
        permit: &Permit,
        remembered: Option<&Remembered>,
    ) -> Result<Option<KnownService>, StoreError> {
        let Some(remembered) = remembered else { return Ok(None) };
        let seen = remembered.names.now(&self.versions, permit).await?;
        Ok(remembered.proven(&seen))
    }
}

/// Where a service is whose address is remembered.
fn found(memory: &Memory, slugs: &Slugs) -> Option<(CompanyId, WantedService)> {
    let (company, _) = memory.find(&Alias::Company(slugs.company.clone()))?;
    match memory.find(&Alias::ServiceAt(company, slugs.service.clone()))? {
        (_, Key::Service(service)) => Some((company, WantedService { service, only: None })),
        _ => None,
    }
}

fn read_place(tx: &mut Tx<'_>, at: &Slugs) -> Result<Option<(Permit, WantedService)>, StoreError> {
    let Some(company) = slugs::company_at(tx, &at.company)? else { return Ok(None) };
    let permit = Permit::visitor(company.to, String::new());
    let service = slugs::service_at(&mut tx.scope(&permit), &at.service)?;
    Ok(service.map(|service| (permit, WantedService { service: service.to, only: None })))
}

/// Those of the staff who are meant.
fn meant(offer: &Offer, only: Option<StaffId>) -> Vec<Arc<Staff>> {
    offer.staff.iter().filter(|one| only.is_none_or(|only| one.id == only)).cloned().collect()
}

fn names(company: CompanyId, staff: &[Arc<Staff>]) -> Names {
    let people = staff.iter().map(|one| one.details.user).collect();
    Names { company, thing: Some(Versioned::Shop), people }
}

impl Remembered {
    /// What is remembered of a service, where the permit reaches it.
    fn of(
        memory: &Mutex<Memory>,
        permit: &Permit,
        wanted: WantedService,
        windowed: &impl Windowed,
    ) -> Option<Self> {
        let mut memory = lock(memory);
        let (company, key) = memory.find(&Alias::Service(wanted.service))?;
        if matches!(permit.reach(), Reach::Company(own) if own != company) {
            return None;
        }
        let Some(Entry::Service(offer)) = memory.get(company, key) else { return None };
        let Some(Entry::Shop(shop)) = memory.get(company, Key::Shop) else { return None };
        let open = guess_open(&mut memory, company)?;
        let staff = meant(&offer.value, wanted.only);
        let named = match (wanted.only, staff.first()) {
            (Some(_), Some(one)) => match memory.get(company, Key::Person(one.details.user)) {
                Some(Entry::Person(person)) => Some(person.value.facts.zone.clone()),
                _ => return None,
            },
            (Some(_), None) => return None,
            (None, _) => None,
        };
        let windows = windowed(terms(&open, &offer, &shop, named.as_ref()));
        let window = windows.map(|windows| windows.window);
        let of = |one: &Arc<Staff>| guess(&mut memory, company, one.details.user, window);
        let people = staff.iter().map(of).collect();
        let mut times = |whose| match memory.get(company, Key::Hours(whose)) {
            Some(Entry::Hours(times)) => Some(times),
            _ => None,
        };
        let of = staff.iter().map(|one| times(Some(one.details.user))).collect();
        let times = StaffTimes { of, everybodys: times(None) };
        drop(memory);
        Some(Self { names: names(company, &staff), open, shop, offer, staff, people, times, windows })
    }

    /// All of it, where these are the versions now and it covers the windows.
    fn proven(&self, seen: &Seen) -> Option<KnownService> {
        let offer = self.holds(seen).filter(|_| self.shop.holds(seen.thing, None))?;
        let open = Some(&self.open).filter(|open| open.holds(seen.company, seen.company))?;
        let people = proven(&self.people, seen, self.windows.map(|windows| windows.window))?;
        let times = self.times_at(seen);
        if self.windows.is_some_and(|windows| !times.cover(windows.hours)) {
            return None;
        }
        Some(KnownService {
            open: Arc::clone(open),
            shop: Arc::clone(&self.shop),
            offer: Arc::clone(offer),
            staff: self.staff.clone(),
            people,
            times,
        })
    }

    /// The service, where it is still so.
    fn holds(&self, seen: &Seen) -> Option<&Arc<Fresh<Offer>>> {
        Some(&self.offer).filter(|offer| offer.holds(seen.thing, None))
    }

    /// The hours that are still so.
    fn times_at(&self, seen: &Seen) -> StaffTimes {
        let held = |times: &Option<Arc<Fresh<Times>>>, version: Version| {
            times.clone().filter(|times| times.holds(version, None))
        };
        let of = self.times.of.iter().zip(&seen.people).map(|(times, version)| held(times, *version));
        StaffTimes { of: of.collect(), everybodys: held(&self.times.everybodys, seen.thing) }
    }
}

fn terms<'a>(
    open: &'a Fresh<Open>,
    offer: &'a Fresh<Offer>,
    shop: &'a Fresh<Shop>,
    zone: Option<&'a TimeZone>,
) -> Terms<'a> {
    Terms {
        company: &open.value.company,
        service: &offer.value.service,
        settings: &shop.value.settings,
        zone,
    }
}
