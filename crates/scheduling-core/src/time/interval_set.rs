//! Sets of instants, as sorted lists of intervals.

use super::{Interval, Timestamp};

/// A set of instants: intervals in order that neither overlap nor touch, so that equal sets are equal values.
///
/// ```
/// use scheduling_core::time::{Timestamp, Interval, IntervalSet};
/// let at = |hour: i64| Timestamp::from_unix(hour * 3600).unwrap();
/// let span = |from, to| Interval::new(at(from), at(to)).unwrap();
/// let work: IntervalSet = [span(9, 12), span(12, 17)].into_iter().collect();
/// assert_eq!(work.as_slice(), [span(9, 17)], "touching intervals join");
/// let busy = IntervalSet::from(span(10, 11));
/// assert_eq!(work.subtract(&busy).as_slice(), [span(9, 10), span(11, 17)]);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IntervalSet(Vec<Interval>);

impl IntervalSet {
    /// The set of no instant.
    ///
    /// ```
    /// use scheduling_core::time::IntervalSet;
    /// assert!(IntervalSet::EMPTY.is_empty());
    /// assert_eq!(IntervalSet::EMPTY.seconds(), 0);
    /// ```
    pub const EMPTY: Self = Self(Vec::new());

    /// The intervals, in order.
    ///
    /// ```
    /// use scheduling_core::time::{Interval, IntervalSet, Timestamp};
    /// let at = |hour: i64| Timestamp::saturating_from_unix(hour * 3600);
    /// let span = |from, to| Interval::new(at(from), at(to));
    /// let set: IntervalSet = [span(3, 4)?, span(1, 2)?, span(2, 3)?].into_iter().collect();
    /// assert_eq!(set.as_slice(), [span(1, 4)?], "in order, and joined");
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    #[must_use]
    pub fn as_slice(&self) -> &[Interval] {
        &self.0
    }

    /// The intervals, in order.
    ///
    /// ```
    /// use scheduling_core::time::{Interval, IntervalSet, Timestamp};
    /// let at = |hour: i64| Timestamp::saturating_from_unix(hour * 3600);
    /// let span = |from, to| Interval::new(at(from), at(to));
    /// let set: IntervalSet = [span(3, 4)?, span(1, 2)?].into_iter().collect();
    /// assert!(set.iter().eq([span(1, 2)?, span(3, 4)?]));
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    pub fn iter(&self) -> std::iter::Copied<std::slice::Iter<'_, Interval>> {
        self.0.iter().copied()
    }

    /// Whether no instant is inside.
    ///
    /// ```
    /// use scheduling_core::time::{Interval, IntervalSet, Timestamp};
    /// let at = |hour: i64| Timestamp::saturating_from_unix(hour * 3600);
    /// let span = |from, to| Interval::new(at(from), at(to));
    /// let hour = IntervalSet::from(span(1, 2)?);
    /// assert!(hour.subtract(&hour).is_empty());
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether the instant is inside.
    ///
    /// ```
    /// use scheduling_core::time::{Interval, IntervalSet, Timestamp};
    /// let at = |hour: i64| Timestamp::saturating_from_unix(hour * 3600);
    /// let span = |from, to| Interval::new(at(from), at(to));
    /// let hour = IntervalSet::from(span(1, 2)?);
    /// assert!(hour.contains(at(1)) && !hour.contains(at(2)), "half-open");
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    #[must_use]
    pub fn contains(&self, instant: Timestamp) -> bool {
        let after = self.0.partition_point(|interval| interval.start() <= instant);
        after.checked_sub(1).and_then(|at| self.0.get(at)).is_some_and(|interval| interval.contains(instant))
    }

    /// What is in either.
    ///
    /// ```
    /// use scheduling_core::time::{Interval, IntervalSet, Timestamp};
    /// let at = |hour: i64| Timestamp::saturating_from_unix(hour * 3600);
    /// let span = |from, to| Interval::new(at(from), at(to));
    /// let both = IntervalSet::from(span(1, 2)?).union(&IntervalSet::from(span(2, 3)?));
    /// assert_eq!(both.as_slice(), [span(1, 3)?]);
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        self.iter().chain(other.iter()).collect()
    }

    /// What is in both.
    ///
    /// ```
    /// use scheduling_core::time::{Interval, IntervalSet, Timestamp};
    /// let at = |hour: i64| Timestamp::saturating_from_unix(hour * 3600);
    /// let span = |from, to| Interval::new(at(from), at(to));
    /// let both = IntervalSet::from(span(1, 3)?).intersect(&IntervalSet::from(span(2, 4)?));
    /// assert_eq!(both.as_slice(), [span(2, 3)?]);
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    #[must_use]
    pub fn intersect(&self, other: &Self) -> Self {
        let mut common = Vec::new();
        let (mut ours, mut theirs) = (self.iter().peekable(), other.iter().peekable());
        while let (Some(&left), Some(&right)) = (ours.peek(), theirs.peek()) {
            common.extend(left.intersect(right));
            if left.end() < right.end() {
                ours.next()
            } else {
                theirs.next()
            };
        }
        Self(common)
    }

    /// What is in this set and not in the other.
    ///
    /// ```
    /// use scheduling_core::time::{Interval, IntervalSet, Timestamp};
    /// let at = |hour: i64| Timestamp::saturating_from_unix(hour * 3600);
    /// let span = |from, to| Interval::new(at(from), at(to));
    /// let rest = IntervalSet::from(span(9, 17)?).subtract(&IntervalSet::from(span(12, 13)?));
    /// assert_eq!(rest.as_slice(), [span(9, 12)?, span(13, 17)?]);
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    #[must_use]
    pub fn subtract(&self, other: &Self) -> Self {
        let mut rest = Vec::new();
        let mut holes = other.iter().peekable();
        for interval in self.iter() {
            let mut from = interval.start();
            while let Some(&hole) = holes.peek() {
                if hole.start() >= interval.end() {
                    break;
                }
                rest.extend(Interval::between(from, hole.start()));
                from = from.max(hole.end());
                if hole.end() > interval.end() {
                    break;
                }
                holes.next();
            }
            rest.extend(Interval::between(from, interval.end()));
        }
        Self(rest)
    }

    /// What of it lies within `bounds`.
    ///
    /// ```
    /// use scheduling_core::time::{Interval, IntervalSet, Timestamp};
    /// let at = |hour: i64| Timestamp::saturating_from_unix(hour * 3600);
    /// let span = |from, to| Interval::new(at(from), at(to));
    /// let set: IntervalSet = [span(1, 3)?, span(5, 7)?].into_iter().collect();
    /// assert_eq!(set.clip(span(2, 6)?).as_slice(), [span(2, 3)?, span(5, 6)?]);
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    #[must_use]
    pub fn clip(&self, bounds: Interval) -> Self {
        let from = self.0.partition_point(|interval| interval.end() <= bounds.start());
        let inside = self.0.iter().skip(from).take_while(|interval| interval.start() < bounds.end());
        Self(inside.filter_map(|interval| interval.intersect(bounds)).collect())
    }

    /// Seconds inside.
    ///
    /// ```
    /// use scheduling_core::time::{Interval, IntervalSet, Timestamp};
    /// let at = |hour: i64| Timestamp::saturating_from_unix(hour * 3600);
    /// let span = |from, to| Interval::new(at(from), at(to));
    /// let set: IntervalSet = [span(1, 3)?, span(2, 4)?].into_iter().collect();
    /// assert_eq!(set.seconds(), 3 * 3600, "what is there twice counts once");
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    #[must_use]
    pub fn seconds(&self) -> i64 {
        self.iter().map(Interval::seconds).sum()
    }
}

