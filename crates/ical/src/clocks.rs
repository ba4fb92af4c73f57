//! On which clocks the times of a calendar are, where an event is on them, and how long it lasts.

use super::document::{End, Event, When};
use super::zone_definition::ZoneId;
use scheduling_core::time::{Date, LocalDateTime, SECONDS_PER_DAY, TimeZone, Timestamp};

/// A clock that nobody knows is read as that of UTC. No clock of the world is further ahead of it, in seconds,
const AHEAD: i64 = 14 * 3600;
/// or further behind.
const BEHIND: i64 = 12 * 3600;

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
        let id = match when {
            When::Zoned(_, id) => Some(*id),
            When::Floating(_) => self.floating,
            When::Date(_) | When::Utc(_) => None,
        };
        id.is_some_and(|id| self.clocks.named(id).is_none())
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
    fn meanings(&self, when: &When, beside: &When) -> Vec<Timestamp> {
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
    /// Whole days, from midnight to midnight.
    Days(i64),
    /// Seconds, whatever the clocks do. "If the duration of the recurring component is specified with the
    /// DTEND or DUE property, the same exact duration will apply to all the members of the generated
    /// recurrence set" (RFC 5545, 3.8.5.3).
    Exact(i64),
    /// Days on the calendar, then seconds. "If \[it\] is specified with the DURATION property, the same
    /// nominal duration will apply" (the same place).
    Nominal(i64, i64),
}

impl Length {
    /// The end of an occurrence that starts at this local time, which is this instant.
    pub(crate) fn end(self, zone: &TimeZone, local: LocalDateTime, start: Timestamp) -> Timestamp {
        let later =
            |days| LocalDateTime::new(local.date().plus_days(days), local.second_of_day()).unwrap_or(local);
        match self {
            Self::Days(days) => zone.start_of_day(local.date().plus_days(days)),
            Self::Exact(seconds) => start.plus_seconds(seconds),
            Self::Nominal(0, seconds) => start.plus_seconds(seconds),
            Self::Nominal(days, seconds) => zone.resolve(later(days)).compatible().plus_seconds(seconds),
        }
    }

    /// The most seconds that it can take, clock changes included.
    pub(crate) fn most(self) -> i64 {
        match self {
            Self::Days(days) => days.saturating_add(1).saturating_mul(86_400),
            Self::Exact(seconds) => seconds,
            Self::Nominal(days, seconds) => {
                days.saturating_add(1).saturating_mul(86_400).saturating_add(seconds)
            }
        }
    }
}

/// Where an event starts, and how long it lasts.
#[derive(Debug, Clone)]
pub(crate) struct Placed {
    pub(crate) zone: TimeZone,
    /// The start on the clock of the zone.
    pub(crate) local: LocalDateTime,
    pub(crate) length: Length,
    /// Seconds by which it may be earlier, because nobody knows its clock.
    pub(crate) early: i64,
    /// Seconds by which it may be later.
    pub(crate) late: i64,
}

impl Placed {
    /// Reads start and end of an event. Where the end lies before the start, somebody mixed them up, and the
    /// time between is taken: a meeting was meant there.
    pub(crate) fn of(event: &Event, clock: Clock<'_>) -> Self {
        let zone = clock.zone_of(&event.start);
        let local = clock.on_clock_of(&event.start, &zone);
        let length = length(&event.start, &event.end, clock);
        let (early, late) = doubt(event, length, clock);
        match (length, &event.end) {
            (Length::Exact(seconds), End::At(end)) if seconds < 0 => {
                let local = clock.on_clock_of(end, &zone);
                Self { zone, local, length: Length::Exact(-seconds), early, late }
            }
            (Length::Days(days), End::At(When::Date(end))) if days < 0 => {
                Self { zone, local: end.midnight(), length: Length::Days(-days), early, late }
            }
            _ => Self { zone, local, length, early, late },
        }
    }

    /// The same where its clock, or that of another of its times, is known to nobody.
    pub(crate) fn widened(self) -> Self {
        Self { early: self.early.max(AHEAD), late: self.late.max(BEHIND), ..self }
    }

    /// The occurrence at a local time: from the first instant that it may take to the last.
    pub(crate) fn at(&self, local: LocalDateTime) -> (Timestamp, Timestamp) {
        let start = match self.length {
            Length::Days(_) => self.zone.start_of_day(local.date()),
            _ => self.zone.resolve(local).compatible(),
        };
        let end = self.length.end(&self.zone, local, start);
        // What takes no time takes none, wherever it is.
        if end <= start {
            return (start, end);
        }
        (start.plus_seconds(-self.early), end.plus_seconds(self.late))
    }

    /// The most seconds that it can take.
    pub(crate) fn most(&self) -> i64 {
        self.length.most().saturating_add(self.late)
    }
}

/// By how much an event may be earlier and later than it looks.
fn doubt(event: &Event, length: Length, clock: Clock<'_>) -> (i64, i64) {
    if event.uncertain {
        // A day without its time, on any clock.
        return (AHEAD + BEHIND, SECONDS_PER_DAY + AHEAD + BEHIND);
    }
    let end = match &event.end {
        End::At(end) => end,
        End::After(duration) if matches!(event.start, When::Date(_)) && duration.seconds != 0 => {
            return (0, (SECONDS_PER_DAY - length.most()).max(0));
        }
        End::After(_) | End::Missing => {
            return if clock.is_unknown(&event.start) { (AHEAD, BEHIND) } else { (0, 0) };
        }
    };
    match (clock.is_unknown(&event.start), clock.is_unknown(end)) {
        (true, true) => return (AHEAD, BEHIND),
        (false, false) => {}
        _ => return (AHEAD + BEHIND, AHEAD + BEHIND),
    }
    if matches!((&event.start, end), (When::Date(_), When::Date(_))) {
        return (0, 0);
    }
    let spread = |meanings: Vec<Timestamp>| {
        let first = meanings.first().map_or(0, |own| own.unix());
        let others = || meanings.iter().map(|meaning| meaning.unix() - first);
        (others().min().unwrap_or(0), others().max().unwrap_or(0))
    };
    let (earliest, _) = spread(clock.meanings(&event.start, end));
    let (_, latest) = spread(clock.meanings(end, &event.start));
    (-earliest, latest)
}

/// The length between a start and an end of any kind.
pub(crate) fn length(start: &When, end: &End, clock: Clock<'_>) -> Length {
    match (start, end) {
        (When::Date(_), End::Missing) => Length::Days(1),
        (_, End::Missing) => Length::Exact(0),
        (When::Date(start), End::At(When::Date(end))) => Length::Days(days_between(*start, *end)),
        (_, End::At(end)) => {
            let owner = clock.owner();
            Length::Exact(clock.instant(end, owner).unix() - clock.instant(start, owner).unix())
        }
        (When::Date(_), End::After(duration)) if duration.seconds == 0 => Length::Days(duration.days),
        (_, End::After(duration)) => Length::Nominal(duration.days, duration.seconds),
    }
}

fn days_between(start: Date, end: Date) -> i64 {
    end.epoch_day() - start.epoch_day()
}
