//! Whether the holders of slots are free: the one computation behind `is_available`, search and booking.

use crate::free_busy::{self, FreeBusy, Known, widened, zone, zone_of};
use crate::pattern_rules::of_people;
use domain::directory::Company;
use domain::slot::{Holder, Slot};
use domain::{CompanyId, SlotId, UserId};
use persistence::store::people::{self, Has};
use persistence::store::users;
use persistence::{Scope, StoreError};
use scheduling_core::slots::{Pattern, open_time};
use scheduling_core::time::{Interval, TimeZone, Timestamp};
use std::collections::{HashMap, HashSet};

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

impl Holders {
    /// Reads what there is to know of the holders of those slots that have a free place: one query per table.
    /// The slots' own bookings do not count against them.
    pub(super) fn gather(
        scope: &mut Scope<'_>,
        slots: &[Slot],
        companies: &HashMap<CompanyId, Company>,
        now: Timestamp,
    ) -> Result<Self, StoreError> {
        let asked = slots.iter().filter(|slot| slot.not_bookable(now).is_none());
        let own: HashSet<SlotId> = asked.map(|slot| slot.id).collect();
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
        let active = companies.values().filter(|company| company.details.active);
        let open = active.map(|company| company.id).collect();
        let asked: Vec<&Slot> = slots.iter().filter(|slot| slot.not_bookable(now).is_none()).collect();
        let mut ids: Vec<UserId> = asked
            .iter()
            .filter_map(|slot| slot.details.holder.interviewer())
            .chain(panel.iter().copied())
            .collect();
        ids.sort_unstable();
        ids.dedup();
        let starts = asked.iter().map(|slot| slot.details.time.start()).min();
        let ends = asked.iter().map(|slot| slot.details.time.end()).max();
        let window = starts.zip(ends).and_then(|(start, end)| Interval::new(start, end).ok());
        let Some(window) = window.filter(|_| !ids.is_empty()) else {
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
