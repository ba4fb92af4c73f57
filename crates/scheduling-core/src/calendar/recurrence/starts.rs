//! From periods to starts: times of day, `BYSETPOS`, `COUNT`, `UNTIL`, the window and the limits.

use super::days::Gaps;
use super::periods::Periods;
use super::{Expansion, Frequency, Limits, Rule, Span};
use crate::time::LocalDateTime;
use std::ops::ControlFlow;

/// See [`Rule::expand`] and [`Rule::expand_in`].
pub(super) fn expand(
    rule: &Rule,
    span: Span,
    last: Option<LocalDateTime>,
    gaps: Gaps<'_>,
    limits: Limits,
) -> Expansion {
    let complete = rule.completed(span.start);
    let periods = Periods::new(&complete, span.start);
    let times = Times::of(&complete);
    let mut listing = Listing::new(rule, span, last, gaps, limits);
    // Whatever there is to list, the rule itself and the gaps have been looked at.
    let weight = complete.weight();
    let _ = listing.step(weight.saturating_add(u64::try_from(gaps.len() / 8).unwrap_or(u64::MAX)));

    // Without a COUNT nothing before the window matters; with one it does, unless it can be told unseen.
    let mut number = 0;
    if rule.count.is_none() || rule.is_plain() {
        number = periods.at(span.from);
        let missing = if rule.is_plain() { periods.starts_in(gaps, number) } else { 0 };
        listing.pass(u64::try_from(number - missing).unwrap_or(0));
    }
    let mut bases = Vec::new();
    while let Some(begin) = periods.begin(number) {
        if listing.is_over(begin) || listing.step(1).is_break() {
            break;
        }
        if let Some(next) = periods.skip(begin) {
            number = next.max(number + 1);
            continue;
        }
        let looked_at = periods.bases(number, begin, &mut bases).saturating_mul(weight);
        let listed = if complete.positions.is_empty() {
            bases.iter().try_for_each(|&base| listing.all_times(base, &times))
        } else {
            listing.chosen(&complete.positions, &bases, &times)
        };
        if listed.is_break() || listing.step(looked_at).is_break() {
            break;
        }
        number += 1;
    }
    Expansion { starts: listing.starts, cut: listing.cut, steps: listing.steps }
}

/// `BYSETPOS`: the n-th starts of a period, from the front or from the back, without listing the others.
fn at_positions(positions: &[i64], bases: &[i64], times: &Times<'_>) -> Vec<i64> {
    let total = bases.len() * times.len();
    let index = |&position: &i64| {
        let steps = usize::try_from(position.unsigned_abs()).ok()?;
        if position > 0 { steps.checked_sub(1) } else { total.checked_sub(steps) }
    };
    let mut indices: Vec<usize> = positions.iter().filter_map(index).filter(|&index| index < total).collect();
    indices.sort_unstable();
    indices.dedup();
    let at = |index: usize| Some(bases.get(index / times.len())? + times.at(index % times.len()));
    indices.into_iter().filter_map(at).collect()
}

/// The times that are added to a base, in order: every hour with every minute with every second. The product
/// can be 86,400 long and is never written out.
struct Times<'r> {
    hours: &'r [i64],
    minutes: &'r [i64],
    seconds: &'r [i64],
}

/// What a base already says needs nothing added.
const NOTHING: &[i64] = &[0];

impl<'r> Times<'r> {
    fn of(rule: &'r Rule) -> Self {
        let added = |than: Frequency, list: &'r [i64]| if rule.frequency > than { list } else { NOTHING };
        Self {
            hours: added(Frequency::Hourly, &rule.hours),
            minutes: added(Frequency::Minutely, &rule.minutes),
            seconds: added(Frequency::Secondly, &rule.seconds),
        }
    }

    fn len(&self) -> usize {
        self.hours.len() * self.minutes.len() * self.seconds.len()
    }

    /// The time of that index, in seconds; the last one where the index is too high.
    fn at(&self, index: usize) -> i64 {
        let (seconds, minutes) = (self.seconds.len().max(1), self.minutes.len().max(1));
        let entry = |list: &[i64], index: usize| list.get(index).or(list.last()).copied().unwrap_or(0);
        entry(self.hours, index / seconds / minutes) * 3600
            + entry(self.minutes, index / seconds % minutes) * 60
            + entry(self.seconds, index % seconds)
    }

    /// How many times are below `bound`, by bisection.
    fn below(&self, bound: i64) -> usize {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low + (high - low) / 2;
            if self.at(middle) < bound { low = middle + 1 } else { high = middle }
        }
        low
    }
}

