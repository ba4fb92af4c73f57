//! On which clocks the times of a calendar are, and how long something lasts on them.

use super::document::{Event, When};
use super::duration::Duration;
use super::zone_definition::ZoneId;
use scheduling_core::time::{Date, LocalDateTime, TimeZone, Timestamp};

/// A clock that nobody knows is read as that of UTC. No clock of the world is further ahead of it, in seconds,
pub(super) const AHEAD: i64 = 14 * 3600;
/// or further behind.
pub(super) const BEHIND: i64 = 12 * 3600;

/// The zones in which the times of a calendar are read.
pub(crate) struct Clocks {
    pub(crate) owner: TimeZone,
    pub(crate) utc: TimeZone,
    /// By their numbers; `None` for those that nobody knows.
    pub(crate) zones: Vec<Option<TimeZone>>,
}

impl Clocks {
    /// The clocks of the calendar object that an event stands in.
    pub(crate) fn of(&self, event: &Event) -> Clock<'_> {
        Clock { clocks: self, floating: event.floating }
    }

    fn named(&self, id: ZoneId) -> Option<&TimeZone> {
        usize::try_from(id.0).ok().and_then(|index| self.zones.get(index)).and_then(Option::as_ref)
    }
}

/// The clocks of one calendar object.
#[derive(Clone, Copy)]
pub(crate) struct Clock<'c> {
    clocks: &'c Clocks,
    floating: Option<ZoneId>,
}

impl Clock<'_> {
    /// The owner's.
    pub(crate) fn owner(&self) -> &TimeZone {
        &self.clocks.owner
    }

    /// That of times without a zone, and of the owner's calendar where the calendar names one.
    pub(crate) fn floating(&self) -> &TimeZone {
        match self.floating {
            Some(id) => self.clocks.named(id).unwrap_or(&self.clocks.utc),
            None => &self.clocks.owner,
        }
    }

    /// Whether nobody knows on which clock a time is.
    pub(crate) fn is_unknown(&self, when: &When) -> bool {
        self.unknown_zone(when).is_some()
    }

    /// The zone of a time, where it has one that nobody knows.
    pub(crate) fn unknown_zone(&self, when: &When) -> Option<ZoneId> {
        let id = match when {
            When::Zoned(_, id) => Some(*id),
            When::Floating(_) => self.floating,
            When::Date(_) | When::Utc(_) => None,
        };
        id.filter(|id| self.clocks.named(*id).is_none())
    }

    /// The zone on whose clock a time is written.
    pub(crate) fn zone_of(&self, when: &When) -> TimeZone {
        match when {
            When::Date(_) => self.clocks.owner.clone(),
            When::Floating(_) => self.floating().clone(),
            When::Utc(_) => self.clocks.utc.clone(),
            When::Zoned(_, id) => self.clocks.named(*id).unwrap_or(&self.clocks.utc).clone(),
        }
    }

    /// The instant of a time; a date is the start of that day in `zone`.
    pub(crate) fn instant(&self, when: &When, zone: &TimeZone) -> Timestamp {
        match when {
            When::Date(date) => zone.start_of_day(*date),
            When::Utc(instant) => *instant,
            When::Floating(local) | When::Zoned(local, _) => self.zone_of(when).resolve(*local).compatible(),
        }
    }

    /// What the clock of `zone` shows at a time. Floating times, and dates, are on any clock what they are.
    pub(crate) fn on_clock_of(&self, when: &When, zone: &TimeZone) -> LocalDateTime {
        match when {
            When::Date(date) => date.midnight(),
            When::Floating(local) => *local,
            When::Zoned(local, _) if self.zone_of(when) == *zone => *local,
            When::Zoned(..) | When::Utc(_) => zone.local(self.instant(when, zone)),
        }
    }

    /// What the clock of `zone` shows at a time, where the time is at one instant. A date is the start of a day of the
    /// owner's.
    pub(super) fn shown_in(&self, when: &When, zone: &TimeZone) -> LocalDateTime {
        match when {
            // As it is written: no clock may show it.
            When::Date(_) | When::Floating(_) if self.zone_of(when) == *zone => self.on_clock_of(when, zone),
            When::Date(_) | When::Floating(_) => zone.local(self.instant(when, self.owner())),
            When::Zoned(..) | When::Utc(_) => self.on_clock_of(when, zone),
        }
    }

    /// The seconds that a clock shows between two times that are written on it; `None` where there is no such clock.
    pub(super) fn shown_between(&self, start: &When, end: &When) -> Option<i64> {
        let on_clock = |when: &When| match when {
            When::Floating(local) | When::Zoned(local, _) => Some(local.local_seconds()),
            When::Date(_) | When::Utc(_) => None,
        };
        let (from, to) = (on_clock(start)?, on_clock(end)?);
        (self.zone_of(start) == self.zone_of(end)).then(|| to.saturating_sub(from))
    }

    /// The day of a time: as its organiser wrote it, where a clock is named. An instant is on the day that begins with it
    /// in UTC, as programs write days that know no zones; otherwise on the day that the owner's calendar shows then.
    pub(crate) fn date_of(&self, when: &When) -> Date {
        match when {
            When::Date(date) => *date,
            When::Floating(local) | When::Zoned(local, _) => local.date(),
            When::Utc(instant) => {
                let in_utc = self.clocks.utc.local(*instant);
                match in_utc.second_of_day() {
                    0 => in_utc.date(),
                    _ => self.floating().local(*instant).date(),
                }
            }
        }
    }

    /// All instants that a time beside another one may mean. Programs leave zones out at one of the two.
    pub(super) fn meanings(&self, when: &When, beside: &When) -> Vec<Timestamp> {
        let own = self.instant(when, self.owner());
        let zone = match beside {
            When::Utc(_) | When::Zoned(..) => self.zone_of(beside),
            When::Date(_) | When::Floating(_) => return vec![own],
        };
        match when {
            When::Date(date) => vec![own, zone.start_of_day(*date)],
            When::Floating(local) => vec![own, zone.resolve(*local).compatible()],
            When::Utc(_) | When::Zoned(..) => vec![own],
        }
    }
}

