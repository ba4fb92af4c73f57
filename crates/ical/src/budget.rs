//! How much may still be done for a calendar, and what has been found so far.

use super::limits::Limits;
use super::report::Report;
use super::time_limit::Watch;
use scheduling_core::calendar::recurrence::{Expansion, Limits as RuleLimits, Rule, Span};
use scheduling_core::time::{Interval, LocalDateTime, TimeZone, Timestamp};

/// What has been found so far.
pub(crate) struct Found {
    pub(crate) window: Interval,
    pub(crate) times: Vec<Interval>,
    pub(crate) cut: bool,
    /// The whole window counts as busy.
    pub(crate) is_full: bool,
    pub(crate) report: Report,
}

impl Found {
    pub(crate) fn new(window: Interval, limits: &Limits) -> Self {
        Self { window, times: Vec::new(), cut: false, is_full: false, report: Report::new(limits.skipped) }
    }

    pub(crate) fn add(&mut self, start: Timestamp, end: Timestamp) {
        if let Ok(time) = Interval::new(start, end)
            && time.overlaps(self.window)
        {
            self.times.push(time);
        }
    }

    /// Records that a limit was reached, and makes everything from `from` on busy.
    pub(crate) fn cut_from(&mut self, line: usize, from: Timestamp, reason: &str) {
        self.cut = true;
        let from = from.max(self.window.start());
        self.is_full |= from == self.window.start();
        self.report.add(line, format!("{reason}; the time from {from} on counts as busy"));
        self.add(from, self.window.end());
    }
}

/// Work on series before the clock is asked again.
const ASK_AFTER: usize = 64;

/// How much may still be done.
pub(crate) struct Budget {
    starts_per_event: usize,
    starts: usize,
    steps_per_rule: u64,
    steps: u64,
    watch: Watch,
    /// The lines of zones whose changes could not all be listed.
    pub(crate) cut_zones: Vec<usize>,
    /// The lines of zones whose changes stop before the time that is asked for.
    pub(crate) ended_zones: Vec<usize>,
}

impl Budget {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self {
            starts_per_event: limits.occurrences_per_event,
            starts: limits.occurrences,
            steps_per_rule: limits.steps_per_rule,
            steps: limits.steps,
            watch: Watch::new(&limits.time, ASK_AFTER),
            cut_zones: Vec::new(),
            ended_zones: Vec::new(),
        }
    }

    pub(crate) fn is_spent(&self) -> bool {
        self.starts == 0 || self.steps == 0
    }

    /// Why nothing more is followed.
    pub(crate) fn reason(&self) -> &'static str {
        match self.watch.is_over() {
            true => "working out the times takes too long",
            false => "the calendar has more occurrences than are followed",
        }
    }

    /// Looks at the clock at once.
    pub(crate) fn look_at_clock(&mut self) {
        self.spend_time(ASK_AFTER);
    }

    /// Pays for work by the clock: where the time is over, nothing is left.
    pub(crate) fn spend_time(&mut self, work: usize) {
        if self.watch.is_over_after(work) {
            self.steps = 0;
        }
    }

    /// Pays for work that is no rule's.
    pub(crate) fn charge(&mut self, steps: usize) {
        self.steps = self.steps.saturating_sub(u64::try_from(steps).unwrap_or(u64::MAX));
    }

    /// Lists the starts of a rule as far as the budget allows; on the clock of a zone, those that it shows.
    pub(crate) fn expand(
        &mut self,
        rule: &Rule,
        zone: Option<&TimeZone>,
        span: Span,
        last: Option<LocalDateTime>,
    ) -> Expansion {
        // Each rule may take all its steps.
        self.look_at_clock();
        let limits = RuleLimits {
            starts: self.starts.min(self.starts_per_event),
            steps: self.steps.min(self.steps_per_rule),
        };
        let found = match zone {
            Some(zone) => rule.expand_in(zone, span, last, limits),
            None => rule.expand(span, last, limits),
        };
        self.starts -= found.starts.len().min(self.starts);
        self.steps -= found.steps.min(self.steps);
        found
    }
}
