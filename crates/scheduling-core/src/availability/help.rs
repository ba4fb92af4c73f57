//! What would help: each rule relaxed in turn, by as little as gives a slot.

use super::grid::Grid;
use super::group::Group;
use super::groups::{self, Rows};
use super::participant::Participant;
use super::query::Query;
use super::rules::{self, Rule, Starts};
use super::terms::MeetingTerms;
use super::{bits, search};
use crate::time::{Interval, IntervalSet, Timestamp};

/// One change to a query.
///
/// ```
/// use scheduling_core::availability::{Change, Participant, Query, explain};
/// use scheduling_core::time::{Interval, Timestamp};
/// let at = |hour: &str| Timestamp::parse(&format!("2026-03-29T{hour}:00Z"));
/// let mut query = Query::new(Interval::new(at("00:00")?, at("02:00")?)?, 60)?;
/// query.add(Participant::named("Ada").busy([Interval::new(at("00:30")?, at("01:30")?)?]));
/// let changes: Vec<Change> = explain(&query, None).would_help.iter().map(|help| help.change).collect();
/// assert!(changes.contains(&Change::Duration(30)), "half an hour fits in before and after");
/// # Ok::<(), scheduling_core::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// A finer grid, in minutes.
    Step(i64),
    /// A shorter buffer before the meeting, in minutes.
    BufferBefore(i64),
    /// A shorter buffer after the meeting, in minutes.
    BufferAfter(i64),
    /// A shorter minimum notice, in minutes.
    MinimumNotice(i64),
    /// A longer maximum notice, in minutes.
    MaximumNotice(i64),
    /// One stretch of a participant's busy time given up.
    BusyPeriod {
        /// Whose.
        participant: usize,
        /// Which, joined with what it touches.
        period: Interval,
    },
    /// One rule of a participant left aside; for [`Rule::Busy`] all their busy time, buffers included.
    Without {
        /// Which rule.
        rule: Rule,
        /// Whose.
        participant: usize,
    },
    /// Fewer members of a group required. Without groups in the query, group 0 is everybody.
    Required {
        /// Which group, by number.
        group: usize,
        /// How many of its members are enough.
        members: usize,
    },
    /// A shorter meeting, in minutes.
    Duration(i64),
}

impl Change {
    /// Smaller changes come first: what the asker alone decides, then one meeting moved, then one rule of one
    /// person, then fewer people, and a shorter meeting last, as that is another meeting.
    fn rank(self) -> u8 {
        match self {
            Self::Step(_) => 0,
            Self::BufferBefore(_) | Self::BufferAfter(_) => 1,
            Self::MinimumNotice(_) | Self::MaximumNotice(_) => 2,
            Self::BusyPeriod { .. } => 3,
            Self::Without { .. } => 4,
            Self::Required { .. } => 5,
            Self::Duration(_) => 6,
        }
    }
}

/// A change, and how many slots the query would have with it.
///
/// ```
/// use scheduling_core::availability::{Change, Help, Participant, Query, explain};
/// use scheduling_core::time::{Interval, Timestamp};
/// let at = |hour: &str| Timestamp::parse(&format!("2026-03-29T{hour}:00Z"));
/// let mut query = Query::new(Interval::new(at("00:00")?, at("02:00")?)?, 60)?;
/// query.add(Participant::named("Ada").busy([Interval::new(at("00:30")?, at("01:30")?)?]));
/// let period = Interval::new(at("00:30")?, at("01:30")?)?;
/// let moved = Help { change: Change::BusyPeriod { participant: 0, period }, slots: 3 };
/// assert_eq!(explain(&query, None).would_help[0], moved);
/// # Ok::<(), scheduling_core::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Help {
    /// The change.
    pub change: Change,
    /// How many slots there would be, one at least.
    pub slots: usize,
}

/// Changes are looked for in questions of at most so many pairs of member and possible start: each of some fifty
/// attempts is a search of its own.
const MAX_PAIRS: i64 = 100_000_000;

/// The single changes that give a slot, or that make `at` one, smallest first.
pub(super) fn would_help(query: &Query, at: Option<Timestamp>) -> Vec<Help> {
    let asked = Asked { query, at };
    if at.is_none() && query.pairs() > MAX_PAIRS {
        return Vec::new();
    }
    if asked.slots(&query.terms) > 0 {
        return Vec::new();
    }
    let mut helps = Vec::new();
    helps.extend(asked.finer_step());
    helps.extend(asked.shorter_buffers());
    helps.extend(asked.less_notice());
    helps.extend(asked.more_notice());
    helps.extend(asked.people());
    helps.extend(asked.shorter_meeting());
    helps.sort_by_key(|help| (help.change.rank(), std::cmp::Reverse(help.slots)));
    helps
}

/// A query, and the one start that matters, where only one does.
struct Asked<'q> {
    query: &'q Query,
    at: Option<Timestamp>,
}

