//! Zones that a calendar defines itself: `VTIMEZONE` (RFC 5545, 3.6.5).

use super::budget::Budget;
use super::zone_forms::ZoneClock;
use scheduling_core::calendar::recurrence::{Rule, Span};
use scheduling_core::time::{LocalDateTime, SECONDS_PER_DAY, TimeZone, Timestamp};

/// A name of a zone within one calendar object of a file: two objects may mean different zones by the same name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ZoneId(pub(crate) u32);

/// A `VTIMEZONE`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZoneDefinition {
    /// The line of its `BEGIN`.
    pub line: usize,
    /// `TZID`.
    pub name: String,
    /// `X-LIC-LOCATION`: the IANA name, where the program that wrote the file knew it.
    pub location: Option<String>,
    /// Its offsets, and when they begin.
    pub observances: Vec<Observance>,
    /// A part of it could not be read: nobody knows which times it has.
    pub is_broken: bool,
}

/// A `STANDARD` or `DAYLIGHT` part of a zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observance {
    /// When it begins the first time, on the clock as it was before.
    pub start: LocalDateTime,
    /// Seconds east of UTC before it begins.
    pub offset_from: i32,
    /// Seconds east of UTC while it lasts.
    pub offset_to: i32,
    /// When it begins again.
    pub rules: Vec<Rule>,
    /// When it begins besides.
    pub dates: Vec<LocalDateTime>,
}

impl ZoneDefinition {
    /// Whether both define the same zone, wherever they stand.
    pub(crate) fn says_the_same_as(&self, other: &Self) -> bool {
        (self.is_broken, &self.name, &self.observances) == (other.is_broken, &other.name, &other.observances)
    }

    /// Whether its parts lead to more than one offset.
    pub(crate) fn has_two_offsets(&self) -> bool {
        let mut offsets = self.observances.iter().map(|observance| observance.offset_to);
        let first = offsets.next();
        offsets.any(|offset| Some(offset) != first)
    }

    /// The zone, right for all times up to `until`; `None` where nobody knows which times it has.
    pub(crate) fn zone(&self, until: Timestamp, budget: &mut Budget) -> Option<ZoneClock> {
        if self.is_broken {
            return None;
        }
        let mut changes: Vec<Change> = Vec::new();
        for observance in &self.observances {
            let (onsets, cut) = observance.onsets(until, budget);
            if cut {
                budget.cut_zones.push(self.line);
                return None;
            }
            let Observance { offset_from: from, offset_to: to, .. } = *observance;
            changes.extend(onsets.into_iter().map(|onset| Change {
                at: Timestamp::saturating_from_unix(onset.local_seconds() - i64::from(from)),
                from,
                to,
            }));
        }
        changes.sort_unstable();
        let before_all = changes.first()?.from;
        let made =
            |changes: Vec<(Timestamp, i32)>| TimeZone::from_transitions(&self.name, before_all, changes);
        let further = self.unlisted(&changes, until);
        let changes: Vec<_> = changes.into_iter().map(|change| (change.at, change.to)).collect();
        let or = further.map(|further| made(changes.iter().copied().chain([further]).collect()));
        if or.is_some() {
            budget.ended_zones.push(self.line);
        }
        Some(ZoneClock { zone: made(changes), or })
    }

    /// A change that may come after the last one that is listed. Programs list the changes of some years and stop; then
    /// nobody knows at which of its offsets the clock is once a year has gone by.
    fn unlisted(&self, changes: &[Change], until: Timestamp) -> Option<(Timestamp, i32)> {
        let mut rules = self.observances.iter().flat_map(|observance| &observance.rules);
        if rules.any(Rule::is_unending) {
            return None;
        }
        let last = changes.last()?;
        let other = changes.iter().rev().find(|change| change.to != last.to)?;
        let at = last.at.plus_seconds(A_YEAR);
        (at < until).then_some((at, other.to))
    }
}

/// A year and a month: the next change comes sooner.
const A_YEAR: i64 = 396 * SECONDS_PER_DAY;

/// A change of clocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Change {
    at: Timestamp,
    from: i32,
    to: i32,
}

impl Observance {
    /// When it begins, up to `until`, and whether a limit ended the list.
    fn onsets(&self, until: Timestamp, budget: &mut Budget) -> (Vec<LocalDateTime>, bool) {
        let to = LocalDateTime::from_local_seconds(until.unix());
        let span = Span { start: self.start, from: self.start, to };
        let mut onsets = vec![self.start];
        onsets.extend(&self.dates);
        let offset = i64::from(self.offset_from);
        let local = |at: Timestamp| LocalDateTime::from_local_seconds(at.unix() + offset);
        let mut cut = false;
        for rule in &self.rules {
            let found = budget.expand(rule, None, span, rule.last(local));
            onsets.extend(found.starts);
            cut |= found.cut;
        }
        (onsets, cut)
    }
}
