//! Zones that a calendar defines itself: `VTIMEZONE` (RFC 5545, 3.6.5).

use super::budget::Budget;
use scheduling_core::calendar::recurrence::{Rule, Span};
use scheduling_core::time::{LocalDateTime, TimeZone, Timestamp};

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

    /// The zone, right for all times up to `until`; `None` where nobody knows which times it has.
    pub(crate) fn zone(&self, until: Timestamp, budget: &mut Budget) -> Option<TimeZone> {
        if self.is_broken {
            return None;
        }
        let mut changes: Vec<(Timestamp, i32, i32)> = Vec::new();
        for observance in &self.observances {
            let (onsets, cut) = observance.onsets(until, budget);
            if cut {
                budget.cut_zones.push(self.line);
                return None;
            }
            for onset in onsets {
                let at = Timestamp::saturating_from_unix(
                    onset.local_seconds() - i64::from(observance.offset_from),
                );
                changes.push((at, observance.offset_from, observance.offset_to));
            }
        }
        changes.sort_unstable();
        let &(_, before_all, _) = changes.first()?;
        let changes = changes.into_iter().map(|(at, _, to)| (at, to)).collect();
        Some(TimeZone::from_transitions(&self.name, before_all, changes))
    }
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
