//! The explanation: which rule, of whom, removed each possible start, and until when.

use super::grid::Grid;
use super::groups::{self, Rows};
use super::help::{self, Help};
use super::names::Names;
use super::query::Query;
use super::rules::{self, Rule, Starts};
use super::terms::MeetingTerms;
use super::{bits, search};
use crate::time::{Interval, IntervalSet, Timestamp};

/// Rules of participants are followed this far beyond the last start, to tell until when they hold: eight
/// days, so that a weekly rule comes round.
const HORIZON: i64 = 8 * 86_400;

/// Explanations list at most this many removals; with hundreds of people each start has hundreds.
const MAX_REMOVALS: usize = 100_000;

/// Why a start is no slot: one rule, of one participant or of the query.
///
/// ```
/// use scheduling_core::availability::{Participant, Query, Removal, Rule, removals};
/// use scheduling_core::time::{Interval, Timestamp};
/// let at = |hour: &str| Timestamp::parse(&format!("2026-03-29T{hour}:00Z"));
/// let mut query = Query::new(Interval::new(at("00:00")?, at("02:00")?)?, 60)?;
/// query.add(Participant::named("Ada").busy([Interval::new(at("00:30")?, at("01:30")?)?]));
/// let ada = Removal { rule: Rule::Busy, participant: Some(0), until: Some(at("01:30")?) };
/// let late = Removal { rule: Rule::Window, participant: None, until: None };
/// assert_eq!(removals(&query, at("01:00")?), [ada]);
/// assert_eq!(removals(&query, at("01:30")?), [late], "the meeting would end after the window");
/// # Ok::<(), scheduling_core::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Removal {
    /// The rule.
    pub rule: Rule,
    /// Whose rule it is, by number; `None` for the rules of the query itself.
    pub participant: Option<usize>,
    /// The first later instant at which this rule would let a meeting start, if it is known to do so within
    /// eight days of the window. For busy time this is its end, where the meeting fits in behind it.
    pub until: Option<Timestamp>,
}

/// A possible start and everything that removed it; nothing did if it is a slot.
///
/// ```
/// use scheduling_core::availability::{Participant, Query, explain};
/// use scheduling_core::time::{Interval, Timestamp};
/// let at = |hour: &str| Timestamp::parse(&format!("2026-03-29T{hour}:00Z"));
/// let mut query = Query::new(Interval::new(at("00:00")?, at("02:00")?)?, 60)?;
/// query.add(Participant::named("Ada").busy([Interval::new(at("00:30")?, at("01:30")?)?]));
/// let first = &explain(&query, None).starts[0];
/// assert_eq!((first.start, first.removed_by.len()), (at("00:00")?, 1));
/// # Ok::<(), scheduling_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExplainedStart {
    /// The start.
    pub start: Timestamp,
    /// In the order of [`Rule`], the query's own first, then by participant.
    pub removed_by: Vec<Removal>,
}

/// The answer to "why is there no slot?".
///
/// ```
/// use scheduling_core::availability::{Change, Participant, Query, explain};
/// use scheduling_core::time::{Interval, Timestamp};
/// let at = |hour: &str| Timestamp::parse(&format!("2026-03-29T{hour}:00Z"));
/// let mut query = Query::new(Interval::new(at("00:00")?, at("02:00")?)?, 60)?;
/// query.add(Participant::named("Ada").busy([Interval::new(at("00:30")?, at("01:30")?)?]));
/// let explanation = explain(&query, None);
/// assert_eq!(explanation.starts.len(), 4, "every half hour of the window");
/// assert!(matches!(explanation.would_help[0].change, Change::BusyPeriod { participant: 0, .. }));
/// # Ok::<(), scheduling_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// Each start that the grid has inside the window, or the one instant that was asked about.
    pub starts: Vec<ExplainedStart>,
    /// Whether the list of starts was cut, by the query's limit or because it named too many removals.
    pub truncated: bool,
    /// Single changes that would give a slot, the smallest first. Empty where there is one already.
    pub would_help: Vec<Help>,
    names: Names,
}

