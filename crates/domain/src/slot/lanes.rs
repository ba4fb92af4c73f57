//! Which AI interviewer, or whether the person, has room for one more slot.

use super::Holder;
use scheduling_core::time::{Instant, Interval};
use std::collections::BTreeMap;

/// The live slots of one holder. A person has one lane; a company's AI interviewers of one type have as many as may
/// run side by side, and a slot goes to the first of them that is free.
#[derive(Debug, Clone)]
pub struct Lanes {
    most: u32,
    lanes: Vec<BTreeMap<Instant, Instant>>,
}

impl Lanes {
    /// The lanes of a holder in a company that lets `ai_parallel` AI interviewers of a type run side by side, with
    /// the slots that there are: unit and time of each.
    #[must_use]
    pub fn new(holder: Holder, ai_parallel: i64, there: impl IntoIterator<Item = (u32, Interval)>) -> Self {
        let most = match holder {
            Holder::Interviewer(_) => 1,
            Holder::Ai(_) => u32::try_from(ai_parallel.clamp(1, MOST_LANES)).unwrap_or(1),
        };
        let mut lanes = Self { most, lanes: Vec::new() };
        for (unit, time) in there {
            lanes.put(unit, time);
        }
        lanes
    }

    /// Gives the time to the first unit that has it free; `None` where none has.
    pub fn place(&mut self, time: Interval) -> Option<u32> {
        let unit = (0..self.most).find(|unit| self.is_free(*unit, time))?;
        self.put(unit, time);
        Some(unit)
    }

    fn is_free(&self, unit: u32, time: Interval) -> bool {
        let Some(lane) = usize::try_from(unit).ok().and_then(|unit| self.lanes.get(unit)) else {
            return true;
        };
        let before = lane.range(..time.end()).next_back();
        before.is_none_or(|(_, end)| *end <= time.start())
    }

    fn put(&mut self, unit: u32, time: Interval) {
        let Ok(unit) = usize::try_from(unit) else { return };
        if self.lanes.len() <= unit {
            self.lanes.resize_with(unit + 1, BTreeMap::new);
        }
        if let Some(lane) = self.lanes.get_mut(unit) {
            lane.insert(time.start(), time.end());
        }
    }
}

/// AI interviewers of one type that a company can have at once, whatever it says.
const MOST_LANES: i64 = 10_000;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::UserId;
    use crate::slot::AiKind;

    fn hours(start: i64, end: i64) -> Interval {
        let at = |hour: i64| Instant::clamped(1_800_000_000 + hour * 3600);
        Interval::new(at(start), at(end)).expect("start before end")
    }

    fn check(holder: Holder, parallel: i64, times: &[(i64, i64)], expected: &[Option<u32>]) {
        let mut lanes = Lanes::new(holder, parallel, []);
        let seen: Vec<Option<u32>> =
            times.iter().map(|(start, end)| lanes.place(hours(*start, *end))).collect();
        assert_eq!(seen, expected, "{times:?} in {parallel}");
    }

    #[test]
    fn a_person_is_once_and_a_machine_as_often_as_it_may() {
        let times = [(0, 2), (1, 3), (2, 4), (0, 1), (3, 4)];
        let person = Holder::Interviewer(UserId(1));
        check(person, 5, &times, &[Some(0), None, Some(0), None, None]);
        let machine = Holder::Ai(AiKind::Coding);
        check(machine, 1, &times, &[Some(0), None, Some(0), None, None]);
        check(machine, 2, &times, &[Some(0), Some(1), Some(0), Some(1), Some(1)]);
        check(machine, i64::MAX, &[(0, 1), (0, 1), (0, 1)], &[Some(0), Some(1), Some(2)]);
    }

    #[test]
    fn what_is_there_is_in_the_way() {
        let there = [(0, hours(0, 1)), (2, hours(0, 1))];
        let mut lanes = Lanes::new(Holder::Ai(AiKind::Coding), 3, there);
        assert_eq!(lanes.place(hours(0, 1)), Some(1));
        assert_eq!(lanes.place(hours(0, 1)), None);
        assert_eq!(lanes.place(hours(1, 2)), Some(0));
    }
}
