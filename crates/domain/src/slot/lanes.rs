//! Which AI interviewer, or whether the person, has room for one more slot.
//!
//! A slot goes to the first unit that is free. Units that were given out one by one can end up so that none is free for a
//! whole slot though at no instant all are taken. Then the slots that nobody has booked are given out anew, in order of
//! start. Where none is booked, that always succeeds while fewer than all units are taken at each instant: whenever
//! a slot starts, those taken are just the ones that overlap its start. A booked slot keeps its unit, which the ledger has;
//! what only another unit for it would make room for is refused.

use super::Holder;
use scheduling_core::time::{Interval, Timestamp};
use std::collections::BTreeMap;

/// A live slot that is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Occupied {
    pub unit: u32,
    pub time: Interval,
    /// Whether places of it are taken, so that it keeps its unit.
    pub booked: bool,
}

/// The live slots of one holder. A person has one lane; a company's AI interviewers of one type have as many as may
/// run side by side.
#[derive(Debug, Clone)]
pub struct Lanes {
    most: u32,
    /// How many of `slots` were there before.
    there: usize,
    slots: Vec<Occupied>,
    /// Of each unit, the slots by start.
    lanes: Vec<BTreeMap<Timestamp, usize>>,
    before: Vec<u32>,
}

impl Lanes {
    /// The lanes of a holder in a company that lets `ai_parallel` AI interviewers of a type run side by side, with
    /// the slots that there are.
    #[must_use]
    pub fn new(holder: Holder, ai_parallel: i64, there: impl IntoIterator<Item = Occupied>) -> Self {
        let most = match holder {
            Holder::Interviewer(_) => 1,
            Holder::Ai(_) => u32::try_from(ai_parallel.clamp(1, MAX_LANES)).unwrap_or(1),
        };
        let mut lanes = Self { most, there: 0, slots: Vec::new(), lanes: Vec::new(), before: Vec::new() };
        for slot in there {
            lanes.before.push(slot.unit);
            lanes.add(slot);
        }
        lanes.there = lanes.slots.len();
        lanes
    }

    /// Finds room for one more slot; `None` where there is none. Which unit it has is known once all slots are
    /// placed ([`Lanes::unit`]), by the number that is answered.
    pub fn place(&mut self, time: Interval) -> Option<usize> {
        let free = (0..self.most).find(|unit| {
            self.last_before(*unit, time.end()).is_none_or(|slot| slot.time.end() <= time.start())
        });
        let unit = match free {
            Some(unit) => unit,
            None if self.most > 1 => self.rearrange(time)?,
            None => return None,
        };
        self.add(Occupied { unit, time, booked: false });
        Some(self.slots.len() - 1)
    }

    /// The unit of a slot that was placed.
    #[must_use]
    pub fn unit(&self, number: usize) -> u32 {
        self.slots.get(number).map_or(0, |slot| slot.unit)
    }

    /// Which of the slots that were there have another unit now, by their place in what was given, and which unit.
    #[must_use]
    pub fn moved(&self) -> Vec<(usize, u32)> {
        let there = self.slots.iter().take(self.there).zip(&self.before).enumerate();
        there
            .filter(|(_, (slot, before))| slot.unit != **before)
            .map(|(at, (slot, _))| (at, slot.unit))
            .collect()
    }

    /// The last slot of the unit that starts before the instant.
    fn last_before(&self, unit: u32, end: Timestamp) -> Option<Occupied> {
        let lane = self.lanes.get(usize::try_from(unit).ok()?)?;
        let (_, number) = lane.range(..end).next_back()?;
        self.slots.get(*number).copied()
    }

    fn add(&mut self, slot: Occupied) {
        self.slots.push(slot);
        self.put(self.slots.len() - 1, slot);
    }

    fn put(&mut self, number: usize, slot: Occupied) {
        let Ok(unit) = usize::try_from(slot.unit) else { return };
        if self.lanes.len() <= unit {
            self.lanes.resize_with(unit + 1, BTreeMap::new);
        }
        if let Some(lane) = self.lanes.get_mut(unit) {
            lane.insert(slot.time.start(), number);
        }
    }

