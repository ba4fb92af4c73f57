//! From periods to starts: times of day, `BYSETPOS`, `COUNT`, `UNTIL`, the window and the limits.

use super::periods::Periods;
use super::{Expansion, Frequency, Limits, Rule, Span};
use crate::time::LocalDateTime;
use std::ops::ControlFlow;

/// See [`Rule::expand`].
pub(super) fn expand(rule: &Rule, span: Span, last: Option<LocalDateTime>, limits: Limits) -> Expansion {
    let complete = rule.completed(span.start);
    let periods = Periods::new(&complete, span.start);
    let times = Times::of(&complete);
    let mut listing = Listing::new(rule, span, last, limits);

    // Without a COUNT nothing before the window matters; with one it does, unless it can be told unseen.
    let mut number = 0;
    if rule.count.is_none() || rule.is_plain() {
        number = periods.at(span.from);
        listing.pass(u64::try_from(number).unwrap_or(0));
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
        let looked_at = periods.bases(number, begin, &mut bases);
        let listed = if complete.positions.is_empty() {
            bases.iter().try_for_each(|&base| listing.all_times(base, &times))
        } else {
            let chosen = at_positions(&complete.positions, &bases, &times);
            chosen.into_iter().try_for_each(|at| listing.one(at))
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
struct Listing {
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

impl Listing {
    fn new(rule: &Rule, span: Span, last: Option<LocalDateTime>, limits: Limits) -> Self {
        Self {
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
        self.pass(u64::try_from(seen - too_early).unwrap_or(u64::MAX));
        (seen..times.len()).try_for_each(|index| self.one(base + times.at(index)))
    }

    /// Lists one start. They must come in order.
    fn one(&mut self, at: i64) -> ControlFlow<()> {
        if self.is_over(at) {
            return ControlFlow::Break(());
        }
        if at < self.start {
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
