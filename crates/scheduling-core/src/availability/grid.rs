//! The possible starts of a query, numbered.
//!
//! A start is an instant at which the wall clock of the grid's zone shows no seconds and a minute of the day that
//! is a multiple of the step (the rule [`Grid`](super::Rule::Grid)). Within a stretch of constant offset these lie on a fixed pattern per
//! day, so that numbers and instants turn into one another by division, on the days of clock changes too.

use super::terms::MeetingTerms;
use crate::time::{SECONDS_PER_DAY, Timestamp, zone_spans_with_ends as with_ends};
use std::sync::Arc;

/// Possible starts, in order, numbered from 0.
#[derive(Debug, Clone)]
pub(super) struct Grid {
    segments: Vec<Segment>,
    pattern: Pattern,
    len: usize,
    /// In place of segments, where the starts are listed.
    listed: Option<Listed>,
}

/// Starts that are listed one by one: `len` of them from the number `skipped` on.
#[derive(Debug, Clone)]
struct Listed {
    all: Arc<[Timestamp]>,
    skipped: usize,
}

/// Starts within one stretch of constant offset.
#[derive(Debug, Clone, Copy)]
struct Segment {
    /// The first instant that may be a start, and the first after it that may not.
    from: i64,
    to: i64,
    /// The instant, maybe before `from`, at which the wall clock showed the midnight that the pattern begins at.
    origin: i64,
    /// The number of the first start at or after `from`, counted from the origin…
    skipped: i64,
    /// … and counted from the beginning of the grid.
    first: i64,
}

/// Where starts lie after a midnight.
#[derive(Debug, Clone, Copy)]
struct Pattern {
    step: i64,
    per_day: i64,
    /// The step divides the day, so that the pattern does not begin anew at midnight.
    even: bool,
    /// `ceil(2^43 / step)`: turns the division by the step into a multiplication. Exact for dividends below 2^26,
    /// as the error is below `dividend * step / 2^43 <= 2^26 * 2^17 / 2^43`; windows are shorter than that.
    reciprocal: u64,
}

/// Dividends of the fast division must be below this.
const FAST_BELOW: i64 = 1 << 26;

/// Tells how many possible starts lie before an instant, which is also the number of the first that does not.
pub(super) trait Numbered {
    fn before(&self, instant: i64) -> usize;
}

/// A grid of one stretch whose pattern does not begin anew at midnight: a start's number is one multiplication away. Busy time
/// asks for two numbers each, so that choosing among stretches and patterns is done once for all of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line {
    from: i64,
    to: i64,
    origin: i64,
    /// The step less one second: what rounds a division up.
    up: i64,
    reciprocal: u64,
    skipped: u64,
}

impl Numbered for Line {
    #[inline]
    fn before(&self, instant: i64) -> usize {
        let inside = instant.min(self.to).max(self.from) - self.origin + self.up;
        let number = inside.unsigned_abs().wrapping_mul(self.reciprocal) >> 43;
        usize::try_from(number - self.skipped).unwrap_or_default()
    }
}

impl Numbered for Grid {
    #[inline]
    fn before(&self, instant: i64) -> usize {
        Self::before(self, instant)
    }
}

impl Pattern {
    fn new(step_minutes: i64) -> Self {
        let step = step_minutes * 60;
        let reciprocal = (1u64 << 43).div_ceil(step.unsigned_abs().max(1));
        Self {
            step,
            per_day: (SECONDS_PER_DAY + step - 1) / step.max(1),
            even: SECONDS_PER_DAY % step.max(1) == 0,
            reciprocal,
        }
    }

    /// How many starts lie less than `seconds` after the origin.
    #[inline]
    fn before(&self, seconds: i64) -> i64 {
        if self.even {
            let up = seconds + self.step - 1;
            if up < FAST_BELOW {
                // Not negative: it counts from the midnight before the segment.
                return (up.unsigned_abs().wrapping_mul(self.reciprocal) >> 43).cast_signed();
            }
            return up / self.step;
        }
        let (day, second) = (seconds / SECONDS_PER_DAY, seconds % SECONDS_PER_DAY);
        day * self.per_day + ((second + self.step - 1) / self.step).min(self.per_day)
    }

