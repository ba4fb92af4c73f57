//! What is asked for by several callers and done together.

use scheduling_core::time::{Interval, Timestamp};
use std::collections::BTreeMap;

/// What became of each of them, in the order asked.
pub(crate) struct Outcomes<T>(Vec<Option<T>>);

impl<T> Outcomes<T> {
    /// Of so many, with nothing decided yet.
    pub(crate) fn of(many: usize) -> Self {
        Self((0..many).map(|_| None).collect())
    }

    pub(crate) fn set(&mut self, index: usize, outcome: T) {
        if let Some(place) = self.0.get_mut(index) {
            *place = Some(outcome);
        }
    }

    /// All of them.
    pub(crate) fn all(self) -> Vec<T> {
        self.0.into_iter().flatten().collect()
    }
}

/// How many seconds lie at most between the start of the first and the end of the last of those that are near each other.
const NEAR: i64 = 7 * 86_400;

/// What is near each other in time, and the window that has all of it: what is known of that window is read once.
pub(crate) fn near_in_time<T>(all: impl IntoIterator<Item = (Interval, T)>) -> Vec<(Interval, Vec<T>)> {
    let mut by_start: BTreeMap<Timestamp, Vec<(Interval, T)>> = BTreeMap::new();
    for (time, one) in all {
        by_start.entry(time.start()).or_default().push((time, one));
    }
    let mut found: Vec<(Interval, Vec<T>)> = Vec::new();
    for (time, one) in by_start.into_values().flatten() {
        if let Some((window, near)) = found.last_mut()
            && let Ok(wider) = Interval::new(window.start(), window.end().max(time.end()))
            && wider.seconds() <= NEAR
        {
            *window = wider;
            near.push(one);
        } else {
            found.push((time, vec![one]));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(start: i64, end: i64) -> Interval {
        let at = |hour: i64| Timestamp::saturating_from_unix(1_800_000_000 + hour * 3_600);
        Interval::new(at(start), at(end)).expect("start before end")
    }

    #[test]
    fn what_lies_within_a_week_is_near() {
        let all = [(time(200, 201), "later"), (time(5, 6), "b"), (time(0, 1), "a"), (time(167, 168), "c")];
        let near = near_in_time(all);
        assert_eq!(near, [(time(0, 168), vec!["a", "b", "c"]), (time(200, 201), vec!["later"])]);
        assert!(near_in_time::<()>([]).is_empty());
    }

    #[test]
    fn outcomes_are_in_the_order_asked() {
        let mut outcomes = Outcomes::of(2);
        outcomes.set(1, "second");
        outcomes.set(0, "first");
        outcomes.set(7, "nobody asked");
        assert_eq!(outcomes.all(), ["first", "second"]);
    }
}
