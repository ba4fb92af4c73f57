//! Free/busy: everything that is known of when people are taken, and how far it can be trusted.
//!
//! `gather` reads, within one transaction and with one query per table however many people are asked about;
//! [`Gathered::join`] is pure and runs after it, since a calendar may have to be followed beyond what is stored.

mod facts;
mod zones;

pub(crate) use facts::{Facts, gathered, range, read as read_facts};
pub(crate) use zones::{zone, zone_of, zone_of_dates, zone_within};

use crate::calendar_content::{Reader, Stored};
use domain::access::Permit;
use domain::commitment::{Commitment, MAX_BUFFER, Source, SourceKind, Subject};
use domain::directory::{Calendar, CalendarKind, Trust, User};
use domain::{CalendarId, CompanyId, SlotId, UserId};
use integrations::calendars::simulated;
use persistence::store::people::Has;
use persistence::store::{busy_periods, calendars, shop, users};
use persistence::{Scope, StoreError, Tx, ledger};
use scheduling_core::calendar::DaysOff;
use scheduling_core::time::{Interval, IntervalSet, TimeZone, Timestamp};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::atomic::{AtomicBool, Ordering};

/// What was read of the people asked about.
#[derive(Debug, Clone)]
pub struct Gathered {
    window: Interval,
    now: Timestamp,
    people: Vec<(User, TimeZone)>,
    periods: Vec<(UserId, Interval)>,
    days_off: Vec<(UserId, DaysOff)>,
    bookings: Vec<Commitment>,
    imported: Vec<calendars::CalendarBusy>,
    calendars: Vec<Calendar>,
    /// The texts of calendars whose stored busy time does not cover the window.
    texts: HashMap<CalendarId, Stored>,
    /// Which calendars make their owners busy throughout.
    blocks: fn(&Calendar, Timestamp) -> bool,
}

/// When one person is taken, and by what that is known.
#[derive(Debug, Clone)]
pub struct FreeBusy {
    pub user: User,
    /// The zone of their wall clock: their own, or their company's.
    pub zone: TimeZone,
    /// Taken, a day beyond the window included.
    pub busy: IntervalSet,
    /// Local dates on which they do not work; their time is in `busy` too.
    pub(crate) days_off: Vec<DaysOff>,
    /// What takes their time beside days off, where they have any.
    beside_days_off: Option<IntervalSet>,
    /// What their meetings keep clear around themselves.
    pub blocked_margins: Vec<Interval>,
    /// What of their time the product itself has booked.
    pub(crate) bookings: Vec<Commitment>,
    /// A calendar that can't be trusted makes them busy throughout.
    pub blocked_by: Option<CalendarId>,
    /// Whether a calendar can't be trusted now that would make them busy throughout, so that nobody knows that a time is
    /// free.
    pub(crate) in_doubt: bool,
    pub sources: Vec<SourceState>,
}

/// How far one calendar can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SourceState {
    pub calendar: CalendarId,
    pub kind: CalendarKind,
    pub trust: Trust,
    pub last_synced_at: Option<Timestamp>,
    /// Whether all that it holds is known.
    pub complete: bool,
}

/// Free/busy of these users, in the order given, for `window`.
///
/// # Errors
/// `NotFound` with the pointer `/user_ids/{index}` of the first user that the permit does not reach.
pub fn of_users(
    tx: &mut Tx<'_>,
    permit: &Permit,
    ids: &[UserId],
    window: Interval,
    now: Timestamp,
) -> Result<Gathered, StoreError> {
    let scope = &mut tx.scope(permit);
    let people = users::require(scope, ids, |index| format!("/user_ids/{index}"))?;
    gather(scope, people, window, now)
}

/// Reads all that free/busy joins. The scope reaches the people, or they are not in it.
pub(crate) fn gather(
    scope: &mut Scope<'_>,
    people: Vec<User>,
    window: Interval,
    now: Timestamp,
) -> Result<Gathered, StoreError> {
    gather_in(scope, people, Known::default(), window, now)
}

/// What need not be asked for, since it is known already.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    /// The zones of some companies.
    pub(crate) zones: HashMap<CompanyId, TimeZone>,
    /// What there is of the people at all.
    pub(crate) has: Has,
}

impl Default for Known {
    fn default() -> Self {
        Self { zones: HashMap::new(), has: Has::ANYTHING }
    }
}

/// The same where something is known already.
pub(crate) fn gather_in(
    scope: &mut Scope<'_>,
    people: Vec<User>,
    known: Known,
    window: Interval,
    now: Timestamp,
) -> Result<Gathered, StoreError> {
    let subjects: Vec<Subject> = people.iter().map(|user| Subject::User(user.id)).collect();
    let bookings = ledger::busy_of(scope, &subjects, window, now)?;
    Ok(Gathered { bookings, ..gather_outside(scope, people, known, window, now)? })
}