    /// How long after the origin the start of that number is.
    fn seconds(&self, number: i64) -> i64 {
        (number / self.per_day) * SECONDS_PER_DAY + (number % self.per_day) * self.step
    }
}

impl Grid {
    /// The starts from `from` to `to`, both included, on the grid of `terms`.
    pub(super) fn between(terms: &MeetingTerms, from: i64, to: i64) -> Self {
        let pattern = Pattern::new(terms.step_minutes);
        let mut grid = Self { segments: Vec::new(), pattern, len: 0, listed: None };
        if from > to {
            return grid;
        }
        if let Some(starts) = &terms.starts {
            grid.list(Arc::clone(starts), from, to);
            return grid;
        }
        let end = to + 1;
        for (span, span_end) in with_ends(&terms.zone.spans(from, end)) {
            let midnight = (from.max(span.start) + span.offset).div_euclid(SECONDS_PER_DAY) * SECONDS_PER_DAY;
            grid.push(from.max(span.start), span_end.min(end), midnight - span.offset);
        }
        grid
    }

    /// The listed starts from the first instant to the last.
    fn list(&mut self, all: Arc<[Timestamp]>, from: i64, to: i64) {
        let skipped = all.partition_point(|start| start.unix() < from);
        self.len = all.partition_point(|start| start.unix() <= to).saturating_sub(skipped);
        self.listed = Some(Listed { all, skipped });
    }

    fn listed_before(&self, instant: i64) -> usize {
        let Some(Listed { all, skipped }) = &self.listed else { return 0 };
        all.partition_point(|start| start.unix() < instant).saturating_sub(*skipped).min(self.len)
    }

    fn push(&mut self, from: i64, to: i64, origin: i64) {
        let skipped = self.pattern.before(from - origin);
        let first = i64::try_from(self.len).unwrap_or_default();
        let found = self.pattern.before(to - origin) - skipped;
        self.segments.push(Segment { from, to, origin, skipped, first });
        self.len += usize::try_from(found).unwrap_or_default();
    }

    /// How many starts there are.
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// How many starts lie before the instant, which is also the number of the first that does not.
    #[inline]
    pub(super) fn before(&self, instant: i64) -> usize {
        let segment = match self.segments.as_slice() {
            [] => return self.listed_before(instant),
            [only] => only,
            [first, rest @ ..] => {
                rest.iter().take_while(|segment| segment.from <= instant).last().unwrap_or(first)
            }
        };
        let inside = instant.clamp(segment.from, segment.to);
        let number = segment.first + self.pattern.before(inside - segment.origin) - segment.skipped;
        usize::try_from(number).unwrap_or_default()
    }

    /// The grid as one line, where it is one.
    pub(super) fn line(&self) -> Option<Line> {
        let [Segment { from, to, origin, skipped, .. }] = *self.segments.as_slice() else { return None };
        let Pattern { step, even, reciprocal, .. } = self.pattern;
        let fits = even && from <= to && to - origin + step - 1 < FAST_BELOW;
        fits.then_some(Line { from, to, origin, up: step - 1, reciprocal, skipped: skipped.unsigned_abs() })
    }