/// What has been listed so far, and how much more may be.
struct Listing<'g> {
    gaps: Gaps<'g>,
    start: i64,
    from: i64,
    to: i64,
    last: i64,
    /// Starts left of `COUNT`.
    remaining: Option<u64>,
    limits: Limits,
    steps: u64,
    starts: Vec<LocalDateTime>,
    cut: bool,
}

impl<'g> Listing<'g> {
    fn new(rule: &Rule, span: Span, last: Option<LocalDateTime>, gaps: Gaps<'g>, limits: Limits) -> Self {
        Self {
            gaps,
            start: span.start.local_seconds(),
            from: span.from.local_seconds(),
            to: span.to.local_seconds(),
            last: last.map_or(i64::MAX, LocalDateTime::local_seconds),
            remaining: rule.count,
            limits,
            steps: 0,
            starts: Vec::new(),
            cut: false,
        }
    }

    /// Whether nothing at or after `at` is of interest.
    fn is_over(&self, at: i64) -> bool {
        at >= self.to || at > self.last || self.remaining == Some(0)
    }

    /// Takes `starts` off the count without listing them.
    fn pass(&mut self, starts: u64) {
        self.remaining = self.remaining.map(|remaining| remaining.saturating_sub(starts));
    }

    /// Does that much work, if it still may.
    fn step(&mut self, steps: u64) -> ControlFlow<()> {
        self.steps = self.steps.saturating_add(steps);
        if self.steps <= self.limits.steps {
            return ControlFlow::Continue(());
        }
        self.cut = true;
        ControlFlow::Break(())
    }

    /// Lists a base with every time added; those before the window are counted in one go.
    fn all_times(&mut self, base: i64, times: &Times<'_>) -> ControlFlow<()> {
        let too_early = times.below(self.start - base);
        let seen = times.below(self.from - base).max(too_early);
        let passed = seen - too_early - self.missing(base, times, too_early, seen);
        self.pass(u64::try_from(passed).unwrap_or(u64::MAX));
        (seen..times.len()).try_for_each(|index| self.one(base + times.at(index)))
    }

    /// How many of the times with these numbers are on no clock.
    fn missing(&self, base: i64, times: &Times<'_>, first: usize, after: usize) -> usize {
        let Some(earliest) = self.gaps.get(self.gaps.partition_point(|gap| gap.1 <= base)) else { return 0 };
        if first == after || earliest.0 > base + times.at(after - 1) {
            return 0;
        }
        (first..after).filter(|&index| self.is_missing(base + times.at(index))).count()
    }

    /// Whether no clock shows the time. The first start is there by itself, and means something all the same.
    fn is_missing(&self, at: i64) -> bool {
        let gap = self.gaps.get(self.gaps.partition_point(|gap| gap.1 <= at));
        at != self.start && gap.is_some_and(|gap| gap.0 <= at)
    }

    /// Lists those of a period that `BYSETPOS` chooses. Times that are on no clock are none to choose from.
    fn chosen(&mut self, positions: &[i64], bases: &[i64], times: &Times<'_>) -> ControlFlow<()> {
        let reach = bases
            .first()
            .zip(bases.last())
            .map(|(first, last)| (first + times.at(0), last + times.at(usize::MAX)));
        let has_gap = reach.is_some_and(|(first, last)| {
            self.gaps.get(self.gaps.partition_point(|gap| gap.1 <= first)).is_some_and(|gap| gap.0 <= last)
        });
        if !has_gap {
            return at_positions(positions, bases, times).into_iter().try_for_each(|at| self.one(at));
        }
        // Seldom: a period over a clock change. All its times are written out, as far as the work may be done.
        let total = u64::try_from(bases.len() * times.len()).unwrap_or(u64::MAX);
        self.step(total)?;
        let all = bases.iter().flat_map(|base| (0..times.len()).map(move |index| base + times.at(index)));
        let there: Vec<i64> = all.filter(|&at| !self.is_missing(at)).collect();
        let once = Times { hours: NOTHING, minutes: NOTHING, seconds: NOTHING };
        at_positions(positions, &there, &once).into_iter().try_for_each(|at| self.one(at))
    }

    /// Lists one start. They must come in order.
    fn one(&mut self, at: i64) -> ControlFlow<()> {
        if self.is_over(at) {
            return ControlFlow::Break(());
        }
        if at < self.start || self.is_missing(at) {
            return ControlFlow::Continue(());
        }
        self.pass(1);
        if at < self.from {
            return self.step(1);
        }
        if self.starts.len() >= self.limits.starts {
            self.cut = true;
            return ControlFlow::Break(());
        }
        self.starts.push(LocalDateTime::from_local_seconds(at));
        ControlFlow::Continue(())
    }
}