/// The same for meetings within the window that keep nothing clear around themselves: bookings beside it are left out. One
/// query for the bookings of each company, of which the people are of one unless an administrator asks.
pub(crate) fn gather_within(
    scope: &mut Scope<'_>,
    people: Vec<User>,
    known: Known,
    window: Interval,
    now: Timestamp,
) -> Result<Gathered, StoreError> {
    let mut subjects: BTreeMap<CompanyId, Vec<Subject>> = BTreeMap::new();
    for user in &people {
        let Some(company) = user.company else { continue };
        subjects.entry(company).or_default().push(Subject::User(user.id));
    }
    let mut bookings = Vec::new();
    for (company, subjects) in subjects {
        let scope = &mut scope.for_company(company)?;
        bookings.extend(ledger::conflicting_with(scope, company, &subjects, window, now)?);
    }
    Ok(Gathered { bookings, ..gather_outside(scope, people, known, window, now)? })
}

/// The same without any booking: what is known from outside the ledger alone.
pub(crate) fn gather_outside(
    scope: &mut Scope<'_>,
    people: Vec<User>,
    known: Known,
    window: Interval,
    now: Timestamp,
) -> Result<Gathered, StoreError> {
    let around = widened(window);
    let ids: Vec<UserId> = people.iter().map(|user| user.id).collect();
    let people = zones::with_zones(scope, people, known.zones)?;
    let calendars = match known.has.calendars {
        true => calendars::of_users(scope, &ids)?,
        false => Vec::new(),
    };
    let texts = texts(scope, &people, &calendars, around)?;
    let imported = match calendars.is_empty() {
        true => Vec::new(),
        false => calendars::busy_in(scope, &ids, around)?,
    };
    let periods = match known.has.periods {
        true => busy_periods::busy_in(scope, &ids, around)?,
        false => Vec::new(),
    };
    let days_off = match known.has.days_off {
        true => shop::off_in(scope, &ids, around)?,
        false => Vec::new(),
    };
    Ok(Gathered {
        window,
        now,
        people,
        periods,
        days_off,
        bookings: Vec::new(),
        imported,
        calendars,
        texts,
        blocks: Calendar::blocks_its_owner,
    })
}

/// The time around a window in which something may reach into it: as far as the longest buffer.
pub(crate) fn widened(window: Interval) -> Interval {
    let (start, end) = (window.start().plus_seconds(-MAX_BUFFER), window.end().plus_seconds(MAX_BUFFER));
    Interval::new(start, end).unwrap_or(window)
}

/// The time of days off on somebody's clock; `None` where the zone skipped all of them.
fn time_of(days: DaysOff, zone: &TimeZone) -> Option<Interval> {
    Interval::new(zone.start_of_day(days.first()), zone.start_of_day(days.last().plus_days(1))).ok()
}

/// The texts of those calendars whose stored busy time does not reach as far as the window.
fn texts(
    scope: &mut Scope<'_>,
    people: &[(User, TimeZone)],
    calendars: &[Calendar],
    around: Interval,
) -> Result<HashMap<CalendarId, Stored>, StoreError> {
    let mut texts = HashMap::new();
    for calendar in calendars.iter().filter(|calendar| !covers(calendar, around)) {
        let Some((owner, zone)) = people.iter().find(|(user, _)| user.id == calendar.details.user) else {
            continue;
        };
        if let Some(text) = Stored::of(scope, calendar, Reader::of(calendar, owner, zone.clone()))? {
            texts.insert(calendar.id, text);
        }
    }
    Ok(texts)
}

fn covers(calendar: &Calendar, window: Interval) -> bool {
    let known = calendar.kept.expanded;
    calendar.details.kind == CalendarKind::Simulated
        || known.is_some_and(|known| known.start() <= window.start() && window.end() <= known.end())
}

impl FreeBusy {
    /// What takes their time beside days off.
    pub(crate) fn beside_days_off(&self) -> &IntervalSet {
        self.beside_days_off.as_ref().unwrap_or(&self.busy)
    }
}

impl Gathered {
    /// Whether joining has to follow calendars beyond what is stored, which takes a while for large ones.
    #[must_use]
    pub fn is_work(&self) -> bool {
        !self.texts.is_empty()
    }

    /// The same without the bookings of these slots: for asking whether their holders are free but for them.
    pub(crate) fn without_slots(mut self, slots: &HashSet<SlotId>) -> Self {
        let of_these = |source: Source| source.kind == SourceKind::Slot && slots.contains(&SlotId(source.id));
        self.bookings.retain(|booking| !of_these(booking.source));
        self
    }

    /// The same without the bookings that were made for these.
    pub(crate) fn without_sources(mut self, sources: &[Source]) -> Self {
        self.bookings.retain(|booking| !sources.contains(&booking.source));
        self
    }