impl Explanation {
    /// The name of the participant of that number, if there is one and they have a name.
    ///
    /// ```
    /// use scheduling_core::availability::{Participant, Query, explain};
    /// use scheduling_core::time::{Interval, Timestamp};
    /// let at = |hour: &str| Timestamp::parse(&format!("2026-03-29T{hour}:00Z"));
    /// let mut query = Query::new(Interval::new(at("00:00")?, at("02:00")?)?, 60)?;
    /// query.add(Participant::named("Ada").busy([Interval::new(at("00:30")?, at("01:30")?)?]));
    /// let explanation = explain(&query, Some(at("01:00")?));
    /// let whose = explanation.starts[0].removed_by[0].participant;
    /// assert_eq!(whose.and_then(|participant| explanation.name(participant)), Some("Ada"));
    /// # Ok::<(), scheduling_core::Error>(())
    /// ```
    #[must_use]
    pub fn name(&self, participant: usize) -> Option<&str> {
        self.names.get(participant)
    }
}

/// Explains every start that the grid has inside the window, or, with `at`, that one instant.
///
/// ```
/// use scheduling_core::availability::{Participant, Query, Rule, explain};
/// use scheduling_core::time::{Interval, Timestamp};
/// let at = |hour: &str| Timestamp::parse(&format!("2026-03-29T{hour}:00Z"));
/// let mut query = Query::new(Interval::new(at("00:00")?, at("02:00")?)?, 60)?;
/// query.add(Participant::named("Ada").busy([Interval::new(at("00:30")?, at("01:30")?)?]));
/// let one = explain(&query, Some(at("00:40")?));
/// let rules: Vec<Rule> = one.starts[0].removed_by.iter().map(|removal| removal.rule).collect();
/// assert_eq!(rules, [Rule::Grid, Rule::Busy]);
/// # Ok::<(), scheduling_core::Error>(())
/// ```
#[must_use]
pub fn explain(query: &Query, at: Option<Timestamp>) -> Explanation {
    Explanation { would_help: help::would_help(query, at), ..explain_starts(query, at) }
}

/// The same without looking for changes that would help, which takes many searches.
///
/// ```
/// use scheduling_core::availability::{Participant, Query, explain, explain_starts};
/// use scheduling_core::time::{Interval, Timestamp};
/// let at = |hour: &str| Timestamp::parse(&format!("2026-03-29T{hour}:00Z"));
/// let mut query = Query::new(Interval::new(at("00:00")?, at("02:00")?)?, 60)?;
/// query.add(Participant::named("Ada").busy([Interval::new(at("00:30")?, at("01:30")?)?]));
/// let found = explain_starts(&query, None);
/// assert_eq!(found.starts, explain(&query, None).starts);
/// assert!(found.would_help.is_empty());
/// # Ok::<(), scheduling_core::Error>(())
/// ```
#[must_use]
pub fn explain_starts(query: &Query, at: Option<Timestamp>) -> Explanation {
    let (first, last) = match at {
        Some(at) => (at.unix(), at.unix()),
        None => (query.terms.window.start().unix(), query.terms.window.end().unix() - 1),
    };
    let causes = Causes::of(query, Starts { first, last });
    let mut explanation = Explanation {
        starts: Vec::new(),
        truncated: false,
        would_help: Vec::new(),
        names: query.names.clone(),
    };
    match at {
        Some(at) => explanation.starts.push(causes.explained(query, at, causes.missing(query, at))),
        None => list_starts(query, &causes, &Grid::between(&query.terms, first, last), &mut explanation),
    }
    explanation
}

