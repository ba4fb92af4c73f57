//! Where an event is on the clocks of its calendar, and what nobody knows of it.

use super::clocks::{AHEAD, BEHIND, Clock, Length};
use super::document::{End, Event, When};
use scheduling_core::time::{Date, LocalDateTime, SECONDS_PER_DAY, TimeZone, Timestamp};

/// Where an event starts, and how long it lasts.
#[derive(Debug, Clone)]
pub(crate) struct Placed {
    pub(crate) zone: TimeZone,
    /// The start on the clock of the zone.
    pub(crate) local: LocalDateTime,
    pub(crate) length: Length,
    /// Seconds before its start that it takes too.
    pub(crate) lead: i64,
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
        let placed = match event.or_lasts {
            // It says how long it lasts, so that nobody needs to guess on which day it ends.
            Some(duration) => {
                let between =
                    |end: &End| Self::between(&event.start, end, clock, zone.clone(), Untangled::mixed_up);
                between(&event.end).or(between(&End::After(duration)))
            }
            None => Self::between(&event.start, &event.end, clock, zone, Untangled::of),
        };
        let lead = placed.lead.saturating_add(event.travel.seconds());
        let placed = Self { lead, ..placed };
        match event.uncertain {
            // A day without its time, on any clock.
            true => {
                Self { doubt: Doubt { late: SECONDS_PER_DAY + AHEAD + BEHIND, ..Doubt::CLOCKS }, ..placed }
            }
            false => placed,
        }
    }

    fn between(
        start: &When,
        end: &End,
        clock: Clock<'_>,
        zone: TimeZone,
        untangle: fn(Length, Doubt) -> Untangled,
    ) -> Self {
        let length = length(start, end, clock);
        let doubt = doubt(start, end, length, clock);
        let Untangled { length, lead } = untangle(length, doubt);
        let local = match length {
            Length::Days(_) => clock.on_clock_of(start, &zone),
            _ => clock.shown_in(start, &zone),
        };
        Self { zone, local, length, lead, doubt }
    }

    /// Both, where two lengths are said: to the later end.
    fn or(self, other: Self) -> Self {
        let end = |placed: &Self| placed.length.end(&placed.zone, placed.local);
        let (longer, shorter) = if end(&other) > end(&self) { (other, self) } else { (self, other) };
        let early = shorter.length.before().saturating_add(shorter.doubt.early);
        let doubt = longer.doubt.or(Doubt { early, ..shorter.doubt });
        Self { lead: longer.lead.max(shorter.lead), doubt, ..longer }
    }

    /// The period of an added date, wherever it starts.
    pub(crate) fn period(start: &When, end: &End, clock: Clock<'_>, zone: &TimeZone) -> Self {
        Self::between(start, end, clock, zone.clone(), Untangled::of)
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
        let start = self.length.start(&self.zone, local);
        let end = self.length.end(&self.zone, local);
        // What takes no time takes none, wherever it is. What may take some does.
        if end <= start && self.lead == 0 && !self.doubt.of_length {
            return (start, end);
        }
        let early = self.doubt.early.saturating_add(self.lead);
        (start.plus_seconds(-early), end.max(start).plus_seconds(self.doubt.late))
    }

    /// The most seconds that it can take before its start.
    pub(crate) fn before(&self) -> i64 {
        self.doubt.early.saturating_add(self.length.before()).saturating_add(self.lead)
    }

    /// The most seconds that it can take.
    pub(crate) fn most(&self) -> i64 {
        self.length.most().saturating_add(self.doubt.late)
    }
}

/// How long something lasts whose end may lie before its start, and what it takes before.
struct Untangled {
    length: Length,
    lead: i64,
}

impl Untangled {
    /// Where the end lies before the start, by less than a day and by more than an hour, it may be on the next day: forms with one date and two times
    /// write a night so. Unless it may lie behind the start as it stands, the time between the two and the night count.
    fn of(length: Length, doubt: Doubt) -> Self {
        let next_day = |seconds: i64| seconds.saturating_add(SECONDS_PER_DAY);
        match length {
            Length::Exact(seconds) if is_night(seconds, doubt) => {
                Self { length: Length::Exact(next_day(seconds)), lead: -seconds }
            }
            Length::Between { passed, shown } if is_night(shown, doubt) => Self {
                length: Length::Between { passed: next_day(passed), shown: next_day(shown) },
                lead: -passed.min(shown),
            },
            _ => Self::mixed_up(length, doubt),
        }
    }