    /// What stands against bookings that were made: no calendar that can't be trusted just now, but may be again soon.
    pub(crate) fn for_made_bookings(mut self) -> Self {
        self.blocks = Calendar::breaks_bookings;
        self
    }

    /// The zones of the people.
    pub(crate) fn zones(&self) -> HashMap<UserId, TimeZone> {
        self.people.iter().map(|(user, zone)| (user.id, zone.clone())).collect()
    }

    /// The window that was asked about.
    #[must_use]
    pub fn window(&self) -> Interval {
        self.window
    }

    /// Joins everything into busy time, for each person in the order asked.
    #[must_use]
    pub fn join(self) -> Vec<FreeBusy> {
        self.join_until(&AtomicBool::new(false))
    }

    /// The same. Soon after `stop` is raised it ends, with an answer that is worth nothing.
    #[must_use]
    pub fn join_until(self, stop: &AtomicBool) -> Vec<FreeBusy> {
        let mut busy: HashMap<UserId, Vec<Interval>> = HashMap::new();
        let mut blocked_margins: HashMap<UserId, Vec<Interval>> = HashMap::new();
        let mut take = |user: UserId, time: Interval| busy.entry(user).or_default().push(time);
        self.periods.iter().for_each(|&(user, time)| take(user, time));
        for imported in &self.imported {
            // A calendar that is followed anew below says all of it again.
            if !self.texts.contains_key(&imported.calendar) {
                take(imported.user, imported.time);
            }
        }
        for booking in &self.bookings {
            if let Some(user) = booking.subject.user() {
                take(user, booking.span.meeting);
                if booking.span.buffer_before > 0 || booking.span.buffer_after > 0 {
                    blocked_margins.entry(user).or_default().push(booking.span.buffered());
                }
            }
        }
        for (user, times) in self.followed(stop) {
            times.iter().for_each(|time| take(user, time));
        }
        self.people.iter().map(|(user, zone)| self.of(user, zone, &busy, &blocked_margins)).collect()
    }

    fn of(
        &self,
        user: &User,
        zone: &TimeZone,
        busy: &HashMap<UserId, Vec<Interval>>,
        blocked_margins: &HashMap<UserId, Vec<Interval>>,
    ) -> FreeBusy {
        let own = || self.calendars.iter().filter(|calendar| calendar.details.user == user.id);
        let state = |calendar: &Calendar| SourceState {
            calendar: calendar.id,
            kind: calendar.details.kind,
            trust: calendar.trust(self.now),
            last_synced_at: calendar.kept.last_synced_at,
            complete: calendar.is_complete(),
        };
        let blocked_by = own().find(|calendar| (self.blocks)(calendar, self.now)).map(|calendar| calendar.id);
        let known: IntervalSet = busy.get(&user.id).into_iter().flatten().copied().collect();
        let known = if blocked_by.is_some() { known.union(&widened(self.window).into()) } else { known };
        let days_off: Vec<DaysOff> =
            self.days_off.iter().filter(|(of, _)| *of == user.id).map(|(_, days)| *days).collect();
        let off: IntervalSet = days_off.iter().filter_map(|days| time_of(*days, zone)).collect();
        let with_days_off = (!off.is_empty()).then(|| known.union(&off));
        let (busy, beside_days_off) = match with_days_off {
            Some(all) => (all, Some(known)),
            None => (known, None),
        };
        FreeBusy {
            user: user.clone(),
            zone: zone.clone(),
            busy,
            beside_days_off,
            days_off,
            blocked_margins: blocked_margins.get(&user.id).cloned().unwrap_or_default(),
            bookings: self
                .bookings
                .iter()
                .filter(|one| one.subject.user() == Some(user.id))
                .cloned()
                .collect(),
            blocked_by,
            in_doubt: own().any(|calendar| calendar.blocks_its_owner(self.now)),
            sources: own().map(state).collect(),
        }
    }

    /// What is worked out rather than stored: simulated calendars, and those followed beyond what is stored.
    fn followed(&self, stop: &AtomicBool) -> Vec<(UserId, IntervalSet)> {
        let around = widened(self.window);
        let zones: HashMap<UserId, &TimeZone> =
            self.people.iter().map(|(user, zone)| (user.id, zone)).collect();
        let times = |calendar: &Calendar| {
            let zone = zones.get(&calendar.details.user)?;
            if calendar.details.kind == CalendarKind::Simulated {
                return Some((calendar.details.user, simulated::busy(calendar.details.user.0, zone, around)));
            }
            let text = self.texts.get(&calendar.id)?;
            Some((calendar.details.user, text.busy(around)))
        };
        let until = |_: &&Calendar| !stop.load(Ordering::Relaxed);
        self.calendars.iter().take_while(until).filter_map(times).collect()
    }
}