/// How long an event lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Length {
    /// Whole days, from midnight to midnight, and never less than the day on which it starts. Fewer than none are the days
    /// before it: start and end are mixed up, or the end is the last day.
    Days(i64),
    /// Seconds between instants, or written as such, whatever the clocks do.
    Exact(i64),
    /// Seconds between two times of one clock: as they passed, and as the clock showed them. "If the duration of the recurring component is specified with the
    /// DTEND or DUE property, the same exact duration will apply to all the members of the generated
    /// recurrence set" (RFC 5545, 3.8.5.3); people and most programs mean the hour on the clock. The later end counts.
    Between { passed: i64, shown: i64 },
    /// Days on the calendar, then seconds. "If \[it\] is specified with the DURATION property, the same
    /// nominal duration will apply" (the same place).
    Nominal(i64, i64),
    /// Seconds that end at the start: the two are mixed up.
    Before(i64),
}

impl Length {
    /// The end of an occurrence that starts at this local time.
    pub(crate) fn end(self, zone: &TimeZone, local: LocalDateTime) -> Timestamp {
        let later =
            |days| LocalDateTime::new(local.date().plus_days(days), local.second_of_day()).unwrap_or(local);
        match self {
            Self::Days(days) => zone.start_of_day(local.date().plus_days(days.max(1))),
            Self::Exact(seconds) => zone.resolve(local).compatible().plus_seconds(seconds),
            Self::Between { passed, shown } => {
                let start = zone.resolve(local).compatible();
                // A start that no clock shows is later than it is written, and its end is as well.
                let end = zone.local(start).local_seconds().saturating_add(shown);
                let end = zone.resolve(LocalDateTime::from_local_seconds(end)).compatible();
                start.plus_seconds(passed).max(end)
            }
            Self::Before(_) => zone.resolve(local).compatible(),
            Self::Nominal(days, seconds) => zone.resolve(later(days)).compatible().plus_seconds(seconds),
        }
    }

    /// The most seconds that it can take, clock changes included.
    pub(crate) fn most(self) -> i64 {
        match self {
            Self::Days(days) => days.max(1).saturating_add(1).saturating_mul(86_400),
            Self::Exact(seconds) => seconds,
            Self::Between { passed, shown } => passed.max(shown).saturating_add(86_400),
            Self::Before(_) => 0,
            Self::Nominal(days, seconds) => {
                days.saturating_add(1).saturating_mul(86_400).saturating_add(seconds)
            }
        }
    }
}

impl Length {
    /// The same as a duration.
    pub(crate) fn nominal(self) -> Duration {
        let (days, seconds) = match self {
            Self::Days(days) => (days.saturating_abs().max(1), 0),
            Self::Exact(seconds) | Self::Before(seconds) => (0, seconds),
            Self::Between { passed, shown } => (0, passed.max(shown)),
            Self::Nominal(days, seconds) => (days, seconds),
        };
        Duration { days, seconds }
    }

    /// The most seconds of it that lie before the start.
    pub(crate) fn before(self) -> i64 {
        match self {
            Self::Before(seconds) => seconds,
            Self::Days(days) if days < 0 => days.saturating_mul(-86_400).saturating_add(7_200),
            _ => 0,
        }
    }

    /// The first instant of an occurrence that starts at this local time.
    pub(super) fn start(self, zone: &TimeZone, local: LocalDateTime) -> Timestamp {
        match self {
            Self::Days(days) => zone.start_of_day(local.date().plus_days(days.min(0))),
            Self::Before(seconds) => zone.resolve(local).compatible().plus_seconds(-seconds),
            Self::Exact(_) | Self::Between { .. } | Self::Nominal(..) => zone.resolve(local).compatible(),
        }
    }
}