/// What removes this start: nothing, if and only if [`search`](super::search) would offer it.
///
/// This is the check of a booking: whatever a search offers is accepted when nothing changed in between.
///
/// ```
/// use scheduling_core::availability::{Participant, Query, removals, search};
/// use scheduling_core::time::{Interval, Timestamp};
/// let at = |hour: &str| Timestamp::parse(&format!("2026-03-29T{hour}:00Z"));
/// let mut query = Query::new(Interval::new(at("00:00")?, at("02:00")?)?, 60)?;
/// query.add(Participant::named("Ada").busy([Interval::new(at("00:30")?, at("01:30")?)?]));
/// assert!(search(&query).slots().all(|slot| removals(&query, slot.start()).is_empty()));
/// assert!(!removals(&query, at("01:00")?).is_empty());
/// # Ok::<(), scheduling_core::Error>(())
/// ```
#[must_use]
pub fn removals(query: &Query, start: Timestamp) -> Vec<Removal> {
    let only = Starts { first: start.unix(), last: start.unix() };
    let causes = Causes::of(query, only);
    causes.explained(query, start, causes.missing(query, start)).removed_by
}

fn list_starts(query: &Query, causes: &Causes, grid: &Grid, explanation: &mut Explanation) {
    let listed = grid.len().min(query.limit);
    explanation.truncated = listed < grid.len();
    let Some(last) = listed.checked_sub(1).map(|last| grid.start(last).unix()) else { return };
    let first = grid.start(0).unix();
    let rows = missing_rows(query, &Grid::between(&query.terms, first, last), Starts { first, last });
    let (mut named, mut word, mut somewhere) = (0, None, Vec::new());
    for number in 0..listed {
        if named >= MAX_REMOVALS || query.terms.is_stopped() {
            explanation.truncated = true;
            return;
        }
        if word != Some(number / 64) {
            word = Some(number / 64);
            let removes = |&person: &usize| rows.row(person).get(number / 64).is_some_and(|&bits| bits != 0);
            somewhere = (0..query.participants.len()).filter(removes).collect();
        }
        let missing = somewhere.iter().copied().filter(|&person| bits::is_set(rows.row(person), number));
        let explained = causes.explained(query, grid.start(number), missing);
        named += explained.removed_by.len();
        explanation.starts.push(explained);
    }
}

/// Of each participant the starts at which they are not free, and a group that they are in lacks somebody. Each person's
/// rules are asked once, and each group counts 64 starts at once.
fn missing_rows(query: &Query, grid: &Grid, starts: Starts) -> Rows {
    let mut rows = search::rows(&query.terms, &query.participants, grid, starts);
    let Some(groups) = &query.groups else { return rows };
    let mut lacking = Rows { removed: vec![0; rows.removed.len()], words: rows.words };
    for group in groups {
        if query.terms.is_stopped() {
            break;
        }
        let mut met = bits::ones(grid.len());
        groups::keep_met(&mut met, group, group.required, &rows);
        for &member in &group.members {
            lacking.row_mut(member).iter_mut().zip(&met).for_each(|(lacks, met)| *lacks |= !met);
        }
    }
    rows.removed.iter_mut().zip(&lacking.removed).for_each(|(away, lacks)| *away &= lacks);
    rows
}

/// For each rule the starts that it forbids, exact to the second.
struct Causes {
    general: Vec<(Rule, IntervalSet)>,
    people: Vec<[IntervalSet; Rule::OF_PARTICIPANTS.len()]>,
    /// Stretches that end here may go on beyond what was looked at.
    horizon: Timestamp,
}

impl Causes {
    fn of(query: &Query, starts: Starts) -> Self {
        // One second earlier, so that the last second of time has a stretch that ends in it.
        let reach = Starts { first: starts.first - 1, last: starts.last + HORIZON };
        let forbidden_by = |rule, participant| {
            let mut stretches = Vec::new();
            rules::of_participant(rule, participant, &query.terms, reach, |from, to| {
                stretches.extend(Interval::between(
                    Timestamp::saturating_from_unix(from),
                    Timestamp::saturating_from_unix(to),
                ));
            });
            stretches.into_iter().collect()
        };
        let people = query.participants.iter();
        Self {
            general: general(&query.terms),
            people: people
                .take_while(|_| !query.terms.is_stopped())
                .map(|person| Rule::OF_PARTICIPANTS.map(|rule| forbidden_by(rule, person)))
                .collect(),
            horizon: Timestamp::saturating_from_unix(reach.last),
        }
    }

