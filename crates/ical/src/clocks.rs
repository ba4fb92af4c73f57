//! On which clocks the times of a calendar are, where an event is on them, and how long it lasts.

use super::document::{End, Event, When};
use scheduling_core::time::{Date, LocalDateTime, TimeZone, Timestamp};
use std::collections::HashMap;

/// The zones in which the times of a calendar are read.
pub(crate) struct Clocks<'d> {
    pub(crate) owner: TimeZone,
    pub(crate) floating: TimeZone,
    pub(crate) zones: HashMap<&'d str, TimeZone>,
}

impl Clocks<'_> {
    /// The zone on whose clock a time is written.
    pub(crate) fn zone_of(&self, when: &When) -> TimeZone {
        match when {
            When::Date(_) => self.owner.clone(),
            When::Floating(_) => self.floating.clone(),
            When::Utc(_) => TimeZone::utc(),
            When::Zoned(_, name) => self.zones.get(name.as_ref()).unwrap_or(&self.floating).clone(),
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
}

impl Placed {
    /// Reads start and end of an event. Where the end lies before the start, somebody mixed them up, and the
    /// time between is taken: a meeting was meant there.
    pub(crate) fn of(event: &Event, clocks: &Clocks<'_>) -> Self {
        let zone = clocks.zone_of(&event.start);
        let local = clocks.on_clock_of(&event.start, &zone);
        let length = length(&event.start, &event.end, clocks);
        match (length, &event.end) {
            (Length::Exact(seconds), End::At(end)) if seconds < 0 => {
                let local = clocks.on_clock_of(end, &zone);
                Self { zone, local, length: Length::Exact(-seconds) }
            }
            (Length::Days(days), End::At(When::Date(end))) if days < 0 => {
                Self { zone, local: end.midnight(), length: Length::Days(-days) }
            }
            _ => Self { zone, local, length },
        }
    }

    /// The occurrence at a local time: from its first instant to its last.
    pub(crate) fn at(&self, local: LocalDateTime) -> (Timestamp, Timestamp) {
        let start = match self.length {
            Length::Days(_) => self.zone.start_of_day(local.date()),
            _ => self.zone.resolve(local).compatible(),
        };
        (start, self.length.end(&self.zone, local, start))
    }
}

/// The length between a start and an end of any kind.
pub(crate) fn length(start: &When, end: &End, clocks: &Clocks<'_>) -> Length {
    match (start, end) {
        (When::Date(_), End::Missing) => Length::Days(1),
        (_, End::Missing) => Length::Exact(0),
        (When::Date(start), End::At(When::Date(end))) => Length::Days(days_between(*start, *end)),
        (_, End::At(end)) => {
            let zone = clocks.zone_of(start);
            let (start, end) = (clocks.instant(start, &zone), clocks.instant(end, &zone));
            Length::Exact(end.unix() - start.unix())
        }
        (When::Date(_), End::After(duration)) if duration.seconds == 0 => Length::Days(duration.days),
        (_, End::After(duration)) => Length::Nominal(duration.days, duration.seconds),
    }
}

fn days_between(start: Date, end: Date) -> i64 {
    end.epoch_day() - start.epoch_day()
}
