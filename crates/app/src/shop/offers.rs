//! Reading what is known of a service and its staff, and what they offer.

use super::known::{KnownShop, Parts, zone_of_staff};
use super::query::{Asked, DAYS, Days, Offering, Question, ShopAnswer, ShopExplanation, seen};
use crate::free_busy::{self, FreeBusy, Gathered, Known};
use crate::worked::Hours;
use domain::access::Permit;
use domain::appointment::{Service, ServiceId, ShopSettings, Staff, StaffId, WorkTerms};
use domain::because::rules;
use domain::commitment::Source;
use domain::directory::{Company, User};
use domain::{Because, Refusal, UserId};
use persistence::{Scope, StoreError, Tx};
use scheduling_core::availability;
use scheduling_core::time::{Interval, TimeZone, Timestamp};
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

impl Parts {
    /// What is known of when the staff work and are taken around a window; one query for each table.
    fn time(self, scope: &mut Scope<'_>, window: Interval, now: Timestamp) -> Result<ReadTime, StoreError> {
        let scope = &mut scope.for_company(self.company.id)?;
        let ids: Vec<StaffId> = self.staff.iter().map(|one| one.id).collect();
        let zones = HashMap::from([(self.company.id, self.company_zone())]);
        let already = Known { zones, ..Known::default() };
        let gathered = free_busy::gather_in(scope, self.users.clone(), already, window, now)?;
        Ok(ReadTime {
            hours: Hours::read(scope, self.company.id, &ids, seen(window))?,
            gathered,
            parts: self,
            window,
            now,
        })
    }
}

/// All that was read.
#[derive(Debug, Clone)]
struct ReadTime {
    parts: Parts,
    gathered: Gathered,
    hours: Hours,
    window: Interval,
    now: Timestamp,
}

/// The same with everybody's busy time joined.
struct JoinedTime {
    parts: Parts,
    people: Vec<FreeBusy>,
    hours: Hours,
    window: Interval,
    now: Timestamp,
}

impl ReadTime {
    fn join(self, stop: &AtomicBool) -> JoinedTime {
        let Self { parts, gathered, hours, window, now } = self;
        JoinedTime { parts, people: gathered.join_until(stop), hours, window, now }
    }
}

impl JoinedTime {
    fn question(&self, zone: TimeZone) -> Question<'_> {
        let settings = &self.parts.settings;
        let people = self.parts.staff.iter().zip(&self.people).map(|(staff, known)| Offering {
            staff,
            known,
            // Days off are rules of their own: they are told apart from hours.
            work: self.hours.of(staff, settings, &known.zone, Vec::new()),
        });
        Question {
            service: &self.parts.service,
            settings,
            open: self.parts.open(),
            people: people.collect(),
            window: self.window,
            zone,
            now: self.now,
            seen: seen(self.window),
        }
    }
}

/// A service and all that is known of who may offer it, for one answer.
#[derive(Debug, Clone)]
pub struct GatheredShop {
    zone: TimeZone,
    /// Starts that are listed at the most.
    most: usize,
    /// `None` where nothing can be offered.
    time: Option<ReadTime>,
}

/// Reads the service and everything about those who offer it. Dates are those of the zone that is named, else of the staff
/// member who is, else of the company.
///
/// # Errors
/// `NotFound` for the service, or with the pointer `/staff_id`.
pub fn gather(
    tx: &mut Tx<'_>,
    permit: &Permit,
    asked: &AskedShop,
    now: Timestamp,
) -> Result<GatheredShop, StoreError> {
    gather_but(tx, permit, asked, &[], now)
}

/// The same without the bookings that were made for these: what is to take their place.
///
/// # Errors
/// Those of [`gather`].
pub fn gather_but(
    tx: &mut Tx<'_>,
    permit: &Permit,
    asked: &AskedShop,
    but: &[Source],
    now: Timestamp,
) -> Result<GatheredShop, StoreError> {
    let mut scope = tx.scope(permit);
    let scope = &mut scope.everybodys();
    let parts = Parts::read(scope, asked.service)?;
    gathered(scope, parts, asked, but, now)
}

/// The same as [`gather`] of a service that was read a moment ago.
///
/// # Errors
/// Those of [`gather`].
pub fn gather_known(
    tx: &mut Tx<'_>,
    permit: &Permit,
    known: &KnownShop,
    asked: &AskedShop,
    now: Timestamp,
) -> Result<GatheredShop, StoreError> {
    let mut scope = tx.scope(permit);
    gathered(&mut scope.everybodys(), known.0.clone(), asked, &[], now)
}