    /// Gives the slots around `time` other units, so that one is free for it; answers which.
    fn rearrange(&mut self, time: Interval) -> Option<u32> {
        let mut around = self.linked_with(time);
        let wanted = self.slots.len();
        around.push((wanted, Occupied { unit: 0, time, booked: false }));
        let units = give_out(&around, self.most, false).or_else(|| give_out(&around, self.most, true))?;
        for (_, slot) in around.iter().filter(|(number, _)| *number != wanted) {
            let lane = usize::try_from(slot.unit).ok().and_then(|unit| self.lanes.get_mut(unit));
            lane.map(|lane| lane.remove(&slot.time.start()));
        }
        let mut own = None;
        for ((number, slot), unit) in around.into_iter().zip(units) {
            match self.slots.get_mut(number) {
                Some(stored) => {
                    stored.unit = unit;
                    self.put(number, Occupied { unit, ..slot });
                }
                None => own = Some(unit),
            }
        }
        own
    }

    /// The slots that overlap `time`, or others that do, and so on: the others have nothing to do with it.
    fn linked_with(&self, time: Interval) -> Vec<(usize, Occupied)> {
        let (mut start, mut end) = (time.start(), time.end());
        loop {
            let straddling = |at: Timestamp| {
                (0..self.most)
                    .filter_map(move |unit| self.last_before(unit, at))
                    .filter(move |slot| slot.time.end() > at)
            };
            let earlier = straddling(start).map(|slot| slot.time.start()).min().unwrap_or(start);
            let later = straddling(end).map(|slot| slot.time.end()).max().unwrap_or(end);
            if (earlier, later) == (start, end) {
                break;
            }
            (start, end) = (earlier.min(start), later.max(end));
        }
        let lanes = self.lanes.iter().take(usize::try_from(self.most).unwrap_or(usize::MAX));
        let numbers = lanes.flat_map(|lane| lane.range(start..end).map(|(_, number)| *number));
        numbers.filter_map(|number| self.slots.get(number).map(|slot| (number, *slot))).collect()
    }
}

/// A unit for each of these slots; `None` where none is found. Booked ones keep theirs. Units are given out in order of
/// start or, `backwards`, of end from the last to the first: booked slots may be in the way of one but not of the other.
fn give_out(slots: &[(usize, Occupied)], most: u32, backwards: bool) -> Option<Vec<u32>> {
    let span = |time: Interval| match (time.start().unix(), time.end().unix()) {
        (start, end) if backwards => (-end, -start),
        forwards => forwards,
    };
    let mut order: Vec<usize> = (0..slots.len()).collect();
    order.sort_by_key(|at| slots.get(*at).map(|(_, slot)| span(slot.time)));
    let mut booked: BTreeMap<u32, Vec<(i64, i64)>> = BTreeMap::new();
    for (_, slot) in order.iter().filter_map(|at| slots.get(*at)).filter(|(_, slot)| slot.booked) {
        booked.entry(slot.unit).or_default().push(span(slot.time));
    }
    // When the next booked slot of the unit starts that is not over at `at`.
    let next_booked = |unit: u32, at: i64| {
        let later = booked.get(&unit).into_iter().flatten().find(|(_, end)| *end > at);
        later.map_or(i64::MAX, |(start, _)| *start)
    };
    let mut free_from: BTreeMap<u32, i64> = BTreeMap::new();
    let mut units = vec![0; slots.len()];
    for at in order {
        let (Some((_, slot)), Some(unit)) = (slots.get(at), units.get_mut(at)) else { continue };
        let (start, end) = span(slot.time);
        *unit = if slot.booked {
            slot.unit
        } else {
            let free = (0..most).filter(|unit| free_from.get(unit).is_none_or(|from| *from <= start));
            let fitting = free.map(|unit| (next_booked(unit, start), unit != slot.unit, unit));
            // The tightest gap before a booked slot, so that the wide ones remain.
            fitting.filter(|(next, ..)| *next >= end).min()?.2
        };
        free_from.insert(*unit, end);
    }
    Some(units)
}

/// AI interviewers of one type that a company can have at once, whatever it says.
const MAX_LANES: i64 = 10_000;

#[cfg(test)]
#[path = "lanes_tests.rs"]
mod tests;
