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
    fn shown_in(&self, when: &When, zone: &TimeZone) -> LocalDateTime {
        match when {
            // As it is written: no clock may show it.
            When::Date(_) | When::Floating(_) if self.zone_of(when) == *zone => self.on_clock_of(when, zone),
            When::Date(_) | When::Floating(_) => zone.local(self.instant(when, self.owner())),
            When::Zoned(..) | When::Utc(_) => self.on_clock_of(when, zone),
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
    /// Seconds that end at the start: the two are mixed up.
    Before(i64),
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
            Self::Before(_) => start,
            Self::Nominal(days, seconds) => zone.resolve(later(days)).compatible().plus_seconds(seconds),
        }
    }

    /// The most seconds that it can take, clock changes included.
    pub(crate) fn most(self) -> i64 {
        match self {
            Self::Days(days) => days.saturating_add(1).saturating_mul(86_400),
            Self::Exact(seconds) => seconds,
            Self::Before(_) => 0,
            Self::Nominal(days, seconds) => {
                days.saturating_add(1).saturating_mul(86_400).saturating_add(seconds)
            }
        }
    }
}

impl Length {
    /// The seconds of it that lie before the start.
    pub(crate) fn before(self) -> i64 {
        if let Self::Before(seconds) = self { seconds } else { 0 }
    }
}

/// Where an event starts, and how long it lasts.
#[derive(Debug, Clone)]
pub(crate) struct Placed {
    pub(crate) zone: TimeZone,
    /// The start on the clock of the zone.
    pub(crate) local: LocalDateTime,
    pub(crate) length: Length,
    /// What nobody knows of it.
    pub(crate) doubt: Doubt,
}

/// By how much something may be elsewhere than it looks, because nobody knows its clock.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Doubt {
    /// Seconds by which it may begin earlier.
    pub(crate) early: i64,
    /// Seconds by which it may end later.
    pub(crate) late: i64,
    /// It may take time although it looks as if it took none: its ends may be apart.
    pub(crate) of_length: bool,
}

impl Doubt {
    /// On a clock that nobody knows.
    const CLOCK: Self = Self { early: AHEAD, late: BEHIND, of_length: false };
    /// Between a clock that nobody knows and another one, whichever of its ends is on which.
    const CLOCKS: Self = Self { early: AHEAD + BEHIND, late: AHEAD + BEHIND, of_length: true };
    /// What the way from one time to another adds, where nobody knows either's clock.
    const WAY: Self = Self { early: 2 * AHEAD, late: 2 * AHEAD, of_length: false };

    /// The larger of both.
    fn or(self, other: Self) -> Self {
        Self {
            early: self.early.max(other.early),
            late: self.late.max(other.late),
            of_length: self.of_length || other.of_length,
        }
    }

    /// Both together.
    pub(crate) fn and(self, other: Self) -> Self {
        Self {
            early: self.early.saturating_add(other.early),
            late: self.late.saturating_add(other.late),
            of_length: self.of_length || other.of_length,
        }
    }
}

impl Placed {
    /// Reads start and end of an event, on the clock of its start.
    pub(crate) fn of(event: &Event, clock: Clock<'_>) -> Self {
        Self::on(event, clock, clock.zone_of(&event.start))
    }

    /// Reads start and end of an event, on the clock of a zone.
    pub(crate) fn on(event: &Event, clock: Clock<'_>, zone: TimeZone) -> Self {
        let placed = Self::between(&event.start, &event.end, clock, zone);
        match event.uncertain {
            // A day without its time, on any clock.
            true => {
                Self { doubt: Doubt { late: SECONDS_PER_DAY + AHEAD + BEHIND, ..Doubt::CLOCKS }, ..placed }
            }
            false => placed,
        }
    }

    /// Where the end lies before the start, somebody mixed them up, and the time between is taken: a meeting was meant
    /// there.
    fn between(start: &When, end: &End, clock: Clock<'_>, zone: TimeZone) -> Self {
        let length = length(start, end, clock);
        let doubt = doubt(start, end, length, clock);
        let (first, length) = match (length, end) {
            (Length::Exact(seconds), _) if seconds < 0 => (start, Length::Before(-seconds)),
            (Length::Days(days), End::At(end)) if days < 0 => (end, Length::Days(-days)),
            _ => (start, length),
        };
        let local = match length {
            Length::Days(_) => clock.on_clock_of(first, &zone),
            _ => clock.shown_in(first, &zone),
        };
        Self { zone, local, length, doubt }
    }

