//! Joining what is known of people into their free/busy: the one way from facts, read or remembered, to answers.

use super::facts::Facts;
use super::{FreeBusy, SourceState, widened};
use crate::calendar_content::Stored;
use domain::commitment::{Commitment, Hold, Source, SourceKind};
use domain::directory::{Calendar, CalendarKind};
use domain::{CalendarId, SlotId, UserId};
use integrations::calendars::simulated;
use scheduling_core::calendar::DaysOff;
use scheduling_core::time::{Interval, IntervalSet, TimeZone, Timestamp};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// What is known of the people asked about.
#[derive(Debug, Clone)]
pub struct Gathered {
    window: Interval,
    now: Timestamp,
    people: Vec<Arc<Facts>>,
    /// The texts of calendars whose stored busy time does not cover the window.
    texts: HashMap<CalendarId, Stored>,
    /// Which calendars make their owners busy throughout.
    blocks: fn(&Calendar, Timestamp) -> bool,
    /// Bookings that do not count: those of these slots,
    slots: HashSet<SlotId>,
    /// and those that were made for these.
    sources: Vec<Source>,
}

impl Gathered {
    /// What is known of these people, who cover the window.
    pub(crate) fn of(people: Vec<Arc<Facts>>, window: Interval, now: Timestamp) -> Self {
        Self {
            window,
            now,
            people,
            texts: HashMap::new(),
            blocks: Calendar::blocks_its_owner,
            slots: HashSet::new(),
            sources: Vec::new(),
        }
    }

    /// The same, where these calendars are followed beyond what is stored.
    pub(super) fn following(self, texts: HashMap<CalendarId, Stored>) -> Self {
        Self { texts, ..self }
    }

    /// Whether joining has to follow calendars beyond what is stored, which takes a while for large ones.
    #[must_use]
    pub fn is_work(&self) -> bool {
        !self.texts.is_empty()
    }

    /// The same without the bookings of these slots: for asking whether their holders are free but for them.
    pub(crate) fn without_slots(mut self, slots: &HashSet<SlotId>) -> Self {
        self.slots.extend(slots);
        self
    }

    /// The same without the bookings that were made for these.
    pub(crate) fn without_sources(mut self, sources: &[Source]) -> Self {
        self.sources.extend(sources);
        self
    }

    /// What stands against bookings that were made: no calendar that can't be trusted just now, but may be again soon.
    pub(crate) fn for_made_bookings(mut self) -> Self {
        self.blocks = Calendar::breaks_bookings;
        self
    }

    /// The zones of the people.
    pub(crate) fn zones(&self) -> HashMap<UserId, TimeZone> {
        self.people.iter().map(|person| (person.user.id, person.zone.clone())).collect()
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
        self.people.iter().map(|person| self.free_busy(person, stop)).collect()
    }

    fn free_busy(&self, person: &Facts, stop: &AtomicBool) -> FreeBusy {
        let around = widened(self.window);
        let bookings: Vec<Commitment> =
            person.bookings.iter().filter(|booking| self.counts(booking, around)).cloned().collect();
        let mut taken = person.outside(around);
        taken.extend(bookings.iter().map(|booking| booking.span.meeting));
        for calendar in person.calendars.iter().take_while(|_| !stop.load(Ordering::Relaxed)) {
            taken.extend(&self.followed(person, calendar, around));
        }
        let blocks = |calendar: &&Calendar| (self.blocks)(calendar, self.now);
        let blocked_by = person.calendars.iter().find(blocks).map(|calendar| calendar.id);
        taken.extend(blocked_by.map(|_| around));
        let known: IntervalSet = taken.into_iter().collect();
        let days_off = person.days_off(around);
        let off: IntervalSet = days_off.iter().filter_map(|days| time_of(*days, &person.zone)).collect();
        let with_days_off = (!off.is_empty()).then(|| known.union(&off));
        let (busy, beside_days_off) = match with_days_off {
            Some(all) => (all, Some(known)),
            None => (known, None),
        };
        FreeBusy {
            user: Arc::clone(&person.user),
            zone: person.zone.clone(),
            busy,
            beside_days_off,
            days_off,
            blocked_margins: bookings.iter().filter_map(margin).collect(),
            bookings,
            blocked_by,
            in_doubt: person.calendars.iter().any(|calendar| calendar.blocks_its_owner(self.now)),
            sources: person.calendars.iter().map(|calendar| self.state(calendar)).collect(),
        }
    }

    /// Whether a booking counts now, and is near.
    fn counts(&self, booking: &Commitment, around: Interval) -> bool {
        let source = booking.source;
        let of_slot = || source.kind == SourceKind::Slot && self.slots.contains(&SlotId(source.id));
        booking.span.meeting.overlaps(around)
            && !matches!(booking.hold, Hold::Until(end) if end <= self.now)
            && (self.slots.is_empty() || !of_slot())
            && !self.sources.contains(&source)
    }

    /// What of a calendar is worked out rather than stored: simulated ones, and those followed beyond what is stored.
    fn followed(&self, person: &Facts, calendar: &Calendar, around: Interval) -> IntervalSet {
        if calendar.details.kind == CalendarKind::Simulated {
            return simulated::busy(person.user.id.0, &person.zone, around);
        }
        self.texts.get(&calendar.id).map(|text| text.busy(around)).unwrap_or_default()
    }

    fn state(&self, calendar: &Calendar) -> SourceState {
        SourceState {
            calendar: calendar.id,
            kind: calendar.details.kind,
            trust: calendar.trust(self.now),
            last_synced_at: calendar.kept.last_synced_at,
            complete: calendar.is_complete(),
        }
    }
}

impl FreeBusy {
    /// Has somebody taken by a booking that is being made.
    pub(crate) fn add(&mut self, booking: Commitment) {
        let meeting: IntervalSet = [booking.span.meeting].into_iter().collect();
        self.busy = self.busy.union(&meeting);
        self.beside_days_off = self.beside_days_off.take().map(|known| known.union(&meeting));
        self.blocked_margins.extend(margin(&booking));
        self.bookings.push(booking);
    }
}

/// What a booking keeps clear around itself, where it keeps anything clear.
fn margin(booking: &Commitment) -> Option<Interval> {
    let span = booking.span;
    (span.buffer_before > 0 || span.buffer_after > 0).then(|| span.buffered())
}

/// The time of days off on somebody's clock; `None` where the zone skipped all of them.
fn time_of(days: DaysOff, zone: &TimeZone) -> Option<Interval> {
    Interval::new(zone.start_of_day(days.first()), zone.start_of_day(days.last().plus_days(1))).ok()
}