impl Asked<'_> {
    /// The starts that the query's own rules leave.
    fn candidates(&self, terms: &MeetingTerms) -> (Grid, Starts) {
        let mut first = terms.window.start().unix().max(terms.earliest());
        let mut last = terms.latest().map_or(terms.last_start(), |latest| latest.min(terms.last_start()));
        if let Some(at) = self.at {
            (first, last) = (first.max(at.unix()), last.min(at.unix()));
        }
        (Grid::between(terms, first, last), Starts { first, last })
    }

    fn open(&self, terms: &MeetingTerms) -> (Grid, Vec<u64>) {
        let (grid, starts) = self.candidates(terms);
        let rows = search::rows(terms, &self.query.participants, &grid, starts);
        let open = groups::met(self.query, &rows, grid.len());
        (grid, open)
    }

    fn slots(&self, terms: &MeetingTerms) -> usize {
        bits::count(&self.open(terms).1)
    }

    /// The help of terms with one value set, if it is one.
    fn with(&self, change: Change, set: impl FnOnce(&mut MeetingTerms)) -> Option<Help> {
        let mut terms = self.query.terms.clone();
        set(&mut terms);
        let slots = self.slots(&terms);
        (slots > 0).then_some(Help { change, slots })
    }

    /// The largest value of `least..most` that helps, where smaller values never help less.
    fn largest(&self, least: i64, most: i64, help: impl Fn(i64) -> Option<Help>) -> Option<Help> {
        let mut best = help(least)?;
        let (mut low, mut high) = (least, most);
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            match help(middle) {
                Some(found) => (best, low) = (found, middle),
                None => high = middle,
            }
        }
        Some(best)
    }

    fn finer_step(&self) -> Option<Help> {
        if self.query.terms.starts.is_some() {
            return None;
        }
        let finer = [720, 360, 240, 180, 120, 90, 60, 45, 30, 20, 15, 10, 5, 1].into_iter();
        finer
            .filter(|&minutes| minutes < self.query.terms.step_minutes)
            .find_map(|minutes| self.with(Change::Step(minutes), |terms| terms.step_minutes = minutes))
    }

    fn shorter_buffers(&self) -> Vec<Help> {
        let terms = &self.query.terms;
        let before = (terms.buffer_before > 0).then(|| {
            self.largest(0, terms.buffer_before / 60, |minutes| {
                self.with(Change::BufferBefore(minutes), |terms| terms.buffer_before = minutes * 60)
            })
        });
        let after = (terms.buffer_after > 0).then(|| {
            self.largest(0, terms.buffer_after / 60, |minutes| {
                self.with(Change::BufferAfter(minutes), |terms| terms.buffer_after = minutes * 60)
            })
        });
        before.flatten().into_iter().chain(after.flatten()).collect()
    }

    fn shorter_meeting(&self) -> Option<Help> {
        let minutes = self.query.terms.duration / 60;
        (minutes > 1).then_some(())?;
        self.largest(1, minutes, |minutes| {
            self.with(Change::Duration(minutes), |terms| terms.duration = minutes * 60)
        })
    }

    /// The longest notice that lets the last slot before the present notice in.
    fn less_notice(&self) -> Option<Help> {
        let mut terms = self.query.terms.clone();
        terms.minimum_notice = 0;
        let (grid, open) = self.open(&terms);
        let last = bits::iter(&open).last().map(|number| grid.start(number))?;
        let minutes = (last.unix() - terms.now.unix()).div_euclid(60);
        self.with(Change::MinimumNotice(minutes), |terms| terms.minimum_notice = minutes * 60)
    }

    /// The shortest notice that lets the first slot after the present notice in.
    fn more_notice(&self) -> Option<Help> {
        let mut terms = self.query.terms.clone();
        terms.maximum_notice.take()?;
        let (grid, open) = self.open(&terms);
        let first = bits::iter(&open).next().map(|number| grid.start(number))?;
        let minutes = (first.unix() - terms.now.unix() + 59).div_euclid(60);
        self.with(Change::MaximumNotice(minutes), |terms| terms.maximum_notice = Some(minutes * 60))
    }

    /// Everything about participants, on one set of rows.
    fn people(&self) -> Vec<Help> {
        let (grid, starts) = self.candidates(&self.query.terms);
        if grid.len() == 0 {
            return Vec::new();
        }
        let everybody = Group::all(0..self.query.participants.len()).ok();
        let groups = match &self.query.groups {
            Some(groups) => groups.as_slice(),
            None => everybody.as_slice(),
        };
        let rows = search::rows(&self.query.terms, &self.query.participants, &grid, starts);
        let panel = Panel::new(self.query, groups, &grid, starts, rows);
        let numbered = self.query.participants.iter().enumerate();
        let mut helps: Vec<Help> =
            numbered.flat_map(|(number, person)| panel.relaxing(number, person)).collect();
        helps.extend((0..groups.len()).filter_map(|group| panel.fewer_of(group)));
        helps
    }
}