/// What is known of the time of those people. The scope is everybody's.
fn gathered(
    scope: &mut Scope<'_>,
    parts: Parts,
    asked: &AskedShop,
    but: &[Source],
    now: Timestamp,
) -> Result<GatheredShop, StoreError> {
    let parts = parts.only(asked.staff);
    let of_staff = match (asked.staff, parts.users.first()) {
        (Some(_), Some(user)) => Some(free_busy::zone_of(user, &parts.company_zone())),
        (Some(staff), None) => Some(zone_of_staff(scope, &parts, staff)?),
        (None, _) => None,
    };
    let zone = asked.zone.clone().or(of_staff).unwrap_or_else(|| parts.company_zone());
    let window = window(&parts, asked, &zone, now).filter(|_| !parts.staff.is_empty());
    let time = window.map(|window| parts.time(scope, window, now)).transpose()?;
    let time = time.map(|time| ReadTime { gathered: time.gathered.without_sources(but), ..time });
    Ok(GatheredShop { zone, most: asked.when.most(), time })
}

/// What is asked of the shop.
#[derive(Debug, Clone)]
pub struct AskedShop {
    pub service: ServiceId,
    /// Everybody who offers it where none is named.
    pub staff: Option<StaffId>,
    pub zone: Option<TimeZone>,
    pub when: Asked,
    pub explain: bool,
}

/// The window that is searched; `None` where nothing can be booked in it.
fn window(parts: &Parts, asked: &AskedShop, zone: &TimeZone, now: Timestamp) -> Option<Interval> {
    let minutes = parts.service.details.duration_minutes;
    let last = now.plus_minutes(parts.settings.maximum_notice_days * 1440);
    let days = |first, last_day| {
        let days = Days { first, last: last_day, zone: zone.clone() }.window(minutes)?;
        let can_be_booked = days.start() <= last && now <= days.end();
        (can_be_booked || asked.explain).then_some(days)
    };
    match asked.when {
        Asked::Date(date) => days(date, date),
        Asked::Dates { first, last } => days(first, last.min(first.plus_days(DAYS - 1))),
        Asked::NextFrom(from) => {
            let first = from.map_or(now, |date| zone.start_of_day(date).max(now));
            Interval::new(first, last.plus_minutes(minutes)).ok().filter(|_| first <= last)
        }
    }
}

impl GatheredShop {
    /// The zone of its dates.
    #[must_use]
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// Whether answering takes long enough that it should not be done where connections are served.
    #[must_use]
    pub fn is_work(&self) -> bool {
        self.time.as_ref().is_some_and(|time| time.gathered.is_work()) || self.weight() > WORK
    }

    /// How much work it is: people times possible starts.
    #[must_use]
    pub fn weight(&self) -> i64 {
        let Some(time) = &self.time else { return 0 };
        let settings = &time.parts.settings;
        let starts = |one: &Staff| {
            let step = one.details.terms(settings).slot_duration_minutes;
            time.window.seconds() / (60 * step.max(1))
        };
        time.parts.staff.iter().map(starts).sum()
    }

    /// What is offered, and why nothing else is where that is asked. Soon after `stop` is raised it ends, with an answer that is
    /// worth nothing.
    ///
    /// # Errors
    /// `Invalid` for a date that is too far away.
    pub fn answer(self, explain: bool, stop: Arc<AtomicBool>) -> Result<ShopAnswer, Refusal> {
        let nothing = |zone| ShopAnswer {
            zone,
            answer: None,
            staff: Vec::new(),
            explanation: explain.then(ShopExplanation::default),
        };
        let Some(time) = self.time else { return Ok(nothing(self.zone)) };
        let joined = time.join(&stop);
        let question = joined.question(self.zone.clone());
        let Some(query) = question.query()? else { return Ok(nothing(self.zone)) };
        let query = query.limit(self.most).stop_when(stop);
        Ok(ShopAnswer {
            zone: self.zone,
            answer: Some(availability::search(&query)),
            staff: question.people.iter().map(|one| (one.staff.id, one.staff.details.user)).collect(),
            explanation: explain.then(|| question.explain(query)),
        })
    }
}