impl From<Interval> for IntervalSet {
    fn from(interval: Interval) -> Self {
        Self(vec![interval])
    }
}

impl FromIterator<Interval> for IntervalSet {
    /// Sorts and joins; linear where the intervals come in order.
    fn from_iter<I: IntoIterator<Item = Interval>>(intervals: I) -> Self {
        let mut sorted: Vec<Interval> = intervals.into_iter().collect();
        if !sorted.is_sorted() {
            sorted.sort_unstable();
        }
        sorted.dedup_by(|next, kept| {
            let joins = next.start() <= kept.end();
            if joins && next.end() > kept.end() {
                *kept = Interval::between(kept.start(), next.end()).unwrap_or(*kept);
            }
            joins
        });
        Self(sorted)
    }
}

impl<'a> IntoIterator for &'a IntervalSet {
    type Item = Interval;
    type IntoIter = std::iter::Copied<std::slice::Iter<'a, Interval>>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Membership of the seconds 0 to 63: slow and obvious.
    fn members(set: &IntervalSet) -> u64 {
        (0..64).filter(|&s| set.contains(Timestamp::saturating_from_unix(s))).fold(0, |bits, s| bits | 1 << s)
    }

    fn any_set() -> impl Strategy<Value = (u64, IntervalSet)> {
        prop::collection::vec((0i64..64, 1i64..20), 0..8).prop_map(|spans| {
            let spans = spans.into_iter().map(|(from, long)| (from, (from + long).min(64)));
            let intervals: Vec<_> = spans
                .filter_map(|(from, to)| {
                    Interval::between(
                        Timestamp::saturating_from_unix(from),
                        Timestamp::saturating_from_unix(to),
                    )
                })
                .collect();
            let bits = (0..64i64)
                .filter(|&s| {
                    intervals.iter().any(|interval| interval.contains(Timestamp::saturating_from_unix(s)))
                })
                .fold(0, |bits, s| bits | 1u64 << s);
            (bits, intervals.into_iter().collect())
        })
    }

    fn is_normal(set: &IntervalSet) -> bool {
        set.as_slice().windows(2).all(|pair| matches!(pair, [a, b] if a.end() < b.start()))
    }

    proptest! {
        #[test]
        fn the_algebra_is_that_of_membership((a_bits, a) in any_set(), (b_bits, b) in any_set()) {
            prop_assert_eq!(members(&a), a_bits);
            for (set, bits) in [
                (a.union(&b), a_bits | b_bits),
                (a.intersect(&b), a_bits & b_bits),
                (a.subtract(&b), a_bits & !b_bits),
            ] {
                prop_assert!(is_normal(&set), "{:?}", set);
                prop_assert_eq!(members(&set), bits);
            }
        }

        #[test]
        fn clipping_keeps_what_is_within((bits, set) in any_set(), from in 0i64..64, long in 1i64..64) {
            let bounds = Interval::new(Timestamp::saturating_from_unix(from), Timestamp::saturating_from_unix(from + long)).expect("not empty");
            let inside = (0..64i64).filter(|s| (from..from + long).contains(s)).fold(0, |b, s| b | 1u64 << s);
            prop_assert_eq!(members(&set.clip(bounds)), bits & inside);
        }
    }
}
