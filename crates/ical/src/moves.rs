//! Where the occurrences of a series come to be: each in the part of the series that it is in, which a changed event with
//! `RANGE=THISANDFUTURE` may have moved, and as long as that one, or as its own period.

use super::clocks::Length;
use super::document::{End, Event, When};
use super::master::{Id, Master};
use super::parts::{Adrift, Part};
use super::placed::Placed;
use scheduling_core::time::{LocalDateTime, SECONDS_PER_DAY, Timestamp};

impl<'d> Master<'d> {
    pub(super) fn set_parts(&mut self, changed: &[&'d Event]) {
        let before_all = LocalDateTime::from_local_seconds(i64::MIN);
        self.parts =
            vec![Part { after: before_all, event: self.event, placed: self.placed.clone(), shift: 0 }];
        for &event in changed {
            let range = event.recurrence_id.is_some_and(|id| id.this_and_future);
            let clock = self.clocks.of(event);
            let at = event.recurrence_id.and_then(|id| id.at).filter(|_| range);
            let in_doubt = at.filter(|at| self.is_in_doubt(at, clock) || self.has_two_meanings(at));
            let doubtful = in_doubt.map(|at| Id::At(clock.on_clock_of(&at, &self.placed.zone)));
            let Some(id) = doubtful.or_else(|| self.id(event)).filter(|_| range) else { continue };
            let several = match id {
                Id::On(date) => self.several.get(&date).copied(),
                Id::At(_) => None,
            };
            self.is_unsure |= doubtful.is_some();
            let moved = Placed::of(event, clock);
            let (after, _) = self.span(id);
            let at = match id {
                Id::At(at) => at,
                Id::On(date) => self.usual_time_on(date),
            };
            // Days are days of the owner's calendar, and what comes of days is at the time of the new clock.
            let (placed, from) = match moved.length {
                Length::Days(_) => (moved, at.date().midnight()),
                _ if self.event.is_whole_day() => (moved, at),
                _ => (self.on_own_clock(event), at),
            };
            let placed = if doubtful.is_some() { placed.adrift() } else { placed };
            // It moves the others as far as the one that it is, whichever that is.
            let placed =
                several.into_iter().flat_map(|(first, last)| [first, last]).fold(placed, |placed, other| {
                    let further = from.local_seconds() - other.local_seconds();
                    let at = placed.local.local_seconds().saturating_add(further);
                    placed.or_at(LocalDateTime::from_local_seconds(at))
                });
            let shift = placed.local.local_seconds() - from.local_seconds();
            self.parts.push(Part { after, event, placed, shift });
        }
        self.parts.sort_by_key(|part| part.after);
    }

    /// A changed event on the clock of the series. It is where it is by itself, so that it moves what comes after it as far
    /// as it moved, and also where the series' clock has it if it has lost its zone.
    fn on_own_clock(&self, event: &Event) -> Placed {
        let placed = Placed::on(event, self.clocks.of(event), self.placed.zone.clone());
        let placed = match self.without_zone(event) {
            Some(literal) => placed.or_at(literal.local),
            None => placed,
        };
        // The clock that nobody knows may have been changed since.
        if self.clock.is_unknown(&self.event.start) { placed.widened() } else { placed }
    }

    /// A changed event without a zone where the clock of the series has it; `None` where it has one, or is on the owner's
    /// clock as the time is that it replaces.
    pub(crate) fn without_zone(&self, event: &Event) -> Option<Placed> {
        let (When::Floating(_), When::Utc(_) | When::Zoned(..)) = (event.start, self.event.start) else {
            return None;
        };
        // Between a start without a zone and an end with one there is a doubt of its own.
        if matches!(event.end, End::At(When::Date(_) | When::Utc(_) | When::Zoned(..))) {
            return None;
        }
        let is_local = match event.recurrence_id?.at? {
            When::Floating(written) => self.meant.get(&written).is_some_and(|meant| meant.is_local),
            _ => false,
        };
        let zone = self.placed.zone.clone();
        (!is_local).then(|| Placed { zone, ..Placed::of(event, self.clocks.of(event)) })
    }

    /// The part that an occurrence is in, or all of which nobody knows better.
    pub(crate) fn parts_of(&self, at: LocalDateTime) -> &[Part<'d>] {
        if self.is_unsure || self.several.contains_key(&self.day_of(at)) {
            return &self.parts;
        }
        let after = self.parts.partition_point(|part| part.after <= at);
        self.parts.get(after.saturating_sub(1)..after).unwrap_or_default()
    }

    /// The parts that an added date may be in.
    pub(crate) fn parts_around(&self, added: &Adrift) -> &[Part<'d>] {
        let index = |by: i64| {
            let at = LocalDateTime::from_local_seconds(added.at.local_seconds().saturating_add(by));
            self.parts.partition_point(|part| part.after <= at)
        };
        let far = 2 * SECONDS_PER_DAY;
        let range =
            if self.is_unsure { 0..self.parts.len() } else { index(-far).saturating_sub(1)..index(far) };
        self.parts.get(range).unwrap_or_default()
    }

    /// The occurrence of a part at a time, before the part moves it.
    pub(crate) fn occurrence(&self, part: &Part<'d>, at: LocalDateTime) -> (Timestamp, Timestamp) {
        match self.added.get(&at) {
            Some(Some(period)) => self.lasting(part, Some(period)).at(part.moves(at)),
            _ => part.placed.at(part.moves(at)),
        }
    }

    /// The added date in a part.
    pub(crate) fn adrift_in(&self, part: &Part<'d>, added: &Adrift) -> (Timestamp, Timestamp) {
        let placed = self.lasting(part, added.period.as_ref());
        let placed = match (self.is_own(part), &added.period) {
            (true, Some(_)) => placed,
            // How long it lasts is as doubtful as when it begins.
            (true, None) if placed.doubt.of_length => placed.adrift(),
            (true, None) => placed.widened(),
            (false, _) => placed.adrift(),
        };
        placed.at(part.moves(added.at))
    }

    fn is_own(&self, part: &Part<'d>) -> bool {
        std::ptr::eq(part.event, self.event)
    }

    /// How what has a period of its own lasts in a part.
    fn lasting(&self, part: &Part<'d>, period: Option<&Placed>) -> Placed {
        let Some(period) = period else { return part.placed.clone() };
        let doubt = if self.is_own(part) { period.doubt } else { part.placed.doubt.and(period.doubt) };
        let lead = part.placed.lead.max(period.lead);
        Placed { length: period.length, lead, doubt, ..part.placed.clone() }
    }
}