/// People times possible starts above which answering is work.
const WORK: i64 = 20_000;

/// A start that somebody wants to book, of a service that was read.
#[derive(Debug, Clone, Copy)]
pub struct WantedStart<'a> {
    pub service: &'a Service,
    pub company: &'a Company,
    pub settings: &'a ShopSettings,
    /// Anybody who offers it where none is named.
    pub staff: Option<StaffId>,
    /// Whose locks the caller has: those who may be booked.
    pub locked: &'a [UserId],
    pub start: Timestamp,
    /// Bookings that do not count: those that the wanted one takes the place of.
    pub but: &'a [Source],
}

/// Whether a start is offered.
#[derive(Debug)]
pub enum Offered {
    /// It is, by these.
    Yes(Box<OfferedStart>),
    /// It is not.
    No(Unoffered),
}

/// A start that is offered, with what a booking needs to know.
#[derive(Debug, Clone)]
pub struct OfferedStart {
    pub service: Service,
    pub company: Company,
    pub settings: ShopSettings,
    pub time: Interval,
    /// All who are free then, in order of id; at least one.
    pub free: Vec<OfferedStaff>,
}

/// Somebody who is free.
#[derive(Debug, Clone)]
pub struct OfferedStaff {
    pub staff: Staff,
    pub user: User,
    /// What counts for them: the pause around a booking among it.
    pub terms: WorkTerms,
    /// Their own zone, or the company's.
    pub zone: TimeZone,
}

/// Why a start is not offered.
#[derive(Debug, Clone)]
pub struct Unoffered {
    pub because: Vec<Because>,
}

/// Whether the start is offered now, by the search that lists what is offered. It is asked in the transaction that books, under
/// the locks of all who may be booked; who offers the service since they were had is not booked.
///
/// # Errors
/// `NotFound` at `/staff_id`.
pub fn offered(
    scope: &mut Scope<'_>,
    wanted: &WantedStart<'_>,
    now: Timestamp,
) -> Result<Offered, StoreError> {
    let (service, company, settings) =
        (wanted.service.clone(), wanted.company.clone(), wanted.settings.clone());
    let scope = &mut scope.everybodys();
    let scope = &mut scope.for_company(company.id)?;
    let mut parts = Parts { service, company, settings, staff: Vec::new(), users: Vec::new() };
    parts.read_staff(scope, |one| {
        wanted.staff.is_none_or(|staff| one.id == staff) && wanted.locked.contains(&one.details.user)
    })?;
    let not_offered = || Ok(Offered::No(Unoffered { because: vec![Because::of(rules::NOT_OFFERED)] }));
    if parts.staff.is_empty() {
        if let Some(staff) = wanted.staff {
            zone_of_staff(scope, &parts, staff)?;
        }
        return not_offered();
    }
    let end = wanted.start.plus_minutes(parts.service.details.duration_minutes);
    let Ok(window) = Interval::new(wanted.start, end) else { return not_offered() };
    let mut time = parts.time(scope, window, now)?;
    time.gathered = time.gathered.without_sources(wanted.but);
    let joined = time.join(&AtomicBool::new(false));
    let zone = joined.parts.company_zone();
    Ok(joined.judge(wanted.start, zone)?)
}

impl JoinedTime {
    /// Judges the start with which the window begins.
    fn judge(&self, start: Timestamp, zone: TimeZone) -> Result<Offered, Refusal> {
        let question = self.question(zone);
        let not_offered = Unoffered { because: vec![Because::of(rules::NOT_OFFERED)] };
        let Some(query) = question.query()? else { return Ok(Offered::No(not_offered)) };
        let answer = availability::search(&query);
        let Some(slot) = answer.slots().next().filter(|slot| slot.start() == start) else {
            return Ok(Offered::No(Unoffered { because: question.why_not(&query, start) }));
        };
        let free = slot.available().filter_map(|number| question.people.get(number));
        let free = free.map(|one| OfferedStaff {
            staff: one.staff.clone(),
            user: one.known.user.clone(),
            terms: one.work.terms,
            zone: one.known.zone.clone(),
        });
        Ok(Offered::Yes(Box::new(OfferedStart {
            service: self.parts.service.clone(),
            company: self.parts.company.clone(),
            settings: self.parts.settings.clone(),
            time: self.window,
            free: free.collect(),
        })))
    }
}
