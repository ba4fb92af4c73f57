//! A series: its starts by its rules, what takes out and replaces some of them, and where they move.
//!
//! Dates and times meet in it by the day: that of the organiser's clock where one is named, else that of the owner's
//! calendar. A series of whole days has days, whatever its exceptions are written as; a date beside a series of times
//! stands for what the series has on that day.

use super::budget::Budget;
use super::clocks::{Clock, Clocks, Length};
use super::document::{Event, Repeats, When};
use super::parts::{Adrift, Part};
use super::placed::{Doubt, Placed};
use scheduling_core::time::{Date, Interval, LocalDateTime, SECONDS_PER_DAY, TimeZone, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

/// Which occurrence of a series is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Id {
    /// The one at that time, on the clock of the series.
    At(LocalDateTime),
    /// Whatever is on that day.
    On(Date),
}

/// Which occurrence a time means that has two readings.
#[derive(Debug, Clone, Copy)]
pub(super) struct Meant {
    /// `None` where nobody knows.
    at: Option<LocalDateTime>,
    /// It is on the owner's clock for sure.
    pub(super) is_local: bool,
}

/// A series around which everything else turns.
pub(crate) struct Master<'d> {
    pub(crate) event: &'d Event,
    pub(super) clock: Clock<'d>,
    pub(super) clocks: &'d Clocks,
    pub(crate) placed: Placed,
    /// `RDATE`, with its periods.
    pub(super) added: BTreeMap<LocalDateTime, Option<Placed>>,
    /// Those of which nobody knows where on the clock of the series they are. Nothing takes them out.
    pub(crate) adrift: Vec<Adrift>,
    /// Dates of `RDATE` beside a series of times: the whole day counts too.
    days: BTreeSet<Date>,
    excluded: BTreeSet<Id>,
    replaced: BTreeSet<Id>,
    /// On which clock each rule is followed too.
    pub(super) clocks_of_rules: Vec<Option<TimeZone>>,
    /// What times without a zone mean beside a series in UTC, where they have two readings.
    pub(super) meant: BTreeMap<LocalDateTime, Meant>,
    /// Days that changed events name, and the first and the last of their occurrences, where they have several: nobody
    /// knows which one is meant.
    pub(super) several: BTreeMap<Date, (LocalDateTime, LocalDateTime)>,
    /// The series itself, and each changed event that speaks for those after it, in order.
    pub(crate) parts: Vec<Part<'d>>,
    /// Nobody knows where one of the parts ends: an occurrence may be in each.
    pub(crate) is_unsure: bool,
}

