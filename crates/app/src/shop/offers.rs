//! Reading what is known of a service and its staff, and what they offer.

use super::query::{Asked, DAYS, Days, Offering, Question, ShopAnswer, ShopExplanation, seen};
use crate::free_busy::{self, FreeBusy, Gathered, Known};
use crate::known_people::{KnownService, Terms, Windows};
use crate::worked::Hours;
use domain::access::Permit;
use domain::appointment::{Service, ServiceDetails, ServiceId, ShopSettings, Staff, StaffDetails, StaffId};
use domain::commitment::Source;
use domain::directory::{Company, User};
use domain::{Refusal, UserId};
use persistence::store::collection::Collection;
use persistence::store::shop::{settings, work};
use persistence::store::{companies, users};
use persistence::{Scope, StoreError, Tx};
use scheduling_core::availability;
use scheduling_core::time::{Interval, TimeZone, Timestamp};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// A service, and who may offer it.
#[derive(Debug, Clone)]
pub(super) struct Parts {
    pub(super) service: Arc<Service>,
    pub(super) company: Arc<Company>,
    pub(super) settings: Arc<ShopSettings>,
    /// Active and offering it, in order of id; those with a user who is there.
    pub(super) staff: Vec<Arc<Staff>>,
}

impl Parts {
    /// Reads them, and the users of the staff in the same order. The scope is everybody's.
    fn read(scope: &mut Scope<'_>, asked: &AskedShop) -> Result<(Self, Vec<User>), StoreError> {
        let service = asked.lasting(Arc::new(ServiceDetails::get(scope, asked.service)?));
        let scope = &mut scope.for_company(service.company)?;
        let company = Arc::new(companies::get(scope, service.company)?);
        let settings = Arc::new(settings::get(scope, company.id)?.details);
        let mut parts = Self { service, company, settings, staff: Vec::new() };
        let users = parts.read_staff(scope, |one| asked.staff.is_none_or(|only| one.id == only))?;
        Ok((parts, users))
    }

    /// What is known of them already.
    fn known(known: &KnownService, asked: &AskedShop) -> Self {
        Self {
            service: asked.lasting(Arc::clone(known.service())),
            company: Arc::clone(known.company()),
            settings: Arc::clone(known.settings()),
            staff: known.staff.clone(),
        }
    }

    /// Reads those of the staff who are meant, and answers their users.
    pub(super) fn read_staff(
        &mut self,
        scope: &mut Scope<'_>,
        meant: impl Fn(&Staff) -> bool,
    ) -> Result<Vec<User>, StoreError> {
        let mut staff = work::offering(scope, self.company.id, self.service.id)?;
        staff.retain(meant);
        let ids: Vec<UserId> = staff.iter().map(|one| one.details.user).collect();
        let mut users: HashMap<UserId, User> =
            users::by_ids(scope, &ids)?.into_iter().map(|user| (user.id, user)).collect();
        let pairs =
            staff.into_iter().filter_map(|one| Some((users.remove(&one.details.user)?, Arc::new(one))));
        let (users, staff) = pairs.unzip();
        self.staff = staff;
        Ok(users)
    }

    fn terms<'a>(&'a self, zone: Option<&'a TimeZone>) -> Terms<'a> {
        Terms { company: &self.company, service: &self.service, settings: &self.settings, zone }
    }

    fn open(&self) -> bool {
        self.company.details.active && self.service.details.active
    }

    pub(super) fn company_zone(&self) -> TimeZone {
        free_busy::zone(&self.company.details.time_zone)
    }