    /// Where the end lies before the start, somebody mixed them up, and the time between is taken: a meeting was meant
    /// there.
    fn mixed_up(length: Length, _: Doubt) -> Self {
        let length = match length {
            Length::Exact(seconds) if seconds < 0 => Length::Before(-seconds),
            Length::Between { passed, shown } if shown < 0 => Length::Before(-passed.min(shown)),
            _ => length,
        };
        Self { length, lead: 0 }
    }
}

fn is_night(seconds: i64, doubt: Doubt) -> bool {
    may_be_night(seconds) && !doubt.of_length
}

/// Whether an event ends before it starts, and may end on the next day of the clock on which both are written.
pub(crate) fn may_be_a_night(event: &Event) -> bool {
    let seconds = match (event.start, event.end) {
        (When::Utc(start), End::At(When::Utc(end))) => end.unix() - start.unix(),
        (When::Floating(start), End::At(When::Floating(end))) => end.local_seconds() - start.local_seconds(),
        (When::Zoned(start, zone), End::At(When::Zoned(end, other))) if zone == other => {
            end.local_seconds() - start.local_seconds()
        }
        _ => 0,
    };
    may_be_night(seconds) && event.or_lasts.is_none()
}

/// Whether an end that lies so many seconds behind its start may be on the next day. Nothing lasts from shortly after an hour to
/// that hour: there the two are mixed up.
fn may_be_night(seconds: i64) -> bool {
    (1 - SECONDS_PER_DAY..-3600).contains(&seconds)
}

/// By how much the time between a start and an end may be earlier and later than it looks.
fn doubt(start: &When, end: &End, length: Length, clock: Clock<'_>) -> Doubt {
    let end = match end {
        End::At(end) => end,
        End::After(duration) if matches!(start, When::Date(_)) && duration.seconds != 0 => {
            return doubt_of_day(start, length);
        }
        End::After(_) | End::Missing => {
            return if clock.is_unknown(start) { Doubt::CLOCK } else { Doubt::default() };
        }
    };
    match (clock.unknown_zone(start), clock.unknown_zone(end)) {
        (Some(one), Some(other)) => Doubt { of_length: one != other, ..Doubt::CLOCK },
        (None, None) if matches!((start, end), (When::Date(_), When::Date(_))) => Doubt::default(),
        (None, None) => doubt_of_readings(start, end, clock).or(doubt_of_day(start, length)),
        _ => Doubt::CLOCKS,
    }
}

/// A day whose end is a time lasts to the end of the day at least.
fn doubt_of_day(start: &When, length: Length) -> Doubt {
    match start {
        When::Date(_) => {
            let least = match length {
                Length::Exact(seconds) | Length::Between { passed: seconds, .. } => seconds,
                Length::Nominal(days, seconds) => {
                    days.saturating_mul(SECONDS_PER_DAY).saturating_add(seconds)
                }
                Length::Days(_) | Length::Before(_) => 0,
            };
            let late = SECONDS_PER_DAY.saturating_sub(least.max(0)).max(0);
            Doubt { late, of_length: true, ..Doubt::default() }
        }
        _ => Doubt::default(),
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
            let passed = clock.instant(end, owner).unix() - clock.instant(start, owner).unix();
            match clock.shown_between(start, end) {
                Some(shown) => Length::Between { passed, shown },
                None => Length::Exact(passed),
            }
        }
        (When::Date(_), End::After(duration)) if duration.seconds == 0 => Length::Days(duration.days),
        (_, End::After(duration)) => Length::Nominal(duration.days, duration.seconds),
    }
}

fn days_between(start: Date, end: Date) -> i64 {
    end.epoch_day() - start.epoch_day()
}