impl<'d> Master<'d> {
    pub(crate) fn new(
        event: &'d Event,
        changed: &[&'d Event],
        clocks: &'d Clocks,
        budget: &mut Budget,
    ) -> Self {
        let clock = clocks.of(event);
        let mut master = Self {
            event,
            clock,
            clocks,
            placed: Placed::of(event, clock),
            added: BTreeMap::new(),
            adrift: Vec::new(),
            days: BTreeSet::new(),
            excluded: BTreeSet::new(),
            replaced: BTreeSet::new(),
            clocks_of_rules: Vec::new(),
            meant: BTreeMap::new(),
            several: BTreeMap::new(),
            parts: Vec::new(),
            is_unsure: false,
        };
        if let Some(repeats) = &event.repeats {
            master.clocks_of_rules = master.find_clocks(&repeats.rules, budget);
            master.add(repeats);
        }
        master.find_meant(changed, budget);
        if let Some(repeats) = &event.repeats {
            master.excluded = repeats.excluded.iter().filter_map(|when| master.id_of(when, clock)).collect();
        }
        master.find_several(changed, budget);
        master.replaced = changed
            .iter()
            .filter_map(|event| master.id(event))
            .filter(|id| !master.is_one_of_several(*id))
            .collect();
        master.set_parts(changed);
        master
    }

    /// Takes down what `RDATE` adds.
    fn add(&mut self, repeats: &Repeats) {
        for added in &repeats.added {
            let zone = &self.placed.zone;
            let period = added.end.as_ref().map(|end| Placed::period(&added.start, end, self.clock, zone));
            match (self.event.is_whole_day(), &added.start) {
                (true, start) => {
                    let day = self.clock.date_of(start).midnight();
                    self.added.insert(day, period.map(in_days));
                    if self.clock.is_unknown(start) {
                        self.placed = self.placed.clone().widened();
                    }
                }
                (false, When::Date(date)) => {
                    self.days.insert(*date);
                    self.added.insert(self.usual_time_on(*date), period);
                }
                (false, start) if self.is_in_doubt(start, self.clock) => {
                    let at = self.clock.on_clock_of(start, zone);
                    self.adrift.push(Adrift { at, period });
                }
                (false, start) => {
                    for at in self.readings(start) {
                        self.added.insert(at, period.clone());
                    }
                }
            }
        }
    }

    /// Finds out which occurrence each time without a zone means beside a series in UTC: it is on the owner's clock, or in
    /// UTC without saying so. Where an occurrence is at one of the two alone, that one is meant. Where one is at either,
    /// nobody knows which.
    fn find_meant(&mut self, changed: &[&'d Event], budget: &mut Budget) {
        let excluded = self.event.repeats.iter().flat_map(|repeats| repeats.excluded.iter().copied());
        let replaced = changed.iter().filter_map(|event| event.recurrence_id?.at);
        let two_readings = |when: When| match self.readings(&when)[..] {
            [there, written] if there != written => Some((written, there)),
            _ => None,
        };
        let written: BTreeMap<LocalDateTime, LocalDateTime> =
            excluded.chain(replaced).filter_map(two_readings).collect();
        let readings = || written.iter().flat_map(|(&written, &there)| [written, there]);
        let (Some(first), Some(last)) = (readings().min(), readings().max()) else { return };
        let end = LocalDateTime::from_local_seconds(last.local_seconds().saturating_add(1));
        let starts = self.starts(first, end, budget);
        for (&written, &there) in &written {
            let is_followed = starts.cut.is_none_or(|cut| written < cut && there < cut);
            let (local, literal) = (starts.at.contains(&there), starts.at.contains(&written));
            let at = match (local, literal) {
                _ if !is_followed => None,
                (true, true) => None,
                (false, true) => Some(written),
                _ => Some(there),
            };
            self.meant.insert(written, Meant { at, is_local: at.is_some() && local });
        }
    }

    /// Finds the days on which there are several occurrences, of those that changed events name by their dates.
    fn find_several(&mut self, changed: &[&'d Event], budget: &mut Budget) {
        let named = changed.iter().filter_map(|event| self.id(event));
        let days: BTreeSet<Date> =
            named.filter_map(|id| if let Id::On(date) = id { Some(date) } else { None }).collect();
        for day in days {
            let (from, to) = self.span(Id::On(day));
            let starts = self.starts(from, to, budget);
            let is_there = |at: &LocalDateTime| from <= *at && *at < to && !self.excludes(Id::At(*at));
            let left: Vec<LocalDateTime> = starts.at.into_iter().filter(is_there).collect();
            let unknown_to = starts.cut.map(|_| (from, to));
            let several = match left[..] {
                [first, .., last] => Some((first, last)),
                _ => None,
            };
            self.several.extend(unknown_to.or(several).map(|several| (day, several)));
        }
    }

    fn is_one_of_several(&self, id: Id) -> bool {
        matches!(id, Id::On(date) if self.several.contains_key(&date))
    }

    /// The occurrence that a changed event replaces; `None` where nobody knows.
    pub(crate) fn id(&self, event: &Event) -> Option<Id> {
        let at = event.recurrence_id?.at?;
        self.id_of(&at, self.clocks.of(event))
    }

    /// The occurrence that a time means; `None` where nobody knows.
    fn id_of(&self, when: &When, clock: Clock<'_>) -> Option<Id> {
        if self.event.is_whole_day() {
            return Some(Id::At(clock.date_of(when).midnight()));
        }
        match when {
            When::Date(date) => Some(Id::On(*date)),
            // Between a clock that nobody knows and another one it is no occurrence that is known.
            _ if self.is_in_doubt(when, clock) => None,
            When::Floating(local) => self.meant.get(local).map_or(Some(*local), |meant| meant.at).map(Id::At),
            _ => Some(Id::At(clock.on_clock_of(when, &self.placed.zone))),
        }
    }

    pub(super) fn has_two_meanings(&self, when: &When) -> bool {
        matches!(when, When::Floating(local) if self.meant.get(local).is_some_and(|meant| meant.at.is_none()))
    }

    /// Whether nobody knows where on the clock of the series a time is.
    pub(super) fn is_in_doubt(&self, when: &When, clock: Clock<'_>) -> bool {
        let is_unknown = clock.is_unknown(when) || self.clock.is_unknown(&self.event.start);
        is_unknown && !self.event.is_whole_day() && self.is_on_another_clock(when)
    }

    fn is_on_another_clock(&self, when: &When) -> bool {
        match (when, &self.event.start) {
            (When::Zoned(_, id), When::Zoned(_, own)) => id != own,
            (When::Floating(_), When::Floating(_)) => false,
            _ => true,
        }
    }

    /// A time on the clock of the series. One without a zone beside a series in UTC is on the owner's clock, or in UTC
    /// without saying so.
    fn readings(&self, when: &When) -> Vec<LocalDateTime> {
        let zone = &self.placed.zone;
        match (when, &self.event.start) {
            (When::Floating(local), When::Utc(_)) => {
                let there = zone.local(self.clock.floating().resolve(*local).compatible());
                vec![there, *local]
            }
            _ => vec![self.clock.on_clock_of(when, zone)],
        }
    }

    /// When the series would be on a day, on its own clock.
    pub(super) fn usual_time_on(&self, date: Date) -> LocalDateTime {
        match &self.event.start {
            When::Utc(start) => {
                let days = self.clock.floating();
                let usual = LocalDateTime::new(date, days.local(*start).second_of_day());
                self.placed.zone.local(days.resolve(usual.unwrap_or(date.midnight())).compatible())
            }
            _ => LocalDateTime::new(date, self.placed.local.second_of_day()).unwrap_or(date.midnight()),
        }
    }

    /// The day of an occurrence: of the organiser's clock, or of the owner's calendar.
    pub(super) fn day_of(&self, at: LocalDateTime) -> Date {
        match &self.event.start {
            When::Utc(_) => self.clock.floating().local(self.placed.zone.resolve(at).compatible()).date(),
            _ => at.date(),
        }
    }

    /// Where on the clock of the series an occurrence may be.
    pub(crate) fn span(&self, id: Id) -> (LocalDateTime, LocalDateTime) {
        let later =
            |at: LocalDateTime, by| LocalDateTime::from_local_seconds(at.local_seconds().saturating_add(by));
        let begin = |date: Date| match &self.event.start {
            When::Utc(_) => self.placed.zone.local(self.clock.floating().start_of_day(date)),
            _ => date.midnight(),
        };
        match id {
            Id::At(at) => (at, later(at, 1)),
            Id::On(date) => (begin(date), begin(date.plus_days(1))),
        }
    }

    /// Whether `EXDATE` takes an occurrence out.
    pub(crate) fn excludes(&self, id: Id) -> bool {
        self.excluded.contains(&id) || self.is_on_listed_day(&self.excluded, id)
    }

    /// Whether a changed event stands for an occurrence.
    pub(crate) fn is_replaced(&self, at: LocalDateTime) -> bool {
        self.replaced.contains(&Id::At(at)) || self.is_on_listed_day(&self.replaced, Id::At(at))
    }

    fn is_on_listed_day(&self, listed: &BTreeSet<Id>, id: Id) -> bool {
        matches!(id, Id::At(at) if !listed.is_empty() && listed.contains(&Id::On(self.day_of(at))))
    }

    /// The whole days that are added, where nothing takes them out.
    pub(crate) fn added_days(&self) -> impl Iterator<Item = (Timestamp, Timestamp)> + '_ {
        let owner = self.clock.owner();
        let days = self.days.iter().filter(|&&day| !self.excludes(Id::On(day)));
        days.map(|day| (owner.start_of_day(*day), owner.start_of_day(day.plus_days(1))))
    }

    /// The stretch of the series' clock in which starts matter: the window, earlier by the longest duration,
    /// wider by the farthest move, and by a day on each side for what clocks and zones do.
    pub(crate) fn reach(&self, window: Interval) -> (LocalDateTime, LocalDateTime) {
        let zone = &self.placed.zone;
        let of_parts = || self.parts.iter();
        // A period takes its part's doubt along.
        let all = || of_parts().map(|part| &part.placed).chain(self.added.values().flatten());
        let longest = all().map(Placed::most).max().unwrap_or(0).max(0);
        let doubt =
            of_parts().map(|part| part.placed.doubt.early.max(part.placed.doubt.late)).max().unwrap_or(0);
        let latest = of_parts().map(|part| part.shift).max().unwrap_or(0).max(0);
        let earliest = of_parts().map(|part| part.shift).min().unwrap_or(0).min(0);
        let early = all().map(Placed::before).max().unwrap_or(0).saturating_add(doubt);
        let longest = longest.saturating_add(doubt);
        let day = 2 * SECONDS_PER_DAY;
        let from = window.start().plus_seconds(-(longest.saturating_add(latest).saturating_add(day)));
        let to = window.end().plus_seconds(day.saturating_add(early).saturating_sub(earliest));
        (zone.local(from), zone.local(to))
    }
}

/// A period in a series of whole days.
fn in_days(period: Placed) -> Placed {
    let days = match period.length {
        Length::Days(_) => return period,
        Length::Between { passed, .. } => passed.saturating_add(SECONDS_PER_DAY - 1) / SECONDS_PER_DAY,
        Length::Exact(seconds) => seconds.saturating_add(SECONDS_PER_DAY - 1) / SECONDS_PER_DAY,
        Length::Nominal(..) | Length::Before(_) => period.length.most() / SECONDS_PER_DAY,
    };
    let early = period.doubt.early.saturating_add(period.length.before());
    Placed { length: Length::Days(days.max(1)), doubt: Doubt { early, ..period.doubt }, ..period }
}
