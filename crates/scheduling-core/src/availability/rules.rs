//! The rules: which starts each of them forbids.
//!
//! Each rule calls back with stretches of starts, `[from, to)` in seconds of UTC, at which a meeting may not start.
//! Search turns the stretches into bits, explanations keep them as they are; there is no second way to ask.

use super::participant::Participant;
use super::terms::MeetingTerms;
use crate::calendar::WeeklyHours;
use crate::time::{Interval, TimeZone};

/// What can forbid a start.
///
/// ```
/// use scheduling_core::availability::{Participant, Query, Rule, removals};
/// use scheduling_core::time::{Interval, Timestamp};
/// let at = |hour: &str| Timestamp::parse(&format!("2026-03-29T{hour}:00Z"));
/// let mut query = Query::new(Interval::new(at("00:00")?, at("02:00")?)?, 60)?;
/// query.add(Participant::named("Ada").busy([Interval::new(at("00:30")?, at("01:30")?)?]));
/// assert_eq!(removals(&query, at("01:00")?)[0].rule, Rule::Busy);
/// let query = query.buffers(15, 15)?;
/// assert_eq!(removals(&query, at("01:30")?).last().map(|removal| removal.rule), Some(Rule::Buffer));
/// # Ok::<(), scheduling_core::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Rule {
    /// The wall clock of the grid does not show a multiple of the step.
    Grid,
    /// The meeting would not lie inside the window.
    Window,
    /// It would start too soon after now.
    MinimumNotice,
    /// It would start too long after now.
    MaximumNotice,
    /// A participant does not work for all of it.
    WorkingHours,
    /// A participant has a day off in it.
    DayOff,
    /// A participant is not available for all of it.
    Available,
    /// A participant is busy in it.
    Busy,
    /// A participant is free for it, but busy within the buffer before or after it.
    Buffer,
}

impl Rule {
    /// The rules of a participant, in the order in which explanations list them.
    pub(super) const OF_PARTICIPANTS: [Self; 6] =
        [Self::Grid, Self::WorkingHours, Self::DayOff, Self::Available, Self::Busy, Self::Buffer];

    /// The rule's name in snake case, for answers and logs.
    ///
    /// ```
    /// use scheduling_core::availability::Rule;
    /// assert_eq!(Rule::MinimumNotice.name(), "minimum_notice");
    /// ```
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Grid => "grid",
            Self::Window => "window",
            Self::MinimumNotice => "minimum_notice",
            Self::MaximumNotice => "maximum_notice",
            Self::WorkingHours => "working_hours",
            Self::DayOff => "day_off",
            Self::Available => "available",
            Self::Busy => "busy",
            Self::Buffer => "buffer",
        }
    }
}

/// The starts that matter, both included: a rule need not tell of others.
#[derive(Debug, Clone, Copy)]
pub(super) struct Starts {
    pub(super) first: i64,
    pub(super) last: i64,
}

/// Starts whose meeting would not lie wholly in working time.
pub(super) fn outside_hours(
    hours: &WeeklyHours,
    zone: &TimeZone,
    duration: i64,
    starts: Starts,
    mut forbid: impl FnMut(i64, i64),
) {
    let mut kept = Kept::new(duration, starts);
    let end = starts.last + duration;
    hours.each_shift(zone, starts.first, end, |from, to| kept.keep(from, to, &mut forbid));
    kept.finish(&mut forbid);
}

/// Starts whose meeting would touch a day off.
pub(super) fn on_days_off(
    participant: &Participant,
    duration: i64,
    starts: Starts,
    mut forbid: impl FnMut(i64, i64),
) {
    for days in &participant.days_off {
        days.each_stretch(&participant.zone, starts.first, starts.last + duration, |from, to| {
            forbid(from - duration + 1, to);
        });
    }
}

/// Between the instants at which somebody begins meetings, where these are listed.
pub(super) fn off_own_starts(participant: &Participant, starts: Starts, mut forbid: impl FnMut(i64, i64)) {
    let Some(own) = &participant.starts else { return };
    let mut from = starts.first;
    let skipped = own.partition_point(|start| start.unix() < starts.first);
    for start in own.iter().skip(skipped).map(|start| start.unix()).take_while(|start| *start <= starts.last)
    {
        if from < start {
            forbid(from, start);
        }
        from = start + 1;
    }
    if from <= starts.last {
        forbid(from, starts.last + 1);
    }
}