    /// What is known of when the staff, whose users these are, work and are taken around a window; one query for each table.
    pub(super) fn time(
        self,
        scope: &mut Scope<'_>,
        users: Vec<User>,
        window: Interval,
        now: Timestamp,
    ) -> Result<ReadTime, StoreError> {
        let scope = &mut scope.for_company(self.company.id)?;
        let ids: Vec<StaffId> = self.staff.iter().map(|one| one.id).collect();
        let zones = HashMap::from([(self.company.id, self.company_zone())]);
        let already = Known { zones, ..Known::default() };
        let gathered = free_busy::gather_in(scope, users, already, window, now)?;
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
pub(super) struct ReadTime {
    parts: Parts,
    pub(super) gathered: Gathered,
    hours: Hours,
    window: Interval,
    now: Timestamp,
}

/// The same with everybody's busy time joined.
pub(super) struct JoinedTime {
    pub(super) parts: Parts,
    people: Vec<FreeBusy>,
    hours: Hours,
    pub(super) window: Interval,
    now: Timestamp,
}

impl ReadTime {
    pub(super) fn join(self, stop: &AtomicBool) -> JoinedTime {
        let Self { parts, gathered, hours, window, now } = self;
        JoinedTime { parts, people: gathered.join_until(stop), hours, window, now }
    }
}

impl JoinedTime {
    /// What the engine is asked; to explain starts it is seen further how long hours are closed.
    pub(super) fn question(&self, zone: TimeZone, explain: bool) -> Question<'_> {
        let settings = &*self.parts.settings;
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
            seen: if explain { seen(self.window) } else { free_busy::widened(self.window) },
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
    let (parts, users) = Parts::read(scope, asked)?;
    let of_staff = match (asked.staff, users.first()) {
        (Some(_), Some(user)) => Some(free_busy::zone_of(user, &parts.company_zone())),
        (Some(staff), None) => Some(zone_of_staff(scope, &parts, staff)?),
        (None, _) => None,
    };
    let terms = parts.terms(of_staff.as_ref());
    let (zone, window) = (asked.zone_in(terms), asked.window(terms, now));
    let window = window.filter(|_| !parts.staff.is_empty());
    let time = window.map(|window| parts.time(scope, users, window, now)).transpose()?;
    let time = time.map(|time| ReadTime { gathered: time.gathered.without_sources(but), ..time });
    Ok(GatheredShop { zone, most: asked.when.most(), time })
}

/// The same from what is known already; `None` where that is not all that there is.
pub(super) fn gather_known(
    known: &KnownService,
    asked: &AskedShop,
    but: &[Source],
    now: Timestamp,
) -> Option<GatheredShop> {
    let named = known.first_zone().filter(|_| asked.staff.is_some());
    let parts = Parts::known(known, asked);
    let terms = parts.terms(named);
    let (zone, most) = (asked.zone_in(terms), asked.when.most());
    let Some(window) = asked.window(terms, now).filter(|_| !parts.staff.is_empty()) else {
        return Some(GatheredShop { zone, most, time: None });
    };
    let (gathered, hours) = known.time(Windows { window, hours: seen(window) }, now)?;
    let gathered = gathered.without_sources(but);
    Some(GatheredShop { zone, most, time: Some(ReadTime { parts, gathered, hours, window, now }) })
}

/// What is asked of the shop.
#[derive(Debug, Clone)]
pub struct AskedShop {
    pub service: ServiceId,
    /// Everybody who offers it where none is named.
    pub staff: Option<StaffId>,
    pub zone: Option<TimeZone>,
    pub when: Asked,
    /// What was booked, where another time for it is looked for: that is as long, whatever the service takes by now.
    pub booked: Option<Interval>,
    pub explain: bool,
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

impl AskedShop {
    /// The service, as long as what is asked for.
    fn lasting(&self, service: Arc<Service>) -> Arc<Service> {
        let Some(booked) = self.booked else { return service };
        let details = service.details.clone().lasting(booked);
        Arc::new(Service { details, ..Service::clone(&service) })
    }

    /// The zone of dates: the one that is named, else of the staff member who is, else of the company.
    fn zone_in(&self, terms: Terms<'_>) -> TimeZone {
        let named = self.zone.as_ref().or(terms.zone);
        named.cloned().unwrap_or_else(|| free_busy::zone(&terms.company.details.time_zone))
    }

    /// The window that is searched; `None` where nothing can be booked in it.
    fn window(&self, terms: Terms<'_>, now: Timestamp) -> Option<Interval> {
        let zone = self.zone_in(terms);
        let booked = self.booked.map(|time| time.seconds() / 60);
        let minutes = booked.unwrap_or(terms.service.details.duration_minutes);
        let last = now.plus_minutes(terms.settings.maximum_notice_days * 1440);
        let days = |first, last_day| {
            let days = Days { first, last: last_day, zone: zone.clone() }.window(minutes)?;
            let can_be_booked = days.start() <= last && now <= days.end();
            (can_be_booked || self.explain).then_some(days)
        };
        match self.when {
            Asked::Date(date) => days(date, date),
            Asked::Dates { first, last } => days(first, last.min(first.plus_days(DAYS - 1))),
            Asked::NextFrom(from) => {
                let first = from.map_or(now, |date| zone.start_of_day(date).max(now));
                Interval::new(first, last.plus_minutes(minutes)).ok().filter(|_| first <= last)
            }
        }
    }

    /// What has to be known for it, of a service that is known.
    pub(super) fn windows_in(&self, known: &KnownService, now: Timestamp) -> Option<Windows> {
        let named = known.first_zone().filter(|_| self.staff.is_some());
        self.windows(known.terms(named), now)
    }

    /// What has to be known for it.
    pub(super) fn windows(&self, terms: Terms<'_>, now: Timestamp) -> Option<Windows> {
        self.window(terms, now).map(|window| Windows { window, hours: seen(window) })
    }
}

impl GatheredShop {
    /// The time that is searched; `None` where nothing can be offered.
    pub(crate) fn window(&self) -> Option<Interval> {
        self.time.as_ref().map(|time| time.window)
    }

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

    /// Minutes from one start to the next, the fewest of anybody's who offers the service; `None` where nothing can be offered.
    #[must_use]
    pub fn step_minutes(&self) -> Option<i64> {
        let parts = &self.time.as_ref()?.parts;
        let step = |one: &Arc<Staff>| one.details.terms(&parts.settings).slot_duration_minutes;
        parts.staff.iter().map(step).min()
    }

    /// How much work it is: people times possible starts.
    #[must_use]
    pub fn weight(&self) -> i64 {
        let Some(time) = &self.time else { return 0 };
        let settings = &time.parts.settings;
        let starts = |one: &Arc<Staff>| {
            let step = one.details.terms(settings).slot_duration_minutes;
            time.window.seconds() / (60 * step.max(1))
        };
        time.parts.staff.iter().map(starts).sum()
    }

    /// The same for [`rules`](Self::rules).
    #[must_use]
    pub fn are_rules_work(&self) -> bool {
        self.is_work() || self.weight() > WORK / 10
    }

    /// The names of the rules that removed starts. Soon after `stop` is raised it ends.
    ///
    /// # Errors
    /// `Invalid` for a date that is too far away.
    pub fn rules(self, stop: Arc<AtomicBool>) -> Result<BTreeSet<&'static str>, Refusal> {
        let Some(time) = self.time else { return Ok(BTreeSet::new()) };
        let joined = time.join(&stop);
        let question = joined.question(self.zone, true);
        let Some(query) = question.query()? else { return Ok(BTreeSet::new()) };
        Ok(question.rules(query.stop_when(stop)))
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
        let question = joined.question(self.zone.clone(), explain);
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