    /// The start of that number.
    pub(super) fn start(&self, number: usize) -> Timestamp {
        if let Some(Listed { all, skipped }) = &self.listed {
            return all.get(skipped + number).copied().unwrap_or(Timestamp::MAX);
        }
        let number = i64::try_from(number).unwrap_or(i64::MAX);
        let at = self.segments.partition_point(|segment| segment.first <= number);
        let found = at.checked_sub(1).and_then(|at| self.segments.get(at));
        let seconds = found.map_or(0, |segment| {
            segment.origin + self.pattern.seconds(number - segment.first + segment.skipped)
        });
        Timestamp::saturating_from_unix(seconds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::availability::Query;
    use crate::time::{Date, Interval, TimeZone};
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]

        /// The rule of the grid, asked of every second of six days around a change of clocks.
        #[test]
        fn starts_are_the_instants_whose_wall_clock_shows_a_multiple_of_the_step(
            place in prop::sample::select(vec![
                ("UTC", "2025-03-01"), ("Europe/Berlin", "2025-03-30"), ("Europe/Berlin", "2025-10-26"),
                ("Australia/Lord_Howe", "2025-04-06"), ("America/Havana", "2024-03-10"), ("America/Havana", "2024-11-03"),
                ("Pacific/Apia", "2011-12-30"), ("Asia/Kathmandu", "1986-01-01"), ("America/St_Johns", "2006-10-29"),
                ("Africa/Monrovia", "1972-01-07"),
            ]),
            step in prop_oneof![1i64..=1440, prop::sample::select(vec![15i64, 20, 25, 30, 45, 50, 60, 90, 1440])],
            offset in 0i64..7200,
            long in 1i64..(5 * SECONDS_PER_DAY),
        ) {
            let zone = TimeZone::named(place.0).expect("a zone");
            let from = zone.start_of_day(Date::parse(place.1).expect("a date")).plus_seconds(offset - 2 * SECONDS_PER_DAY);
            let window = Interval::new(from, from.plus_seconds(long)).expect("a window");
            let query = Query::new(window, 1).and_then(|q| q.step_minutes(step)).expect("in range").zone(zone.clone());
            let (first, last) = (from.unix(), from.unix() + long - 1);
            let grid = Grid::between(&query.terms, first, last);
            let expected: Vec<i64> = (first..=last)
                .filter(|&at| zone.local(Timestamp::saturating_from_unix(at)).second_of_day() % (step * 60) == 0)
                .collect();
            let seen: Vec<i64> = (0..grid.len()).map(|number| grid.start(number).unix()).collect();
            prop_assert_eq!(&seen, &expected);
            for at in (first - 100..=last + 100).step_by(61) {
                prop_assert_eq!(grid.before(at), expected.partition_point(|&start| start < at));
                if let Some(line) = grid.line() {
                    prop_assert_eq!(line.before(at), grid.before(at));
                }
            }
        }
    }

    #[test]
    fn listed_starts_are_numbered_within_the_window() {
        let at = |minute: i64| Timestamp::saturating_from_unix(minute * 60);
        let window = Interval::new(at(0), at(1000)).expect("a window");
        let query = Query::new(window, 1).expect("in range").starts([at(50), at(7), at(7), at(90), at(200)]);
        let grid = Grid::between(&query.terms, 8 * 60, 90 * 60);
        let starts: Vec<Timestamp> = (0..grid.len()).map(|number| grid.start(number)).collect();
        assert_eq!(starts, [at(50), at(90)]);
        for (instant, expected) in
            [(0, 0), (50 * 60, 0), (50 * 60 + 1, 1), (90 * 60, 1), (90 * 60 + 1, 2), (i64::MAX, 2)]
        {
            assert_eq!(grid.before(instant), expected, "{instant}");
        }
    }

    #[test]
    fn division_by_multiplication_is_exact() {
        for minutes in 1..=1440 {
            let pattern = Pattern { even: true, ..Pattern::new(minutes) };
            for up in [0, 1, FAST_BELOW - 1, FAST_BELOW, 31_622_400] {
                for near in -2i64..=2 {
                    let multiple = (up / pattern.step * pattern.step + near).max(0);
                    for dividend in [multiple, (up + near).max(0)] {
                        let expected = (dividend + pattern.step - 1) / pattern.step;
                        assert_eq!(pattern.before(dividend), expected, "{dividend} / {}", pattern.step);
                    }
                }
            }
        }
    }
}