/// The people of a query, with what each group lacks.
struct Panel<'q> {
    query: &'q Query,
    groups: &'q [Group],
    grid: &'q Grid,
    starts: Starts,
    rows: Rows,
    /// For each group the starts at which it is met, and those at which one more member would meet it.
    met: Vec<Vec<u64>>,
    nearly: Vec<Vec<u64>>,
}

impl<'q> Panel<'q> {
    fn new(query: &'q Query, groups: &'q [Group], grid: &'q Grid, starts: Starts, rows: Rows) -> Self {
        let with_fewer = |fewer: usize| {
            let met = groups.iter().map(|group| {
                let mut open = bits::ones(grid.len());
                groups::keep_met(&mut open, group, group.required - fewer, &rows);
                open
            });
            met.collect::<Vec<_>>()
        };
        let (met, nearly) = (with_fewer(0), with_fewer(1));
        Self { query, groups, grid, starts, rows, met, nearly }
    }

    /// What comes of leaving each rule of one participant aside.
    fn relaxing(&self, number: usize, person: &Participant) -> Vec<Help> {
        let mut helps = Vec::new();
        for rule in [Rule::WorkingHours, Rule::DayOff, Rule::Available, Rule::Busy] {
            let opened = self.opened_without(rule, number, person);
            let slots = bits::count(&opened);
            if slots > 0 {
                helps.push(Help { change: Change::Without { rule, participant: number }, slots });
                if rule == Rule::Busy {
                    helps.extend(self.one_period(number, person, &opened));
                }
            }
        }
        helps
    }

    /// The starts that open when `rule` of one participant is left aside.
    fn opened_without(&self, rule: Rule, number: usize, person: &Participant) -> Vec<u64> {
        let mut still = vec![0; self.rows.words];
        for other in Rule::OF_PARTICIPANTS {
            // Buffers surround busy time and go with it.
            let kept = other != rule && !(rule == Rule::Busy && other == Rule::Buffer);
            if kept {
                let mark = search::mark(&mut still, self.grid);
                rules::of_participant(other, person, &self.query.terms, self.starts, mark);
            }
        }
        let mut opened = bits::ones(self.grid.len());
        for (at, group) in self.groups.iter().enumerate() {
            let (met, nearly) = (word_of(&self.met, at), word_of(&self.nearly, at));
            let is_member = group.members.contains(&number);
            for (word, out) in opened.iter_mut().enumerate() {
                let freed = word_at(self.rows.row(number), word) & !word_at(&still, word);
                let helped = if is_member { freed & nearly(word) } else { 0 };
                *out &= met(word) | helped;
            }
        }
        opened
    }

    /// The one stretch of busy time that stands alone in the way of most of the starts in `opened`.
    fn one_period(&self, number: usize, person: &Participant, opened: &[u64]) -> Option<Help> {
        let terms = &self.query.terms;
        let busy: IntervalSet = person.busy.iter().copied().collect();
        let mut tally = vec![0usize; busy.as_slice().len()];
        for start in bits::iter(opened).map(|number| self.grid.start(number).unix()) {
            let (from, to) = (start - terms.buffer_before, start + terms.duration + terms.buffer_after);
            let first = busy.as_slice().partition_point(|period| period.end().unix() <= from);
            let after = busy.as_slice().partition_point(|period| period.start().unix() < to);
            if after == first + 1 {
                tally.get_mut(first).into_iter().for_each(|count| *count += 1);
            }
        }
        let best = tally.into_iter().zip(busy.iter()).rev().max_by_key(|&(slots, _)| slots);
        let (slots, period) = best.filter(|&(slots, _)| slots > 0)?;
        Some(Help { change: Change::BusyPeriod { participant: number, period }, slots })
    }

    /// The most members of a group that would be enough for a slot.
    fn fewer_of(&self, at: usize) -> Option<Help> {
        let group = self.groups.get(at)?;
        let slots_with = |members: usize| {
            let mut open = bits::ones(self.grid.len());
            for (other, met) in self.met.iter().enumerate() {
                if other != at {
                    open.iter_mut().zip(met).for_each(|(open, met)| *open &= met);
                }
            }
            groups::keep_met(&mut open, group, members, &self.rows);
            bits::count(&open)
        };
        // A meeting with nobody of a group is no meeting of that group: one member is the least.
        let (mut low, mut high) = (1, group.required);
        if low >= high || slots_with(low) == 0 {
            return None;
        }
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            if slots_with(middle) > 0 { low = middle } else { high = middle }
        }
        Some(Help { change: Change::Required { group: at, members: low }, slots: slots_with(low) })
    }
}

fn word_at(row: &[u64], word: usize) -> u64 {
    row.get(word).copied().unwrap_or_default()
}

fn word_of(rows: &[Vec<u64>], at: usize) -> impl Fn(usize) -> u64 + '_ {
    let row = rows.get(at).map(Vec::as_slice).unwrap_or_default();
    move |word| word_at(row, word)
}
