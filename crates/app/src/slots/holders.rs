//! Whether the holders of slots are free: the one computation behind `is_available`, search and booking.

use crate::free_busy::{self, FreeBusy, Gathered, Known, widened, zone, zone_of};
use crate::known_people::{KnownPeople, KnownPerson};
use crate::pattern_rules::{in_force, of_people};
use crate::reasons::can_interview;
use domain::directory::Company;
use domain::slot::{Holder, Slot};
use domain::{CompanyId, SlotId, UserId};
use persistence::store::people::{self, Has};
use persistence::store::users;
use persistence::{Scope, StoreError};
use scheduling_core::slots::{Pattern, open_time};
use scheduling_core::time::{Interval, TimeZone, Timestamp};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// What is known of the holders of some slots.
pub(crate) struct Holders {
    now: Timestamp,
    people: HashMap<UserId, Person>,
    /// Companies that take bookings.
    open: HashSet<CompanyId>,
}

/// What is known of when somebody can hold a meeting.
pub(crate) struct Person {
    free_busy: FreeBusy,
    patterns: Vec<Pattern>,
    zone: TimeZone,
}

impl Person {
    /// Whether something stands against any meeting of theirs at that time, one in which they are interviewed too.
    pub(crate) fn is_taken(&self, time: Interval) -> bool {
        let known = &self.free_busy;
        let blocked_margins = known.blocked_margins.iter().any(|clear| clear.overlaps(time));
        blocked_margins || !known.busy.clip(time).is_empty()
    }

    /// Why they can't hold a meeting at that time; `None` where they can.
    pub(crate) fn why_not(&self, time: Interval) -> Option<&'static str> {
        let known = &self.free_busy;
        if !known.user.details.active {
            return Some("the interviewer is not active any more");
        }
        if !can_interview(&known.user) {
            return Some("the interviewer holds no interviews any more");
        }
        if self.is_taken(time) {
            return Some("the interviewer is taken at that time");
        }
        let open = || open_time(&self.patterns, &self.zone, time).as_slice() == [time];
        let outside = !self.patterns.is_empty() && !open();
        outside.then_some("the interviewer is not available at that time")
    }
}

/// Which bookings count against people.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Bookings<'a> {
    /// All but those of these slots.
    But(&'a HashSet<SlotId>),
    /// None: the caller looks into the ledger.
    Uncounted,
}

/// Reads what is known of these people in that window: one query for each table that has something about them.
pub(crate) fn known_of(
    scope: &mut Scope<'_>,
    ids: &[UserId],
    companies: &HashMap<CompanyId, Company>,
    window: Interval,
    bookings: Bookings<'_>,
    now: Timestamp,
) -> Result<HashMap<UserId, Person>, StoreError> {
    // Of the few that a booking concerns something is missing mostly, of a page of a search next to nothing.
    let (found, has) = match bookings {
        Bookings::Uncounted => people::by_ids(scope, ids, widened(window))?,
        Bookings::But(_) => (users::by_ids(scope, ids)?, Has::ANYTHING),
    };
    let zones = companies.values().map(|company| (company.id, zone(&company.details.time_zone))).collect();
    let already = Known { zones, has };
    let gathered = match bookings {
        Bookings::But(slots) => {
            free_busy::gather_within(scope, found, already, window, now)?.without_slots(slots)
        }
        Bookings::Uncounted => free_busy::gather_outside(scope, found, already, window, now)?,
    };
    let mut known = match has.patterns {
        true => of_people(scope, &gathered.zones(), now)?,
        false => HashMap::new(),
    };
    let mut people = HashMap::new();
    for free_busy in gathered.join() {
        let user = &free_busy.user;
        let company = user.company.and_then(|company| companies.get(&company));
        let company = company.map_or_else(TimeZone::utc, |company| zone(&company.details.time_zone));
        let (id, zone) = (user.id, zone_of(user, &company));
        let patterns = known.remove(&id).unwrap_or_default().iter().map(|named| named.rule).collect();
        people.insert(id, Person { free_busy, patterns, zone });
    }
    Ok(people)
}

/// Who is asked about, and when.
struct Asked {
    /// In order.
    ids: Vec<UserId>,
    window: Interval,
}

impl Asked {
    /// The holders of the slots that have a free place, and these others; `None` where there is nobody, or no such slot.
    fn of(slots: &[Slot], panel: &[UserId], now: Timestamp) -> Option<Self> {
        let asked: Vec<&Slot> = slots.iter().filter(|slot| slot.not_bookable(now).is_none()).collect();
        let mut ids: Vec<UserId> = asked
            .iter()
            .filter_map(|slot| slot.details.holder.interviewer())
            .chain(panel.iter().copied())
            .collect();
        ids.sort_unstable();
        ids.dedup();
        let start = asked.iter().map(|slot| slot.details.time.start()).min()?;
        let end = asked.iter().map(|slot| slot.details.time.end()).max()?;
        let window = Interval::new(start, end).ok()?;
        (!ids.is_empty()).then_some(Self { ids, window })
    }
}

