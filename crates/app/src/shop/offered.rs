//! Whether starts are offered, for bookings.

use super::query::{Offering, Question, seen};
use crate::free_busy::{self, FreeBusy, Known};
use crate::worked::Hours;
use domain::appointment::{Service, ServiceId, ShopSettings, Staff, StaffId, WorkTerms};
use domain::because::rules;
use domain::commitment::{Commitment, Source};
use domain::directory::Company;
use domain::{Because, Refusal, UserId};
use persistence::store::shop::work;
use persistence::store::users;
use persistence::{Scope, StoreError};
use scheduling_core::availability;
use scheduling_core::time::{Interval, TimeZone, Timestamp};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// When the staff of some services can be had within a window: starts are judged by it one after another, each after the bookings
/// that were added before it.
pub struct StaffTime<'a> {
    company: &'a Company,
    settings: &'a ShopSettings,
    /// Who offers each of the services.
    offering: HashMap<ServiceId, BTreeSet<StaffId>>,
    members: BTreeMap<StaffId, Member>,
    hours: Hours,
    now: Timestamp,
}

/// One of the staff, and when they are taken.
struct Member {
    staff: Staff,
    known: FreeBusy,
}

/// What is to be known of the staff of a company.
#[derive(Debug, Clone)]
pub struct WantedTime<'a> {
    pub company: &'a Company,
    pub settings: &'a ShopSettings,
    pub services: BTreeSet<ServiceId>,
    /// Whose locks the caller has: those who may be booked.
    pub locked: BTreeSet<UserId>,
    /// In which all that is judged lies.
    pub window: Interval,
    /// Bookings that do not count: those that the wanted one takes the place of.
    pub but: &'a [Source],
}

/// A start that somebody wants to book.
#[derive(Debug, Clone, Copy)]
pub struct WantedStart<'a> {
    pub service: &'a Service,
    pub start: Timestamp,
    /// Those who may be booked, as far as they offer the service.
    pub among: &'a [UserId],
}

/// Whether a start is offered.
#[derive(Debug)]
pub enum Offered {
    /// It is, by these.
    Yes(OfferedStart),
    /// It is not.
    No(Unoffered),
}

/// A start that is offered.
#[derive(Debug, Clone)]
pub struct OfferedStart {
    pub time: Interval,
    /// All who are free then, in order of id; at least one.
    pub free: Vec<OfferedStaff>,
}

/// Somebody who is free.
#[derive(Debug, Clone, Copy)]
pub struct OfferedStaff {
    pub staff: StaffId,
    pub user: UserId,
    /// What counts for them: the pause around a booking among it.
    pub terms: WorkTerms,
}

/// Why a start is not offered.
#[derive(Debug, Clone)]
pub struct Unoffered {
    pub because: Vec<Because>,
}

impl Unoffered {
    fn service() -> Self {
        Self { because: vec![Because::of(rules::NOT_OFFERED)] }
    }
}

impl<'a> StaffTime<'a> {
    /// Reads it, with one query for each table, and one for who offers each service. Who offers a service since the locks were had
    /// is not in it.
    ///
    /// # Errors
    /// Failures of the database.
    pub fn read(scope: &mut Scope<'_>, wanted: &WantedTime<'a>, now: Timestamp) -> Result<Self, StoreError> {
        let company = wanted.company;
        let scope = &mut scope.everybodys();
        let scope = &mut scope.for_company(company.id)?;
        let (mut offering, mut staff) = (HashMap::new(), BTreeMap::new());
        for service in &wanted.services {
            let mut of_service = work::offering(scope, company.id, *service)?;
            of_service.retain(|one| wanted.locked.contains(&one.details.user));
            offering.insert(*service, of_service.iter().map(|one| one.id).collect());
            staff.extend(of_service.into_iter().map(|one| (one.id, one)));
        }
        let members = Self::members(scope, wanted, staff, now)?;
        let ids: Vec<StaffId> = members.keys().copied().collect();
        let hours = match ids.is_empty() {
            true => Hours::default(),
            false => Hours::read(scope, company.id, &ids, seen(wanted.window))?,
        };
        Ok(Self { company, settings: wanted.settings, offering, members, hours, now })
    }

