//! When the occurrences of a series start, before changes: by its rules, and on the dates that it lists.

use super::budget::Budget;
use super::document::When;
use super::master::Master;
use super::placed::Doubt;
use super::values;
use scheduling_core::calendar::recurrence::{CalendarTime, Expansion, Rule, Span};
use scheduling_core::time::{LocalDateTime, SECONDS_PER_DAY, TimeZone};
use std::collections::BTreeSet;

/// The starts of a series around a window, before changes.
#[derive(Default)]
pub(crate) struct Starts {
    pub(crate) at: BTreeSet<LocalDateTime>,
    /// Where a limit ended the listing.
    pub(crate) cut: Option<LocalDateTime>,
}

impl Starts {
    /// Keeps where a listing that began at `from` was cut.
    fn cut_at(&mut self, found: &Expansion, from: LocalDateTime) {
        if found.cut {
            let reached = found.starts.last().copied().unwrap_or(from);
            self.cut = Some(self.cut.map_or(reached, |cut| cut.min(reached)));
        }
    }
}

impl Master<'_> {
    /// All starts in `[from, to)`: the first, by rule and by date, less those that an `EXRULE` takes out.
    pub(crate) fn starts(&self, from: LocalDateTime, to: LocalDateTime, budget: &mut Budget) -> Starts {
        let span = Span { start: self.placed.local, from, to };
        // Days are on every calendar; times are not on every clock.
        let zone = (!self.event.is_whole_day()).then_some(&self.placed.zone);
        let (rules, exception_rules) = match &self.event.repeats {
            Some(repeats) => (repeats.rules.as_slice(), repeats.exception_rules.as_slice()),
            None => (&[][..], &[][..]),
        };
        budget.charge(1 + rules.len() + exception_rules.len());
        let mut starts = Starts::default();
        // It is the first instance by itself (RFC 5545, 3.8.5.3), also where every rule ends before it.
        if from <= self.placed.local && self.placed.local < to {
            starts.at.insert(self.placed.local);
        }
        for rule in rules {
            let found = budget.expand(rule, zone, span, self.last(rule));
            starts.cut_at(&found, from);
            starts.at.extend(found.starts);
        }
        let clocks = rules.iter().zip(&self.clocks_of_rules);
        for (rule, clock) in clocks.filter_map(|(rule, clock)| Some((rule, clock.as_ref()?))) {
            let found = self.on_clock(rule, clock, span, budget);
            starts.cut_at(&found, from);
            starts.at.extend(found.starts.into_iter().filter(|at| from <= *at && *at < to));
        }
        // A window may be empty at the end of the calendar, and a range of a map may not.
        starts.at.extend(self.added.range(from..to.max(from)).map(|(&at, _)| at));
        for rule in exception_rules {
            let found = budget.expand(rule, zone, span, self.last_of_exception(rule));
            starts.cut_at(&found, from);
            for at in &found.starts {
                starts.at.remove(at);
            }
        }
        starts
    }

    /// The same of a rule that takes out: the earliest that its `UNTIL` may mean.
    fn last_of_exception(&self, rule: &Rule) -> Option<LocalDateTime> {
        let last = rule.last(|instant| self.placed.zone.local(instant))?;
        let Doubt { early, late, .. } = self.placed.doubt;
        let doubt = if early > 0 { early + late } else { 0 };
        Some(LocalDateTime::from_local_seconds(last.local_seconds().saturating_sub(doubt)))
    }

    /// The last time that a rule's `UNTIL` lets through: the latest that it may mean. A series of whole days is counted in
    /// dates, so an instant stands for the date that it has in UTC or for the owner, whichever is later.
    fn last(&self, rule: &Rule) -> Option<LocalDateTime> {
        if rule.until().is_some_and(|until| values::is_no_end(until, self.placed.local)) {
            return None;
        }
        let zone = &self.placed.zone;
        let utc = &self.clocks.utc;
        let last = rule.last(|instant| zone.local(instant))?;
        let Doubt { early, late, .. } = self.placed.doubt;
        let doubt = if early > 0 { early + late } else { 0 };
        let last = match (rule.until()?, &self.event.start) {
            (CalendarTime::Utc(instant), When::Date(_)) => last.max(utc.local(instant)),
            (CalendarTime::Date(_) | CalendarTime::Local(_), When::Utc(_)) => {
                last.max(zone.local(self.clock.floating().resolve(last).compatible()))
            }
            _ => last,
        };
        Some(LocalDateTime::from_local_seconds(last.local_seconds().saturating_add(doubt)))
    }

    /// The clock on which each rule is followed too. Programs write a start in UTC and leave the days of its rule those of
    /// somebody's clock: where the rule has the start on that clock and not in UTC, either may be meant.
    pub(super) fn find_clocks(&self, rules: &[Rule], budget: &mut Budget) -> Vec<Option<TimeZone>> {
        let When::Utc(start) = self.event.start else { return Vec::new() };
        let mut has_start = |rule: &Rule, zone: &TimeZone| {
            let from = zone.local(start);
            let to = LocalDateTime::from_local_seconds(from.local_seconds().saturating_add(1));
            let found = budget.expand(rule, None, Span { start: from, from, to }, None);
            found.cut || found.starts.contains(&from)
        };
        let others = [self.clock.floating(), self.clock.owner()];
        let mut clock_of = |rule: &Rule| match has_start(rule, &self.placed.zone) {
            true => None,
            false => others.into_iter().find(|zone| has_start(rule, zone)).cloned(),
        };
        rules.iter().map(&mut clock_of).collect()
    }

    /// The starts of a rule that is followed on another clock than that of the series, as the latter shows them.
    fn on_clock(&self, rule: &Rule, clock: &TimeZone, span: Span, budget: &mut Budget) -> Expansion {
        let zone = &self.placed.zone;
        let there = |at: LocalDateTime, by: i64| {
            let at = clock.local(zone.resolve(at).compatible());
            LocalDateTime::from_local_seconds(at.local_seconds().saturating_add(by))
        };
        let span = Span {
            start: there(span.start, 0),
            from: there(span.from, -SECONDS_PER_DAY),
            to: there(span.to, SECONDS_PER_DAY),
        };
        let is_endless = rule.until().is_some_and(|until| values::is_no_end(until, span.start));
        let last = rule.last(|instant| clock.local(instant)).filter(|_| !is_endless);
        let found = budget.expand(rule, Some(clock), span, last);
        let here = |at: LocalDateTime| zone.local(clock.resolve(at).compatible());
        Expansion { starts: found.starts.iter().copied().map(here).collect(), ..found }
    }
}