    fn explained(
        &self,
        query: &Query,
        start: Timestamp,
        missing: impl IntoIterator<Item = usize>,
    ) -> ExplainedStart {
        let mut removed_by = Vec::new();
        removed_by.extend(off_the_grid(&query.terms, start));
        removed_by.extend(self.general.iter().filter_map(|(rule, forbidden)| {
            let until = end_of(forbidden, start)?;
            Some(Removal { rule: *rule, participant: None, until: self.known(until) })
        }));
        for participant in missing {
            removed_by.extend(self.of_person(participant, start));
        }
        ExplainedStart { start, removed_by }
    }

    fn of_person(&self, participant: usize, start: Timestamp) -> Vec<Removal> {
        let mut removals: Vec<Removal> = Vec::new();
        let sets = self.people.get(participant).map(<[_; 6]>::as_slice).unwrap_or_default();
        for (rule, forbidden) in Rule::OF_PARTICIPANTS.into_iter().zip(sets) {
            let Some(until) = end_of(forbidden, start) else { continue };
            // A buffer around busy time covers the busy time itself; say so once.
            if rule != Rule::Buffer || removals.last().is_none_or(|last| last.rule != Rule::Busy) {
                removals.push(Removal { rule, participant: Some(participant), until: self.known(until) });
            }
        }
        removals
    }

    fn is_free(&self, participant: usize, start: Timestamp) -> bool {
        self.people.get(participant).is_some_and(|sets| sets.iter().all(|set| end_of(set, start).is_none()))
    }

    /// The members of groups that lack somebody, who are themselves not free; each once.
    fn missing(&self, query: &Query, start: Timestamp) -> Vec<usize> {
        let away: Vec<bool> =
            (0..query.participants.len()).map(|member| !self.is_free(member, start)).collect();
        let away = |&member: &usize| away.get(member).copied().unwrap_or(true);
        let Some(groups) = &query.groups else {
            return (0..query.participants.len()).filter(away).collect();
        };
        let mut missing: Vec<usize> = Vec::new();
        for group in groups {
            let away: Vec<usize> = group.members.iter().copied().filter(away).collect();
            if group.members.len() - away.len() < group.required {
                missing.extend(away);
            }
        }
        missing.sort_unstable();
        missing.dedup();
        missing
    }

    fn known(&self, until: Timestamp) -> Option<Timestamp> {
        (until < self.horizon && until < Timestamp::MAX).then_some(until)
    }
}

/// Where the stretch of forbidden starts around `start` ends, if there is one.
fn end_of(forbidden: &IntervalSet, start: Timestamp) -> Option<Timestamp> {
    let stretches = forbidden.as_slice();
    let at = stretches.partition_point(|stretch| stretch.start() <= start);
    let stretch = stretches.get(at.checked_sub(1)?)?;
    // The last second of time is in no half-open interval; what is forbidden up to it is forbidden there too.
    let at_the_end = start == Timestamp::MAX && stretch.end() == Timestamp::MAX;
    (stretch.contains(start) || at_the_end).then_some(stretch.end())
}

/// The rules of the query itself but for the grid, as starts that they forbid.
fn general(terms: &MeetingTerms) -> Vec<(Rule, IntervalSet)> {
    let before = |end: i64| Interval::between(Timestamp::MIN, Timestamp::saturating_from_unix(end));
    let after = |last: i64| Interval::between(Timestamp::saturating_from_unix(last + 1), Timestamp::MAX);
    let outside = before(terms.window.start().unix()).into_iter().chain(after(terms.last_start())).collect();
    vec![
        (Rule::Window, outside),
        (Rule::MinimumNotice, before(terms.earliest()).into_iter().collect()),
        (Rule::MaximumNotice, terms.latest().and_then(after).into_iter().collect()),
    ]
}

/// The grid's own objection, and the next start that it has.
fn off_the_grid(terms: &MeetingTerms, start: Timestamp) -> Option<Removal> {
    let at = start.unix();
    let grid = Grid::between(terms, at, (at + 3 * 86_400).min(Timestamp::MAX.unix()));
    let next = (grid.len() > 0).then(|| grid.start(0));
    (next != Some(start)).then_some(Removal { rule: Rule::Grid, participant: None, until: next })
}