    /// The period of an added date, wherever it starts. It is known by its start, also where that is its end by mistake.
    pub(crate) fn period(start: &When, end: &End, clock: Clock<'_>, zone: &TimeZone) -> Self {
        let placed = Self::between(start, end, clock, zone.clone());
        match length(start, end, clock) {
            Length::Days(days) if days < 0 => Self { length: Length::Before(placed.length.most()), ..placed },
            _ => placed,
        }
    }

    /// The same where its clock is known to nobody.
    pub(crate) fn widened(self) -> Self {
        Self { doubt: self.doubt.or(Doubt::CLOCK), ..self }
    }

    /// The same where nobody knows the clocks of the times between which it moves.
    pub(crate) fn adrift(self) -> Self {
        Self { doubt: self.doubt.and(Doubt::WAY), ..self }
    }

    /// The same where it may also be at another time of its clock.
    pub(crate) fn or_at(self, local: LocalDateTime) -> Self {
        let later = local.local_seconds() - self.local.local_seconds();
        let doubt = Doubt { early: (-later).max(0), late: later.max(0), of_length: false };
        Self { doubt: self.doubt.and(doubt), ..self }
    }

    /// The occurrence at a local time: from the first instant that it may take to the last.
    pub(crate) fn at(&self, local: LocalDateTime) -> (Timestamp, Timestamp) {
        let start = match self.length {
            Length::Days(_) => self.zone.start_of_day(local.date()),
            _ => self.zone.resolve(local).compatible(),
        };
        let end = self.length.end(&self.zone, local, start);
        let start = start.plus_seconds(-self.length.before());
        // What takes no time takes none, wherever it is. What may take some does.
        if end <= start && !self.doubt.of_length {
            return (start, end);
        }
        (start.plus_seconds(-self.doubt.early), end.max(start).plus_seconds(self.doubt.late))
    }

    /// The most seconds that it can take.
    pub(crate) fn most(&self) -> i64 {
        self.length.most().saturating_add(self.doubt.late)
    }
}

/// By how much the time between a start and an end may be earlier and later than it looks.
fn doubt(start: &When, end: &End, length: Length, clock: Clock<'_>) -> Doubt {
    let end = match end {
        End::At(end) => end,
        End::After(duration) if matches!(start, When::Date(_)) && duration.seconds != 0 => {
            return Doubt { late: (SECONDS_PER_DAY - length.most()).max(0), ..Doubt::default() };
        }
        End::After(_) | End::Missing => {
            return if clock.is_unknown(start) { Doubt::CLOCK } else { Doubt::default() };
        }
    };
    match (clock.unknown_zone(start), clock.unknown_zone(end)) {
        (Some(one), Some(other)) => Doubt { of_length: one != other, ..Doubt::CLOCK },
        (None, None) if matches!((start, end), (When::Date(_), When::Date(_))) => Doubt::default(),
        (None, None) => doubt_of_readings(start, end, clock),
        _ => Doubt::CLOCKS,
    }
}

/// The same where one of the two may have lost its zone: every reading counts.
fn doubt_of_readings(start: &When, end: &When, clock: Clock<'_>) -> Doubt {
    let owner = clock.owner();
    let (own_start, own_end) = (clock.instant(start, owner), clock.instant(end, owner));
    let (starts, ends) = (clock.meanings(start, end), clock.meanings(end, start));
    let first = |of: &[Timestamp], own: Timestamp| of.iter().copied().min().unwrap_or(own);
    let last = |of: &[Timestamp], own: Timestamp| of.iter().copied().max().unwrap_or(own);
    // The two may be mixed up in one reading and not in another.
    let earliest = first(&starts, own_start).min(first(&ends, own_end));
    let latest = last(&starts, own_start).max(last(&ends, own_end));
    let before = |own: Timestamp, first: Timestamp| own.unix() - first.unix();
    let early = before(own_start, first(&starts, own_start)).max(before(own_start.min(own_end), earliest));
    let late = before(last(&ends, own_end), own_end).max(before(latest, own_start.max(own_end)));
    Doubt { early, late, of_length: early > 0 || late > 0 }
}

/// The length between a start and an end of any kind.
fn length(start: &When, end: &End, clock: Clock<'_>) -> Length {
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