/// Starts whose meeting would not lie wholly in available time.
pub(super) fn outside_available(
    participant: &Participant,
    duration: i64,
    starts: Starts,
    mut forbid: impl FnMut(i64, i64),
) {
    if let Some(available) = &participant.available {
        let mut kept = Kept::new(duration, starts);
        for interval in available {
            kept.keep(interval.start().unix(), interval.end().unix(), &mut forbid);
        }
        kept.finish(&mut forbid);
    }
}

/// Starts whose meeting would touch busy time.
pub(super) fn while_busy(participant: &Participant, duration: i64, forbid: impl FnMut(i64, i64)) {
    touching(&participant.busy, duration, 0, 0, forbid);
}

/// Starts whose meeting, with the query's buffers around it, would touch busy time, and those whose
/// meeting would touch what other meetings keep clear. Covers what [`while_busy`] tells.
#[inline]
pub(super) fn within_buffers(
    participant: &Participant,
    terms: &MeetingTerms,
    mut forbid: impl FnMut(i64, i64),
) {
    let MeetingTerms { duration, buffer_before, buffer_after, .. } = *terms;
    touching(&participant.busy, duration, buffer_before, buffer_after, &mut forbid);
    touching(&participant.blocked_margins, duration, 0, 0, forbid);
}

#[inline]
fn touching(times: &[Interval], duration: i64, before: i64, after: i64, mut forbid: impl FnMut(i64, i64)) {
    let lead = duration + after - 1;
    for time in times {
        forbid(time.start().unix() - lead, time.end().unix() + before);
    }
}

/// One rule of one participant, by its name. `Buffer` tells only of what the buffers add to `Busy` or repeat.
pub(super) fn of_participant(
    rule: Rule,
    participant: &Participant,
    terms: &MeetingTerms,
    starts: Starts,
    forbid: impl FnMut(i64, i64),
) {
    match rule {
        Rule::WorkingHours => {
            if let Some(hours) = &participant.hours {
                outside_hours(hours, &participant.zone, terms.duration, starts, forbid);
            }
        }
        Rule::DayOff => on_days_off(participant, terms.duration, starts, forbid),
        Rule::Available => outside_available(participant, terms.duration, starts, forbid),
        Rule::Busy => while_busy(participant, terms.duration, forbid),
        Rule::Buffer => within_buffers(participant, terms, forbid),
        Rule::Grid => off_own_starts(participant, starts, forbid),
        Rule::Window | Rule::MinimumNotice | Rule::MaximumNotice => {}
    }
}

/// Turns time that a meeting may lie in, told in order of its beginning, into starts that are forbidden.
/// Stretches that touch or overlap join first, because a meeting may span them.
struct Kept {
    duration: i64,
    /// Starts before this have been judged.
    judged: i64,
    end: i64,
    pending: Option<(i64, i64)>,
}

impl Kept {
    fn new(duration: i64, starts: Starts) -> Self {
        Self { duration, judged: starts.first, end: starts.last + 1, pending: None }
    }

    #[inline]
    fn keep(&mut self, from: i64, to: i64, forbid: &mut impl FnMut(i64, i64)) {
        match &mut self.pending {
            Some((_, end)) if from <= *end => *end = to.max(*end),
            _ => {
                self.flush(forbid);
                self.pending = Some((from, to));
            }
        }
    }

    fn flush(&mut self, forbid: &mut impl FnMut(i64, i64)) {
        if let Some((from, to)) = self.pending.take() {
            let allowed_to = to - self.duration + 1;
            if from < allowed_to && self.judged < allowed_to {
                if self.judged < from {
                    forbid(self.judged, from);
                }
                self.judged = allowed_to;
            }
        }
    }

    fn finish(mut self, forbid: &mut impl FnMut(i64, i64)) {
        self.flush(forbid);
        if self.judged < self.end {
            forbid(self.judged, self.end);
        }
    }
}
