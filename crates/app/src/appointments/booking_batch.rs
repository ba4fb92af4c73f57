//! The bookings of one company in a batch: judged one after another, written together.

use super::booking::{Booking, Concerned};
use super::claims;
use super::made::{Appointing, NewAppointment};
use super::record::Booked;
use super::shop::{Found, Shop};
use crate::free_busy::widened;
use crate::history::Actor;
use crate::kit::together::{Outcomes, near_in_time};
use crate::payments::{self, Online};
use crate::reminders::StaffWishes;
use crate::shop::{StaffTime, WantedTime};
use crate::workloads::{self, Workloads};
use domain::appointment::Terms;
use domain::commitment::{Commitment, Subject};
use domain::{Refusal, UserId};
use persistence::ledger::{self, Claim, Claimed, LedgerSnapshot};
use persistence::{Scope, StoreError, Writes};
use scheduling_core::time::{Interval, Timestamp};
use std::collections::BTreeSet;

/// One booking with what it names.
pub(super) struct Entry<'a> {
    pub(super) index: usize,
    pub(super) booking: &'a Booking,
    pub(super) shop: &'a Shop,
    pub(super) terms: Terms,
    pub(super) time: Interval,
}

/// Bookings whose times lie near each other, and what is known of that time.
struct Near<'a> {
    entries: Vec<Entry<'a>>,
    staff: StaffTime<'a>,
    ledger: LedgerSnapshot,
}

/// What all bookings of a batch have in common.
struct Common {
    concerned: Concerned,
    online: Option<Online>,
    now: Timestamp,
}

/// What the staff have to do in the weeks that were asked for so far.
struct Loads {
    staff: Vec<UserId>,
    weeks: Vec<Workloads>,
}

/// The bookings, what they depend on, and those that are to be written.
pub(super) struct BookingBatch<'a> {
    common: Common,
    near: Vec<Near<'a>>,
    loads: Loads,
    made: Vec<(Entry<'a>, NewAppointment)>,
    /// Clients of bookings that are not made.
    refused: BTreeSet<Subject>,
}

impl<'a> BookingBatch<'a> {
    /// Reads what the bookings depend on. The locks of everybody concerned are the caller's.
    pub(super) fn open(
        scope: &mut Scope<'_>,
        entries: Vec<Entry<'a>>,
        concerned: Concerned,
    ) -> Result<Self, StoreError> {
        let now = entries.iter().map(|entry| entry.booking.now).max().unwrap_or(Timestamp::MIN);
        let staff: BTreeSet<UserId> = entries.iter().flat_map(|entry| entry.shop.users()).collect();
        let for_money = entries.iter().any(|entry| entry.terms.asks_for_money());
        // Asked once, and handed on: somebody may choose another provider meanwhile.
        let online = if for_money { payments::online(scope, now)? } else { None };
        let common = Common { concerned, online, now };
        let timed = entries.into_iter().map(|entry| (entry.time, entry));
        let mut near = Vec::new();
        for (window, entries) in near_in_time(timed) {
            near.extend(Near::read(scope, &common, window, entries)?);
        }
        let loads = Loads { staff: Vec::from_iter(staff), weeks: Vec::new() };
        Ok(Self { common, near, loads, made: Vec::new(), refused: BTreeSet::new() })
    }

    /// Judges each booking, after those before it.
    ///
    /// # Errors
    /// Failures of the database.
    pub(super) fn judge(
        &mut self,
        scope: &mut Scope<'_>,
        outcomes: &mut Outcomes<Result<Booked, Refusal>>,
    ) -> Result<(), StoreError> {
        for near in &mut self.near {
            for entry in std::mem::take(&mut near.entries) {
                match near.judge(scope, &self.common, &mut self.loads, &entry) {
                    Ok(new) => self.made.push((entry, new)),
                    Err(StoreError::Refused(refusal)) => {
                        self.refused.insert(entry.booking.new.client.subject());
                        outcomes.set(entry.index, Err(refusal));
                    }
                    Err(failed) => return Err(failed),
                }
            }
        }
        Ok(())
    }

    /// Writes the bookings that are made. Of clients who were locked for nothing nothing stays: their names are addresses.
    ///
    /// # Errors
    /// Failures of the database, and what it refuses.
    pub(super) fn write(
        mut self,
        scope: &mut Scope<'_>,
        outcomes: &mut Outcomes<Result<Booked, Refusal>>,
        also: &mut impl FnMut(usize, &Booked, &mut Writes) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let refused = Vec::from_iter(std::mem::take(&mut self.refused));
        self.write_made(scope, outcomes, also)?;
        match scope.company().filter(|_| !refused.is_empty()) {
            Some(company) => Ok(ledger::forget_unused(scope, company, &refused)?),
            None => Ok(()),
        }
    }