/// Companies that take bookings.
fn open(companies: &HashMap<CompanyId, Company>) -> HashSet<CompanyId> {
    companies.values().filter(|company| company.details.active).map(|company| company.id).collect()
}

/// The same as [`known_of`] from memory, but for the bookings of these slots; `None` where that is not all that there is to know.
fn remembered(
    scope: &mut Scope<'_>,
    memory: &KnownPeople,
    company: CompanyId,
    asked: &Asked,
    but: &HashSet<SlotId>,
    now: Timestamp,
) -> Result<Option<HashMap<UserId, Person>>, StoreError> {
    let window = asked.window;
    let Some(known) = memory.within(scope, company, &asked.ids, window, now)? else { return Ok(None) };
    let facts = known.iter().map(|person| Arc::clone(person.facts())).collect();
    let joined = Gathered::of(facts, window, now).without_slots(but).join();
    let person = |(free_busy, known): (FreeBusy, &KnownPerson)| {
        let zone = free_busy.zone.clone();
        let zones = HashMap::from([(free_busy.user.id, zone.clone())]);
        let named = in_force(known.patterns(), &zones, now).remove(&free_busy.user.id);
        let patterns = named.into_iter().flatten().map(|named| named.rule).collect();
        (free_busy.user.id, Person { free_busy, patterns, zone })
    };
    Ok(Some(joined.into_iter().zip(&known).map(person).collect()))
}

impl Holders {
    /// Reads what there is to know of the holders of those slots that have a free place: one query per table.
    /// The slots' own bookings do not count against them.
    pub(super) fn gather(
        scope: &mut Scope<'_>,
        memory: Option<&KnownPeople>,
        slots: &[Slot],
        companies: &HashMap<CompanyId, Company>,
        now: Timestamp,
    ) -> Result<Self, StoreError> {
        let asked = slots.iter().filter(|slot| slot.not_bookable(now).is_none());
        let own: HashSet<SlotId> = asked.map(|slot| slot.id).collect();
        let mut companies_of = companies.keys();
        if let (Some(memory), Some(company), None) = (memory, companies_of.next(), companies_of.next())
            && let Some(asked) = Asked::of(slots, &[], now)
            && let Some(people) = remembered(scope, memory, *company, &asked, &own, now)?
        {
            return Ok(Self { now, people, open: open(companies) });
        }
        Self::read(scope, slots, &[], companies, Bookings::But(&own), now)
    }

    /// The same, with other people who are to come to the slots, and as if nobody were booked at all.
    pub(crate) fn apart_from_bookings(
        scope: &mut Scope<'_>,
        slots: &[Slot],
        panel: &[UserId],
        companies: &HashMap<CompanyId, Company>,
        now: Timestamp,
    ) -> Result<Self, StoreError> {
        Self::read(scope, slots, panel, companies, Bookings::Uncounted, now)
    }

    fn read(
        scope: &mut Scope<'_>,
        slots: &[Slot],
        panel: &[UserId],
        companies: &HashMap<CompanyId, Company>,
        bookings: Bookings<'_>,
        now: Timestamp,
    ) -> Result<Self, StoreError> {
        let open = open(companies);
        let Some(Asked { ids, window }) = Asked::of(slots, panel, now) else {
            return Ok(Self { now, people: HashMap::new(), open });
        };
        let people = known_of(scope, &ids, companies, window, bookings, now)?;
        Ok(Self { now, people, open })
    }

    /// Whether somebody can take a place of the slot.
    pub(super) fn is_available(&self, slot: &Slot) -> bool {
        slot.not_bookable(self.now).is_none() && self.why_not(slot).is_none()
    }

    /// Why the holder can't hold the slot; `None` where they can.
    pub(super) fn why_not(&self, slot: &Slot) -> Option<&'static str> {
        if !self.is_open(slot.company) {
            return Some("the company takes no bookings");
        }
        let Holder::Interviewer(user) = slot.details.holder else { return None };
        self.why_not_person(user, slot.details.time)
    }

    /// The name of somebody who was asked about.
    pub(crate) fn name_of(&self, user: UserId) -> Option<&str> {
        self.people.get(&user).map(|person| person.free_busy.user.details.name.as_str())
    }

    /// Whether the company takes bookings.
    pub(crate) fn is_open(&self, company: CompanyId) -> bool {
        self.open.contains(&company)
    }

    /// Whether somebody who was asked about is taken at that time, whatever they would come for.
    pub(crate) fn is_taken(&self, user: UserId, time: Interval) -> bool {
        self.people.get(&user).is_some_and(|person| person.is_taken(time))
    }

    /// Why somebody who was asked about can't come at that time; `None` where they can.
    pub(crate) fn why_not_person(&self, user: UserId, time: Interval) -> Option<&'static str> {
        let Some(person) = self.people.get(&user) else { return Some("the interviewer is not known") };
        person.why_not(time)
    }
}