    /// Those of the staff whose users are there, with their free/busy.
    fn members(
        scope: &mut Scope<'_>,
        wanted: &WantedTime<'_>,
        staff: BTreeMap<StaffId, Staff>,
        now: Timestamp,
    ) -> Result<BTreeMap<StaffId, Member>, StoreError> {
        if staff.is_empty() {
            return Ok(BTreeMap::new());
        }
        let ids: Vec<UserId> = staff.values().map(|one| one.details.user).collect();
        let people = users::by_ids(scope, &ids)?;
        let zone = free_busy::zone(&wanted.company.details.time_zone);
        let already = Known { zones: HashMap::from([(wanted.company.id, zone)]), ..Known::default() };
        let gathered = free_busy::gather_in(scope, people, already, wanted.window, now)?;
        let joined = gathered.without_sources(wanted.but).join();
        let mut known: HashMap<UserId, FreeBusy> = joined.into_iter().map(|one| (one.user.id, one)).collect();
        let member = |staff: Staff| {
            let known = known.remove(&staff.details.user)?;
            Some((staff.id, Member { staff, known }))
        };
        Ok(staff.into_values().filter_map(member).collect())
    }

    /// Whether a start is offered now, by the search that lists what is offered.
    ///
    /// # Errors
    /// `Invalid` for a start that is too far away.
    pub fn judge(&self, wanted: &WantedStart<'_>) -> Result<Offered, Refusal> {
        let (service, start) = (wanted.service, wanted.start);
        let window = Interval::new(start, start.plus_minutes(service.details.duration_minutes));
        let Ok(window) = window else { return Ok(Offered::No(Unoffered::service())) };
        let question = self.question(wanted, window);
        let Some(query) = question.query()? else { return Ok(Offered::No(Unoffered::service())) };
        let answer = availability::search(&query);
        let Some(slot) = answer.slots().next().filter(|slot| slot.start() == start) else {
            return Ok(Offered::No(Unoffered { because: question.why_not(&query, start) }));
        };
        let free = slot.available().filter_map(|number| question.people.get(number));
        let free = free.map(|one| OfferedStaff {
            staff: one.staff.id,
            user: one.staff.details.user,
            terms: one.work.terms,
        });
        Ok(Offered::Yes(OfferedStart { time: window, free: free.collect() }))
    }

    /// What the engine is asked. To explain a start, it is seen how long hours are closed around it.
    fn question<'q>(&'q self, wanted: &WantedStart<'q>, window: Interval) -> Question<'q> {
        let of_service = self.offering.get(&wanted.service.id);
        let meant = |member: &&Member| {
            of_service.is_some_and(|offering| offering.contains(&member.staff.id))
                && wanted.among.contains(&member.staff.details.user)
        };
        let people = self.members.values().filter(meant).map(|Member { staff, known }| Offering {
            staff,
            known,
            // Days off are rules of their own: they are told apart from hours.
            work: self.hours.of(staff, self.settings, &known.zone, Vec::new()),
        });
        Question {
            service: wanted.service,
            settings: self.settings,
            open: self.company.details.active && wanted.service.details.active,
            people: people.collect(),
            window,
            zone: self.zone(),
            now: self.now,
            seen: seen(window),
        }
    }

    fn zone(&self) -> TimeZone {
        free_busy::zone(&self.company.details.time_zone)
    }

    /// Has whose time it takes taken by a booking that is being made.
    pub fn add(&mut self, booking: &Commitment) {
        let user = booking.subject.user();
        let member = self.members.values_mut().find(|member| Some(member.staff.details.user) == user);
        if let Some(member) = member {
            member.known.add(booking.clone());
        }
    }
}