    fn write_made(
        self,
        scope: &mut Scope<'_>,
        outcomes: &mut Outcomes<Result<Booked, Refusal>>,
        also: &mut impl FnMut(usize, &Booked, &mut Writes) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let Some(company) = self.made.first().map(|(_, new)| new.appointment.company) else { return Ok(()) };
        let staff: BTreeSet<UserId> = self.made.iter().map(|(_, new)| new.appointment.staff_user).collect();
        let wishes = StaffWishes::read(scope, company, &Vec::from_iter(staff))?;
        let (mut writes, now) = (Writes::default(), self.common.now);
        for (entry, new) in self.made {
            let actor = Actor::of(&entry.booking.permit);
            let booked = new.write(&mut writes, entry.shop, &actor, &wishes, now)?;
            also(entry.index, &booked, &mut writes)?;
            outcomes.set(entry.index, Ok(booked));
        }
        self.near.into_iter().for_each(|near| near.ledger.write(&mut writes));
        Ok(writes.run(scope)?)
    }
}

impl<'a> Near<'a> {
    fn read(
        scope: &mut Scope<'_>,
        common: &Common,
        window: Interval,
        entries: Vec<Entry<'a>>,
    ) -> Result<Option<Self>, StoreError> {
        let Some(shop) = entries.first().map(|entry| entry.shop) else { return Ok(None) };
        let staff: BTreeSet<UserId> = entries.iter().flat_map(|entry| entry.shop.users()).collect();
        let clients = entries.iter().filter_map(|entry| common.concerned_by(entry)).flatten().cloned();
        let subjects: BTreeSet<Subject> = staff.iter().copied().map(Subject::User).chain(clients).collect();
        let wanted = WantedTime {
            company: &shop.company,
            settings: &shop.settings,
            services: entries.iter().map(|entry| entry.shop.service.id).collect(),
            locked: staff,
            window,
            but: &[],
        };
        let staff = StaffTime::read(scope, &wanted, common.now)?;
        let (subjects, around) = (Vec::from_iter(subjects), widened(window));
        let ledger = LedgerSnapshot::read(scope, shop.company.id, &subjects, around, common.now)?;
        Ok(Some(Self { entries, staff, ledger }))
    }

    /// Finds somebody for a booking and takes their time and the client's.
    ///
    /// # Errors
    /// Why it can't be made; failures of the database.
    fn judge(
        &mut self,
        scope: &mut Scope<'_>,
        common: &Common,
        loads: &mut Loads,
        entry: &Entry<'_>,
    ) -> Result<NewAppointment, StoreError> {
        let (shop, start, now) = (entry.shop, entry.booking.new.start, common.now);
        let nobody = BTreeSet::new();
        let client = common.concerned_by(entry).unwrap_or(&nobody);
        let (among, sees) = (shop.users_for(client)?, entry.booking.permit.sees());
        let offered = shop.offered(&self.staff, start, &among, sees)?;
        let found = Found::among(&offered, loads.of_week(scope, shop, start, now)?)?;
        let new = appointing(entry, &Actor::of(&entry.booking.permit)).with(found, common.online, now)?;
        let wanted = new.wanted();
        let mut subjects = client.clone();
        subjects.insert(Subject::User(new.appointment.staff_user));
        let claims = wanted.claims(subjects);
        let taken = self.ledger.claim(&claims);
        let taken = taken.map_err(|conflict| claims::refused(sees, &wanted, &claims, conflict))?;
        self.note(loads, &claims, &taken, now);
        Ok(new)
    }

    /// Has what was taken count for the bookings after it.
    fn note(&mut self, loads: &mut Loads, claims: &[Claim], taken: &Claimed, now: Timestamp) {
        for (claim, id) in claims.iter().zip(&taken.ids) {
            let Claim { subject, span, source, hold } = claim.clone();
            let booking = Commitment { id: *id, subject, span, source, hold };
            self.staff.add(&booking);
            loads.add(&booking, now);
        }
    }
}

fn appointing<'e>(entry: &'e Entry<'_>, actor: &'e Actor) -> Appointing<'e> {
    Appointing {
        shop: entry.shop,
        client: &entry.booking.new.client,
        notes: &entry.booking.new.notes,
        terms: &entry.terms,
        request: None,
        actor,
        seed: &entry.booking.seed,
    }
}

impl Common {
    /// Whose time the client's appointments take.
    fn concerned_by(&self, entry: &Entry<'_>) -> Option<&BTreeSet<Subject>> {
        self.concerned.get(&entry.booking.new.client.key())
    }
}

impl Loads {
    /// What the staff have to do in the week of that start.
    fn of_week(
        &mut self,
        scope: &mut Scope<'_>,
        shop: &Shop,
        start: Timestamp,
        now: Timestamp,
    ) -> Result<&Workloads, StoreError> {
        let known = self.weeks.iter().position(|week| week.cover(&shop.company, start));
        let place = match known {
            Some(place) => place,
            None => {
                self.weeks.push(workloads::of(scope, &shop.company, &self.staff, start, now)?);
                self.weeks.len() - 1
            }
        };
        self.weeks.get(place).ok_or_else(|| Refusal::not_found("week").into())
    }

    /// Counts a booking that is made.
    fn add(&mut self, booking: &Commitment, now: Timestamp) {
        let Some(user) = booking.subject.user() else { return };
        self.weeks.iter_mut().for_each(|week| week.add(user, booking.span.meeting, now));
    }
}
